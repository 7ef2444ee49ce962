import Columns
import Safeguarding

extension Cell {
  /// The number that a chart can draw; nil where there is none, or none that has a place.
  var finiteNumber: Double? { number.flatMap { $0.isFinite ? $0 : nil } }

  /// The value as charts print it: a whole number in all its digits, and the symbol of the reason where there is none.
  func chartText(decimals: Int?) -> String {
    switch self {
    case .integer(let whole): PrintedNumber.of(whole)
    case .number(let number): CellPrinter.text(number, decimals: decimals)
    default: CellPrinter.onOneLine(plainText)
    }
  }
}
