/// Sorts the rows of a table by keys, of which the first may make parts.
///
/// The numbers of all keys stand next to each other in one word of 64 bits, with the row's place in the lowest bits, and
/// words are sorted as such. Where the keys have more bits than a word has room for, they are sorted word by word from the
/// last. A table that stands in the order already is recognised, and not sorted.
struct RowSorting {
  private let keys: [OrderKey]
  private let partKeys: Int
  private let rowCount: Int
  private let chunkRows: [Int]
  private let limits: QueryLimits
  /// The bits that a place takes.
  private let rowBits: Int
  /// What each word is made of, the most significant word first.
  private let rounds: [Round]

  private struct Round {
    var fragments: [Fragment] = []
    var bits = 0
    /// The bits of keys that make parts.
    var partMask: UInt64 = 0
  }

  /// Some bits of a key, and where they stand in their word.
  private struct Fragment {
    let key: Int
    let low: Int
    let bits: Int
    let place: Int
  }

  /// - Parameters:
  ///   - parts: The columns whose values make the parts.
  ///   - order: What the rows of a part are ordered by. Rows that are equal keep their order.
  init(_ table: Table, parts: [String] = [], order: [Query.Order], limits: QueryLimits) throws {
    var keys: [OrderKey] = []
    for name in parts { keys.append(try OrderKey(partsOf: table.column(name), limits: limits)) }
    for item in order {
      keys.append(try OrderKey(table.column(item.column), descending: item.descending, limits: limits))
    }
    try self.init(keys, partKeys: parts.count, of: table, limits: limits)
  }

  init(_ keys: [OrderKey], partKeys: Int, of table: Table, limits: QueryLimits) throws {
    rowCount = table.rowCount
    guard rowCount < Int(UInt32.max) else {
      throw TableError.badRequest("the table has more than 4,294,967,294 rows", expectation: "Filter or group it first.")
    }
    self.keys = keys
    self.partKeys = partKeys
    self.limits = limits
    chunkRows = table.columns.first?.chunks.map(\.rowCount) ?? []
    let room = Self.bitsBesidePlaces(rowCount)
    rowBits = UInt64.bitWidth - room
    var rounds: [Round] = []
    for (place, key) in keys.enumerated().reversed() {
      var low = 0
      while low < key.bits {
        if rounds.last.map({ $0.bits == room }) ?? true { rounds.append(Round()) }
        let round = rounds.count - 1
        let bits = min(key.bits - low, room - rounds[round].bits)
        rounds[round].fragments.append(Fragment(key: place, low: low, bits: bits, place: rounds[round].bits))
        if place < partKeys { rounds[round].partMask |= Self.mask(bits) << UInt64(rounds[round].bits) }
        rounds[round].bits += bits
        low += bits
      }
    }
    self.rounds = rounds.reversed()
  }

  /// The bits of a word that the place of a row leaves for keys.
  static func bitsBesidePlaces(_ rowCount: Int) -> Int {
    UInt64.bitWidth - max(1, Int.bitWidth - max(0, rowCount - 1).leadingZeroBitCount)
  }

  private static func mask(_ bits: Int) -> UInt64 { bits >= 64 ? .max : 1 << UInt64(bits) - 1 }

  /// The rows in their parts and order.
  func parts() throws -> RowParts {
    guard rowCount > 0 else { return RowParts(order: nil, changes: GroupCells(uninitialized: 0)) }
    let (order, words, isByPlace) = try sorted()
    return RowParts(order: order, changes: try changes(words, order: isByPlace ? nil : order))
  }

  /// The rows in their order, or nil where they stand so.
  func order() throws -> RowList<UInt32>? {
    guard rowCount > 0 else { return nil }
    return try sorted().order.map { RowList($0, of: rowCount) }
  }

  /// The row at each place, nil where the rows stand so, and the words by row or by place.
  private func sorted() throws -> (order: Buffer<UInt32>?, words: [GroupCells<UInt64>], isByPlace: Bool) {
    let words = try words()
    if try isInOrder(words) { return (nil, words, true) }
    if rounds.count == 1 {
      let sorted = try self.sorted(words[0], order: nil, bits: rounds[0].bits)
      let order = try rows(of: sorted, order: nil)
      try forEachPortion { for place in $0 { unsafe sorted.start[place] &>>= UInt64(rowBits) } }
      return (order, [sorted], true)
    }
    var order: Buffer<UInt32>?
    for (round, words) in zip(rounds, words).reversed() {
      order = try rows(of: try sorted(words, order: order, bits: round.bits), order: order)
    }
    return (order, words, false)
  }

  /// The words of each round, by row.
  private func words() throws -> [GroupCells<UInt64>] {
    try limits.checkMemory(rowCount * (8 * rounds.count + 21), for: "the order of \(PrintedNumber.of(rowCount)) rows")
    let words = rounds.map { _ in GroupCells<UInt64>(uninitialized: rowCount) }
    let firstRows = firstRows
    try unsafe forEachBlock { chunk, start, count, numbers in
      let row = firstRows[chunk] + start
      unsafe write(chunk, start, count, numbers) { round in unsafe words[round].start + row }
    }
    return words
  }

  /// Writes the words of each round for the rows of a block.
  private func write(
    _ chunk: Int, _ start: Int, _ count: Int, _ numbers: UnsafeMutablePointer<UInt64>,
    rounds wanted: Range<Int>? = nil, to target: (Int) -> UnsafeMutablePointer<UInt64>
  ) {
    let wanted = wanted ?? rounds.indices
    for round in wanted { unsafe target(round).update(repeating: 0, count: count) }
    for (place, key) in keys.enumerated() {
      var isLoaded = false
      for round in wanted {
        for fragment in rounds[round].fragments where fragment.key == place {
          if !isLoaded { unsafe key.load(chunk: chunk, start: start, count: count, into: numbers) }
          isLoaded = true
          let words = unsafe target(round)
          let (low, mask, shift) = (UInt64(fragment.low), Self.mask(fragment.bits), UInt64(fragment.place))
          // Safe: both have a number for each row of the block.
          for row in 0..<count { unsafe words[row] |= (numbers[row] &>> low & mask) &<< shift }
        }
      }
    }
  }

  private func isInOrder(_ words: [GroupCells<UInt64>]) throws -> Bool {
    let falls = Slots<Bool>(count: portions, repeating: false)
    try Workers.run(portions, limits: limits.forRows(rowCount)) { _, item in
      let range = portion(item)
      var hasFallen = false
      for place in max(1, range.lowerBound)..<max(1, range.upperBound) {
        var round = 0
        // Safe: there is a word for each row.
        while round < words.count {
          let (one, other) = unsafe (words[round].start[place - 1], words[round].start[place])
          if one != other {
            hasFallen = hasFallen || one > other
            break
          }
          round += 1
        }
        if hasFallen { break }
      }
      falls[item] = hasFallen
    }
    return !falls.all.contains(true)
  }

  /// The words with the places that they came from, in their order; the words are written over where they stand by place.
  private func sorted(
    _ words: GroupCells<UInt64>, order: Buffer<UInt32>?, bits: Int
  ) throws -> GroupCells<UInt64> {
    let numbers = rounds.count == 1 ? words : GroupCells<UInt64>(uninitialized: rowCount)
    let shift = UInt64(rowBits)
    // Safe: there is a word for each row, and the order names rows.
    if let order {
      try forEachPortion { places in
        for place in places {
          unsafe numbers.start[place] = words.start[Int(order.start[place])] &<< shift | UInt64(truncatingIfNeeded: place)
        }
      }
    } else {
      try forEachPortion { places in
        for place in places {
          unsafe numbers.start[place] = words.start[place] &<< shift | UInt64(truncatingIfNeeded: place)
        }
      }
    }
    guard rowCount > 4096 else {
      // Safe: the memory has this many words.
      var all = unsafe UnsafeMutableBufferPointer(start: numbers.start, count: rowCount)
      unsafe all.sort()
      return numbers
    }
    return try RadixSort.sorted(numbers, bits: rowBits..<rowBits + bits, limits: limits.forRows(rowCount))
  }

  private func rows(of sorted: GroupCells<UInt64>, order: Buffer<UInt32>?) throws -> Buffer<UInt32> {
    let memory = Memory(byteCount: rowCount * 4)
    let mask = Self.mask(rowBits)
    try forEachPortion { places in
      let rows = unsafe memory.start.assumingMemoryBound(to: UInt32.self)
      for place in places {
        // Safe: the lowest bits are a place.
        let from = unsafe sorted.start[place] & mask
        unsafe rows[place] = UInt32(truncatingIfNeeded: from)
      }
      guard let order else { return }
      for place in places { unsafe rows[place] = order.start[Int(rows[place])] }
    }
    return Buffer(memory, count: rowCount)
  }

  /// Where a row differs from the one before it, in the order: see ``RowParts/changes``.
  private func changes(_ words: [GroupCells<UInt64>], order: Buffer<UInt32>?) throws -> GroupCells<UInt8> {
    let changes = GroupCells<UInt8>(count: rowCount, repeating: 0)
    let masks = rounds.map(\.partMask)
    try forEachPortion { places in
      for place in max(1, places.lowerBound)..<max(1, places.upperBound) {
        // Safe: as above.
        let (one, other) = if let order { unsafe (Int(order.start[place - 1]), Int(order.start[place])) } else { (place - 1, place) }
        for round in 0..<words.count {
          let difference = unsafe words[round].start[one] ^ words[round].start[other]
          guard difference != 0 else { continue }
          unsafe changes.start[place] = max(changes.start[place], difference & masks[round] != 0 ? 2 : 1)
        }
      }
    }
    unsafe changes.start[0] = 2
    return changes
  }

  // MARK: The first rows

  /// The first rows of the order, or nil where they are so many of all that all must be sorted.
  func first(_ wanted: Int) throws -> RowList<UInt32>? {
    guard wanted >= 0, wanted <= rowCount / 8, !rounds.isEmpty else { return nil }
    guard wanted > 0 else { return RowList(Buffer([]), of: rowCount) }
    // All rows whose most significant word is no larger than that of the last wanted one; ties are told apart below.
    let firstRows = firstRows
    let (shift, isAll) = (UInt64(rowBits), rounds.count == 1 && keys.allSatisfy(\.tellsAll))
    // Words above the last wanted one are let go early, since a bound that is near lets whole portions be passed over.
    let most = max(wanted * 2, 256)
    try limits.checkMemory(most * 8 * limits.threads, for: "the first \(PrintedNumber.of(wanted)) rows")
    let found = Slots<Firsts?>(count: limits.threads, repeating: nil)
    try unsafe forEachBlockOfWorker { worker, chunk, start, count, numbers in
      var mine = found[worker] ?? Firsts(wanted: wanted, room: most, shift: isAll ? 0 : shift)
      found[worker] = nil
      unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { memory in
        guard let words = memory.baseAddress else { return }
        for first in stride(from: start, to: start + count, by: Self.passedRows) {
          let size = min(Self.passedRows, start + count - first)
          guard keys[0].mayHold(atMost: mostOfFirstKey(mine.bound), chunk: chunk, start: first, count: size) else { continue }
          unsafe write(chunk, first, size, numbers, rounds: 0..<1) { _ in unsafe words }
          unsafe mine.add(words, size, firstRow: firstRows[chunk] + first, rowBits: shift)
        }
      }
      found[worker] = mine
    }
    var all = Firsts(wanted: wanted, room: most, shift: isAll ? 0 : shift)
    for mine in found.all { all.add(mine?.words ?? []) }
    all.cut()
    let mask = Self.mask(rowBits)
    return RowList(Buffer(all.words.map { UInt32(truncatingIfNeeded: $0 & mask) }.sorted()), of: rowCount)
  }

  /// The rows that are passed over together, where none of them can be among the first.
  private static let passedRows = 512

  /// The greatest number of the first key of a row whose word is no larger than one.
  private func mostOfFirstKey(_ bound: UInt64) -> UInt64 {
    // Its highest bits are the highest of the word.
    guard let highest = rounds[0].fragments.last, highest.key == 0 else { return .max }
    return (bound &>> UInt64(rowBits + highest.place)) &<< UInt64(highest.low) | Self.mask(highest.low)
  }

  // MARK: Going over the rows

  private var firstRows: [Int] {
    Morsel.firstRows(chunkRows)
  }

  private static let portionRows = 1 << 18
  private var portions: Int { (rowCount + Self.portionRows - 1) / Self.portionRows }

  private func portion(_ item: Int) -> Range<Int> {
    item * Self.portionRows..<min(rowCount, (item + 1) * Self.portionRows)
  }

  private func forEachPortion(_ body: @Sendable (_ places: Range<Int>) -> Void) throws {
    try Workers.run(portions, limits: limits.forRows(rowCount)) { _, item in body(portion(item)) }
  }

  /// Calls a closure with each block of rows, and memory for a number for each of its rows.
  private func forEachBlock(_ body: @Sendable (_ chunk: Int, _ start: Int, _ count: Int, UnsafeMutablePointer<UInt64>) -> Void) throws {
    try unsafe forEachBlockOfWorker { _, chunk, start, count, numbers in unsafe body(chunk, start, count, numbers) }
  }

  private func forEachBlockOfWorker(
    _ body: @Sendable (_ worker: Int, _ chunk: Int, _ start: Int, _ count: Int, UnsafeMutablePointer<UInt64>) -> Void
  ) throws {
    let morsels = Morsel.all(chunkRows: chunkRows)
    try Workers.run(morsels.count, limits: limits.forRows(rowCount)) { worker, item in
      let morsel = morsels[item]
      // Safe: the memory has a number for each row of a block, and each is written before it is read.
      unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Morsel.blockRows) { memory in
        guard let numbers = memory.baseAddress else { return }
        for offset in stride(from: 0, to: morsel.count, by: Morsel.blockRows) {
          let count = min(Morsel.blockRows, morsel.count - offset)
          unsafe body(worker, morsel.chunk, morsel.start + offset, count, numbers)
        }
      }
    }
  }
}

/// The least of the words that were seen, and where they tie in what is compared, all of the last.
private struct Firsts {
  private(set) var words: [UInt64] = []
  let wanted: Int
  private var room: Int
  /// The lowest bits that are not compared.
  let shift: UInt64
  /// No word above it is among the first.
  private(set) var bound = UInt64.max

  init(wanted: Int, room: Int, shift: UInt64) {
    self.wanted = wanted
    self.room = room
    self.shift = shift
  }

  mutating func add(_ block: UnsafePointer<UInt64>, _ count: Int, firstRow: Int, rowBits: UInt64) {
    for row in 0..<count {
      // Safe: the block has this many words.
      let word = unsafe block[row] &<< rowBits | UInt64(truncatingIfNeeded: firstRow + row)
      if word <= bound {
        words.append(word)
        if words.count >= room { cut() }
      }
    }
  }

  mutating func add(_ others: [UInt64]) { words += others }

  /// Lets the words go that are not among the first.
  mutating func cut() {
    guard words.count > wanted else { return }
    words.sort()
    let last = words[wanted - 1]
    bound = shift == 0 ? last : last | (1 << shift - 1)
    words.removeSubrange((words.firstIndex { $0 > bound } ?? words.count)...)
    // Ties may be many; to sort them again for each block would take long.
    if words.count * 2 > room { room = words.count * 2 }
  }
}

/// The rows of a table in parts, and in an order within each.
struct RowParts: Sendable {
  /// The row at each place; nil where the rows stand so.
  let order: Buffer<UInt32>?
  /// The first place of each part, and after the last the number of rows.
  let starts: Buffer<UInt32>
  /// For each place 0 where its row is equal to the one before in every key, 1 where it differs, 2 where a part begins.
  let changes: GroupCells<UInt8>

  init(order: Buffer<UInt32>?, changes: GroupCells<UInt8>) {
    self.order = order
    self.changes = changes
    var count = 0
    // Safe: there is a change for each place.
    for place in 0..<changes.count { count &+= unsafe changes.start[place] == 2 ? 1 : 0 }
    let all = count
    starts = unsafe Buffer(count: all + 1) { starts in
      var part = 0
      for place in 0..<changes.count where unsafe changes.start[place] == 2 {
        // Safe: there is a place for each part, which were counted, and one more.
        unsafe starts[part] = UInt32(truncatingIfNeeded: place)
        part += 1
      }
      unsafe starts[all] = UInt32(truncatingIfNeeded: changes.count)
    }
  }

  var count: Int { starts.count - 1 }
  var rowCount: Int { changes.count }

  func places(of part: Int) -> Range<Int> { Int(starts[part])..<Int(starts[part + 1]) }

  @inline(__always)
  func row(_ place: Int) -> Int {
    // Safe: there is a row for each place.
    if let order { unsafe Int(order.start[place]) } else { place }
  }

  /// The parts in the order of their first rows.
  func byFirstRow() -> [Int] {
    guard let order else { return Array(0..<count) }
    let firsts = (0..<count).map { part -> UInt64 in
      var first = UInt32.max
      for place in places(of: part) { first = unsafe min(first, order.start[place]) }
      return UInt64(first) << 32 | UInt64(part)
    }
    return firsts.sorted().map { Int($0 & 0xFFFF_FFFF) }
  }
}
