/// A file of delimited text that cannot be read as a table.
public struct DelimitedError: DiagnosableError, Hashable {
  /// The kind of fault, for a program that answers each in its own way.
  public enum Code: Hashable, Sendable {
    /// The file could not be opened or read.
    case file(FileError.Code)
    /// The gzip file is cut short, altered, or followed by something else.
    case damagedArchive
    /// There is not even a header.
    case empty
    /// The bytes are not text in the encoding that was named.
    case encoding
    /// A quote is opened and not closed.
    case unclosedQuote
    /// Text follows a closing quote.
    case strayText
    /// A row has fewer or more cells than the header.
    case fieldCount
    /// A column has no name, or the name of another.
    case header
    /// A column that was asked for is not in the file.
    case missingColumn
    /// A cell is not of the type that was declared for its column.
    case cell
    /// A row, the text or the number of columns is over a limit.
    case tooLarge
    /// The host asked the reader to stop.
    case cancelled
    /// An option has no meaning.
    case badOption
  }

  public let code: Code
  public let diagnostic: Diagnostic

  init(_ code: Code, _ diagnostic: Diagnostic) {
    self.code = code
    self.diagnostic = diagnostic
  }

  init(_ error: FileError) { self.init(.file(error.code), error.diagnostic) }
}

// Every message of the reader is worded here, and nowhere else.
extension DelimitedError {
  typealias Place = Diagnostic.Place

  static func unknownEncoding(_ name: String) -> DelimitedError {
    let known = ["utf-8", "windows-1252", "cp1252", "latin-1"]
    return DelimitedError(
      .badOption,
      Diagnostic(
        "there is no encoding \(quoted(name))", expectation: "The encodings are utf-8 and windows-1252.",
        hint: NearestName.hint(for: name, among: known)))
  }

  static func damagedArchive(_ file: String, _ what: String) -> DelimitedError {
    DelimitedError(
      .damagedArchive,
      Diagnostic(what, at: Place(file: file), hint: "fetch the file again, or unpack it with gunzip to see what is left"))
  }

  static func empty(_ file: String) -> DelimitedError {
    DelimitedError(
      .empty,
      Diagnostic(
        "the file is empty", at: Place(file: file), expectation: "The first row of a table names its columns."))
  }

  static func noHeaderRow(_ row: Int, rows: Int, _ file: String) -> DelimitedError {
    DelimitedError(
      .empty,
      Diagnostic(
        "there is no row \(row) that could name the columns", at: Place(file: file), expectation: "The file has \(rows == 1 ? "1 line" : "\(rows) lines").",
        hint: "rows count from one: header_row = 1 is the first"))
  }

  static func noFiles() -> DelimitedError {
    DelimitedError(
      .empty,
      Diagnostic("there are no files to read", hint: "look at the folder and at the endings that the names are to have"))
  }

  static func sixteenBit(_ file: String) -> DelimitedError {
    DelimitedError(
      .encoding,
      Diagnostic(
        "the file is UTF-16, which is not read here", at: Place(file: file),
        expectation: "Text is UTF-8, or Windows-1252 when that is said.",
        hint: "save it as \"CSV UTF-8\", or run: iconv -f UTF-16 -t UTF-8"))
  }

  static func markOfOtherEncoding(_ file: String) -> DelimitedError {
    DelimitedError(
      .encoding,
      Diagnostic(
        "the file begins with the mark of UTF-8", at: Place(file: file),
        expectation: "It was to be read as Windows-1252, which has no such mark.", hint: "leave the encoding out"))
  }

  static func nulByte(at place: Place) -> DelimitedError {
    DelimitedError(
      .encoding,
      Diagnostic(
        "there is a NUL byte here, so this is probably not a text file", at: place,
        hint: "if it is UTF-16, save it as \"CSV UTF-8\"; if it is an old workbook, save it as .xlsx or .csv"))
  }

  static func notUTF8(_ byte: UInt8, at place: Place) -> DelimitedError {
    let digits = String(byte, radix: 16, uppercase: true)
    return DelimitedError(
      .encoding,
      Diagnostic(
        "the byte 0x\(byte < 16 ? "0" : "")\(digits) is not UTF-8 text", at: place,
        hint: "if the file was saved by an older spreadsheet, pass encoding = \"windows-1252\""))
  }

  static func unclosedQuote(at place: Place) -> DelimitedError {
    DelimitedError(
      .unclosedQuote,
      Diagnostic(
        "the quote that opens here is never closed", at: place,
        expectation: "A cell in quotes ends with a quote, and a quote inside it is written twice.",
        hint: "close the quote, or write the whole cell without quotes if it has no comma or new line"))
  }

  static func strayText(_ text: String, at place: Place) -> DelimitedError {
    DelimitedError(
      .strayText,
      Diagnostic(
        "\(quoted(text)) follows a closing quote", at: place,
        expectation: "After a cell in quotes comes the next cell or the end of the row.",
        hint: "write a quote inside the cell twice: \"\""))
  }

  static func tooFewFields(_ count: Int, header width: Int, hint: String?, at place: Place) -> DelimitedError {
    DelimitedError(
      .fieldCount,
      Diagnostic(
        "this row has \(cells(count)) and the header has \(width)", at: place,
        expectation: "Each row has one cell for each column, even where the cell is empty.", hint: hint))
  }

  static func tooManyFields(header width: Int, hint: String?, at place: Place) -> DelimitedError {
    DelimitedError(
      .fieldCount,
      Diagnostic(
        "this row goes on after its \(cells(width)), and the header has \(width)", at: place,
        expectation: "Each row has one cell for each column.",
        hint: hint ?? (width == 1 ? place.line : nil).map { "where titles stand above the header, say which row it is: header_row = \($0)" }
          ?? "put a cell that holds the delimiter in double quotes"))
  }

  static func emptyName(_ number: Int, at place: Place) -> DelimitedError {
    DelimitedError(
      .header,
      Diagnostic(
        "column \(number) has no name", at: place, expectation: "The first row names each column.",
        hint: "name it, or remove the delimiter if there is no such column; where titles stand above the header, say which row it is: header_row = 2"))
  }

  static func nameTwice(_ name: String, first: Int, second: Int, at place: Place) -> DelimitedError {
    DelimitedError(
      .header,
      Diagnostic(
        "columns \(first) and \(second) are both called \(quoted(name))", at: place,
        expectation: "Each column of a table has a name of its own.", hint: "rename one of them in the file"))
  }

  static func noColumn(_ name: String, among names: [String], hint: String?, at place: Place) -> DelimitedError {
    let listed = NearestName.listed(names, near: name, shown: { quoted($0) })
    return DelimitedError(
      .missingColumn,
      Diagnostic(
        "there is no column \(quoted(name))", at: place,
        expectation: "The columns are \(listed).",
        hint: NearestName.hint(for: name, among: names) ?? hint ?? NearestName.hint(forPart: name, among: names)))
  }

  static func tooManyColumns(_ limit: Int, at place: Place) -> DelimitedError {
    DelimitedError(
      .tooLarge,
      Diagnostic(
        "the header has more than \(limit) columns", at: place, hint: "look whether the file ends its rows with new lines"))
  }

  static func recordTooLong(_ limit: Int, openQuote: Place?, at place: Place) -> DelimitedError {
    DelimitedError(
      .tooLarge,
      Diagnostic(
        "this row is longer than \(limit) bytes", at: place,
        expectation: openQuote.map { "A quote opens at line \($0.line ?? 1), column \($0.column ?? 1) and is not closed." },
        hint: openQuote == nil
          ? "look whether the file ends its rows with new lines, or raise the limit on the bytes of a row"
          : "close the quote, or raise the limit on the bytes of a row"))
  }

  static func textTooLong(_ file: String, _ limit: Int) -> DelimitedError {
    DelimitedError(
      .tooLarge,
      Diagnostic(
        "the file holds more than \(limit) bytes of text", at: Place(file: file),
        hint: "raise the limit on the bytes of text if the file is as large as that"))
  }

  static func cancelled(_ file: String) -> DelimitedError {
    DelimitedError(.cancelled, Diagnostic("reading was stopped", at: Place(file: file)))
  }

  static func wrongCell(_ text: String, column: String, type: ColumnType, at place: Place) -> DelimitedError {
    let (problem, expectation) =
      switch type {
      case .text: ("text", "text")
      case .integer: ("a whole number", "whole numbers, so each cell is digits")
      case .number: ("a number", "numbers, so each cell is digits with at most one decimal point")
      case .boolean: ("true or false", "true or false, so each cell is one of these words")
      case .date: ("a date", "dates, so each cell is a day such as 2019-09-30")
      case .timestamp: ("a time with its offset", "times, so each cell is a moment such as 2019-09-30T14:05:00Z")
      }
    let isNumeric = type == .integer || type == .number
    let isGrouped = isNumeric && text.contains(",") && text.allSatisfy { $0.isASCII && ($0.isNumber || ",.-".contains($0)) }
    return DelimitedError(
      .cell,
      Diagnostic(
        "\(quoted(text)) is not \(problem)", at: place,
        expectation: "Column \(quoted(column)) holds \(expectation) or a missing marker.",
        hint: isGrouped
          ? "write numbers without a mark between the thousands"
          : "to read \(quoted(text)) as missing, pass missing = {\(quoted(text))}"))
  }

  /// The hint for a file whose header is one cell that holds another delimiter, or nil where it is not so.
  static func delimiterHint(header: [String], delimiter: Delimiter) -> String? {
    guard header.count == 1, let name = header.first else { return nil }
    let other = Delimiter.allCases.first { $0 != delimiter && name.contains($0.rawValue) }
    return other.map { "if the cells are divided by \($0.quoted), pass delimiter = \($0.quoted)" }
  }

  private static func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }

  /// A user's own text in quotes: on one line, without what a terminal would obey, and not too long to read.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars.prefix(60) {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        let isControl = scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        if isControl { result += "\\u{\(String(scalar.value, radix: 16))}" } else { result.unicodeScalars.append(scalar) }
      }
    }
    return result + (text.unicodeScalars.count > 60 ? "...\"" : "\"")
  }
}
