extension Table {
  /// Returns the rows of several tables one after another.
  ///
  /// A column that only some have is missing, not available, in the rows of the others. Columns of one name and
  /// different types come together as text, but for whole numbers and numbers.
  public static func joined(_ tables: [Table]) throws(TableError) -> Table {
    guard let first = tables.first else { return Table(checked: [], rowCount: 0) }
    guard tables.count > 1 else { return first }
    var names: [String] = []
    for table in tables { for name in table.columnNames where !names.contains(name) { names.append(name) } }
    var columns: [Column] = []
    for name in names {
      let parts = tables.map { table in (column: table.columnIfPresent(name), rowCount: table.rowCount) }
      columns.append(joined(parts, name: name))
    }
    return try Table(columns, sources: tables.flatMap(\.sources), notes: tables.flatMap(\.notes))
  }

  private static func joined(_ parts: [(column: Column?, rowCount: Int)], name: String) -> Column {
    let first = parts.compactMap(\.column).first
    let isText = parts.allSatisfy { $0.column.map { $0.type == .text } ?? true }
    guard isText else {
      var cells: [Cell] = []
      for (column, rowCount) in parts {
        for row in 0..<rowCount { cells.append(column?[row] ?? .missing(.notAvailable)) }
      }
      return Column(name, cells: cells, unit: first?.unit, decimals: first?.decimals)
    }
    var places: [String: UInt32] = [:]
    var different: [String] = []
    var codes: [UInt32] = []
    var reasons: [UInt8] = []
    for (column, rowCount) in parts {
      guard let column = column?.coded() else {
        codes += [UInt32](repeating: 0, count: rowCount)
        reasons += [UInt8](repeating: MissingReason.notAvailable.rawValue, count: rowCount)
        continue
      }
      let moved = column.differentTexts.map { text in
        if let place = places[text] { return place }
        places[text] = UInt32(different.count)
        different.append(text)
        return UInt32(different.count - 1)
      }
      for row in 0..<rowCount {
        codes.append(column.code(row).map { moved[$0] } ?? 0)
        reasons.append(column.presence[row]?.rawValue ?? 0)
      }
    }
    return Column(name, codes: codes, texts: different, presence: Presence(raw: reasons))
  }
}
