/// Elements of HTML and SVG as text. Whatever is text is escaped here, and nobody writes a bracket by hand.
struct Markup {
  private(set) var text = ""

  typealias Attributes = KeyValuePairs<String, String?>

  /// An element with what stands in it. An attribute without a value is left out.
  mutating func element(_ name: String, _ attributes: Attributes = [:], _ content: (inout Markup) -> Void) {
    open(name, attributes)
    text += ">"
    content(&self)
    text += "</\(name)>"
  }

  /// An element that holds text.
  mutating func element(_ name: String, _ attributes: Attributes = [:], text words: String) {
    element(name, attributes) { $0.add(words) }
  }

  /// An element that holds nothing: one of HTML that has no end, or any of SVG.
  mutating func empty(_ name: String, _ attributes: Attributes = [:]) {
    open(name, attributes)
    text += "/>"
  }

  mutating func add(_ words: String) { text += Self.escaped(words) }

  /// Adds markup that this type made.
  mutating func add(_ other: Markup) { text += other.text }

  /// Adds a style that this house wrote: no text of anybody's stands in it.
  mutating func addStyle(_ style: StaticString) { text += "<style>\(style)</style>" }

  mutating func newLine() { text += "\n" }

  private mutating func open(_ name: String, _ attributes: Attributes) {
    text += "<\(name)"
    for (key, value) in attributes { if let value { text += " \(key)=\"\(Self.escaped(value))\"" } }
  }

  /// Text in which nothing is taken for markup, and nothing stands that XML does not allow.
  static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { Self.replacement($0) != nil }) else { return text }
    var escaped = ""
    for scalar in text.unicodeScalars {
      if let replacement = replacement(scalar) { escaped += replacement } else { escaped.unicodeScalars.append(scalar) }
    }
    return escaped
  }

  /// Text without what XML does not allow.
  static func withoutControls(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { isForbidden($0) }) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isForbidden($0) ? "\u{FFFD}" : $0 }))
  }

  /// Controls, marks that turn the direction of text, and what is no character.
  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: true
    default: false
    }
  }

  private static func replacement(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x26: "&amp;"
    case 0x3C: "&lt;"
    case 0x3E: "&gt;"
    case 0x22: "&quot;"
    case 0x27: "&#39;"
    default: isForbidden(scalar) ? "\u{FFFD}" : nil
    }
  }
}
