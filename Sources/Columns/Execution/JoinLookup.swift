/// The row of each key of a table that is joined to another.
struct JoinLookup: Sendable {
  private let join: Query.Join
  private let keys: KeyNumbers
  private let form: Form

  /// How the row of a number is found.
  private enum Form: Sendable {
    /// Each number has a place with its row, or none.
    case places(GroupCells<UInt32>)
    /// The numbers of few rows, and the row of each.
    case index(NumberIndex, rows: [UInt32])
    /// The numbers of many rows.
    case parted(PartedKeys)
  }

  /// The most rows of a joined table whose numbers are found in one table.
  private static let fewRows = 1 << 16

  /// - Parameter rowCount: How many rows are to be looked up.
  init(_ join: Query.Join, forRows rowCount: Int, limits: QueryLimits) throws {
    self.join = join
    let table = join.table
    guard table.rowCount < 1 << 31 else {
      throw TableError.badRequest("the table that is joined has more than 2,147,483,647 rows", expectation: "Join a smaller one.")
    }
    let columns = try join.otherKeys.map { try table.column($0) }
    try limits.checkMemory(table.rowCount * (48 + 4 * columns.count), for: "the keys of the table that is joined")
    var slots: [Buffer<UInt32>] = []
    keys = try KeyNumbers(columns, slots: &slots, limits: limits)
    if keys.space <= UInt64(max(1 << 16, 4 * (table.rowCount + rowCount))) {
      try limits.checkMemory(Int(keys.space) * 4, for: "the keys of the table that is joined")
      let rows = GroupCells<UInt32>(count: Int(keys.space), repeating: RowList<UInt32>.none)
      try keys.forEachNumber(slots, of: table.rowCount, limits) { row, number in
        // Safe: there is a place for each number.
        let known = unsafe rows.start[Int(truncatingIfNeeded: number)]
        if known == RowList<UInt32>.none { unsafe rows.start[Int(truncatingIfNeeded: number)] = UInt32(row) } else { try Self.checkSame(Int(known), row, join) }
      }
      form = .places(rows)
    } else if table.rowCount > Self.fewRows, PartedKeys.fits(keyBits: keys.bits, rows: max(table.rowCount, rowCount)) {
      let (all, keys) = (slots, keys)
      form = .parted(try PartedKeys(rows: table.rowCount, keyBits: keys.bits, limits: limits) { keys.number(all, $0) })
    } else {
      var (index, rows) = (NumberIndex(), [UInt32]())
      try keys.forEachNumber(slots, of: table.rowCount, limits) { row, number in
        let place = Int(index.code(of: number))
        if place == rows.count { rows.append(UInt32(row)) } else { try Self.checkSame(Int(rows[place]), row, join) }
      }
      form = .index(index, rows: rows)
    }
  }

  /// Fails where two rows that have one key do not say the same.
  private static func checkSame(_ first: Int, _ second: Int, _ join: Query.Join) throws {
    let isSame = try join.columns.allSatisfy { name in
      let column = try join.table.column(name)
      return column[first] == column[second]
    }
    guard !isSame else { return }
    let key = try join.otherKeys.map { try join.table.column($0)[second].plainText }.joined(separator: ", ")
    throw TableError.badRequest(
      "\"\(key)\" stands in two rows of the table that is joined",
      expectation: "Each key has one row there, so that no row is counted twice: sort it so that the one that is wanted comes first and take distinct_rows of the key, which drops the others, or make one of them with a group.")
  }

  /// The row of the joined table for each row of key columns; none where a key is missing or unknown.
  func rows(of columns: [Column], limits: QueryLimits) throws -> RowList<UInt32> {
    let count = columns[0].count
    try limits.checkMemory(count * (28 + 4 * columns.count), for: "a join of \(PrintedNumber.of(count)) rows")
    let slots = try keys.slots(of: columns, limits: limits)
    let memory = Memory(byteCount: count * 4)
    if case .parted(let parted) = form {
      // Only rows with a key that may be known are written below. Safe: there is a row for each place.
      unsafe memory.start.initializeMemory(as: UInt32.self, repeating: RowList<UInt32>.none, count: count)
      let asked = try PartedKeys(rows: count, keyBits: keys.bits, limits: limits) { keys.number(slots, $0) }
      try parted.find(asked, into: memory, limits: limits) { try Self.checkSame($0, $1, join) }
      return RowList(Buffer(memory, count: count), of: join.table.rowCount)
    }
    try NumberSeries.forEachPortion(count, limits) { range in
      // Safe: there is a row for each place, and a place for each number.
      let target = unsafe memory.start.assumingMemoryBound(to: UInt32.self)
      switch form {
      case .places(let rows):
        if keys.isOne {
          let slots = unsafe slots[0].start
          for place in range {
            let slot = unsafe slots[place]
            unsafe target[place] = slot == KeyIndex.none ? RowList<UInt32>.none : rows.start[Int(slot)]
          }
        } else {
          for place in range { unsafe target[place] = keys.number(slots, place).map { unsafe rows.start[Int(truncatingIfNeeded: $0)] } ?? RowList<UInt32>.none }
        }
      case .index(let index, let rows):
        for place in range { unsafe target[place] = keys.number(slots, place).flatMap(index.codeIfKnown).map { rows[Int($0)] } ?? RowList<UInt32>.none }
      case .parted: break
      }
    }
    return RowList(Buffer(memory, count: count), of: join.table.rowCount)
  }
}

/// Numbers the keys of a joined table's rows: those of two rows are one number where all their keys are equal.
private struct KeyNumbers: Sendable {
  private var keys: [KeyIndex] = []
  /// How many numbers each key takes.
  private var widths: [UInt64] = []
  /// For each key whether the numbers of those before it are numbered anew, so that all fit into 64 bits.
  private var folds: [NumberIndex?] = []
  /// One more than the largest number.
  private(set) var space: UInt64 = 1

  /// - Parameter slots: Gets the numbers of each key's values, row by row.
  init(_ columns: [Column], slots: inout [Buffer<UInt32>], limits: QueryLimits) throws {
    for column in columns {
      let key = try KeyIndex(column, limits: limits)
      slots.append(try key.slots(of: key.column, limits: limits))
      keys.append(key)
      widths.append(key.slotCount)
      folds.append(nil)
      let (product, overflow) = space.multipliedReportingOverflow(by: key.slotCount)
      space = product
      guard overflow else { continue }
      var folded = NumberIndex()
      let last = keys.count - 1
      for row in 0..<column.count { if let number = number(slots, row, before: last) { _ = folded.code(of: number) } }
      folds[last] = folded
      space = UInt64(max(1, folded.count)) * key.slotCount
    }
  }

  /// The bits that a number takes.
  var bits: Int { PartedKeys.bits(space - 1) }

  /// Whether a number is that of one key's value.
  var isOne: Bool { keys.count == 1 }

  /// The number of each key's value in other columns, or ``KeyIndex/none``.
  func slots(of columns: [Column], limits: QueryLimits) throws -> [Buffer<UInt32>] {
    try zip(keys, columns).map { try $0.slots(of: $1, limits: limits) }
  }

  func forEachNumber(_ slots: [Buffer<UInt32>], of rowCount: Int, _ limits: QueryLimits, _ body: (_ row: Int, _ number: UInt64) throws -> Void) throws {
    for row in 0..<rowCount {
      if row & 0xFFFF == 0 { try limits.check() }
      if let number = number(slots, row) { try body(row, number) }
    }
  }

  /// The number of all keys of a row, or of those before one; nil where one of them is missing or unknown.
  @inline(__always)
  func number(_ slots: [Buffer<UInt32>], _ place: Int, before end: Int? = nil) -> UInt64? {
    var number: UInt64 = 0
    for key in 0..<(end ?? widths.count) {
      // Safe: there is a slot for each place.
      let slot = unsafe slots[key].start[place]
      guard slot != KeyIndex.none else { return nil }
      if let fold = folds[key] {
        guard let known = fold.codeIfKnown(of: number) else { return nil }
        number = UInt64(known)
      }
      number = number &* widths[key] &+ UInt64(slot)
    }
    return number
  }
}
