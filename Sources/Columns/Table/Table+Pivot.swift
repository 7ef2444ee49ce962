extension Table {
  /// Returns the values of a column as columns of their own, in the order of these values; those of rows without one come last, by reason.
  ///
  /// - Complexity: O(rows), and O(rows x columns) of the answer.
  func pivoted(_ pivot: Query.Pivot, limits: QueryLimits) throws -> Table {
    let source = try column(pivot.column)
    let values = try column(pivot.values)
    let parts = try RowSorting(self, parts: pivot.rows, order: [], limits: limits).parts()
    let headings = try RowSorting(self, parts: [pivot.column], order: [], limits: limits).parts()
    let limit = 10_000
    guard headings.count <= limit else {
      throw TableError.badRequest(
        "column \"\(pivot.column)\" has \(PrintedNumber.of(headings.count)) different values",
        expectation: "At most \(PrintedNumber.of(limit)) can become columns.")
    }
    let cells = headings.count * parts.count
    try limits.checkMemory(
      rowCount * 8 + cells * (4 + values.bytesPerRow), for: "\(headings.count) columns of \(PrintedNumber.of(parts.count)) rows")
    guard cells < Int(UInt32.max) else {
      throw TableError.badRequest(
        "the answer has \(PrintedNumber.of(headings.count)) columns of \(PrintedNumber.of(parts.count)) rows",
        expectation: "Together they may have 4,294,967,294 places.")
    }
    let partOrder = parts.byFirstRow()
    let partOfRow = parts.numbers(in: partOrder)
    let places = GroupCells<UInt32>(count: cells, repeating: RowList<UInt32>.none)
    for heading in 0..<headings.count {
      let first = heading * parts.count
      for (done, place) in headings.places(of: heading).enumerated() {
        if done & 0xFFFF == 0 { try limits.check() }
        let row = headings.row(place)
        let goal = first + Int(partOfRow[row])
        // Safe: there is a place for each part under each heading.
        guard unsafe places.start[goal] == RowList<UInt32>.none else {
          let keys = try pivot.rows.map { try column($0)[row].plainText } + [source[row].plainText]
          throw TableError.badRequest(
            "two values of \"\(pivot.values)\" belong at \(keys.joined(separator: ", "))",
            expectation: "Group by the rows and the column first, so that each place has one.")
        }
        unsafe places.start[goal] = UInt32(truncatingIfNeeded: row)
      }
    }
    let firsts = RowList<UInt32>(partOrder.map { parts.row(parts.places(of: $0).lowerBound) }, of: rowCount)
    var columns = try Column.gathering(pivot.rows.map { try column($0) }, firsts, limits: limits)
    for heading in 0..<headings.count {
      // Safe: as above.
      let rows = unsafe Buffer<UInt32>(count: parts.count) { unsafe $0.update(from: places.start + heading * parts.count, count: parts.count) }
      let name = source[headings.row(headings.places(of: heading).lowerBound)].plainText
      columns.append(try values.gathering(RowList(rows, of: rowCount), limits: limits).named(name).measuring(values.measure ?? values.name))
    }
    return try Table(columns, sources: sources, notes: notes)
  }
}

extension RowParts {
  /// The number of each row's part in an order of the parts.
  fileprivate func numbers(in order: [Int]) -> Buffer<UInt32> {
    unsafe Buffer(count: rowCount) { numbers in
      for (number, part) in order.enumerated() {
        // Safe: each place has a row.
        for place in places(of: part) { unsafe numbers[row(place)] = UInt32(truncatingIfNeeded: number) }
      }
    }
  }
}
