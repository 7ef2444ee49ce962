extension Relation {
  /// Adds columns of another table, found by a key.
  ///
  /// - Throws: ``TableError`` for a column that either side lacks, and for a key that two rows of the other table have.
  /// - Returns: For each row the number of its partner, where a note is to tell of partners.
  mutating func join(_ join: Query.Join) throws -> QueryColumn? {
    guard join.keys.count == join.otherKeys.count, !join.keys.isEmpty else {
      throw TableError.badRequest("a join names no key, or keys of different lengths", expectation: "Name as many columns of each table.")
    }
    for name in join.keys { _ = try column(name) }
    let others = try join.columns.map { try join.table.column($0) }
    for column in try others + join.otherKeys.map({ try join.table.column($0) }) { try column.checkContents() }
    // All are found before any is set, since one may replace a key.
    let numbers = join.notesPartners ? [Column("", integers: Array(0..<join.table.rowCount), presence: nil)] : []
    let found = try joined(join, others + numbers)
    for (other, column) in zip(others, found) {
      if case .mapped = column { set(other.name, column, from: join.keys[0]) } else { set(other.name, column) }
    }
    sources += join.table.sources.filter { !sources.contains($0) }
    return numbers.isEmpty ? nil : found.last
  }

  private func joined(_ join: Query.Join, _ others: [Column]) throws -> [QueryColumn] {
    let names = join.keys
    if names.count == 1, let (source, keys) = numbered(names[0]) {
      let rows = try JoinLookup(join, forRows: keys.count, limits: limits).rows(of: [keys], limits: limits)
      return try Column.gathering(others, rows, limits: limits).map { column in
        .mapped(MappedColumn(source: source, values: try column.coded(within: limits).withoutUnusedValues()))
      }
    }
    try checkContents(of: names)
    let keys = try names.map { try column($0).materialised(named: $0) }
    let rows = try JoinLookup(join, forRows: chunkRows.reduce(0, +), limits: limits).rows(of: keys, limits: limits)
    return try Column.gathering(others, rows, limits: limits).map { .stored($0.divided(chunkRows)) }
  }

  /// A column whose rows can be taken as small numbers, and the value of each number and then of each missing reason as a
  /// column; nil where the values are spread too widely.
  private func numbered(_ name: String) -> (source: CodeSource, values: Column)? {
    switch columns[name] {
    case .mapped(let mapped): return (mapped.source, mapped.values)
    case .stored(let column):
      guard let source = CodeSource(column, atMost: min(1 << 20, max(1 << 16, column.count))) else { return nil }
      let reasons = MissingReason.allCases.map(\.rawValue)
      let presence = Presence(raw: [UInt8](repeating: 0, count: source.cardinality) + reasons)
      let codes = (0..<source.cardinality + reasons.count).map { $0 < source.cardinality ? $0 : 0 }
      if let dictionary = column.dictionary {
        let chunk = Chunk.codes(codes.map { UInt32($0) }, dictionaryCount: dictionary.count)
        return (source, Column(name, type: column.type, dictionary: dictionary, chunks: [chunk], presence: presence))
      }
      let cells = codes.enumerated().map { place, code in presence[place].map { .missing($0) } ?? source.cell(code) }
      return (source, Column(name, cells: cells, typeWhereMissing: column.type))
    case nil: return nil
    }
  }
}

/// The row of each key of a table that is joined to another.
struct JoinLookup: Sendable {
  private let join: Query.Join
  /// The different values of each key, and how many numbers they take.
  private var keys: [KeyIndex] = []
  /// For each key whether the numbers of those before it are numbered anew, so that all fit into 64 bits.
  private var folds: [NumberIndex?] = []
  /// The bits that a number of all keys takes.
  private var keyBits = 0
  private var index = NumberIndex()
  /// The row of each different key; empty where they are parted.
  private var rows: [UInt32] = []
  /// The keys of many rows.
  private var parted: PartedKeys?

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
    var space: UInt64 = 1
    for column in columns {
      let key = try KeyIndex(column, limits: limits)
      slots.append(try key.slots(of: key.column, limits: limits))
      keys.append(key)
      let (product, overflow) = space.multipliedReportingOverflow(by: key.slotCount)
      space = product
      folds.append(nil)
      guard overflow else { continue }
      var folded = NumberIndex()
      let last = keys.count - 1
      for row in 0..<table.rowCount { if let number = number(slots, row, before: last) { _ = folded.code(of: number) } }
      folds[last] = folded
      space = UInt64(max(1, folded.count)) * key.slotCount
    }
    keyBits = PartedKeys.bits(space - 1)
    if table.rowCount > Self.fewKeys, PartedKeys.fits(keyBits: keyBits, rows: max(table.rowCount, rowCount)) {
      let (all, mine) = (slots, self)
      parted = try PartedKeys(rows: table.rowCount, keyBits: keyBits, limits: limits) { mine.number(all, $0) }
      return
    }
    for row in 0..<table.rowCount {
      if row & 0xFFFF == 0 { try limits.check() }
      guard let number = number(slots, row) else { continue }
      let place = Int(index.code(of: number))
      if place == rows.count { rows.append(UInt32(row)) } else { try checkSame(Int(rows[place]), row) }
    }
  }

  /// The most rows of a joined table whose keys are found in one table.
  private static let fewKeys = 1 << 16

  /// Fails where two rows that have one key do not say the same.
  private func checkSame(_ first: Int, _ second: Int) throws {
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
    let slots = try zip(keys, columns).map { try $0.slots(of: $1, limits: limits) }
    let memory = Memory(byteCount: count * 4)
    try NumberSeries.forEachPortion(count, limits) { range in
      // Safe: there is a row for each place.
      let target = unsafe memory.start.assumingMemoryBound(to: UInt32.self)
      for place in range {
        let found = rows.isEmpty ? nil : number(slots, place).flatMap { index.codeIfKnown(of: $0) }
        unsafe target[place] = found.map { rows[Int($0)] } ?? RowList<UInt32>.none
      }
    }
    if let parted {
      let asked = try PartedKeys(rows: count, keyBits: keyBits, limits: limits) { number(slots, $0) }
      try parted.find(asked, into: memory, limits: limits) { try checkSame($0, $1) }
    }
    return RowList(Buffer(memory, count: count), of: join.table.rowCount)
  }

  /// The number of all keys of a row, or of those before one; nil where one of them is missing or unknown.
  @inline(__always)
  private func number(_ slots: [Buffer<UInt32>], _ place: Int, before end: Int? = nil) -> UInt64? {
    var number: UInt64 = 0
    for key in 0..<(end ?? keys.count) {
      // Safe: there is a slot for each place.
      let slot = unsafe slots[key].start[place]
      guard slot != KeyIndex.none else { return nil }
      if let fold = folds[key] {
        guard let known = fold.codeIfKnown(of: number) else { return nil }
        number = UInt64(known)
      }
      number = number &* keys[key].slotCount &+ UInt64(slot)
    }
    return number
  }
}
