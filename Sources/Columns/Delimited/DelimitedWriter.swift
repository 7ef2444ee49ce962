/// Writes tables as delimited text, such as CSV.
///
/// ```swift
/// try DelimitedWriter().write(table, to: "rates.csv")
/// ```
///
/// The text is UTF-8 without a mark, ends each row with LF, and puts a cell in quotes only where RFC 4180 needs them.
/// Numbers are written in full, whatever their `decimals`.
///
/// What is written reads back equal, values, types and reasons, if the reader is given the table's `columnTypes`. It
/// does so without them too, unless a column of text holds nothing but numbers, dates or the like, or a column of
/// another type holds no value at all. A text of no letters reads back as missing, a reason other than "not given"
/// in a column of text reads back as its symbol, and a number that is not finite is written as missing.
public struct DelimitedWriter: Sendable {
  /// What is written where a value is missing.
  public enum MissingText: Hashable, Sendable {
    /// The symbol of the reason, such as `[c]`; a missing text without a reason is an empty cell.
    case symbol
    /// Nothing, so that the reason is lost.
    case empty
  }

  public var delimiter: Delimiter
  public var missingText: MissingText

  public init(delimiter: Delimiter = .comma, missingText: MissingText = .symbol) {
    self.delimiter = delimiter
    self.missingText = missingText
  }

  /// The table as text, the names of the columns in the first row.
  public func text(of table: Table) -> String { String(decoding: bytes(of: table), as: UTF8.self) }

  /// The table as UTF-8.
  public func bytes(of table: Table) -> [UInt8] {
    var bytes: [UInt8] = []
    var rows = DelimitedRows(of: table, by: self)
    while rows.appendRows(to: &bytes, upTo: .max) {}
    return bytes
  }

  /// Writes the table to a file in one step: a failure leaves what stood there before.
  ///
  /// - Parameters:
  ///   - access: The folders that the file has to lie in; nil for any.
  ///   - replaces: Whether it takes the place of a file that holds something else.
  ///   - limits: When to stop, asked for each MiB.
  /// - Throws: ``FileError``, and ``QueryError`` where the limits end it.
  public func write(_ table: Table, to path: String, access: FileAccess? = nil, replaces: Bool = true, limits: QueryLimits? = nil) throws {
    var file = try AtomicFile(path: path, access: access, replaces: replaces)
    var rows = DelimitedRows(of: table, by: self)
    var bytes: [UInt8] = []
    while rows.appendRows(to: &bytes, upTo: 1 << 20) {
      try limits?.check()
      try file.append(bytes)
      bytes.removeAll(keepingCapacity: true)
    }
    try file.append(bytes)
    try file.commit()
  }
}

extension Table {
  /// The type of each column by name, in the form that a reader takes.
  public var columnTypes: [String: ColumnType] {
    Dictionary(columns.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
  }
}
