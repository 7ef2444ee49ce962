/// The place of a cell in a sheet, which prints as spreadsheet programs write it: `C7`.
struct SheetAddress: Hashable, CustomStringConvertible {
  /// The row, from zero.
  let row: Int
  /// The column, from zero.
  let column: Int

  /// As many as a sheet of Excel has, and of LibreOffice's usual form.
  static let rows = 1 << 20
  static let columns = 1 << 14

  init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }

  /// Reads `C7` or `$C$7`; nil where the bytes are no place of a sheet.
  init?(_ bytes: ArraySlice<UInt8>) {
    var (row, column) = (0, 0)
    var hasDigits = false
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z") where !hasDigits: column = column * 26 + Int(byte - UInt8(ascii: "A")) + 1
      case UInt8(ascii: "a")...UInt8(ascii: "z") where !hasDigits: column = column * 26 + Int(byte - UInt8(ascii: "a")) + 1
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        hasDigits = true
        row = row * 10 + Int(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "$"): continue
      default: return nil
      }
      guard row <= Self.rows, column <= Self.columns else { return nil }
    }
    guard row > 0, column > 0 else { return nil }
    (self.row, self.column) = (row - 1, column - 1)
  }

  /// The letters of a column: `A` for zero, `AA` for 26.
  static func letters(_ column: Int) -> String {
    var (letters, rest) = ("", column + 1)
    while rest > 0 {
      letters = String(UnicodeScalar(UInt8(ascii: "A") + UInt8((rest - 1) % 26))) + letters
      rest = (rest - 1) / 26
    }
    return letters
  }

  var description: String { "\(Self.letters(column))\(row + 1)" }
}
