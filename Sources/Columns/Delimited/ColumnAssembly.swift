import Synchronization

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
    /// Whether texts are kept as they come.
    var isPlain = false
    /// The different texts, by thread.
    var tables: [TextTable?]

    init(type: ColumnType, tables: [TextTable?]) {
      self.type = type
      self.tables = tables
    }

    func letGo() {
      pieces = []
      tables = []
    }
  }

  let blocks: [Block]
  /// The blocks of each chunk.
  let chunks: [Range<Int>]
  /// The first row of each chunk, and after the last the number of rows.
  let starts: [Int]
  let sizes: DelimitedLoad.Sizes

  init(_ blocks: [Block], sizes: DelimitedLoad.Sizes) {
    self.blocks = blocks
    self.sizes = sizes
    var division = ChunkDivision(sizes)
    for block in blocks { division.append(rowCount: block.rowCount, byteCount: block.byteCount) }
    division.finish()
    chunks = division.chunks
    var starts = [0]
    for chunk in chunks { starts.append(blocks[chunk].reduce(starts[starts.count - 1]) { $0 + $1.rowCount }) }
    self.starts = starts
  }

  /// Returns the columns; the sources are used up.
  ///
  /// First each column learns what is the same for all of its rows, and then the chunks of all columns are filled, both
  /// by all threads.
  ///
  /// - Parameters:
  ///   - workersOfAgain: For each block the thread that decoded it for the columns that were read a second time.
  ///   - again: Those columns.
  func columns(
    named names: [String], _ sources: [Source], workersOfAgain: [Int], again: Set<Int>, threads: Int
  ) -> [Column] {
    let usual = blocks.map(\.worker)
    // The columns that take longest begin first, so that none of them is waited for at the end.
    let order = sources.indices.sorted { weight(sources[$0]) > weight(sources[$1]) }
    let fillings = Results<ColumnFilling>(sources.count)
    Parallel.share(order.count, threads: threads) { turn in
      let column = order[turn]
      fillings[column] = filling(sources[column], again.contains(column) ? workersOfAgain : usual)
    }
    let parts = Results<(Chunk, Validity)>(sources.count * chunks.count)
    let unfinished = Mutex([Int](repeating: chunks.count, count: sources.count))
    Parallel.share(sources.count * chunks.count, threads: threads) { turn in
      let (column, chunk) = (order[turn / chunks.count], turn % chunks.count)
      guard let filling = fillings[column] else { return }
      parts[column * chunks.count + chunk] = (Chunk(filling.values(chunk)), validity(of: chunk, sources[column]))
      let isLast = unfinished.withLock { counts in
        counts[column] -= 1
        return counts[column] == 0
      }
      // What a column was made of goes with its last chunk, so that not all of it stays until the end.
      if isLast { sources[column].letGo() }
    }
    return sources.indices.compactMap { column in
      guard let filling = fillings[column] else { return nil }
      let made = chunks.indices.compactMap { parts[column * chunks.count + $0] }
      return Column(
        names[column], type: sources[column].type, dictionary: filling.dictionary, chunks: made.map(\.0),
        presence: Presence(chunks: made.map(\.1)))
    }
  }

  private func weight(_ source: Source) -> Int {
    source.type == .text ? 1000 + source.tables.reduce(0) { $0 + ($1?.count ?? 0) } + (source.isPlain ? 1 << 30 : 0) : 0
  }

  private func filling(_ source: Source, _ workers: [Int]) -> ColumnFilling {
    switch source.type {
    case .text: textFilling(source, workers)
    case .integer, .timestamp: wholeFilling(source)
    case .number: numberFilling(source)
    case .date: dateFilling(source)
    case .boolean: booleanFilling(source)
    }
  }

  /// The rows of a chunk.
  func rowCount(_ chunk: Int) -> Int { starts[chunk + 1] - starts[chunk] }

  /// Gives each piece of a chunk to a closure, with where its values go; a place for each row follows the target.
  @inline(__always)
  func forEachPiece<Element>(
    of chunk: Int, _ source: Source, _ target: UnsafeMutablePointer<Element>,
    _ body: (_ block: Int, _ piece: Piece, _ target: UnsafeMutablePointer<Element>, _ count: Int) -> Void
  ) {
    var target = unsafe target
    for block in chunks[chunk] {
      let count = blocks[block].rowCount
      unsafe body(block, source.pieces[block], target, count)
      // Safe: the rows of the blocks are those of the chunk.
      unsafe target += count
    }
  }

  /// Which rows of a chunk hold a value, and why the others do not.
  private func validity(of chunk: Int, _ source: Source) -> Validity {
    let isComplete = chunks[chunk].allSatisfy { block in
      switch source.pieces[block].values {
      case .absent: blocks[block].rowCount == 0
      case .undecided where source.type == .text: blocks[block].rowCount == 0
      default: source.pieces[block].reasons == nil
      }
    }
    if isComplete { return Validity(allPresent: rowCount(chunk)) }
    return Validity(
      // Safe: a reason is written for each row; a piece has one for each of its own.
      raw: unsafe Buffer(count: rowCount(chunk)) { target in
        unsafe forEachPiece(of: chunk, source, target) { _, piece, target, count in
          switch piece.values {
          case .absent: unsafe target.update(repeating: MissingReason.notAvailable.rawValue, count: count)
          case .undecided where source.type == .text:
            unsafe target.update(repeating: MissingReason.unspecified.rawValue, count: count)
          default:
            if let reasons = piece.reasons {
              unsafe target.update(from: reasons.start, count: count)
            } else {
              unsafe target.update(repeating: 0, count: count)
            }
          }
        }
      })
  }

  /// The rows of a column that have a value.
  func presentCount(_ source: Source) -> Int {
    var present = 0
    for (block, piece) in zip(blocks, source.pieces) {
      switch piece.values {
      case .absent, .undecided: continue
      default: present += block.rowCount - piece.missingCount
      }
    }
    return present
  }
}

/// What is known of all rows of a column, and makes the values of each chunk.
///
/// The closure is made where the types are known, so that its loops are specialised; those of a generic type behind a
/// protocol would not be.
struct ColumnFilling: Sendable {
  var dictionary: ValueDictionary?
  let values: @Sendable (_ chunk: Int) -> Chunk.Values

  init(dictionary: ValueDictionary? = nil, _ values: @escaping @Sendable (_ chunk: Int) -> Chunk.Values) {
    self.dictionary = dictionary
    self.values = values
  }
}

/// A place for each of several results; each is written by one thread, before anybody else reads it.
@safe
final class Results<Value>: @unchecked Sendable {
  private let places: UnsafeMutableBufferPointer<Value?>

  init(_ count: Int) {
    // Safe: freed in `deinit`.
    unsafe places = .allocate(capacity: count)
    unsafe places.initialize(repeating: nil)
  }

  deinit {
    // Safe: nobody else has the memory.
    unsafe places.deinitialize()
    unsafe places.deallocate()
  }

  subscript(place: Int) -> Value? {
    get {
      precondition(unsafe places.indices.contains(place), "a place among the results")
      // Safe: the place was checked.
      return unsafe places[place]
    }
    set {
      precondition(unsafe places.indices.contains(place), "a place among the results")
      // Safe: the place was checked.
      unsafe places[place] = newValue
    }
  }
}
