/// A value to be written as a FlatBuffer, the encoding of Arrow's metadata.
///
/// Values are written from the root on, each before those it points to, so that the same value always gives the same
/// bytes. A table's layout stands before the table.
indirect enum FlatValue {
  case int8(UInt8)
  case int16(Int16)
  case int32(Int32)
  case int64(Int64)
  case string(String)
  /// Fields by their number.
  case table([Int: FlatValue])
  case tables([FlatValue])
  /// Structs one after another, each of whole words of 64 bits.
  case structs([UInt8], count: Int)

  static func boolean(_ value: Bool) -> FlatValue { .int8(value ? 1 : 0) }

  /// The bytes of the value as the root of a buffer, a multiple of eight.
  func buffer() -> [UInt8] {
    var writer = FlatWriter()
    writer.append(UInt32(0))
    writer.write(self, pointedToFrom: 0)
    writer.align(to: 8, at: 0)
    return writer.bytes
  }

  /// The bytes that the value takes inside a table; four for one that is pointed to.
  fileprivate var width: Int {
    switch self {
    case .int8: 1
    case .int16: 2
    case .int64: 8
    default: 4
    }
  }
}

private struct FlatWriter {
  var bytes: [UInt8] = []

  mutating func append(_ value: some FixedWidthInteger) { bytes.appendLittleEndian(value) }

  /// Pads so that what stands some bytes on is aligned.
  mutating func align(to alignment: Int, at offset: Int) {
    while (bytes.count + offset) % alignment != 0 { bytes.append(0) }
  }

  /// Writes a value that is pointed to, and the offset to it.
  mutating func write(_ value: FlatValue, pointedToFrom pointer: Int) {
    switch value {
    case .table(let fields):
      writeTable(fields, pointedToFrom: pointer)
    case .string(let text):
      align(to: 4, at: 0)
      point(from: pointer)
      append(UInt32(text.utf8.count))
      bytes += Array(text.utf8)
      bytes.append(0)
    case .tables(let values):
      align(to: 4, at: 0)
      point(from: pointer)
      append(UInt32(values.count))
      let start = bytes.count
      for _ in values { append(UInt32(0)) }
      for (place, value) in values.enumerated() { write(value, pointedToFrom: start + place * 4) }
    case .structs(let content, let count):
      align(to: 8, at: 4)
      point(from: pointer)
      append(UInt32(count))
      bytes += content
    case .int8, .int16, .int32, .int64: preconditionFailure("a number stands inside its table")
    }
  }

  private mutating func writeTable(_ fields: [Int: FlatValue], pointedToFrom pointer: Int) {
    let slots = (fields.keys.max() ?? -1) + 1
    // Wide fields first, so that none needs padding after the first.
    let order = fields.keys.sorted { one, other in
      let (first, second) = (fields[one]?.width ?? 0, fields[other]?.width ?? 0)
      return first == second ? one < other : first > second
    }
    var offsets = [UInt16](repeating: 0, count: slots)
    let hasWide = fields.values.contains { $0.width == 8 }
    var size = hasWide ? 8 : 4
    for slot in order {
      offsets[slot] = UInt16(size)
      size += fields[slot]?.width ?? 0
    }
    align(to: 8, at: 4 + slots * 2)
    let layout = bytes.count
    append(UInt16(4 + slots * 2))
    append(UInt16(size))
    for offset in offsets { append(offset) }
    let start = bytes.count
    point(from: pointer)
    append(Int32(start - layout))
    if hasWide { append(UInt32(0)) }
    var pointers: [(FlatValue, Int)] = []
    for slot in order {
      switch fields[slot] {
      case .int8(let value)?: append(value)
      case .int16(let value)?: append(value)
      case .int32(let value)?: append(value)
      case .int64(let value)?: append(value)
      case let value?:
        pointers.append((value, bytes.count))
        append(UInt32(0))
      case nil: break
      }
    }
    for (value, pointer) in pointers { write(value, pointedToFrom: pointer) }
  }

  /// Sets an offset so that it leads to the next byte.
  private mutating func point(from pointer: Int) {
    let offset = UInt32(bytes.count - pointer)
    for byte in 0..<4 { bytes[pointer + byte] = UInt8(truncatingIfNeeded: offset >> UInt32(byte * 8)) }
  }
}

extension [UInt8] {
  /// Appends a number, its lowest byte first.
  mutating func appendLittleEndian<Value: FixedWidthInteger>(_ value: Value) {
    for byte in 0..<Value.bitWidth / 8 { append(UInt8(truncatingIfNeeded: value >> Value(byte * 8))) }
  }
}
