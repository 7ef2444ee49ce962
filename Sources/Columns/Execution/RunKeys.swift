/// The part of each row's key that is the same for all rows of a run, in a table that is clustered.
///
/// Runs that have it in common are taken together: of runs by area and day, those of one area and month.
struct RunKeys: Sendable {
  /// The first row of each stretch, and after the last the number of rows.
  private let starts: [Int]
  private let keys: [UInt32]

  /// - Parameter keys: For each run its part of the key.
  init(_ clustering: Clustering, keys runKeys: GroupCells<UInt32>) {
    // The starts lie far from each other, so that they are read in a loop of their own, many at a time.
    var firstRuns: [Int] = []
    var last: UInt32?
    for run in 0..<clustering.runCount {
      // Safe: there is a key for each run.
      let key = unsafe runKeys.start[run]
      if key == last { continue }
      last = key
      firstRuns.append(run)
    }
    let places = clustering.starts
    keys = firstRuns.map { runKeys[$0] }
    starts = firstRuns.map { Int(places[$0]) } + [Int(places[clustering.runCount])]
  }

  /// Sets the key of each row of a block, whose chunk begins at a row.
  func set(_ target: UnsafeMutablePointer<UInt32>, _ block: RowBlock, chunkStart: Int) {
    forEachStretch(block, chunkStart: chunkStart) { key, places in
      // Safe: every place is a row of the block.
      unsafe (target + places.lowerBound).update(repeating: key, count: places.count)
    }
  }

  /// Calls a closure with the key of each stretch of a block's rows, and with the places of those rows.
  func forEachStretch(_ block: RowBlock, chunkStart: Int, _ body: (_ key: UInt32, _ places: Range<Int>) -> Void) {
    guard block.count > 0 else { return }
    let first = chunkStart + block.start
    var stretch = stretch(of: first + block.row(0))
    var place = 0
    while place < block.count {
      let end = starts[stretch + 1]
      let start = place
      if unsafe block.rows == nil {
        place = min(block.count, end - first)
      } else {
        while place < block.count, first + block.row(place) < end { place += 1 }
      }
      if place > start { body(keys[stretch], start..<place) }
      stretch += 1
    }
  }

  private func stretch(of row: Int) -> Int {
    var (low, high) = (0, keys.count)
    while high - low > 1 {
      let middle = (low + high) >> 1
      if starts[middle] <= row { low = middle } else { high = middle }
    }
    return low
  }
}
