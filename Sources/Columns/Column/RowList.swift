/// A type that rows are numbered with.
typealias RowNumber = BitwiseCopyable & FixedWidthInteger & Sendable & UnsignedInteger

/// Rows of a column or table by their numbers, in any order and each as often as it is named.
///
/// Every number lies below the number of rows that the list was made for, or is ``none``. It is looked at when the list is
/// made, so that whoever follows the numbers need not look again.
struct RowList<Number: RowNumber>: Sendable {
  let numbers: Buffer<Number>
  /// The rows that the numbers lie below.
  let rowCount: Int
  /// Whether a number is ``none``.
  let hasNone: Bool

  /// The number of a row that there is not.
  static var none: Number { .max }

  var count: Int { numbers.count }

  /// - Precondition: every number is one of a row, or ``none``.
  init(_ numbers: Buffer<Number>, of rowCount: Int) {
    var (most, missing) = (Number.zero, Number.zero)
    for place in 0..<numbers.count {
      // Safe: the place lies within the buffer.
      let number = unsafe numbers.start[place]
      // None of them becomes zero, the least.
      most = max(most, number &+ 1)
      missing |= number &+ 1 == 0 ? 1 : 0
    }
    precondition(UInt64(most) <= UInt64(rowCount), "a row of the column")
    self.numbers = numbers
    self.rowCount = rowCount
    hasNone = missing != 0
  }

  /// - Precondition: every number is one of a row.
  init(_ rows: [Int], of rowCount: Int) {
    precondition(rowCount < Int(truncatingIfNeeded: min(UInt64(Number.max), UInt64(Int.max))), "rows that can be numbered")
    let numbers = unsafe Buffer<Number>(count: rows.count) { target in
      for (place, row) in rows.enumerated() {
        precondition(row >= 0 && row < rowCount, "a row of the column")
        // Safe: there is a place for each row.
        unsafe target[place] = Number(truncatingIfNeeded: row)
      }
    }
    self.numbers = numbers
    self.rowCount = rowCount
    hasNone = false
  }
}

/// Finds the chunk of a row at once, or nearly so: a table says between which chunks each stretch of rows lies.
struct ChunkGuide: Sendable {
  /// The first row of each chunk, and after the last the number of rows.
  private let starts: Buffer<Int>
  /// The chunk of the first row of each stretch, and the last chunk once more.
  private let guide: Buffer<UInt32>
  private let shift: Int

  init(starts: [Int], count: Int) {
    self.starts = Buffer(starts + [count])
    var shift = 6
    while (count >> shift) > max(1024, starts.count * 4) { shift += 1 }
    self.shift = shift
    var chunk = 0
    let last = max(0, starts.count - 1)
    let places = (0...count >> shift).map { stretch -> UInt32 in
      while chunk < last, starts[chunk + 1] <= stretch << shift { chunk += 1 }
      return UInt32(chunk)
    }
    guide = Buffer(places + [UInt32(last)])
  }

  /// The last chunk that begins at a row, or before it, and the row's place in it.
  @inline(__always)
  func place(of row: Int) -> (chunk: Int, row: Int) {
    let stretch = row >> shift
    // Safe: the row is one, so that it has a stretch, whose chunks have starts.
    var (low, high) = unsafe (Int(guide.start[stretch]), Int(guide.start[stretch + 1]))
    while low < high {
      let middle = (low + high + 1) >> 1
      if unsafe starts.start[middle] <= row { low = middle } else { high = middle - 1 }
    }
    return unsafe (low, row &- starts.start[low])
  }
}
