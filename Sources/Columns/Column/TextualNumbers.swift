/// Texts most of which are numbers: something keeps the column that they come from from being one of numbers.
enum TextualNumbers {
  /// What to do where a column of such texts should hold numbers; nil where at least half of the different texts are none.
  ///
  /// - Complexity: O(texts), of which some thousands are looked at.
  static func hint(for column: String, holding texts: [String]) -> String? {
    let looked = texts.prefix(4096)
    let others = looked.filter { !$0.isEmpty && Double($0.replacing(",", with: "")) == nil }.sorted()
    guard !looked.isEmpty, others.count * 2 <= looked.count else { return nil }
    let named = others.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
    let name = column.allSatisfy({ $0 == "_" || $0.isLetter || $0.isNumber }) ? column : "`\(column)`"
    if others.isEmpty { return "number(\(name)) is the number that a text tells" }
    return "number(\(name)) is the number that a text tells, and missing for \(named); a file that is loaded with missing = {\(named)} has a column of numbers"
  }
}
