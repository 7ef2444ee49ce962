/// The rows that pass of blocks of which few do, gathered into one: whoever reads columns at far places then has many reads
/// under way, and less is done for each block than for its rows.
@safe
final class GatheredRows {
  private let rows = GroupCells<UInt32>(uninitialized: Morsel.blockRows + BlockScratch.spareRows)
  private var start = 0
  private var count = 0

  /// Whether so few rows of a block pass that they are better gathered.
  static func serves(_ passed: Int, of count: Int) -> Bool { passed * 16 <= count }

  /// Whether the rows that pass of the next block still fit, of which there are few.
  func hasRoom(for passed: Int, of block: Range<Int>) -> Bool {
    count == 0 || count + passed <= Morsel.blockRows && block.upperBound - start <= Morsel.blockSpan
  }

  /// Adds the rows of a block that a bit is set for, for which there is room.
  func add(_ words: UnsafePointer<UInt64>, _ wordCount: Int, from blockStart: Int) {
    if count == 0 { start = blockStart }
    // Safe: there is room for a row for each bit and for the spare ones.
    count += unsafe BlockScratch.places(
      words, wordCount, from: UInt32(truncatingIfNeeded: blockStart - start), into: rows.start + count)
  }

  /// Hands out what was gathered, all of one chunk, and begins anew; the rows are valid until the next are added.
  func take(chunk: Int) -> RowBlock? {
    guard count > 0 else { return nil }
    defer { count = 0 }
    return unsafe RowBlock(chunk: chunk, start: start, count: count, rows: UnsafePointer(rows.start))
  }
}
