/// Texts most of which are numbers: what keeps the column that they come from from being one of numbers.
package struct TextualNumbers {
  /// The texts that are no numbers, in order.
  package let others: [String]
  /// Whether at least half of the different texts are numbers.
  package let areMost: Bool

  /// Looks at the different texts of a column, at no more than some thousands.
  package init(_ texts: [String]) {
    let looked = texts.prefix(4096)
    others = looked.filter { !$0.isEmpty && Double($0.replacing(",", with: "")) == nil }.sorted()
    areMost = !looked.isEmpty && others.count * 2 <= looked.count && !others.isEmpty
  }

  /// What to do where the column should hold numbers, or nil where it should not.
  func hint(column: String) -> String? {
    guard areMost else { return nil }
    return "load the file with missing = {\(others.prefix(3).map { "\"\($0)\"" }.joined(separator: ", "))}, and the column holds numbers"
  }
}
