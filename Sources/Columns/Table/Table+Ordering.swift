extension Table {
  /// Returns the rows in the order of some columns; rows that are equal in all of them keep their order.
  ///
  /// A missing value comes last, whichever way.
  ///
  /// - Complexity: O(rows log rows).
  public func ordered(by order: [Query.Order]) throws(TableError) -> Table {
    let keys = try sortKeys(order)
    return selecting(rows: (0..<rowCount).sorted { SortKey.isBefore($0, $1, keys) })
  }

  /// Returns the first rows, and notes how many there were.
  func first(_ count: Int) -> Table {
    guard count < rowCount else { return self }
    var result = selecting(rows: Array(0..<max(0, count)))
    result.notes.append("the first \(PrintedNumber.of(max(0, count))) of \(PrintedNumber.of(rowCount)) rows")
    return result
  }

  /// Returns the first rows of each part in an order; the parts come in the order of their first rows.
  func top(_ count: Int, per parts: [String], order: [Query.Order]) throws -> Table {
    guard count >= 0 else {
      throw TableError.badRequest("\(count) rows can't be kept", expectation: "Name a number from zero.")
    }
    let keys = try sortKeys(order)
    let divisions = try Parts(self, by: parts)
    var kept: [Int] = []
    for rows in divisions.rows { kept += rows.sorted { SortKey.isBefore($0, $1, keys) }.prefix(count) }
    var result = selecting(rows: kept)
    if kept.count < rowCount {
      let each = parts.isEmpty ? "" : " of each \(parts.joined(separator: ", "))"
      result.notes.append("the first \(PrintedNumber.of(count))\(each), of \(PrintedNumber.of(rowCount)) rows")
    }
    return result
  }

  func sortKeys(_ order: [Query.Order]) throws(TableError) -> [SortKey] {
    var keys: [SortKey] = []
    for item in order { keys.append(SortKey(try column(item.column), descending: item.descending)) }
    return keys
  }
}

/// A column that rows are ordered by, each row's value as something that compares at once.
struct SortKey {
  private let values: Values
  private let descending: Bool

  private enum Values {
    case whole([Int])
    case numbers([Double])
  }

  init(_ column: Column, descending: Bool) {
    self.descending = descending
    let last = descending ? Int.min : Int.max
    if let source = CodeSource(column, atMost: .max) {
      let ranks = column.dictionary?.ranks()
      values = .whole(
        (0..<column.count).map { row in
          let place = ChunkPlaces.chunk(of: row, starts: column.starts)
          let inside = row - column.starts[place]
          guard column.presence.chunks[place][inside] == nil else { return last }
          let code = source.code(column.chunks[place], inside)
          return ranks.map { Int($0[code]) } ?? code
        })
    } else if column.type == .number {
      values = .numbers((0..<column.count).map { column[$0].number ?? .nan })
    } else {
      let coded = column.coded()
      let ranks = coded.dictionary?.ranks() ?? []
      values = .whole((0..<column.count).map { row in coded.code(row).map { Int(ranks[$0]) } ?? last })
    }
  }

  /// -1 where the first row comes before the second, 1 where it comes after.
  private func compare(_ first: Int, _ second: Int) -> Int {
    switch values {
    case .whole(let values):
      let (one, other) = (values[first], values[second])
      return one == other ? 0 : (one < other) != descending ? -1 : 1
    case .numbers(let values):
      let (one, other) = (values[first], values[second])
      // A missing number is none, and comes last.
      if one.isNaN || other.isNaN { return one.isNaN == other.isNaN ? 0 : one.isNaN ? 1 : -1 }
      return one == other ? 0 : (one < other) != descending ? -1 : 1
    }
  }

  /// Whether a row comes before another; rows that are equal keep their order.
  static func isBefore(_ first: Int, _ second: Int, _ keys: [SortKey]) -> Bool {
    for key in keys {
      let order = key.compare(first, second)
      if order != 0 { return order < 0 }
    }
    return first < second
  }
}
