import Foundation
import TestSupport
import Testing

@testable import Columns

/// Days and numbers as people write them, beside a recognition that goes cell by cell.
struct TextRecognitionTests {
  /// What a column of texts is to become: its type, unit and cells; nil where it stays text.
  private static func naive(_ texts: [String]) -> (type: ColumnType, unit: String?, cells: [Cell])? {
    let values = texts.filter { MissingMarkers.published.reason(for: $0) == nil }
    guard !values.isEmpty else { return nil }
    func cells(_ value: (String) -> Cell?) -> [Cell] {
      texts.map { text in MissingMarkers.published.reason(for: text).map { .missing($0) } ?? value(text) ?? .missing(.notApplicable) }
    }
    func day(_ text: String) -> Cell? {
      if let day = CalendarDate(text) { return .date(day) }
      guard let match = text.wholeMatch(of: /(\d{1,2})([\/.-])(\d{1,2})\2(\d{4})/), let day = Int(match.1), let month = Int(match.3), let year = Int(match.4)
      else { return nil }
      return CalendarDate(year: year, month: month, day: day).map { .date($0) }
    }
    if values.allSatisfy({ day($0) != nil }) { return values.contains { CalendarDate($0) == nil } ? (.date, nil, cells(day)) : nil }
    func number(_ text: String) -> (Cell, String, isWritten: Bool)? {
      guard let match = text.wholeMatch(of: /(-?)([£$€]?)(-?)(0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(\.\d+)?(%?)/), match.1.isEmpty || match.3.isEmpty,
        match.2.isEmpty || match.6.isEmpty, !match.2.isEmpty || match.3.isEmpty
      else { return nil }
      let digits = String(match.1) + match.3 + match.4.replacing(",", with: "") + (match.5 ?? "")
      let isWritten = match.4.contains(",") || !match.2.isEmpty || !match.6.isEmpty
      guard match.5 == nil else { return Double(digits).map { (.number($0), String(match.2 + match.6), isWritten) } }
      return Int(digits).map { (.integer($0), String(match.2 + match.6), isWritten) }
    }
    let numbers = values.compactMap(number)
    guard numbers.count == values.count, numbers.contains(where: \.isWritten) else { return nil }
    let signs = Set(numbers.filter { $0.0.number != 0 }.map(\.1)).union(numbers.map(\.1).filter { !$0.isEmpty })
    guard signs.count <= 1, signs != ["%"] || numbers.allSatisfy({ $0.1 == "%" }) else { return nil }
    let isWhole = numbers.allSatisfy { if case .integer = $0.0 { true } else { false } }
    let unit = signs.first.flatMap { $0.isEmpty ? nil : $0 }
    return (isWhole ? .integer : .number, unit, cells { text in number(text).map { isWhole ? $0.0 : .number($0.0.number ?? 0) } })
  }

  private static let pools: [[String]] = [
    ["31/03/2025", "1/4/2025", "01/12/2024", "9/9/1999"], ["3/4/2025", "04/03/2025", "c"], ["13-04-2025", "1.5.2025", "[z]", "29/02/2024"],
    ["29/02/2023", "1/1/2025"], ["12/25/2025", "1/2/2025"], ["2025-03-31", "31/03/2025"], ["1,234", "12", "0", "1,234,567"],
    ["£5.50", "£1,200", "0", "-£3", "£-4"], ["£5", "$5"], ["5%", "12.5%", "x"], ["5%", "5"], ["1,23", "5"], ["007", "1,000"], ["+44", "1,000"],
    ["5.", "£5"], ["12", "low", "1,000.25"], ["99,999,999,999,999,999,999", "1,000"], ["a", "1,000"], ["", "1,000", "£"],
  ]

  @Test func `A file gives the same days, numbers and notes whatever the blocks that it is read in, and those of the oracle`() throws {
    for seed in 0..<600 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var pool = Self.pools.randomElement(using: &random) ?? []
      if Int.random(in: 0..<5, using: &random) == 0 { pool += Self.pools.randomElement(using: &random) ?? [] }
      let rows = Int.random(in: 1...40, using: &random)
      let texts = (0..<rows).map { _ in pool.randomElement(using: &random) ?? "" }
      let file = Array(("n,when\n" + texts.enumerated().map { "\($0),\"\($1)\"\n" }.joined()).utf8)
      var first: Table?
      for step in [1, 7, 64, 1 << 18] {
        var reader = DelimitedReader(DelimitedOptions())
        reader.stepBytes = step
        let read = try reader.read(bytes: file, name: "file.csv")
        let found = read.recognisingTexts()
        if first == nil { first = found }
        #expect(found == first, "seed \(seed), step \(step)")
        #expect(read.recognisingTexts(keeping: ["when"]) == read, "seed \(seed)")
        let column = try found.column("when")
        // A text that is numbers or days throughout is read so before.
        guard try read.column("when").type == .text, let wanted = Self.naive(texts) else {
          #expect(try column == read.column("when"), "seed \(seed): \(texts)")
          continue
        }
        #expect(column.type == wanted.type && column.unit == wanted.unit, "seed \(seed): \(texts)")
        #expect((0..<rows).map { column[$0] } == wanted.cells, "seed \(seed): \(texts)")
        #expect(found.notes.count == read.notes.count + 1, "seed \(seed)")
      }
    }
  }

  @Test(arguments: [
    (["31/03/2025", "1/4/2025"], "column \"when\" holds days, read day first: 31/03/2025 is 2025-03-31"),
    (["3/4/2025", "1/4/2025"],
      "column \"when\" holds days, read day first: 3/4/2025 is 2025-04-03; no day is above 12, so the month may stand first, and text = {\"when\"} keeps the texts"),
    (["3/25/2025", "1/4/2025"],
      "column \"when\" is text: 3/25/2025 is no day with the day first, and the month first is never assumed; date(substring(x, 4, 2) .. '/' .. left(x, 2) .. '/' .. right(x, 4)) in a formula reads mm/dd/yyyy"),
    (["£1,234.50", "£3"], "column \"when\" holds numbers: £1,234.50 is 1234.5, in £"),
    (["31/03/2025 14:30", "1/4/2025 9:05:59"],
      "column \"when\" is text: 1/4/2025 9:05:59 is a day and a time without its zone; date(x) in a formula takes the day"),
    (["5%", "5"], "column \"when\" is text: only some of its numbers have a sign such as %; number(x) in a formula reads them"),
    ((1...60).map(String.init) + ["n.k."],
      "column \"when\" is text, since 1 of 61 values are no numbers: \"n.k.\" in row 61 is the first; load_table(path, {missing = {\"n.k.\"}}) reads them as missing and the rest as numbers"),
  ]) func `A note says what was chosen, or what keeps a column text`(texts: [String], note: String) throws {
    let table = try Table([Column("when", texts: texts)])
    #expect(table.recognisingTexts().notes == [note])
  }

  @Test func `A text that other programs write for no value is told with the call that reads it as one`() throws {
    let folder = try TemporaryFolder()
    try ("area\n" + String(repeating: "North\nNA\n", count: 20)).write(toFile: folder.path("a.csv"), atomically: true, encoding: .utf8)
    let table = try DelimitedReader().read(path: folder.path("a.csv")).recognisingTexts()
    #expect(table.notes == ["column \"area\" has the text \"NA\" in 20 rows, which is no missing value; load_table(path, {missing = {\"NA\"}}) reads it as one"])
  }

  @Test(arguments: [["a", "b"], ["007", "012"], ["12a", "1"], ["31/03/2025 24:00"], ["31/03/2025 1:5"], []]) func `Other texts stay as they are, without a note`(texts: [String]) throws {
    let table = try Table([Column("when", texts: texts)])
    #expect(table.recognisingTexts() == table)
  }
}
