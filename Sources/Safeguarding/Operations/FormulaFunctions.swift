import Columns

// The functions of a formula: `round(x, 1)`, `if(age < 18, 'child', 'adult')`, `lower(name)`.

extension Formula {
  /// The functions that are no spans or parts of the calendar, with the way each is written.
  static let functions: KeyValuePairs = [
    "if": "if(age < 18, 'child', 'adult')", "coalesce": "coalesce(x, 0)", "band": "band(age, 0, 10, 14, 18)", "round": "round(x, 1)", "floor": "floor(x)", "ceiling": "ceiling(x)", "abs": "abs(x)", "min": "min(x, y)", "max": "max(x, y)",
    "sum": "sum(x)", "mean": "mean(x)", "median": "median(x)", "lag": "lag(x)", "lead": "lead(x)", "cumulative": "cumulative(x)", "rank": "rank(x)",
    "rolling_mean": "rolling_mean(x, 3)", "rolling_sum": "rolling_sum(x, 3)", "quantile_group": "quantile_group(x, 5)",
    "lower": "lower(x)", "upper": "upper(x)", "trim": "trim(x)", "length": "length(x)", "left": "left(x, 3)", "right": "right(x, 3)",
    "substring": "substring(x, 2, 3)", "replace": "replace(x, 'old', 'new')", "number": "number(x)", "date": "date(x)",
  ]

  /// The names of all functions.
  static let functionNames = functions.map(\.key) + CalendarUnit.allCases.map(\.rawValue) + CalendarPart.allCases.map(\.rawValue)

  /// Functions that SQL, pandas, R and Excel call otherwise and give the same operands in the same order.
  private static let ownNames: [String: String] = {
    let names: KeyValuePairs = [
      "if": "iif ifelse if_else", "coalesce": "ifnull nvl ifna iferror replace_na fillna",
      "length": "len nchar char_length str_length strlen", "lower": "lcase tolower str_to_lower casefold", "upper": "ucase toupper str_to_upper",
      "trim": "strip str_trim trimws", "substring": "mid", "replace": "substitute", "abs": "absolute fabs", "floor": "rounddown", "ceiling": "ceil roundup",
      "min": "least pmin", "max": "greatest pmax", "band": "cut", "date": "to_date datevalue parse_date as_date", "number": "to_numeric as_numeric tonumber parse_number",
      "lag": "shift previous", "cumulative": "cumsum cum_sum running_total running_sum", "quantile_group": "ntile quantile_groups",
      "rolling_mean": "rollmean roll_mean rollmeanr moving_average", "rolling_sum": "rollsum roll_sum rollsumr",
    ]
    var own: [String: String] = [:]
    for (ours, theirs) in names { for name in theirs.split(separator: " ") { own[String(name)] = ours } }
    return own
  }()

  /// What SQL, pandas, R and Excel write, and what says it here.
  private static let foreign: [String: String] = {
    let names: KeyValuePairs = [
      "if(age < 18, 'child', 'adult')": "case where select case_when ifs switch mask decode cond",
      "coalesce(x, 0), and what is suppressed, [c], is not 0": "isnull nullif zn", "x .. ' ' .. y": "concat concatenate paste paste0 concat_ws textjoin cat str_c",
      "trim(x)": "btrim ltrim rtrim",
      "substring(x, 2, 3)": "substr slice", "substring(x, 2, 3), three from the second on; left(x, -5) is all but the last five": "str_sub", "replace(x, 'old', 'new')": "gsub sub str_replace str_replace_all regexp_replace",
      "min(x, y)": "minimum", "max(x, y)": "maximum",
      "round(x), or number(x) of a text": "int integer as_integer",
      "round(x, 1)": "trunc truncate fix signif", "band(age, 0, 10, 14, 18)": "bin bins width_bucket histogram",
      "date(x)": "to_datetime str_to_date strptime dmy ymd", "number(x)": "numeric value val cast float double",
      "month_of_year(x)": "datepart extract date_part strftime", "weekday(x)": "dayofweek wday day_of_week day_name",
      "closed - opened, the days between two days": "days_between datediff date_diff difftime days timedelta",
      "floor((date('2025-08-31') - born) / 365.25)": "age age_at years_between yearfrac", "opened + 45": "dateadd date_add add_days",
      "deaths / births * 1000": "rate percent pct percentage",
      "x contains 'text'": "contains search find instr str_detect grepl regexp_like", "x begins_with 'E06'": "startswith starts_with str_starts",
      "x in ('a', 'b')": "isin", "distinct(x), which counts the different values, and t:unique(\"x\") lists them": "string_agg group_concat listagg array_agg", "x is missing": "missing is_missing isna is_na is_null isblank notna notnull", "x between 10 and 17": "between",
    ]
    var foreign: [String: String] = [:]
    for (ours, theirs) in names { for name in theirs.split(separator: " ") { foreign[String(name)] = ours } }
    return foreign
  }()

  /// What a sign or word of another language is here, where it stands in place of ours.
  static func hint(for word: Word, before next: Word?, after last: Word?) -> String? {
    guard word.kind == .sign || word.kind == .name else { return nil }
    switch word.text.lowercased() {
    case "||": return "texts are joined with .., conditions with or"
    case "&", "&&": return "conditions are joined with and, texts with .."
    case "|": return "conditions are joined with or"
    case "?", "if", "case", "when": return "a choice is written if(age < 18, 'child', 'adult')"
    case "%": return "the rest of a division by 20 is x - floor(x / 20) * 20"
    case "//": return "a division without its rest is floor(x / 20)"
    case "^", "*": return "there are + - * / in a formula"
    case "!": return "a condition is turned round with not"
    case "~": return "a text is looked for with contains, begins_with or ends_with; a condition is turned round with not"
    case "isin": return "one of several is x in ('a', 'b')"
    case "[" where last?.kind == .name || last?.kind == .quotedName: return "the first characters are left(x, 3), others substring(x, 2, 3)"
    case "[": return "a column with other marks than letters, digits and _ stands in backquotes: `Age range`"
    case "=", "==", "<", ">", "<=", ">=", "!=", "and", "or", "between", "in", "contains", "begins_with", "is", "like": return "what a row meets goes into a choice: if(age < 18, 'child', 'adult')"
    case let text:
      if let ours = foreign[text] { return "it is written \(ours)" }
      let isSecondWord = word.kind == .name && last?.kind == .name && !["and", "or", "not"].contains(last?.text.lowercased() ?? "")
      return isSecondWord ? "a name of several words stands in backquotes: `\(last?.text ?? "") \(word.text)`" : nil
    }
  }

  /// An error about a name that is followed by a point, as of pandas: `np.where(...)`, `name.str.lower()`.
  func dotted(at start: Int) -> FormulaError {
    var end = start
    while end + 2 < words.count, words[end + 1].text == ".", words[end + 2].kind == .name { end += 2 }
    let name = words[end].text.lowercased()
    let ours = Self.foreign[name] ?? Self.functions.first { $0.key == Self.ownNames[name] ?? name }?.value
    return FormulaError(
      text, words[start].column, "\"\(words[start...end].map(\.text).joined())\" has points, which a formula does not have",
      expectation: "A function stands before what it is of: \(ours ?? "lower(x)").", hint: ours.map { "it is written \($0)" })
  }

  mutating func call(_ word: Word) throws(FormulaError) -> Expression {
    if let figure = try figure(word) { return figure }
    let name = Self.ownNames[word.text.lowercased()] ?? word.text.lowercased()
    if let unit = CalendarUnit(rawValue: name) { return .span(unit, of: try only(name)) }
    if let part = CalendarPart(rawValue: name) { return .part(part, of: try only(name)) }
    if let kind = RowFigure.Kind(rawValue: name) { return try rowFigure(kind, word) }
    switch name {
    case "if": return try choice(word)
    case "coalesce": return try firstKnown()
    case "abs": return .call(.absolute, [try only(name)])
    case "floor": return .call(.floor, [try only(name)])
    case "ceiling": return .call(.ceiling, [try only(name)])
    case "band":
      return try arguments(name) { formula throws(FormulaError) in
        let value = try formula.joined()
        var edges: [Double] = []
        repeat {
          try formula.comma(name)
          edges.append(try formula.edge(after: edges.last))
        } while formula.next?.text == ","
        return .band(value, from: edges)
      }
    case "lower": return .call(.lowercased, [try only(name)])
    case "upper": return .call(.uppercased, [try only(name)])
    case "trim": return .call(.trimmed, [try only(name)])
    case "length": return .call(.length, [try only(name)])
    case "number": return .call(.number, [try only(name)])
    case "date": return .call(.date, [try only(name)])
    case "min", "max":
      return try arguments(name) { formula throws(FormulaError) in
        let first = try formula.joined()
        if formula.next?.text == ")", case .column(let column) = first { return WholeColumns.figure(name, of: column) }
        try formula.comma(name)
        return .call(name == "min" ? .least : .greatest, [first, try formula.joined()])
      }
    case "round":
      return try arguments(name) { formula throws(FormulaError) in
        let value = try formula.joined()
        let decimals = formula.take(",") == nil ? 0 : try formula.count(in: 0...12, of: "decimal places", name)
        return .call(.rounded(decimals: decimals), [value])
      }
    case "left", "right":
      return try arguments(name) { formula throws(FormulaError) in
        let value = try formula.joined()
        try formula.comma(name)
        // A number below zero is of those at the other end, as in PostgreSQL.
        var isRest = formula.take("-") != nil
        if !isRest { isRest = try formula.takeLength(of: value) }
        let count = try formula.count(in: 0...1_000_000, of: "characters", name)
        if isRest { return .call(name == "left" ? .withoutLast(count) : .withoutFirst(count), [value]) }
        return .call(name == "left" ? .first(count) : .last(count), [value])
      }
    case "substring":
      return try arguments(name) { formula throws(FormulaError) in
        let value = try formula.joined()
        try formula.comma(name)
        let from = try formula.count(in: 1...1_000_000, of: "the first character's place, from one,", name)
        try formula.comma(name)
        // All but the last five, as it is written where no number is of the other end.
        if from == 1, try formula.takeLength(of: value) { return .call(.withoutLast(try formula.count(in: 0...1_000_000, of: "characters", name)), [value]) }
        return .call(.part(from: from, count: try formula.count(in: 0...1_000_000, of: "characters", name)), [value])
      }
    case "replace":
      return try arguments(name) { formula throws(FormulaError) in
        let value = try formula.joined()
        try formula.comma(name)
        let old = try formula.quoted(name)
        try formula.comma(name)
        return .call(.replacing(old, with: try formula.quoted(name)), [value])
      }
    case _ where WholeColumns.kind(name) != nil:
      return try arguments(name) { formula throws(FormulaError) in
        guard case .column(let column) = try formula.joined() else {
          throw FormulaError(formula.text, word.column, "\(name)(...) is of a column, all of it", hint: "give what is computed a name first, with derive")
        }
        return WholeColumns.figure(name, of: column)
      }
    default:
      throw FormulaError(
        text, word.column, "there is no \(word.text)(...) in a formula", expectation: "There are \(Self.functionNames.joined(separator: ", ")).",
        hint: Self.foreign[name].map { "it is written \($0)" } ?? Self.hintOnRows(name) ?? NearestName.hint(for: name, among: Self.functionNames))
    }
  }

  /// What to do for a function of many rows, which a formula does not see.
  private static func hintOnRows(_ name: String) -> String? {
    switch name {
    case "count", "n", "nunique", "std", "stdev", "stddev", "sd", "variance", "var", "quantile", "percentile":
      "a formula sees one row at a time; of many there are table:mean(\"x\"), table:by(\"area\"):mean(\"x\") and table:group(...); each count's part of all is count / sum(count), after a count"
    case "qcut", "quintile", "quartile", "decile", "percent_rank": "the fifth that each value lies in is quantile_group(x, 5)"
    case _ where name.hasPrefix("roll") || name.hasPrefix("moving"): "the mean of each row and the two before it is rolling_mean(x, 3)"
    case "row_number", "dense_rank", "min_rank": "the place of each is rank(x), where 1 is the largest; from the least on it is table:ranked(\"x\", {descending = false})"
    case "diff": "the difference from the row before is x - lag(x)"
    case "pct_change": "the change from the row before in per cent is (x / lag(x) - 1) * 100"
    default: nil
    }
  }

  /// `coalesce(x, y, 0)`: the first of several values that is not missing.
  private mutating func firstKnown() throws(FormulaError) -> Expression {
    try arguments("coalesce") { formula throws(FormulaError) in
      var values = [try formula.textOrValue()]
      repeat {
        try formula.comma("coalesce")
        values.append(try formula.textOrValue())
      } while formula.next?.text == ","
      let last = values.removeLast()
      return .choose(
        values.map { value in
          if case .column(let column) = value { return .init(when: .not(.isMissing(column: column)), value) }
          return .init(when: .of("\u{0}value", value, .not(.isMissing(column: "\u{0}value"))), value)
        }, otherwise: last)
    }
  }

  /// `if(condition, value, otherwise)`; without the last what does not meet the condition is not applicable.
  private mutating func choice(_ word: Word) throws(FormulaError) -> Expression {
    guard choices < Self.deepestChoice else {
      throw FormulaError(text, word.column, "if stands in the condition of an if, \(Self.deepestChoice) deep", hint: "give what is computed a name first, with derive")
    }
    return try arguments("if") { formula throws(FormulaError) in
      formula.choices += 1
      let condition = try formula.alternatives()
      formula.choices -= 1
      try formula.comma("if")
      let value = try formula.textOrValue()
      let otherwise = formula.take(",") == nil ? .value(.missing(.notApplicable)) : try formula.textOrValue()
      return .when(condition, value, otherwise: otherwise)
    }
  }

  /// SQL's choice: `case when age < 10 then 'child' when age < 18 then 'young' else 'adult' end`. The first condition that is met decides; one
  /// that is missing leaves it open, as that of `if` does.
  mutating func cases(_ word: Word) throws(FormulaError) -> Expression {
    guard choices < Self.deepestChoice else { throw FormulaError(text, word.column, "a choice stands in the condition of a choice, \(Self.deepestChoice) deep", hint: "give what is computed a name first, with derive") }
    return try nested { formula throws(FormulaError) in
      var branches: [(condition: Predicate, value: Expression)] = []
      while formula.take("when") != nil {
        guard branches.count < Self.mostCases else { throw FormulaError(formula.text, word.column, "more than \(Self.mostCases) cases of one choice", hint: "a table of the values and a join say the same") }
        formula.choices += 1
        let condition = try formula.alternatives()
        formula.choices -= 1
        try formula.need("then")
        branches.append((condition, try formula.textOrValue()))
      }
      let otherwise = formula.take("else") == nil ? .value(.missing(.notApplicable)) : try formula.textOrValue()
      try formula.need("end")
      return branches.reversed().reduce(otherwise) { .when($1.condition, $1.value, otherwise: $0) }
    }
  }

  /// The most cases of one choice: what they make is as deep as they are many.
  private static let mostCases = 30

  /// What stands in the brackets of a function.
  private mutating func arguments(_ name: String, _ body: (inout Formula) throws(FormulaError) -> Expression) throws(FormulaError) -> Expression {
    try need("(")
    let made = try nested(body)
    guard take(")") != nil else { throw unexpected("\")\" of \(Self.usage(name))") }
    return made
  }

  private mutating func only(_ name: String) throws(FormulaError) -> Expression {
    try arguments(name) { formula throws(FormulaError) in try formula.joined() }
  }

  private mutating func comma(_ name: String) throws(FormulaError) {
    guard take(",") != nil else { throw unexpected("\",\" of \(Self.usage(name))") }
  }

  private static func usage(_ name: String) -> String { functions.first { $0.key == name }?.value ?? "\(name)(x)" }

  /// A whole number that is written out.
  private mutating func count(in range: ClosedRange<Int>, of what: String, _ name: String) throws(FormulaError) -> Int {
    guard let next, next.kind == .number, let count = Int(next.text), range.contains(count) else {
      throw unexpected("\(what == "decimal places" || what == "characters" ? "the number of \(what)" : what) \(range.lowerBound) to \(range.upperBound), as in \(Self.usage(name))\(what == "characters" && name != "substring" ? " or \(name)(x, -5), all but five" : ""),")
    }
    place += 1
    return count
  }

  /// Takes `length(x) -`, which says of x what a number below zero says.
  private mutating func takeLength(of value: Expression) throws(FormulaError) -> Bool {
    let start = place
    guard take("length") != nil, next?.text == "(" else {
      place = start
      return false
    }
    let inner = try only("length")
    guard inner == value, take("-") != nil else {
      place = start
      return false
    }
    return true
  }

  /// The least value of a band, more than the one before.
  private mutating func edge(after last: Double?) throws(FormulaError) -> Double {
    let sign = take("-") == nil ? 1.0 : -1
    guard let next, next.kind == .number, let number = Double(next.text), number.isFinite, last.map({ number * sign > $0 }) ?? true else {
      throw unexpected(last == nil ? "the least number of a band, as in \(Self.usage("band"))," : "a number above \(Cell.number(last ?? 0).plainText)")
    }
    place += 1
    return number * sign
  }

  /// A text that is written out.
  private mutating func quoted(_ name: String) throws(FormulaError) -> String {
    guard let next, next.kind == .text || next.kind == .doublyQuoted else { throw unexpected("a text in '...', as in \(Self.usage(name)),") }
    place += 1
    return next.text
  }

  /// A value of a choice, where `"..."` is a text.
  private mutating func textOrValue() throws(FormulaError) -> Expression {
    if let text = textAlone() { return .value(.text(text)) }
    return try joined()
  }

  /// Takes a text in `"..."` that is all of a value.
  private mutating func textAlone() -> String? {
    guard let next, next.kind == .doublyQuoted, place + 1 < words.count else { return nil }
    let following = words[place + 1]
    guard following.kind == .sign && [",", ")"].contains(following.text) || following.kind == .name && ["when", "else", "end"].contains(following.text.lowercased()) else { return nil }
    place += 1
    return next.text
  }
}
