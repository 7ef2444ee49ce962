import Reports

/// The part of a long line that an error speaks of.
enum SourceExcerpt {
  /// Returns a line in as many columns as there are: about the first of the words in quotes in the message that stands in it.
  static func text(of line: String, about message: String, columns: Int) -> String {
    let characters = Array(line.replacing("\t", with: " "))
    guard characters.count > columns, columns > 10 else { return line }
    let words = message.matches(of: #/"([^"]+)"|'([^']+)'/#).compactMap { $0.1 ?? $0.2 }
    let found = words.lazy.compactMap { line.firstRange(of: $0) }.first.map { line.distance(from: line.startIndex, to: $0.lowerBound) }
    let start = max(0, min((found ?? 0) - columns / 3, characters.count - columns + 1))
    let before = start > 0 ? "\u{2026}" : ""
    return before + TextWidth.cut(String(characters[start...]), to: columns - before.count)
  }
}
