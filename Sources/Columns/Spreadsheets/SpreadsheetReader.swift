/// Reads tables from sheets of workbooks: Office Open XML (.xlsx, .xlsm) and OpenDocument (.ods).
///
/// ```swift
/// let reader = SpreadsheetReader(sheet: .name("Data file"))
/// let table = try reader.read(path: "cover_2018_2019_Q4.xlsx")
/// ```
///
/// **Sheets.** Without a choice the one sheet that has a table is read: two rows and two columns or more. A sheet that is hidden
/// counts only where none that is shown has a table.
///
/// **Rows.** The first row with two filled cells names the columns, unless `headerRow` says otherwise; titles above it have one. Rows
/// and columns that hold nothing are left out. A column without a heading is called by its number, such as `column_3`. Of merged
/// cells the first has the value.
///
/// **Types and missing values** are those of ``DelimitedReader``, which reads the cells as delimited text. A formula counts with the
/// result that the file holds; one that gave an error, such as `#N/A`, is missing. Days are dates. A day with a time is text, since it
/// names no zone. What is shown as 12% is the fraction 0.12. Whatever is not as the sheet shows it is told in a note of the table.
///
/// **Errors.** ``SpreadsheetError`` names the file, the sheet and the cell.
///
/// - Complexity: O(bytes unpacked), and O(cells x log cells) where a workbook has its cells out of their order. Memory holds the file, 24 bytes for each cell that holds something, the texts, and their
///   delimited text while the table is made of it.
public struct SpreadsheetReader: Sendable {
  /// Types, markers, columns and limits; the delimiter and the encoding are not asked. ``DelimitedOptions/maximumTextBytes`` holds
  /// for the file, for what it unpacks to, for the cells in memory, and for their text.
  public var options: DelimitedOptions

  /// The sheet to read; nil for the only one that has a table.
  public var sheet: SheetChoice?

  public init(_ options: DelimitedOptions = DelimitedOptions(), sheet: SheetChoice? = nil) {
    self.options = options
    self.sheet = sheet
  }

  /// Whether a file that begins with these bytes is a workbook, of a form that is read or of one that is refused with a hint.
  package static func isSpreadsheet(_ start: some Collection<UInt8>) -> Bool {
    start.starts(with: SpreadsheetBytes.zip) || start.starts(with: SpreadsheetBytes.emptyZip) || start.starts(with: SpreadsheetBytes.compound)
  }

  /// Reads a regular file.
  ///
  /// - Returns: A table whose source names the file as given, its size, its checksum, and the sheet.
  /// - Throws: ``SpreadsheetError``.
  public func read(path: String) throws(SpreadsheetError) -> Table { try table(SpreadsheetBytes(path: path, options: options)) }

  /// Reads bytes that are in memory already, as a file of the given name.
  ///
  /// - Throws: ``SpreadsheetError``.
  public func read(bytes: [UInt8], name: String) throws(SpreadsheetError) -> Table { try table(SpreadsheetBytes(bytes, name: name, options: options)) }

  /// Returns what sheets a file has, in their order.
  ///
  /// - Throws: ``SpreadsheetError``.
  public func sheets(path: String) throws(SpreadsheetError) -> [SheetSummary] { try Self.summaries(SpreadsheetBytes(path: path, options: options), options) }

  /// Returns what sheets the bytes of a file have, in their order.
  ///
  /// - Throws: ``SpreadsheetError``.
  public func sheets(bytes: [UInt8], name: String) throws(SpreadsheetError) -> [SheetSummary] {
    try Self.summaries(SpreadsheetBytes(bytes, name: name, options: options), options)
  }

  private static func summaries(_ bytes: SpreadsheetBytes, _ options: DelimitedOptions) throws(SpreadsheetError) -> [SheetSummary] {
    var file = try bytes.file(options)
    var summaries: [SheetSummary] = []
    let names = file.sheets
    try file.read(nil) { number, cells throws(SpreadsheetError) in summaries.append(SheetSummary(names[number], cells)) }
    return summaries
  }

  private func table(_ bytes: SpreadsheetBytes) throws(SpreadsheetError) -> Table {
    let sheet = try loaded(bytes)
    var table: Table
    do { table = try DelimitedReader(textOptions).load([sheet.origin], isDataset: false) } catch { throw sheet.text.explained(error) }
    table.sources = table.sources.map(sheet.source)
    table.notes = sheet.notes + table.notes
    return table
  }

  /// The options for the text of a sheet, in which nothing is left to choose.
  private var textOptions: DelimitedOptions {
    var options = options
    options.delimiter = .comma
    options.encoding = .utf8
    options.access = nil
    options.progress = nil
    return options
  }

  /// A sheet on its way to become a table.
  private struct LoadedSheet {
    let bytes: SpreadsheetBytes
    let name: String
    let text: SheetText
    let notes: [String]

    var origin: BlockSource.Origin { .sheet(text.bytes, name: bytes.name) }

    /// The source that the file and its sheet are, for that of the text.
    func source(_ source: TableSource) -> TableSource {
      TableSource(file: bytes.name, byteCount: bytes.bytes.count, checksum: bytes.checksum, rowCount: source.rowCount, sheet: name)
    }
  }

  private func loaded(_ bytes: SpreadsheetBytes) throws(SpreadsheetError) -> LoadedSheet {
    let archive = try bytes.archive(options)
    var file = try bytes.file(archive)
    let names = file.sheets.map(\.name)
    guard !names.isEmpty else { throw .noSheets(bytes.name) }
    var notes: [String] = []
    var chosen: (number: Int, cells: SheetCells)?
    if let sheet {
      try file.read(sheet.place(among: names, file: bytes.name)) { number, cells throws(SpreadsheetError) in chosen = (number, cells) }
    } else {
      (chosen, notes) = try onlyTable(&file, bytes.name)
    }
    guard let (number, cells) = chosen else { throw .noSheets(bytes.name) }
    let text = try SheetText(cells, texts: file.texts, archive: archive, sheet: names[number], headerRow: options.headerRow)
    return LoadedSheet(bytes: bytes, name: names[number], text: text, notes: notes + text.notes)
  }

  /// The only sheet that has a table, with a note where there are others.
  private func onlyTable(
    _ file: inout any SpreadsheetFile, _ name: String
  ) throws(SpreadsheetError) -> (chosen: (number: Int, cells: SheetCells), notes: [String]) {
    let names = file.sheets
    var summaries: [SheetSummary] = []
    var best: (number: Int, cells: SheetCells)?
    var isBestHidden = true
    try file.read(nil) { number, cells throws(SpreadsheetError) in
      let summary = SheetSummary(names[number], cells)
      summaries.append(summary)
      // A workbook of one sheet leaves nothing to choose.
      guard summary.hasTable || names.count == 1, best == nil || isBestHidden && !summary.isHidden else { return }
      (best, isBestHidden) = ((number, cells), summary.isHidden)
    }
    guard let best else { throw .noTables(summaries, name) }
    let rivals = summaries.filter { $0.hasTable && $0.isHidden == isBestHidden }
    guard rivals.count <= 1 else { throw .severalSheets(summaries, name) }
    guard names.count > 1 else { return (best, []) }
    let hidden = summaries.filter { $0.hasTable && $0.isHidden && !isBestHidden }
    var note = "sheet \(DelimitedError.quoted(names[best.number].name)) is read, the only one of \(names.count) with a table"
    if let first = hidden.first { note += " that is shown; \(DelimitedError.quoted(first.name))\(hidden.count > 1 ? " and \(hidden.count - 1) more are" : " is") hidden" }
    return (best, [note])
  }

  /// Reads several files as one table, workbooks and delimited text side by side; see ``DelimitedReader/read(paths:)``.
  ///
  /// Delimited text beside workbooks has commas and UTF-8, and `headerRow` holds for both.
  ///
  /// - Throws: ``SpreadsheetError`` or ``DelimitedError``, whichever the file is read by.
  public func read(paths: [String]) throws -> Table {
    var sheets: [Int: LoadedSheet] = [:]
    var origins: [BlockSource.Origin] = []
    for (place, path) in paths.enumerated() {
      if try SpreadsheetBytes.isSpreadsheet(path: path, options: options) {
        let sheet = try loaded(SpreadsheetBytes(path: path, options: options))
        sheets[place] = sheet
        origins.append(sheet.origin)
      } else {
        origins.append(.path(path))
      }
    }
    var options = options
    if sheets.count == paths.count {
      options = textOptions
    } else if !sheets.isEmpty, options.delimiter != .comma || options.encoding != .utf8 {
      throw SpreadsheetError.mixedForms(paths.first { path in !sheets.values.contains { $0.bytes.name == path } } ?? "")
    }
    var table: Table
    do { table = try DelimitedReader(options).load(origins, isDataset: true) } catch {
      let file = error.diagnostic.place?.file
      guard let sheet = sheets.values.first(where: { $0.bytes.name == file }) else { throw error }
      throw sheet.text.explained(error)
    }
    for (place, sheet) in sheets.sorted(by: { $0.key < $1.key }) {
      if table.sources.indices.contains(place) { table.sources[place] = sheet.source(table.sources[place]) }
      table.notes += sheet.notes.map { "\(sheet.bytes.name): \($0)" }
    }
    return table
  }
}

