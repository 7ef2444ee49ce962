import Columns

/// Codes of one place that changed, where tables are joined by them: Barnsley is E08000016 in files before April 2025, and E08000038 since.
enum AreaKeys {
  /// The key of another table with the codes that this table has for the same places, and what is to be said of it; nil where none
  /// differs.
  ///
  /// A place of which this table has several codes is left as it is, since each of its rows means another time.
  static func matching(_ table: PendingTable, _ own: String, _ other: Column) -> (column: Column, note: String)? {
    guard other.type == .text, holdsCodes(other) else { return nil }
    let texts = other.coded().withoutUnusedValues().differentTexts
    let held = Set(texts)
    var (renamed, names) = ([String: String](), [String]())
    for text in texts where isCode(text) {
      guard let area = AreaRegister.england.areaIfKnown(text), !area.earlierCodes.isEmpty else { continue }
      let codes = ([area.code] + area.earlierCodes).filter { !held.contains($0) || $0 == text }
      guard codes.count > 1, case let there = table.texts(codes, in: own), there.count == 1, there[0] != text else { continue }
      renamed[text] = there[0]
      names.append("\(area.name) (\(there[0]), there \(text))")
    }
    guard !renamed.isEmpty else { return nil }
    let column = other.mappingValues(named: other.name) { cell in
      if case .text(let text) = cell, let code = renamed[text] { .text(code) } else { cell }
    }
    let shown = names.sorted().prefix(4).joined(separator: ", ") + (names.count > 4 ? " and \(PrintedNumber.of(names.count - 4)) more" : "")
    return (column, "join: the codes of one place in both tables are taken for one: \(shown)")
  }

  /// Whether the first texts are codes of the register: names, numbers of people and codes of neighbourhoods are not looked through.
  private static func holdsCodes(_ column: Column) -> Bool {
    (0..<min(20, column.count)).contains { column[$0].text.map { isCode($0) && AreaRegister.england.areaIfKnown($0) != nil } ?? false }
  }

  private static func isCode(_ text: String) -> Bool { text.utf8.count == 9 && text.utf8.first == UInt8(ascii: "E") }
}
