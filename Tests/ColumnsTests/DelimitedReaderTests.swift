import Columns
import Testing

struct DelimitedReaderTests {
  func read(_ text: String, _ options: DelimitedOptions = DelimitedOptions()) throws -> Table {
    try DelimitedReader(options).read(bytes: Array(text.utf8), name: "referrals.csv")
  }

  @Test func `A column takes the narrowest type that holds all of its values`() throws {
    let table = try read(
      """
      whole,number,flag,day,moment,label,code,long,mixed
      1,1,true,2019-09-30,2023-06-30T23:00:00Z,York,007,9223372036854775808,9007199254740993
      -2,2.5,FALSE,2020-02-29,2023-06-30 23:00:00+01:00,5" pipe,12,1,1.5
      """)
    #expect(
      table.columns.map(\.type) == [.integer, .number, .boolean, .date, .timestamp, .text, .text, .text, .text])
    #expect(table.row(0).prefix(3) == [.integer(1), .number(1), .boolean(true)])
    #expect(table.row(1)[5...] == [.text("5\" pipe"), .text("12"), .text("1"), .text("1.5")])
  }

  @Test func `Markers give their reasons in a column of numbers and are words in a column of text`() throws {
    let table = try read("value,area code,only markers,blank\n1,E09000001,c,\nc,x,[z],\nlow,c,,\n,,-,\n [x] , x ,c,\n")
    #expect(
      (0..<5).map { table.columns[0][$0] }
        == [.integer(1), .missing(.suppressed), .missing(.lowRoundsToZero), .missing(.unspecified), .missing(.notAvailable)])
    #expect(
      (0..<5).map { table.columns[1][$0] } == [.text("E09000001"), .text("x"), .text("c"), .missing(.unspecified), .text(" x ")])
    #expect(table.columns[2].type == .number)
    #expect(table.columns[2].presence.countsByReason == [.suppressed: 2, .notApplicable: 1, .unspecified: 2])
    #expect(table.columns[3].type == .text)
    #expect(table.columns[3].presence.missingCount == 5)
  }

  @Test func `A host's marker is missing even where it could be a value`() throws {
    let options = DelimitedOptions(markers: .published.adding(["-99": .notAvailable, "not recorded": .unspecified]))
    let table = try read("age,name\n12,-99\n-99,x\nNot Recorded,y\n [-99] ,z\n", options)
    #expect(
      (0..<4).map { table.columns[0][$0] }
        == [.integer(12), .missing(.notAvailable), .missing(.unspecified), .missing(.notAvailable)])
    #expect(table.columns[1][0] == .text("-99"))
  }

  @Test func `The last row can make text of a column, and every cell then reads as it was written`() throws {
    let cells = (0..<3000).map { "\($0).50" } + ["c", " 1 ", "", String(repeating: "y", count: 300)]
    let table = try read("code\n" + cells.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: "\n"))
    #expect((0..<table.rowCount).map { table.columns[0][$0].text ?? "" } == cells)
  }

  @Test func `A declared type is kept, whatever the cells look like`() throws {
    let options = DelimitedOptions(types: ["code": .text, "rate": .number, "count": .integer, "day": .date])
    let table = try read("code,rate,count,day\n12,1,c,\n13,99999999999999999999,2,-\n", options)
    #expect(table.columns.map(\.type) == [.text, .number, .integer, .date])
    #expect(table.row(1) == [.text("13"), .number(1e20), .integer(2), .missing(.unspecified)])
  }

  @Test func `Only the columns asked for are read, in the order asked for`() throws {
    let table = try read("a,b,c\n1,2,3\n4,5,6\n", DelimitedOptions(columns: ["c", "a", "c"], requiredColumns: ["b"]))
    #expect(table.columnNames == ["c", "a"])
    #expect(table.row(1) == [.integer(6), .integer(4)])
  }

  @Test func `A header alone is a table without rows, and empty lines are no rows`() throws {
    #expect(try read("a,b").rowCount == 0)
    #expect(try read("\n\na,b\r\n\r\n1,2\n\n\n3,4\n\n").rowCount == 2)
    #expect(try read("a\n\"\"\n\n1\n").row(0) == [.missing(.unspecified)])
  }

  @Test(arguments: [Delimiter.comma, .semicolon, .tab, .pipe])
  func `Each delimiter divides cells and the others are letters`(delimiter: Delimiter) throws {
    let others = Delimiter.allCases.filter { $0 != delimiter }.map { String($0.rawValue) }.joined()
    let table = try read("a\(delimiter.rawValue)b\nx\(others)\(delimiter.rawValue)1\n", DelimitedOptions(delimiter: delimiter))
    #expect(table.row(0) == [.text("x" + others), .integer(1)])
  }

  @Test func `Two spellings of one text are one text`() throws {
    let table = try read("name,n\nZo\u{EB},1\nZoe\u{308},2\nK,3\n\u{212A},4\n")
    let names = (0..<4).map { table.columns[0][$0].text }
    #expect(names == ["Zo\u{EB}", "Zo\u{EB}", "K", "K"])
    #expect(names[1]?.unicodeScalars.count == 3)
    #expect(table.columns[0].differentTexts.sorted() == ["K", "Zo\u{EB}"])
  }

  @Test func `Windows-1252 is read as its characters, all 256 of them`() throws {
    let bytes = Array("name\n".utf8) + [0x93, 0x5A, 0x6F, 0xEB, 0x94, 0x80, 0x81, 0xFF]
    let options = DelimitedOptions(encoding: .windows1252)
    for step in [1, 2, 5, 1 << 18] {
      var reader = DelimitedReader(options)
      reader.stepBytes = step
      #expect(try reader.read(bytes: bytes, name: "x").columns[0][0] == .text("\u{201C}Zo\u{EB}\u{201D}\u{20AC}\u{81}\u{FF}"))
    }
  }

  @Test(arguments: ["utf-8", "UTF8", "windows-1252", "cp1252", "latin-1", "ISO-8859-1"])
  func `An encoding is known by its usual names`(name: String) throws {
    #expect(try TextEncoding(named: name) == (name.lowercased().hasPrefix("utf") ? .utf8 : .windows1252))
  }

  @Test func `Progress is told and the host can stop the reader`() throws {
    final class Counter: @unchecked Sendable { var calls: [(Int, Int)] = [] }
    let counter = Counter()
    var reader = DelimitedReader()
    reader.stepBytes = 16
    reader.options.progress = { counter.calls.append(($0, $1)) }
    let bytes = Array(("a,b\n" + String(repeating: "1,2\n", count: 100)).utf8)
    #expect(try reader.read(bytes: bytes, name: "x").rowCount == 100)
    #expect(counter.calls.last ?? (0, 0) == (bytes.count, bytes.count))
    #expect(zip(counter.calls, counter.calls.dropFirst()).allSatisfy { $0.0 <= $1.0 })
    reader.options.shouldContinue = { counter.calls.count < 40 }
    #expect { try reader.read(bytes: bytes, name: "x") } throws: { ($0 as? DelimitedError)?.code == .cancelled }
  }

  @Test func `Ten thousand columns and ten thousand different texts are read`() throws {
    let names = (0..<10_000).map { "n\($0)" }
    #expect(try read(names.joined(separator: ",") + "\n" + names.joined(separator: ",")).columns.count == 10_000)
    let table = try read("name,x\n" + names.map { "\($0),\($0)" }.joined(separator: "\n"))
    #expect((0..<10_000).allSatisfy { table.columns[1][$0] == .text(names[$0]) })
  }
}
