/// Reads FlatBuffers, the encoding of Arrow's metadata, from bytes that may say anything.
///
/// No package serves here. Google's FlatBuffers is its whole C++ repository to download, with code made by a tool that
/// reads unchecked unless a verifier ran before. Apache's arrow-swift and its successor swift-arrow build on it, bring gRPC
/// or atomics besides, and give arrays of their own in place of buffers that our columns can share. Arrow needs a table, a
/// vector, a string and six numbers of the format, which is this file.
///
/// Every offset is held against the bytes before it is followed. Offsets point forward only, so nothing can go in a
/// circle, but hostile bytes may point to one thing many times over; so each thing that is read is paid for from a
/// budget in proportion to the bytes.
final class FlatBytes {
  let bytes: [UInt8]
  private var budget: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    budget = bytes.count * 16 + 4096
  }

  /// The table that the bytes begin with.
  func root() throws(FlatError) -> FlatTable { try table(at: forward(from: 0)) }

  func table(at place: Int) throws(FlatError) -> FlatTable {
    try spend(4)
    let back = Int(try number(Int32.self, at: place))
    let layout = place - back
    let (layoutSize, size) = (
      Int(try number(UInt16.self, at: layout)), Int(try number(UInt16.self, at: layout + 2))
    )
    guard layoutSize >= 4, layoutSize % 2 == 0, layout + layoutSize <= bytes.count, size >= 4,
      place + size <= bytes.count
    else { throw FlatError(offset: place) }
    return FlatTable(bytes: self, place: place, size: size, layout: layout, slots: (layoutSize - 4) / 2)
  }

  /// The place that an unsigned offset leads to.
  func forward(from place: Int) throws(FlatError) -> Int {
    let offset = Int(try number(UInt32.self, at: place))
    guard offset > 0, offset < bytes.count, place + offset < bytes.count else { throw FlatError(offset: place) }
    return place + offset
  }

  func number<Value: FixedWidthInteger>(_: Value.Type, at place: Int) throws(FlatError) -> Value {
    guard place >= 0, place <= bytes.count - Value.bitWidth / 8 else { throw FlatError(offset: max(0, place)) }
    var value: UInt64 = 0
    for byte in 0..<Value.bitWidth / 8 { value |= UInt64(bytes[place + byte]) &<< UInt64(byte * 8) }
    return Value(truncatingIfNeeded: value)
  }

  func spend(_ cost: Int) throws(FlatError) {
    budget -= cost
    guard budget >= 0 else { throw FlatError(offset: 0) }
  }
}

/// Bytes that are no FlatBuffer, and where that was seen.
struct FlatError: Error {
  let offset: Int
}

/// A table of a FlatBuffer: fields by their number, each of which may be absent.
struct FlatTable {
  fileprivate let bytes: FlatBytes
  fileprivate let place: Int
  fileprivate let size: Int
  fileprivate let layout: Int
  fileprivate let slots: Int

  /// The place of a field of some width, or nil where the table lacks it.
  private func field(_ slot: Int, width: Int) throws(FlatError) -> Int? {
    guard slot < slots else { return nil }
    let offset = Int(try bytes.number(UInt16.self, at: layout + 4 + slot * 2))
    guard offset != 0 else { return nil }
    guard offset >= 4, offset + width <= size else { throw FlatError(offset: layout + 4 + slot * 2) }
    return place + offset
  }

  func number<Value: FixedWidthInteger>(_ slot: Int, or absent: Value) throws(FlatError) -> Value {
    guard let place = try field(slot, width: Value.bitWidth / 8) else { return absent }
    return try bytes.number(Value.self, at: place)
  }

  func boolean(_ slot: Int) throws(FlatError) -> Bool { try number(slot, or: UInt8(0)) != 0 }

  func table(_ slot: Int) throws(FlatError) -> FlatTable? {
    guard let place = try field(slot, width: 4) else { return nil }
    return try bytes.table(at: bytes.forward(from: place))
  }

  func string(_ slot: Int) throws(FlatError) -> String? {
    guard let place = try field(slot, width: 4) else { return nil }
    let start = try bytes.forward(from: place)
    let count = Int(try bytes.number(UInt32.self, at: start))
    guard count <= bytes.bytes.count - start - 4 else { throw FlatError(offset: start) }
    try bytes.spend(count + 4)
    return String(decoding: bytes.bytes[start + 4..<start + 4 + count], as: UTF8.self)
  }

  /// A vector whose elements are of some width; one that is absent has none.
  func vector(_ slot: Int, width: Int) throws(FlatError) -> FlatVector {
    guard let place = try field(slot, width: 4) else {
      return FlatVector(bytes: bytes, start: 0, count: 0, width: width)
    }
    let start = try bytes.forward(from: place)
    let count = Int(try bytes.number(UInt32.self, at: start))
    guard count <= (bytes.bytes.count - start - 4) / width else { throw FlatError(offset: start) }
    try bytes.spend(count * width + 4)
    return FlatVector(bytes: bytes, start: start + 4, count: count, width: width)
  }

  /// The key-value pairs that Arrow lets schemas, fields, messages and files carry.
  func metadata(_ slot: Int) throws(FlatError) -> ArrowMetadata {
    let pairs = try vector(slot, width: 4)
    var metadata = ArrowMetadata()
    for place in 0..<pairs.count {
      let pair = try pairs.table(place)
      metadata.append(try pair.string(0) ?? "", try pair.string(1) ?? "")
    }
    return metadata
  }
}

/// A vector of a FlatBuffer: tables, numbers or structs of one width.
struct FlatVector {
  fileprivate let bytes: FlatBytes
  fileprivate let start: Int
  let count: Int
  fileprivate let width: Int

  func table(_ place: Int) throws(FlatError) -> FlatTable {
    try bytes.table(at: bytes.forward(from: start + place * width))
  }

  /// A number inside an element.
  func number<Value: FixedWidthInteger>(_: Value.Type, _ place: Int, at offset: Int = 0) throws(FlatError) -> Value {
    try bytes.number(Value.self, at: start + place * width + offset)
  }
}
