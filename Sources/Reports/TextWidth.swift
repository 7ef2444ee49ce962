/// How much room text takes on a terminal.
package enum TextWidth {
  /// The columns of a text: two for wide East Asian characters and emoji, none for combining marks.
  static func of(_ text: some StringProtocol) -> Int {
    text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.reduce(0) { $0 + of($1) }
  }

  /// The columns of a character.
  package static func of(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: return 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// The columns of the longest piece of a text that no line has to break: a word, or what ends with a sign such as _ in one.
  static func ofLongestPiece(_ text: String) -> Int {
    var (longest, piece) = (0, "")
    for character in text {
      if character != " " { piece.append(character) }
      guard character == " " || breaks(behind: character) else { continue }
      longest = max(longest, of(piece))
      piece = ""
    }
    return max(longest, of(piece))
  }

  private static func breaks(behind character: Character) -> Bool { "_-/".contains(character) }

  /// Returns a text in lines of a width, broken between words where it can be, or in a long word behind a sign such as _.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    guard of(text) > width, width > 0 else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
      if !line.isEmpty, of(line) + 1 + of(word) <= width {
        line += " " + word
        continue
      }
      if !line.isEmpty { lines.append(line) }
      var rest = word[...]
      while isWider(rest, than: width) {
        let most = prefix(of: rest, width: width)
        let head = most.lastIndex(where: breaks).map { most[...$0] } ?? most
        lines.append(String(head))
        rest = rest[head.endIndex...]
      }
      line = String(rest)
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }

  /// Returns a text that takes no more than a width: one that is wider ends in an ellipsis.
  package static func cut(_ text: String, to width: Int) -> String {
    of(text) <= width ? text : prefix(of: text[...], width: max(1, width - 1)) + "\u{2026}"
  }

  /// Whether a text takes more than a width; a long one is not measured to its end for each of its lines.
  private static func isWider(_ text: Substring, than width: Int) -> Bool {
    var used = 0
    return text.contains { character in
      used += of(character)
      return used > width
    }
  }

  /// The first characters that fit a width; one at least.
  static func prefix(of text: Substring, width: Int) -> Substring {
    var used = 0
    let head = text.prefix { character in
      used += of(character)
      return used <= width
    }
    return head.isEmpty ? text.prefix(1) : head
  }
}
