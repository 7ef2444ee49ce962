/// Reads tables from files of delimited text, such as CSV, packed with gzip or not.
///
/// ```swift
/// let table = try DelimitedReader().read(path: "b1_children_in_need_2013_to_2025.csv")
/// ```
///
/// **Rows.** The first row names the columns, and each other row has as many cells. Cells and rows are divided as RFC
/// 4180 says, with any of LF, CRLF and CR as the end of a row. An empty line is no row. A quote inside a cell that does
/// not begin with one is a letter: `5" pipe`.
///
/// **Types.** A column that is not declared is of the narrowest type that holds all of its values: whole numbers,
/// numbers, booleans (`true` and `false`), dates (`2019-09-30`), times (with their offset) or text. A column stays text
/// if reading it as anything else would lose something: a leading zero or plus, digits that an `Int` does not hold, or
/// whole numbers beyond 2^53 beside numbers with a point. Spaces around a value that is not text do not count.
///
/// **Missing values.** In a column of text the empty cell is missing. In any other the empty cell and the markers are,
/// each with its reason. A column with markers and no value is of numbers; one of empty cells alone is text.
///
/// **Errors.** ``DelimitedError`` says where: the file, the line and the byte in the line, both from one. Of several
/// faults the first in the file is reported, except that a damaged gzip file is reported as damaged.
///
/// - Complexity: O(bytes). Memory holds the columns, what the blocks showed of columns other than free text, and for each
///   thread one step of the file, which is at least as long as its longest row.
public struct DelimitedReader: Sendable {
  public var options: DelimitedOptions

  /// The bytes that a step reads, at least one. Tests make it small; the outcome never depends on it.
  package var stepBytes = 1 << 18

  /// The most rows of a chunk of a column, unless one step has more. Tests make it small; the outcome never depends on it.
  package var chunkRows = 1 << 19

  /// The most different values of a column that are kept sorted, at most 65,536; a column of more different texts keeps
  /// them as they come where most of them differ. Tests make it small; the outcome never depends on it.
  package var codedLimit = 1 << 16

  /// The bytes of text that are worth another thread. Tests make it small; the outcome never depends on it.
  package var bytesPerThread = 1 << 20

  public init(_ options: DelimitedOptions = DelimitedOptions()) { self.options = options }

  /// Reads a regular file. Whether it is packed is seen from its first bytes, not from its name.
  ///
  /// - Returns: A table whose `sources` name the file as given, its size and its checksum.
  /// - Throws: ``DelimitedError``.
  public func read(path: String) throws(DelimitedError) -> Table {
    try load([.path(path)], isDataset: false)
  }

  /// Reads bytes that are in memory already, packed or not, as a file of the given name.
  ///
  /// - Throws: ``DelimitedError``.
  public func read(bytes: [UInt8], name: String) throws(DelimitedError) -> Table {
    try load([.bytes(bytes, name: name)], isDataset: false)
  }

  func load(_ origins: [BlockSource.Origin], isDataset: Bool) throws(DelimitedError) -> Table {
    let sizes = DelimitedLoad.Sizes(
      stepBytes: max(1, stepBytes), chunkRows: max(1, chunkRows), codedLimit: min(max(1, codedLimit), 1 << 16),
      bytesPerThread: max(1, bytesPerThread))
    return try DelimitedLoad(origins: origins, options: options, sizes: sizes, isDataset: isDataset).table()
  }
}
