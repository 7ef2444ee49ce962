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
    guard let candidates = try firstByBeginnings(count, order, limits) ?? RowSorting(self, order: order, limits: limits).first(count) else { return try ordered(by: order, within: limits).first(count) }
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

  /// The same, and whether the row behind the last one is equal to it in what makes ties; a value that is missing ties with none.
  func firstAndTie(_ count: Int, by order: [Query.Order], tyingBy ties: [Query.Order], limits: QueryLimits) throws -> (rows: Table, isTie: Bool) {
    guard count > 0, count < rowCount else { return (try first(count, by: order, limits: limits), false) }
    let more = try first(count + 1, by: order, limits: limits)
    let isTie = try ties.allSatisfy { part in
      let key = try more.column(part.column)
      return !key[count].isMissing && key[count] == key[count - 1]
    }
    var rows = more.selecting(rows: Array(0..<count))
    rows.notes = notes
    rows.noteFirst(count, of: rowCount)
    return (rows, isTie)
  }

  /// The rows among which the first of an order by texts are, found by what the texts begin with; nil where that does not help.
  private func firstByBeginnings(_ count: Int, _ order: [Query.Order], _ limits: QueryLimits) throws -> RowList<UInt32>? {
    guard let first = order.first, count > 0 else { return nil }
    let column = try column(first.column)
    guard let prefixes = TextPrefixes(column, descending: first.descending, wanted: count, bits: RowSorting.bitsBesidePlaces(rowCount)) else { return nil }
    return try RowSorting([OrderKey(column, prefixes)], partKeys: 0, of: self, limits: limits).first(count)
  }

  private mutating func noteFirst(_ count: Int, of all: Int) {
    notes.append("the first \(PrintedNumber.of(max(0, count))) of \(PrintedNumber.of(all)) rows")
  }

  /// Returns the first rows of each part in an order; the parts come in the order of their first rows.
  ///
  /// - Parameter countsTies: Whether to count the rows that are left out and tie with the last of their part by the first column of the
  ///   order; rows without a value don't tie.
  func top(
    _ count: Int, per parts: [String], order: [Query.Order], countsTies: Bool, limits: QueryLimits
  ) throws -> (rows: Table, tied: Int) {
    guard count >= 0 else {
      throw TableError.badRequest("\(count) rows can't be kept", expectation: "Name a number from zero.")
    }
    var result: Table
    var tied = 0
    if parts.isEmpty, count < rowCount {
      result = try first(count, by: order, limits: limits)
      result.notes = notes
      if countsTies { tied = try rowsThatTie(with: result, by: order[0].column, limits) }
    } else {
      let kept = try topOfParts(count, per: parts, order: order, countsTies: countsTies, limits)
      result = try gathering(RowList(kept.rows, of: rowCount), limits: limits)
      tied = kept.tied
    }
    if result.rowCount < rowCount {
      let each = parts.isEmpty ? "" : " of each \(parts.joined(separator: ", "))"
      result.notes.append("the first \(PrintedNumber.of(count))\(each.isEmpty ? "" : each + ",") of \(PrintedNumber.of(rowCount)) rows")
    }
    return (result, tied)
  }

  private func topOfParts(
    _ count: Int, per names: [String], order: [Query.Order], countsTies: Bool, _ limits: QueryLimits
  ) throws -> (rows: [Int], tied: Int) {
    let parts = try names.map { try OrderKey(partsOf: column($0), limits: limits) }
    let keys = try order.map { try OrderKey(column($0.column), descending: $0.descending, limits: limits) }
    if let tops = PartTops(parts: parts, order: keys, of: self, count: count, limits: limits) { return try tops.rows(countsTies: countsTies) }
    let divisions = try RowSorting(parts + keys, partKeys: parts.count, of: self, limits: limits).parts()
    let values = countsTies && count > 0 ? try column(order[0].column) : nil
    var (kept, tied) = ([Int](), 0)
    for part in divisions.byFirstRow() {
      let places = divisions.places(of: part)
      kept += places.prefix(count).map(divisions.row)
      guard let values, places.count > count, !values[divisions.row(places.lowerBound + count - 1)].isNoNumber else { continue }
      // A row that is equal to the one before it in every key ties with it.
      tied += places.dropFirst(count).prefix { divisions.changes[$0] == 0 }.count
    }
    return (kept, tied)
  }

  /// How many rows that are not among the first have the value of the last of these.
  private func rowsThatTie(with firsts: Table, by name: String, _ limits: QueryLimits) throws -> Int {
    let values = try firsts.column(name)
    guard let last = (0..<values.count).last.map({ values[$0] }), !last.isNoNumber else { return 0 }
    let equal = try answer(Query().filter(.compare(column: name, .equal, last)).group(by: [], [.count("rows")]), within: limits)
    return Int(equal.columns[0][0].number ?? 0) - (0..<values.count).count { values[$0] == last }
  }

  /// Returns some rows in the order given.
  func gathering(_ rows: RowList<UInt32>, limits: QueryLimits) throws -> Table {
    try limits.checkMemory(
      columns.reduce(0) { $0 + $1.bytesPerRow } * rows.count, for: "\(PrintedNumber.of(rows.count)) rows in another order")
    return Table(
      checked: try Column.gathering(columns, rows, limits: limits), rowCount: rows.count, sources: sources, notes: notes)
  }
}

extension Cell {
  /// Whether it has no value, or a number that is none.
  fileprivate var isNoNumber: Bool { isMissing || number?.isNaN ?? false }
}
