/// The keys of a block with the last group in place of the key of each row that lacks a value.
@safe
final class PresentKeys: @unchecked Sendable {
  private let presence: Presence
  private let lastGroup: UInt32
  let isComplete: Bool
  private let memory: GroupCells<UInt32>

  init(_ column: Column, lastGroup: Int, isComplete: Bool) {
    presence = column.presence
    self.lastGroup = UInt32(truncatingIfNeeded: lastGroup)
    self.isComplete = isComplete || column.presence.isComplete
    memory = GroupCells(uninitialized: self.isComplete ? 0 : Morsel.blockRows)
  }

  /// The keys, valid until the next call.
  func keys(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) -> UnsafePointer<UInt32> {
    guard !isComplete, let bits = presence.chunks[block.chunk].bits else { return unsafe keys }
    // Safe: there is room for a key for each row of a block, and the block's rows lie within the chunk.
    let target = unsafe memory.start
    if let rows = unsafe block.rows {
      for place in 0..<block.count {
        unsafe target[place] = bits[block.start + Int(rows[place])] ? keys[place] : lastGroup
      }
      return unsafe UnsafePointer(target)
    }
    unsafe target.update(from: keys, count: block.count)
    for word in 0..<Bitmap.wordCount(block.count) {
      var absent = unsafe ~bits.words.start[block.start >> 6 + word]
      while absent != 0 {
        let place = word * 64 + absent.trailingZeroBitCount
        absent &= absent - 1
        if place < block.count { unsafe target[place] = lastGroup }
      }
    }
    return unsafe UnsafePointer(target)
  }
}
