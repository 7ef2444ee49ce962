/// The entries of this session and of earlier ones, the latest last.
public struct History: Sendable {
  public private(set) var entries: [String] = []

  /// The most entries that are kept.
  public static let most = 5_000

  public init(_ entries: [String] = []) { for entry in entries { add(entry) } }

  /// Adds an entry; false for one that is empty, is the same as the last, or begins with a space, which keeps it out of
  /// the history on purpose.
  @discardableResult
  public mutating func add(_ entry: String) -> Bool {
    guard !entry.allSatisfy(\.isWhitespace), entry.first != " ", entry != entries.last else { return false }
    entries.append(entry)
    if entries.count > Self.most { entries.removeFirst(entries.count - Self.most) }
    return true
  }

  /// Returns the place of the latest entry before a place that holds a text, in any case; nil where none does.
  public func search(_ text: String, before place: Int) -> Int? {
    guard !text.isEmpty else { return nil }
    let wanted = text.lowercased()
    return entries[..<min(max(place, 0), entries.count)].lastIndex { $0.lowercased().contains(wanted) }
  }

  // MARK: The file's form

  /// An entry as a line of a file: line ends and backslashes are escaped.
  public static func line(of entry: String) -> String {
    entry.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
  }

  /// The entry of a line of a file.
  public static func entry(of line: some StringProtocol) -> String {
    var entry = ""
    var isEscaped = false
    for character in line {
      if isEscaped {
        entry.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        entry.append(character)
      }
    }
    return entry
  }
}
