/// The memory that a derived column is written to, a block of rows at a time, each value in the width that holds them all.
///
/// Blocks are those of a scan: each begins at a multiple of ``Morsel/blockRows`` within its chunk, and is written once.
@safe
struct DerivedValues: Sendable {
  enum Form: Sendable {
    case code8, code16, code32
    case whole8, whole16, whole32, whole64
    case number, bits
  }

  let form: Form
  private let values: Memory
  /// The reasons of each block in which a value is missing; those of other blocks hold anything.
  private let reasons: Memory
  private let isMissing: Slots<Bool>
  private let chunkRows: [Int]
  private let firstRows: [Int]
  /// The first block of each chunk, and the first word of its bits.
  private let firstBlocks: [Int]
  private let firstWords: [Int]

  init(_ form: Form, chunkRows: [Int]) {
    self.form = form
    self.chunkRows = chunkRows
    firstRows = Morsel.firstRows(chunkRows)
    firstBlocks = Morsel.firstRows(chunkRows.map { ($0 + Morsel.blockRows - 1) / Morsel.blockRows })
    firstWords = Morsel.firstRows(chunkRows.map(Bitmap.wordCount))
    let (rows, words) = (chunkRows.reduce(0, +), chunkRows.reduce(0) { $0 + Bitmap.wordCount($1) })
    values = Memory(byteCount: form == .bits ? words * 8 : rows * Self.width(form))
    reasons = Memory(byteCount: rows)
    isMissing = Slots(count: max(1, chunkRows.reduce(0) { $0 + ($1 + Morsel.blockRows - 1) / Morsel.blockRows }), repeating: false)
  }

  private static func width(_ form: Form) -> Int {
    switch form {
    case .code8, .whole8, .bits: 1
    case .code16, .whole16: 2
    case .code32, .whole32: 4
    case .whole64, .number: 8
    }
  }

  private func target<Value>(_: Value.Type, _ block: RowBlock) -> UnsafeMutablePointer<Value> {
    // Safe throughout: there is a value for each row, and the block lies within its chunk.
    unsafe values.start.assumingMemoryBound(to: Value.self) + (firstRows[block.chunk] + block.start)
  }

  /// Hands out a reason for each row of a block, all zero, and keeps them where one is not zero afterwards.
  func withReasons(of block: RowBlock, _ body: (UnsafeMutablePointer<UInt8>) -> Bool) -> Bool {
    let why = unsafe reasons.start.assumingMemoryBound(to: UInt8.self) + (firstRows[block.chunk] + block.start)
    unsafe why.update(repeating: 0, count: block.count)
    guard unsafe body(why) else { return false }
    var any: UInt8 = 0
    for place in 0..<block.count { unsafe any |= why[place] }
    isMissing[firstBlocks[block.chunk] + block.start / Morsel.blockRows] = any != 0
    return true
  }

  /// Hands out memory for the numbers of a block.
  func withNumbers(of block: RowBlock, _ body: (UnsafeMutablePointer<Double>) -> Bool) -> Bool { unsafe body(target(Double.self, block)) }

  /// Hands out memory for the places of a block's texts, and keeps their codes.
  ///
  /// - Parameter codes: The code of each place; nil where that is the place.
  func withPlaces(of block: RowBlock, codes: [UInt32]?, _ body: (UnsafeMutablePointer<UInt32>) -> Bool) -> Bool {
    if form == .code32 { return unsafe body(target(UInt32.self, block)) }
    return unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: block.count) { memory in
      guard let places = memory.baseAddress else { return true }
      guard unsafe body(places) else { return false }
      if let codes, !codes.isEmpty {
        // Safe: a place is one of a text, or zero.
        unsafe codes.withUnsafeBufferPointer { codes in for row in 0..<block.count { unsafe places[row] = codes[Int(places[row])] } }
      }
      if form == .code8 { unsafe narrow(places, UInt8.self, block) } else { unsafe narrow(places, UInt16.self, block) }
      return true
    }
  }

  /// Hands out memory for the whole numbers of a block, and keeps them in their width.
  func withWhole(of block: RowBlock, _ body: (UnsafeMutablePointer<Int64>) -> Bool) -> Bool {
    if form == .whole64 { return unsafe body(target(Int64.self, block)) }
    return unsafe withUnsafeTemporaryAllocation(of: Int64.self, capacity: block.count) { memory in
      guard let whole = memory.baseAddress else { return true }
      guard unsafe body(whole) else { return false }
      switch form {
      case .whole8: unsafe narrow(whole, Int8.self, block)
      case .whole16: unsafe narrow(whole, Int16.self, block)
      case .whole32: unsafe narrow(whole, Int32.self, block)
      default: unsafe keepBits(whole, block)
      }
      return true
    }
  }

  @inline(__always)
  private func narrow<Wide: FixedWidthInteger, Narrow: FixedWidthInteger>(_ wide: UnsafePointer<Wide>, _: Narrow.Type, _ block: RowBlock) {
    let narrow = unsafe target(Narrow.self, block)
    for row in 0..<block.count { unsafe narrow[row] = Narrow(truncatingIfNeeded: wide[row]) }
  }

  private func keepBits(_ whole: UnsafePointer<Int64>, _ block: RowBlock) {
    let words = unsafe values.start.assumingMemoryBound(to: UInt64.self) + (firstWords[block.chunk] + block.start >> 6)
    for word in 0..<Bitmap.wordCount(block.count) {
      var bits: UInt64 = 0
      for place in 0..<min(64, block.count - word * 64) { bits |= unsafe (whole[word * 64 + place] != 0 ? 1 : 0) << UInt64(place) }
      unsafe words[word] = bits
    }
  }

  /// The rows of a chunk, once all of its blocks are written.
  func chunk(_ place: Int) -> (Chunk, Validity) {
    let rows = firstRows[place]..<firstRows[place] + chunkRows[place]
    func part<Value: BitwiseCopyable & Sendable>(_: Value.Type) -> Buffer<Value> {
      Buffer(values, byteOffset: rows.lowerBound * MemoryLayout<Value>.stride, count: rows.count)
    }
    let chunk: Chunk =
      switch form {
      case .code8: Chunk(.code8(part(UInt8.self)))
      case .code16: Chunk(.code16(part(UInt16.self)))
      case .code32: Chunk(.code32(part(UInt32.self)))
      case .whole8: Chunk(.int8(part(Int8.self)))
      case .whole16: Chunk(.int16(part(Int16.self)))
      case .whole32: Chunk(.int32(part(Int32.self)))
      case .whole64: Chunk(.int64(part(Int64.self)))
      case .number: Chunk(.double(part(Double.self)))
      case .bits:
        Chunk(.bits(Bitmap(words: Buffer(values, byteOffset: firstWords[place] * 8, count: Bitmap.wordCount(rows.count)), count: rows.count)))
      }
    return (chunk, validity(place, rows))
  }

  private func validity(_ place: Int, _ rows: Range<Int>) -> Validity {
    let blocks = 0..<(rows.count + Morsel.blockRows - 1) / Morsel.blockRows
    guard blocks.contains(where: { isMissing[firstBlocks[place] + $0] }) else { return Validity(allPresent: rows.count) }
    return Validity(raw: Buffer(reasons, byteOffset: rows.lowerBound, count: rows.count))
  }

  /// Whole numbers of 64 bits in fewer, where these hold all from a least to a greatest one.
  func narrowed(_ place: Int, from least: Int64, to greatest: Int64) -> (Chunk, Validity) {
    let (chunk, validity) = chunk(place)
    guard case .int64(let whole) = chunk.values else { return (chunk, validity) }
    func holds<Narrow: FixedWidthInteger>(_: Narrow.Type) -> Bool { least > greatest || least >= Narrow.min && greatest <= Narrow.max }
    let narrow: Chunk =
      if holds(Int8.self) { Chunk(.int8(Buffer(narrowing: whole))) }
      else if holds(Int16.self) { Chunk(.int16(Buffer(narrowing: whole))) }
      else if holds(Int32.self) { Chunk(.int32(Buffer(narrowing: whole))) }
      else { chunk }
    return (narrow, validity)
  }
}
