#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Synchronization

/// A large block of memory for work in progress, in huge pages where the system has them.
///
/// The system clears every page before it hands it out, and a processor finds its way among few pages faster than among
/// many. So a block begins at a multiple of two MiB, and some of those that are let go are kept for the next query. The system
/// may take the pages of those back where it has need of memory.
@safe
final class LargeBlock: @unchecked Sendable {
  let start: UnsafeMutableRawPointer
  let byteCount: Int
  private let isMapped: Bool

  /// Blocks of this size and more are worth it.
  static let leastBytes = 1 << 20

  private static let pageBytes = 1 << 21
  /// The most bytes that are kept when nobody uses them.
  private static let mostKeptBytes = 128 << 20
  private static let kept = Mutex(Kept())

  /// Blocks that nobody uses, as the addresses and lengths of what was mapped.
  private struct Kept {
    var blocks: [(address: UInt, byteCount: Int)] = []
    var byteCount = 0
  }

  /// Takes at least as many bytes, which hold anything.
  init(atLeast wanted: Int) {
    let rounded = max(Self.pageBytes, (wanted + Self.pageBytes - 1) & ~(Self.pageBytes - 1))
    let known = Self.kept.withLock { kept -> (address: UInt, byteCount: Int)? in
      let fitting = kept.blocks.indices.filter { kept.blocks[$0].byteCount >= rounded && kept.blocks[$0].byteCount <= rounded * 2 }
      guard let place = fitting.min(by: { kept.blocks[$0].byteCount < kept.blocks[$1].byteCount }) else { return nil }
      kept.byteCount -= kept.blocks[place].byteCount
      return kept.blocks.remove(at: place)
    }
    // Safe: a kept block is mapped, and was taken off the list, so that nobody else has it.
    if let known, let start = unsafe UnsafeMutableRawPointer(bitPattern: known.address) {
      unsafe self.start = start
      byteCount = known.byteCount
      isMapped = true
    } else if let start = unsafe Self.mapped(rounded) {
      unsafe self.start = start
      byteCount = rounded
      isMapped = true
    } else {
      unsafe start = .allocate(byteCount: rounded, alignment: 64)
      byteCount = rounded
      isMapped = false
    }
  }

  /// Maps memory at a multiple of the page's size; nil where the system refuses.
  private static func mapped(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    guard let whole = unsafe mmap(nil, byteCount + pageBytes, PROT_READ | PROT_WRITE, flags, -1, 0),
      unsafe whole != MAP_FAILED
    else { return nil }
    // Safe: what lies before and behind the aligned part is given back, and nobody saw it.
    let before = (pageBytes - Int(bitPattern: whole) & (pageBytes - 1)) & (pageBytes - 1)
    if before > 0 { unsafe munmap(whole, before) }
    unsafe munmap(whole + before + byteCount, pageBytes - before)
    #if os(Linux)
      unsafe madvise(whole + before, byteCount, MADV_HUGEPAGE)
    #endif
    return unsafe whole + before
  }

  deinit {
    // Safe: nobody holds the block any more.
    guard isMapped else {
      unsafe start.deallocate()
      return
    }
    let address = unsafe UInt(bitPattern: start)
    let byteCount = byteCount
    // Those that were let go first go for good: they are of sizes that nobody asks for any more.
    let old = Self.kept.withLock { kept -> [(address: UInt, byteCount: Int)] in
      guard byteCount <= Self.mostKeptBytes else { return [(address, byteCount)] }
      // Before anybody else may have it: what is written afterwards stays.
      unsafe madvise(start, byteCount, MADV_FREE)
      kept.blocks.append((address, byteCount))
      kept.byteCount += byteCount
      var excess = 0
      while kept.byteCount > Self.mostKeptBytes {
        kept.byteCount -= kept.blocks[excess].byteCount
        excess += 1
      }
      defer { kept.blocks.removeFirst(excess) }
      return Array(kept.blocks.prefix(excess))
    }
    // Safe: what is off the list is nobody's.
    for block in old { unsafe munmap(UnsafeMutableRawPointer(bitPattern: block.address), block.byteCount) }
  }
}

/// Memory in small pieces that are let go together, cut from large blocks.
@safe
final class Arena {
  private var blocks: [LargeBlock] = []
  private var next: UnsafeMutableRawPointer?
  private var room = 0

  /// Returns a piece that is aligned to a cache line and holds anything.
  func take(byteCount: Int) -> UnsafeMutableRawPointer {
    let rounded = (byteCount + 63) & ~63
    if rounded > room {
      let block = LargeBlock(atLeast: max(rounded, 1 << (21 + min(blocks.count, 4))))
      blocks.append(block)
      unsafe next = block.start
      room = block.byteCount
    }
    // Safe: the block has room, and lives as long as the arena.
    let piece = unsafe next.unsafelyUnwrapped
    unsafe next = piece + rounded
    room -= rounded
    return unsafe piece
  }
}
