/// One thread's share of a reading: takes a block, indexes it, decodes its columns, and takes the next.
///
/// Safe to hand to a thread, since one alone uses it, and others look at it only when that one is done.
final class BlockWorker: @unchecked Sendable {
  /// What was made of a block.
  struct Result {
    let block: Int
    let file: Int
    let rowCount: Int
    let lineCount: Int
    let byteCount: Int
    let layout: FileLayout
    /// The cells of each column of the layout, or only of those that were wanted.
    var pieces: [Piece]
  }

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
  private(set) var results: [Result] = []
  private(set) var fault: Fault?
  /// The different texts of each column, as far as this thread met them.
  private(set) var tables: [Int: TextTable] = [:]

  init(_ options: DelimitedOptions, _ classifier: CellClassifier, codedLimit: Int) {
    self.options = options
    maximumRecordBytes = ExactScan.splitter(options).maximumRecordBytes
    decoder = BlockDecoder(classifier, codedLimit: codedLimit)
  }

  /// Lets go of what was made, which belongs to somebody else now.
  func letGo() {
    results = []
    tables = [:]
  }

  /// Reads blocks until there are none or something is wrong.
  ///
  /// - Parameter again: The columns to decode, all of them as text; nil decodes all, each as what it turns out to be.
  func run(_ source: BlockSource, again: Set<Int>?, atMost limit: Int = .max) {
    var taken = 0
    while fault == nil, taken < limit, let ticket = source.take(into: block) {
      taken += 1
      guard !ticket.isTooLong, read(ticket, source, again: again) else {
        fault = Fault(ticket: ticket, bytes: block.array(ticket.start..<block.count))
        source.stop()
        return
      }
    }
  }

  private func read(_ ticket: BlockSource.Ticket, _ source: BlockSource, again: Set<Int>?) -> Bool {
    let layout = ticket.layout
    let isWhole = index.fill(
      block, from: ticket.start, width: layout.width, delimiter: options.delimiter.byte,
      maximumRecordBytes: maximumRecordBytes, isFinal: ticket.isFinal)
    guard isWhole else { return false }
    let cells = decoder.cells(of: block, index)
    let bytes = block.count - ticket.start
    let expectedRows = Int(clamping: Int64(Double(ticket.expectedBytes) / Double(max(1, bytes)) * Double(cells.rowCount)))
    var pieces: [Piece] = []
    var found = ticket.plans
    pieces.reserveCapacity(found.count)
    var isNew = false
    for (number, place) in layout.columns.enumerated() {
      if let again, !again.contains(place.column) { continue }
      let plan = again == nil ? ticket.plans[number] : ColumnPlan(declared: .text)
      guard
        let decoded = decoder.decode(
          cells, place.place, plan: plan, table: table(place.column), block: ticket.index, expectedRows: expectedRows)
      else { return false }
      pieces.append(decoded.piece)
      found[number] = decoded.found
      isNew = isNew || decoded.found.differs(from: plan)
    }
    if isNew, again == nil { source.learn(found, layout: layout) }
    results.append(
      Result(
        block: ticket.index, file: ticket.file, rowCount: cells.rowCount, lineCount: index.lineCount, byteCount: bytes,
        layout: layout, pieces: pieces))
    return true
  }

  private func table(_ column: Int) -> TextTable {
    if let known = tables[column] { return known }
    let table = TextTable()
    tables[column] = table
    return table
  }
}
