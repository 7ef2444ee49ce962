/// A saved table, or another program's Arrow file, that cannot be read or written.
public struct ArrowError: DiagnosableError, Hashable {
  /// The kind of fault, for a program that answers each in its own way.
  public enum Code: Hashable, Sendable {
    /// The file could not be opened, read or written.
    case file(FileError.Code)
    /// The file is of another format.
    case notArrow
    /// The file is cut short or was altered.
    case damaged
    /// The values are compressed.
    case compressed
    /// A column has a type that no column here can have.
    case unsupportedType
    /// The file uses a part of the format that is not read here.
    case unsupported
    /// A value is too large for the column that would hold it.
    case value
    /// Two columns have one name, or a column that was asked for is not in the file.
    case column
    /// The table is larger than the format or this library allows.
    case tooLarge
  }

  public let code: Code
  public let diagnostic: Diagnostic

  init(_ code: Code, _ diagnostic: Diagnostic) {
    self.code = code
    self.diagnostic = diagnostic
  }

  init(_ error: FileError) { self.init(.file(error.code), error.diagnostic) }
}

// Every message about Arrow files is worded here, and nowhere else.
extension ArrowError {
  private static func quoted(_ text: String) -> String { DelimitedError.quoted(text) }

  static func notArrow(_ file: String, begins bytes: [UInt8]) -> ArrowError {
    let text = String(decoding: bytes, as: UTF8.self)
    let (expectation, hint): (String?, String?) =
      switch text.prefix(4) {
      case "PAR1":
        ("It begins as a Parquet file does.", "write it as an Arrow IPC file, as pyarrow.feather.write_feather does")
      case "FEA1": ("It begins as the first version of Feather did.", "write it again with version 2 of Feather")
      case _ where bytes.starts(with: [0xFF, 0xFF, 0xFF, 0xFF]):
        (
          "It begins as a stream of Arrow, which has no footer.",
          "write it as a file: pyarrow.ipc.new_file and not new_stream"
        )
      default: ("An Arrow file begins and ends with ARROW1.", "look whether this is the file that was meant")
      }
    return ArrowError(
      .notArrow, Diagnostic("this is not an Arrow file", at: .init(file: file), expectation: expectation, hint: hint))
  }

  static func cutShort(_ file: String, byteCount: Int) -> ArrowError {
    ArrowError(
      .damaged,
      Diagnostic(
        "the file ends at byte \(byteCount) without the mark of its end", at: .init(file: file),
        expectation: "An Arrow file ends with ARROW1, so this one was cut short or is still being written.",
        hint: "fetch or save the file again"))
  }

  static func damaged(_ file: String, _ what: String, byte: Int) -> ArrowError {
    ArrowError(
      .damaged,
      Diagnostic(
        "\(what), at byte \(byte)", at: .init(file: file),
        expectation: "The file is cut short or was altered after it was written.", hint: "fetch or save the file again")
    )
  }

  static func wrongChecksum(_ file: String, _ what: String, byte: Int) -> ArrowError {
    damaged(file, "\(what) does not fit its checksum", byte: byte)
  }

  static func damagedColumn(_ file: String, column: String, _ damage: ChunkCheck.Damage) -> ArrowError {
    let what =
      switch damage {
      case .unknownCode(let row, let code):
        "row \(row + 1) of a batch of column \(quoted(column)) has the code \(code), which its dictionary lacks"
      case .wrongOffsets: "the texts of column \(quoted(column)) do not stand one after another"
      case .wrongMissingCount(let stated, let found):
        "column \(quoted(column)) says that \(stated) rows of a batch are missing, and \(found) are"
      case .unknownReason(let row, let raw):
        "row \(row + 1) of a batch of column \(quoted(column)) is missing for reason \(raw), which there is not"
      }
    return ArrowError(
      .damaged,
      Diagnostic(
        what, at: .init(file: file), expectation: "The file was altered after it was written.",
        hint: "fetch or save the file again"))
  }

  static func damagedOrder(_ file: String, keys: [String]) -> ArrowError {
    ArrowError(
      .damaged,
      Diagnostic(
        "the runs of the order by \(keys.map(quoted).joined(separator: ", ")) do not divide the rows", at: .init(file: file),
        expectation: "The file was altered after it was written.", hint: "fetch or save the file again"))
  }

  static func bigEndian(_ file: String) -> ArrowError {
    ArrowError(
      .unsupported,
      Diagnostic(
        "the numbers stand with their highest byte first", at: .init(file: file),
        expectation: "Arrow files that are read here have the lowest byte first.",
        hint: "write the file on another machine, or read it with pyarrow and write it again"))
  }

  static func oldVersion(_ file: String, _ version: Int16) -> ArrowError {
    ArrowError(
      .unsupported,
      Diagnostic(
        "the file is in version \(version + 1) of Arrow's metadata", at: .init(file: file),
        expectation: "Versions 4 and 5 are read here, which programs have written since 2017.",
        hint: "read it with pyarrow and write it again"))
  }

  static func newerFormat(_ file: String, _ format: String) -> ArrowError {
    ArrowError(
      .unsupported,
      Diagnostic(
        "the file is in format \(quoted(format)) of this library", at: .init(file: file),
        expectation: "This version of the library reads format 1.", hint: "update the library"))
  }

  static func compressed(_ file: String, codec: UInt8, byte: Int) -> ArrowError {
    ArrowError(
      .compressed,
      Diagnostic(
        "the values at byte \(byte) are compressed with \(codec == 0 ? "LZ4" : codec == 1 ? "Zstandard" : "a codec")",
        at: .init(file: file), expectation: "Files are mapped into memory here, so their values are not compressed.",
        hint: "write it without: compression=\"uncompressed\" in pandas and Polars, compression=None in pyarrow"))
  }

  static func unsupportedType(_ file: String, column: String, type: String) -> ArrowError {
    ArrowError(
      .unsupportedType,
      Diagnostic(
        "column \(quoted(column)) is of Arrow's type \(type)", at: .init(file: file),
        expectation: "Columns hold text, whole numbers, numbers, true or false, dates or times.",
        hint: "leave the column out by naming those to read, or write it as text"))
  }

  static func replacedDictionary(_ file: String, column: String, byte: Int) -> ArrowError {
    ArrowError(
      .unsupported,
      Diagnostic(
        "column \(quoted(column)) has a second dictionary at byte \(byte)", at: .init(file: file),
        expectation: "A dictionary of an Arrow file may be added to and not replaced.",
        hint: "read it with the program that wrote it, and write it again"))
  }

  static func value(_ file: String, column: String, _ value: String, wanted: String) -> ArrowError {
    ArrowError(
      .value,
      Diagnostic(
        "column \(quoted(column)) holds \(value)", at: .init(file: file), expectation: "\(wanted).",
        hint: "write the column as text or as float64"))
  }

  static func noColumn(_ file: String, _ name: String, among names: [String]) -> ArrowError {
    let listed = NearestName.listed(names, near: name, shown: { quoted($0) })
    return ArrowError(
      .column,
      Diagnostic(
        "there is no column \(quoted(name))", at: .init(file: file),
        expectation: "The columns are \(listed).",
        hint: NearestName.hint(forPart: name, among: names)))
  }

  static func nameTwice(_ file: String, _ name: String) -> ArrowError {
    ArrowError(
      .column,
      Diagnostic(
        "two columns are called \(quoted(name))", at: .init(file: file),
        expectation: "Each column of a table has a name of its own.", hint: "rename one of them"))
  }

  static func tooLarge(_ file: String, _ what: String, hint: String? = nil) -> ArrowError {
    ArrowError(.tooLarge, Diagnostic(what, at: .init(file: file), hint: hint))
  }

  static func differentBatch(
    _ file: String, _ what: String, hint: String = "bring the batches to the same columns first"
  ) -> ArrowError {
    ArrowError(
      .column,
      Diagnostic(
        what, at: .init(file: file),
        expectation: "Every batch of one file has the columns of the first, by name and type.",
        hint: hint))
  }
}
