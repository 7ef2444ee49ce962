extension Table {
  /// Returns the rows of several tables one after another.
  ///
  /// A column that only some have is missing, not available, in the rows of the others. Columns of one name and
  /// different types come together as text, but for whole numbers and numbers.
  ///
  /// - Throws: ``QueryError`` where the limits are reached.
  public static func joined(_ tables: [Table], within limits: QueryLimits = QueryLimits()) throws -> Table {
    guard let first = tables.first else { return Table(checked: [], rowCount: 0) }
    guard tables.count > 1 else { return first }
    var known: Set<String> = []
    let names = tables.flatMap(\.columnNames).filter { known.insert($0).inserted }
    let columnsByName = try tables.enumerated().map { place, table in
      if place & 0x3FF == 0 { try limits.check() }
      return Dictionary(table.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
    var columns: [Column] = []
    for name in names {
      try limits.check()
      let parts = zip(tables, columnsByName).map { table, columns in (column: columns[name], rowCount: table.rowCount) }
      columns.append(try joined(parts, name: name, limits))
    }
    return try Table(columns, sources: onceEach(tables.flatMap(\.sources)), notes: onceEach(tables.flatMap(\.notes)))
  }

  /// What is said of two tables is said once: a table that is appended to itself would double it each time.
  private static func onceEach<Item: Hashable>(_ items: [Item]) -> [Item] {
    var known: Set<Item> = []
    return items.filter { known.insert($0).inserted }
  }

  private static func joined(_ parts: [(column: Column?, rowCount: Int)], name: String, _ limits: QueryLimits) throws -> Column {
    let first = parts.compactMap(\.column).first
    let isText = parts.allSatisfy { $0.column.map { $0.type == .text } ?? true }
    guard isText else {
      var cells: [Cell] = []
      for (column, rowCount) in parts {
        for row in 0..<rowCount {
          if row & 0x3FFF == 0 { try limits.check() }
          cells.append(column?[row] ?? .missing(.notAvailable))
        }
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
        if row & 0x3FFF == 0 { try limits.check() }
        codes.append(column.code(row).map { moved[$0] } ?? 0)
        reasons.append(column.presence[row]?.rawValue ?? 0)
      }
    }
    return Column(name, codes: codes, texts: different, presence: Presence(raw: reasons))
  }
}
