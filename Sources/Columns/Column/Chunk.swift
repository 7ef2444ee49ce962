/// The values of some rows of a column, in the layout of Arrow and in the narrowest type that holds them.
///
/// Every chunk of a column has the same kind of values in the same width. Where the column's presence says that a row
/// has no value, the value in its place means nothing, though a code is always one that the dictionary has, or zero.
struct Chunk: Sendable {
  let rowCount: Int
  /// The values as they are stored, for whoever asks of their layout alone, or of whole numbers: the codes of a file may be
  /// some that the dictionary lacks.
  let stored: Values
  /// Looks at the codes of a chunk that shows a file, once; nil where the rows were made here.
  let check: ChunkCheck?
  /// The least and the most value, where a file told them: good for passing over chunks, but no bound for memory.
  let range: ChunkRange?

  /// The values. Those of a file are looked at when they are first asked for, so that every code has a value.
  var values: Values {
    @inline(__always) get {
      guard let check else { return stored }
      return check.sound(stored)
    }
  }

  /// The same rows without a check: whoever uses them has looked at them, or looks at them before.
  var unchecked: Chunk { Chunk(stored, check: nil, range: range) }

  enum Values: Sendable {
    /// Places in the column's dictionary.
    case code8(Buffer<UInt8>)
    case code16(Buffer<UInt16>)
    case code32(Buffer<UInt32>)
    /// Whole numbers; dates as days since 1970 in 32 bits; moments as seconds since 1970 in 64 bits.
    case int8(Buffer<Int8>)
    case int16(Buffer<Int16>)
    case int32(Buffer<Int32>)
    case int64(Buffer<Int64>)
    case double(Buffer<Double>)
    case bits(Bitmap)
    case text(TextStore)
  }

  init(_ values: Values) { self.init(values, check: nil, range: nil) }

  /// Takes over values; those that a check is given for are looked at when they are first asked for.
  init(_ values: Values, check: ChunkCheck?, range: ChunkRange?) {
    stored = values
    self.check = check
    self.range = range
    rowCount =
      switch values {
      case .code8(let values): values.count
      case .code16(let values): values.count
      case .code32(let values): values.count
      case .int8(let values): values.count
      case .int16(let values): values.count
      case .int32(let values): values.count
      case .int64(let values): values.count
      case .double(let values): values.count
      case .bits(let values): values.count
      case .text(let values): values.count
      }
  }

  /// Codes in the narrowest width that numbers every value of a dictionary.
  static func codes(_ codes: [UInt32], dictionaryCount: Int) -> Chunk {
    switch dictionaryCount {
    case ...256: Chunk(.code8(Buffer(codes.map(UInt8.init(truncatingIfNeeded:)))))
    case ...65_536: Chunk(.code16(Buffer(codes.map(UInt16.init(truncatingIfNeeded:)))))
    default: Chunk(.code32(Buffer(codes)))
    }
  }

  /// Whole numbers in the narrowest width that holds them all.
  static func integers(_ values: [Int]) -> Chunk { integers(values, within: (values.min() ?? 0)...(values.max() ?? 0)) }

  /// Whole numbers in the narrowest width that holds a range, in which they lie.
  static func integers(_ values: [Int], within range: ClosedRange<Int>) -> Chunk {
    func fits<Narrow: FixedWidthInteger>(_: Narrow.Type) -> Bool { range.lowerBound >= Narrow.min && range.upperBound <= Narrow.max }
    if fits(Int8.self) { return Chunk(.int8(Buffer(values.map(Int8.init(truncatingIfNeeded:))))) }
    if fits(Int16.self) { return Chunk(.int16(Buffer(values.map(Int16.init(truncatingIfNeeded:))))) }
    if fits(Int32.self) { return Chunk(.int32(Buffer(values.map(Int32.init(truncatingIfNeeded:))))) }
    return Chunk(.int64(Buffer(values.map(Int64.init))))
  }

  /// The code of a row, or nil where the rows hold no codes.
  @inline(__always)
  func code(_ row: Int) -> Int? {
    if let check, !check.isKnownSound { return Self.code(check.sound(stored), row) }
    return Self.code(stored, row)
  }

  /// The code of a row as it stands in the file, which the dictionary may lack; for showing one cell of many.
  func storedCode(_ row: Int) -> Int? { Self.code(stored, row) }

  @inline(__always)
  private static func code(_ values: Values, _ row: Int) -> Int? {
    switch values {
    case .code8(let codes): Int(codes[row])
    case .code16(let codes): Int(codes[row])
    case .code32(let codes): Int(codes[row])
    default: nil
    }
  }

  /// The whole number of a row, or nil where the rows hold no whole numbers, dates or moments. Any is sound.
  @inline(__always)
  func integer(_ row: Int) -> Int? {
    switch stored {
    case .int8(let values): Int(values[row])
    case .int16(let values): Int(values[row])
    case .int32(let values): Int(values[row])
    case .int64(let values): Int(values[row])
    default: nil
    }
  }

  /// The bytes that the values take.
  var byteCount: Int {
    switch stored {
    case .code8(let values): values.count
    case .code16(let values): values.count * 2
    case .code32(let values): values.count * 4
    case .int8(let values): values.count
    case .int16(let values): values.count * 2
    case .int32(let values): values.count * 4
    case .int64(let values): values.count * 8
    case .double(let values): values.count * 8
    case .bits(let values): values.words.count * 8
    // A chunk may show a part of the texts that its bytes hold.
    case .text(let values):
      values.offsets.count * 4 + min(values.bytes.count, max(0, Int(values.offsets[values.count]) - Int(values.offsets[0])))
    }
  }
}
