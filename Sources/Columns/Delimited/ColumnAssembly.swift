/// Puts the pieces of columns together: one dictionary for all threads, the narrowest width for all rows, and chunks
/// that begin at the same rows in every column.
struct ColumnAssembly: Sendable {
  /// A block of the files, in their order.
  struct Block: Sendable {
    /// The thread whose tables its codes belong to.
    let worker: Int
    let rowCount: Int
    let byteCount: Int
  }

  /// What there is of a column, until it was put together; safe to hand to the one thread that does that.
  final class Source: @unchecked Sendable {
    var type: ColumnType
    /// One a block.
    var pieces: [Piece] = []
    /// The different texts, by thread.
    var tables: [TextTable?]

    init(type: ColumnType, tables: [TextTable?]) {
      self.type = type
      self.tables = tables
    }
  }

  let blocks: [Block]
  /// The blocks of each chunk.
  let chunks: [Range<Int>]
  let sizes: DelimitedLoad.Sizes

  init(_ blocks: [Block], sizes: DelimitedLoad.Sizes) {
    self.blocks = blocks
    self.sizes = sizes
    var (chunks, first, rows, bytes) = ([Range<Int>](), 0, 0, 0)
    for (place, block) in blocks.enumerated() {
      // No text of a chunk can be longer together than its blocks are.
      if place > first, rows >= sizes.chunkRows || bytes + block.byteCount > TextStore.maximumBytes {
        chunks.append(first..<place)
        (first, rows, bytes) = (place, 0, 0)
      }
      rows += block.rowCount
      bytes += block.byteCount
    }
    chunks.append(first..<blocks.count)
    self.chunks = chunks
  }

  /// Returns the columns; the sources are used up.
  ///
  /// - Parameters:
  ///   - workersOfAgain: For each block the thread that decoded it for the columns that were read a second time.
  ///   - again: Those columns.
  func columns(
    named names: [String], _ sources: [Source], workersOfAgain: [Int], again: Set<Int>, threads: Int
  ) -> [Column] {
    var made = [Column?](repeating: nil, count: sources.count)
    // The columns that take longest begin first, so that none of them is waited for at the end.
    let order = sources.indices.sorted { weight(sources[$0]) > weight(sources[$1]) }
    unsafe made.withUnsafeMutableBufferPointer { made in
      // Safe: each column is written by one thread, and nobody reads them until all are done.
      let target = unsafe UncheckedBuffer(made)
      Parallel.share(order.count, threads: threads) { turn in
        let column = order[turn]
        let workers = again.contains(column) ? workersOfAgain : blocks.map(\.worker)
        target[column] = self.column(names[column], sources[column], workers)
        sources[column].pieces = []
        sources[column].tables = []
      }
    }
    return made.compactMap { $0 }
  }

  /// A place for each of several threads to put its result.
  @safe
  private struct UncheckedBuffer: @unchecked Sendable {
    private let buffer: UnsafeMutableBufferPointer<Column?>
    init(_ buffer: UnsafeMutableBufferPointer<Column?>) { unsafe self.buffer = buffer }
    subscript(place: Int) -> Column? {
      // Safe: the buffer checks the place where checks are on, and places come from its own indices.
      get { unsafe buffer[place] }
      nonmutating set { unsafe buffer[place] = newValue }
    }
  }

  private func weight(_ source: Source) -> Int {
    source.type == .text ? 1000 + source.tables.reduce(0) { $0 + ($1?.count ?? 0) * (($1?.isPlain ?? false) ? 1000 : 1) } : 0
  }

  private func column(_ name: String, _ source: Source, _ workers: [Int]) -> Column {
    switch source.type {
    case .text: textColumn(name, source, workers)
    case .integer, .timestamp: integerColumn(name, source)
    case .number: numberColumn(name, source)
    case .date: dateColumn(name, source)
    case .boolean:
      Column(name, type: .boolean, chunks: chunks.map { booleanChunk($0, source) }, presence: presence(source))
    }
  }

  /// The rows of a chunk.
  func rowCount(_ chunk: Range<Int>) -> Int { blocks[chunk].reduce(0) { $0 + $1.rowCount } }

  /// Which rows hold a value, and why the others do not.
  func presence(_ source: Source) -> Presence {
    Presence(
      chunks: chunks.map { chunk in
        let rows = rowCount(chunk)
        let isComplete = chunk.allSatisfy { block in
          if case .absent = source.pieces[block].values { return blocks[block].rowCount == 0 }
          return source.pieces[block].reasons.isEmpty
        }
        if isComplete { return Validity(allPresent: rows) }
        return Validity(
          // Safe: every reason of the buffer is written.
          raw: unsafe Buffer(count: rows) { target in
            // Safe: the pieces have as many reasons as their blocks have rows, which are the rows of the chunk.
            var target = unsafe target
            for block in chunk {
              unsafe writeReasons(source.pieces[block], of: source.type, to: target, count: blocks[block].rowCount)
              unsafe target += blocks[block].rowCount
            }
          })
      })
  }

  private func writeReasons(_ piece: Piece, of type: ColumnType, to target: UnsafeMutablePointer<UInt8>, count: Int) {
    // Safe: the caller has room for this many.
    switch piece.values {
    case .absent: unsafe target.update(repeating: MissingReason.notAvailable.rawValue, count: count)
    case .undecided where type == .text:
      unsafe target.update(repeating: MissingReason.unspecified.rawValue, count: count)
    default:
      if piece.reasons.isEmpty {
        unsafe target.update(repeating: 0, count: count)
      } else {
        for row in 0..<count { unsafe target[row] = piece.reasons[row] }
      }
    }
  }

  private func booleanChunk(_ chunk: Range<Int>, _ source: Source) -> Chunk {
    let rows = rowCount(chunk)
    // Safe: every word of the buffer is written.
    let words = unsafe Buffer<UInt64>(count: Bitmap.wordCount(rows)) { target in
      unsafe target.update(repeating: 0, count: Bitmap.wordCount(rows))
      var row = 0
      for block in chunk {
        guard case .booleans(let values) = source.pieces[block].values else {
          row += blocks[block].rowCount
          continue
        }
        for value in values {
          // Safe: the rows of the blocks are those of the chunk.
          unsafe target[row &>> 6] |= UInt64(value) &<< UInt64(row & 63)
          row &+= 1
        }
      }
    }
    return Chunk(.bits(Bitmap(words: words, count: rows)))
  }
}
