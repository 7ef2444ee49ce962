/// Opens Arrow IPC files: those of ``ArrowFileWriter``, and those of pyarrow, pandas, Polars and DuckDB.
///
/// A file of this library is mapped into memory and opens at once, however many rows it has: its footer and the heads of
/// its batches are read and held against their checksums, and a column's values when a query first asks for them. They are
/// checked then, so that an altered file leads to an error and never to a wrong place in memory. A file larger than the
/// memory works, since the system keeps only the pages in use.
///
/// The orders that a table was saved with are those of the table that is read, and queries use them. Where only some
/// columns are read, an order by these is kept.
///
/// Files of other programs are read into the types that columns have here: whole numbers in their width, texts that
/// occur again and again as codes, and a fraction of a second is dropped. A time without a zone is taken as coordinated
/// universal time.
///
/// A mapped file must not be cut short while a table shows it: the system ends a process that reads a page which is gone.
/// To replace a file, write another beside it and rename it, as ``ArrowFileWriter`` does; tables that show the old file
/// keep it until they are let go.
public struct ArrowFileReader: Sendable {
  /// The columns to read, in this order; nil reads all. The others are not looked at.
  public var columns: [String]?

  /// Whether every value's bytes are read and held against their checksums before the table is given back.
  public var verifiesContents: Bool

  /// The folders that files have to lie in; nil for any.
  public var access: FileAccess?

  public init(columns: [String]? = nil, verifiesContents: Bool = false) {
    self.columns = columns
    self.verifiesContents = verifiesContents
  }

  /// Opens a file as a table.
  ///
  /// - Throws: ``ArrowError``.
  /// - Complexity: O(batches + columns) for a file of this library; O(values) for the columns of another program's that are
  ///   converted.
  public func read(path: String) throws(ArrowError) -> Table { try table(ArrowFile(path: path, access: access)) }

  /// Opens the bytes of a file that are in memory already; they are copied.
  ///
  /// - Parameter name: What messages call the file.
  /// - Throws: ``ArrowError``.
  public func read(bytes: [UInt8], name: String) throws(ArrowError) -> Table {
    try table(ArrowFile(ArrowBytes(bytes, name: name)))
  }

  private func table(_ file: ArrowFile) throws(ArrowError) -> Table {
    if verifiesContents { try file.verify() }
    let table = try ArrowTable(file).table(columns)
    if verifiesContents {
      for column in table.columns { try column.checkContents() }
      try table.checkOrders()
    }
    return table
  }

  /// Reads a whole file and holds every byte of its values against the checksums. A file of another program has none; its
  /// values are read and checked as far as can be.
  ///
  /// - Throws: ``ArrowError`` that says where the file was altered.
  public func verify(path: String) throws(ArrowError) {
    _ = try ArrowFileReader(verifiesContents: true).read(path: path)
  }
}

/// Makes a table of a file that was opened.
struct ArrowTable {
  let file: ArrowFile
  /// The fields that are columns of their own.
  private var fields: [Int] = []
  /// For each column by name, the field of its reasons.
  private(set) var reasons: [String: Int] = [:]
  private let statistics: [String: SavedStatistics]
  /// The pieces of each field, a piece for each batch.
  private let pieces: [[ArrowPiece]]

  init(_ file: ArrowFile) throws(ArrowError) {
    self.file = file
    pieces = try ArrowPiece.pieces(file)
    let all = file.schema.fields
    let names = Set(all.map(\.name))
    for (place, field) in all.enumerated() {
      let isText = field.type.columnType == .text && field.dictionary != nil
      if let owner = field.metadata[.reasonsOf], isText, owner != field.name, names.contains(owner) {
        reasons[owner] = place
      } else {
        fields.append(place)
      }
    }
    let saved = file.isOurs ? file.metadata[.statistics].flatMap { ArrowJSON.value([SavedStatistics].self, $0) } : nil
    statistics = Dictionary((saved ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The names of the columns.
  var names: [String] { fields.map { file.schema.fields[$0].name } }

  /// The field of a column, or nil where there is none.
  func field(_ name: String) -> Int? { fields.first { file.schema.fields[$0].name == name } }

  func table(_ wanted: [String]?) throws(ArrowError) -> Table {
    let (path, all) = (file.bytes.path, file.schema.fields)
    let rowCount = try rowCount()
    let names = names
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted { throw .nameTwice(path, name) }
    var chosen = Array(fields.indices)
    if let wanted {
      chosen = []
      for name in wanted {
        guard let place = names.firstIndex(of: name) else { throw .noColumn(path, name, among: names) }
        guard !chosen.contains(place) else { throw .nameTwice(path, name) }
        chosen.append(place)
      }
    }
    let ranges = file.isOurs ? file.batches.map { Self.ranges($0.metadata[.ranges] ?? "") } : []
    var columns: [Column] = []
    for place in chosen {
      let field = all[fields[place]]
      var source = ArrowColumnSource(file, field, pieces[fields[place]], statistics[field.name])
      source.ranges = ranges.map { place < $0.count ? ChunkRange(Substring($0[place])) : nil }
      if let reasons = reasons[field.name] { source.reasons = (all[reasons], pieces[reasons]) }
      columns.append(try source.column())
    }
    return try addOrders(to: Table(checked: columns, rowCount: rowCount, sources: sources(rowCount), notes: notes))
  }

  private static func ranges(_ text: String) -> [Substring.UTF8View] {
    text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
  }

  /// The rows of all batches. A file may state any number for rows that take no bytes in it.
  private func rowCount() throws(ArrowError) -> Int {
    var rowCount = 0
    for batch in file.batches {
      guard batch.rowCount < 1 << 48, rowCount < 1 << 48 else {
        throw .tooLarge(file.bytes.path, "the file states more than \(1 << 48) rows")
      }
      rowCount += batch.rowCount
    }
    return rowCount
  }

  private func sources(_ rowCount: Int) -> [TableSource] {
    if let text = file.schema.metadata[.sources], let sources = ArrowJSON.sources(text) { return sources }
    guard !file.isOurs else { return [] }
    // The sum of a large file is not taken, since that would read it.
    return [TableSource(file: file.bytes.path, byteCount: file.bytes.count, checksum: "", rowCount: rowCount)]
  }

  private var notes: [String] { file.schema.metadata[.notes].flatMap { ArrowJSON.value([String].self, $0) } ?? [] }
}

/// What a batch holds for one field.
struct ArrowPiece {
  let node: ArrowBatch.Node
  /// The validity, then what the type has.
  let buffers: [Range<Int>]
  let compression: UInt8?

  var rowCount: Int { node.rowCount }

  /// The pieces of every field, batch by batch.
  static func pieces(_ file: ArrowFile) throws(ArrowError) -> [[ArrowPiece]] {
    var pieces = [[ArrowPiece]](repeating: [], count: file.schema.fields.count)
    for batch in file.batches {
      guard let found = split(batch, file.schema.fields) else {
        throw .damaged(
          file.bytes.path, "a batch does not hold what the columns need", byte: batch.buffers.first?.lowerBound ?? 0)
      }
      for (place, piece) in found.enumerated() { pieces[place].append(piece) }
    }
    return pieces
  }

  /// Divides a batch among fields, or returns nil where it does not fit them.
  static func split(_ batch: ArrowBatch, _ fields: [ArrowField]) -> [ArrowPiece]? {
    var (node, buffer, view) = (0, 0, 0)
    var pieces: [ArrowPiece] = []
    for field in fields {
      var further = 0
      guard field.layout.views <= batch.viewCounts.count - view else { return nil }
      for count in batch.viewCounts[view..<view + field.layout.views] {
        guard count <= batch.buffers.count - further else { return nil }
        further += count
      }
      view += field.layout.views
      let count = field.layout.buffers + further
      guard node + field.layout.nodes <= batch.nodes.count, count <= batch.buffers.count - buffer,
        batch.nodes[node].rowCount == batch.rowCount
      else { return nil }
      pieces.append(
        ArrowPiece(
          node: batch.nodes[node], buffers: Array(batch.buffers[buffer..<buffer + count]),
          compression: batch.compression))
      node += field.layout.nodes
      buffer += count
    }
    return node == batch.nodes.count && buffer == batch.buffers.count && view == batch.viewCounts.count ? pieces : nil
  }
}
