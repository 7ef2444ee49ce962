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
    for text in expression.declaredOrder ?? [] { _ = plan.place(of: text) }
    guard let made = try plan.node(expression) else { return nil }
    node = made.node
    type = made.type ?? .text
    texts = plan.texts
    isMadeOfTexts = plan.isMadeOfTexts
    declaredOrder = expression.declaredOrder
    self.chunkRows = chunkRows
    self.limits = limits
  }

  /// The column; nil where a whole number would have more than 64 bits, so that the rows must be worked out one by one.
  func column() throws -> Column? {
    let count = chunkRows.reduce(0, +)
    try limits.checkMemory(count * 9, for: "a derived column")
    let reasons = Memory(byteCount: count)
    // Safe: the memory holds a reason for each row.
    unsafe reasons.start.initializeMemory(as: UInt8.self, repeating: 0, count: count)
    let values: Memory
    switch type {
    case .text: values = Memory(byteCount: count * 4)
    default: values = Memory(byteCount: count * 8)
    }
    let firstRows = Morsel.firstRows(chunkRows)
    let morsels = Morsel.all(chunkRows: chunkRows)
    let overflows = Slots<Bool>(count: max(1, morsels.count), repeating: false)
    try Workers.run(morsels.count, limits: limits.forRows(count)) { _, item in
      let morsel = morsels[item]
      var fits = true
      for offset in stride(from: 0, to: morsel.count, by: Morsel.blockRows) where fits {
        let size = min(Morsel.blockRows, morsel.count - offset)
        let block = unsafe RowBlock(chunk: morsel.chunk, start: morsel.start + offset, count: size, rows: nil)
        let first = firstRows[morsel.chunk] + block.start
        // Safe: each memory has a value for each row, and each block is written once.
        let why = unsafe reasons.start.assumingMemoryBound(to: UInt8.self) + first
        switch type {
        case .text: fits = unsafe node.work(block, places: values.start.assumingMemoryBound(to: UInt32.self) + first, why)
        case .number: fits = unsafe node.work(block, numbers: values.start.assumingMemoryBound(to: Double.self) + first, why)
        default: fits = unsafe node.work(block, whole: values.start.assumingMemoryBound(to: Int64.self) + first, why)
        }
      }
      overflows[item] = !fits
    }
    guard !overflows.all.contains(true) else { return nil }
    let presence = Presence(chunks: [Validity(raw: Buffer(reasons, count: count))])
    let (chunk, dictionary) = chunk(values, count)
    let column = Column("", type: type, dictionary: dictionary, chunks: [chunk], presence: presence)
    return (isMadeOfTexts ? column.withoutUnusedValues() : column).divided(chunkRows)
  }

  private func chunk(_ values: Memory, _ count: Int) -> (Chunk, ValueDictionary?) {
    switch type {
    case .number: return (Chunk(.double(Buffer(values, count: count))), nil)
    case .integer: return (.integers(Buffer(values, count: count)), nil)
    case .timestamp: return (Chunk(.int64(Buffer(values, count: count))), nil)
    case .date:
      return (Chunk(.int32(Buffer(narrowing: Buffer(values, count: count)))), nil)
    case .boolean:
      let flags = Buffer<Int64>(values, count: count)
      return (Chunk(.bits(Bitmap(count: count) { flags[$0] != 0 })), nil)
    case .text:
      let all = declaredOrder.map { ValueDictionary(.texts(TextStore($0)), inDeclaredOrder: true) } ?? ValueDictionary(texts: texts)
      let codes = Buffer<UInt32>(values, count: count)
      let isSorted = all.isOrdered || all.count > Column.sortedDictionaryLimit
      let ranks = isSorted ? nil : all.ranks()
      let dictionary = ranks.map { all.sorted(by: $0) } ?? all
      let places = ranks ?? (0..<UInt32(dictionary.count)).map { $0 }
      func narrowed<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(_: Code.Type) -> Buffer<Code> {
        let table = places.isEmpty ? [Code(0)] : places.map { Code(truncatingIfNeeded: $0) }
        return unsafe Buffer(count: count) { target in
          // Safe: both hold as many codes, and each is the place of a text, or zero.
          unsafe table.withUnsafeBufferPointer { table in
            for row in 0..<count { unsafe target[row] = table[Int(codes.start[row])] }
          }
        }
      }
      switch dictionary.count {
      case ...256: return (Chunk(.code8(narrowed(UInt8.self))), dictionary)
      case ...65_536: return (Chunk(.code16(narrowed(UInt16.self))), dictionary)
      default: return (Chunk(.code32(narrowed(UInt32.self))), dictionary)
      }
    }
  }
}
