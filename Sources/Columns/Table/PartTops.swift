/// The first rows of each part of a table in an order, without putting all others into it.
///
/// Each thread keeps some rows of each part, and where their room is full lets go of those that are not among the first: hardly a row
/// comes in after the first few thousand.
struct PartTops {
  private let parts: [OrderKey]
  private let order: [OrderKey]
  private let partCount: Int
  private let wanted: Int
  private let chunkRows: [Int]
  private let limits: QueryLimits

  /// The rows of each part that a thread keeps before it lets some go.
  private var room: Int { max(wanted * 2, 8) }

  /// Fails where there may be very many parts, or where the order takes more than a word.
  init?(parts: [OrderKey], order: [OrderKey], of table: Table, count: Int, limits: QueryLimits) {
    (self.parts, self.order, self.limits, wanted) = (parts, order, limits, count)
    let partBits = parts.reduce(0) { $0 + $1.bits }
    guard count > 0, count < 1 << 20, partBits <= 20, order.reduce(0, { $0 + $1.bits }) <= 64, table.rowCount < Int(UInt32.max) else { return nil }
    partCount = 1 << partBits
    chunkRows = table.columns.first?.chunks.map(\.rowCount) ?? []
    // Rows that are wanted nearly all are sooner sorted.
    guard partCount * room <= max(1 << 16, table.rowCount) else { return nil }
  }

  /// The rows of a part that one thread keeps.
  private final class Kept: Sendable {
    struct Entry: BitwiseCopyable {
      var word: UInt64
      var row: UInt32

      static func isBefore(_ one: Entry, _ other: Entry) -> Bool { one.word != other.word ? one.word < other.word : one.row < other.row }
    }

    let entries: GroupCells<Entry>
    let counts: GroupCells<UInt32>
    /// No word above it is among the first of a part.
    let bounds: GroupCells<UInt64>
    /// The first row of each part; none where it has no row.
    let firstRows: GroupCells<UInt32>

    /// Calls a closure with each row that is kept of a part.
    func forEach(of part: Int, _ room: Int, _ body: (Entry) -> Void) {
      // Safe: there are as many entries of the part.
      for place in 0..<Int(counts[part]) { body(unsafe entries.start[part * room + place]) }
    }

    init(parts: Int, room: Int) {
      entries = GroupCells(uninitialized: parts * room)
      counts = GroupCells(count: parts, repeating: 0)
      bounds = GroupCells(count: parts, repeating: .max)
      firstRows = GroupCells(count: parts, repeating: RowList<UInt32>.none)
    }
  }

  /// The rows of each part in their order, the parts in the order of their first rows; and with them how many rows are left out that tie
  /// with the last one of their part that has a value.
  ///
  /// - Parameter countsTies: Whether ties are counted, which looks at all rows once more.
  func rows(countsTies: Bool) throws -> (rows: [Int], tied: Int) {
    try limits.checkMemory(partCount * (room * 16 + 16) * limits.threads, for: "the first \(PrintedNumber.of(wanted)) rows of each part")
    let found = Slots<Kept?>(count: limits.threads, repeating: nil)
    try unsafe forEachBlock { worker, firstRow, count, parts, words in
      let kept = found[worker] ?? Kept(parts: partCount, room: room)
      found[worker] = kept
      for place in 0..<count {
        // Safe: a part's number has no more bits than there are parts for.
        let part = unsafe Int(truncatingIfNeeded: parts[place])
        if unsafe words[place] <= kept.bounds.start[part] { unsafe add(words[place], UInt32(truncatingIfNeeded: firstRow + place), to: part, of: kept) }
      }
    }
    let all = found.all.compactMap { $0 }
    let (firsts, lasts) = (GroupCells<UInt32>(uninitialized: partCount), GroupCells<UInt64>(count: partCount, repeating: .max))
    let portion = 1 << 12
    try Workers.run((partCount + portion - 1) / portion, limits: limits) { _, item in
      merge(item * portion..<min(partCount, (item + 1) * portion), of: all, firsts, lasts)
    }
    let present = (0..<partCount).filter { firsts[$0] != RowList<UInt32>.none }.sorted { firsts[$0] < firsts[$1] }
    var rows: [Int] = []
    rows.reserveCapacity(present.count * wanted)
    for part in present { all[0].forEach(of: part, room) { rows.append(Int($0.row)) } }
    guard countsTies, let missing = order.first?.missing else { return (rows, 0) }
    // Each part's last word is that of its own rows at least.
    let equal = Slots<Int>(count: limits.threads, repeating: 0)
    try unsafe forEachBlock { worker, _, count, parts, words in
      var same = 0
      for place in 0..<count {
        let word = unsafe words[place]
        same &+= unsafe word == lasts.start[Int(truncatingIfNeeded: parts[place])] && word < missing ? 1 : 0
      }
      equal[worker] += same
    }
    var own = 0
    for part in present { all[0].forEach(of: part, room) { own += $0.word < missing && $0.word == lasts[part] ? 1 : 0 } }
    return (rows, equal.all.reduce(0, +) - own)
  }

  /// Leaves the first rows of some parts with the first thread, in their order, and notes the first row of each part, and the last word of
  /// those that are wanted; none and the largest where it has no row.
  private func merge(_ parts: Range<Int>, of all: [Kept], _ firsts: GroupCells<UInt32>, _ lasts: GroupCells<UInt64>) {
    // Safe throughout: there is a place for each part, and each has room for twice as many rows as are wanted.
    var entries: [Kept.Entry] = []
    for part in parts {
      entries.removeAll(keepingCapacity: true)
      for kept in all { kept.forEach(of: part, room) { entries.append($0) } }
      unsafe firsts.start[part] = all.reduce(RowList<UInt32>.none) { unsafe min($0, $1.firstRows.start[part]) }
      guard !entries.isEmpty else { continue }
      entries.sort(by: Kept.Entry.isBefore)
      let count = min(entries.count, wanted)
      for place in 0..<count { unsafe all[0].entries.start[part * room + place] = entries[place] }
      unsafe all[0].counts.start[part] = UInt32(truncatingIfNeeded: count)
      unsafe lasts.start[part] = entries[count - 1].word
    }
  }

  @inline(never)
  private func add(_ word: UInt64, _ row: UInt32, to part: Int, of kept: Kept) {
    // Safe: each part has room for as many entries, and is cut when it is full.
    var entries = unsafe UnsafeMutableBufferPointer(start: kept.entries.start + part * room, count: room)
    if unsafe kept.firstRows.start[part] > row { unsafe kept.firstRows.start[part] = row }
    let count = unsafe Int(kept.counts.start[part])
    unsafe entries[count] = Kept.Entry(word: word, row: row)
    guard count + 1 == room else {
      unsafe kept.counts.start[part] = UInt32(truncatingIfNeeded: count + 1)
      return
    }
    unsafe entries.sort(by: Kept.Entry.isBefore)
    unsafe kept.counts.start[part] = UInt32(truncatingIfNeeded: wanted)
    // A thread's rows rise, so that whatever ties with the last comes too late; below zero there is nothing.
    let last = unsafe entries[wanted - 1].word
    unsafe kept.bounds.start[part] = last == 0 ? 0 : last - 1
  }

  /// Calls a closure with the part and the word of each row of a block.
  private func forEachBlock(
    _ body: @Sendable (_ worker: Int, _ firstRow: Int, _ count: Int, _ parts: UnsafePointer<UInt64>, _ words: UnsafePointer<UInt64>) -> Void
  ) throws {
    let morsels = Morsel.all(chunkRows: chunkRows)
    let firstRows = Morsel.firstRows(chunkRows)
    try Workers.run(morsels.count, limits: limits.forRows(chunkRows.reduce(0, +))) { worker, item in
      let (morsel, size) = (morsels[item], Morsel.blockRows)
      // Safe: the memory has three numbers for each row of a block, and each is written before it is read.
      unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: size * 3) { memory in
        guard let numbers = memory.baseAddress else { return }
        for offset in stride(from: 0, to: morsel.count, by: size) {
          let count = min(size, morsel.count - offset)
          for (keys, place) in [(parts, size), (order, size * 2)] {
            let target = unsafe numbers + place
            unsafe target.update(repeating: 0, count: count)
            for key in keys {
              unsafe key.load(chunk: morsel.chunk, start: morsel.start + offset, count: count, into: numbers)
              let bits = UInt64(key.bits)
              if bits >= 64 {
                unsafe target.update(from: numbers, count: count)
              } else {
                for row in 0..<count { unsafe target[row] = target[row] &<< bits | numbers[row] }
              }
            }
          }
          unsafe body(worker, firstRows[morsel.chunk] + morsel.start + offset, count, numbers + size, numbers + size * 2)
        }
      }
    }
  }
}
