/// Picks the rows of a block that meet a further condition, and hands them to a sink.
@safe
final class ConditionalBlock: @unchecked Sendable {
  private let words = GroupCells<UInt64>(count: Morsel.blockSpan / 64, repeating: 0)
  private let keys = GroupCells<UInt32>(count: Morsel.blockRows, repeating: 0)
  private let rows = GroupCells<UInt32>(count: Morsel.blockRows, repeating: 0)

  /// Sets the bit of each of the block's rows that meets the condition, and returns the bits; those of other rows mean
  /// nothing.
  func bits(_ block: RowBlock, where condition: RowFilter) -> UnsafeMutablePointer<UInt64> {
    // Safe: the rows of a block lie within `blockSpan` of its start.
    let words = unsafe words.start
    let last = block.count == 0 ? 0 : block.row(block.count - 1)
    let wordCount = Bitmap.wordCount(last + 1)
    if let mask = unsafe block.mask {
      unsafe words.update(from: mask, count: wordCount)
    } else if let rows = unsafe block.rows, block.count * 16 <= last {
      // A word without rows is passed over, which pays where rows are few.
      unsafe words.update(repeating: 0, count: wordCount)
      for place in 0..<block.count { unsafe words[Int(rows[place] >> 6)] |= 1 << UInt64(rows[place] & 63) }
    } else {
      unsafe words.update(repeating: .max, count: wordCount)
      if last & 63 != 63 { unsafe words[wordCount - 1] = (1 << UInt64(last & 63 + 1)) - 1 }
    }
    unsafe condition.keep(words, chunk: block.chunk, start: block.start, count: last + 1)
    return unsafe words
  }

  /// Sets a bit of the key of each row of a block that meets a condition.
  func mark(_ block: RowBlock, _ condition: RowFilter, bit: Int, _ keys: UnsafeMutablePointer<UInt64>) {
    let words = unsafe bits(block, where: condition)
    let shift = UInt64(bit)
    // Safe: there is a key and a bit for each row of the block.
    for place in 0..<block.count {
      let row = block.row(place)
      unsafe keys[place] |= (words[row &>> 6] &>> UInt64(row & 63) & 1) &<< shift
    }
  }

  func consume(_ allKeys: UnsafePointer<UInt32>, _ block: RowBlock, where condition: RowFilter, into sink: GroupSink) {
    let words = unsafe bits(block, where: condition)
    var count = 0
    for place in 0..<block.count {
      let row = block.row(place)
      // Safe: there is a bit for each row of the block, and room for each row that passes.
      guard unsafe words[row >> 6] >> UInt64(row & 63) & 1 != 0 else { continue }
      unsafe keys.start[count] = allKeys[place]
      unsafe rows.start[count] = UInt32(truncatingIfNeeded: row)
      count += 1
    }
    guard count > 0 else { return }
    sink.offered &+= count
    unsafe sink.consume(
      keys.start, RowBlock(chunk: block.chunk, start: block.start, count: count, rows: UnsafePointer(rows.start)))
  }
}
