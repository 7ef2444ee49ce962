#if Workbook
  import Columns
  import Foundation
  import Safeguarding
  import Testing

  @testable import Reports

  /// Documents as Excel workbooks, read as the zipped XML that they are.
  struct WorkbookTests {
    private static func workbook(_ document: Document) throws -> Workbook {
      Workbook(try WorkbookLayout.bytes(of: DocumentOutline(document)))
    }

    private static func document(_ table: Table, title: String = "A <title>") throws -> Document {
      Document(
        title: title, subtitle: "=1+1",
        parts: [
          .section(title: "=2", parts: [.statement(.init(kind: .finding, text: "=cmd|' /C calc'!A0")), .exhibit(.init(table, title: "=T"))]),
          .exhibit(.init(try BarChart(table))),
        ])
    }

    private static func hostile() throws -> Table {
      try Table(
        [
          Column("pl<a>ce", texts: ["=SUM(A1)", "+1", "-1", "@x", "<script>", "a\u{0}b\u{1B}", nil, ""]),
          Column("PL<A>CE", dates: [CalendarDate("2020-03-31"), CalendarDate("1899-12-31"), nil, nil, nil, nil, nil, nil].map { $0 ?? CalendarDate(daysSince1970: 0) }, presence: nil),
          Column("n", cells: [.integer(1), .integer(-5), .missing(.suppressed), .integer(.max), .integer(0), .integer(7), .integer(8), .integer(9)], unit: "children"),
          Column("rate", numbers: [0.125, .infinity, -.infinity, .nan, 1e308, -1e-300, 0, 5], unit: "%", decimals: 1),
        ], sources: [TableSource(file: "=x.csv", byteCount: 1, checksum: "00000000", rowCount: 8)], notes: ["=note"])
    }

    @Test func `No text becomes a formula, and no cell of a table is empty`() throws {
      let workbook = try Self.workbook(try Self.document(try Self.hostile()))
      #expect(workbook.sheets.count == 5)
      for sheet in workbook.sheets { #expect(!sheet.contains("<f>") && !sheet.contains("<f ") && !sheet.contains("<v></v>")) }
      for text in ["=SUM(A1)", "+1", "@x", "=cmd|' /C calc'!A0", "=note", "&lt;script&gt;"] { #expect(workbook.strings.contains(text), "\(text)") }
      let table = try #require(workbook.sheets.first { $0.contains("A5") && $0.contains("D12") })
      for row in 4...12 { for column in ["A", "B", "C", "D"] { #expect(table.contains("r=\"\(column)\(row)\""), "\(column)\(row)") } }
      // 31 March 2020 is day 43,921 of Excel's count; a day before 1900 is text.
      #expect(table.contains("<v>43921</v>"))
      #expect(workbook.strings.contains("1899-12-31") && workbook.strings.contains("[c]") && workbook.strings.contains("inf"))
    }

    @Test func `Each table is one for Excel, with the names and units of its columns, each once`() throws {
      let workbook = try Self.workbook(try Self.document(try Self.hostile()))
      let tables = workbook.parts.filter { $0.key.hasPrefix("xl/tables/") }.values
      #expect(tables.count == 4)
      let heads = try #require(tables.first { $0.contains("ref=\"A4:D12\"") })
      for head in ["pl&lt;a&gt;ce", "PL&lt;A&gt;CE 2", "n (children)", "rate (%)"] { #expect(heads.contains("name=\"\(head)\""), "\(head) \(heads)") }
    }

    @Test func `A table of very many columns has its heads too`() throws {
      let wide = try Table((0..<1_200).map { (place: Int) in Column("column \(place)", integers: [place]) })
      let workbook = try Self.workbook(Document(title: "Wide", parts: [.exhibit(.init(wide))]))
      #expect(workbook.strings.contains("column 0<") && workbook.strings.contains("column 1199<"))
    }

    @Test func `The same document is the same workbook`() throws {
      let document = try Self.document(try Self.hostile())
      #expect(try WorkbookLayout.bytes(of: DocumentOutline(document)) == WorkbookLayout.bytes(of: DocumentOutline(document)))
    }

    @Test(arguments: [
      (["Leeds", "Kent"], ["Leeds", "Kent"]), (["Leeds", "leeds"], ["Table 1", "Table 2"]), (["Leeds", nil], ["Table 1", "Table 2"]),
      (["A/B", "Kent"], ["Table 1", "Table 2"]), (["Notes", "Kent"], ["Table 1", "Table 2"]),
      ([String(repeating: "x", count: 32), "Kent"], ["Table 1", "Table 2"]), ([String(repeating: "x", count: 31), "Kent"], [String(repeating: "x", count: 31), "Kent"]),
    ])
    func `Sheets are called by the titles of their tables where Excel takes all of them`(titles: [String?], names: [String]) throws {
      let table = try Table([Column("n", integers: [1])])
      let workbook = try Self.workbook(Document(title: "D", parts: titles.map { .exhibit(.init(table, title: $0)) }))
      let book = try #require(workbook.parts["xl/workbook.xml"])
      let found = book.matches(of: /<sheet name="([^"]*)"/).map { String($0.1) }
      #expect(found == ["Cover", "Text", "Notes"] + names)
    }

    @Test func `Results that are no document are data, whose sheets begin with the names of their columns`() throws {
      let table = try Table([Column("area", texts: ["Leeds", "=Kent"]), Column("rate", numbers: [1.5, 2.5], unit: "%", decimals: 1)], notes: ["a note"])
      let parts: [(String?, [String])] = [(nil, ["Table 1"]), ("Leeds", ["Leeds"])]
      for (title, names) in parts {
        let workbook = try Self.workbook(Document(title: "table", parts: [.exhibit(.init(table, title: title))], isBundle: true))
        let book = try #require(workbook.parts["xl/workbook.xml"])
        #expect(book.matches(of: /<sheet name="([^"]*)"/).map { String($0.1) } == names + ["Notes"])
        #expect(workbook.parts["xl/tables/table1.xml"]?.contains("ref=\"A1:B3\"") == true)
        #expect(workbook.sheets[0].contains("<v>2.5</v>") && !workbook.sheets[0].contains("<f") && workbook.strings.contains("=Kent"))
        #expect(workbook.strings.contains("a note") && !workbook.strings.contains("This worksheet"))
      }
      let form = try #require(Presentation.forms["xlsx"])
      #expect(Workbook(try form(table)).sheets.count == 2)
      // What is written is read again, and no sheet stands in the way.
      #expect(try SpreadsheetReader().read(bytes: form(table), name: "made.xlsx").columnNames == ["area", "rate (%)"])
      #expect(Workbook(try form(try Table(table.columns))).sheets.count == 1)
    }

    @Test func `A table without rows, and a document without tables, are workbooks`() throws {
      let empty = Table(checked: [Column("a", texts: []), Column("n", integers: [])], rowCount: 0)
      #expect(try Self.workbook(Document(title: "", parts: [.exhibit(.init(empty))])).strings.contains("no rows"))
      #expect(try Self.workbook(Document(title: String(repeating: "long ", count: 9000), parts: [])).sheets.count == 3)
    }

    @Test func `A chart of bars or a line is one of Excel's, beside its table`() throws {
      let workbook = try Self.workbook(try Self.document(try Self.hostile()))
      let charts = workbook.parts.filter { $0.key.hasPrefix("xl/charts/chart") }.values
      #expect(charts.count == 1)
      // The names stand at the left, the first at the top, and bars grow to the right.
      let axis = try #require(charts.first?.firstMatch(of: #/<c:catAx>.*?<c:orientation val="(\w+)"/#)?.1)
      #expect(axis == "maxMin")
      #expect(charts.first?.firstMatch(of: #/<c:valAx>.*?<c:orientation val="(\w+)"/#)?.1 == "minMax")
      #expect(charts.first?.contains("<c:f>&apos;Figure 1&apos;!$A$5:$A$12</c:f>") == true || charts.first?.contains("<c:f>'Figure 1'!$A$5:$A$12</c:f>") == true, "\(charts.first ?? "")")
    }
  }

  /// The parts of a zipped workbook as text.
  private struct Workbook {
    var parts: [String: String] = [:]

    var sheets: [String] { parts.filter { $0.key.hasPrefix("xl/worksheets/sheet") }.sorted { $0.key < $1.key }.map(\.value) }
    var strings: String { parts["xl/sharedStrings.xml"] ?? "" }

    init(_ bytes: [UInt8]) {
      func number(_ place: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << ($1 * 8) } }
      guard let end = (0..<(bytes.count - 21)).last(where: { number($0, 4) == 0x0605_4B50 }) else { return }
      var place = number(end + 16, 4)
      for _ in 0..<number(end + 10, 2) {
        let (packed, nameLength) = (number(place + 20, 4), number(place + 28, 2))
        let local = number(place + 42, 4)
        let name = String(decoding: bytes[(place + 46)..<(place + 46 + nameLength)], as: UTF8.self)
        let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
        // As a member of gzip, which the system's tool unpacks.
        let member = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + bytes[start..<(start + packed)] + bytes[(place + 16)..<(place + 20)] + bytes[(place + 24)..<(place + 28)]
        parts[name] = Self.unpacked(member)
        place += 46 + nameLength + number(place + 30, 2) + number(place + 32, 2)
      }
    }

    private static func unpacked(_ member: [UInt8]) -> String {
      let path = NSTemporaryDirectory() + "safeguarding-kit-\(UUID().uuidString).gz"
      defer { try? FileManager.default.removeItem(atPath: path) }
      guard FileManager.default.createFile(atPath: path, contents: Data(member)) else { return "" }
      let (process, output) = (Process(), Pipe())
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "gzip -dc \"$0\"", path]
      process.standardOutput = output
      try? process.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return text
    }
  }
#endif
