import Dispatch
import Synchronization

/// The reading of one or more files into one table: blocks decoded by several threads, then columns put together.
struct DelimitedLoad {
  let origins: [BlockSource.Origin]
  let options: DelimitedOptions
  let sizes: Sizes
  let isDataset: Bool

  /// The sizes that the outcome never depends on.
  struct Sizes: Sendable {
    /// The bytes that a step reads.
    var stepBytes: Int
    /// The most rows of a chunk of a column, unless one block has more.
    var chunkRows: Int
    /// The most different values that are kept sorted, and from which on texts may be kept as they come.
    var codedLimit: Int
    /// The bytes of text that are worth another thread.
    var bytesPerThread: Int
  }

  func table() throws(DelimitedError) -> Table {
    let source = source(tellsProgress: true)
    let (workers, plain) = run(source, again: nil)
    try check(source, workers)
    if isDataset, let first = source.readers.first { try source.set.checkFound(first: first.name) }
    let plans = source.set.plans
    let results = workers.indices
      .flatMap { worker in workers[worker].results.map { (worker: worker, result: $0) } }
      .sorted { $0.result.block < $1.result.block }
    let columns = plans.map { ColumnAssembly.Source(type: $0.finalType, tables: Array(repeating: nil, count: workers.count)) }
    for (number, column) in columns.enumerated() {
      column.isPlain = plain.contains(number)
      column.pieces = Array(repeating: Piece(.absent), count: results.count)
      for (worker, state) in workers.enumerated() { column.tables[worker] = state.table(number) }
    }
    for worker in workers { worker.letGo() }
    for block in results.indices {
      let result = results[block].result
      for (column, piece) in zip(result.columns, result.pieces) { columns[column].pieces[block] = piece }
      // From here on only the columns hold the pieces, and let them go one by one.
      results[block].result.pieces = []
    }
    let again = Set(columns.indices.filter { column in !columns[column].pieces.allSatisfy { $0.fits(columns[column].type) } })
    let blocks = results.map {
      ColumnAssembly.Block(worker: $0.worker, rowCount: $0.result.rowCount, byteCount: $0.result.byteCount)
    }
    let secondWorkers = again.isEmpty ? [] : try readAgain(again, source, columns, rowCounts: results.map(\.result.rowCount))
    let assembly = ColumnAssembly(blocks, sizes: sizes)
    let made = assembly.columns(
      named: source.set.names, columns, workersOfAgain: secondWorkers, again: again, threads: workers.count)
    var rowsOfFile = [Int](repeating: 0, count: source.readers.count)
    for (_, result) in results { rowsOfFile[result.file] += result.rowCount }
    return Table(
      checked: made, rowCount: rowsOfFile.reduce(0, +),
      sources: zip(source.readers, rowsOfFile).map { $0.source(rowCount: $1) },
      notes: isDataset ? [source.set.noteOfDrift(source.sources.map(\.layout))].compactMap(\.self) : [])
  }

  private var threadCount: Int { min(max(1, options.threads), 64) }

  private func source(tellsProgress: Bool) -> BlockSource {
    var options = options
    if !tellsProgress { options.progress = nil }
    return BlockSource(
      origins, options: options, stepBytes: sizes.stepBytes, set: ColumnSet(options, isDataset: isDataset))
  }

  /// - Returns: What each thread made, and the columns of text that are kept as they come.
  private func run(_ source: BlockSource, again: Set<Int>?) -> (workers: [BlockWorker], plain: Set<Int>) {
    let classifier = CellClassifier(options.markers)
    func worker() -> BlockWorker { BlockWorker(options, classifier) }
    // The first block shows most of the types and the size of the text, and is all there is of a small file.
    let (sampling, gathering) = (TextSampling(codedLimit: sizes.codedLimit), TextGathering(sizes))
    let first = worker()
    first.run(source, sampling, gathering, again: again, atMost: 1)
    let useful = 1 + source.expectedBytes / max(1, sizes.bytesPerThread)
    let workers = [first] + (1..<max(1, min(threadCount, useful))).map { _ in worker() }
    Parallel.run(workers.count) { workers[$0].run(source, sampling, gathering, again: again) }
    return (workers, sampling.plain)
  }

  /// Reads the files a second time, to have some columns as text.
  ///
  /// - Returns: For each block the worker that decoded it.
  private func readAgain(
    _ again: Set<Int>, _ first: BlockSource, _ columns: [ColumnAssembly.Source], rowCounts: [Int]
  ) throws(DelimitedError) -> [Int] {
    for column in again {
      columns[column].type = .text
      columns[column].pieces = Array(repeating: Piece(.absent), count: rowCounts.count)
    }
    let source = source(tellsProgress: false)
    let (workers, plain) = run(source, again: again)
    for column in again { columns[column].isPlain = plain.contains(column) }
    if let failure = source.failure { throw failure.error }
    var workerOfBlock = [Int](repeating: 0, count: rowCounts.count)
    // What the second reading finds is the same as what the first found, or the file is another.
    var isSame = workers.allSatisfy { $0.fault == nil } && source.readers.count == first.readers.count
    for (worker, state) in workers.enumerated() {
      for result in state.results {
        guard result.block < rowCounts.count, rowCounts[result.block] == result.rowCount else {
          isSame = false
          continue
        }
        workerOfBlock[result.block] = worker
        for (column, piece) in zip(result.columns, result.pieces) { columns[column].pieces[result.block] = piece }
      }
      for column in again { columns[column].tables[worker] = state.table(column) }
    }
    for (one, other) in zip(first.readers, source.readers)
    where !isSame || one.source(rowCount: 0) != other.source(rowCount: 0) {
      throw DelimitedError(FileError(.changed, path: one.name, reading: true))
    }
    return workerOfBlock
  }

  /// Throws what is wrong, if anything is: of several faults the first in the files, but a damaged file before what
  /// it may have unpacked to.
  private func check(_ source: BlockSource, _ workers: [BlockWorker]) throws(DelimitedError) {
    let failure = source.failure
    if let failure, failure.error.code == .cancelled { throw failure.error }
    let first = workers.compactMap(\.fault).min { $0.ticket.index < $1.ticket.index }
    let error: DelimitedError
    let file: Int
    if let first {
      file = first.ticket.file
      error = explain(first, source, workers)
      let isDamaged = failure?.error.code == .damagedArchive && file == source.readers.count - 1
      if isDamaged, let failure { throw failure.error }
    } else if let failure {
      file = source.readers.count - 1
      error = failure.error
    } else {
      return
    }
    if error.code != .tooLarge, error.code != .damagedArchive, source.readers.indices.contains(file) {
      // What a damaged file unpacks to may be anything, so its damage is the better explanation.
      try source.readers[file].checkRemainder(atMost: 256 << 20)
    }
    throw error
  }

  /// Finds what is wrong with a block, and where.
  private func explain(_ fault: BlockWorker.Fault, _ source: BlockSource, _ workers: [BlockWorker]) -> DelimitedError {
    let ticket = fault.ticket
    var line = 1 + source.sources[ticket.file].headerLines
    for worker in workers {
      for result in worker.results where result.file == ticket.file && result.block < ticket.index {
        line += result.lineCount
      }
    }
    var scan = ExactScan(
      fault.bytes, file: ticket.layout.file, options: options, line: line, header: ticket.layout.header)
    let declared = zip(ticket.layout.columns, ticket.plans).compactMap { place, plan in
      plan.isDeclared ? plan.type.map { (place: place.place, type: $0) } : nil
    }
    do throws(DelimitedError) { try scan.findFault(isWhole: !ticket.isTooLong, declared: declared) } catch { return error }
    // The two readings of one block agree; if not, the block is not what it was.
    return DelimitedError(FileError(.changed, path: ticket.layout.file, reading: true))
  }
}

/// Runs work on several threads, and returns when all of it is done.
enum Parallel {
  static func run(_ threads: Int, _ body: @Sendable (Int) -> Void) {
    if threads > 1 { DispatchQueue.concurrentPerform(iterations: threads, execute: body) } else { body(0) }
  }

  /// Shares out some pieces of work, each to the next thread that is free.
  static func share(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    let next = Atomic(0)
    run(min(threads, count)) { _ in
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < count else { return }
        body(number)
      }
    }
  }
}
