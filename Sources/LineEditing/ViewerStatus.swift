/// The line at the bottom of a viewer: what the screen shows of how much, and the keys that matter most.
package struct ViewerStatus {
  /// A part of so many rows or columns: the first one that is shown, from zero, how many are shown, and how many there are.
  package typealias Part = (first: Int, shown: Int, count: Int)

  private let word: String
  private let typed: String?
  private let rows: Part
  private let columns: Part

  /// - Parameters:
  ///   - word: What came of a search.
  ///   - typed: What is typed after a slash; nil while nothing is.
  package init(word: String, typed: String?, rows: Part, columns: Part) {
    (self.word, self.typed, self.rows, self.columns) = (word, typed, rows, columns)
  }

  /// The line for a screen; where not all has room, the words that matter least are left out.
  package func text(columns width: Int) -> String {
    if let typed { return String(("/" + typed).suffix(max(0, width))) }
    let result = word.isEmpty ? "" : word + "; "
    let isSideways = columns.count > columns.shown || columns.first > 0
    let (row, column) = (Self.words("row", rows), isSideways ? ", " + Self.words("column", columns) : "")
    let short = "\(result)\(Self.range(rows))"
    let lines = [
      "\(result)\(row)\(column); / finds, q leaves, ? shows keys", "\(result)\(row)\(column); / finds, q leaves", "\(result)\(row)\(column); q leaves",
      isSideways ? "\(short), columns \(Self.range(columns)); q leaves" : "\(result)\(row); q leaves", "\(short); q leaves", short,
    ]
    return lines.first { $0.count + 2 <= width }.map { " \($0) " } ?? String(short.prefix(max(0, width)))
  }

  private static func words(_ noun: String, _ part: Part) -> String {
    part.count == 0 ? "no \(noun)s" : "\(noun)s \(part.first + 1) to \(last(part)) of \(part.count)"
  }

  private static func range(_ part: Part) -> String { part.count == 0 ? "0" : "\(part.first + 1)-\(last(part)) of \(part.count)" }

  private static func last(_ part: Part) -> Int { min(part.count, part.first + max(1, part.shown)) }
}
