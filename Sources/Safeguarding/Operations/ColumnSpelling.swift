import Columns

/// The columns that a script means by names that are nearly theirs.
///
/// `crime_type`, `Crime Type` and `crime type` are one name: case, spaces and marks make no difference, as long as no other column is
/// meant as well. The headings of data.police.uk go on naming what incidents call otherwise: `Crime type` is `type`. `share` is the
/// one column of shares that an operation made.
enum ColumnSpelling {
  /// The column that is meant by a name that none has.
  static func column(meantBy name: String, among columns: [String]) -> String? {
    let wanted = plain(name)
    // A minus before a name means something elsewhere, and is no mark of it.
    guard !wanted.isEmpty, !name.hasPrefix("-") else { return nil }
    let alike = columns.filter { plain($0) == wanted }
    if alike.count == 1 { return alike[0] }
    guard alike.isEmpty else { return nil }
    if let short = policeNames[wanted], columns.contains(short) { return short }
    guard made.contains(wanted) else { return nil }
    let ending = columns.filter { $0.hasSuffix("_" + wanted) }
    return ending.count == 1 ? ending[0] : nil
  }

  /// What operations call the columns that they make: the share of `count` is `count_share`, and the lower limit of a rate `rate_lower`.
  private static let made: Set = ["share", "rank", "lag", "rolling", "cumulative", "lower", "upper"]

  /// Letters and digits in lower case.
  private static func plain(_ name: String) -> String { String(name.lowercased().filter { $0.isLetter || $0.isNumber }) }

  private static let policeNames = Dictionary(
    PoliceFile.shortNames.map { (plain($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
}

extension Value {
  /// The value with a column called by its own name: a text, the name of a field, or a word of a formula.
  func naming(_ name: String, _ column: String, inFormula: Bool) -> Value {
    switch self {
    case .text(name): return .text(column)
    case .text(let text) where inFormula: return .text(Formula.renaming(name, to: column, in: text))
    case .list(let values): return .list(values.map { $0.naming(name, column, inFormula: inFormula) })
    case .record(let fields):
      return .record(fields.map { ($0.name == name ? column : $0.name, $0.value.naming(name, column, inFormula: inFormula)) })
    default: return self
    }
  }
}

extension Value {
  /// The value with a column in backquotes in each formula that names it without; nil where none does.
  func quoting(_ column: String) -> Value? {
    switch self {
    case .text(let text):
      let quoted = Formula.spelling(of: column)
      return text.contains(column) && !text.contains(quoted) ? .text(text.replacing(column, with: quoted)) : nil
    case .list(let values):
      let quoted = values.map { $0.quoting(column) }
      return quoted.contains { $0 != nil } ? .list(zip(values, quoted).map { $1 ?? $0 }) : nil
    case .record(let fields):
      let quoted = fields.map { $0.value.quoting(column) }
      return quoted.contains { $0 != nil } ? .record(zip(fields, quoted).map { ($0.name, $1 ?? $0.value) }) : nil
    default: return nil
    }
  }
}

extension Formula {
  /// A column as a formula names it: in backquotes where its name is no plain word.
  static func spelling(of column: String) -> String {
    let isWord = column.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && column.first.map { !$0.isNumber } ?? false
    return isWord ? column : "`" + column.replacing("`", with: "``") + "`"
  }

  /// A formula with a column called by another name.
  static func renaming(_ name: String, to column: String, in text: String) -> String {
    guard let formula = try? Formula(text) else { return text }
    var characters = Array(text)
    for word in formula.words.reversed() where word.text == name && [.name, .quotedName, .doublyQuoted].contains(word.kind) {
      let start = word.column - 1
      let marks = word.kind == .name ? 0 : 2 + (characters[start] == "[" ? 0 : word.text.count { $0 == characters[start] })
      characters.replaceSubrange(start..<start + name.count + marks, with: Array("`" + column.replacing("`", with: "``") + "`"))
    }
    return String(characters)
  }

  /// Refuses a number that is the name of a column, as after a pivot by years: `2025 - 2015` would be ten in every row.
  static func checkNumbers(_ text: String, columns: [String]) throws(FormulaError) {
    let numbers = Set(columns.filter { $0.first?.isNumber ?? false })
    guard !numbers.isEmpty else { return }
    let words = try Formula(text).words
    func isSign(_ place: Int) -> Bool { words.indices.contains(place) && words[place].kind == .sign && ["+", "-", "*", "/"].contains(words[place].text) }
    for (place, word) in words.enumerated() where word.kind == .number && numbers.contains(word.text) {
      // A number that is computed with, or compared with what follows; the 2 of round(x, 2) and of between 2 and 5 is none.
      guard isSign(place - 1) || isSign(place + 1) || place == 0 else { continue }
      throw FormulaError(
        text, word.column, "\(word.text) is a number here, and there is a column of that name",
        expectation: "The column is `\(word.text)`, in backquotes; the number beside such a column is written \(word.text).0.")
    }
  }
}
