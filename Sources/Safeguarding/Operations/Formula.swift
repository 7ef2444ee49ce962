public import Columns

/// What a row makes, or must meet, as people write it: `deaths / births * 1000`, `age >= 10 and sex = 'Female'`.
///
/// A name is a column; one that has other marks than letters, digits and `_` stands in backquotes. Text stands in `'...'`.
/// In `"..."` stands a text where a value is wanted of a column, and a column elsewhere. There are `+ - * /`, brackets,
/// `= != < <= > >=`, `in (...)`, `between ... and ...`, `is missing`, `contains`, `begins_with`, `like`, `and`, `or`, `not`, and the
/// calendar's `month(date)`, `financial_year(date)` and the like. A missing value meets no comparison, so that `!=` and
/// `not` keep it, as `is_not` and `none` do.
struct Formula {
  private let text: String
  private let words: [Word]
  private var place = 0

  /// The deepest nesting of brackets and signs; each level takes room on the stack.
  private static let deepest = 100
  private var depth = 0
  /// The most signs of arithmetic; what they make is as deep as they are many.
  private static let mostSigns = 100
  private var signs = 0

  /// Returns what a row makes.
  ///
  /// - Throws: ``FormulaError``, with the column of the text in which it stands.
  static func expression(_ text: String) throws(FormulaError) -> Expression {
    var formula = try Formula(text)
    let expression = try formula.sum()
    try formula.end()
    return expression
  }

  /// Returns what a row must meet.
  ///
  /// - Throws: ``FormulaError``, with the column of the text in which it stands.
  static func predicate(_ text: String) throws(FormulaError) -> Predicate {
    var formula = try Formula(text)
    let predicate = try formula.alternatives()
    try formula.end()
    return predicate
  }

  // MARK: Words

  private struct Word {
    enum Kind: Hashable { case name, quotedName, doublyQuoted, text, number, sign }
    let kind: Kind
    let text: String
    /// The place of its first character, from one.
    let column: Int
  }

  private init(_ text: String) throws(FormulaError) {
    self.text = text
    let characters = Array(text)
    var words: [Word] = []
    var place = 0
    func isPart(_ character: Character) -> Bool { character == "_" || character.isLetter || character.isNumber }
    while place < characters.count {
      let (start, character) = (place, characters[place])
      place += 1
      let kind: Word.Kind
      var content: String?
      switch character {
      case _ where character.isWhitespace: continue
      case "'", "\"", "`":
        var inside = ""
        while true {
          guard place < characters.count else { throw FormulaError(text, start + 1, "the text that begins here does not end") }
          let next = characters[place]
          place += 1
          if next != character { inside.append(next) } else if place < characters.count, characters[place] == character {
            inside.append(next)
            place += 1
          } else { break }
        }
        (kind, content) = (character == "'" ? .text : character == "`" ? .quotedName : .doublyQuoted, inside)
      case _ where character.isASCII && character.isNumber || character == "." && place < characters.count && characters[place].isNumber:
        while place < characters.count,
          isPart(characters[place]) || characters[place] == "." || "+-".contains(characters[place]) && "eE".contains(characters[place - 1])
        { place += 1 }
        kind = .number
      case _ where isPart(character):
        while place < characters.count, isPart(characters[place]) { place += 1 }
        kind = .name
      default:
        if place < characters.count, ["==", "!=", "~=", "<>", "<=", ">="].contains(String([character, characters[place]])) { place += 1 }
        kind = .sign
      }
      words.append(Word(kind: kind, text: content ?? String(characters[start..<place]), column: start + 1))
    }
    self.words = words
  }

  private var next: Word? { place < words.count ? words[place] : nil }

  /// Takes the next word if it is a sign, or a word of the language, in any case of letters.
  private mutating func take(_ wanted: String...) -> String? {
    guard let next, next.kind == .sign || next.kind == .name, wanted.contains(next.text.lowercased()) else { return nil }
    place += 1
    return next.text.lowercased()
  }

  private mutating func need(_ wanted: String) throws(FormulaError) {
    guard take(wanted) != nil else { throw unexpected("\"\(wanted)\"") }
  }

  private func unexpected(_ wanted: String) -> FormulaError {
    FormulaError(
      text, next?.column ?? text.count + 1, "\(wanted) is expected, and \(next.map { "\"\($0.text)\" stands" } ?? "the formula ends") here")
  }

  private func end() throws(FormulaError) {
    if next != nil { throw unexpected("the end, or a sign such as + or and,") }
  }

  private mutating func nested<Result>(_ body: (inout Formula) throws(FormulaError) -> Result) throws(FormulaError) -> Result {
    guard depth < Self.deepest else { throw FormulaError(text, next?.column ?? 1, "more than \(Self.deepest) brackets are nested") }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  // MARK: Values

  private mutating func sum() throws(FormulaError) -> Expression {
    var result = try product()
    while let sign = try sign("+", "-") { result = .arithmetic(result, sign == "+" ? .plus : .minus, try product()) }
    return result
  }

  private mutating func product() throws(FormulaError) -> Expression {
    var result = try operand()
    while let sign = try sign("*", "/") { result = .arithmetic(result, sign == "*" ? .times : .over, try operand()) }
    return result
  }

  private mutating func sign(_ one: String, _ other: String) throws(FormulaError) -> String? {
    let place = next?.column ?? 1
    guard let sign = take(one, other) else { return nil }
    signs += 1
    guard signs <= Self.mostSigns else { throw FormulaError(text, place, "more than \(Self.mostSigns) signs of arithmetic") }
    return sign
  }

  private mutating func operand() throws(FormulaError) -> Expression {
    if take("(") != nil {
      let inner = try nested { formula throws(FormulaError) in try formula.sum() }
      try need(")")
      return inner
    }
    if take("-") != nil {
      let inner = try nested { formula throws(FormulaError) in try formula.operand() }
      if case .value(let cell) = inner, let number = cell.number {
        if case .integer(let whole) = cell, whole != .min { return .value(.integer(-whole)) }
        return .value(.number(-number))
      }
      return .arithmetic(.value(.integer(0)), .minus, inner)
    }
    guard let word = next else { throw unexpected("a column or a number") }
    place += 1
    switch word.kind {
    case .quotedName, .doublyQuoted: return .column(word.text)
    case .text: return .value(.text(word.text))
    case .number:
      if let whole = Int(word.text) { return .value(.integer(whole)) }
      guard let number = Double(word.text), number.isFinite else { throw FormulaError(text, word.column, "\"\(word.text)\" is no number") }
      return .value(.number(number))
    case .name where ["true", "false"].contains(word.text.lowercased()): return .value(.boolean(word.text.lowercased() == "true"))
    case .name where next?.text == "(" && next?.kind == .sign: return try call(word)
    case .name: return .column(word.text)
    case .sign:
      place -= 1
      throw unexpected("a column or a number")
    }
  }

  private mutating func call(_ word: Word) throws(FormulaError) -> Expression {
    try need("(")
    let inner = try nested { formula throws(FormulaError) in try formula.sum() }
    try need(")")
    let name = word.text.lowercased()
    if let unit = CalendarUnit(rawValue: name) { return .span(unit, of: inner) }
    if let part = CalendarPart(rawValue: name) { return .part(part, of: inner) }
    let names = CalendarUnit.allCases.map(\.rawValue) + CalendarPart.allCases.map(\.rawValue)
    throw FormulaError(
      text, word.column, "there is no \(word.text)(...) in a formula", expectation: "There are \(names.joined(separator: ", ")).",
      hint: NearestName.hint(for: name, among: names))
  }

  // MARK: Conditions

  private mutating func alternatives() throws(FormulaError) -> Predicate {
    var parts = [try conjunction()]
    while take("or") != nil { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .or(parts)
  }

  private mutating func conjunction() throws(FormulaError) -> Predicate {
    var parts = [try condition()]
    while take("and") != nil { parts.append(try condition()) }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  private mutating func condition() throws(FormulaError) -> Predicate {
    if take("not") != nil { return .not(try nested { formula throws(FormulaError) in try formula.condition() }) }
    if take("(") != nil {
      let inner = try nested { formula throws(FormulaError) in try formula.alternatives() }
      try need(")")
      return inner
    }
    let start = next
    guard case .column(let column) = try operand() else {
      throw FormulaError(
        text, start?.column ?? 1, "a condition begins with a column", expectation: "It is written as in age >= 10.",
        hint: "what is computed of columns needs a name first: table:derive(\"rate\", \"deaths / births\")")
    }
    if take("is") != nil {
      let isNegated = take("not") != nil
      guard take("missing", "null", "nil") != nil else { throw unexpected("\"missing\"") }
      return isNegated ? .not(.isMissing(column: column)) : .isMissing(column: column)
    }
    let isNegated = take("not") != nil
    if take("in") != nil {
      try need("(")
      var cells = [try value()]
      while take(",") != nil { cells.append(try value()) }
      try need(")")
      return isNegated ? .not(.oneOf(column: column, cells)) : .oneOf(column: column, cells)
    }
    if take("between") != nil {
      let low = try value()
      try need("and")
      let between = Predicate.between(column: column, low, try value())
      return isNegated ? .not(between) : between
    }
    if let word = take("contains", "begins_with", "like") {
      let start = next
      guard case .text(let wanted) = try value() else { throw FormulaError(text, start?.column ?? 1, "a text in '...' is expected here") }
      let predicate = try word == "like" ? like(wanted, column: column, at: start?.column ?? 1)
        : word == "contains" ? .contains(column: column, wanted) : .begins(column: column, with: wanted)
      return isNegated ? .not(predicate) : predicate
    }
    if isNegated { throw unexpected("\"in\", \"between\", \"contains\" or \"begins_with\"") }
    if let sign = next?.text, ["+", "-", "*", "/"].contains(sign) {
      throw FormulaError(
        text, next?.column ?? 1, "a comparison is of columns as they are, and \"\(sign)\" stands here",
        hint: "give what is computed a name first: table:derive(\"rate\", \"deaths / births\"):where(\"rate > 0.1\")")
    }
    guard let sign = take("=", "==", "!=", "~=", "<>", "<", "<=", ">", ">="), let comparison = Self.comparisons[sign] else {
      throw unexpected("a comparison such as = or >=")
    }
    let isUnequal = ["!=", "~=", "<>"].contains(sign)
    let right = next
    if let text = quotedText() {
      let predicate = Predicate.compare(column: column, comparison, .text(text))
      return isUnequal ? .not(predicate) : predicate
    }
    let predicate: Predicate
    switch try operand() {
    case .column(let other): predicate = .compareColumns(column, comparison, other)
    case .value(let cell): predicate = .compare(column: column, comparison, cell)
    default: throw FormulaError(text, right?.column ?? 1, "a column is compared with a value or with another column")
    }
    return isUnequal ? .not(predicate) : predicate
  }

  /// What SQL's `like` says where it can be said here: `'E06%'` and `'%caution%'`, in any case of letters.
  private func like(_ pattern: String, column: String, at place: Int) throws(FormulaError) -> Predicate {
    let inner = pattern.drop { $0 == "%" }.reversed().drop { $0 == "%" }.reversed()
    let (isOpenAtStart, isOpenAtEnd) = (pattern.hasPrefix("%"), pattern.hasSuffix("%"))
    guard !inner.contains("%"), !inner.contains("_"), isOpenAtEnd || !isOpenAtStart, !inner.isEmpty else {
      throw FormulaError(text, place, "like takes 'begins so%' and '%holds this%'", hint: "contains 'this' and begins_with 'so' say the same")
    }
    if isOpenAtStart { return .contains(column: column, String(inner)) }
    return isOpenAtEnd ? .begins(column: column, with: String(inner)) : .compare(column: column, .equal, .text(String(inner)))
  }

  private static let comparisons: [String: Predicate.Comparison] = [
    "=": .equal, "==": .equal, "!=": .equal, "~=": .equal, "<>": .equal, "<": .less, "<=": .lessOrEqual, ">": .greater,
    ">=": .greaterOrEqual,
  ]

  /// Takes a text in `"..."`, where a column is of no use.
  private mutating func quotedText() -> String? {
    guard let next, next.kind == .doublyQuoted else { return nil }
    place += 1
    return next.text
  }

  private mutating func value() throws(FormulaError) -> Cell {
    let start = next
    if let text = quotedText() { return .text(text) }
    guard case .value(let cell) = try operand() else {
      throw FormulaError(text, start?.column ?? text.count + 1, "a number, or text in '...', is expected here")
    }
    return cell
  }
}

/// A formula that can't be read.
public struct FormulaError: DiagnosableError, Hashable {
  public let diagnostic: Diagnostic

  init(_ formula: String, _ column: Int, _ problem: String, expectation: String? = nil, hint: String? = nil) {
    diagnostic = Diagnostic(
      problem, at: .init(file: "formula", line: 1, column: column), expectation: expectation ?? "The formula is: \(formula.prefix(200))",
      hint: hint)
  }
}
