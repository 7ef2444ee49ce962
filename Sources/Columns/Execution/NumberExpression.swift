/// Arithmetic on columns of numbers, done a block at a time.
///
/// Whole numbers are worked on as whole numbers in ``Relation``; this is for expressions of which a part is no whole
/// number, so that the result is a number anyway.
struct NumberExpression: Sendable {
  private let node: Node

  private indirect enum Node: Sendable {
    case value(Double)
    case column(ValueSource)
    case arithmetic(Node, Expression.Operator, Node)
  }

  /// Fails for what is no arithmetic, or might have to stay whole.
  init?(_ expression: Expression, inputs: [String: Column]) {
    guard let (node, isWhole) = Self.node(expression, inputs), !isWhole else { return nil }
    self.node = node
  }

  private static func node(_ expression: Expression, _ inputs: [String: Column]) -> (node: Node, isWhole: Bool)? {
    switch expression {
    case .value(.integer(let value)):
      return Double(exactly: value).map { (.value($0), true) }
    case .value(.number(let value)): return (.value(value), false)
    case .column(let name):
      guard let column = inputs[name], column.type.isNumeric, let source = ValueSource(column) else { return nil }
      return (.column(source), column.type == .integer)
    case .arithmetic(let first, let operation, let second):
      guard let (one, oneIsWhole) = node(first, inputs), let (other, otherIsWhole) = node(second, inputs) else { return nil }
      let isWhole = operation != .over && oneIsWhole && otherIsWhole
      // Whole numbers inside a larger expression may be too large for a Double.
      if isWhole { return nil }
      return (.arithmetic(one, operation, other), false)
    default: return nil
    }
  }

  func column(chunkRows: [Int], limits: QueryLimits) throws -> Column {
    try limits.checkMemory(chunkRows.reduce(0, +) * 8, for: "a derived column")
    let buffers = chunkRows.map { GroupCells<Double>(count: $0, repeating: 0) }
    let reasons = chunkRows.map { GroupCells<UInt8>(count: $0, repeating: 0) }
    let morsels = Morsel.all(chunkRows: chunkRows)
    try Workers.run(morsels.count, limits: limits) { _, item in
      let morsel = morsels[item]
      for offset in stride(from: 0, to: morsel.count, by: Morsel.blockRows) {
        let start = morsel.start + offset
        let count = min(Morsel.blockRows, morsel.count - offset)
        let block = unsafe RowBlock(chunk: morsel.chunk, start: start, count: count, rows: nil)
        // Safe: the block lies within the chunk, and each block is written once.
        unsafe Self.work(
          node, block, into: buffers[morsel.chunk].start + start, reasons[morsel.chunk].start + start)
      }
    }
    let chunks = buffers.map { cells in
      // Safe: both hold as many values.
      unsafe Chunk(.double(Buffer(count: cells.count) { unsafe $0.update(from: cells.start, count: cells.count) }))
    }
    let presence = Presence(
      chunks: reasons.map { cells in
        unsafe Validity(raw: Buffer(count: cells.count) { unsafe $0.update(from: cells.start, count: cells.count) })
      })
    return Column("", type: .number, chunks: chunks, presence: presence)
  }

  /// Writes the number of each row of a block, or the reason that there is none; the first operand's reason counts.
  private static func work(
    _ node: Node, _ block: RowBlock, into target: UnsafeMutablePointer<Double>, _ reasons: UnsafeMutablePointer<UInt8>
  ) {
    // Safe throughout: every memory holds a value for each row of the block.
    switch node {
    case .value(let value): unsafe target.update(repeating: value, count: block.count)
    case .column(let source):
      unsafe source.load(block, into: target)
      let validity = source.column.presence.chunks[block.chunk]
      guard validity.missingCount > 0 else { return }
      for place in 0..<block.count {
        if let reason = validity[block.start + place] { unsafe reasons[place] = reason.rawValue }
      }
    case .arithmetic(let first, let operation, let second):
      unsafe work(first, block, into: target, reasons)
      unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: block.count) { others in
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: block.count) { otherReasons in
          guard let other = others.baseAddress, let why = otherReasons.baseAddress else { return }
          unsafe other.update(repeating: 0, count: block.count)
          unsafe why.update(repeating: 0, count: block.count)
          unsafe work(second, block, into: other, why)
          for place in 0..<block.count {
            switch operation {
            case .plus: unsafe target[place] += other[place]
            case .minus: unsafe target[place] -= other[place]
            case .times: unsafe target[place] *= other[place]
            case .over:
              if unsafe other[place] == 0 && reasons[place] == 0 && why[place] == 0 {
                unsafe reasons[place] = MissingReason.notApplicable.rawValue
              }
              unsafe target[place] /= other[place]
            }
            if unsafe reasons[place] == 0 { unsafe reasons[place] = why[place] }
          }
        }
      }
    }
  }
}
