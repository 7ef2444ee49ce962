/// Keys of groups that are put together into one: each different combination of their values is numbered, in their order.
///
/// It takes a sort of all rows, and is for keys that together have more values than 64 bits number.
struct CombinedKeys {
  /// The name of the one key: no column of a table is called so.
  let name: String
  private let parts: [Column]
  /// A row of each combination.
  private let firstRows: [Int]

  /// Puts together as many leading keys as 64 bits number, and puts the one key in their place.
  ///
  /// - Throws: ``TableError`` where not even two of them can be put together, ``QueryError``, ``ArrowError``.
  init(leading names: inout [String], of relation: inout Relation, limits: QueryLimits) throws {
    try relation.checkContents(of: names)
    var parts: [Column] = []
    var space: UInt64 = 1
    for name in names {
      try limits.check()
      let part = try relation.column(name).materialised(named: name).coded(within: limits)
      let slots = UInt64((part.dictionary?.count ?? 0) + MissingReason.allCases.count)
      let (product, overflow) = space.multipliedReportingOverflow(by: slots)
      if overflow { break }
      parts.append(part)
      space = product
    }
    guard parts.count > 1 else {
      throw TableError.badRequest(
        "the groups of \(names.joined(separator: ", ")) can't be numbered",
        expectation: "Two of the columns together have more than 2^64 possible values.")
    }
    let rowCount = relation.chunkRows.reduce(0, +)
    try limits.checkMemory(rowCount * 28, for: "the combinations of \(parts.map(\.name).joined(separator: ", "))")
    let order = try RowOrder(Table(checked: parts, rowCount: rowCount), by: parts.map(\.name), limits: limits)
    let ends = order.firstRows.dropFirst() + [rowCount]
    let numbers = unsafe Buffer<Int64>(count: rowCount) { target in
      for (number, (start, end)) in zip(order.firstRows, ends).enumerated() {
        // Safe: an order names each row once.
        for place in start..<end { unsafe target[order.rows[place]] = Int64(number) }
      }
    }
    name = "\u{0}keys \(names.count)"
    firstRows = order.firstRows.map { order.rows[$0] }
    self.parts = parts
    let column = Column(name, type: .integer, chunks: [Chunk.integers(numbers)])
    relation.set(name, .stored(column.divided(relation.chunkRows)))
    names.replaceSubrange(0..<parts.count, with: [name])
  }

  /// The columns of an answer with the keys in place of the one.
  func expanded(_ columns: [Column]) -> [Column] {
    columns.flatMap { column -> [Column] in
      guard column.name == name else { return [column] }
      let rows = (0..<column.count).map { row in
        if case .integer(let number) = column[row] { firstRows[number] } else { firstRows[0] }
      }
      return parts.map { $0.gathering(rows) }
    }
  }
}
