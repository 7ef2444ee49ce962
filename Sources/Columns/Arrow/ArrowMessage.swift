/// What stands in an Arrow file before some values: how many rows they are, and where each buffer begins.
struct ArrowBatch: Sendable {
  var rowCount: Int
  var nodes: [Node]
  /// Where each buffer stands, counted from the end of the message; in a batch that was read, from the start of the file.
  var buffers: [Range<Int>]
  /// For each column of views, how many buffers it has beyond the first two.
  var viewCounts: [Int] = []
  var compression: UInt8?
  var metadata = ArrowMetadata()
  /// For a batch of a dictionary: whose it is, and whether it goes on where another ended.
  var dictionary: (id: Int64, isDelta: Bool)?

  struct Node: Hashable, Sendable {
    var rowCount: Int
    var missingCount: Int
  }
}

/// Where a message and the values after it stand in a file.
struct ArrowBlock: Hashable, Sendable {
  var start: Int
  /// The bytes of the message, its length before it and its padding included.
  var messageBytes: Int
  var bodyBytes: Int
}

/// The version of the format that messages are in, which Arrow calls V5.
let arrowVersion: Int16 = 4

extension ArrowBatch {
  /// The message of the batch, for a body of some bytes.
  func message(bodyBytes: Int) -> FlatValue {
    var nodeBytes: [UInt8] = []
    for node in nodes {
      nodeBytes.appendLittleEndian(Int64(node.rowCount))
      nodeBytes.appendLittleEndian(Int64(node.missingCount))
    }
    var bufferBytes: [UInt8] = []
    for buffer in buffers {
      bufferBytes.appendLittleEndian(Int64(buffer.lowerBound))
      bufferBytes.appendLittleEndian(Int64(buffer.count))
    }
    let rows = FlatValue.table([
      0: .int64(Int64(rowCount)), 1: .structs(nodeBytes, count: nodes.count),
      2: .structs(bufferBytes, count: buffers.count),
    ])
    let header = dictionary.map { .table([0: .int64($0.id), 1: rows, 2: .boolean($0.isDelta)]) } ?? rows
    return arrowMessage(dictionary == nil ? 3 : 2, header, bodyBytes: bodyBytes, metadata: metadata)
  }

  /// Reads a message whose body stands in some bytes of a file.
  init?(_ message: FlatTable, body: Range<Int>) throws(FlatError) {
    guard var header = try message.table(2) else { return nil }
    switch try message.number(1, or: UInt8(0)) {
    case 2:
      dictionary = (try header.number(0, or: Int64(0)), try header.boolean(2))
      guard let rows = try header.table(1) else { return nil }
      header = rows
    case 3: break
    default: return nil
    }
    metadata = try message.metadata(4)
    guard let rowCount = Int(exactly: try header.number(0, or: Int64(0))), rowCount >= 0 else { return nil }
    self.rowCount = rowCount
    nodes = []
    let nodeVector = try header.vector(1, width: 16)
    for place in 0..<nodeVector.count {
      let (rows, missing) = (
        Int(try nodeVector.number(Int64.self, place)), Int(try nodeVector.number(Int64.self, place, at: 8))
      )
      guard rows >= 0, missing >= 0, missing <= rows else { return nil }
      nodes.append(Node(rowCount: rows, missingCount: missing))
    }
    buffers = []
    var taken = 0
    let bufferVector = try header.vector(2, width: 16)
    for place in 0..<bufferVector.count {
      let (start, count) = (
        Int(try bufferVector.number(Int64.self, place)), Int(try bufferVector.number(Int64.self, place, at: 8))
      )
      guard start >= 0, count >= 0, start <= body.count, count <= body.count - start else { return nil }
      // Buffers stand one after another, so together they are no longer than the body; it keeps a small file from
      // standing for much memory.
      taken += count
      guard taken <= body.count else { return nil }
      buffers.append(body.lowerBound + start..<body.lowerBound + start + count)
    }
    if let codec = try header.table(3) { compression = try codec.number(0, or: UInt8(0)) }
    let counts = try header.vector(4, width: 8)
    for place in 0..<counts.count {
      guard let count = Int(exactly: try counts.number(Int64.self, place)), count >= 0 else { return nil }
      viewCounts.append(count)
    }
  }
}

/// A message of Arrow around a header of some kind.
func arrowMessage(
  _ kind: UInt8, _ header: FlatValue, bodyBytes: Int, metadata: ArrowMetadata = ArrowMetadata()
) -> FlatValue {
  var slots: [Int: FlatValue] = [
    0: .int16(arrowVersion), 1: .int8(kind), 2: header, 3: .int64(Int64(bodyBytes)),
  ]
  if !metadata.pairs.isEmpty { slots[4] = metadata.flat }
  return .table(slots)
}

/// What stands at the end of an Arrow file: its columns, and where each batch begins.
struct ArrowFooter {
  var version: Int16 = arrowVersion
  var schema: ArrowSchema
  var dictionaries: [ArrowBlock]
  var batches: [ArrowBlock]
  var metadata: ArrowMetadata
  var isBigEndian = false

  var flat: FlatValue {
    .table([
      0: .int16(arrowVersion), 1: schema.flat, 2: Self.flat(dictionaries), 3: Self.flat(batches), 4: metadata.flat,
    ])
  }

  private static func flat(_ blocks: [ArrowBlock]) -> FlatValue {
    var bytes: [UInt8] = []
    for block in blocks {
      bytes.appendLittleEndian(Int64(block.start))
      bytes.appendLittleEndian(Int32(block.messageBytes))
      bytes.appendLittleEndian(Int32(0))
      bytes.appendLittleEndian(Int64(block.bodyBytes))
    }
    return .structs(bytes, count: blocks.count)
  }
}

extension ArrowFooter {
  init?(_ table: FlatTable) throws(FlatError) {
    version = try table.number(0, or: Int16(0))
    guard let schema = try table.table(1) else { return nil }
    isBigEndian = try schema.number(0, or: Int16(0)) != 0
    self.schema = try ArrowSchema(schema)
    dictionaries = try Self.blocks(table.vector(2, width: 24))
    batches = try Self.blocks(table.vector(3, width: 24))
    metadata = try table.metadata(4)
  }

  private static func blocks(_ vector: FlatVector) throws(FlatError) -> [ArrowBlock] {
    var blocks: [ArrowBlock] = []
    for place in 0..<vector.count {
      blocks.append(
        ArrowBlock(
          start: Int(try vector.number(Int64.self, place)),
          messageBytes: Int(try vector.number(Int32.self, place, at: 8)),
          bodyBytes: Int(try vector.number(Int64.self, place, at: 16))))
    }
    return blocks
  }
}
