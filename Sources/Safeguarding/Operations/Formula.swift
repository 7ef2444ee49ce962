public import Columns

/// What a row makes, or must meet, as people write it: `deaths / births * 1000`, `age >= 10 and sex = 'Female'`.
///
/// A name is a column; one that has other marks than letters, digits and `_` stands in backquotes. Text stands in `'...'`.
/// In `"..."` stands a text where a value is wanted of a column, beside `..` and as a value of `if`, and a column elsewhere. There
/// are `+ - * /`, `..` between texts, brackets, `= != < <= > >=`, `in (...)`, `between ... and ...`, `is missing`, `contains`,
/// `begins_with`, `like`, `and`, `or`, `not`, the functions of ``functions``, and the calendar's `month(date)`,
/// `financial_year(date)` and the like. A missing value leaves a condition open, and so `!=` and `not` too: `where` keeps no such
/// row, and in the condition of `if` the result is missing for its reason.
struct Formula {
  let text: String
  let words: [Word]
  var place = 0

  /// The deepest nesting of brackets and signs; each level takes room on the stack.
  private static let deepest = 100
  private var depth = 0
  /// The most signs of arithmetic; what they make is as deep as they are many.
  private static let mostSigns = 100
  private var signs = 0
  /// How many conditions of `if` are open. Each holds its condition three times.
  var choices = 0
  static let deepestChoice = 3
  /// What is computed of the rows of a group, where the formula is of groups; nil in one of rows.
  var figures: [GroupFormula.Figure]?
  /// Whether a row may be told by those before it, `lag(n)`: in what makes a column of a table.
  var takesRowFigures = false

  /// Returns what a row makes.
  ///
  /// - Throws: ``FormulaError``, with the column of the text in which it stands.
  static func expression(_ text: String) throws(FormulaError) -> Expression {
    var formula = try Formula(text)
    formula.takesRowFigures = true
    let expression = try formula.joined()
    try formula.end()
    return expression
  }

  /// Returns what a row must meet.
  ///
  /// - Parameter ofColumn: Whether a column is made of it.
  /// - Throws: ``FormulaError``, with the column of the text in which it stands.
  static func predicate(_ text: String, ofColumn: Bool = false) throws(FormulaError) -> Predicate {
    var formula = try Formula(text)
    formula.takesRowFigures = ofColumn
    let predicate = try formula.alternatives()
    try formula.end()
    return predicate
  }

  // MARK: Words

  struct Word {
    enum Kind: Hashable { case name, quotedName, doublyQuoted, text, number, sign }
    let kind: Kind
    let text: String
    /// The place of its first character, from one.
    let column: Int
  }

  init(_ text: String) throws(FormulaError) {
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
      case "[" where words.last.map({ $0.kind == .sign && $0.text != ")" || $0.column + $0.text.count < start + 1 }) ?? true:
        // Spreadsheets and SQL Server write a column so: [Age range].
        guard let end = characters[place...].firstIndex(of: "]") else { throw FormulaError(text, start + 1, "the name that begins here does not end") }
        (kind, content) = (.quotedName, String(characters[place..<end]))
        place = end + 1
      case _ where character.isASCII && character.isNumber || character == "." && place < characters.count && characters[place].isNumber:
        while place < characters.count,
          isPart(characters[place]) || characters[place] == "." || "+-".contains(characters[place]) && "eE".contains(characters[place - 1])
        { place += 1 }
        kind = .number
      case _ where isPart(character):
        while place < characters.count, isPart(characters[place]) { place += 1 }
        kind = .name
      default:
        if place < characters.count, ["==", "!=", "~=", "<>", "<=", ">=", "..", "//", "&&", "||"].contains(String([character, characters[place]])) { place += 1 }
        kind = .sign
      }
      words.append(Word(kind: kind, text: content ?? String(characters[start..<place]), column: start + 1))
    }
    self.words = words
  }

  var next: Word? { place < words.count ? words[place] : nil }

  /// Takes the next word if it is a sign, or a word of the language, in any case of letters.
  mutating func take(_ wanted: String...) -> String? {
    guard let next, next.kind == .sign || next.kind == .name, wanted.contains(next.text.lowercased()) else { return nil }
    place += 1
    return next.text.lowercased()
  }

  /// Whether the next word is this, in any case of letters, and no column in marks.
  func isWord(_ wanted: String) -> Bool { next?.kind == .name && next?.text.lowercased() == wanted }

  mutating func need(_ wanted: String) throws(FormulaError) {
    guard take(wanted) != nil else { throw unexpected("\"\(wanted)\"") }
  }

  func unexpected(_ wanted: String) -> FormulaError {
    if next?.text == ".", next?.kind == .sign, place > 0 { return dotted(at: place - 1) }
    let following = place + 1 < words.count ? words[place + 1] : nil
    return FormulaError(
      text, next?.column ?? text.count + 1, "\(wanted) is expected, and \(next.map { "\"\($0.text)\" stands" } ?? "the formula ends") here",
      hint: next.flatMap { Self.hint(for: $0, before: following, after: place > 0 ? words[place - 1] : nil) })
  }

  func end() throws(FormulaError) {
    if next != nil { throw unexpected("the end, or a sign such as + or and,") }
  }

  mutating func nested<Result>(_ body: (inout Formula) throws(FormulaError) -> Result) throws(FormulaError) -> Result {
    guard depth < Self.deepest else { throw FormulaError(text, next?.column ?? 1, "more than \(Self.deepest) brackets are nested") }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  // MARK: Values

  /// A value, or several joined as text. In `"..."` stands a text there.
  mutating func joined() throws(FormulaError) -> Expression {
    let isText = next?.kind == .doublyQuoted && place + 1 < words.count && words[place + 1].text == ".."
    var result = isText ? .value(.text(quotedText() ?? "")) : try sum()
    while try sign("..") != nil {
      if let text = quotedText() { result = .call(.joined, [result, .value(.text(text))]) } else { result = .call(.joined, [result, try sum()]) }
    }
    return result
  }

  private mutating func sum() throws(FormulaError) -> Expression {
    var result = try product()
    while let sign = try sign("+", "-") {
      if let date = unquotedDate(at: place - 2) { throw date }
      result = .arithmetic(result, sign == "+" ? .plus : .minus, try product())
    }
    return result
  }

  /// A month or a day without quotes, `2024-01` or `2024-01-15`, that would be a number less others.
  private func unquotedDate(at start: Int) -> FormulaError? {
    func isNumber(_ place: Int, digits: Int, in range: ClosedRange<Int>) -> Bool {
      guard words.indices.contains(place), words[place].kind == .number, words[place].text.count == digits else { return false }
      return Int(words[place].text).map(range.contains) ?? false
    }
    func isJoined(_ place: Int) -> Bool {
      words.indices.contains(place + 1) && words[place].text == "-" && words[place - 1].column + words[place - 1].text.count == words[place].column
        && words[place + 1].column == words[place].column + 1
    }
    guard isNumber(start, digits: 4, in: 1000...9999), isJoined(start + 1), isNumber(start + 2, digits: 2, in: 1...12) else { return nil }
    let isDay = isJoined(start + 3) && isNumber(start + 4, digits: 2, in: 1...31)
    let numbers = (isDay ? [start, start + 2, start + 4] : [start, start + 2]).map { words[$0].text }
    let date = numbers.joined(separator: "-")
    return FormulaError(
      text, words[start].column, "\(date) is a \(isDay ? "day" : "month") without quotes, and would be \(numbers.joined(separator: " less "))",
      hint: "the \(isDay ? "day" : "month") is '\(date)', a column of that name `\(date)`, and the difference \(numbers.joined(separator: " - ")), with blanks")
  }

  private mutating func product() throws(FormulaError) -> Expression {
    var result = try operand()
    while let sign = try sign("*", "/") { result = .arithmetic(result, sign == "*" ? .times : .over, try operand()) }
    return result
  }

  private mutating func sign(_ one: String, _ other: String = "") throws(FormulaError) -> String? {
    let place = next?.column ?? 1
    guard let sign = take(one, other) else { return nil }
    signs += 1
    guard signs <= Self.mostSigns else { throw FormulaError(text, place, "more than \(Self.mostSigns) signs of arithmetic") }
    return sign
  }

  private mutating func operand() throws(FormulaError) -> Expression {
    if take("(") != nil {
      let inner = try nested { formula throws(FormulaError) in try formula.joined() }
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
      guard let number = Double(word.text), number.isFinite else {
        throw FormulaError(
          text, word.column, "\"\(word.text)\" is no number", hint: "a column whose name begins with a digit stands in backquotes: `\(word.text)`")
      }
      return .value(.number(number))
    case .name where ["true", "false"].contains(word.text.lowercased()): return .value(.boolean(word.text.lowercased() == "true"))
    case .name where next?.text == "(" && next?.kind == .sign: return try call(word)
    case .name where word.text.lowercased() == "case" && isWord("when"): return try cases(word)
    case .name where ["case", "when"].contains(word.text.lowercased()) && (next?.kind == .name || next?.kind == .doublyQuoted):
      place -= 1
      throw unexpected("a column or a number")
    case .name: return .column(word.text)
    case .sign:
      place -= 1
      throw unexpected("a column or a number")
    }
  }
}

/// A formula that can't be read.
public struct FormulaError: DiagnosableError, Hashable {
  public let diagnostic: Diagnostic
  /// How far the formula was read.
  let column: Int

  init(_ formula: String, _ column: Int, _ problem: String, expectation: String? = nil, hint: String? = nil) {
    self.column = column
    diagnostic = Diagnostic(
      problem, at: .init(file: "formula", line: 1, column: column), expectation: expectation ?? "The formula is: \(formula.prefix(200))",
      hint: hint)
  }
}
