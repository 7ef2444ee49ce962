import Columns
import Safeguarding
import Testing

@testable import Reports

/// Results on a terminal that has colours.
struct PaintTests {
  private static func table() throws -> Table {
    try Table(
      [
        Column("area", texts: ["Leeds", "York", "a\u{1B}[2J", nil]),
        Column("n", cells: [.integer(-8), .missing(.suppressed), .integer(0), .integer(4)], unit: "people"), Column("last", texts: ["a", "b", nil, "d"]),
      ], notes: [String(repeating: "a long note ", count: 9)])
  }

  private static func text(_ object: any OperationObject, _ colours: Paint.Colours, rows: Int = 24) -> String {
    Presentation(.table, in: .screen(columns: 60, rows: rows), paint: Paint(colours)).text(object)
  }

  private static func plain(_ text: String) -> String { text.replacing(#/\x1B\[[0-9;]*m/#, with: "") }

  @Test func `Headings are bold, missing marks and notes dim, and the widths are those of plain text`() throws {
    let table = try Self.table()
    let painted = Self.text(table, .few)
    #expect(Self.plain(painted) == Self.text(table, .none))
    #expect(painted.hasPrefix("\u{1B}[1marea\u{1B}[0m"))
    #expect(painted.contains("\u{1B}[2m[c]\u{1B}[0m") && painted.contains("\u{1B}[2m[..]\u{1B}[0m") && painted.contains("      -8  a\n"))
    #expect(painted.split(separator: "\n").suffix(2).allSatisfy { $0.hasPrefix("\u{1B}[2m") && $0.hasSuffix("\u{1B}[0m") })
    #expect(!painted.contains("\u{1B}[2J"), "what a file says does not steer the terminal")
  }

  @Test func `Rows that are left out of a long table are told dimly`() throws {
    let table = try Table([Column("n", integers: Array(0..<100))])
    #expect(Self.text(table, .few).contains("\n\u{1B}[2m… "))
  }

  @Test func `The cells of a heat map stand on shades of their values, where a terminal has as many colours`() throws {
    let table = try Table([
      Column("area", texts: ["Leeds", "York"]), Column("2023", cells: [.integer(0), .integer(10)]), Column("2024", cells: [.missing(.suppressed), .integer(5)]),
    ])
    let map = try HeatMap(table)
    let painted = Self.text(map, .many)
    #expect(Self.plain(painted) == Self.text(map, .few).replacing(#/\x1B\[[0-9;]*m/#, with: ""))
    #expect(painted.contains("\u{1B}[48;5;231;38;5;16m   0\u{1B}[0m"), "the least is black on white: \(painted.debugDescription)")
    #expect(painted.contains(";38;5;231m  10\u{1B}[0m"), "the greatest is white on what is dark")
    #expect(painted.contains("\u{1B}[2m[c]\u{1B}[0m"))
    #expect(!Self.text(map, .few).contains("48;5"))
    let words = try HeatMap(Table([Column("area", texts: ["Leeds"]), Column("now", texts: ["worse"])]))
    #expect(Self.text(words, .many).contains("48;5;89;38;5;231mworse\u{1B}[0m"), "\(Self.text(words, .many).debugDescription)")
  }

  @Test func `An error begins in red, and what to do has a colour of its own`() {
    let message = Paint(.few).message("x:1: no\n  1 | x\n  hint: try y") { $0 }
    #expect(message == "\u{1B}[31mx:1: no\u{1B}[0m\n  1 | x\n\u{1B}[36m  hint: try y\u{1B}[0m")
    #expect(Paint.none.message("a\n\n  hint: b") { $0 } == "a\n\n  hint: b")
  }

  @Test(arguments: [("0", true), ("48;5;17;38;5;231", true), ("8", false), ("2J", false), ("48;5;1;8h", false), ("", false)])
  func `Only sequences that paint count as paint`(code: String, isPaint: Bool) { #expect(Paint.isPaint(code) == isPaint) }
}
