/// Reads the numbers of one row after another, as a script does, at the cost of a few instructions each.
///
/// What all rows share is looked at once, when the reader is made: where the values lie, how wide they are, which rows have
/// none. `Column` looks at all of it for each row.
@safe package final class NumberReader: Sendable {
  private enum Width: UInt8 { case double, int8, int16, int32, code8, code16, code32 }

  /// Keeps the memory that `start` shows.
  private let column: Column
  private let width: Width
  // Safe to share: the column keeps this memory, which nobody writes.
  private nonisolated(unsafe) let start: UnsafeRawPointer
  private let count: Int
  /// The numbers that codes stand for.
  private let table: [Double]
  private let presence: Bitmap?

  /// Makes a reader of a column of numbers, or returns nil for other columns and for those that lie in several pieces or
  /// hold whole numbers of 64 bits, which a `Double` may not hold.
  package init?(_ column: Column) {
    guard column.chunks.count == 1, let chunk = column.chunks.first, let validity = column.presence.chunks.first,
      column.type == .number || column.type == .integer
    else { return nil }
    switch chunk.values {
    case .double(let values): unsafe (width, start) = (.double, UnsafeRawPointer(values.start))
    case .int8(let values): unsafe (width, start) = (.int8, UnsafeRawPointer(values.start))
    case .int16(let values): unsafe (width, start) = (.int16, UnsafeRawPointer(values.start))
    case .int32(let values): unsafe (width, start) = (.int32, UnsafeRawPointer(values.start))
    case .code8(let values): unsafe (width, start) = (.code8, UnsafeRawPointer(values.start))
    case .code16(let values): unsafe (width, start) = (.code16, UnsafeRawPointer(values.start))
    case .code32(let values): unsafe (width, start) = (.code32, UnsafeRawPointer(values.start))
    case .int64, .bits, .text: return nil
    }
    switch column.dictionary?.values {
    case .numbers(let values): table = values
    case .integers(let values):
      guard values.allSatisfy({ $0.magnitude <= 1 << 53 }) else { return nil }
      table = values.map(Double.init)
    case nil: table = []
    default: return nil
    }
    self.column = column
    count = chunk.rowCount
    presence = validity.bits
  }

  /// The number of a row, or nil where there is no value or no such row.
  package func number(_ row: Int) -> Double? {
    guard row >= 0, row < count else { return nil }
    if let presence, !presence[row] { return nil }
    // Safe: the row is within the chunk, whose values have this width.
    switch width {
    case .double: return unsafe start.load(fromByteOffset: row &* 8, as: Double.self)
    case .int8: return unsafe Double(start.load(fromByteOffset: row, as: Int8.self))
    case .int16: return unsafe Double(start.load(fromByteOffset: row &* 2, as: Int16.self))
    case .int32: return unsafe Double(start.load(fromByteOffset: row &* 4, as: Int32.self))
    case .code8: return unsafe table[Int(start.load(fromByteOffset: row, as: UInt8.self))]
    case .code16: return unsafe table[Int(start.load(fromByteOffset: row &* 2, as: UInt16.self))]
    case .code32: return unsafe table[Int(start.load(fromByteOffset: row &* 4, as: UInt32.self))]
    }
  }
}
