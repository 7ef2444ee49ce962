/// What was made of a block.
///
/// Safe to share, since one thread at a time has it: the one that decodes it, then the one that gathers its texts, then
/// the one that puts the columns together.
final class BlockResult: @unchecked Sendable {
  let block: Int
  let file: Int
  let rowCount: Int
  let lineCount: Int
  let byteCount: Int
  /// The columns that were decoded, by their number among those of all files.
  let columns: [Int]
  /// The cells of each of these.
  var pieces: [Piece]

  init(_ ticket: BlockSource.Ticket, rowCount: Int, lineCount: Int, byteCount: Int, columns: [Int], pieces: [Piece]) {
    block = ticket.index
    file = ticket.file
    self.rowCount = rowCount
    self.lineCount = lineCount
    self.byteCount = byteCount
    self.columns = columns
    self.pieces = pieces
  }
}

/// One thread's share of a reading: takes a block, indexes it, decodes its columns, and takes the next.
///
/// Safe to hand to a thread, since one alone uses it, and others look at it only when that one is done.
final class BlockWorker: @unchecked Sendable {
  /// A block in which something is wrong.
  struct Fault {
    let ticket: BlockSource.Ticket
    let bytes: [UInt8]
  }

  private let block = ByteBlock()
  private var index = RecordIndex()
  private let decoder: BlockDecoder
  private let options: DelimitedOptions
  private let maximumRecordBytes: Int
  private(set) var results: [BlockResult] = []
  private(set) var fault: Fault?
  /// What this thread keeps of each column.
  private var stores: [Int: ColumnStore] = [:]
  /// The columns of text that are kept as they come, as far as this thread heard.
  private var plain: Set<Int> = []

  init(_ options: DelimitedOptions, _ classifier: CellClassifier) {
    self.options = options
    maximumRecordBytes = ExactScan.splitter(options).maximumRecordBytes
    decoder = BlockDecoder(classifier)
  }

  /// Lets go of what was made, which belongs to somebody else now.
  func letGo() {
    results = []
    stores = [:]
  }

  /// Reads blocks until there are none or something is wrong.
  ///
  /// - Parameter again: The columns to decode, all of them as text; nil decodes all, each as what it turns out to be.
  func run(
    _ source: BlockSource, _ sampling: TextSampling, _ gathering: TextGathering, again: Set<Int>?,
    atMost limit: Int = .max
  ) {
    var taken = 0
    while fault == nil, taken < limit, let ticket = source.take(into: block) {
      taken += 1
      guard !ticket.isTooLong, let result = read(ticket, source, sampling, again: again) else {
        fault = Fault(ticket: ticket, bytes: block.array(ticket.start..<block.count))
        source.stop()
        return
      }
      results.append(result)
      gathering.take(result)
    }
  }

  private func read(
    _ ticket: BlockSource.Ticket, _ source: BlockSource, _ sampling: TextSampling, again: Set<Int>?
  ) -> BlockResult? {
    let layout = ticket.layout
    let isWhole = index.fill(
      block, from: ticket.start, width: layout.width, delimiter: options.delimiter.byte,
      maximumRecordBytes: maximumRecordBytes, isFinal: ticket.isFinal)
    guard isWhole else { return nil }
    let cells = decoder.cells(of: block, index)
    let bytes = block.count - ticket.start
    var columns: [Int] = []
    var pieces: [Piece] = []
    var found = ticket.plans
    pieces.reserveCapacity(found.count)
    var isNew = false
    var observations: [TextSampling.Observation] = []
    for (number, place) in layout.columns.enumerated() {
      if let again, !again.contains(place.column) { continue }
      let plan = again == nil ? ticket.plans[number] : ColumnPlan(declared: .text)
      let store = store(place.column)
      store.begin(isPlain: plain.contains(place.column), isSampled: ticket.part < SamplingParts.shares.count)
      guard let decoded = decoder.decode(cells, place.place, plan: plan, store: store, block: ticket.index) else {
        return nil
      }
      if let observation = store.observation(column: place.column) { observations.append(observation) }
      columns.append(place.column)
      pieces.append(decoded.piece)
      found[number] = decoded.found
      isNew = isNew || decoded.found.differs(from: plan)
    }
    if isNew, again == nil { source.learn(found, layout: layout) }
    plain = sampling.take(observations, part: ticket.part, ends: ticket.endsOfParts)
    return BlockResult(
      ticket, rowCount: cells.rowCount, lineCount: index.lineCount, byteCount: bytes, columns: columns, pieces: pieces)
  }

  /// The different texts of a column, as far as this thread met them; nil where it met none of its cells.
  func table(_ column: Int) -> TextTable? { stores[column]?.table }

  private func store(_ column: Int) -> ColumnStore {
    if let known = stores[column] { return known }
    let store = ColumnStore()
    stores[column] = store
    return store
  }
}
