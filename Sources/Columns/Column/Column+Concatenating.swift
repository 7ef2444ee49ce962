extension Column {
  /// Returns the cells of columns of one type one after another, as one chunk, under the first one's name.
  static func concatenated(_ columns: [Column]) -> Column {
    guard let first = columns.first else { return Column("", integers: [Int](), presence: nil) }
    guard columns.count > 1 else { return first }
    let isWhole = columns.allSatisfy { $0.type == .integer && $0.dictionary == nil && $0.presence.isComplete }
    guard isWhole else {
      return Column(first.name, cells: columns.flatMap { column in (0..<column.count).map { column[$0] } })
    }
    var values: [Int] = []
    values.reserveCapacity(columns.reduce(0) { $0 + $1.count })
    for column in columns {
      for chunk in column.chunks { for row in 0..<chunk.rowCount { values.append(chunk.integer(row) ?? 0) } }
    }
    return Column(first.name, integers: values, presence: nil)
  }
}
