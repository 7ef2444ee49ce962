extension Column {
  /// Returns some rows in the order given, as one chunk; the dictionary is shared.
  func gathering(_ rows: [Int]) -> Column {
    count < Int(UInt32.max)
      ? gathered(RowList<UInt32>(rows, of: count)) : gathered(RowList<UInt64>(rows, of: count))
  }

  private func gathered(_ rows: RowList<some RowNumber>) -> Column {
    let gathering = ColumnGathering(self, rows, absent: .notAvailable)
    gathering.measure(0..<rows.count)
    precondition(gathering.place(), "a chunk holds at most 2 GiB of text")
    gathering.fill(0..<rows.count)
    return gathering.column(named: name)
  }

  /// Returns some rows of columns of one length in the order given, each as one chunk; the dictionaries are shared.
  ///
  /// - Parameter absent: Why a row that there is not has no value, for each column; nil where it is zero.
  /// - Throws: ``TableError`` for more text than a chunk can hold, and ``QueryError``.
  static func gathering(
    _ columns: [Column], _ rows: RowList<UInt32>, absent: [MissingReason?]? = nil, limits: QueryLimits
  ) throws -> [Column] {
    let gatherings = columns.enumerated().map { place, column in
      ColumnGathering(column, rows, absent: absent.map { $0[place] } ?? .notAvailable)
    }
    let size = ColumnGathering<UInt32>.portion
    let portions = (rows.count + size - 1) / size
    func forEachPortion(of some: [ColumnGathering<UInt32>], _ body: @Sendable (ColumnGathering<UInt32>, Range<Int>) -> Void) throws {
      try Workers.run(some.count * portions, limits: limits.forRows(rows.count * some.count)) { _, item in
        let start = item % portions * size
        body(some[item / portions], start..<min(start + size, rows.count))
      }
    }
    let texts = gatherings.filter(\.isText)
    try forEachPortion(of: texts) { $0.measure($1) }
    for (column, gathering) in zip(columns, gatherings) where !gathering.place() {
      throw TableError.badRequest(
        "the rows that were asked for have more than 2 GiB of text in column \"\(column.name)\"",
        expectation: "Select the other columns, or filter further.")
    }
    try forEachPortion(of: gatherings) { $0.fill($1) }
    return zip(columns, gatherings).map { $1.column(named: $0.name) }
  }

  /// Returns some rows in the order given, as one chunk.
  func gathering(
    _ rows: RowList<UInt32>, absent: MissingReason? = .notAvailable, limits: QueryLimits
  ) throws -> Column {
    try Self.gathering([self], rows, absent: [absent], limits: limits)[0]
  }

  /// The bytes that a row takes when it is copied, the reasons for missing values included; of text an average.
  var bytesPerRow: Int { count == 0 ? 1 : byteCount / count + 1 }
}

extension QueryLimits {
  /// The same limits, with one thread where there are too few rows for another to pay.
  func forRows(_ count: Int) -> QueryLimits {
    count >= 1 << 17 || threads == 1 ? self : withOneThread
  }
}

extension Chunk.Values {
  /// No values, in the layout that a column of a type has where nothing is known of its rows.
  static func none(of type: ColumnType, isCoded: Bool) -> Chunk.Values {
    guard !isCoded else { return .code8(Buffer([])) }
    return switch type {
    case .text: .text(TextStore([]))
    case .integer: .int8(Buffer([]))
    case .number: .double(Buffer([]))
    case .boolean: .bits(Bitmap(count: 0) { _ in false })
    case .date: .int32(Buffer([]))
    case .timestamp: .int64(Buffer([]))
    }
  }
}
