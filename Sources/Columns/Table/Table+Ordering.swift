extension Table {
  /// Returns the rows in the order of some columns; rows that are equal in all of them keep their order.
  ///
  /// A missing value comes last, whichever way, and so does a number that is none.
  ///
  /// - Throws: ``TableError``, and ``QueryError`` where the limits don't let it run.
  /// - Complexity: O(rows) for each 11 bits that tell the values of the columns apart.
  public func ordered(by order: [Query.Order], within limits: QueryLimits = QueryLimits()) throws -> Table {
    guard let rows = try RowSorting(self, order: order, limits: limits).order() else { return self }
    return try gathering(rows, limits: limits)
  }

  /// Returns the first rows, and notes how many there were.
  func first(_ count: Int) -> Table {
    guard count < rowCount else { return self }
    var result = selecting(rows: Array(0..<max(0, count)))
    result.noteFirst(count, of: rowCount)
    return result
  }

  /// Returns the first rows of an order, and notes how many there were, as ``first(_:)`` of the ordered table does.
  func first(_ count: Int, by order: [Query.Order], limits: QueryLimits) throws -> Table {
    guard count < rowCount else { return try ordered(by: order, within: limits) }
    let sorting = try RowSorting(self, order: order, limits: limits)
    guard let candidates = try sorting.first(count) else { return try ordered(by: order, within: limits).first(count) }
    // What ties with the last of the first may be more than is wanted.
    let names = Set(order.map(\.column))
    let keys = Table(
      checked: try Column.gathering(columns.filter { names.contains($0.name) }, candidates, limits: limits),
      rowCount: candidates.count)
    let places = try RowSorting(keys, order: order, limits: limits).parts()
    let rows = (0..<min(max(0, count), candidates.count)).map { Int(candidates.numbers[places.row($0)]) }
    var result = try gathering(RowList(rows, of: rowCount), limits: limits)
    result.noteFirst(count, of: rowCount)
    return result
  }

  private mutating func noteFirst(_ count: Int, of all: Int) {
    notes.append("the first \(PrintedNumber.of(max(0, count))) of \(PrintedNumber.of(all)) rows")
  }

  /// Returns the first rows of each part in an order; the parts come in the order of their first rows.
  func top(_ count: Int, per parts: [String], order: [Query.Order], limits: QueryLimits) throws -> Table {
    guard count >= 0 else {
      throw TableError.badRequest("\(count) rows can't be kept", expectation: "Name a number from zero.")
    }
    var result: Table
    if parts.isEmpty, count < rowCount {
      result = try first(count, by: order, limits: limits)
      result.notes = notes
    } else {
      let divisions = try RowSorting(self, parts: parts, order: order, limits: limits).parts()
      var kept: [Int] = []
      for part in divisions.byFirstRow() { kept += divisions.places(of: part).prefix(count).map(divisions.row) }
      result = try gathering(RowList(kept, of: rowCount), limits: limits)
    }
    if result.rowCount < rowCount {
      let each = parts.isEmpty ? "" : " of each \(parts.joined(separator: ", "))"
      result.notes.append("the first \(PrintedNumber.of(count))\(each.isEmpty ? "" : each + ",") of \(PrintedNumber.of(rowCount)) rows")
    }
    return result
  }

  /// Returns some rows in the order given.
  func gathering(_ rows: RowList<UInt32>, limits: QueryLimits) throws -> Table {
    try limits.checkMemory(
      columns.reduce(0) { $0 + $1.bytesPerRow } * rows.count, for: "\(PrintedNumber.of(rows.count)) rows in another order")
    return Table(
      checked: try Column.gathering(columns, rows, limits: limits), rowCount: rows.count, sources: sources, notes: notes)
  }
}
