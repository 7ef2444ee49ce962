import Synchronization

/// Divides blocks into chunks of rows, which are the same in every column.
struct ChunkDivision {
  private let sizes: DelimitedLoad.Sizes
  /// The blocks of each chunk that is known to be whole.
  private(set) var chunks: [Range<Int>] = []
  private var count = 0
  private var first = 0
  private var (rows, bytes) = (0, 0)

  init(_ sizes: DelimitedLoad.Sizes) { self.sizes = sizes }

  /// Takes the next block.
  mutating func append(rowCount: Int, byteCount: Int) {
    // No text of a chunk can be longer together than its blocks are.
    if count > first, rows + rowCount > sizes.chunkRows || bytes + byteCount > TextStore.maximumBytes {
      chunks.append(first..<count)
      (first, rows, bytes) = (count, 0, 0)
    }
    count += 1
    rows += rowCount
    bytes += byteCount
  }

  /// Says that no block follows; there is one chunk at least.
  mutating func finish() { chunks.append(first..<count) }
}

/// Puts the texts of a chunk together as soon as all of its blocks were decoded.
///
/// Texts that are kept as they come take far more memory than all else, and what they were decoded into can be used
/// again. Other columns wait until everything is known: the width of all numbers, and one dictionary for all threads.
final class TextGathering: Sendable {
  private struct State {
    var division: ChunkDivision
    /// The blocks that were decoded and do not belong to a whole chunk yet.
    var waiting: [Int: BlockResult] = [:]
    var nextBlock = 0
  }

  private let state: Mutex<State>

  init(_ sizes: DelimitedLoad.Sizes) { state = Mutex(State(division: ChunkDivision(sizes))) }

  /// Takes a block that was decoded, and gathers the texts of the chunks that are whole now.
  func take(_ result: BlockResult) {
    let whole = state.withLock { state -> [[BlockResult]] in
      state.waiting[result.block] = result
      let known = state.division.chunks.count
      while let next = state.waiting[state.nextBlock], state.nextBlock == next.block {
        state.division.append(rowCount: next.rowCount, byteCount: next.byteCount)
        state.nextBlock += 1
      }
      return state.division.chunks[known...].map { chunk in
        chunk.compactMap { block in state.waiting.removeValue(forKey: block) }
      }
    }
    for blocks in whole { gather(blocks) }
  }

  private func gather(_ blocks: [BlockResult]) {
    guard let first = blocks.first else { return }
    for column in first.columns {
      // A column that is new in one of the files, or was kept as codes at first, is put together at the end.
      let places = blocks.compactMap { $0.columns.firstIndex(of: column) }
      guard places.count == blocks.count else { continue }
      let isPlain = zip(blocks, places).allSatisfy { block, place in
        if case .texts = block.pieces[place].values { true } else { false }
      }
      guard isPlain else { continue }
      let store = Self.store(of: zip(blocks, places).map { $0.pieces[$1] })
      for (block, place) in zip(blocks, places) { block.pieces[place].values = .gathered(nil) }
      first.pieces[places[0]].values = .gathered(store)
    }
  }

  /// The texts of pieces one after another.
  private static func store(of pieces: [Piece]) -> TextStore {
    var (count, byteCount) = (0, 0)
    for piece in pieces {
      guard case .texts(let ends, let bytes) = piece.values else { continue }
      count += ends.count
      byteCount += bytes.count
    }
    var made: Buffer<UInt8>?
    let offsets = unsafe Buffer<Int32>(count: count + 1) { offsets in
      made = unsafe Buffer<UInt8>(count: byteCount) { target in
        // Safe: there is room for all bytes, for an offset for each text, and for the end.
        var (row, place) = (0, 0)
        unsafe offsets[0] = 0
        for piece in pieces {
          guard case .texts(let ends, let bytes) = piece.values else { continue }
          unsafe (target + place).update(from: bytes.start, count: bytes.count)
          let before = Int32(truncatingIfNeeded: place)
          for inside in 0..<ends.count { unsafe offsets[row &+ 1 &+ inside] = before &+ ends.start[inside] }
          place += bytes.count
          row += ends.count
        }
      }
    }
    return TextStore(offsets: offsets, bytes: made ?? Buffer([]))
  }
}
