public import Columns

/// Reads the tables that publishers issue, each recognised by its columns.
public struct PublishedFile {
  /// What a table's rows say beyond its columns, where the file does not say it.
  public struct Options: Sendable {
    /// The unit of every indicator of the file, where the file names none.
    public var unit: String?
    /// The polarity of every indicator of the file, where the file names none.
    public var polarity: Polarity?
    /// What a year means, where the file does not say it or says it wrongly: mid-year populations are published under
    /// "Reporting year", which elsewhere is 31 March.
    public var yearType: YearType?

    public init(unit: String? = nil, polarity: Polarity? = nil, yearType: YearType? = nil) {
      self.unit = unit
      self.polarity = polarity
      self.yearType = yearType
    }
  }

  /// Whether a table's columns are those of a publication.
  static func fits(_ table: Table) -> Bool {
    let names = Set(table.columnNames)
    return [LAITFile.columns, ExploreEducationFile.columns, FingertipsFile.columns].contains { names.isSuperset(of: $0) }
  }

  /// Reads a table that LAIT, Explore Education Statistics or Fingertips published.
  ///
  /// - Parameters:
  ///   - table: The rows of the file.
  ///   - dictionary: LAIT's data dictionary, which gives units, polarities and kinds of year; nil where there is none.
  ///   - options: What the file does not say.
  /// - Throws: ``PublishedFileError``.
  public static func indicators(
    in table: Table, dictionary: Table? = nil, options: Options = Options()
  ) throws -> IndicatorCollection {
    let names = Set(table.columnNames)
    if names.isSuperset(of: LAITFile.columns) {
      return try LAITFile(table: table, dictionary: dictionary).indicators(options: options)
    }
    if names.isSuperset(of: ExploreEducationFile.columns) {
      return try ExploreEducationFile(table: table).indicators(options: options)
    }
    if names.isSuperset(of: FingertipsFile.columns) {
      return try FingertipsFile(table: table).indicators(options: options)
    }
    throw PublishedFileError.unknownColumns(
      file: table.sources.first?.file ?? "the table", columns: table.columnNames)
  }
}

/// A table that no publisher's format fits, or that contradicts itself.
public enum PublishedFileError: DiagnosableError, Hashable {
  case unknownColumns(file: String, columns: [String])
  case notNumbers(file: String, column: String, row: Int, text: String)
  case contradiction(file: String, row: Int, what: String, first: Double, second: Double)
  case unreadablePeriod(file: String, row: Int, label: String)

  public var diagnostic: Diagnostic {
    switch self {
    case .unknownColumns(let file, let columns):
      let formats: [(String, Set<String>)] = [
        ("LAIT long files", LAITFile.columns), ("Explore Education Statistics files", ExploreEducationFile.columns),
        ("Fingertips downloads", FingertipsFile.columns),
      ]
      let nearest = formats.max { $0.1.intersection(columns).count < $1.1.intersection(columns).count }
      let missing = nearest.map { $0.1.subtracting(columns).sorted() } ?? []
      let looksLike = nearest.map { !$0.1.isDisjoint(with: columns) } ?? false
      return Diagnostic(
        "the columns are those of no known publication", at: .init(file: file, line: 1),
        expectation: looksLike
          ? "\(nearest?.0 ?? "") also have \(missing.joined(separator: ", "))."
          : "LAIT long files, Explore Education Statistics files and Fingertips downloads are known by their columns.",
        hint: "load any other file with load_table(path), then name its columns with table:indicator{...}")
    case .notNumbers(let file, let column, let row, let text):
      return Diagnostic(
        "row \(row): \"\(text)\" is not a number", at: .init(file: file),
        expectation: "Column \"\(column)\" holds values, so each cell is a number or a missing marker.",
        hint: "to read \"\(text)\" as missing, pass missing = {\"\(text)\"}")
    case .contradiction(let file, let row, let what, let first, let second):
      return Diagnostic(
        "row \(row): \(what) is \(Cell.number(second).plainText) here and \(Cell.number(first).plainText) before",
        at: .init(file: file), expectation: "An area has one value in a period.")
    case .unreadablePeriod(let file, let row, let label):
      return Diagnostic("row \(row): \"\(label)\" names no period", at: .init(file: file))
    }
  }
}

/// The cells of a table that a publication's reader asks for.
struct PublishedRows {
  let table: Table
  let file: String

  init(_ table: Table) {
    self.table = table
    file = table.sources.first?.file ?? "the table"
  }

  /// Returns a column's text in a row; a whole number gives its digits, a missing cell gives nothing.
  func text(_ column: Column, _ row: Int) -> String {
    switch column[row] {
    case .missing: ""
    case let cell: cell.plainText
    }
  }

  /// Returns the observation of a cell. In a column that one odd cell has made text the numbers are read as numbers, so
  /// that it is the odd cell that is told.
  func observation(_ column: Column, _ row: Int) throws -> Observation {
    try OperationLimits.check(at: row)
    switch column[row] {
    case .missing(let reason): return .missing(reason)
    case .integer(let value): return .value(Double(value))
    case .number(let value): return .value(value)
    case let cell:
      if let number = Double(cell.plainText), number.isFinite { return .value(number) }
      if let reason = MissingMarkers.published.reason(for: cell.plainText) { return .missing(reason) }
      throw PublishedFileError.notNumbers(file: file, column: column.name, row: row + 1, text: cell.plainText)
    }
  }
}

/// The periods of a file, each label read once.
struct PublishedPeriods {
  private var known: [String: Period] = [:]

  /// Returns the period of a label, reading it with a year type if it is new; nil where it names none.
  mutating func period(_ label: String, yearType: YearType?) -> Period? {
    period(key: "\(label)|\(yearType?.rawValue ?? "")") { () throws(PeriodError) in
      try Period(label, yearType: yearType)
    }
  }

  /// Returns the period of Explore Education's two columns; nil where they name none.
  mutating func period(time: String, identifier: String) -> Period? {
    period(key: "\(time)|\(identifier)") { () throws(PeriodError) in
      try Period(exploreEducation: time, identifier: identifier)
    }
  }

  private mutating func period(key: String, read: () throws(PeriodError) -> Period) -> Period? {
    if let period = known[key] { return period }
    let period = try? read()
    known[key] = period
    return period
  }
}
