import Columns

/// What could stand at the end of a formula or a condition that somebody types within quotes: a column, or a value of the column that is
/// compared there.
struct FormulaCompletion {
  /// How many of the characters before the cursor are completed.
  let typedCount: Int
  let candidates: [String]
  /// The quote with which each candidate ends; nil where some end with none.
  var closingQuote: Character? {
    guard let last = candidates.first?.last, last == "'" || last == "`", candidates.allSatisfy({ $0.last == last }) else { return nil }
    return last
  }

  /// - Parameters:
  ///   - typed: What stands in the quotes before the cursor.
  ///   - quote: The quote that opened the string; what is completed must not end it.
  ///   - columns: The columns of the rows.
  ///   - values: The different texts of a column.
  init(_ typed: String, quote: Character, columns: [String], values: (String) -> [String]) {
    if typed.count(where: { $0 == "'" }) % 2 == 1, quote != "'" {
      let text = typed.lastIndex(of: "'").map { String(typed[typed.index(after: $0)...]) } ?? ""
      let before = typed.dropLast(text.count + 1)
      let found = before.firstMatch(of: #/(?:`(?<marked>[^`]+)`|(?<plain>[\p{L}\p{N}_]+))\s*(?:=|==|!=|<>|~=|in\s*\((?:\s*'[^']*'\s*,)*)\s*$/#)
      let column = (found?.marked ?? found?.plain).map(String.init)
      let lowered = text.lowercased()
      let fitting = column.map(values)?.filter { $0.lowercased().hasPrefix(lowered) && !$0.contains("'") && !$0.contains(quote) } ?? []
      self.init(typedCount: text.count, candidates: fitting.map { $0 + "'" })
      return
    }
    let word = String(typed.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
    let lowered = word.lowercased()
    let fitting = columns.filter { $0.lowercased().hasPrefix(lowered) && !$0.contains(quote) && !$0.contains("`") }
    let isOpen = typed.dropLast(word.count).last == "`"
    self.init(
      typedCount: word.count,
      candidates: fitting.map { name in
        let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && name.first?.isNumber != true
        return isPlain && !isOpen ? name : (isOpen ? "" : "`") + name + "`"
      })
  }

  private init(typedCount: Int, candidates: [String]) {
    self.typedCount = typedCount
    self.candidates = candidates
  }
}
