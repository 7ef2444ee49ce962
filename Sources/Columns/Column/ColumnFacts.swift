import Synchronization

/// What is learnt of a column when it is first asked, and kept.
final class ColumnFacts: Sendable {
  private let integerBounds = AtomicLazyReference<Bounds>()
  private let boundsOfPresent = AtomicLazyReference<Bounds>()

  private final class Bounds: Sendable {
    let range: ClosedRange<Int>?
    init(_ range: ClosedRange<Int>?) { self.range = range }
  }

  /// A range that every whole number, date or moment of the column lies in, the places without a value included.
  func bounds(of column: Column) -> ClosedRange<Int>? {
    if let known = integerBounds.load() { return known.range }
    var least = Int.max
    var most = Int.min
    for chunk in column.chunks where chunk.rowCount > 0 {
      let range: (Int, Int)? =
        switch chunk.stored {
        case .int8(let values): Self.extremes(values)
        case .int16(let values): Self.extremes(values)
        case .int32(let values): Self.extremes(values)
        case .int64(let values): Self.extremes(values)
        default: nil
        }
      guard let range else { continue }
      least = min(least, range.0)
      most = max(most, range.1)
    }
    return integerBounds.storeIfNil(Bounds(least <= most ? least...most : nil)).range
  }

  /// The least and the most whole number, date or moment of the rows that have a value.
  func boundsOfPresent(of column: Column) -> ClosedRange<Int>? {
    guard !column.presence.isComplete else { return bounds(of: column) }
    if let known = boundsOfPresent.load() { return known.range }
    var (least, most) = (Int.max, Int.min)
    for (chunk, validity) in zip(column.chunks, column.presence.chunks) where validity.missingCount < chunk.rowCount {
      let range: (Int, Int)? =
        switch chunk.stored {
        case .int8(let values): Self.extremes(values, validity.bits)
        case .int16(let values): Self.extremes(values, validity.bits)
        case .int32(let values): Self.extremes(values, validity.bits)
        case .int64(let values): Self.extremes(values, validity.bits)
        default: nil
        }
      guard let range else { continue }
      (least, most) = (min(least, range.0), max(most, range.1))
    }
    return boundsOfPresent.storeIfNil(Bounds(least <= most ? least...most : nil)).range
  }

  /// The least and the most of the values that are there.
  private static func extremes<Value: FixedWidthInteger>(_ values: Buffer<Value>, _ bits: Bitmap?) -> (Int, Int) {
    guard let bits else { return extremes(values) }
    var (least, most) = (Value.max, Value.min)
    for word in 0..<Bitmap.wordCount(values.count) {
      // Safe throughout: there is a bit for each value.
      var present = unsafe bits.words.start[word]
      while present != 0 {
        let place = word &* 64 &+ present.trailingZeroBitCount
        present &= present &- 1
        guard place < values.count else { break }
        let value = unsafe values.start[place]
        least = min(least, value)
        most = max(most, value)
      }
    }
    return (Int(least), Int(most))
  }

  @inline(__always)
  private static func extremes<Value: FixedWidthInteger>(_ values: Buffer<Value>) -> (Int, Int) {
    var least = values[0]
    var most = values[0]
    for place in 0..<values.count {
      // Safe: the place lies within the buffer.
      let value = unsafe values.start[place]
      least = min(least, value)
      most = max(most, value)
    }
    return (Int(least), Int(most))
  }
}
