import Columns
import Foundation
import Safeguarding
import TestSupport
import Testing

@testable import Reports

/// Tables, texts and charts on a screen of some size.
struct ScreenTests {
  private static func table(rows: Int, columns: Int) throws -> Table {
    let numbered = Column("row", integers: Array(1...max(1, rows)).prefix(rows).map { $0 })
    let texts = (1..<columns).map { place in Column("column \(place)", texts: (0..<rows).map { "cell \($0) of the column with number \(place)" }) }
    return try Table([numbered] + texts)
  }

  private static func lines(_ table: Table, _ columns: Int, _ rows: Int) -> [String] {
    Presentation(.table, in: .screen(columns: columns, rows: rows)).text(table).components(separatedBy: "\n")
  }

  @Test(arguments: [(80, 24), (200, 60), (30, 12), (20, 8), (1, 1)])
  func `No line of a table is wider than the screen, and a long one is no higher`(columns: Int, rows: Int) throws {
    for (count, width) in [(0, 3), (1, 2), (7, 1), (500, 12), (1_000, 2)] {
      let lines = Self.lines(try Self.table(rows: count, columns: width), columns, rows)
      #expect(lines.allSatisfy { $0.count <= max(20, columns) || !$0.contains("cell") }, "\(lines)")
      #expect(lines.count <= max(24, rows) + 12)
      if columns > 20 { #expect(lines.allSatisfy { $0.count <= columns }, "\(columns): \(lines)") }
    }
  }

  @Test func `A long table shows its first and last rows, and says how many lie between`() throws {
    let lines = Self.lines(try Self.table(rows: 1_234, columns: 2), 80, 24)
    #expect(lines.contains("… 1,218 more of 1,234 rows"))
    #expect(lines.contains { $0.hasPrefix("   1  cell 0 ") } && lines.contains { $0.hasPrefix("1234  cell 1233 ") })
    #expect(lines.count == 2 + 17)
  }

  @Test func `Of a wide table the columns that fit are shown, and a note names the others`() throws {
    let lines = Self.lines(try Self.table(rows: 3, columns: 20), 60, 24)
    #expect(lines.last?.hasPrefix("      ") == true || lines.last?.hasPrefix("note: ") == true)
    #expect(lines.contains { $0.hasPrefix("note: 16 more columns: column 4, column 5") })
    #expect(lines.joined().contains(", …"))
  }

  /// A table as the Department for Education publishes them: keys and names before the figures.
  private static func published(rows: Int) throws -> Table {
    func texts(_ name: String, _ text: (Int) -> String) -> Column { Column(name, texts: (0..<rows).map(text)) }
    let figures = (1...9).map { place in Column("episodes_in_all_\(place)_of_nine", integers: (0..<rows).map { row in row * place }) }
    return try Table([
      Column("time_period", integers: Array(repeating: 2025, count: rows)), texts("geographic_level") { _ in "Local authority" },
      texts("new_la_code") { row in "E0600000\(row)" }, texts("la_name") { row in row % 2 == 0 ? "Hartlepool" : "Redcar and Cleveland" },
      texts("empty") { _ in "" }, texts("category_of_children_in_need") { row in "category \(row)" },
    ] + figures)
  }

  @Test(arguments: [(80, 24), (60, 20), (44, 30)])
  func `The heads of several lines and the notes of a long table stay on the screen with what was typed and the prompt`(columns: Int, rows: Int) throws {
    let names = (1...5).map { "a heading of several words with number \($0)" }
    var table = try Table(names.map { name in Column(name, numbers: (0..<100).map(Double.init)).with(unit: "children per 10,000", decimals: 1) })
    for notes in 0...2 {
      let lines = Self.lines(table, columns, rows)
      #expect((rows - 5...rows - 2).contains(lines.count), "\(lines)")
      #expect(lines[0].contains("heading") && lines.contains { $0.hasPrefix("---") } && lines.count { $0.hasPrefix("note: of several") } == notes)
      #expect(lines.contains { $0.contains(" more of 100 rows") })
      table.notes.append("of several notes this is number \(notes), and it takes more than one line where the screen is as narrow as most of them are")
    }
  }

  @Test func `What a result says above its table has room too`() throws {
    let table = try Table([Column("area", texts: (1...60).map { row in "area \(row)" }), Column("children", integers: Array(1...60))])
    let chart = try HeatMap(table, title: String(repeating: "many words ", count: 40))
    #expect(Presentation(.table, in: .screen(columns: 80, rows: 24)).text(chart).split(separator: "\n").count == 22)
  }

  @Test func `Where not all columns fit, those of one value go first and are told, and a column of numbers stays`() throws {
    let lines = Self.lines(try Self.published(rows: 4), 80, 24)
    #expect(lines[0].hasPrefix("la_name") && lines[0].contains("episodes_"), "\(lines)")
    #expect(lines.contains("note: in all rows: time_period 2025, geographic_level Local authority, empty \"\""), "\(lines)")
    #expect(lines.contains { $0.hasPrefix("note: ") && $0.contains(" more columns: ") })
    let narrow = Self.lines(try Self.published(rows: 4), 44, 24)
    #expect(narrow[0].hasPrefix("la_name") && narrow[0].contains("episodes_in_"), "\(narrow)")
    #expect(!Self.lines(try Self.published(rows: 1), 80, 24).joined().contains("in all rows"), "one row is no pattern")
  }

  @Test(arguments: [80, 100, 60, 44]) func `What calls added to a wide table is shown with the column that names its rows`(columns: Int) throws {
    let regions = ["North East", "North West", "London"]
    var table = try Self.published(rows: 60)
    let extra = [
      Column("region_name", texts: (0..<60).map { row in regions[row / 20] }), Column("council", texts: (0..<60).map { row in "Council number \(row)" }),
      Column("rate", numbers: (0..<60).map { row in Double(row) + 0.5 }), Column("rate_lower", numbers: (0..<60).map { row in Double(row) }),
    ]
    table = try Table(Array(table.columns.prefix(3)) + [extra[0], extra[1]] + table.columns.dropFirst(4) + extra.suffix(2))
    table.added = ["rate", "rate_lower"]
    let lines = Self.lines(table, columns, 24)
    let head = lines.prefix { !$0.hasPrefix("--") }.joined(separator: "\n")
    #expect(head.contains("council") && head.contains("  rate") && head.contains("lower"), "\(lines)")
    table.orderedBy = ["episodes_in_all_9_of_nine"]
    table.added = ["rate"]
    let ordered = Self.lines(table, columns, 24)
    #expect(ordered[0].contains("council") && ordered[0].contains("rate") && ordered.prefix(2).joined().contains("9_"), "\(ordered)")
    // The first rows of an order may all have the same value in it.
    var first = try table.adding(Column("coverage", numbers: [Double](repeating: 100, count: 60)))
    (first.orderedBy, first.added) = (["coverage"], [])
    #expect(Self.lines(first, columns, 24)[0].contains("coverage"), "\(Self.lines(first, columns, 24))")
  }

  @Test func `What was found stays on a screen before what it was compared with, and before regions and keys`() throws {
    let areas = (1...30).map { row in "The council of town number \(row)" }
    func numbers(_ name: String, _ first: Double) -> Column { Column(name, numbers: (0..<30).map { first + Double($0) }).with(unit: "per 10,000", decimals: 1) }
    let compared = try Table([
      Column("area", texts: areas), Column("region_name", texts: (0..<30).map { "The region of \($0 / 3)" }), numbers("value", 1_200), numbers("lower", 1_000), numbers("upper", 1_400),
      Column("comparator", texts: areas.map { "\($0) in 2020/21" }), numbers("comparator_value", 2_000),
      Column("verdict", texts: (0..<30).map { $0 % 2 == 0 ? "higher" : "lower" }), Column("level", integers: (0..<30).map { $0 % 2 == 0 ? 95 : 99 }),
      Column("p_value", numbers: (0..<30).map { Double($0) / 100 }),
    ])
    let lines = Self.lines(compared, 80, 24)
    let head = lines[0].split(separator: " ")
    #expect(head == ["area", "value", "lower", "upper", "verdict", "p_value"], "\(lines)")
    #expect(lines.contains("note: 4 more columns: region_name, comparator, comparator_value, level"), "\(lines)")
    #expect(Self.lines(compared, 240, 60)[0].split(separator: " ").count == 10, "a wide screen has all")
    let measures = (1...30).map { row in "Share of children of age \(row) seen within ten days" }
    let ranked = try Table([
      Column("measure", texts: measures), Column("key", texts: (1...30).map { "Seen_In_Time_Of_Number_\($0)" }), Column("unit", texts: (0..<30).map { $0 % 2 == 0 ? "%" : "children" }),
      numbers("value", 1_200), numbers("england", 1_000), Column("rank", texts: (1...30).map { "worst but \($0) of 151" }), numbers("slope", 1), numbers("p", 0), numbers("p_adjusted", 0),
    ])
    let ranks = Self.lines(ranked, 80, 24)
    #expect(ranks[0].split(separator: " ") == ["measure", "unit", "value", "england", "rank"], "\(ranks)")
    #expect(ranks.contains { $0.hasPrefix("Share of") && $0.contains("1 seen within") && $0.hasSuffix("worst but 1 of 151") }, "\(ranks)")
  }

  @Test func `A column that the printed rows share is the first to go`() throws {
    var columns = [Column("region", texts: (0..<60).map { row in row < 18 || row > 55 ? "London" : "North East" }), Column("council", texts: (0..<60).map { row in "Council \(row)" })]
    columns += (1...5).map { (place: Int) in Column("figure_of_\(place)", integers: (0..<60).map { row in 10_000_000 + row * place }) }
    let lines = Self.lines(try Table(columns), 66, 24)
    #expect(lines[0].hasPrefix("council") && lines[1].hasSuffix("5") && lines.contains("note: 1 more column: region"), "\(lines)")
    #expect(Self.lines(try Table(columns), 90, 24)[0].hasPrefix("region"))
  }

  @Test func `Numbers of cases and coordinates make room for what the cases are`() throws {
    var columns = [Column("crime_id", texts: (0..<60).map { row in "f3a9\(row)c4d81e77b0a2c9955e31" }), Column("month", texts: (0..<60).map { row in "2025-\(10 + row % 3)" })]
    columns += ["longitude", "latitude"].map { name in Column(name, numbers: (0..<60).map { row in -1.2 + Double(row) / 10_000 }) }
    columns += ["type", "outcome", "location", "reported_by"].map { name in Column(name, texts: (0..<60).map { row in "the \(name) of case number \(row)" }) }
    let head = Self.lines(try Table(columns), 80, 24)[0]
    #expect(head.hasPrefix("month") && head.contains("type") && head.contains("outcome"), "\(head)")
    #expect(Self.lines(try Table(columns), 300, 24)[0].hasPrefix("crime_id"))
  }

  @Test func `Counts of one table are written in one way, with a unit and without, and years and codes are not parted`() throws {
    let table = try Table([
      Column("value", integers: [1_808]).with(unit: "children", decimals: nil), Column("count", integers: [1_808]), Column("children_count", integers: [81_770]),
      Column("population_estimate", integers: [12_183_016]), Column("year", integers: [2_025]), Column("total_year", integers: [2_025]), Column("la_code", integers: [80_600]),
    ])
    let row = Self.lines(table, 120, 24)[3].split(separator: " ")
    #expect(row == ["1,808", "1,808", "81,770", "12,183,016", "2025", "2025", "80600"])
  }

  @Test func `A probability prints in four places, and one that is smaller says so`() throws {
    let table = try Table([Column("p_value", numbers: [0.000000001440725, 0.03, 1]), Column("p", numbers: [0.5, 0.00004, 0]), Column("p_value_of_x", numbers: [2.5, 0.00004, 0.1])])
    let rows = Self.lines(table, 80, 24).dropFirst(2).map { $0.split(separator: " ") }
    #expect(rows.map { $0[0] } == ["<0.0001", "0.0300", "1.0000"] && rows.map { $0[1] } == ["0.5000", "<0.0001", "<0.0001"], "\(rows)")
  }

  @Test func `A note is broken between words on a screen, and is one line of a page`() {
    let note = "correlation: 12 rows without both \"Score\" and \"rate_per_10000\" are left out"
    #expect(Room.screen(columns: 80, rows: 24).lines(ofNote: note) == ["note: correlation: 12 rows without both \"Score\" and \"rate_per_10000\" are left", "      out"])
    #expect(Room.page(columns: 80).lines(ofNote: note) == ["note: \(note)"])
  }

  @Test func `A value that only the printed rows share is not said to be in all`() throws {
    func table(_ middle: Int) throws -> Table {
      try Table([Column("year", integers: (0..<100).map { $0 == 50 ? middle : 2025 })] + Self.published(rows: 100).columns.dropFirst())
    }
    #expect(Self.lines(try table(2025), 80, 24).joined().contains("in all rows: year 2025"))
    #expect(!Self.lines(try table(2024), 80, 24).joined().contains("in all rows: year"))
  }

  @Test func `Of the first rows of incidents nothing is said of the others`() throws {
    let table = try DelimitedReader().read(path: #filePath.replacing("Tests/ReportsTests/ScreenTests.swift", with: "Examples/Data/police/2025-03-cleveland-street.csv.gz"))
    let text = Presentation(.table, in: .screen(columns: 80, rows: 24)).text(try Incidents(tables: [table]))
    #expect(text.contains("note: in these rows: ") && !text.contains("in all rows"), "\(text)")
  }

  @Test func `A heading is broken behind an underscore, and a key is not broken`() throws {
    let names = ["Social_Work_Caseholders_%", "geographic_level_of_place"]
    let figures = (1...5).map { (place: Int) in Column("a_rather_long_heading_\(place)", integers: [place, 0]) }
    let table = try Table([Column("column", texts: names)] + figures)
    let lines = Self.lines(table, 80, 24)
    #expect(lines[0] == "column                     a_rather_  a_rather_  a_rather_  a_rather_  a_rather_", "\(lines)")
    #expect(lines[1].split(separator: " ") == ["long_", "long_", "long_", "long_", "long_"])
    for name in names { #expect(lines.contains { $0.hasPrefix(name + "  ") }) }
    let last = Self.lines(try Table(figures + [Column("column", texts: names)]), 80, 24)
    for name in names { #expect(last.contains { $0.hasSuffix("  " + name) }, "\(last)") }
  }

  @Test func `A long key is whole where a title only repeats it, and all is shown where there is room`() throws {
    let groups = ["ceasing to be looked after each year", "looked after on 31 March each year", "starting to be looked after each year"]
    let keys = groups.flatMap { group in ["population_estimate", "rate_per_10000"].map { "\($0) (Children \(group))" } }
    let titles = keys.map { $0.replacing("_", with: " ").replacing(" (", with: ": ").replacing(")", with: "") }
    let table = try Table([
      Column("key", texts: keys), Column("title", texts: titles), Column("unit", texts: keys.map { $0.hasPrefix("rate") ? "Rate per 10000" : "Number (population_estimate)" }),
      Column("first", texts: keys.map { _ in "2021" }),
    ])
    let lines = Self.lines(table, 80, 24)
    for key in keys { #expect(lines.contains(key), "\(lines)") }
    #expect(lines.suffix(2) == ["note: in all rows: first 2021", "note: 2 more columns: title, unit"])
    let wider = Self.lines(table, 100, 24)
    for key in keys { #expect(wider.contains { $0.hasPrefix(key + " ") && ($0.hasSuffix("  Rate per 10000") || $0.hasSuffix("  Number (population_estimate)")) }, "\(wider)") }
    #expect(Self.lines(table, 200, 60)[0].split(separator: " ") == ["key", "title", "unit", "first"])
  }

  @Test func `A column of texts is narrow where most of them are short, and else one goes rather than all are cut short`() throws {
    func table(_ long: Int) throws -> Table {
      let texts = (0..<9).map { row in row < long ? "a text of row \(row)" : "t \(row)" }
      return try Table((1...5).map { Column("col\($0)", texts: texts) })
    }
    #expect(!Self.lines(try table(4), 60, 24).joined().contains("more column"))
    #expect(Self.lines(try table(5), 60, 24).joined().contains("note: 2 more columns: col4, col5"))
  }

  @Test func `A page leaves out columns of one value before it stacks, and rather has long lines`() throws {
    let lines = Presentation(.table).text(try Self.published(rows: 4)).components(separatedBy: "\n")
    #expect(lines.count { $0.hasPrefix("E0600000") } == 4 && lines.count == 3 + 1 + 4 + 1, "\(lines)")
    #expect(lines.last == "note: in all rows: time_period 2025, geographic_level Local authority, empty \"\"")
    #expect(lines[2].hasSuffix("of_nine") && lines[7].hasSuffix(" 27"))
  }

  @Test(arguments: [
    (["population (ceasing, each year)", "population (looked after, each year)", "rate (ceasing, each year)"], 12, ["popu…ceasin…", "popu…looked…", "rate (ceasi…"]),
    (["crimes of violence 2013", "crimes of violence 2014", "short"], 12, ["crime…e 2013", "crime…e 2014", "short"]),
    (["abcdefghijklmnopq", "abcdefghijklmnopq"], 9, ["abcdefgh…", "abcdefgh…"]), (["one text here", "another text there"], 8, ["one tex…", "another…"]),
    (["日本語日本語日本語一二", "日本語日本語日本語三二"], 9, ["日本…一二", "日本…三二"]), (["aaaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaaac"], 5, ["aaaa…", "aaaa…"]),
    (["the same beginning of A and its end", "the same beginning of B and its end", "the same beginning"], 10, ["the… of A…", "the… of B…", "the…"]),
  ])
  func `Texts are cut at their ends, or where they differ if that made different ones alike`(texts: [String], width: Int, cut: [String]) {
    let cuts = DistinctCuts(texts, width: width)
    #expect(texts.map { cuts($0) } == cut)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `No cut text is wider than its column, and where two parts have room different texts look different`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let pieces = ["a", "b", "日", " ", "_", "word", "another", "e\u{301}"]
    let beginning = (0..<12).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    let texts = (0..<6).map { _ in beginning + (0..<Int.random(in: 0..<12, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined() }
    let width = Int.random(in: 2..<20, using: &generator)
    let cuts = DistinctCuts(texts, width: width)
    #expect(texts.allSatisfy { TextWidth.of(cuts($0)) <= width }, "\(texts) \(width)")
    if width >= 7 { #expect(Set(texts.map { cuts($0) }).count == Set(texts).count, "\(texts) \(width)") }
  }

  @Test func `A word wider than its column is cut on a screen, and goes on in the next line of a page`() throws {
    let code = String(repeating: "c0ffee", count: 11)
    let table = try Table([Column("id", texts: ["\(code) is it"]), Column("words", texts: ["one two three four five six seven eight nine ten"])])
    let screen = Self.lines(table, 40, 24)
    #expect(screen.contains { $0.hasPrefix("c0ffee") && $0.contains("\u{2026}") } && screen.contains { $0.hasPrefix("is it") })
    let page = Presentation(.table, in: .page(columns: 40)).text(table)
    #expect(page.count { $0 == "0" } == 11 && screen.joined().count { $0 == "0" } < 11, "no letter is lost on a page")
  }

  @Test func `Codes make room for names and figures, unless there are no names`() throws {
    let names = ["Middlesbrough", "Redcar and Cleveland"]
    let table = try Table([
      Column("region_code", texts: ["E12000001", "E12000003"]), Column("la_name", texts: names), Column("la_code", texts: ["E06000002", "E06000003"]),
      Column("children", integers: [35_617, 27_499]), Column("rate", numbers: [115.3, 84.2]),
    ])
    let lines = Self.lines(table, 44, 24)
    #expect(lines[0].hasPrefix("la_name") && lines[0].hasSuffix("rate"), "\(lines)")
    #expect(lines.contains("note: 2 more columns: region_code, la_code"), "\(lines)")
    #expect(Self.lines(try Table([table.columns[0], table.columns[2], table.columns[3]]), 24, 24)[0].hasPrefix("region_code"))
  }

  @Test func `A page shows every row of a table that somebody may read`() throws {
    let text = Presentation(.table).text(try Self.table(rows: 1_000, columns: 1))
    #expect(text.split(separator: "\n").count == 2 + 1_000)
    #expect(Presentation(.table).text(try Self.table(rows: 1_001, columns: 1)).contains("… 2 more of 1,001 rows"))
    #expect(Presentation(.csv).text(try Self.table(rows: 10_001, columns: 1)).split(separator: "\n").count == 10_002)
  }

  @Test func `Text is broken between words and goes on beneath its beginning`() {
    let room = Room.screen(columns: 30, rows: 24)
    let text = "    area    The area whose place is asked for."
    #expect(Presentation(.table, in: room).text(.text(text)) == "    area    The area whose\n            place is asked\n            for.")
    #expect(Presentation(.table, in: room).text(.text("a b")) == "a b")
    #expect(Presentation(.table).text(.text(text)) == text)
  }

  @Test func `Bars are as long as their values, and a missing value has none`() throws {
    let table = try Table([
      Column("area", texts: ["Leeds", "York", "a\u{1B}[2J", "Hull", "Ripon"]),
      Column("n", cells: [.number(8), .number(4), .number(0), .missing(.suppressed), .number(0.01)]),
    ])
    let chart = try BarChart(table, highlighted: ["York"])
    let text = Presentation(.table, in: .page(columns: 27)).text(chart)
    #expect(text == "n by area\n Leeds ██████████████ 8\n>York  ███████ 4\n a\u{FFFD}[2J  0\n Hull   [c]\n Ripon ▏ 0.01", "\(text)")
  }

  @Test func `A whole number keeps all its digits beside its bar, in characters and in a picture`() throws {
    let chart = try BarChart(Table([Column("a", texts: ["x"]), Column("v", integers: [12_345_678])]))
    #expect(Presentation(.table).text(chart).hasSuffix(" 12,345,678"))
    #expect(try #require(ChartPicture(of: chart)).element(id: "f").text.contains(">12,345,678</text>"))
  }

  @Test func `Bars below zero stand on its other side`() throws {
    let table = try Table([Column("a", texts: ["x", "y"]), Column("v", numbers: [-4, 4])])
    let lines = Presentation(.table, in: .page(columns: 21)).text(try BarChart(table)).components(separatedBy: "\n")
    #expect(lines.dropFirst() == [" x ███████ -4", " y        ███████ 4"], "\(lines)")
  }

  @Test(arguments: [
    [Double.greatestFiniteMagnitude, -Double.greatestFiniteMagnitude], [.infinity, 1], [.nan], [], [0, 0], [1e-300, 2e-300], [.leastNonzeroMagnitude, 0], [5],
  ])
  func `A chart of any numbers is drawn`(numbers: [Double]) throws {
    let table = try Table([Column("x", integers: numbers.indices.map { $0 }), Column("v", numbers: numbers)])
    for columns in [1, 20, 200] {
      let room = Room.page(columns: columns)
      #expect(!Presentation(.table, in: room).text(try BarChart(table)).isEmpty)
      #expect(!Presentation(.table, in: room).text(try LineChart(table)).isEmpty)
    }
    #expect(Sparkline.text(numbers).count == numbers.count)
  }

  @Test func `A line goes from the first value to the last and breaks where one is missing`() throws {
    let table = try Table([Column("month", texts: ["Jan", "Feb", "Mar"]), Column("n", cells: [.number(1), .missing(.notAvailable), .number(3)])])
    let lines = Presentation(.table).text(try LineChart(table)).components(separatedBy: "\n")
    #expect(lines.first == "n along month" && lines.last == "note: 1 of 3 points have no value")
    #expect(lines[1].hasPrefix("3 ┤") && lines[1].count == 33, "the greatest at the top, at the right")
    #expect(lines[10] == "1 ┤⡀", "the least at the foot, at the left")
    #expect(lines[11].contains("Jan") && lines[11].hasSuffix("Mar"))
    #expect(lines[2..<10].allSatisfy { !$0.contains { $0.unicodeScalars.contains { (0x2800...0x28FF).contains($0.value) } } })
  }

  @Test(arguments: [
    (["2019", "2020", "2021", "2022", "2023"], 30, "2019         2021         2023"), (["Jan", "Feb", "Mar"], 30, "Jan           Feb          Mar"),
    (["a long name of a point", "b", "another long name"], 20, "a long na… another l…"), (["one"], 20, "one"), ([], 20, ""),
    ((2014...2025).map(String.init), 40, "2014     2017      2020       2023  2025"),
  ])
  func `Beneath a line are the names of its first and last point, and of those between that have room`(labels: [String], columns: Int, foot: String) {
    #expect(LineDrawing.foot(labels, columns: columns) == foot)
  }
}
