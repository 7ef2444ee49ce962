/// About how wide text is: at most, in Arial and in the wider fonts that stand in for it where there is no Arial. A picture
/// has no other way to know.
enum TextMeasure {
  /// How much wider than Arial such a font is (DejaVu Sans, plain and bold).
  private static let (room, boldRoom) = (1.18, 1.34)

  /// The width in pixels of a line of text at a size.
  static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    Double(text.reduce(0) { $0 + thousandths($1) }) * size / 1000 * (isBold ? boldRoom : room)
  }

  /// The width of a character of Arial in thousandths of the size.
  private static func thousandths(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    return switch scalar {
    case "i", "j", "l", "'", "|": 240
    case "t": 335
    case "f", "I", " ", ".", ",", ":", ";", "!", "/", "\\", "[", "]": 278
    case "r": 350
    case "(", ")", "-", "`", "\"": 333
    case "c", "k", "s", "v", "x", "y", "z", "J": 500
    case "0"..."9", "a"..."z", "£", "$", "+", "<", ">", "=", "_", "?": 556
    case "A", "B", "E", "K", "P", "S", "V", "X", "Y", "&": 667
    case "F", "L", "T", "Z": 611
    case "C", "D", "H", "N", "R", "U", "w": 722
    case "G", "O", "Q": 778
    case "m", "M", "%": 870
    case "W": 944
    default: TextWidth.of(character) == 2 ? 1000 : TextWidth.of(character) == 0 ? 0 : 600
    }
  }

  /// The text, or as much of it as fits with an ellipsis at its end.
  static func cut(_ text: String, to width: Double, size: Double, isBold: Bool = false) -> String {
    let room = width * 1000 / size / (isBold ? boldRoom : self.room)
    var (used, fitting) = (0.0, 0)
    for character in text {
      used += Double(thousandths(character))
      if used > room { return Self.ended(text.prefix(fitting)) }
      // What is kept leaves room for the ellipsis.
      if used + Double(thousandths("\u{2026}")) <= room { fitting += 1 }
    }
    return text
  }

  /// A name with a value after it: where both don't fit, as much of the name as does, and the value whole.
  static func cut(_ name: String, with value: String, to width: Double, size: Double, isBold: Bool = false) -> String {
    guard !name.isEmpty else { return cut(value, to: width, size: size, isBold: isBold) }
    let room = width - self.width(" " + value, size: size, isBold: isBold)
    return cut(cut(name, to: max(60, room), size: size, isBold: isBold) + " " + value, to: max(width, 120), size: size, isBold: isBold)
  }

  private static func ended(_ text: Substring) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text + "\u{2026}"
  }

  /// Text in lines that are no wider, broken between words; a word that is wider stands alone.
  static func wrapped(_ text: String, to width: Double, size: Double, isBold: Bool) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, Self.width(last + " " + word, size: size, isBold: isBold) <= width { lines[lines.count - 1] += " " + word } else { lines.append(String(word)) }
    }
    return lines
  }
}
