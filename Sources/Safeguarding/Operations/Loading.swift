public import Columns

/// How a file of delimited text is to be read, as scripts say it.
public struct LoadingOptions: Sendable {
  public var delimiter: String?
  public var encoding: String?
  public var missing: [String]
  /// The columns that hold text whatever their cells look like.
  public var text: [String]

  public init(delimiter: String? = nil, encoding: String? = nil, missing: [String] = [], text: [String] = []) {
    self.delimiter = delimiter
    self.encoding = encoding
    self.missing = missing
    self.text = text
  }

  /// Reads a file into a table.
  ///
  /// - Throws: ``DelimitedError`` with the file, line and column.
  public func table(_ path: String) throws -> Table {
    var options = DelimitedOptions()
    if let delimiter {
      guard delimiter.count == 1, let mark = delimiter.first.flatMap({ Delimiter(rawValue: $0) }) else {
        throw ArgumentError.notAChoice(delimiter, choices: Delimiter.allCases.map { String($0.rawValue) })
      }
      options.delimiter = mark
    }
    if let encoding { options.encoding = try TextEncoding(named: encoding) }
    options.markers = options.markers.adding(missing)
    for name in text { options.types[name] = .text }
    if let listener = LoadingListener.current { options.progress = { listener.hear(path, $0, $1) } }
    return try DelimitedReader(options).read(path: path)
  }
}

/// Hears how far the files of an operation have been read.
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

  public init(_ hear: @escaping @Sendable (_ file: String, _ bytesRead: Int, _ totalBytes: Int) -> Void) {
    self.hear = hear
  }
}

extension Operation {
  private static let delimiter = Parameter<String?>("delimiter", "The mark between cells: , ; | or a tab.", otherwise: "\",\"")
  private static let encoding = Parameter<String?>("encoding", "utf-8 or windows-1252.", otherwise: "\"utf-8\"")
  private static let missing = Parameter<[String]>(
    "missing", "Further texts that stand for a missing value.", default: [], words: "the published markers: c, x, z, low, .. and the like")

  /// Reads a table.
  static let loadTable = Operation(
    "load_table", summary: "The rows of a .csv or .csv.gz file, with types inferred from the whole of each column.",
    discussion: """
      Published markers such as c, x, z, low and .. are missing values that keep their reason, in columns of numbers and \
      dates; in a column of text only an empty cell is missing.
      """,
    example: """
      #load_table(examples .. "/south-tees/contributions-2020-21.csv")
      --> 8
      """,
    Parameter<String>("path", "The file."), delimiter, encoding, missing,
    Parameter<[String]>("text", "Columns that hold text whatever their cells look like.", default: [], words: "none")
  ) { path, delimiter, encoding, missing, text in
    try LoadingOptions(delimiter: delimiter, encoding: encoding, missing: missing, text: text).table(path)
  }

  /// Reads the indicators of a publication.
  static let loadIndicators = Operation(
    "load_indicators", summary: "The indicators of a LAIT, Explore Education Statistics or Fingertips file, known by its columns.",
    discussion: """
      LAIT's units, polarities and kinds of year stand in its data dictionary: name it. The other files say neither unit \
      nor polarity; give them where the names of the columns do not tell.
      """,
    example: """
      load_indicators(examples .. "/lait/safeguarding-measures.csv.gz", {dictionary = examples .. "/lait/data-dictionary.csv"})
      --> 53 indicators, LAIT long file
      """,
    Parameter<String>("path", "The file."),
    Parameter<String?>("dictionary", "LAIT's data dictionary.", otherwise: "none"),
    Parameter<String?>("unit", "The unit of every indicator, where the file names none.", otherwise: "what names of columns tell"),
    Parameter<Polarity?>("polarity", "Which way is good, where the file does not say.", otherwise: "what the dictionary says"),
    delimiter, encoding, missing
  ) { path, dictionary, unit, polarity, delimiter, encoding, missing in
    let options = LoadingOptions(delimiter: delimiter, encoding: encoding, missing: missing)
    return try PublishedFile.indicators(
      in: options.table(path), dictionary: dictionary.map { try LoadingOptions().table($0) },
      options: .init(unit: unit, polarity: polarity))
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
    let name = path.split(separator: "/").last.map { $0.prefix { $0 != "." } }.map(String.init) ?? path
    return try NeighbourEdition(table: LoadingOptions().table(path), name: edition ?? name)
  }

  /// Reads incidents.
  static let loadIncidents = Operation(
    "load_incidents", summary: "Incidents from files of data.police.uk: street-level crime, or stop and search.",
    discussion: "Months, quarters and financial years are worked out; areas are found by LSOA where a look-up is given.",
    example: """
      load_incidents(examples .. "/police/2019-09-cleveland-street.csv.gz").n
      --> 8417
      """,
    Parameter<[String]>("paths", "The files, of one kind."),
    Parameter<String?>("areas", "A look-up from LSOA to local authority, with lsoa_code and la_code.", otherwise: "none")
  ) { paths, areas in
    try Incidents(
      tables: paths.map { try LoadingOptions().table($0) }, areas: areas.map { try LoadingOptions().table($0) })
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
