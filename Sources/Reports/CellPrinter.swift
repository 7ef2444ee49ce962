import Columns

/// How the values of a column print: rounded to its decimal places, thousands parted where the column has a unit.
///
/// A whole number without a unit may be a label, such as a year or a code, and prints as it is.
struct CellPrinter {
  private let column: Column
  private let decimals: Int?
  private let isParted: Bool
  /// What a probability prints as that would print as zero, which none is; nil in a column of other numbers.
  private let leastProbability: String?

  init(_ column: Column) {
    self.init(column, decimals: column.decimals, isParted: column.unit != nil || column.type == .number)
  }

  /// - Parameters:
  ///   - decimals: The places to round to, where the column states none.
  ///   - isParted: Whether commas part the thousands.
  init(_ column: Column, decimals: Int?, isParted: Bool) {
    self.column = column
    self.decimals = decimals
    self.isParted = isParted
    let places = column.name.hasPrefix("p_") || column.name == "p" ? decimals : nil
    leastProbability = places.flatMap { (1...9).contains($0) ? "<0.\(String(repeating: "0", count: $0 - 1))1" : nil }
  }

  static let significantDigits = 7

  /// A number to its decimal places, or where its column says none to 7 digits and all before the decimal point: more than
  /// anybody compares by eye.
  static func text(_ number: Double, decimals: Int?) -> String {
    PrintedNumber.of(number, decimals: decimals, significantDigits: significantDigits)
  }

  /// Whether the values stand at the right of their column.
  var isNumeric: Bool { column.type == .integer || column.type == .number }

  /// The text of a row, or the symbol of the reason that there is no value.
  func text(_ row: Int) -> String {
    switch column[row] {
    case .integer(let value): isParted ? PrintedNumber.of(value) : String(value)
    case .number(let value): number(value)
    case let cell: Self.onOneLine(cell.plainText)
    }
  }

  private func number(_ value: Double) -> String {
    let parted = Self.text(value, decimals: decimals)
    let text = isParted ? parted : parted.filter { $0 != "," }
    guard let leastProbability, value >= 0, !text.contains(where: { ("1"..."9").contains($0) }) else { return text }
    return leastProbability
  }

  /// Text without line ends and control characters, which would break a table or steer a terminal.
  static func onOneLine(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var line = ""
    for scalar in text.unicodeScalars {
      line.unicodeScalars.append(isControl(scalar) ? (scalar.properties.isWhitespace ? " " : "\u{FFFD}") : scalar)
    }
    return line
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    // Marks that turn the direction of text would turn what stands beside it too.
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }
}
