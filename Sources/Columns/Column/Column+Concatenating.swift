extension Column {
  /// Returns the cells of columns one after another, each column's chunks as they are, under the first one's name.
  ///
  /// Columns of one type and dictionary share their memory with the answer, as far as they have its width.
  static func joined(_ columns: [Column]) -> Column {
    guard let first = columns.first else { return Column("", integers: [Int](), presence: nil) }
    guard columns.count > 1 else { return first }
    let chunks = columns.flatMap(\.chunks)
    let isAlike = columns.allSatisfy { $0.type == first.type && $0.dictionary === first.dictionary }
    guard isAlike, let alike = Chunk.alike(chunks) else {
      return Column(first.name, cells: columns.flatMap { column in (0..<column.count).map { column[$0] } })
        .divided(chunks.map(\.rowCount))
    }
    var joined = Column(
      first.name, type: first.type, dictionary: first.dictionary, chunks: alike,
      presence: Presence(chunks: columns.flatMap(\.presence.chunks))
    ).described(as: first)
    if columns.contains(where: { $0.calendarPart != first.calendarPart }) { joined.calendarPart = nil }
    return joined
  }
}

extension Chunk {
  /// Chunks in one width, the widest that any has; nil where they are not of one kind.
  fileprivate static func alike(_ chunks: [Chunk]) -> [Chunk]? {
    let widths = chunks.map(\.wholeWidth)
    if !widths.contains(nil) {
      let widest = widths.reduce(0) { max($0, $1 ?? 0) }
      return chunks.map { $0.wholeWidth == widest ? $0 : $0.widened(to: widest) }
    }
    func all(_ isKind: (Values) -> Bool) -> Bool { chunks.allSatisfy { isKind($0.values) } }
    let isOneKind =
      all { if case .code8 = $0 { true } else { false } } || all { if case .code16 = $0 { true } else { false } }
      || all { if case .code32 = $0 { true } else { false } } || all { if case .double = $0 { true } else { false } }
      || all { if case .bits = $0 { true } else { false } } || all { if case .text = $0 { true } else { false } }
    return isOneKind ? chunks : nil
  }

  /// The bits of a whole number; nil where the values are none.
  private var wholeWidth: Int? {
    switch values {
    case .int8: 8
    case .int16: 16
    case .int32: 32
    case .int64: 64
    default: nil
    }
  }

  private func widened(to width: Int) -> Chunk {
    let values = (0..<rowCount).map { integer($0) ?? 0 }
    return switch width {
    case 16: Chunk(.int16(Buffer(values.map(Int16.init(truncatingIfNeeded:)))))
    case 32: Chunk(.int32(Buffer(values.map(Int32.init(truncatingIfNeeded:)))))
    default: Chunk(.int64(Buffer(values.map(Int64.init))))
    }
  }
}
