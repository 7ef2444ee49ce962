/// The keys of groups that each have a place in memory, made ready so that two columns are read in one go.
///
/// Each column's slots are multiplied by what they count for beforehand, in a table by code, so that a row's key is a sum
/// of look-ups.
struct DenseKeys: Sendable {
  private let parts: [Part]

  private struct Part: Sendable {
    let key: GroupKey
    let stride: UInt32
    /// What each code adds to the key; nil where the rows hold no codes, or too many different ones.
    let table: Buffer<UInt32>?
  }

  init(_ keys: [(key: GroupKey, stride: UInt32)]) {
    parts = keys.map { Part(key: $0.key, stride: $0.stride, table: $0.key.parts(stride: $0.stride)) }
  }

  /// Sets the key of each row of a block, or adds to what is there.
  func add(to target: UnsafeMutablePointer<UInt32>, in block: RowBlock, isFirst: Bool) {
    var rest = parts[...]
    var isFirst = isFirst
    if isFirst, parts.count > 1, let one = parts[0].table, let other = parts[1].table {
      let columns = (parts[0].key.values(of: block), parts[1].key.values(of: block))
      if unsafe Self.pair(columns, one, other, Store(target: target), block) {
        for part in parts.prefix(2) { unsafe part.key.mendMissing(target, part.stride, block) }
        rest = parts.dropFirst(2)
        isFirst = false
      }
    }
    for part in rest {
      unsafe part.key.add(to: target, stride: part.stride, isFirst: isFirst, in: block)
      isFirst = false
    }
  }

  /// Counts the rows of a block without writing their keys; returns false where that can't be done.
  ///
  /// - Parameter keys: Room for a key for each row of a block.
  func count(_ block: RowBlock, into sink: CountSink, _ keys: UnsafeMutablePointer<UInt32>) -> Bool {
    guard parts.allSatisfy({ $0.key.isComplete(in: block) }) else { return false }
    let counts = unsafe sink.memory
    switch parts.count {
    case 1: return parts[0].key.count(block, into: sink)
    case 2:
      guard let one = parts[0].table, let other = parts[1].table else { return false }
      return unsafe Self.pair(
        (parts[0].key.values(of: block), parts[1].key.values(of: block)), one, other, Count(counts: counts), block)
    case 3:
      guard let one = parts[0].table, let other = parts[1].table, let last = parts[2].table,
        unsafe Self.pair(
          (parts[0].key.values(of: block), parts[1].key.values(of: block)), one, other, Store(target: keys), block)
      else { return false }
      switch parts[2].key.values(of: block) {
      case .code8(let codes): unsafe Self.count(keys, codes.start + block.start, last, counts, block)
      case .code16(let codes): unsafe Self.count(keys, codes.start + block.start, last, counts, block)
      case .code32(let codes): unsafe Self.count(keys, codes.start + block.start, last, counts, block)
      default: return false
      }
      return true
    default: return false
    }
  }

  /// What is done with the sum of two look-ups.
  private protocol Sum {
    func take(_ sum: UInt32, at place: Int)
  }

  @safe
  private struct Store: Sum {
    let target: UnsafeMutablePointer<UInt32>
    // Safe: there is room for each row of the block.
    @inline(__always) func take(_ sum: UInt32, at place: Int) { unsafe target[place] = sum }
  }

  @safe
  private struct Count: Sum {
    let counts: UnsafeMutablePointer<UInt32>
    // Safe: the sum of the parts of a key is a group.
    @inline(__always) func take(_ sum: UInt32, at place: Int) { unsafe counts[Int(sum)] &+= 1 }
  }

  /// Looks up both columns of each row; returns false where they hold no codes.
  @inline(__always)
  private static func pair(
    _ columns: (Chunk.Values, Chunk.Values), _ one: Buffer<UInt32>, _ other: Buffer<UInt32>, _ sum: some Sum,
    _ block: RowBlock
  ) -> Bool {
    let start = block.start
    switch columns {
    case (.code8(let a), .code8(let b)): unsafe pair(a.start + start, b.start + start, one, other, sum, block)
    case (.code8(let a), .code16(let b)): unsafe pair(a.start + start, b.start + start, one, other, sum, block)
    case (.code8(let a), .code32(let b)): unsafe pair(a.start + start, b.start + start, one, other, sum, block)
    case (.code16(let a), .code8(let b)): unsafe pair(a.start + start, b.start + start, one, other, sum, block)
    case (.code16(let a), .code16(let b)): unsafe pair(a.start + start, b.start + start, one, other, sum, block)
    case (.code16(let a), .code32(let b)): unsafe pair(a.start + start, b.start + start, one, other, sum, block)
    case (.code32(let a), .code8(let b)): unsafe pair(a.start + start, b.start + start, one, other, sum, block)
    case (.code32(let a), .code16(let b)): unsafe pair(a.start + start, b.start + start, one, other, sum, block)
    case (.code32(let a), .code32(let b)): unsafe pair(a.start + start, b.start + start, one, other, sum, block)
    default: return false
    }
    return true
  }

  @inline(__always)
  private static func pair<A: FixedWidthInteger, B: FixedWidthInteger>(
    _ first: UnsafePointer<A>, _ second: UnsafePointer<B>, _ one: Buffer<UInt32>, _ other: Buffer<UInt32>,
    _ sum: some Sum, _ block: RowBlock
  ) {
    // Safe: the block's rows lie within the chunk, and each table has an entry for each code.
    let (one, other) = unsafe (one.start, other.start)
    if let rows = unsafe block.rows {
      for place in 0..<block.count {
        let row = unsafe Int(rows[place])
        sum.take(unsafe one[Int(first[row])] &+ other[Int(second[row])], at: place)
      }
    } else {
      for place in 0..<block.count {
        sum.take(unsafe one[Int(first[place])] &+ other[Int(second[place])], at: place)
      }
    }
  }

  @inline(__always)
  private static func count<Code: FixedWidthInteger>(
    _ keys: UnsafePointer<UInt32>, _ codes: UnsafePointer<Code>, _ table: Buffer<UInt32>,
    _ counts: UnsafeMutablePointer<UInt32>, _ block: RowBlock
  ) {
    // Safe: as above, and there is a key for each row.
    let table = unsafe table.start
    for place in 0..<block.count {
      let row = block.row(place)
      unsafe counts[Int(keys[place] &+ table[Int(codes[row])])] &+= 1
    }
  }
}
