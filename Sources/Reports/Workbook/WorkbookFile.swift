#if Workbook
  import CXlsxWriter
  import Columns
  import Safeguarding

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #else
    import Darwin
  #endif

  /// The cells of an Excel workbook while it is written. What each sheet holds is for ``WorkbookLayout``.
  ///
  /// Text is written as text, so that no place's name is ever a formula. Every pointer below is the library's, and lives
  /// until the workbook is closed, which happens once, in ``close()``.
  @safe struct WorkbookFile {
    /// A sheet of the workbook.
    @safe struct Sheet {
      let name: String
      fileprivate let pointer: UnsafeMutablePointer<lxw_worksheet>
    }

    private let book: UnsafeMutablePointer<lxw_workbook>
    private var formats: [String: UnsafeMutablePointer<lxw_format>] = unsafe [:]

    /// Excel's own limits.
    static let (mostRows, mostColumns, longest) = (1_048_576, 16_384, 32_767)

    /// Returns the bytes of a workbook that a body fills.
    ///
    /// - Throws: ``WorkbookError``.
    static func bytes(title: String, _ body: (inout WorkbookFile) throws -> Void) throws -> [UInt8] {
      // The library writes to a path only.
      let folder = unsafe getenv("TMPDIR").flatMap { unsafe String(validatingCString: $0) } ?? "/tmp"
      var template = Array((folder + "/safeguarding-kit-XXXXXX").utf8CString)
      // Safe: the array ends with a zero and outlives the call, which changes its last letters.
      let descriptor = unsafe template.withUnsafeMutableBufferPointer { unsafe $0.baseAddress.map { unsafe mkstemp($0) } ?? -1 }
      guard descriptor >= 0 else { throw WorkbookError.noRoom(folder) }
      let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      defer {
        close(descriptor)
        unsafe unlink(path)
      }
      guard let book = unsafe sk_workbook(path, Self.fitting(title, 255)) else { throw WorkbookError.noRoom(folder) }
      var file = unsafe WorkbookFile(book)
      do { try body(&file) } catch {
        _ = unsafe workbook_close(book)
        throw error
      }
      let error = unsafe workbook_close(book)
      guard error == LXW_NO_ERROR else { throw WorkbookError.refused(Self.words(of: error)) }
      return try Self.contents(of: path)
    }

    private init(_ book: UnsafeMutablePointer<lxw_workbook>) { unsafe self.book = unsafe book }

    private static func words(of error: lxw_error) -> String {
      // Safe: the library's words are constants.
      unsafe lxw_strerror(error).map { unsafe String(cString: $0) } ?? "error \(error.rawValue)"
    }

    private static func contents(of path: String) throws -> [UInt8] {
      let file = try InputFile(path: path)
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        // Safe: the buffer is as long as it says and outlives the call.
        let count = try unsafe chunk.withUnsafeMutableBytes { try unsafe file.readBytes(into: $0) }
        if count == 0 { return bytes }
        bytes += chunk[..<count]
      }
    }

    /// Adds a sheet; the name is one of the house's own, and not a reader's.
    func addSheet(_ name: String) throws -> Sheet {
      guard let sheet = unsafe workbook_add_worksheet(book, name) else { throw WorkbookError.refused("no sheet called \(name)") }
      unsafe worksheet_set_landscape(sheet)
      unsafe worksheet_set_paper(sheet, 9)  // A4
      unsafe worksheet_fit_to_pages(sheet, 1, 0)
      return unsafe Sheet(name: name, pointer: sheet)
    }

    func width(_ characters: Double, column: Int, of sheet: Sheet) {
      _ = unsafe worksheet_set_column(sheet.pointer, lxw_col_t(column), lxw_col_t(column), characters, nil)
    }

    /// Makes a row as high as its texts need in columns of some widths: not every program does so by itself.
    func height(row: Int, texts: [String], widths: [Double], of sheet: Sheet) {
      let lines = zip(texts, widths).map { text, width in
        text.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) { $0 + max(1, Int((Double($1.count) * 1.15 / width).rounded(.up))) }
      }
      guard let most = lines.max(), most > 1 else { return }
      _ = unsafe worksheet_set_row(sheet.pointer, lxw_row_t(row), min(400, Double(most) * 16), nil)
    }

    mutating func text(_ words: String, row: Int, column: Int = 0, in sheet: Sheet, _ style: Style = .plain) {
      if style == .title { _ = unsafe worksheet_set_row(sheet.pointer, lxw_row_t(row), 26, nil) }
      _ = unsafe worksheet_write_string(sheet.pointer, lxw_row_t(row), lxw_col_t(column), Self.fitting(words, Self.longest), format(style))
    }

    mutating func number(_ number: Double, row: Int, column: Int, in sheet: Sheet, _ style: Style) {
      guard number.isFinite else { return text(String(number), row: row, column: column, in: sheet) }
      _ = unsafe worksheet_write_number(sheet.pointer, lxw_row_t(row), lxw_col_t(column), number, format(style))
    }

    /// A day as Excel counts them from 1900 on; an earlier one is text.
    mutating func date(_ date: CalendarDate, row: Int, column: Int, in sheet: Sheet) {
      let number = Int(date.daysSince1970) + 25_569
      guard number > 60, number < 2_958_466 else { return text(date.description, row: row, column: column, in: sheet) }
      self.number(Double(number), row: row, column: column, in: sheet, .number("yyyy-mm-dd"))
    }

    mutating func link(_ words: String, to sheet: String, row: Int, column: Int, in place: Sheet) {
      _ = unsafe worksheet_write_url(place.pointer, lxw_row_t(row), lxw_col_t(column), "internal:'\(sheet)'!A1", nil)
      _ = unsafe worksheet_write_string(place.pointer, lxw_row_t(row), lxw_col_t(column), words, format(.link))
    }

    /// How a cell looks.
    enum Style: Hashable {
      case plain, line, title, heading, head, link
      case number(String)

      var key: String { if case .number(let pattern) = self { pattern } else { "\(self)" } }
    }

    private mutating func format(_ style: Style) -> UnsafeMutablePointer<lxw_format>? {
      if let known = unsafe formats[style.key] { return unsafe known }
      guard let format = unsafe workbook_add_format(book) else { return nil }
      unsafe format_set_font_name(format, "Arial")
      unsafe format_set_font_size(format, style == .title ? 16 : 12)
      unsafe format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
      switch style {
      case .plain: unsafe format_set_text_wrap(format)
      case .line: break
      case .title, .heading: unsafe format_set_bold(format)
      case .head:
        unsafe format_set_bold(format)
        unsafe format_set_text_wrap(format)
        unsafe format_set_bottom(format, UInt8(LXW_BORDER_THIN.rawValue))
      case .link:
        unsafe format_set_underline(format, UInt8(LXW_UNDERLINE_SINGLE.rawValue))
        unsafe format_set_font_color(format, 0x1D70B8)
      case .number(let pattern): unsafe format_set_num_format(format, pattern)
      }
      unsafe formats[style.key] = unsafe format
      return unsafe format
    }

    /// Marks cells below a head as a table, which gives the head its words.
    ///
    /// Very many columns have heads that are cells as others are: the library takes a hundred kilobytes for each column of a table.
    mutating func table(named name: String, heads: [String], row: Int, rows: Int, in sheet: Sheet) throws {
      guard heads.count <= 1_000 else {
        for (place, head) in heads.enumerated() { text(Self.fitting(head, 255), row: row, column: place, in: sheet, .head) }
        return _ = unsafe worksheet_repeat_rows(sheet.pointer, lxw_row_t(row), lxw_row_t(row))
      }
      let texts = unsafe heads.map { unsafe strdup(Self.fitting($0, 255)) }
      defer { for unsafe text in unsafe texts { unsafe free(text) } }
      let pointers = unsafe texts.compactMap { unsafe UnsafePointer($0) }
      let head = unsafe format(.head)
      // Safe: the texts outlive the call, which copies them; there are as many as columns.
      let error = unsafe pointers.withUnsafeBufferPointer { buffer in
        unsafe buffer.baseAddress.map { unsafe sk_table(sheet.pointer, UInt32(row), UInt32(rows), UInt16(heads.count), name, $0, head) } ?? LXW_NO_ERROR
      }
      guard error == LXW_NO_ERROR else { throw WorkbookError.refused(Self.words(of: error)) }
      _ = unsafe worksheet_repeat_rows(sheet.pointer, lxw_row_t(row), lxw_row_t(row))
    }

    /// Excel's own chart of bars or of a line, beside the table that its labels and values stand in.
    func addChart(
      isLine: Bool, title: String, axis: String, description: String, labels: Int, values: Int, name: String, rows: Range<Int>, beside columns: Int, in sheet: Sheet
    ) {
      guard let chart = unsafe workbook_add_chart(book, UInt8(isLine ? LXW_CHART_LINE.rawValue : LXW_CHART_BAR.rawValue)) else { return }
      unsafe sk_add_series(
        chart, sheet.name, Self.fitting(name, 255), UInt32(rows.lowerBound), UInt32(rows.upperBound - 1), UInt16(labels), UInt16(values), 0x12436D, isLine)
      unsafe chart_title_set_name(chart, Self.fitting(title, 255))
      unsafe chart_legend_set_position(chart, UInt8(LXW_CHART_LEGEND_NONE.rawValue))
      // Of bars the library calls the axis of the names y, since it stands upright.
      unsafe chart_axis_set_name(isLine ? chart.pointee.y_axis : chart.pointee.x_axis, Self.fitting(axis, 255))
      if !isLine { unsafe chart_axis_set_reverse(chart.pointee.y_axis) }
      _ = unsafe sk_insert_chart(sheet.pointer, UInt32(rows.lowerBound - 1), UInt16(columns + 1), chart, Self.fitting(description, 255))
    }

    /// The first characters that a cell has room for, without what XML can't hold.
    private static func fitting(_ text: String, _ most: Int) -> String {
      let clean = Markup.withoutControls(text)
      // Excel counts UTF-16.
      guard clean.utf16.count > most else { return clean }
      var cut = clean.prefix(most - 1)
      while cut.utf16.count > most - 1 { cut.removeLast() }
      return cut + "\u{2026}"
    }
  }

  /// A workbook that is not made.
  enum WorkbookError: DiagnosableError, Hashable {
    case noRoom(String)
    case refused(String)

    var diagnostic: Diagnostic {
      switch self {
      case .noRoom(let folder): Diagnostic("no file for the workbook can be made", at: .init(file: folder), hint: "TMPDIR names another folder")
      case .refused(let reason): Diagnostic("the workbook can't be made: \(reason)")
      }
    }
  }
#endif
