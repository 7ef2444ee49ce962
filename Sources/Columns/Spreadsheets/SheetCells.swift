/// The cells of a sheet that hold something, in the order of rows and columns. Blank ones take no room, however many the file has.
struct SheetCells {
  struct Cell {
    let row: Int32
    let column: Int32
    let value: SheetValue

    var address: SheetAddress { SheetAddress(row: Int(row), column: Int(column)) }
  }

  /// Cells that are shown as one; only the first has a value.
  struct Merge {
    let rows: Range<Int>
    let columns: Range<Int>
  }

  private(set) var cells: [Cell] = []
  private var isSorted = true
  var merges: [Merge] = []
  /// The rows that the program that wrote the file did not show, as a filter hides them, from zero.
  var hiddenRows: Set<Int> = []
  /// The formulas that the file has no result of.
  var formulasWithoutResult = 0

  /// Adds a cell behind the others, wherever it stands.
  mutating func add(_ value: SheetValue, at address: SheetAddress) {
    if let last = cells.last, (Int(last.row), Int(last.column)) >= (address.row, address.column) { isSorted = false }
    cells.append(Cell(row: Int32(truncatingIfNeeded: address.row), column: Int32(truncatingIfNeeded: address.column), value: value))
  }

  /// Brings cells into their order; of two at one place the last stands.
  mutating func sort() {
    guard !isSorted else { return }
    isSorted = true
    let inOrder = cells.enumerated().sorted {
      ($0.element.row, $0.element.column, $0.offset) < ($1.element.row, $1.element.column, $1.offset)
    }
    cells.removeAll(keepingCapacity: true)
    for (_, cell) in inOrder {
      if let last = cells.last, last.row == cell.row, last.column == cell.column { cells.removeLast() }
      cells.append(cell)
    }
  }

  /// The rows that hold something: each with its cells' places in ``cells``.
  var rows: [(row: Int, cells: Range<Int>)] {
    var rows: [(row: Int, cells: Range<Int>)] = []
    var start = 0
    for place in cells.indices where place + 1 == cells.count || cells[place + 1].row != cells[place].row {
      rows.append((Int(cells[place].row), start..<place + 1))
      start = place + 1
    }
    return rows
  }

  /// The bytes that the cells take in memory.
  var byteCount: Int { cells.count * MemoryLayout<Cell>.stride }
}

/// What a cell holds.
enum SheetValue {
  case number(Double)
  /// A fraction that is shown as per cent: 0.12 as 12%.
  case percentage(Double)
  case boolean(Bool)
  /// One of the workbook's texts, by its number.
  case text(Int)
  /// An error such as `#N/A`, by the number of its text.
  case error(Int)
  /// A day, or a day with a time, in milliseconds since 1 January 1970 by the clocks of wherever it was written.
  case moment(Int, shows: MomentParts)
  /// A time of the day, or a span of time, in milliseconds.
  case clock(Int)

  enum MomentParts { case day, dayAndTime }
}

/// The texts of a workbook, each by its number.
final class SheetTexts {
  private(set) var bytes: [UInt8] = []
  private var ends: [Int] = []

  var count: Int { ends.count }

  func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

  func string(_ number: Int) -> String { String(decoding: bytes[range(number)], as: UTF8.self) }

  /// Adds a text, and returns its number.
  func add(_ text: some Collection<UInt8>) -> Int {
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    return ends.count - 1
  }

  /// Whether a text is nothing but spaces and ends of lines.
  func isBlank(_ number: Int) -> Bool { BlankText.holds(bytes[range(number)]) }

  /// The bytes that the texts take in memory.
  var byteCount: Int { bytes.count + ends.count * 8 }
}

/// Text that shows nothing: blanks, ends of lines, and blanks that hold a line together (U+00A0), as a cell that was emptied by hand has.
enum BlankText {
  static func holds(_ bytes: some Collection<UInt8>) -> Bool {
    var isLead = false
    for byte in bytes {
      if isLead {
        guard byte == 0xA0 else { return false }
        isLead = false
      } else if byte == 0xC2 {
        isLead = true
      } else if byte > UInt8(ascii: " ") {
        return false
      }
    }
    return !isLead
  }
}
