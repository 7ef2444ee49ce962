import Columns

/// Which columns of a table are printed where there is no room for all.
///
/// Those that hold one value in every row go first, and are told in a note; then, of a table that has names too, those of codes. Then a
/// screen has the columns from the left that fit, and among them one of values: what the rows were put in order by, or else the first of
/// numbers behind all texts, since in tables as they are published keys and names stand before the figures.
struct ColumnChoice {
  let columns: [TextColumn]
  /// The widths to narrow the columns to, in their order.
  let least: [Int]
  /// The columns that hold one value in every row, each with it.
  private(set) var constants: [String] = []
  /// The names of the columns that there is no room for.
  private(set) var hidden: [String] = []

  /// - Parameter rows: The rows that are printed of the table.
  init(_ all: [TextColumn], of table: Table, rows: [Int], room: Room) {
    let limit = room.columns
    if let least = Self.leastWidths(of: all, in: limit, of: [14]), room.mostRows != nil || TextGrid.isReadable(all, least: least, limit: limit) {
      (columns, self.least) = (all, least)
      return
    }
    let constant = Self.constants(of: table, rows: rows, among: all)
    let varying = all.filter { !constant.contains($0.name) }
    constants = all.filter { constant.contains($0.name) }.map { "\($0.head) \($0.cells.first.map { $0.isEmpty ? "\"\"" : $0 } ?? "")" }
    guard room.mostRows != nil else {
      columns = varying
      // A page has no edge: rows that would take many lines take one that is longer.
      let isLong = TextGrid.width(varying.map(\.width)) <= 2 * limit
      least = varying.map { isLong ? $0.width : $0.leastWidth(ofText: 24) }
      return
    }
    let hasLines = room.mostRows.map { 2 * rows.count <= $0 } ?? false
    if let least = Self.leastWidths(of: varying, in: limit, of: [14, 10, 8], breaksKey: hasLines) {
      (columns, self.least) = (varying, least)
      return
    }
    let (named, codes) = Self.withoutCodes(varying)
    if !codes.isEmpty, let least = Self.leastWidths(of: named, in: limit, of: [14, 10, 8], breaksKey: hasLines) {
      (columns, self.least, hidden) = (named, least, codes)
      return
    }
    let widths = Self.widths(of: named, in: limit, ofText: 14)
    let value = named.firstIndex { table.orderedBy.contains($0.name) } ?? Self.valueColumn(of: named)
    var count = TextGrid.count(of: widths, fitting: limit)
    var shown = Array(0..<count)
    if let value, value >= count {
      count = TextGrid.count(of: widths, fitting: limit - TextGrid.gap - widths[value])
      // The first column says what a row is of.
      if count > 0, TextGrid.width(widths[..<count] + [widths[value]]) <= limit { shown = Array(0..<count) + [value] }
    }
    columns = shown.map { named[$0] }
    least = shown.map { widths[$0] }
    hidden = codes + named.indices.filter { !shown.contains($0) }.map { named[$0].head }
  }

  /// The columns but those of codes, and the names of these; all where no other column has texts.
  private static func withoutCodes(_ columns: [TextColumn]) -> (columns: [TextColumn], codes: [String]) {
    let named = columns.filter { !$0.name.lowercased().hasSuffix("code") }
    guard named.contains(where: { !$0.isNumeric }) else { return (columns, []) }
    return (named, columns.filter { $0.name.lowercased().hasSuffix("code") }.map(\.head))
  }

  /// Columns that are printed at some narrowest width of texts, or else with the key broken between its words; nil where they
  /// do not fit.
  private static func leastWidths(of columns: [TextColumn], in limit: Int, of narrowest: [Int], breaksKey: Bool = false) -> [Int]? {
    for text in narrowest {
      let widths = widths(of: columns, in: limit, ofText: text)
      if TextGrid.width(widths) <= limit { return widths }
    }
    guard breaksKey, let key = columns.firstIndex(where: { !$0.isNumeric }), let text = narrowest.last else { return nil }
    var widths = widths(of: columns, in: limit, ofText: text)
    widths[key] = min(widths[key], max(columns[key].unbrokenWidth, 14))
    return TextGrid.width(widths) <= limit ? widths : nil
  }

  /// The least widths, where the texts of the first column that has some are not broken: they name the rows, and are copied.
  private static func widths(of columns: [TextColumn], in limit: Int, ofText narrowest: Int) -> [Int] {
    let key = columns.firstIndex { !$0.isNumeric }
    return columns.enumerated().map { place, column in
      let whole = column.leastWidth(ofText: column.width)
      return place == key && whole <= limit / 2 ? whole : column.leastWidth(ofText: narrowest)
    }
  }

  private static func valueColumn(of columns: [TextColumn]) -> Int? {
    let first = (columns.lastIndex { !$0.isNumeric } ?? -1) + 1
    return first < columns.count ? first : columns.firstIndex(where: \.isNumeric)
  }

  /// The names of the columns that hold one value in every row of a table, where not all do.
  private static func constants(of table: Table, rows: [Int], among columns: [TextColumn]) -> Set<String> {
    guard table.rowCount > 1 else { return [] }
    let names = table.columns.filter { column in
      guard let first = rows.first.map({ column[$0] }), rows.allSatisfy({ column[$0] == first }) else { return false }
      return table.rowCount == rows.count || isConstant(column, of: table)
    }.map(\.name)
    return names.count < columns.count ? Set(names) : []
  }

  private static func isConstant(_ column: Column, of table: Table) -> Bool {
    guard column.presence.missingCount == 0 else { return column.presence.missingCount == column.count }
    let different = try? table.answer(Query().group(by: [], [.distinct(of: column.name, as: "different")])).columns[0][0]
    return different == .integer(1)
  }
}
