#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How a file of delimited text is to be read, and the limits that it is held to.
///
/// ```swift
/// var options = DelimitedOptions()
/// options.types = ["old_la_code": .text]
/// options.markers = MissingMarkers.published.adding(["not recorded"])
/// ```
public struct DelimitedOptions: Sendable {
  /// The mark between two cells of a row.
  public var delimiter: Delimiter

  /// The encoding of the text.
  public var encoding: TextEncoding

  /// The texts that stand for a missing value in columns of numbers, dates, times and booleans.
  ///
  /// A marker that could also be a value, such as `-99`, is a marker wherever it stands.
  public var markers: MissingMarkers

  /// The types of some columns by name; the type of any other is inferred from all of its cells.
  public var types: [String: ColumnType]

  /// The row that names the columns, from one, empty lines counted too; nil for the first that is not empty. Rows above it, such as
  /// a title, are passed over, however many cells they have.
  public var headerRow: Int?

  /// The columns to read, in the order in which the table is to have them; nil reads all in the file's order.
  public var columns: [String]?

  /// Columns that the file must have, whether they are read or not.
  public var requiredColumns: [String]

  /// The most bytes that one row may take, from 1 to 256 MiB. A quote that is never closed would otherwise take in the
  /// rest of the file.
  public var maximumRecordBytes: Int

  /// The most bytes of text to read, counted after unpacking, so that a small file cannot unpack without end.
  public var maximumTextBytes: Int

  /// The folders that files have to lie in; nil for any.
  public var access: FileAccess?

  /// The threads that decode, at least one: as many as there are processors, up to eight.
  public var threads: Int

  /// Called as the file is read, with the bytes read from the disk so far and the size of the file. One call at a time,
  /// from any thread.
  public var progress: (@Sendable (_ bytesRead: Int, _ totalBytes: Int) -> Void)?

  /// Asked many times a second, from any thread; the reader stops with ``DelimitedError/Code/cancelled`` when it answers false.
  public var shouldContinue: (@Sendable () -> Bool)?

  /// Creates options for commas, UTF-8, the published markers, inferred types and generous limits.
  public init(
    delimiter: Delimiter = .comma, encoding: TextEncoding = .utf8, markers: MissingMarkers = .published,
    types: [String: ColumnType] = [:], columns: [String]? = nil, requiredColumns: [String] = [],
    maximumRecordBytes: Int = 16 << 20, maximumTextBytes: Int = 8 << 30,
    threads: Int = DelimitedOptions.usualThreads,
    progress: (@Sendable (_ bytesRead: Int, _ totalBytes: Int) -> Void)? = nil,
    shouldContinue: (@Sendable () -> Bool)? = nil
  ) {
    self.delimiter = delimiter
    self.encoding = encoding
    self.markers = markers
    self.types = types
    self.columns = columns
    self.requiredColumns = requiredColumns
    self.maximumRecordBytes = maximumRecordBytes
    self.maximumTextBytes = maximumTextBytes
    self.threads = threads
    self.progress = progress
    self.shouldContinue = shouldContinue
  }

  /// The number of processors that the system offers, at most eight: reading and dividing go on one block at a time, so
  /// that more threads would wait for it.
  public static var usualThreads: Int { min(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), 8) }
}

/// The mark between two cells of a row.
public enum Delimiter: Character, Hashable, Sendable, CaseIterable {
  case comma = ","
  case semicolon = ";"
  case tab = "\t"
  case pipe = "|"

  var byte: UInt8 {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: UInt8(ascii: "\t")
    case .pipe: UInt8(ascii: "|")
    }
  }

  /// The mark as a script writes it: `","` or `"\t"`.
  var quoted: String { self == .tab ? "\"\\t\"" : "\"\(rawValue)\"" }
}

/// An encoding of text that the reader knows.
public enum TextEncoding: Hashable, Sendable, CaseIterable {
  /// Every byte is checked; a byte that is not UTF-8 is an error with its place.
  case utf8

  /// The encoding of older spreadsheets. All 256 bytes have a meaning; the five that Microsoft left out are the control
  /// characters that web browsers take them for.
  case windows1252

  /// Creates an encoding from its name, in any case: `utf-8`, `windows-1252`, `cp1252`, `latin-1` or `iso-8859-1`.
  ///
  /// The last two are read as Windows-1252, as web browsers do: a file that says Latin-1 and holds curly quotes or the
  /// euro sign is Windows-1252, and for any other printed character the two agree.
  ///
  /// - Throws: ``DelimitedError`` with the code `badOption` for any other name.
  public init(named name: String) throws(DelimitedError) {
    switch name.lowercased().filter({ $0 != "-" && $0 != "_" && $0 != " " }) {
    case "utf8": self = .utf8
    case "windows1252", "cp1252", "latin1", "iso88591": self = .windows1252
    default: throw .unknownEncoding(name)
    }
  }
}
