/// Which sheet of a workbook is read.
public enum SheetChoice: Hashable, Sendable {
  case name(String)
  /// The place of the sheet, from one, sheets that are hidden counted too.
  case number(Int)

  /// The place of the sheet among the names, from zero.
  ///
  /// A name is found in another case too, and without blanks at its ends, where only one can be meant.
  func place(among names: [String], file: String) throws(SpreadsheetError) -> Int {
    switch self {
    case .number(let number):
      guard number >= 1, number <= names.count else { throw .noSheet(number, among: names, file) }
      return number - 1
    case .name(let name):
      if let place = names.firstIndex(of: name) { return place }
      let wanted = name.lowercased().trimmed
      let near = names.indices.filter { names[$0].lowercased().trimmed == wanted }
      guard near.count == 1 else { throw .noSheet(name, among: names, file) }
      return near[0]
    }
  }
}

/// What is known of a sheet without its being read as a table.
public struct SheetSummary: Hashable, Sendable {
  public let name: String
  /// The rows down to the last that holds something, so many as the sheet shows.
  public let rowCount: Int
  /// The columns up to the last that holds something.
  public let columnCount: Int
  /// Whether spreadsheet programs do not show the sheet.
  public let isHidden: Bool
  /// Whether a row with two filled cells or more has another row beneath it.
  let hasTable: Bool

  init(_ sheet: SheetName, _ cells: SheetCells) {
    name = sheet.name
    isHidden = sheet.isHidden
    let rows = cells.rows
    rowCount = (rows.last?.row ?? -1) + 1
    columnCount = (cells.cells.lazy.map { Int($0.column) }.max() ?? -1) + 1
    hasTable = rows.firstIndex { $0.cells.count > 1 }.map { $0 + 1 < rows.count } ?? false
  }
}
