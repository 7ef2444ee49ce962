/// The cells of a column in one block, as the thread that decoded them left them.
struct Piece: Sendable {
  /// One raw reason a row, zero where the value is there; nil where all are.
  var reasons: Buffer<UInt8>?
  /// The rows without a value, where that is known from the cells.
  var missingCount = 0
  var values: Values

  enum Values: Sendable {
    /// The file has no such column.
    case absent
    /// To be read again as text.
    case postponed
    /// No cell has a value; whether all cells are empty, so that they are missing as text too.
    case undecided(isEmpty: Bool)
    /// Whole numbers, dates as days since 1970, or moments as seconds since 1970.
    case whole(WholeNumbers)
    case numbers(Buffer<Double>)
    /// One or zero a row.
    case booleans(Buffer<UInt8>)
    /// Codes of the table of different texts that a thread keeps for the column; zero where there is no value.
    case codes8(Buffer<UInt8>)
    case codes16(Buffer<UInt16>)
    case codes32(Buffer<UInt32>)
    /// The texts one after another, and where each ends.
    case texts(ends: Buffer<Int32>, bytes: Buffer<UInt8>)
    /// The texts of a whole chunk are together already: in its first piece.
    case gathered(TextStore?)
  }

  init(_ values: Values) { self.values = values }

  /// Whether the cells can stand as they are in a column that turned out to be of a type.
  func fits(_ type: ColumnType) -> Bool {
    switch values {
    case .absent: true
    case .postponed: false
    case .undecided(let isEmpty): type != .text || isEmpty
    case .whole: type == .integer || type == .number || type == .date || type == .timestamp
    case .numbers: type == .number
    case .booleans: type == .boolean
    case .codes8, .codes16, .codes32, .texts, .gathered: type == .text
    }
  }
}

/// Whole numbers of a piece in the narrowest width that holds them, and their bounds.
struct WholeNumbers: Sendable {
  /// The least and the most value; the least is above the most where no row has a value.
  let least: Int64
  let most: Int64
  let values: Values

  enum Values: Sendable {
    case int8(Buffer<Int8>)
    case int16(Buffer<Int16>)
    case int32(Buffer<Int32>)
    case int64(Buffer<Int64>)
  }

  /// Takes over numbers; a row without a value holds zero.
  init(_ numbers: UnsafePointer<Int64>, count: Int, least: Int64, most: Int64, in memory: inout PieceMemory) {
    func fits<Narrow: FixedWidthInteger>(_: Narrow.Type) -> Bool {
      least > most || least >= Narrow.min && most <= Narrow.max
    }
    func packed<Narrow: FixedWidthInteger & BitwiseCopyable & Sendable>(_: Narrow.Type) -> Buffer<Narrow> {
      // Safe: both have a number for each row.
      unsafe memory.buffer(count: count) { target in
        for row in 0..<count { unsafe target[row] = Narrow(truncatingIfNeeded: numbers[row]) }
      }
    }
    self.least = least
    self.most = most
    if fits(Int8.self) {
      values = .int8(packed(Int8.self))
    } else if fits(Int16.self) {
      values = .int16(packed(Int16.self))
    } else {
      values = fits(Int32.self) ? .int32(packed(Int32.self)) : .int64(packed(Int64.self))
    }
  }

  var count: Int {
    switch values {
    case .int8(let values): values.count
    case .int16(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    }
  }

  /// Writes the numbers in another width, which holds all of them.
  func write<Target: FixedWidthInteger>(to target: UnsafeMutablePointer<Target>) {
    @inline(__always) func copy<Source: FixedWidthInteger & BitwiseCopyable & Sendable>(_ source: Buffer<Source>) {
      // Safe: the caller has room for a number a row.
      let values = unsafe source.start
      for row in 0..<source.count { unsafe target[row] = Target(truncatingIfNeeded: values[row]) }
    }
    switch values {
    case .int8(let values): copy(values)
    case .int16(let values): copy(values)
    case .int32(let values): copy(values)
    case .int64(let values): copy(values)
    }
  }

  /// Writes the numbers as numbers with a point.
  func write(to target: UnsafeMutablePointer<Double>) {
    @inline(__always) func copy<Source: FixedWidthInteger & BitwiseCopyable & Sendable>(_ source: Buffer<Source>) {
      // Safe: the caller has room for a number a row.
      let values = unsafe source.start
      for row in 0..<source.count { unsafe target[row] = Double(values[row]) }
    }
    switch values {
    case .int8(let values): copy(values)
    case .int16(let values): copy(values)
    case .int32(let values): copy(values)
    case .int64(let values): copy(values)
    }
  }
}
