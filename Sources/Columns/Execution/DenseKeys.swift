/// The keys of groups that each have a place in memory, made ready so that two or three columns are read in one go.
///
/// Each column's slots are multiplied by what they count for beforehand, in a table by code, so that a row's key is a sum
/// of look-ups. The order of a sum does not show, so the columns stand by the width of their codes: there are then few
/// combinations of widths to make loops for.
struct DenseKeys: Sendable {
  private let parts: [Part]

  private struct Part: Sendable {
    let key: GroupKey
    let stride: UInt32
    /// What each code adds to the key; nil where the rows hold no codes, or too many different ones.
    let table: Buffer<UInt32>?
  }

  init(_ keys: [(key: GroupKey, stride: UInt32)]) {
    // Only the first three are ever read together.
    parts = keys.sorted { $0.key.codeWidth < $1.key.codeWidth }.enumerated().map { place, part in
      Part(key: part.key, stride: part.stride, table: place < 3 ? part.key.parts(stride: part.stride) : nil)
    }
  }

  /// Sets the key of each row of a block, or adds to what is there.
  func add(to target: UnsafeMutablePointer<UInt32>, in block: RowBlock, isFirst: Bool) {
    var rest = parts[...]
    var isFirst = isFirst
    if isFirst, parts.count > 1, let one = parts[0].table, let other = parts[1].table {
      let columns = (parts[0].key.codes(of: block), parts[1].key.codes(of: block))
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
  func count(_ block: RowBlock, into sink: CountSink) -> Bool {
    guard parts.count <= 3, parts.allSatisfy({ $0.key.isComplete(in: block) }) else { return false }
    if parts.count == 1 { return parts[0].key.count(block, into: sink) }
    return if let near = sink.nearTally { count(block, Count(tally: near)) } else { count(block, Count(tally: sink.wideTally)) }
  }

  @inline(__always)
  private func count(_ block: RowBlock, _ sum: some Sum) -> Bool {
    guard let one = parts[0].table, let two = parts[1].table else { return false }
    let (first, second) = (parts[0].key.codes(of: block), parts[1].key.codes(of: block))
    if parts.count == 2 { return Self.pair((first, second), one, two, sum, block) }
    guard let three = parts[2].table else { return false }
    let third = parts[2].key.codes(of: block)
    switch (first, second, third) {
    case (.bytes(let a), .bytes(let b), .bytes(let c)): unsafe Self.triple(a, b, c, one, two, three, sum, block)
    case (.bytes(let a), .bytes(let b), .shorts(let c)): unsafe Self.triple(a, b, c, one, two, three, sum, block)
    case (.bytes(let a), .bytes(let b), .words(let c)): unsafe Self.triple(a, b, c, one, two, three, sum, block)
    case (.bytes(let a), .shorts(let b), .shorts(let c)): unsafe Self.triple(a, b, c, one, two, three, sum, block)
    case (.bytes(let a), .shorts(let b), .words(let c)): unsafe Self.triple(a, b, c, one, two, three, sum, block)
    case (.bytes(let a), .words(let b), .words(let c)): unsafe Self.triple(a, b, c, one, two, three, sum, block)
    case (.shorts(let a), .shorts(let b), .shorts(let c)): unsafe Self.triple(a, b, c, one, two, three, sum, block)
    case (.shorts(let a), .shorts(let b), .words(let c)): unsafe Self.triple(a, b, c, one, two, three, sum, block)
    case (.shorts(let a), .words(let b), .words(let c)): unsafe Self.triple(a, b, c, one, two, three, sum, block)
    case (.words(let a), .words(let b), .words(let c)): unsafe Self.triple(a, b, c, one, two, three, sum, block)
    default: return false
    }
    return true
  }

  /// What is done with the sum of look-ups.
  private protocol Sum {
    func take(_ sum: UInt32, at place: Int)
  }

  @safe
  private struct Store: Sum {
    let target: UnsafeMutablePointer<UInt32>
    // Safe: there is room for each row of the block.
    @inline(__always) func take(_ sum: UInt32, at place: Int) { unsafe target[place] = sum }
  }

  /// Counts, since the sum of the parts of a key is a group.
  private struct Count<Tally: RowTally>: Sum {
    let tally: Tally
    @inline(__always) func take(_ sum: UInt32, at place: Int) { tally.add(Int(sum)) }
  }

  /// Looks up both columns of each row; returns false where they hold no codes.
  @inline(__always)
  private static func pair(
    _ columns: (BlockCodes, BlockCodes), _ one: Buffer<UInt32>, _ other: Buffer<UInt32>, _ sum: some Sum, _ block: RowBlock
  ) -> Bool {
    switch columns {
    case (.bytes(let a), .bytes(let b)): unsafe pair(a, b, one, other, sum, block)
    case (.bytes(let a), .shorts(let b)): unsafe pair(a, b, one, other, sum, block)
    case (.bytes(let a), .words(let b)): unsafe pair(a, b, one, other, sum, block)
    case (.shorts(let a), .shorts(let b)): unsafe pair(a, b, one, other, sum, block)
    case (.shorts(let a), .words(let b)): unsafe pair(a, b, one, other, sum, block)
    case (.words(let a), .words(let b)): unsafe pair(a, b, one, other, sum, block)
    default: return false
    }
    return true
  }

  /// A function of its own for each combination of widths: all in one, they would leave too few registers to each.
  @inline(never)
  private static func pair<A: BlockCode, B: BlockCode>(
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
      let inFours = block.count & ~3
      for place in stride(from: 0, to: inFours, by: 4) {
        let (a, b) = unsafe (A.four(first + place), B.four(second + place))
        sum.take(unsafe one[a.0] &+ other[b.0], at: place)
        sum.take(unsafe one[a.1] &+ other[b.1], at: place &+ 1)
        sum.take(unsafe one[a.2] &+ other[b.2], at: place &+ 2)
        sum.take(unsafe one[a.3] &+ other[b.3], at: place &+ 3)
      }
      for place in inFours..<block.count {
        sum.take(unsafe one[Int(first[place])] &+ other[Int(second[place])], at: place)
      }
    }
  }

  @inline(never)
  private static func triple<A: BlockCode, B: BlockCode, C: BlockCode>(
    _ first: UnsafePointer<A>, _ second: UnsafePointer<B>, _ third: UnsafePointer<C>,
    _ one: Buffer<UInt32>, _ two: Buffer<UInt32>, _ three: Buffer<UInt32>, _ sum: some Sum, _ block: RowBlock
  ) {
    // Safe: as above.
    let (one, two, three) = unsafe (one.start, two.start, three.start)
    if let rows = unsafe block.rows {
      for place in 0..<block.count {
        let row = unsafe Int(rows[place])
        sum.take(unsafe one[Int(first[row])] &+ two[Int(second[row])] &+ three[Int(third[row])], at: place)
      }
    } else {
      let inFours = block.count & ~3
      for place in stride(from: 0, to: inFours, by: 4) {
        let (a, b, c) = unsafe (A.four(first + place), B.four(second + place), C.four(third + place))
        sum.take(unsafe one[a.0] &+ two[b.0] &+ three[c.0], at: place)
        sum.take(unsafe one[a.1] &+ two[b.1] &+ three[c.1], at: place &+ 1)
        sum.take(unsafe one[a.2] &+ two[b.2] &+ three[c.2], at: place &+ 2)
        sum.take(unsafe one[a.3] &+ two[b.3] &+ three[c.3], at: place &+ 3)
      }
      for place in inFours..<block.count {
        sum.take(unsafe one[Int(first[place])] &+ two[Int(second[place])] &+ three[Int(third[place])], at: place)
      }
    }
  }
}

/// The codes of a block's rows, from its start on.
@safe
enum BlockCodes {
  case bytes(UnsafePointer<UInt8>)
  case shorts(UnsafePointer<UInt16>)
  case words(UnsafePointer<UInt32>)
  case none
}

/// The code of a row, in one of the widths that rows hold.
protocol BlockCode: FixedWidthInteger {
  /// Four codes that stand next to each other, read at once where they fit into a word: reading is what look-ups wait for.
  static func four(_ codes: UnsafePointer<Self>) -> (Int, Int, Int, Int)
}

extension UInt8: BlockCode {
  @inline(__always)
  static func four(_ codes: UnsafePointer<UInt8>) -> (Int, Int, Int, Int) {
    // Safe here and below: the callers hand over four codes at least.
    let word = unsafe UnsafeRawPointer(codes).loadUnaligned(as: UInt32.self).littleEndian
    return (Int(word & 0xff), Int(word &>> 8 & 0xff), Int(word &>> 16 & 0xff), Int(word &>> 24))
  }
}

extension UInt16: BlockCode {
  @inline(__always)
  static func four(_ codes: UnsafePointer<UInt16>) -> (Int, Int, Int, Int) {
    let word = unsafe UnsafeRawPointer(codes).loadUnaligned(as: UInt64.self).littleEndian
    func code(_ bits: UInt64) -> Int { Int(truncatingIfNeeded: bits & 0xffff) }
    return (code(word), code(word &>> 16), code(word &>> 32), Int(truncatingIfNeeded: word &>> 48))
  }
}

extension UInt32: BlockCode {
  @inline(__always)
  static func four(_ codes: UnsafePointer<UInt32>) -> (Int, Int, Int, Int) {
    unsafe (Int(codes[0]), Int(codes[1]), Int(codes[2]), Int(codes[3]))
  }
}
