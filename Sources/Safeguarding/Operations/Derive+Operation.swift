import Columns

extension Operation {
  /// Adds a column made of others.
  static let derive = Operation(
    "derive", summary: "The table with one more column or several, made from the others of its row, or with one replaced.",
    discussion: """
      {month = "date"}, and in its place day, week, quarter, year, financial_year, academic_year, month_of_year, \
      day_of_month, weekday (1 is Monday) or hour. {band = "age", from = {0, 10, 14, 18}} makes 0 to 9, 10 to 13, and 18 \
      and over. "round(deaths / births * 1000, 1)" and "if(age < 18, 'child', 'adult')" are formulas, which help("formula") tells \
      of. {"deaths", "/", "births", "*", 1000} is arithmetic: a text is a column, a list inside is a bracket. \
      {choose = {{when = {age = {below = 18}}, give = "child"}}, otherwise = "adult"} takes the first that is met; {value = \
      1} is the same everywhere and {column = "age"} a copy. Of a moment these are the day and the hour that clocks in London show. What is made of a missing value is missing, for its reason. \
      A function of a script is called with each row, derive("risk", function(row) return row.age < 10 and 2 or 1 end), which takes a hundred \
      times as long as a formula. Several are named at once: derive{rate = "deaths / births", thousands = "rate * 1000"}; one that is made \
      of another comes after it. lag(x), lead(x), cumulative(x), rolling_mean(x, 3), rank(x) and quantile_group(x, 5) go by \
      other rows, as the methods of these names do; within, or by("area"):derive(...), keeps areas apart, and then sum(x) is that of each.
      """,
    example: """
      partners:derive("thousands", "round(contribution_pounds / 1000)").thousands[1]
      --> 65
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<NewColumns>("name", "The name of the new column; or several names, each with what it is made of."),
    Parameter<Derivation?>("from", "What it is made of.", besides: "what stands beside each name"),
    Parameter<[String]>("within", "The columns whose values make the parts for sum(x), lag(x) and the like.", default: [], words: "one part of all rows")
  ) { table, new, derivation, parts in try deriving(table, new, derivation, within: parts) }

  /// The same, of each group by itself.
  static let deriveInGroups = Operation(
    "derive", summary: "The table with one more column or several, in which sum(x), mean(x), lag(x), rank(x) and the like are of each group by itself.",
    discussion: "The rows stand as they stood; what makes a column is said as in table:derive(name, from, {within}).",
    example: """
      coverage:by("vaccine"):derive("most", "max(coverage_percent)").most[1]
      --> 100
      """,
    Parameter<Grouping>("grouping", "The groups."),
    Parameter<NewColumns>("name", "The name of the new column; or several names, each with what it is made of."),
    Parameter<Derivation?>("from", "What it is made of.", besides: "what stands beside each name")
  ) { grouping, new, derivation in try deriving(grouping.table, new, derivation, within: grouping.columns) }

  private static func deriving(_ table: PendingTable, _ new: NewColumns, _ derivation: Derivation?, within parts: [String]) throws -> PendingTable {
    if let unknown = parts.first(where: { !table.columnNames.contains($0) }) { throw TableError.noColumn(unknown, available: table.columnNames) }
    switch new {
    case .one(let name):
      guard let derivation else { throw ArgumentError.left("from", expected: Derivation.argumentWords, place: 2) }
      return try table.deriving(name, derivation, within: parts)
    case .several(let columns):
      guard derivation == nil else {
        throw ArgumentError.unusable("from", problem: "each of the new columns says what it is made of", expectation: "Leave it out.")
      }
      return try NewColumns.inOrder(columns, of: table.columnNames).reduce(table) { try $0.deriving($1.name, $1.from, within: parts) }
    }
  }
}

extension Operation {
  /// The end of the note on a column of weekdays.
  static let weekdayNumbers = ": 1 is Monday and 7 Sunday"
}

extension PendingTable {
  /// Says that values which a publisher hid are taken for a number: `if(x is missing, 0, x)`, `coalesce(x, y, 0)`.
  private func notesOnZeros(_ name: String, _ expression: Expression) throws -> [String] {
    var filled: [(columns: [String], value: Cell)] = []
    _ = expression.replacing { part -> Expression? in
      guard case .choose(let branches, let otherwise) = part else { return nil }
      for branch in branches {
        if case (.isMissing(let column), .value(let cell)) = (branch.condition, branch.value), cell.number != nil { filled.append(([column], cell)) }
      }
      let known = branches.compactMap { branch in if case .not(.isMissing(let column)) = branch.condition { column } else { nil } }
      if case .value(let cell) = otherwise, cell.number != nil, known.count == branches.count { filled.append((known, cell)) }
      return nil
    }
    return try filled.compactMap { columns, cell in
      guard let column = columns.first, Set(columns).isSubset(of: columnNames) else { return nil }
      let hidden = try count(where: .and(columns.map { .isMissing(column: $0) } + [.or(columns.map { .isMissingFor(column: $0, .suppressed) })]))
      return hidden == 0 ? nil : "\(name): \(PrintedNumber.of(hidden, "suppressed value", "suppressed values")) of \"\(column)\" \(hidden == 1 ? "is" : "are") taken for \(cell.plainText), which a hidden count is not"
    }
  }

  /// Returns the table with a column that is made of the others.
  ///
  /// - Parameter parts: The columns whose values make the parts that figures of several rows are of.
  func deriving(_ name: String, _ derivation: Derivation, within parts: [String] = []) throws -> PendingTable {
    if let formula = derivation.formula { try Formula.checkNumbers(formula, columns: columnNames) }
    if let made = try derivingByRows(name, derivation, within: parts) { return made }
    let spans = LondonSpans(of: self)
    var notes: [String] = []
    let expression = spans.local(try derivation.expression.replacing { try WholeColumns.value(of: $0, in: self, notes: &notes) })
    if spans.areOfIncidents, expression.columns.contains("hour"), case let lost = try count(where: LondonSpans.hasNoHour), lost > 0 {
      notes.append("\(name): \(PrintedNumber.of(lost, "time does", "times do")) not tell the hour; hours() of these incidents says why")
    }
    if case .part(.weekday, _) = expression { notes.append(name + Operation.weekdayNumbers) }
    notes += try notesOnZeros(name, expression)
    return try adding(.derive(name, expression)).noting(notes)
  }
}

/// New columns: the name of one, or several names, each with what it is made of: `{rate = "deaths / births", thousands = "rate * 1000"}`.
enum NewColumns: OperationArgument {
  case one(String)
  case several([(name: String, from: Derivation)])

  static let argumentWords = "text, or new columns such as {rate = \"deaths / births\"}"
  static let takesRecord = true

  static func argument(_ value: Value) throws -> NewColumns? {
    guard case .record(let fields) = value else { return String.argument(value).map { .one($0) } }
    return .several(try fields.map { field in
      guard let from = try Derivation.argument(field.value) else {
        throw ArgumentError.wrongKind(field.name, expected: Derivation.argumentWords, got: field.value.words, place: nil)
      }
      return (field.name, from)
    })
  }

  /// New columns in an order in which none is made of a later one, with the columns of the table called by their own names.
  static func inOrder(_ new: [(name: String, from: Derivation)], of columns: [String]) throws -> [(name: String, from: Derivation)] {
    let all = columns + new.map(\.name)
    var waiting = new.map { (name: $0.name, from: $0.from.spelled(among: all)) }
    var ordered: [(name: String, from: Derivation)] = []
    while !waiting.isEmpty {
      let names = waiting.map(\.name)
      let next = waiting.firstIndex { column in
        !column.from.expression.columns.contains { part in names.contains { $0 == WholeColumns.column(part) && $0 != column.name } }
      }
      guard let next else {
        let shown = names.prefix(3).joined(separator: " and ") + (names.count > 3 ? " and \(PrintedNumber.of(names.count - 3)) more" : "")
        throw ArgumentError.unusable(
          names[0], problem: "\(shown) are made of each other", expectation: "Make one of them first, in a derive of its own.")
      }
      ordered.append(waiting.remove(at: next))
    }
    return ordered
  }
}
