/// The cells of a column in one block, as the thread that decoded them left them.
struct Piece: Sendable {
  /// One raw reason a row, zero where the value is there; empty where all are.
  var reasons: [UInt8] = []
  var values: Values

  enum Values: Sendable {
    /// The file has no such column.
    case absent
    /// To be read again as text.
    case postponed
    /// No cell has a value; whether all cells are empty, so that they are missing as text too.
    case undecided(isEmpty: Bool)
    /// Whole numbers, or dates as days since 1970.
    case short([Int32])
    /// Whole numbers, or moments as seconds since 1970.
    case long([Int64])
    case numbers([Double])
    /// One or zero a row.
    case booleans([UInt8])
    /// Codes of the table of different texts that a thread keeps for the column; zero where there is no value.
    case codes8([UInt8])
    case codes16([UInt16])
    case codes32([UInt32])
    /// The texts one after another, and the length of each.
    case texts(lengths: [UInt32], bytes: [UInt8])
  }

  init(_ values: Values, reasons: [UInt8] = []) {
    self.values = values
    self.reasons = reasons
  }

  /// Whether the cells can stand as they are in a column that turned out to be of a type.
  func fits(_ type: ColumnType) -> Bool {
    switch values {
    case .absent: true
    case .postponed: false
    case .undecided(let isEmpty): type != .text || isEmpty
    case .short: type == .integer || type == .number || type == .date
    case .long: type == .integer || type == .number || type == .timestamp
    case .numbers: type == .number
    case .booleans: type == .boolean
    case .codes8, .codes16, .codes32, .texts: type == .text
    }
  }
}
