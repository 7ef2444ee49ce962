import Columns
import Safeguarding
import Testing

@testable import Reports

struct PresentationTests {
  private static let awkward = try? Table(
    [
      Column("name", texts: ["plain", "pipe | star * <b>", "two\nlines", "\u{1B}[31mred", "名前", nil, "quote \" comma ,"]),
      Column("count", integers: [1, 1_234_567, -5, 0, 7, 8, 9], unit: "people"),
      Column("year", integers: [2019, 2020, 2021, 2022, 2023, nil, 2025]),
      Column("rate", cells: [.number(0.125), .number(2.5), .missing(.suppressed), .number(-0.04), .number(1e6), .missing(.lowRoundsToZero), .number(3)], unit: "%", decimals: 1),
    ], notes: ["a note with\na line end"])

  @Test func `Aligned text rounds halves up, parts thousands of what has a unit, and keeps reasons`() throws {
    let text = Presentation(.table).text(try #require(Self.awkward))
    #expect(
      text == """
        name                   count  year         rate
                              people                  %
        -----------------  ---------  ----  -----------
        plain                      1  2019          0.1
        pipe | star * <b>  1,234,567  2020          2.5
        two lines                 -5  2021          [c]
        \u{FFFD}[31mred                   0  2022          0.0
        名前                       7  2023  1,000,000.0
        [..]                       8  [..]        [low]
        quote " comma ,            9  2025          3.0
        note: a note with a line end
        """)
  }

  @Test func `A page of a table is called by what it measures, or by its file`() throws {
    let column = Column("n", integers: [1])
    let source = TableSource(file: "data/counts.csv", byteCount: 1, checksum: "0", rowCount: 1)
    func title(_ table: Table) -> Substring? { Presentation(.html).text(table).firstMatch(of: #/<title>(.*?)<\/title>/#)?.output.1 }
    #expect(title(try Table([column])) == "table")
    #expect(title(try Table([column], sources: [source])) == "counts.csv")
    #expect(title(try Table([column.measuring("Plans (CPP), 2020")], sources: [source])) == "Plans (CPP), 2020")
  }

  @Test func `Nothing in Markdown is taken for markup`() throws {
    let text = Presentation(.md).text(try #require(Self.awkward))
    #expect(text.contains("| pipe \\| star \\* \\<b\\> |"))
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("|") }.allSatisfy { line in
      line.replacing("\\|", with: "").count(where: { $0 == "|" }) == 5
    })
  }

  @Test func `JSON keeps the reason of a missing value and escapes what must be`() throws {
    let text = Presentation(.json).text(try #require(Self.awkward))
    #expect(text.contains("\"rate\": {\"missing\": \"suppressed\"}"))
    #expect(text.contains("\"name\": \"two\\nlines\""))
    #expect(text.contains("\"\\u001b[31mred\""))
    #expect(text.contains("{\"name\": \"count\", \"type\": \"integer\", \"unit\": \"people\"}"))
  }

  @Test func `A wide table is narrowed by folding text, and no word is lost`() throws {
    let words = (1...40).map { "word\($0)" }.joined(separator: " ")
    let table = try Table([Column("first", texts: [words]), Column("n", integers: [12]), Column("second", texts: [words])])
    let text = Presentation(.table, in: .page(columns: 60)).text(table)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 60 })
    for number in 1...40 {
      #expect(text.split(whereSeparator: \.isWhitespace).count { $0 == "word\(number)" } == 2, "word\(number)")
    }
  }

  @Test(arguments: [
    ([12.59446, 30.1448, -1.133], ["12.59446", "30.14480", "-1.13300"]), ([36186.3, 38292], ["36,186.3", "38,292.0"]), ([1, 2.0], ["1", "2"]),
    ([0.000123456, 1234567.5], ["0.000123", "1,234,567.500000"]), ([1.0 / 3, 200.0 / 3], ["0.33333", "66.66667"]), ([1e-12, 1], ["1e-12", "1"]),
    ([0, 0.5], ["0.0", "0.5"]), ([.infinity, 0.25], ["inf", "0.25"]), ([], []),
  ] as [([Double], [String])])
  func `The points of numbers stand beneath each other, and no digit before them is lost`(numbers: [Double], texts: [String]) throws {
    let lines = Presentation(.table).text(try Table([Column("x", numbers: numbers)])).split(separator: "\n").dropFirst(2)
    #expect(lines.map { String($0.drop { $0 == " " }) } == (texts.isEmpty ? ["(no rows)"] : texts))
    if texts.count > 1 { #expect(Set(lines.map(\.count)).count == 1) }
  }

  @Test func `A count of rows needs no unit`() throws {
    let table = try Table([Column("count", integers: [1200], unit: "rows"), Column("sum", numbers: [1234.5], unit: "pounds")])
    #expect(Presentation(.table).text(table) == "count      sum\n        pounds\n-----  -------\n1,200  1,234.5")
  }

  @Test(arguments: [
    ([2023.5, 2019], ["2023.5", "2019.0"]), ([36186.3, 45.5], ["36,186.3", "45.5"]), ([-12000.5], ["-12,000.5"]), ([.infinity, 1], ["inf", "1"]),
  ] as [([Double], [String])])
  func `Thousands of numbers without a unit are parted where they can be no years`(numbers: [Double], texts: [String]) throws {
    let lines = Presentation(.table).text(try Table([Column("x", numbers: numbers)])).split(separator: "\n").dropFirst(2)
    #expect(lines.map { String($0.drop { $0 == " " }) } == texts)
  }

  @Test(arguments: [
    ([2023, 1999], ["2023", "1999"]), ([100_023, 149_000], ["100023", "149000"]), ([9_998, 10_002], ["9998", "10002"]), ([38_292, 45], ["38,292", "45"]),
    ([-38_292, 0], ["-38,292", "0"]),
  ])
  func `Thousands of whole numbers without a unit are parted where they can be no codes`(numbers: [Int], texts: [String]) throws {
    let lines = Presentation(.table).text(try Table([Column("x", integers: numbers)])).split(separator: "\n").dropFirst(2)
    #expect(lines.map { String($0.drop { $0 == " " }) } == texts)
  }

  @Test func `Whole numbers beside counts are parted as those are, but for codes and years, and a pivot's as those that it turned`() throws {
    let table = try Table([
      Column("time_period", integers: [2025]), Column("old_la_code", integers: [1886]), Column("all_episodes", integers: [27_762]),
      Column("Started_child", integers: [16_109]), Column("open_at_end", integers: [3054]),
    ])
    #expect(Presentation(.table).text(table).split(separator: "\n").last?.split(separator: " ").map(String.init) == ["2025", "1886", "27,762", "16,109", "3,054"])
    let years = try Table([Column("year", integers: [2024, 2025]), Column("area", texts: ["a", "a"]), Column("At31_episodes", integers: [2181, 950])])
    let turned = try years.answer(Query().pivot(rows: ["area"], column: "year", values: "At31_episodes"))
    #expect(Presentation(.table).text(turned).split(separator: "\n").last?.split(separator: " ").map(String.init) == ["a", "2,181", "950"])
  }

  @Test func `A table without rows or columns says so`() throws {
    #expect(Presentation(.table).text(try Table([Column("a", texts: [])])).hasSuffix("(no rows)"))
    #expect(!Presentation(.json).text(try Table([])).isEmpty)
  }

  @Test(arguments: [
    (0.15, 1, "0.2"), (2.675, 2, "2.68"), (-0.04, 1, "0.0"), (999.95, 1, "1,000.0"), (0.05, 0, "0"), (0.5, 0, "1"),
    (1_234_567.891, 2, "1,234,567.89"), (1e-9, 3, "0.000"), (12, 2, "12.00"),
  ])
  func `Numbers round as they print, halves away from zero`(number: Double, decimals: Int, text: String) {
    #expect(PrintedNumber.of(number, decimals: decimals) == text)
  }
}
