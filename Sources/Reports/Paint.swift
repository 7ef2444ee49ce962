/// The look of parts of aligned text on a terminal that has colours; without them text stays as it is.
///
/// A part is painted after its width is known, since a terminal's sequences take no room. What is painted is for a terminal
/// alone: what goes to a file, a pipe or a script's own `print` is made without.
package struct Paint: Hashable, Sendable {
  /// What a terminal can show.
  package enum Colours: Hashable, Sendable {
    case none
    /// Bold, dim and the eight colours of every terminal.
    case few
    /// Those, and the 256 of xterm and its like.
    case many
  }

  package enum Part: Hashable, Sendable {
    case heading, quiet, error, hint, match
    /// A cell before a background in a colour such as `#6BACE6`, with letters that can be read on it.
    case shade(String)
  }

  package static let none = Paint(.none)

  private let colours: Colours

  package init(_ colours: Colours) { self.colours = colours }

  /// Whether cells can be told apart by their background.
  package var hasShades: Bool { colours == .many }

  package func callAsFunction(_ part: Part, _ text: String) -> String {
    guard colours != .none, !text.isEmpty, let code = code(part) else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  /// A message of several lines: what went wrong, and what to do.
  ///
  /// - Parameter fold: Breaks a line where it is too wide.
  package func message(_ text: String, folding fold: (String) -> String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { place, line in
      let folded = fold(String(line))
      let part: Part? = place == 0 ? .error : line.hasPrefix("  hint:") ? .hint : nil
      return part.map { part in folded.split(separator: "\n").map { self(part, String($0)) }.joined(separator: "\n") } ?? folded
    }.joined(separator: "\n")
  }

  private func code(_ part: Part) -> String? {
    switch part {
    case .heading: "1"
    case .quiet: "2"
    case .error: "31"
    case .hint: "36"
    case .match: "7"
    case .shade(let colour): hasShades ? Self.shade(colour) : nil
    }
  }

  /// Whether a terminal's sequence `ESC [ code m` is one that paints, and does nothing else.
  package static func isPaint(_ code: some StringProtocol) -> Bool {
    ["0", "1", "2", "7", "31", "36"].contains(String(code)) || code.hasPrefix("48;5;") && code.count <= 19 && code.allSatisfy { $0.isNumber || $0 == ";" }
  }

  /// The nearest colour of the 6 by 6 by 6 that terminals have, and black or white before it.
  private static func shade(_ colour: String) -> String? {
    guard let value = Int(colour.dropFirst(), radix: 16) else { return nil }
    let levels = [0, 95, 135, 175, 215, 255]
    let places = [16, 8, 0].map { shift in
      let wanted = value >> shift & 0xFF
      return levels.indices.min { abs(levels[$0] - wanted) < abs(levels[$1] - wanted) } ?? 0
    }
    let shown = places.reduce(0) { $0 << 8 | levels[$1] }
    let hex = String(shown, radix: 16, uppercase: true)
    let isLight = Palette.text(on: "#" + String(repeating: "0", count: 6 - hex.count) + hex) == "#000000"
    return "48;5;\(16 + places[0] * 36 + places[1] * 6 + places[2]);38;5;\(isLight ? 16 : 231)"
  }
}
