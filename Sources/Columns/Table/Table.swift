/// Columns of equal length, each with its own name, and word of where they came from.
public struct Table: Hashable, Sendable {
  /// The columns, in the order in which they print.
  public let columns: [Column]

  /// The place of each name, where columns are so many that looking through them takes long; nil for others.
  private let places: [String: Int]?

  /// The number of rows.
  public let rowCount: Int

  /// The files that the rows were read from, in the order in which they were read.
  public var sources: [TableSource]

  /// What a reader must know beside the figures, such as how many values were left out of a sum and why.
  public var notes: [String]

  /// The calls of a script that made the table of what its sources hold, in their order and as they are written.
  package var calls: [String] = []

  /// The columns that somebody had the rows put in order by: of a wide table these are what is looked at.
  package var orderedBy: [String] = []

  /// The columns that calls of a script added to those there were, the latest first: of a wide table these are looked at too.
  package var added: [String] = []

  /// The order that the rows are known to stand in, where one was declared.
  var clustering: Clustering?

  /// The longer runs of the clustering's first key, its first two, and so on.
  var coarserClusterings: [Clustering] = []

  /// Copies of some columns in other orders, for the questions that they serve.
  var projections: [Table] = []

  /// Creates a table.
  ///
  /// - Throws: ``TableError`` if a name occurs twice, or if the columns are of different lengths.
  public init(_ columns: [Column], sources: [TableSource] = [], notes: [String] = []) throws(TableError) {
    var names: Set<String> = []
    for column in columns {
      guard names.insert(column.name).inserted else { throw .nameTaken(column.name) }
      guard column.count == columns[0].count else {
        throw .differentLengths(columns[0].name, columns[0].count, column.name, column.count)
      }
    }
    self.init(checked: columns, rowCount: columns.first?.count ?? 0, sources: sources, notes: notes)
  }

  /// Creates a table from columns that are known to have different names and one length.
  package init(checked columns: [Column], rowCount: Int, sources: [TableSource] = [], notes: [String] = []) {
    // One division into chunks for all columns, so that a scan takes the same rows of each. A column in one piece is
    // divided as the others are, which copies nothing.
    let divided = columns.first { $0.starts.count > 1 } ?? columns.first
    let isAligned = columns.allSatisfy { $0.starts.count == 1 || $0.starts == divided?.starts }
    let chunkRows = isAligned ? divided?.chunks.map(\.rowCount) ?? [] : [rowCount]
    self.columns = columns.map { $0.divided(chunkRows) }
    places = columns.count > 64 ? Dictionary(columns.indices.map { (columns[$0].name, $0) }, uniquingKeysWith: { first, _ in first }) : nil
    self.rowCount = rowCount
    self.sources = sources
    self.notes = notes
  }

  /// Whether both have the same columns, sources and notes; the orders that are known of them don't count, nor the calls.
  public static func == (one: Table, other: Table) -> Bool {
    one.rowCount == other.rowCount && one.columns == other.columns && one.sources == other.sources
      && one.notes == other.notes
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(rowCount)
    hasher.combine(columns)
  }

  /// The columns that the rows are known to stand in the order of; none where no order was declared.
  public var clusteringKeys: [String] { clustering?.keys ?? [] }

  /// The names of the columns.
  public var columnNames: [String] { columns.map(\.name) }

  /// Returns the column of a name, or nil where there is none.
  public func columnIfPresent(_ name: String) -> Column? {
    if let places { return places[name].map { columns[$0] } }
    return columns.first { $0.name == name }
  }

  /// Returns the column of a name.
  ///
  /// - Throws: ``TableError/noColumn(_:available:)``, which offers the nearest name.
  public func column(_ name: String) throws(TableError) -> Column {
    guard let column = columnIfPresent(name) else { throw .noColumn(name, available: columnNames) }
    return column
  }

  /// Returns the cells of a row, in the order of the columns.
  public func row(_ row: Int) -> [Cell] { columns.map { $0[row] } }

  /// Returns the table with only some rows, in the order given.
  public func selecting(rows: [Int]) -> Table {
    Table(checked: columns.map { $0.selecting(rows) }, rowCount: rows.count, sources: sources, notes: notes)
  }

  /// Returns the table with only some columns, in the order given.
  public func selecting(columns names: [String]) throws(TableError) -> Table {
    var chosen: [Column] = []
    for name in names { chosen.append(try column(name)) }
    return try Table(chosen, sources: sources, notes: notes)
  }

  /// Returns the table with one more column, or with a column of the same name replaced.
  ///
  /// The orders that are known of the table stay known, but for those that the replaced column takes part in.
  public func adding(_ column: Column) throws(TableError) -> Table {
    guard columns.isEmpty || column.count == rowCount else {
      throw .differentLengths(columns[0].name, rowCount, column.name, column.count)
    }
    var copy = columns
    if let place = copy.firstIndex(where: { $0.name == column.name }) {
      copy[place] = column
    } else {
      copy.append(column)
    }
    var table = Table(checked: copy, rowCount: column.count, sources: sources, notes: notes)
    if let clustering, !clustering.keys.contains(column.name), column.starts.count <= 1 {
      table.clustering = clustering
      table.coarserClusterings = coarserClusterings
    }
    table.projections = projections.filter { $0.columnIfPresent(column.name) == nil }
    return table
  }
}

/// A file that a table was read from, so that a figure can say where it came from.
public struct TableSource: Hashable, Sendable {
  /// The file as the reader was given it.
  public var file: String
  /// The size of the file in bytes, as it stands on the disk.
  public var byteCount: Int
  /// The CRC-32 of those bytes in eight hexadecimal digits: two files with different sums are different files.
  public var checksum: String
  /// The rows read from it, the header not counted.
  public var rowCount: Int
  /// The sheet that they stand in, where the file is a workbook.
  public var sheet: String?

  public init(file: String, byteCount: Int, checksum: String, rowCount: Int, sheet: String? = nil) {
    self.file = file
    self.byteCount = byteCount
    self.checksum = checksum
    self.rowCount = rowCount
    self.sheet = sheet
  }
}

/// A table that cannot be made or asked as it was.
public enum TableError: DiagnosableError, Hashable {
  case nameTaken(String)
  case differentLengths(String, Int, String, Int)
  case noColumn(String, available: [String])
  case wrongType(column: String, is: ColumnType, wanted: String)
  case badRequest(String, expectation: String?)

  public var diagnostic: Diagnostic {
    switch self {
    case .nameTaken(let name):
      Diagnostic("two columns are called \"\(name)\"", expectation: "Each column of a table has a name of its own.")
    case .differentLengths(let first, let firstCount, let second, let secondCount):
      Diagnostic(
        "column \"\(first)\" has \(firstCount) rows and column \"\(second)\" has \(secondCount)",
        expectation: "The columns of a table are of one length.")
    case .noColumn(let name, let available):
      Diagnostic(
        "there is no column \"\(name)\"",
        expectation: "The columns are \(NearestName.listed(available, near: name, seenBy: "print(t.columns)")).",
        hint: NearestName.hint(forPart: name, among: available))
    case .wrongType(let column, let type, let wanted):
      Diagnostic("column \"\(column)\" holds \(type.words)", expectation: "\(wanted).")
    case .badRequest(let problem, let expectation):
      Diagnostic(problem, expectation: expectation)
    }
  }
}
