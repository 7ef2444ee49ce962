extension Table {
  /// Returns the first row of each combination of values, in the order of the rows. A missing value equals one that is missing for
  /// the same reason.
  ///
  /// - Parameter keepingLast: Whether it is the last row of each in its place.
  /// - Complexity: O(rows) for each column, and O(n log n) where the values are spread widely.
  package func distinctRows(by names: [String], keepingLast: Bool = false, within limits: QueryLimits) throws -> Table {
    guard rowCount > 0, !names.isEmpty else { return self }
    if let rows = try rowsOfGroups(by: names, last: keepingLast, within: limits) {
      guard rows.count < rowCount else { return self }
      return Table(
        checked: try Column.gathering(columns, rows, limits: limits), rowCount: rows.count, sources: sources, notes: notes)
    }
    let parts = try RowSorting(self, parts: names, order: [], limits: limits).parts()
    guard parts.count < rowCount else { return self }
    let kept = (0..<parts.count).map { part in
      let rows = parts.places(of: part).lazy.map(parts.row)
      return (keepingLast ? rows.max() : rows.min()) ?? 0
    }
    let rows = RowList<UInt32>(kept.sorted(), of: rowCount)
    return Table(
      checked: try Column.gathering(columns, rows, limits: limits), rowCount: rows.count, sources: sources, notes: notes)
  }

  /// The first row of each combination of values, or the last, as groups tell it; nil where the values of a column are not numbered.
  private func rowsOfGroups(by names: [String], last: Bool, within limits: QueryLimits) throws -> RowList<UInt32>? {
    var combinations = 1
    for name in names {
      guard let source = CodeSource(try column(name), atMost: 1 << 32) else { return nil }
      let (product, overflow) = combinations.multipliedReportingOverflow(by: source.cardinality + MissingReason.allCases.count)
      guard !overflow else { return nil }
      combinations = product
    }
    guard rowCount < Int(Int32.max) else { return nil }
    var numberName = "row"
    while columnIfPresent(numberName) != nil { numberName += "\u{2032}" }
    let numbers = unsafe Buffer<Int32>(count: rowCount) { target in
      // Safe: there is a place for each row.
      for row in 0..<rowCount { unsafe target[row] = Int32(truncatingIfNeeded: row) }
    }
    let number = Column(numberName, type: .integer, chunks: [Chunk(.int32(numbers))]).divided(columns[0].chunks.map(\.rowCount))
    let groups = try Table(try names.map { try column($0) } + [number]).answer(
      Query().group(by: names, [last ? .maximum(of: numberName, as: numberName) : .minimum(of: numberName, as: numberName)]), within: limits)
    // A bit for each row puts them into their order.
    var isFirst = [UInt64](repeating: 0, count: (rowCount + 63) / 64)
    for chunk in groups.columns[names.count].chunks {
      for group in 0..<chunk.rowCount {
        let row = chunk.integer(group) ?? 0
        isFirst[row >> 6] |= 1 << UInt64(row & 63)
      }
    }
    var rows: [UInt32] = []
    rows.reserveCapacity(groups.rowCount)
    for (place, word) in isFirst.enumerated() {
      var left = word
      while left != 0 {
        rows.append(UInt32(place * 64 + left.trailingZeroBitCount))
        left &= left - 1
      }
    }
    return RowList(Buffer(rows), of: rowCount)
  }

  /// Returns a row for each value of some columns: the other columns as they are, then the name of the value's column, and the value.
  ///
  /// The rows that were one stand together, in the order of the columns. Whole numbers beside numbers are numbers.
  ///
  /// - Throws: ``TableError`` for columns of different types, and ``QueryError``.
  /// - Complexity: O(rows x columns).
  package func unpivoted(_ wanted: [String], column nameColumn: String, values valueColumn: String, within limits: QueryLimits) throws -> Table {
    let turned = try wanted.map { try column($0) }
    let isTurned = Set(wanted)
    let kept = columns.filter { !isTurned.contains($0.name) }
    guard let first = turned.first else {
      throw TableError.badRequest("no column is to be turned into rows", expectation: "All columns but those of rows are; name fewer of these.")
    }
    let isNumbers = turned.allSatisfy(\.type.isNumeric)
    if let other = turned.first(where: { $0.type != first.type }), !isNumbers {
      throw TableError.badRequest(
        "columns \"\(first.name)\" and \"\(other.name)\" hold \(first.type.words) and \(other.type.words)",
        expectation: "What becomes one column is of one type: rows names the columns that stay, and columns those that are turned.")
    }
    let (count, total) = (turned.count, rowCount.multipliedReportingOverflow(by: turned.count))
    guard !total.overflow, total.partialValue < Int(UInt32.max) else {
      throw TableError.badRequest("the answer has more than 4,294,967,294 rows", expectation: "Turn fewer columns.")
    }
    try limits.checkMemory(total.partialValue * (20 + 8 * (kept.count + 2)), for: "\(PrintedNumber.of(total.partialValue)) rows")
    let rows = (0..<rowCount).flatMap { row in repeatElement(row, count: count) }
    let places = (0..<rowCount).flatMap { row in (0..<count).map { $0 * rowCount + row } }
    let names = Column(nameColumn, codes: (0..<rowCount).flatMap { _ in (0..<count).map { UInt32($0) } }, texts: wanted, presence: nil)
    let joined = try Column.joined(turned, within: limits)
    let values = try Column.gathering([joined], RowList<UInt32>(places, of: total.partialValue), limits: limits)[0]
    let units = Set(turned.map(\.unit))
    let all = try Column.gathering(kept, RowList<UInt32>(rows, of: rowCount), limits: limits) + [
      names, values.named(valueColumn).with(unit: units.count == 1 ? first.unit : nil, decimals: first.decimals),
    ]
    return try Table(all, sources: sources, notes: notes)
  }
}
