#if Workbook
  import Columns
  import Safeguarding

  /// A document as an Excel workbook, laid out as the Government Analysis Function asks of accessible spreadsheets: a cover
  /// sheet with the contents, what is said and what must be known on sheets of their own, then one table a sheet, with its
  /// title in the first cell, each marked as a table, and no cell empty.
  ///
  /// Results that are no document are data, which other programs open: their sheets come first and begin with the names of the columns, and
  /// a last one holds their notes.
  enum WorkbookLayout {
    static func bytes(of outline: DocumentOutline) throws -> [UInt8] {
      try WorkbookFile.bytes(title: outline.title) { file in
        let tables = named(outline.exhibits.filter { $0.label != nil && $0.result.table != nil })
        let isData = outline.isBundle && !tables.isEmpty
        if !isData {
          try addCover(outline, tables, to: &file)
          try addText(outline, tables, to: &file)
          try addNotes(tables, to: &file)
        }
        var further: [(sheet: String, note: String)] = []
        for (place, (exhibit, sheet)) in tables.enumerated() {
          guard let table = exhibit.result.table else { continue }
          let told = try add(table, of: exhibit, label: sheet, number: place + 1, isData: isData, to: &file)
          if isData { further += told.map { (sheet, $0) } }
        }
        if isData { try addNotes(of: tables, further, to: &file) }
      }
    }

    /// The tables with the names of their sheets: their titles, where all have one that Excel takes, and otherwise their numbers.
    private static func named(_ tables: [DocumentOutline.Exhibit]) -> [(exhibit: DocumentOutline.Exhibit, sheet: String)] {
      let titles = tables.compactMap(\.title).filter { title in
        (1...31).contains(title.utf16.count) && !title.contains { "[]:*?/\\'".contains($0) } && !["Cover", "Text", "Notes", "History"].contains(title)
      }
      let areNames = titles.count == tables.count && Set(titles.map { $0.lowercased() }).count == titles.count
      return tables.enumerated().map { ($1, areNames ? titles[$0] : $1.label ?? "") }
    }

    private static func addCover(_ outline: DocumentOutline, _ tables: [(exhibit: DocumentOutline.Exhibit, sheet: String)], to file: inout WorkbookFile) throws {
      let sheet = try file.addSheet("Cover")
      file.width(90, column: 0, of: sheet)
      file.text(outline.title, row: 0, in: sheet, .title)
      file.text(outline.subtitle ?? "Made by safeguarding-kit.", row: 1, in: sheet, .line)
      file.text("The sheets that follow hold what the document says, the notes, and one table each.", row: 2, in: sheet, .line)
      file.text("Contents", row: 4, in: sheet, .heading)
      file.link("What it says", to: "Text", row: 5, column: 0, in: sheet)
      file.link("Notes", to: "Notes", row: 6, column: 0, in: sheet)
      for (place, (exhibit, name)) in tables.enumerated() {
        file.link((exhibit.caption ?? "") + (exhibit.result is any Chart ? exhibit.words.map { " (\($0))" } ?? "" : ""), to: name, row: 7 + place, column: 0, in: sheet)
      }
    }

    /// What the document says beside its tables: a row a piece, its section beside it.
    private static func addText(_ outline: DocumentOutline, _ tables: [(exhibit: DocumentOutline.Exhibit, sheet: String)], to file: inout WorkbookFile) throws {
      var rows: [(section: String, kind: String, text: String)] = []
      var section = ""
      for block in outline.blocks {
        switch block {
        case .heading(_, let number, let title): section = "\(number). \(title)"
        case .paragraph(let text): rows.append((section, "Text", text))
        case .list(let items): rows += items.map { (section, "List", $0) }
        case .findings(let texts): rows += texts.enumerated().map { (section, "Finding \($0 + 1)", $1) }
        case .statement(_, let label, let text): rows.append((section, label, text))
        case .exhibit(let exhibit):
          if let label = exhibit.label { rows.append((section, label, exhibit.title ?? "See the sheet \(tables.first { $0.exhibit.label == label }?.sheet ?? label).")) } else if let words = exhibit.words { rows.append((section, "Text", words)) }
        }
      }
      let sheet = try file.addSheet("Text")
      let widths = [40.0, 20, 100]
      for (column, width) in widths.enumerated() { file.width(width, column: column, of: sheet) }
      file.text("What it says", row: 0, in: sheet, .title)
      if rows.isEmpty { rows = [("", "Text", "Nothing beside its tables.")] }
      for (place, row) in rows.enumerated() {
        file.height(row: 3 + place, texts: [row.section, row.kind, row.text], widths: widths, of: sheet)
        for (column, text) in [row.section, row.kind, row.text].enumerated() { file.text(text.isEmpty ? "-" : text, row: 3 + place, column: column, in: sheet) }
      }
      try file.table(named: "says", heads: ["Section", "What", "Text"], row: 2, rows: rows.count, in: sheet)
    }

    private static func notes(of tables: [(exhibit: DocumentOutline.Exhibit, sheet: String)]) -> [(sheet: String, note: String)] {
      tables.flatMap { exhibit, sheet in ((exhibit.result.table?.notes ?? []) + [exhibit.note].compactMap { $0 }).map { (sheet, $0) } }
    }

    /// Adds the notes of data in one column, which no program takes for one more table; no sheet where there are none.
    private static func addNotes(
      of tables: [(exhibit: DocumentOutline.Exhibit, sheet: String)], _ further: [(sheet: String, note: String)], to file: inout WorkbookFile
    ) throws {
      let rows = further + notes(of: tables)
      guard !rows.isEmpty else { return }
      let sheet = try file.addSheet("Notes")
      file.width(120, column: 0, of: sheet)
      for (place, row) in rows.enumerated() {
        let text = tables.count > 1 ? "\(row.sheet): \(row.note)" : row.note
        file.height(row: place, texts: [text], widths: [120], of: sheet)
        file.text(text, row: place, in: sheet)
      }
    }

    private static func addNotes(_ tables: [(exhibit: DocumentOutline.Exhibit, sheet: String)], to file: inout WorkbookFile) throws {
      var rows = notes(of: tables)
      if rows.isEmpty { rows = [("All tables", "There are no notes.")] }
      let sheet = try file.addSheet("Notes")
      file.width(20, column: 0, of: sheet)
      file.width(120, column: 1, of: sheet)
      file.text("Notes", row: 0, in: sheet, .title)
      for (place, row) in rows.enumerated() {
        file.height(row: 3 + place, texts: [row.1], widths: [120], of: sheet)
        file.text(row.0, row: 3 + place, column: 0, in: sheet)
        file.text(row.1, row: 3 + place, column: 1, in: sheet)
      }
      try file.table(named: "notes", heads: ["Table", "Note"], row: 2, rows: rows.count, in: sheet)
    }

    /// Adds the sheet of a table, and returns what is to be said of it.
    private static func add(
      _ table: Table, of exhibit: DocumentOutline.Exhibit, label: String, number: Int, isData: Bool, to file: inout WorkbookFile
    ) throws -> [String] {
      let sheet = try file.addSheet(label)
      let columns = Array(table.columns.prefix(WorkbookFile.mostColumns))
      let shown = min(table.rowCount, WorkbookFile.mostRows - 8)
      var told = [exhibit.words.map { $0 + "." }].compactMap(\.self)
      if shown < table.rowCount || columns.count < table.columns.count {
        told.append("It shows \(PrintedNumber.of(shown)) of \(PrintedNumber.of(table.rowCount)) rows and \(PrintedNumber.of(columns.count)) of \(PrintedNumber.of(table.columns.count)) columns: as many as Excel holds.")
      }
      if !isData {
        file.text(exhibit.caption ?? label, row: 0, in: sheet, .title)
        file.text((told + ["This worksheet contains one table. Notes stand on the sheet Notes."]).joined(separator: " "), row: 1, in: sheet, .line)
      }
      let first = isData ? 1 : 4
      let heads = Self.heads(columns)
      let printers = columns.map(CellPrinter.init)
      let widths = zip(columns, printers).map { column, printer in
        let widest = (0..<min(shown, 200)).reduce(min(24, max(column.name.count, column.unit?.count ?? 0))) { max($0, printer.text($1).count) }
        return min(60, max(10, Double(widest) * 1.2 + 3))
      }
      for (place, width) in widths.enumerated() { file.width(width, column: place, of: sheet) }
      file.height(row: first - 1, texts: heads, widths: widths, of: sheet)
      let patterns = columns.map(Self.pattern)
      for row in 0..<shown {
        try OperationLimits.check(at: columns.count > 64 ? 0 : row)
        // Only words are folded, and make a row higher.
        var words = [String](repeating: "", count: columns.count)
        for (place, column) in columns.enumerated() {
          switch column[row] {
          // Excel's numbers have 15 digits.
          case .integer(let value) where value.magnitude < 1_000_000_000_000_000:
            file.number(Double(value), row: first + row, column: place, in: sheet, .number(patterns[place]))
          case .number(let value): file.number(value, row: first + row, column: place, in: sheet, .number(patterns[place]))
          case .date(let date): file.date(date, row: first + row, column: place, in: sheet)
          default:
            words[place] = printers[place].text(row)
            // A cell that is empty leaves a reader who hears the table in doubt.
            file.text(words[place].isEmpty ? "-" : words[place], row: first + row, column: place, in: sheet)
          }
        }
        file.height(row: first + row, texts: words, widths: widths, of: sheet)
      }
      if shown == 0 { for place in columns.indices { file.text("no rows", row: first, column: place, in: sheet) } }
      try file.table(named: "table_\(number)", heads: heads, row: first - 1, rows: max(1, shown), in: sheet)
      if let chart = exhibit.result as? any Chart, shown > 0 { Self.add(chart, rows: shown, first: first, columns: columns, to: file, in: sheet) }
      return told
    }

    /// Names with their units; Excel wants each once.
    private static func heads(_ columns: [Column]) -> [String] {
      var known: [String: Int] = [:]
      return columns.map { column in
        let name = column.name.isEmpty ? "(no name)" : column.name
        let head = column.unit.map { "\(name) (\($0))" } ?? name
        let count = known[head.lowercased(), default: 0]
        known[head.lowercased()] = count + 1
        return count == 0 ? head : "\(head) \(count + 1)"
      }
    }

    /// How Excel shows the numbers of a column, as ``CellPrinter`` does.
    private static func pattern(of column: Column) -> String {
      if column.type == .integer { return column.unit == nil ? "0" : "#,##0" }
      guard let decimals = column.decimals else { return "General" }
      return decimals > 0 ? "#,##0." + String(repeating: "0", count: min(decimals, 12)) : "#,##0"
    }

    /// Excel's own chart of bars and lines, beside their table; other charts are their tables.
    private static func add(
      _ chart: any Chart, rows: Int, first: Int, columns: [Column], to file: WorkbookFile, in sheet: WorkbookFile.Sheet
    ) {
      let isLine = chart is LineChart
      guard isLine || chart is BarChart, (chart as? LineChart)?.lines.count ?? 1 == 1, rows <= 200,
        let values = columns.firstIndex(where: { $0.name == chart.rows.columns[1].name })
      else { return }
      file.addChart(
        isLine: isLine, title: chart.headline, axis: chart.unit ?? chart.title, description: "\(chart.headline). \(chart.words)", labels: 0,
        values: values, name: columns[values].name, rows: first..<(first + rows), beside: columns.count, in: sheet)
    }
  }
#endif
