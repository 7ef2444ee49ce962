/// Puts an Arrow file together: its schema, then batches in any order, then the footer that says where each stands.
///
/// ```text
/// ARROW1 | schema | message, values | ... | end of stream | orders | mark, checksum | footer | length ARROW1
/// ```
///
/// The orders are further batches, which stand where no other program looks: behind the end of the stream, and not among
/// the batches that the footer lists.
///
/// Every message carries the checksums of its buffers, the footer those of the messages, and the mark before the footer
/// that of the footer. So all that is needed to open a file is known to be whole without reading any values.
struct ArrowAssembly: ~Copyable {
  private var output: ArrowOutput
  private var footer: ArrowFooter
  private let schemaSum: String
  private var dictionarySums: [String] = []
  private var batchSums: [String] = []
  /// The batches of the orders.
  private var asides: [ArrowBlock] = []
  private var asideSums: [String] = []
  private var hasEnded = false

  static let magic = Array("ARROW1".utf8)
  /// What stands before the checksum of the footer in a file of ours; no other program reads or writes there.
  static let mark = Array("SGKIT\0\0\u{1}".utf8)
  static let format = "1"

  /// Begins a file: the schema is written at once.
  init(path: String, schema: ArrowSchema, access: FileAccess? = nil, replaces: Bool = true) throws(ArrowError) {
    var output = try ArrowOutput(path: path, access: access, replaces: replaces)
    try output.append(Self.magic + [0, 0])
    schemaSum = try output.append(message: arrowMessage(1, schema.flat, bodyBytes: 0), bodyBytes: 0).checksum
    self.output = output
    footer = ArrowFooter(schema: schema, dictionaries: [], batches: [], metadata: ArrowMetadata())
  }

  /// Appends a batch of rows, or of a dictionary's values, whose buffers stand in the order of Arrow's layout.
  mutating func append(_ batch: ArrowBatch, buffers: [Buffer<UInt8>]) throws(ArrowError) {
    let (block, checksum) = try write(batch, buffers: buffers)
    if batch.dictionary == nil {
      footer.batches.append(block)
      batchSums.append(checksum)
    } else {
      footer.dictionaries.append(block)
      dictionarySums.append(checksum)
    }
  }

  /// Appends a batch of an order, after all batches of the table.
  mutating func append(aside batch: ArrowBatch, buffers: [Buffer<UInt8>]) throws(ArrowError) {
    try endStream()
    try output.align()
    let (block, checksum) = try write(batch, buffers: buffers)
    asides.append(block)
    asideSums.append(checksum)
  }

  private mutating func write(
    _ batch: ArrowBatch, buffers: [Buffer<UInt8>]
  ) throws(ArrowError) -> (ArrowBlock, checksum: String) {
    var batch = batch
    var (end, sums) = (0, "")
    batch.buffers = []
    for buffer in buffers {
      batch.buffers.append(end..<end + buffer.count)
      end = ArrowOutput.aligned(end + buffer.count)
      sums += ContentHash.text(ContentHash.of(buffer))
    }
    batch.metadata[.checksums] = sums
    let (block, checksum) = try output.append(message: batch.message(bodyBytes: end), bodyBytes: end)
    for buffer in buffers {
      try output.append(buffer)
      try output.align()
    }
    return (block, checksum)
  }

  private mutating func endStream() throws(ArrowError) {
    guard !hasEnded else { return }
    try output.append([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0])
    hasEnded = true
  }

  /// Writes the footer and gives the file its name.
  ///
  /// - Parameter orders: What the batches that were appended aside are.
  consuming func finish(statistics: [SavedStatistics], orders: SavedOrders? = nil) throws(ArrowError) {
    try endStream()
    footer.metadata[.format] = Self.format
    footer.metadata[.statistics] = ArrowJSON.text(statistics)
    footer.metadata[.checksums] = schemaSum + (dictionarySums + batchSums + asideSums).joined()
    if var orders {
      orders.blocks = asides.map { [$0.start, $0.messageBytes, $0.bodyBytes] }
      footer.metadata[.orders] = ArrowJSON.text(orders)
    }
    let content = footer.flat.buffer()
    var bytes = Self.mark
    bytes.appendLittleEndian(ContentHash.of(content))
    bytes += content
    bytes.appendLittleEndian(Int32(content.count))
    bytes += Self.magic
    try output.append(bytes)
    try output.commit()
  }
}
