/// Memory for what one thread decodes of one column.
///
/// Buffers are cut from blocks that double in size, so that a small file takes little memory and a large one few blocks.
/// A block goes, or is used again, when the last of its buffers is gone.
struct PieceMemory {
  private var block: Memory?
  private var used = 0
  private var nextSize = 1 << 12
  /// Blocks that are full, where they are to be used again: memory that was used is cheaper than new memory, of which
  /// the system hands out and clears every page.
  private var full: [Memory] = []
  private let isReused: Bool

  private static let largestBlock = 4 << 20

  init(isReused: Bool = false) { self.isReused = isReused }

  /// Cuts off a buffer and has it filled, every value of it.
  ///
  /// - Parameter slack: The bytes behind the buffer that may be overwritten while it is filled.
  mutating func buffer<Element>(
    count: Int, slack: Int = 0, filling body: (UnsafeMutablePointer<Element>) -> Void
  ) -> Buffer<Element> {
    let byteCount = count * MemoryLayout<Element>.stride
    let memory = block(byteCount + slack)
    // Safe: there is room, it is aligned, and nobody has this part of the block yet.
    unsafe body((memory.start + used).assumingMemoryBound(to: Element.self))
    let buffer = Buffer<Element>(memory, byteOffset: used, count: count)
    used += (byteCount + 15) & ~15
    return buffer
  }

  /// A block with room behind what is used of it.
  private mutating func block(_ byteCount: Int) -> Memory {
    if let block, used + byteCount <= block.byteCount { return block }
    if isReused, let block { full.append(block) }
    block = nil
    used = 0
    for place in full.indices where full[place].byteCount >= byteCount && isKnownUniquelyReferenced(&full[place]) {
      let memory = full.remove(at: place)
      block = memory
      return memory
    }
    let memory = Memory(byteCount: max(nextSize, byteCount))
    nextSize = min(nextSize * 2, Self.largestBlock)
    block = memory
    return memory
  }
}
