public import Columns

/// How a file of delimited text or a sheet of a workbook is to be read, as scripts say it.
public struct LoadingOptions: Sendable {
  public var delimiter: String?
  public var encoding: String?
  public var missing: [String]
  /// The columns that hold text whatever their cells look like.
  public var text: [String]
  /// The columns to read; empty for all.
  public var columns: [String]
  /// What the names of a folder's files end in.
  public var endings: [String]
  /// The sheet of a workbook; nil for the only one that has a table.
  public var sheet: SheetChoice?
  /// The row that names the columns, from one; nil for the first of delimited text, and for a sheet's first with two filled cells.
  public var headerRow: Int?
  /// The name of a column that says which file each row is of; nil for none.
  public var fileColumn: String?

  /// The endings of files of delimited text.
  public static let usualEndings = [".csv", ".csv.gz"]

  public init(
    delimiter: String? = nil, encoding: String? = nil, missing: [String] = [], text: [String] = [], columns: [String] = [],
    endings: [String] = Self.usualEndings, sheet: SheetChoice? = nil, headerRow: Int? = nil, fileColumn: String? = nil
  ) {
    self.delimiter = delimiter
    self.encoding = encoding
    self.missing = missing
    self.text = text
    self.columns = columns
    self.endings = endings
    self.sheet = sheet
    self.headerRow = headerRow
    self.fileColumn = fileColumn
  }

  /// Reads a file into a table: an Arrow file or a workbook, known by its first bytes, or else delimited text.
  ///
  /// - Throws: ``DelimitedError`` with the file, line and column, ``SpreadsheetError`` with the sheet and cell, or ``ArrowError``.
  public func table(_ path: String) throws -> Table {
    switch try PathKind(path) {
    case .savedTable: return try savedTable(path)
    case .workbook: return try recognised(workbookReader(naming: path).read(path: path))
    case .json: throw LoadingError.anotherForm(path, "JSON")
    case .folder, .other: break
    }
    if sheet != nil { throw Self.noWorkbook(path) }
    return try recognised(parted(naming: path) { try $0.read(path: path) })
  }

  /// The table of files, whose cells another mark may part where none is named.
  private func parted(naming name: String, _ read: (DelimitedReader) throws -> Table) throws -> Table {
    guard delimiter == nil, columns.isEmpty else { return try read(reader(naming: name)) }
    let table: Table
    do { table = try read(reader(naming: name)) } catch let error as DelimitedError where error.code == .fieldCount {
      // A comma within a cell makes more cells where another mark parts them.
      for mark in Delimiter.allCases where mark != .comma { if let other = try parted(by: mark, naming: name, read) { return other } }
      throw error
    }
    guard let heading = table.columnNames.first else { return table }
    if let kind = ["<!doctype": "a web page", "<html": "a web page", "<?xml": "XML", "%pdf-": "a PDF document", "{": "JSON", "[{": "JSON"]
      .first(where: { heading.lowercased().trimmingPrefix(while: \.isWhitespace).hasPrefix($0.key) })?.value
    {
      throw LoadingError.anotherForm(table.sources.first?.file ?? name, kind)
    }
    guard table.columns.count == 1, let mark = Delimiter.allCases.first(where: { $0 != .comma && heading.contains($0.rawValue) }) else { return table }
    return try parted(by: mark, naming: name, read) ?? table
  }

  /// The table whose cells a mark parts, with a note that it does; nil where it parts none, or its rows do not fit.
  private func parted(by mark: Delimiter, naming name: String, _ read: (DelimitedReader) throws -> Table) throws -> Table? {
    var other = self
    other.delimiter = String(mark.rawValue)
    var table: Table
    do { table = try read(other.reader(naming: name)) } catch is DelimitedError { return nil }
    guard table.columns.count > 1, !table.columnNames.contains(where: { $0.contains(",") }) else { return nil }
    table.notes.append("cells are parted by \(mark == .tab ? "a tab" : "\"\(mark.rawValue)\"")")
    return table
  }

  /// Reads files, and the files of folders, as one table; one file as ``table(_:)-(String)``.
  ///
  /// The columns of several files are united by name, and each is of the type of all its values.
  ///
  /// - Throws: ``DelimitedError``, ``ArrowError``, and ``LoadingError`` for what cannot be read together.
  public func table(_ paths: [String]) throws -> Table {
    let table = try read(paths)
    return try fileColumn.map { try table.namingFiles(in: $0) } ?? table
  }

  private func read(_ paths: [String]) throws -> Table {
    if paths.count == 1, try PathKind(paths[0]) != .folder { return try table(paths[0]) }
    var files: [String] = []
    var hasWorkbooks = false
    for (place, path) in paths.enumerated() {
      try OperationLimits.check(at: place)
      switch try PathKind(path) {
      case .savedTable: throw LoadingError.savedAmongOthers(path)
      case .json: throw LoadingError.anotherForm(path, "JSON")
      case .other: files.append(path)
      case .workbook:
        hasWorkbooks = true
        files.append(path)
      case .folder:
        let found = try DelimitedReader.files(
          in: path, suffixes: endings, access: OperationLimits.current?.files,
          shouldContinue: { OperationLimits.current?.limits.allowMore ?? true })
        guard !found.isEmpty else { throw LoadingError.noFiles(folder: path, endings: endings) }
        hasWorkbooks = try hasWorkbooks || found.contains { try PathKind($0) == .workbook }
        files += found
      }
    }
    if let twice = Dictionary(grouping: files, by: { $0 }).filter({ $0.value.count > 1 }).keys.min() { throw LoadingError.twice(twice) }
    let name = paths.count == 1 ? paths[0] : "\(files.count) files"
    if sheet != nil, !hasWorkbooks { throw Self.noWorkbook(files.first ?? name) }
    if hasWorkbooks { return try recognised(workbookReader(naming: name).read(paths: files)) }
    return try recognised(parted(naming: name) { try $0.read(paths: files) })
  }

  private static func noWorkbook(_ path: String) -> ArgumentError {
    .unusable("sheet", problem: "\(path) is no workbook", expectation: "Only a workbook (.xlsx, .ods) has sheets: leave sheet out.")
  }

  private func workbookReader(naming name: String) throws -> SpreadsheetReader {
    if let (option, _) = [("delimiter", delimiter), ("encoding", encoding)].first(where: { $0.1 != nil }) {
      throw ArgumentError.unusable(option, problem: "\(name) is a workbook", expectation: "It says itself where its cells end: leave \(option) out.")
    }
    return SpreadsheetReader(try reader(naming: name).options, sheet: sheet)
  }

  /// What sheets a workbook has.
  ///
  /// - Throws: ``SpreadsheetError``.
  public func sheets(_ path: String) throws -> [SheetSummary] { try workbookReader(naming: path).sheets(path: path) }

  /// The table with days and numbers that the reader takes for text.
  private func recognised(_ table: Table) -> Table {
    let table = table.recognisingTexts(keeping: Set(text), markers: MissingMarkers.published.adding(missing))
    // What the caller names is missing in text too; a published marker there may be a word like any other.
    let named = Set(missing.map { $0.lowercased() })
    guard !missing.isEmpty else { return table }
    let columns = table.columns.map { column in
      guard column.type == .text, column.differentTexts.contains(where: { named.contains($0.lowercased()) }) else { return column }
      return column.mappingValues(named: column.name) { cell in
        named.contains(cell.plainText.lowercased()) ? .missing(.unspecified) : cell
      }
    }
    return Table(checked: columns, rowCount: table.rowCount, sources: table.sources, notes: table.notes)
  }

  /// As many as a sheet of a spreadsheet has.
  private static let mostColumns = 16_384

  private func reader(naming name: String) throws -> DelimitedReader {
    var options = DelimitedOptions()
    if let delimiter {
      guard delimiter.count == 1, let mark = delimiter.first.flatMap({ Delimiter(rawValue: $0) }) else {
        throw ArgumentError.notAChoice(delimiter, choices: Delimiter.allCases.map { String($0.rawValue) })
      }
      options.delimiter = mark
    }
    if let encoding { options.encoding = try TextEncoding(named: encoding) }
    for (name, list, most) in [("missing", missing, 1000), ("text", text, Self.mostColumns), ("columns", columns, Self.mostColumns)]
    where list.count > most {
      throw ArgumentError.unusable(name, problem: "it holds \(PrintedNumber.of(list.count)) texts", expectation: "At most \(PrintedNumber.of(most)).")
    }
    if let headerRow, headerRow < 1 {
      throw ArgumentError.unusable("header_row", problem: "it is \(headerRow)", expectation: "Rows count from one.")
    }
    options.headerRow = headerRow
    options.markers = options.markers.adding(missing)
    for name in text { options.types[name] = .text }
    if !columns.isEmpty { options.columns = columns }
    if let current = OperationLimits.current {
      let limits = current.limits
      options.shouldContinue = { limits.allowMore }
      options.access = current.files
      // A table takes less than its text, nearly always.
      if let most = limits.memoryBytes { options.maximumTextBytes = min(options.maximumTextBytes, most) }
    }
    if let listener = LoadingListener.current { options.progress = { listener.hear(name, $0, $1) } }
    return DelimitedReader(options)
  }

  /// Opens a saved table, which knows its own types and missing values.
  private func savedTable(_ path: String) throws -> Table {
    let given = [
      ("delimiter", delimiter != nil), ("encoding", encoding != nil), ("missing", !missing.isEmpty), ("text", !text.isEmpty),
      ("sheet", sheet != nil), ("header_row", headerRow != nil),
    ]
    if let (name, _) = given.first(where: { $0.1 }) {
      throw ArgumentError.unusable(
        name, problem: "\(path) is an Arrow file", expectation: "It says itself what its columns hold: leave \(name) out.")
    }
    var reader = ArrowFileReader(columns: columns.isEmpty ? nil : columns)
    reader.access = OperationLimits.current?.files
    return try reader.read(path: path)
  }
}

/// What a path names, as far as that decides how it is read.
private enum PathKind {
  case folder, savedTable, workbook, json, other

  init(_ path: String) throws(FileError) {
    do {
      let file = try InputFile(path: path, access: OperationLimits.current?.files)
      var first = [UInt8](repeating: 0, count: 8)
      // Safe: the memory is the array's own and outlives the call.
      let count = unsafe first.withUnsafeMutableBytes { bytes in Result { () throws(FileError) in unsafe try file.readBytes(into: bytes) } }
      let known = try first.prefix(count.get())
      self =
        known.starts(with: "ARROW1".utf8) ? .savedTable : SpreadsheetReader.isSpreadsheet(known) ? .workbook : Self.isJSON(known) ? .json : .other
    } catch {
      // The reader words whatever else is wrong with the file.
      self = error.code == .directory ? .folder : .other
    }
  }

  /// Whether bytes begin as JSON does; a heading may begin with `[`, as `[note 1]` does.
  private static func isJSON(_ start: some Collection<UInt8>) -> Bool {
    let text = start.drop { $0 == 0xEF || $0 == 0xBB || $0 == 0xBF || $0 <= UInt8(ascii: " ") }
    guard text.first == UInt8(ascii: "["), let next = text.dropFirst().first(where: { $0 > UInt8(ascii: " ") }) else { return text.first == UInt8(ascii: "{") }
    return next == UInt8(ascii: "{") || next == UInt8(ascii: "[")
  }
}

/// Files that can't be read together.
public enum LoadingError: DiagnosableError, Hashable {
  case savedAmongOthers(String)
  case noFiles(folder: String, endings: [String])
  /// A file is named twice, or by itself and by its folder.
  case twice(String)
  /// A file holds something else than delimited text.
  case anotherForm(String, String)

  public var diagnostic: Diagnostic {
    switch self {
    case .savedAmongOthers(let path):
      Diagnostic(
        "an Arrow file is loaded by itself, and not with others", at: .init(file: path),
        expectation: "Files of delimited text can be read together: .csv and .csv.gz.")
    case .twice(let path):
      Diagnostic("a file is named twice", at: .init(file: path), expectation: "Its rows would count twice.")
    case .anotherForm(let path, let kind):
      Diagnostic("it is \(kind)", at: .init(file: path, line: 1), expectation: "Delimited text (.csv), a workbook (.xlsx, .ods), or an Arrow file.",
        hint: kind == "JSON" && path.hasSuffix("json") && !path.hasSuffix(".json") ? "England's authorities need no file: boundary_map and hex_map have them" : nil)
    case .noFiles(let folder, let endings):
      Diagnostic(
        "no file in this folder ends in \(endings.joined(separator: " or "))", at: .init(file: folder),
        hint: "name the folder that the files lie in, or what their names end in: ending = \".txt\"")
    }
  }
}

extension Table {
  /// The table with a column that says which of its files each row was read from: by the file's name, and by its path where two have one name.
  fileprivate func namingFiles(in column: String) throws -> Table {
    func refused(_ problem: String, _ expectation: String) -> ArgumentError { .unusable("file_column", problem: problem, expectation: expectation) }
    guard columnIfPresent(column) == nil else { throw refused("there is a column \"\(column)\" already", "Give it another name.") }
    guard sources.reduce(0, { $0 + $1.rowCount }) == rowCount else {
      throw refused("the file was saved from others", "It no longer tells which of its rows are whose.")
    }
    func lastPart(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
    let isTold = Set(sources.map { lastPart($0.file) }).count == sources.count
    // A saved table can name a file twice.
    let texts = Array(Set(sources.map { isTold ? lastPart($0.file) : $0.file })).sorted()
    let codes = Dictionary(uniqueKeysWithValues: texts.enumerated().map { ($1, UInt32($0)) })
    try OperationLimits.forQueries.checkMemory(rowCount * 8, for: "the files of the rows")
    let rows = sources.flatMap { [UInt32](repeating: codes[isTold ? lastPart($0.file) : $0.file] ?? 0, count: $0.rowCount) }
    return try adding(Column(column, codes: rows, texts: texts, presence: nil))
  }
}

/// Hears how far the files of an operation have been read, how far its queries have come, and what its figures leave out.
///
/// ```swift
/// let listener = LoadingListener { file, bytesRead, totalBytes in ... }
/// try LoadingListener.$current.withValue(listener) { try session.run(script, name: "query.lua") }
/// ```
public final class LoadingListener: Sendable {
  /// The listener of the running task, or nil where nobody listens.
  @TaskLocal public static var current: LoadingListener?

  /// Called as a file is read, with its path, the bytes read so far and its size.
  let hear: @Sendable (_ file: String, _ bytesRead: Int, _ totalBytes: Int) -> Void

  /// Called as a query goes over rows, from any of its threads, with how many parts are begun and of how many.
  let work: (@Sendable (_ begun: Int, _ parts: Int) -> Void)?

  /// Called with what a figure leaves out that a script is given as a number, which carries no note.
  let remark: (@Sendable (String) -> Void)?

  /// Called with what a thing is called that a script called by another tool's name.
  package let naming: (@Sendable (String) -> Void)?

  public init(
    _ hear: @escaping @Sendable (_ file: String, _ bytesRead: Int, _ totalBytes: Int) -> Void,
    work: (@Sendable (_ begun: Int, _ parts: Int) -> Void)? = nil, remark: (@Sendable (String) -> Void)? = nil,
    naming: (@Sendable (String) -> Void)? = nil
  ) {
    self.hear = hear
    self.work = work
    self.remark = remark
    self.naming = naming
  }
}

extension Operation {
  private static let delimiter = Parameter<String?>("delimiter", "The mark between cells: , ; | or a tab.", otherwise: "a comma, or the mark that the first line has in its place")
  private static let encoding = Parameter<String?>("encoding", "utf-8 or windows-1252.", otherwise: "\"utf-8\"")
  private static let missing = Parameter<[String]>(
    "missing", "Further texts that stand for a missing value.", default: [], words: "the published markers: c, x, z, low, .. and the like")

  private static let sheet = Parameter<SheetChoice?>(
    "sheet", "The sheet of a workbook: its name, or its number from 1.", otherwise: "the only one that has a table")

  /// Reads a table.
  static let loadTable = Operation(
    "load_table", summary: "The rows of .csv or .csv.gz files or of a workbook's sheet, with types inferred from the whole of each column, or of an Arrow file.",
    discussion: """
      Several files, or those of a folder and the folders in it, in the order of their paths, make one table: columns are \
      united by name, and a column that a file lacks is not available in its rows. Workbooks (.xlsx, .ods) and Arrow files are known by \
      their first bytes, whatever they are called. Of a sheet the first row with two filled cells names the columns, unless header_row says \
      otherwise; a formula counts with its stored result, and an error such as #N/A is missing. \
      Published markers such as c, x, z, low and .. are missing values that keep their reason, in columns of numbers and \
      dates; in a column of text only an empty cell is missing, and what missing names. A column all of whose texts are days with the day first \
      (31/03/2025) or numbers with commas, one sign of money or % is read as such, and a note says so. A note also tells of a \
      column that a few texts keep from being one of numbers or days.
      """,
    example: """
      #load_table(examples .. "/south-tees/contributions-2020-21.csv")
      --> 8
      """,
    Parameter<[String]>("path", "The file, a folder of files, or a list of both."), delimiter, encoding, missing,
    Parameter<[String]>("text", "Columns that hold text whatever their cells look like.", default: [], words: "none"),
    Parameter<[String]>("columns", "The columns to read, in their order.", default: [], words: "all"),
    Parameter<[String]>(
      "ending", "What the names of a folder's files end in, such as -street.csv or .xlsx.", default: LoadingOptions.usualEndings,
      words: ".csv or .csv.gz"),
    sheet,
    Parameter<Int?>(
      "header_row", "The row that names the columns, from 1; rows above it are passed over.",
      otherwise: "the first, of a sheet the first with two filled cells"),
    Parameter<String?>("file_column", "The name of a column that says which file each row is of.", otherwise: "no such column")
  ) { paths, delimiter, encoding, missing, text, columns, endings, sheet, headerRow, fileColumn in
    try LoadingOptions(
      delimiter: delimiter, encoding: encoding, missing: missing, text: text, columns: columns, endings: endings, sheet: sheet,
      headerRow: headerRow, fileColumn: fileColumn
    ).table(paths)
  }

  /// Lists the sheets of a workbook.
  static let sheets = Operation(
    "sheets", summary: "The sheets of a workbook (.xlsx, .ods): name, rows and columns up to the last that is filled, and whether it is hidden.",
    example: """
      sheets(examples .. "/cover/cover-2018-19-q4.xlsx")[7].name
      --> Data file
      """,
    Parameter<String>("path", "The workbook.")
  ) { path in
    let sheets = try LoadingOptions().sheets(path)
    return try Table([
      Column("name", texts: sheets.map(\.name)), Column("rows", integers: sheets.map(\.rowCount)),
      Column("columns", integers: sheets.map(\.columnCount)), Column("hidden", booleans: sheets.map(\.isHidden), presence: nil),
    ])
  }

  /// Opens a file as what it holds.
  static let open = Operation(
    "open", summary: "A file as what its columns say that it is: incidents, indicators, statistical neighbours, or else a table.",
    discussion: """
      Files of data.police.uk are incidents; those of LAIT, Explore Education Statistics and Fingertips are indicators, \
      with LAIT's data_dictionary.csv where it lies beside its file. \
      load_incidents, load_indicators, load_neighbours and load_table take what such a file does not say by itself.
      """,
    example: """
      open(examples .. "/police/2019-09-cleveland-street.csv.gz"):count{by = "type"}[1].type
      --> Anti-social behaviour
      """,
    Parameter<[String]>("path", "The file, a folder of files, or a list of both."), sheet
  ) { (paths: [String], sheet: SheetChoice?) -> Value in
    let table = try LoadingOptions(sheet: sheet).table(paths)
    if (try? PoliceFile(of: table)) != nil { return .object(try Incidents(tables: [table])) }
    if PublishedFile.fits(table) {
      let dictionary = try paths.first.flatMap(Self.dictionary)
      return .object(try PublishedFile.indicators(in: table, dictionary: dictionary))
    }
    if NeighbourEdition.fits(table), let path = paths.first {
      return .object(try NeighbourEdition(table: table, name: NeighbourEdition.name(ofFile: path)))
    }
    return .object(table)
  }

  /// LAIT's data dictionary where it lies beside a file of LAIT's.
  private static func dictionary(beside path: String) throws -> Table? {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let names = ["data_dictionary.csv", "data-dictionary.csv"].map { folder + $0 }
    return try names.first { (try? InputFile(path: $0, access: OperationLimits.current?.files)) != nil }.map { try LoadingOptions().table($0) }
  }

  /// Reads the indicators of a publication.
  static let loadIndicators = Operation(
    "load_indicators", summary: "The indicators of a LAIT, Explore Education Statistics or Fingertips file, known by its columns.",
    discussion: """
      LAIT's units, polarities and kinds of year stand in its data dictionary, which is taken where it lies beside the file. The other files say neither unit \
      nor polarity; give them where the names of the columns do not tell. DfE's file of populations has \
      mid-year estimates under "Reporting year", which elsewhere means 31 March: it is known by its one column, \
      population_estimate; give other such files year_type = "mid-year".
      """,
    example: """
      load_indicators(examples .. "/lait/safeguarding-measures.csv.gz", {dictionary = examples .. "/lait/data-dictionary.csv"})
      --> 53 indicators, LAIT long file
      """,
    Parameter<String>("path", "The file."),
    Parameter<String?>("dictionary", "LAIT's data dictionary.", otherwise: "data_dictionary.csv beside the file, if there is one"),
    Parameter<String?>("unit", "The unit of every indicator, where the file names none.", otherwise: "what names of columns tell"),
    Parameter<Polarity?>("polarity", "Which way is good, where the file does not say.", otherwise: "what the dictionary says"),
    delimiter, encoding, missing,
    Parameter<YearType?>("year_type", "What a year means, where the file does not say it or says it wrongly.", otherwise: "what the file tells")
  ) { path, dictionary, unit, polarity, delimiter, encoding, missing, yearType in
    let options = LoadingOptions(delimiter: delimiter, encoding: encoding, missing: missing)
    return try PublishedFile.indicators(
      in: options.table(path), dictionary: try dictionary.map { try LoadingOptions().table($0) } ?? Self.dictionary(beside: path),
      options: .init(unit: unit, polarity: polarity, yearType: yearType))
  }

  /// Reads statistical neighbours.
  static let loadNeighbours = Operation(
    "load_neighbours", summary: "An edition of DfE's statistical neighbours.",
    example: """
      load_neighbours(examples .. "/lait/statistical-neighbours-2025-05.csv", {edition = "May 2025"}):of("Middlesbrough")[10].area
      --> Salford
      """,
    Parameter<String>("path", "The file, with la_number, rank, neighbour_la_number and closeness."),
    Parameter<String?>("edition", "The name of the edition.", otherwise: "the name of the file")
  ) { path, edition in
    try NeighbourEdition(table: LoadingOptions().table(path), name: edition ?? NeighbourEdition.name(ofFile: path))
  }

  /// Reads incidents.
  static let loadIncidents = Operation(
    "load_incidents", summary: "Incidents from files of data.police.uk: street-level crime, or stop and search.",
    discussion: """
      Extracts under shorter names (month, force, lsoa, crime_type) are read too. Months, quarters and financial years are worked \
      out, and days and hours in London where there are times. A folder's files are read together: name their kind with ending, \
      such as "-street.csv", since the police publish three kinds side by side. Areas are found by LSOA where look-ups are given: a table of LSOAs \
      and authorities, or ONS's of 2011 to 2021 codes, of 2021 codes to districts, and of districts to upper-tier authorities \
      together, which resolve the codes of both censuses.
      """,
    example: """
      load_incidents(examples .. "/police/2019-09-cleveland-street.csv.gz").n
      --> 8417
      """,
    Parameter<[String]>("paths", "The files, of one kind, or folders of them."),
    Parameter<[AreaLookupSource]>("areas", "Look-ups from LSOA to local authority.", default: [], words: "none"), delimiter, encoding,
    Parameter<[String]>(
      "ending", "What the names of a folder's files end in, such as -street.csv.", default: LoadingOptions.usualEndings,
      words: ".csv or .csv.gz")
  ) { paths, areas, delimiter, encoding, endings in
    try Incidents(
      tables: [LoadingOptions(delimiter: delimiter, encoding: encoding, endings: endings).table(paths)],
      areas: areas.isEmpty ? nil : AreaLookup(areas.map { try $0.table() }))
  }

  /// Reads contributions.
  static let loadContributions = Operation(
    "load_contributions", summary: "What each agency pays, from a file with a column of names and one of pounds.",
    example: """
      load_contributions(examples .. "/south-tees/contributions-2020-21.csv").total
      --> 270047
      """,
    Parameter<String>("path", "The file.")
  ) { path in
    let table = try LoadingOptions().table(path)
    guard let amounts = try PayerAmounts.argument(.object(table)) else {
      throw TableError.badRequest(
        "\(path) has no column of names beside a column of pounds",
        expectation: "The first column of text holds the payers, and the first column of numbers the pounds.")
    }
    return amounts.contributions
  }
}
