/// A workbook or spreadsheet that cannot be read as a table.
public struct SpreadsheetError: DiagnosableError, Hashable {
  /// The kind of fault, for a program that answers each in its own way.
  public enum Code: Hashable, Sendable {
    /// The file could not be opened or read.
    case file(FileError.Code)
    /// The file is cut short or altered, or a part of it is not what its form asks for.
    case damaged
    /// The file is protected by a password.
    case encrypted
    /// The file is of another form, such as an old workbook (.xls) or a document.
    case otherForm
    /// There is no such sheet, or no table in it.
    case sheet
    /// Several sheets have a table, and none was named.
    case severalSheets
    /// The cells do not make a table, for the reason that delimited text would not.
    case table(DelimitedError.Code)
    /// The file unpacks to more than the limits allow.
    case tooLarge
    /// The host asked the reader to stop.
    case cancelled
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
extension SpreadsheetError {
  private static func quoted(_ text: String) -> String { DelimitedError.quoted(text) }

  /// A place within a workbook, in the words that a spreadsheet program has for it.
  static func place(_ file: String, sheet: String, _ cell: SheetAddress? = nil) -> Diagnostic.Place {
    Diagnostic.Place(file: "\(file), sheet \(quoted(sheet))\(cell.map { ", cell \($0)" } ?? "")")
  }

  static func damaged(_ file: String, _ what: String) -> SpreadsheetError {
    SpreadsheetError(
      .damaged,
      Diagnostic(what, at: .init(file: file), hint: "fetch the file again, or open it in a spreadsheet program and save it as .xlsx or .csv"))
  }

  static func damagedPart(_ file: String, _ part: String, _ what: String) -> SpreadsheetError {
    damaged(file, "\(part), a part of the file, \(what)")
  }

  static func damagedCell(_ text: String, wanted: String, at place: Diagnostic.Place) -> SpreadsheetError {
    SpreadsheetError(
      .damaged,
      Diagnostic(
        "\(quoted(text)) is no \(wanted)", at: place, expectation: "The file says that this cell holds one.",
        hint: "open the file in a spreadsheet program, and save it again"))
  }

  static func encrypted(_ file: String) -> SpreadsheetError {
    SpreadsheetError(
      .encrypted,
      Diagnostic(
        "the file is protected by a password", at: .init(file: file), expectation: "Passwords are not asked for here.",
        hint: "open it in a spreadsheet program, and save it without a password, or its sheet as .csv"))
  }

  static func oldWorkbook(_ file: String) -> SpreadsheetError {
    noSpreadsheet(file, "a workbook in the old form of Excel (.xls)", hint: "open it in a spreadsheet program, and save it as .xlsx or .csv")
  }

  static func binaryWorkbook(_ file: String) -> SpreadsheetError {
    noSpreadsheet(file, "a binary workbook (.xlsb)", hint: "open it in Excel, and save it as .xlsx or .csv")
  }

  static func noSpreadsheet(_ file: String, _ kind: String, hint: String) -> SpreadsheetError {
    SpreadsheetError(
      .otherForm, Diagnostic("this is \(kind)", at: .init(file: file), expectation: "Workbooks are read as .xlsx or .ods.", hint: hint))
  }

  static func mixedForms(_ file: String) -> SpreadsheetError {
    SpreadsheetError(
      .table(.badOption),
      Diagnostic(
        "this file is read together with workbooks, and so with commas and as UTF-8", at: .init(file: file),
        hint: "read it by itself where it has another delimiter or encoding, and append the tables"))
  }

  static func noSheets(_ file: String) -> SpreadsheetError {
    SpreadsheetError(.sheet, Diagnostic("the file has no sheet of cells", at: .init(file: file)))
  }

  static func noSheet(_ name: String, among names: [String], _ file: String) -> SpreadsheetError {
    SpreadsheetError(
      .sheet,
      Diagnostic(
        "there is no sheet \(quoted(name))", at: .init(file: file), expectation: "The sheets are \(listed(names.map { quoted($0) })).",
        hint: NearestName.hint(for: name, among: names)))
  }

  static func noSheet(_ number: Int, among names: [String], _ file: String) -> SpreadsheetError {
    SpreadsheetError(
      .sheet,
      Diagnostic(
        "there is no sheet \(number)", at: .init(file: file),
        expectation: "Sheets count from one, and there \(names.count == 1 ? "is one" : "are \(names.count)"): \(listed(names.map { quoted($0) })).",
        hint: names.contains(String(number)) ? "a sheet that is called so is named as text: sheet = \"\(number)\"" : nil))
  }

  static func severalSheets(_ sheets: [SheetSummary], _ file: String) -> SpreadsheetError {
    // The largest is the likeliest to be meant.
    let example = sheets.filter { $0.hasTable && !$0.isHidden }.max { $0.rowCount * $0.columnCount < $1.rowCount * $1.columnCount }
    return SpreadsheetError(
      .severalSheets,
      Diagnostic(
        "several sheets have a table", at: .init(file: file), expectation: "The sheets are \(listed(sheets.map(sized))).",
        hint: "name one: sheet = \(quoted((example ?? sheets.first)?.name ?? ""))"))
  }

  static func noTables(_ sheets: [SheetSummary], _ file: String) -> SpreadsheetError {
    SpreadsheetError(
      .sheet,
      Diagnostic(
        "no sheet has a table", at: .init(file: file), expectation: "The sheets are \(listed(sheets.map(sized))). A table has two rows and two columns or more.",
        hint: "a list of one column is read where its sheet and heading are named: sheet = \(quoted(sheets.first?.name ?? "")), header_row = 1"))
  }

  static func noTable(_ file: String, sheet: String, isEmpty: Bool) -> SpreadsheetError {
    SpreadsheetError(
      .sheet,
      Diagnostic(
        isEmpty ? "the sheet is empty" : "no row of the sheet has two filled cells", at: place(file, sheet: sheet),
        expectation: "The first row with two filled cells or more names the columns.",
        hint: isEmpty ? nil : "name the row that does: header_row = 1"))
  }

  static func emptyHeader(_ row: Int, filled: [Int], _ file: String, sheet: String) -> SpreadsheetError {
    let nearest = filled.min { abs($0 - row) < abs($1 - row) } ?? 1
    return SpreadsheetError(
      .sheet,
      Diagnostic(
        "row \(row) of the sheet is empty", at: place(file, sheet: sheet), expectation: "The header row names the columns; rows count from one.",
        hint: "the nearest row that holds something: header_row = \(nearest)"))
  }

  static func nameTwice(_ name: String, _ first: SheetAddress, _ second: SheetAddress, _ file: String, sheet: String) -> SpreadsheetError {
    SpreadsheetError(
      .table(.header),
      Diagnostic(
        "the columns at \(first) and \(second) are both called \(quoted(name))", at: place(file, sheet: sheet, second),
        expectation: "Each column of a table has a name of its own.",
        hint: "rename one of them in the sheet, or name the row that has the columns' own names: header_row = \(second.row + 2)"))
  }

  static func tooLarge(_ file: String, _ limit: Int) -> SpreadsheetError {
    SpreadsheetError(
      .tooLarge,
      Diagnostic(
        "the file unpacks to more than \(limit) bytes", at: .init(file: file),
        hint: "raise the limit on the bytes of text if the file is as large as that"))
  }

  static func tooManyRepeats(_ file: String, sheet: String, _ limit: Int) -> SpreadsheetError {
    SpreadsheetError(
      .tooLarge,
      Diagnostic(
        "rows or cells of the sheet are repeated more often than \(PrintedNumber.of(limit)) cells have room for", at: place(file, sheet: sheet),
        hint: "delete what is filled down to the end of the sheet, or save the sheet as .csv"))
  }

  static func cancelled(_ file: String) -> SpreadsheetError {
    SpreadsheetError(.cancelled, Diagnostic("reading was stopped", at: .init(file: file)))
  }

  private static func sized(_ sheet: SheetSummary) -> String {
    let size = sheet.rowCount == 0 ? "empty" : "\(PrintedNumber.of(sheet.rowCount)) x \(PrintedNumber.of(sheet.columnCount))"
    return "\(quoted(sheet.name)) (\(size)\(sheet.isHidden ? ", hidden" : ""))"
  }

  private static func listed(_ texts: [String]) -> String {
    texts.prefix(40).joined(separator: ", ") + (texts.count > 40 ? " and \(texts.count - 40) more" : "")
  }
}
