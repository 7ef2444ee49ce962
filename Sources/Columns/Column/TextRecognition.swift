extension Table {
  /// Returns the table with its columns of text as days and numbers where all of their texts are such: `31/03/2025`, `£1,234`,
  /// `12%`; a note says of each column what was chosen. A column that a few texts keep from being one of numbers or days stays as it
  /// is, and a note names them and the row of the first.
  ///
  /// What a column becomes depends on its cells alone, and not on how they were read.
  ///
  /// - Parameters:
  ///   - kept: The columns that stay text.
  ///   - markers: The texts that stand for a missing value among numbers and days.
  /// - Complexity: O(rows) for a column that is recognised; a few texts are looked at in any other.
  package func recognisingTexts(keeping kept: Set<String> = [], markers: MissingMarkers = .published) -> Table {
    var notes = notes
    let all = columns.map { column in
      guard column.type == .text, !kept.contains(column.name) else { return column }
      var recognition = TextRecognition(column, markers)
      let recognised = recognition?.recognised()
      if let note = recognition?.note ?? (recognised == nil ? column.noteOnAbsence : nil) { notes.append(note) }
      return recognised ?? column
    }
    guard notes.count > self.notes.count else { return self }
    return Table(checked: all, rowCount: rowCount, sources: sources, notes: notes)
  }
}

extension Column {
  /// What other programs write where there is no value, and what no category is called.
  private static let absences: Set = ["NA", "N/A", "n/a", "#N/A", "NULL", "null", "NaN", "<NA>"]

  /// Says that texts of a column of names stand for no value in other programs, and are texts here.
  fileprivate var noteOnAbsence: String? {
    guard let dictionary, dictionary.count <= 1_000, case let texts = dictionary.texts, let code = texts.firstIndex(where: Self.absences.contains) else { return nil }
    var rows = 0
    for chunk in chunks.indices {
      let bits = presence.chunks[chunk].bits
      for row in 0..<chunks[chunk].rowCount where (bits?[row] ?? true) && chunks[chunk].code(row) == code { rows += 1 }
    }
    guard rows > 0 else { return nil }
    let text = texts[code]
    return "column \"\(name)\" has the text \"\(text)\" in \(PrintedNumber.of(rows)) \(rows == 1 ? "row" : "rows"), which is no missing value; load_table(path, {missing = {\"\(text)\"}}) reads it as one"
  }
}

/// What the texts of a column tell.
private struct TextRecognition {
  private let column: Column
  private let markers: MissingMarkers
  /// The different texts that rows have, by code.
  private let texts: [String]
  private let readings: [Reading]
  private(set) var note: String?

  /// Fails where the first texts are mostly neither numbers nor days.
  init?(_ column: Column, _ markers: MissingMarkers) {
    func read(_ text: String) -> Reading { Self.reading(text, markers) }
    let first = Self.firstTexts(of: column).map(read)
    guard first.count(where: \.isValue) * 2 >= max(1, first.count) else { return nil }
    let coded = column.coded().withoutUnusedValues()
    guard let texts = coded.dictionary?.texts else { return nil }
    (self.column, self.markers, self.texts, readings) = (coded, markers, texts, texts.map(read))
  }

  private static func firstTexts(of column: Column) -> [String] {
    if let dictionary = column.dictionary {
      return stride(from: 0, to: dictionary.count, by: max(1, dictionary.count / 40)).compactMap { dictionary.cell($0).text }
    }
    return (0..<min(40, column.count)).compactMap { column[$0].text }
  }

  private static func reading(_ text: String, _ markers: MissingMarkers) -> Reading {
    if let reason = markers.reason(for: text) { return .marker(reason) }
    let trimmed = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
    if trimmed.count == 2, TextReading.day(text) != nil { return .dayAndTime }
    guard trimmed.count == 1 else { return .other }
    if let day = TextReading.day(text) { return .day(day, isDayFirst: trimmed[0].count < 10 || trimmed[0].dropFirst(4).first != "-") }
    if let (cell, sign, isWritten) = TextReading.exactNumber(String(trimmed[0])) { return .number(cell, sign: sign, isWritten: isWritten) }
    let parts = trimmed[0].split(separator: trimmed[0].contains("/") ? "/" : "-", omittingEmptySubsequences: false)
    if parts.count == 3, TextReading.day("\(parts[1])/\(parts[0])/\(parts[2])") != nil { return .monthFirst }
    return .other
  }

  /// The column as days or numbers, or nil where it stays text.
  mutating func recognised() -> Column? {
    let values = readings.indices.filter { !readings[$0].isMarker }
    if !values.isEmpty, values.allSatisfy({ readings[$0].asDay != nil }) { return days(values) }
    if !values.isEmpty, values.allSatisfy({ readings[$0].asNumber != nil }) { return numbers(values) }
    note = noteOnFew(values)
    return nil
  }

  private mutating func days(_ values: [Int]) -> Column? {
    let written = values.filter { readings[$0].isDayFirst }
    guard let example = written.max(by: { (readings[$0].asDay?.parts.day ?? 0) < (readings[$1].asDay?.parts.day ?? 0) }), let day = readings[example].asDay
    else { return nil }
    let doubt = day.parts.day > 12 ? "" : "; no day is above 12, so the month may stand first, and text = {\"\(column.name)\"} keeps the texts"
    note = "column \"\(column.name)\" holds days, read day first: \(texts[example]) is \(day)\(doubt)"
    return mapped(.date, unit: nil)
  }

  private mutating func numbers(_ values: [Int]) -> Column? {
    var signs: Set<String> = []
    var (written, isWhole): (Int?, Bool) = (nil, true)
    for place in values {
      guard case .number(let cell, let sign, let isWritten) = readings[place] else { continue }
      // A zero needs no sign of pounds.
      if sign != "" || cell.number != 0 { signs.insert(sign) }
      if isWritten, written == nil { written = place }
      if case .number = cell { isWhole = false }
    }
    // Numbers that only a code has, such as 007, keep a column text.
    guard let written else { return nil }
    guard signs.count <= 1, signs != ["%"] || values.allSatisfy({ readings[$0].sign == "%" }) else {
      note = "column \"\(column.name)\" is text: only some of its numbers have a sign such as \(signs.max() ?? ""); number(x) in a formula reads them"
      return nil
    }
    let unit = signs.first.flatMap { $0.isEmpty ? nil : $0 }
    note = "column \"\(column.name)\" holds numbers: \(texts[written]) is \(readings[written].asNumber?.plainText ?? "")\(unit.map { ", in \($0)" } ?? "")"
    let number = mapped(isWhole ? .integer : .number, unit: unit)
    guard !isWhole else { return number }
    // They print with as many places as they are written with, such as pence.
    let places = values.map { texts[$0].split(separator: ".", maxSplits: 1).dropFirst().first?.prefix { $0.isNumber }.count ?? 0 }.max() ?? 0
    return number.with(unit: number.unit, decimals: number.decimals ?? min(places, 12))
  }

  /// The column with the value of each text in its place.
  private func mapped(_ type: ColumnType, unit: String?) -> Column {
    let cells = readings.map { reading -> Cell in
      switch reading {
      case .marker(let reason): .missing(reason)
      case .number(let cell, _, _): type == .number ? .number(cell.number ?? 0) : cell
      case .day(let day, _): .date(day)
      case .monthFirst, .dayAndTime, .other: .missing(.notApplicable)
      }
    }
    return column.recoded(named: column.name, by: cells).with(unit: unit ?? column.unit, decimals: column.decimals)
  }

  /// What keeps the column from being one of numbers or days, where that are a few texts in one row of twenty at the most.
  private func noteOnFew(_ values: [Int]) -> String? {
    if values.allSatisfy({ readings[$0].isMonthFirst || readings[$0].asDay != nil }), let example = values.first(where: { readings[$0].isMonthFirst }) {
      return "column \"\(column.name)\" is text: \(texts[example]) is no day with the day first, and the month first is never assumed; "
        + "date(substring(x, 4, 2) .. '/' .. left(x, 2) .. '/' .. right(x, 4)) in a formula reads mm/dd/yyyy"
    }
    if values.allSatisfy({ readings[$0].isDayAndTime }), let example = values.first {
      return "column \"\(column.name)\" is text: \(texts[example]) is a day and a time without its zone; date(x) in a formula takes the day"
    }
    let days = values.filter { readings[$0].asDay != nil }
    let numbers = values.filter { readings[$0].asNumber != nil }
    let (kind, others) = days.count > numbers.count
      ? ("days", values.filter { readings[$0].asDay == nil }) : ("numbers", values.filter { readings[$0].asNumber == nil })
    guard (1...5).contains(others.count), values.count - others.count >= 2 else { return nil }
    let isOther = texts.indices.map { others.contains($0) }
    var (rows, found, first): (Int, Int, Int?) = (0, 0, nil)
    for (chunk, start) in zip(column.chunks.indices, column.starts) {
      let bits = column.presence.chunks[chunk].bits
      for row in 0..<column.chunks[chunk].rowCount where bits?[row] ?? true {
        guard let text = column.chunks[chunk].code(row) else { continue }
        rows += 1
        guard isOther[text] else { continue }
        found += 1
        if first == nil { first = start + row }
      }
    }
    guard let first, found * 20 <= rows, let example = column[first].text else { return nil }
    let named = others.map { "\"\(texts[$0].prefix(40))\"" }.sorted().joined(separator: ", ")
    return "column \"\(column.name)\" is text, since \(PrintedNumber.of(found)) of \(PrintedNumber.of(rows)) values are no \(kind): \"\(example.prefix(40))\" in row "
      + "\(PrintedNumber.of(first + 1)) is the first; load_table(path, {missing = {\(named)}}) reads them as missing and the rest as \(kind)"
  }
}

/// What one text tells.
private enum Reading {
  case marker(MissingReason)
  /// A number as a cell, the sign that it has, and whether more than plain digits tell it.
  case number(Cell, sign: String, isWritten: Bool)
  /// A day, and whether it is written with the day first.
  case day(CalendarDate, isDayFirst: Bool)
  /// A day only where the month stands first.
  case monthFirst
  /// A day with a time behind it, which is no moment without its zone.
  case dayAndTime
  case other

  var isMarker: Bool { if case .marker = self { true } else { false } }
  var isValue: Bool { if case .other = self { false } else { true } }
  var isDayAndTime: Bool { if case .dayAndTime = self { true } else { false } }
  var isMonthFirst: Bool { if case .monthFirst = self { true } else { false } }
  var isDayFirst: Bool { if case .day(_, true) = self { true } else { false } }
  var asNumber: Cell? { if case .number(let cell, _, _) = self { cell } else { nil } }
  var sign: String? { if case .number(_, let sign, _) = self { sign } else { nil } }
  var asDay: CalendarDate? { if case .day(let day, _) = self { day } else { nil } }
}
