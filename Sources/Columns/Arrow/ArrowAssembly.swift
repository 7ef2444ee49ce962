/// Puts an Arrow file together: its schema, then batches in any order, then the footer that says where each stands.
///
/// ```text
/// ARROW1 | schema | message, values | message, values | ... | end of stream | mark, checksum | footer | length ARROW1
/// ```
///
/// Every message carries the checksums of its buffers, the footer those of the messages, and the mark before the footer
/// that of the footer. So all that is needed to open a file is known to be whole without reading any values.
struct ArrowAssembly: ~Copyable {
  private var output: ArrowOutput
  private var footer: ArrowFooter
  private let schemaSum: String
  private var dictionarySums: [String] = []
  private var batchSums: [String] = []
  private var sums: [String] = []

  static let magic = Array("ARROW1".utf8)
  /// What stands before the checksum of the footer in a file of ours; no other program reads or writes there.
  static let mark = Array("SGKIT\0\0\u{1}".utf8)
  static let format = "1"

  /// Begins a file: the schema is written at once.
  init(path: String, schema: ArrowSchema) throws(ArrowError) {
    var output = try ArrowOutput(path: path)
    try output.append(Self.magic + [0, 0])
    schemaSum = try output.append(message: arrowMessage(1, schema.flat, bodyBytes: 0), bodyBytes: 0).checksum
    self.output = output
    footer = ArrowFooter(schema: schema, dictionaries: [], batches: [], metadata: ArrowMetadata())
  }

  /// Appends a batch of rows, or of a dictionary's values, whose buffers stand in the order of Arrow's layout.
  mutating func append(_ batch: ArrowBatch, buffers: [Buffer<UInt8>]) throws(ArrowError) {
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
    if batch.dictionary == nil {
      footer.batches.append(block)
      batchSums.append(checksum)
    } else {
      footer.dictionaries.append(block)
      dictionarySums.append(checksum)
    }
  }

  /// Writes the footer and gives the file its name.
  consuming func finish(statistics: [SavedStatistics]) throws(ArrowError) {
    footer.metadata[.format] = Self.format
    footer.metadata[.statistics] = ArrowJSON.text(statistics)
    footer.metadata[.checksums] = schemaSum + (dictionarySums + batchSums).joined()
    let content = footer.flat.buffer()
    var bytes: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]
    bytes += Self.mark
    bytes.appendLittleEndian(ContentHash.of(content))
    bytes += content
    bytes.appendLittleEndian(Int32(content.count))
    bytes += Self.magic
    try output.append(bytes)
    try output.commit()
  }
}
