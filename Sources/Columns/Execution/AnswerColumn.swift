/// A column of an answer on its way: several threads write some of its places each, and one makes the column.
struct AnswerColumn: Sendable {
  /// Writes some places.
  let write: @Sendable (_ places: Range<Int>) -> Void
  /// Makes the column, when every place was written.
  let column: @Sendable () -> Column

  init(write: @escaping @Sendable (Range<Int>) -> Void, column: @escaping @Sendable () -> Column) {
    self.write = write
    self.column = column
  }

  /// A column that one thread makes.
  init(_ column: @escaping @Sendable () -> Column) { self.init(write: { _ in }, column: column) }

  /// The places that one thread writes at a time.
  private static let pieceLength = 1 << 15

  /// Makes columns of some length.
  static func made(_ columns: [AnswerColumn], count: Int, limits: QueryLimits) throws -> [Column] {
    let pieces = max(1, (count + pieceLength - 1) / pieceLength)
    var limits = limits
    // What is written in less time than a thread takes to start is written at once.
    if count < 1 << 12 { limits = limits.withOneThread }
    try Workers.run(columns.count * pieces, limits: limits) { _, item in
      let (column, piece) = item.quotientAndRemainder(dividingBy: pieces)
      columns[column].write(min(count, piece * pieceLength)..<min(count, (piece + 1) * pieceLength))
    }
    let made = Slots<Column?>(count: columns.count, repeating: nil)
    try Workers.run(columns.count, limits: limits) { _, place in made[place] = columns[place].column() }
    return made.all.compactMap { $0 }
  }

  /// Whole numbers of any size as a column's type has them, or the reason that there is none.
  static func wholes(
    _ groups: GroupList, type: ColumnType, _ value: @escaping @Sendable (_ group: Int) -> (Int, MissingReason?)
  ) -> AnswerColumn {
    let memory = WrittenBuffer<Int64>(count: groups.count)
    let reasons = WrittenBuffer<UInt8>(count: groups.count)
    return AnswerColumn {
      groups.forEach($0) { place, group in
        let (value, reason) = value(group)
        // Safe: there is a place for each group.
        unsafe memory.start[place] = Int64(value)
        unsafe reasons.start[place] = reason?.rawValue ?? 0
      }
    } column: {
      let chunk =
        switch type {
        case .date: Chunk(.int32(Buffer(narrowing: memory.buffer)))
        case .timestamp: Chunk(.int64(memory.buffer))
        default: Chunk.integers(memory.buffer)
        }
      return Column("", type: type, chunks: [chunk], presence: Presence(chunks: [Validity(raw: reasons.buffer)]))
    }
  }

  /// Numbers, or the reason that there is none.
  static func numbers(
    _ groups: GroupList, _ value: @escaping @Sendable (_ group: Int) -> (Double, MissingReason?)
  ) -> AnswerColumn {
    let memory = WrittenBuffer<Double>(count: groups.count)
    let reasons = WrittenBuffer<UInt8>(count: groups.count)
    return AnswerColumn {
      groups.forEach($0) { place, group in
        let (value, reason) = value(group)
        // Safe: there is a place for each group.
        unsafe memory.start[place] = value
        unsafe reasons.start[place] = reason?.rawValue ?? 0
      }
    } column: {
      Column(
        "", type: .number, chunks: [Chunk(.double(memory.buffer))], presence: Presence(chunks: [Validity(raw: reasons.buffer)]))
    }
  }
}

/// The memory of a buffer that several threads fill, each its own places.
@safe
final class WrittenBuffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  private let memory: Memory
  let start: UnsafeMutablePointer<Element>
  let count: Int

  init(count: Int) {
    memory = Memory(byteCount: count * MemoryLayout<Element>.stride)
    // Safe: the memory was allocated for as many values, which need no initialising.
    unsafe start = memory.start.bindMemory(to: Element.self, capacity: count)
    self.count = count
  }

  /// The values, to be asked for when all are written.
  var buffer: Buffer<Element> { Buffer(memory, count: count) }
}

extension Buffer where Element: FixedWidthInteger {
  /// Copies whole numbers that fit.
  init(narrowing values: Buffer<Int64>) {
    // Safe: both hold as many values.
    unsafe self.init(count: values.count) { target in
      for place in 0..<values.count { unsafe target[place] = Element(truncatingIfNeeded: values.start[place]) }
    }
  }
}

extension Chunk {
  /// Takes over whole numbers in their own width.
  init<Whole: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>(wholes buffer: Buffer<Whole>) {
    switch buffer {
    case let buffer as Buffer<Int8>: self.init(.int8(buffer))
    case let buffer as Buffer<Int16>: self.init(.int16(buffer))
    case let buffer as Buffer<Int32>: self.init(.int32(buffer))
    case let buffer as Buffer<Int64>: self.init(.int64(buffer))
    default: self = .integers(buffer.array.map { Int(truncatingIfNeeded: $0) })
    }
  }
}
