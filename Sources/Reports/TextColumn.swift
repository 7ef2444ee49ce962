import Columns

/// A column as it prints: its head, its unit and the texts of some rows.
///
/// Numbers whose column states no decimal places have as many in each row, so that their points stand beneath each other: as many
/// as the longest of them needs, and no more than give the greatest 7 significant digits, or the least 3 where that is more.
/// No digit before the point is rounded away. Numbers of which that would be more than 9 places print each by itself. Commas part
/// the thousands beside a unit, and without one where the numbers can't be years or codes,
/// or stand beside such counts.
struct TextColumn {
  let name: String
  let head: String
  let unit: String
  let cells: [String]
  let isNumeric: Bool
  /// Which rows have no value.
  let isMissing: [Bool]
  /// The colour behind each cell; nil where none has one.
  let colours: [String?]?
  /// The screen columns of the widest text.
  let width: Int
  /// Whether a part of a value would be another one, as of numbers and days.
  private let isShort: Bool
  private let cellWidth: Int
  /// The screen columns that half of the cells need.
  private let usualWidth: Int
  /// The narrowest that its head and unit can be: no word is broken, and the head takes three lines at most.
  private let headWidth: Int

  /// The screen columns of a text that are printed, more than a screen has: who wants all of it takes it from the table.
  private static let mostOfCell = 2_000

  /// - Parameter isBesideCounts: Whether a whole number without a unit is parted in another column of the table.
  init(_ column: Column, rows: [Int], isBesideCounts: Bool, shade: ((Column, Int) -> String?)? = nil) {
    let isParted = column.unit != nil || Self.partsThousands(of: column, rows: rows, isBesideCounts: isBesideCounts)
    let printer = CellPrinter(column, decimals: Self.decimals(of: column, rows: rows), isParted: isParted)
    name = column.name
    head = CellPrinter.onOneLine(column.name)
    // A count says itself that it is one of rows.
    unit = column.unit == "rows" ? "" : CellPrinter.onOneLine(column.unit ?? "")
    cells = rows.map { TextWidth.cut(printer.text($0), to: Self.mostOfCell) }
    isNumeric = printer.isNumeric
    isShort = column.type != .text
    isMissing = rows.map { if case .missing = column[$0] { true } else { false } }
    colours = shade.map { shade in rows.map { shade(column, $0) } }
    let widths = cells.map(TextWidth.of).sorted()
    cellWidth = widths.last ?? 0
    usualWidth = widths.isEmpty ? 0 : widths[widths.count / 2]
    width = max(TextWidth.of(head), TextWidth.of(unit), cellWidth)
    let (head, longest) = (head, max(TextWidth.ofLongestPiece(head), TextWidth.ofLongestPiece(unit)))
    headWidth = (longest...max(longest, TextWidth.of(head))).first { TextWidth.wrapped(head, to: $0).count <= 3 } ?? longest
  }

  /// The screen columns that it can be narrowed to: those of a number's digits or of a day, or of a text as many as are worth reading,
  /// which half of the cells have room in, or 14 columns.
  func leastWidth(ofText narrowest: Int) -> Int {
    min(width, max(headWidth, isShort ? cellWidth : min(cellWidth, max(narrowest, min(usualWidth, 14)))))
  }

  /// The screen columns at which no word of a cell is broken: at spaces, and behind signs such as _.
  var unbrokenWidth: Int { max(headWidth, cells.map(TextWidth.ofLongestPiece).max() ?? 0) }

  /// Whether some rows of a table hold counts without a unit, whose thousands are parted.
  static func hasCounts(_ table: Table, rows: [Int]) -> Bool {
    table.columns.contains { $0.type == .integer && $0.unit == nil && partsThousands(of: $0, rows: rows, from: 1000) }
  }

  /// - Parameter fewest: The greatest number has to be this or more.
  private static func partsThousands(of column: Column, rows: [Int], isBesideCounts: Bool = false, from fewest: Double = 0) -> Bool {
    guard column.type == .integer || column.type == .number else { return false }
    let sizes = rows.compactMap { column[$0].number?.magnitude }.filter(\.isFinite)
    guard let least = sizes.min(), let greatest = sizes.max(), greatest >= fewest else { return false }
    let isWhole = column.type == .integer
    // A pivot names its columns by years, say, and keeps what they measure.
    return [column.name, column.measure ?? column.name].contains { PrintedNumber.partsThousands(areWhole: isWhole, least: least, greatest: greatest, in: $0) }
      || isBesideCounts && isWhole && PrintedNumber.mayCount(least: least, greatest: greatest, in: column.name)
  }

  private static func decimals(of column: Column, rows: [Int]) -> Int? {
    guard column.type == .number, column.decimals == nil else { return column.decimals }
    let numbers = rows.compactMap { column[$0].number.flatMap(DecimalDigits.init) }
    // Probabilities that a script put into a table of its own print as those of a test do.
    if ["p", "p_value", "p_adjusted"].contains(column.name), !numbers.isEmpty, numbers.allSatisfy({ (0...1).contains($0.number) }) { return 4 }
    let needed = numbers.map { $0.rounded(toSignificantDigits: max(CellPrinter.significantDigits, $0.wholeDigits)).decimals }.max()
    let sizes = numbers.map(\.number.magnitude)
    guard let needed, let greatest = sizes.max().flatMap(DecimalDigits.init), let least = sizes.filter({ $0 > 0 }).min().flatMap(DecimalDigits.init) else { return nil }
    let most = max(CellPrinter.significantDigits - greatest.wholeDigits, least.rounded(toSignificantDigits: 3).decimals)
    let decimals = min(needed, most)
    return decimals <= 9 ? decimals : nil
  }
}
