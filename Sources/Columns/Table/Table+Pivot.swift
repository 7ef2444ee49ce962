extension Table {
  /// Returns the values of a column as columns of their own.
  func pivoted(_ pivot: Query.Pivot) throws -> Table {
    let source = try column(pivot.column)
    let values = try column(pivot.values)
    let parts = try Parts(self, by: pivot.rows)
    let headings = try Parts(self, by: [pivot.column])
    let limit = 10_000
    guard headings.rows.count <= limit else {
      throw TableError.badRequest(
        "column \"\(pivot.column)\" has \(PrintedNumber.of(headings.rows.count)) different values",
        expectation: "At most \(PrintedNumber.of(limit)) can become columns.")
    }
    let key = SortKey(source, descending: false)
    let firstRows = headings.rows.map { $0[0] }.sorted { SortKey.isBefore($0, $1, [key]) }
    var columns = try pivot.rows.map { try column($0).selecting(parts.rows.map { $0[0] }) }
    for heading in firstRows {
      var cells = [Cell](repeating: .missing(.notAvailable), count: parts.rows.count)
      var isTaken = [Bool](repeating: false, count: parts.rows.count)
      for row in headings.rows[headings.partOfRow[heading]] {
        let part = parts.partOfRow[row]
        guard !isTaken[part] else {
          let place = columns.prefix(pivot.rows.count).map { $0[part].plainText }.joined(separator: ", ")
          throw TableError.badRequest(
            "two values of \"\(pivot.values)\" belong at \(place), \(source[row].plainText)",
            expectation: "Group by the rows and the column first, so that each place has one.")
        }
        isTaken[part] = true
        cells[part] = values[row]
      }
      columns.append(
        Column(
          source[heading].plainText, cells: cells, unit: values.unit, decimals: values.decimals,
          typeWhereMissing: values.type))
    }
    return try Table(columns, sources: sources, notes: notes)
  }
}
