/// A column worked out a block of rows at a time, by several threads; see ``DerivedNode``.
struct DerivedColumn {
  private let node: DerivedNode
  private let type: ColumnType
  private let texts: [String]
  private let isMadeOfTexts: Bool
  private let declaredOrder: [String]?
  private let chunkRows: [Int]
  private let limits: QueryLimits

  /// Fails for an expression that can only be worked out row by row.
  init?(_ expression: Expression, columns: [String: QueryColumn], chunkRows: [Int], limits: QueryLimits) throws {
    var plan = DerivedPlan(columns: columns, limits: limits)
    // Their places are those in the declared order, whatever other texts an answer is made of.
    declaredOrder = expression.declaredOrder { columns[$0]?.type }
    for text in declaredOrder ?? [] { _ = plan.place(of: text) }
    guard let made = try plan.node(expression) else { return nil }
    node = made.node
    type = made.type ?? .text
    texts = plan.texts
    isMadeOfTexts = plan.isMadeOfTexts
    self.chunkRows = chunkRows
    self.limits = limits
  }

  /// The column; nil where a whole number would have more than 64 bits, so that the rows must be worked out one by one.
  func column() throws -> Column? {
    let count = chunkRows.reduce(0, +)
    try limits.checkMemory(count * 9, for: "a derived column")
    let (values, reasons) = (Memory(byteCount: count * (type == .text ? 4 : 8)), Memory(byteCount: count))
    let firstRows = Morsel.firstRows(chunkRows)
    let morsels = Morsel.all(chunkRows: chunkRows)
    let overflows = Slots<Bool>(count: max(1, morsels.count), repeating: false)
    let bounds = Slots<(least: Int64, most: Int64)>(count: max(1, morsels.count), repeating: (.max, .min))
    try Workers.run(morsels.count, limits: limits.forRows(count)) { _, item in
      let morsel = morsels[item]
      var (fits, least, most) = (true, Int64.max, Int64.min)
      for offset in stride(from: 0, to: morsel.count, by: Morsel.blockRows) where fits {
        let size = min(Morsel.blockRows, morsel.count - offset)
        let block = unsafe RowBlock(chunk: morsel.chunk, start: morsel.start + offset, count: size, rows: nil)
        let first = firstRows[morsel.chunk] + block.start
        // Safe: each memory has a value for each row, and each block is written once.
        let why = unsafe reasons.start.assumingMemoryBound(to: UInt8.self) + first
        unsafe why.update(repeating: 0, count: size)
        switch type {
        case .text: fits = unsafe node.work(block, places: values.start.assumingMemoryBound(to: UInt32.self) + first, why)
        case .number: fits = unsafe node.work(block, numbers: values.start.assumingMemoryBound(to: Double.self) + first, why)
        default:
          let whole = unsafe values.start.assumingMemoryBound(to: Int64.self) + first
          fits = unsafe node.work(block, whole: whole, why)
          for place in 0..<size { unsafe (least, most) = (min(least, whole[place]), max(most, whole[place])) }
        }
      }
      overflows[item] = !fits
      bounds[item] = (least, most)
    }
    guard !overflows.all.contains(true) else { return nil }
    let range = bounds.all.reduce((least: Int64.max, most: Int64.min)) { (min($0.least, $1.least), max($0.most, $1.most)) }
    let (texts, raw) = (type == .text ? codedTexts : nil, Buffer<UInt8>(reasons, count: count))
    let made = Slots<(Chunk, Validity)?>(count: chunkRows.count, repeating: nil)
    try Workers.run(chunkRows.count, limits: limits.forRows(count)) { _, chunk in
      let rows = firstRows[chunk]..<firstRows[chunk] + chunkRows[chunk]
      made[chunk] = (self.chunk(values, count, rows, range, texts), Validity(raw: raw.slice(rows)))
    }
    let chunks = made.all.compactMap { $0 }
    let column = Column(
      "", type: type, dictionary: texts?.dictionary, chunks: chunks.map(\.0), presence: Presence(chunks: chunks.map(\.1)))
    return isMadeOfTexts ? column.withoutUnusedValues() : column
  }

  /// The dictionary of the texts, and the code of each place; nil where that is the place.
  private var codedTexts: CodedTexts {
    let all = declaredOrder.map { ValueDictionary(.texts(TextStore($0)), inDeclaredOrder: true) } ?? ValueDictionary(texts: texts)
    guard !all.isOrdered, all.count <= Column.sortedDictionaryLimit else { return (all, nil) }
    let ranks = all.ranks()
    return (all.sorted(by: ranks), ranks)
  }

  private typealias CodedTexts = (dictionary: ValueDictionary, codes: [UInt32]?)

  /// Some rows in the width that holds those of all.
  private func chunk(
    _ values: Memory, _ count: Int, _ rows: Range<Int>, _ range: (least: Int64, most: Int64), _ texts: CodedTexts?
  ) -> Chunk {
    func whole<Narrow: FixedWidthInteger & BitwiseCopyable & Sendable>(_: Narrow.Type) -> Buffer<Narrow>? {
      guard range.least > range.most || range.least >= Narrow.min && range.most <= Narrow.max else { return nil }
      return Buffer(narrowing: Buffer<Int64>(values, count: count).slice(rows))
    }
    let places = Buffer<UInt32>(values, count: type == .text ? count : 0)
    func narrowed<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(_: Code.Type) -> Buffer<Code> {
      unsafe Buffer(count: rows.count) { target in
        // Safe: there is a place for each row, which is one of a text, or zero.
        let found = unsafe places.start + rows.lowerBound
        guard let codes = texts?.codes, !codes.isEmpty else {
          for row in 0..<rows.count { unsafe target[row] = Code(truncatingIfNeeded: found[row]) }
          return
        }
        unsafe codes.withUnsafeBufferPointer { codes in
          for row in 0..<rows.count { unsafe target[row] = Code(truncatingIfNeeded: codes[Int(found[row])]) }
        }
      }
    }
    switch type {
    case .number: return Chunk(.double(Buffer(values, count: count).slice(rows)))
    case .timestamp: return Chunk(.int64(Buffer(values, count: count).slice(rows)))
    case .date: return Chunk(.int32(Buffer(narrowing: Buffer<Int64>(values, count: count).slice(rows))))
    case .boolean:
      let flags = Buffer<Int64>(values, count: count).slice(rows)
      return Chunk(.bits(Bitmap(count: rows.count) { flags[$0] != 0 }))
    case .integer:
      if let narrow = whole(Int8.self) { return Chunk(.int8(narrow)) }
      if let narrow = whole(Int16.self) { return Chunk(.int16(narrow)) }
      if let narrow = whole(Int32.self) { return Chunk(.int32(narrow)) }
      return Chunk(.int64(Buffer(values, count: count).slice(rows)))
    case .text:
      switch texts?.dictionary.count ?? 0 {
      case ...256: return Chunk(.code8(narrowed(UInt8.self)))
      case ...65_536: return Chunk(.code16(narrowed(UInt16.self)))
      // So many texts are not put into their order.
      default: return Chunk(.code32(places.slice(rows)))
      }
    }
  }
}
