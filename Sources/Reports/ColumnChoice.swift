import Columns
import Safeguarding

/// Which columns of a table are printed where there is no room for all.
///
/// Those that hold one value in every row go first, and are told in a note; then those that hold one in the rows that are printed, and, of a
/// table that has names too, those of codes. Then a screen has the column that names the rows, what they were put in order by and what calls
/// added, or else the first of numbers behind all texts, since in tables as they are published keys and names stand before the figures; what
/// was found, such as a verdict; and beside these the columns from the left that fit, of which those that only repeat or place the rows are the last.
struct ColumnChoice {
  /// The columns that say what was found, by their names.
  private static let findings = ["verdict", "direction", "rank", "change", "p_value"]

  /// The same of some columns: a p value that is adjusted for how many there are stands in the place of one that is not.
  private static func findings(among columns: [TextColumn]) -> [String] {
    let names = columns.map(\.name)
    guard names.contains("p_value"), names.contains("p_adjusted") else { return findings }
    return findings.map { $0 == "p_value" ? "p_adjusted" : $0 }
  }

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
    if room.mostRows != nil, TextGrid.width(all.map(\.width)) > limit, let whole = Self.withWholeKey(all, of: table, rows: rows, room: room) {
      self = whole
      return
    }
    if let least = Self.leastWidths(of: all, in: limit, of: [14]), room.mostRows != nil || TextGrid.isReadable(all, least: least, limit: limit) {
      (columns, self.least) = (all, least)
      return
    }
    // What rows were put in order by is asked for, though the first of them have the same value.
    let constant = Self.constants(of: table, rows: rows, among: all).subtracting(table.orderedBy)
    let varying = all.filter { !constant.contains($0.name) }
    constants = Self.words(of: constant, among: all)
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
    let wanted = Set(table.orderedBy + table.added)
    let key = Self.key(of: table, among: varying)
    // What the printed rows share tells none of them from another; what was found is wanted all the same.
    let shared = varying.filter { $0.name != key && !Self.findings(among: varying).contains($0.name) && !wanted.contains($0.name) && rows.count > 1 && Set($0.cells).count == 1 }.map(\.name)
    let different = shared.count < varying.count ? varying.filter { !shared.contains($0.name) } : varying
    if different.count < varying.count, let least = Self.leastWidths(of: different, in: limit, of: [14, 10, 8], breaksKey: hasLines) {
      (columns, self.least, hidden) = (different, least, varying.filter { shared.contains($0.name) }.map(\.head))
      return
    }
    let named = Self.withoutCodes(different, but: wanted)
    if named.count < different.count, let least = Self.leastWidths(of: named, in: limit, of: [14, 10, 8], breaksKey: hasLines) {
      (columns, self.least) = (named, least)
    } else {
      let widths = Self.shownWidths(of: named, in: limit, key: key)
      let shown = Self.shown(of: named, widths: widths, in: limit, key: key, wanted: table.orderedBy + table.added)
      columns = shown.map { named[$0] }
      least = shown.map { widths[$0] }
    }
    let names = Set(columns.map(\.name))
    hidden = varying.filter { !names.contains($0.name) }.map(\.head)
  }

  private init(columns: [TextColumn], least: [Int], constants: [String], hidden: [String]) {
    (self.columns, self.least, self.constants, self.hidden) = (columns, least, constants, hidden)
  }

  /// The columns beside a long key, where another only repeats it: that one goes, and then those for which the whole key leaves no room.
  /// Nil where no column repeats it, or all can be read with the key in two lines.
  private static func withWholeKey(_ all: [TextColumn], of table: Table, rows: [Int], room: Room) -> ColumnChoice? {
    guard rows.count > 1, let key = all.first, !key.isNumeric, key.width > room.columns / 2, key.width <= room.columns else { return nil }
    let letters = key.cells.map(plain)
    let repeated = all.dropFirst().filter { !$0.isNumeric && $0.cells.map(plain) == letters }.map(\.name)
    guard !repeated.isEmpty else { return nil }
    if room.mostRows.map({ 2 * rows.count <= $0 }) ?? false, let least = leastWidths(of: all, in: room.columns, of: [14]),
      TextGrid.isReadable(all, least: least, limit: room.columns) { return nil }
    let constant = constants(of: table, rows: rows, among: all)
    let different = all.filter { !constant.contains($0.name) && !repeated.contains($0.name) }
    guard different.first?.name == key.name else { return nil }
    let least = [key.width] + different.dropFirst().map { $0.leastWidth(ofText: 14) }
    let count = TextGrid.count(of: least, fitting: room.columns)
    let shown = Set(different.prefix(count).map(\.name))
    return ColumnChoice(
      columns: Array(different.prefix(count)), least: Array(least.prefix(count)), constants: words(of: constant, among: all),
      hidden: all.filter { !constant.contains($0.name) && !shown.contains($0.name) }.map(\.head))
  }

  /// The letters and digits of a text in lower case.
  private static func plain(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }

  /// The columns that hold one value, each with it.
  private static func words(of constant: Set<String>, among columns: [TextColumn]) -> [String] {
    columns.filter { constant.contains($0.name) }.map { "\($0.head) \($0.cells.first.map { $0.isEmpty ? "\"\"" : $0 } ?? "")" }
  }

  /// The places of the columns that fit: what names the rows, what was asked for or else a column of values, and then those from the left.
  private static func shown(of columns: [TextColumn], widths: [Int], in limit: Int, key: String?, wanted: [String]) -> [Int] {
    func place(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }
    let (asked, found) = (wanted.compactMap(place), findings(among: columns).compactMap(place))
    let value = (found.isEmpty ? nil : place("value")) ?? valueColumn(of: columns)
    let first = [key.flatMap(place) ?? 0] + (asked.isEmpty ? [value].compactMap(\.self) : asked) + found
    let named = key.flatMap(place).map { columns[$0] }
    let lesser = columns.indices.filter { isLesser(columns[$0], key: named) }
    var shown: [Int] = []
    func fits(_ place: Int) -> Bool { shown.isEmpty || TextGrid.width((shown + [place]).map { widths[$0] }) <= limit }
    for place in first where !shown.contains(place) && fits(place) { shown.append(place) }
    for place in columns.indices.filter({ !lesser.contains($0) }) + lesser where !shown.contains(place) {
      guard fits(place) else { break }
      shown.append(place)
    }
    return shown.sorted()
  }

  /// Whether a column says of the rows only where they belong, what they are compared with or what their key is, or repeats their names.
  private static func isLesser(_ column: TextColumn, key: TextColumn?) -> Bool {
    let name = column.name.lowercased()
    if ["comparator", "level", "key", "code"].contains(name) || ChartColumns.coordinates.contains(name) || ["region", "country"].contains(where: name.hasPrefix) { return true }
    guard let key, key.name != column.name, !column.isNumeric else { return false }
    return zip(column.cells, key.cells).allSatisfy { !$1.isEmpty && $0.hasPrefix($1) }
  }

  /// The columns but those of codes that nobody asked for; all where no other column has texts.
  private static func withoutCodes(_ columns: [TextColumn], but wanted: Set<String>) -> [TextColumn] {
    let named = columns.filter { !isCode($0.name) || wanted.contains($0.name) }
    return named.contains { !$0.isNumeric } ? named : columns
  }

  /// Whether a column is of codes or of numbers of cases, which name no row to a reader.
  private static func isCode(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasSuffix("code") || name.hasSuffix("_id") || name.hasSuffix(" id")
  }

  /// The first column of names with about as many different ones as any other has: councils, and not their regions.
  private static func key(of table: Table, among columns: [TextColumn]) -> String? {
    let rows = Array(stride(from: 0, to: table.rowCount, by: max(1, table.rowCount / 200)))
    let counts: [(name: String, count: Int)] = columns.compactMap { printed in
      guard let column = table.columnIfPresent(printed.name), column.type == .text, !isCode(printed.name) else { return nil }
      let texts = Set(rows.compactMap { column[$0].text })
      // Codes have no small letters, and remarks are longer than names.
      let isName = texts.contains { $0.contains(where: \.isLowercase) } && texts.reduce(0, { $0 + $1.utf8.count }) <= 60 * texts.count
      return isName ? (printed.name, texts.count) : nil
    }
    let most = counts.map(\.count).max() ?? 0
    return counts.first { 2 * $0.count >= most }?.name
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

  /// The least widths, where the texts of the column that names the rows, or of the first that has some, are not broken: they are copied.
  private static func widths(of columns: [TextColumn], in limit: Int, ofText narrowest: Int, key name: String? = nil) -> [Int] {
    let key = columns.firstIndex { name == nil ? !$0.isNumeric : $0.name == name }
    return columns.enumerated().map { place, column in
      let whole = column.leastWidth(ofText: column.width)
      return place == key && whole <= limit / 2 ? whole : column.leastWidth(ofText: narrowest)
    }
  }

  /// The least widths where not all columns are shown: long names of rows have a third of the room, and what was found is not cut if it is short.
  private static func shownWidths(of columns: [TextColumn], in limit: Int, key: String?) -> [Int] {
    zip(columns, widths(of: columns, in: limit, ofText: 14, key: key)).map { column, least in
      if column.name == key { return max(least, column.leastWidth(ofText: limit / 3)) }
      return findings(among: columns).contains(column.name) && column.width <= limit / 3 ? column.width : least
    }
  }

  private static func valueColumn(of columns: [TextColumn]) -> Int? {
    let first = (columns.lastIndex { !$0.isNumeric } ?? -1) + 1
    return first < columns.count ? first : columns.firstIndex { $0.isNumeric && !ChartColumns.coordinates.contains($0.name.lowercased()) }
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
