import Safeguarding

/// The colours of the Government Analysis Function, each with enough contrast to white for what it is used for.
enum Palette {
  static let darkBlue = "#12436D"
  static let turquoise = "#28A197"
  static let darkPink = "#801650"
  static let orange = "#F46A25"
  static let darkGrey = "#3D3D3D"
  static let lightPurple = "#A285D1"
  /// What stands behind what is highlighted.
  static let focusGrey = "#BFBFBF"
  static let midBlue = "#2073BC"
  static let lightBlue = "#6BACE6"
  static let text = "#0B0C0C"
  static let secondaryText = "#484949"
  static let grid = "#D9D9D9"
  /// What a span stands behind.
  static let range = "#E3E3E3"
  /// The edge of an area, which even one without a colour has.
  static let border = "#8A8F92"
  /// What has no value.
  static let empty = "#F3F2F1"
  static let paper = "#FFFFFF"

  /// The colours of several lines, in the order in which they are given out.
  static let series = [darkBlue, turquoise, darkPink, orange, darkGrey, lightPurple]

  /// The colour of a share from 0 to 1 of the sequential scale, from near white to dark blue.
  static func sequential(_ share: Double) -> String {
    let stops: [(Double, Double, Double)] = [(0xED, 0xF4, 0xFB), (0x6B, 0xAC, 0xE6), (0x20, 0x73, 0xBC), (0x12, 0x43, 0x6D)]
    let place = min(max(share, 0), 1) * Double(stops.count - 1)
    let lower = min(Int(place), stops.count - 2)
    let part = place - Double(lower)
    func mix(_ one: Double, _ other: Double) -> String {
      let value = Int((one + (other - one) * part).rounded())
      return (value < 16 ? "0" : "") + String(value, radix: 16, uppercase: true)
    }
    let (from, to) = (stops[lower], stops[lower + 1])
    return "#" + mix(from.0, to.0) + mix(from.1, to.1) + mix(from.2, to.2)
  }

  /// The colour of text that reads best on a colour: black or white, one of which has a contrast of 4.5 to any.
  static func text(on colour: String) -> String { contrast(colour, paper) > contrast(colour, "#000000") ? paper : "#000000" }

  /// The contrast of two colours as WCAG 2.2 has it, 1 to 21.
  static func contrast(_ one: String, _ other: String) -> Double {
    let (first, second) = (luminance(one), luminance(other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }

  private static func luminance(_ colour: String) -> Double {
    let value = Int(colour.dropFirst(), radix: 16) ?? 0
    func channel(_ shift: Int) -> Double {
      let share = Double(value >> shift & 0xFF) / 255
      if share <= 0.04045 { return share / 12.92 }
      return ElementaryFunctions.exponential(2.4 * ElementaryFunctions.logarithm((share + 0.055) / 1.055))
    }
    return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
  }

  /// The colour of a word that judges; nil for other words. No colour stands alone: the word is printed in the cell.
  static func judging(_ word: String) -> String? {
    switch word.lowercased() {
    case "better", "green", "a": turquoise
    case "worse", "red", "d": darkPink
    case "similar", "amber", "b": "#F6D7A7"
    case "c": "#F4A582"
    case "higher", "above 99.8%", "rising": darkBlue
    case "lower", "below 99.8%", "falling": lightBlue
    case "above 95%": midBlue
    case "below 95%": "#BFDDF5"
    case "inside": "#F0F0F0"
    case "no data", "no due date": empty
    case "not compared": "#D0D3D6"
    case "yes": darkBlue
    case "no": "#CFE2F3"
    default: nil
    }
  }
}
