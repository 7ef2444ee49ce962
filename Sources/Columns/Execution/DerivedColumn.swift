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
    let texts = type == .text ? codedTexts : nil
    let bounds = type == .integer ? node.bounds : nil
    let values = DerivedValues(form(texts?.dictionary.count ?? 0, bounds), chunkRows: chunkRows)
    // Of whole numbers whose bounds nobody knows the width is told by what they are.
    let isOfUnknownWidth = type == .integer && values.form == .whole64
    let morsels = Morsel.all(chunkRows: chunkRows)
    let overflows = Slots<Bool>(count: max(1, morsels.count), repeating: false)
    let ranges = Slots<(least: Int64, most: Int64)>(count: max(1, morsels.count), repeating: (.max, .min))
    try Workers.run(morsels.count, limits: limits.forRows(count)) { _, item in
      let morsel = morsels[item]
      var (fits, least, most) = (true, Int64.max, Int64.min)
      for offset in stride(from: 0, to: morsel.count, by: Morsel.blockRows) where fits {
        let block = unsafe RowBlock(chunk: morsel.chunk, start: morsel.start + offset, count: min(Morsel.blockRows, morsel.count - offset), rows: nil)
        fits = unsafe values.withReasons(of: block) { why in
          switch type {
          case .text: unsafe values.withPlaces(of: block, codes: texts?.codes) { unsafe node.work(block, places: $0, why) }
          case .number: unsafe values.withNumbers(of: block) { unsafe node.work(block, numbers: $0, why) }
          default:
            unsafe values.withWhole(of: block) { whole in
              guard unsafe node.work(block, whole: whole, why) else { return false }
              // Safe: there is a number for each row of the block.
              if isOfUnknownWidth { for place in 0..<block.count { unsafe (least, most) = (min(least, whole[place]), max(most, whole[place])) } }
              return true
            }
          }
        }
      }
      overflows[item] = !fits
      ranges[item] = (least, most)
    }
    guard !overflows.all.contains(true) else { return nil }
    let range = ranges.all.reduce((least: Int64.max, most: Int64.min)) { (min($0.least, $1.least), max($0.most, $1.most)) }
    let made = Slots<(Chunk, Validity)?>(count: chunkRows.count, repeating: nil)
    try Workers.run(chunkRows.count, limits: limits.forRows(count)) { _, chunk in
      made[chunk] = isOfUnknownWidth ? values.narrowed(chunk, from: range.least, to: range.most) : values.chunk(chunk)
    }
    let chunks = made.all.compactMap { $0 }
    let column = Column(
      "", type: type, dictionary: texts?.dictionary, chunks: chunks.map(\.0), presence: Presence(chunks: chunks.map(\.1)))
    return isMadeOfTexts ? column.withoutUnusedValues() : column
  }

  private func form(_ textCount: Int, _ bounds: ClosedRange<Int64>?) -> DerivedValues.Form {
    switch type {
    case .text: textCount <= 256 ? .code8 : textCount <= 65_536 ? .code16 : .code32
    case .number: .number
    case .date: .whole32
    case .boolean: .bits
    case .timestamp: .whole64
    case .integer:
      switch bounds {
      case let bounds? where bounds.lowerBound >= Int8.min && bounds.upperBound <= Int8.max: .whole8
      case let bounds? where bounds.lowerBound >= Int16.min && bounds.upperBound <= Int16.max: .whole16
      default: .whole64
      }
    }
  }

  /// The dictionary of the texts, and the code of each place; nil where that is the place.
  private var codedTexts: (dictionary: ValueDictionary, codes: [UInt32]?) {
    let all = declaredOrder.map { ValueDictionary(.texts(TextStore($0)), inDeclaredOrder: true) } ?? ValueDictionary(texts: texts)
    guard !all.isOrdered, all.count <= Column.sortedDictionaryLimit else { return (all, nil) }
    let ranks = all.ranks()
    return (all.sorted(by: ranks), ranks)
  }
}
