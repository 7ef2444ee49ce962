import Synchronization

/// Where the runs of an order begin: the first row of each, and after the last run the number of rows.
///
/// A query takes them as places in memory, so they must rise from zero to the number of rows. Those that show a file are
/// looked at once, when a query first asks for them. Where they are damaged, whoever asks gets one run of all rows and
/// others of none, which is safe; whoever can throw asks ``check()`` before.
final class RunStarts: Sendable {
  private let stored: Buffer<UInt32>
  /// The file that the places show; nil where they were made here.
  private let file: String?
  private let isSound: Atomic<Bool>
  private let mended = AtomicLazyReference<Mended>()
  private let lengthColumn = AtomicLazyReference<Lengths>()
  private let rowCount: Int

  private final class Mended: Sendable {
    let starts: Buffer<UInt32>
    init(_ starts: Buffer<UInt32>) { self.starts = starts }
  }

  private final class Lengths: Sendable {
    let column: Column
    init(_ column: Column) { self.column = column }
  }

  /// - Parameter firstRows: The first row of each run, which rise.
  init(firstRows: [Int], rowCount: Int) {
    stored = Buffer((firstRows + [rowCount]).map(UInt32.init))
    file = nil
    isSound = Atomic(true)
    self.rowCount = rowCount
  }

  /// Takes over what a file says. There are no more runs than rows, and some where there are rows.
  init(file: String, starts: Buffer<UInt32>, rowCount: Int) {
    precondition(starts.count > 0 && starts.count - 1 <= rowCount && (starts.count > 1) == (rowCount > 0), "runs of some rows")
    stored = starts
    self.file = file
    isSound = Atomic(false)
    self.rowCount = rowCount
  }

  /// The number of runs.
  var runCount: Int { stored.count - 1 }

  /// The places, which rise and lie within the rows.
  @inline(__always)
  var values: Buffer<UInt32> { isSound.load(ordering: .acquiring) ? stored : lookedAt }

  private var lookedAt: Buffer<UInt32> {
    if let known = mended.load() { return known.starts }
    var falls = 0
    for run in 0..<runCount {
      // Safe: there is one place more than there are runs.
      falls &+= unsafe stored.start[run + 1] <= stored.start[run] ? 1 : 0
    }
    if falls == 0, stored[0] == 0, Int(stored[runCount]) == rowCount {
      isSound.store(true, ordering: .releasing)
      return stored
    }
    let whole = [0] + [UInt32](repeating: UInt32(rowCount), count: runCount)
    return mended.storeIfNil(Mended(Buffer(whole))).starts
  }

  /// Looks at the places of a file that nobody has looked at yet, and refuses them where they are damaged.
  func check(of keys: [String]) throws(ArrowError) {
    _ = values
    if let file, mended.load() != nil { throw .damagedOrder(file, keys: keys) }
  }

  /// The rows of each run, as a column.
  var lengths: Column {
    if let known = lengthColumn.load() { return known.column }
    let starts = values
    // Safe throughout: there is one place more than there are runs, and the memory holds a number for each of these.
    let lengths: Chunk.Values =
      rowCount <= Int(Int32.max)
      ? unsafe .int32(
        Buffer(count: runCount) { lengths in
          for run in 0..<runCount {
            unsafe lengths[run] = Int32(truncatingIfNeeded: starts.start[run + 1] &- starts.start[run])
          }
        })
      : unsafe .int64(
        Buffer(count: runCount) { lengths in
          for run in 0..<runCount { unsafe lengths[run] = Int64(starts.start[run + 1] &- starts.start[run]) }
        })
    let column = Column(Clustering.lengthName, type: .integer, chunks: [Chunk(lengths)])
    return lengthColumn.storeIfNil(Lengths(column)).column
  }
}
