import Columns
@testable import Safeguarding
import TestSupport
import Testing

/// Formulas where other tools take them: in groups, in place of a column, and several at once. The figures were worked out by hand.
struct FormulaGuessTests {
  /// Children of three areas; one row lacks its deaths, and one its births.
  private static let start = """
    local t = table_of{
      {area = "A", day = date("2024-01-10"), deaths = 2, births = 100, age = 3, sex = "F"},
      {area = "A", day = date("2024-02-11"), deaths = 4, births = 300, age = 12, sex = "M"},
      {area = "B", day = date("2025-01-12"), births = 50, age = 20, sex = "F"},
      {area = "B", day = date("2025-01-13"), deaths = 1, births = 25, sex = "M"},
      {area = "C", day = date("2025-03-14"), deaths = 5, age = 17, sex = "F"},
    }
    local function rows(t)
      local lines = {}
      for _, row in ipairs(t) do
        local cells = {}
        for _, name in ipairs(t.columns) do cells[#cells + 1] = tostring(row[name]) end
        lines[#lines + 1] = table.concat(cells, " ")
      end
      return table.concat(lines, ", ")
    end
    local function told(t, what) for _, note in ipairs(t.notes) do if note:find(what, 1, true) then return note end end return "not told" end

    """

  private static let answers: [(script: String, prints: String)] = [
    // The figures of one formula rest on the same rows.
    ("""
      local rates = t:by("area"):summarise{rate = "sum(deaths) / sum(births) * 1000", rows = "count()", young = "count(age < 18)"}
      print(rows(rates))
      print(told(rates, "rate: "))
      print(rows(t:summarise{rate = "sum(deaths) / sum(births) * 1000", deaths = "sum"}))
      print(rows(t:group("area", {per_row = "sum(deaths) / count()", all = "count(deaths) / count()"})))
      """, """
      A 15 2 2, B 40 2 0, C [x] not available 1 1
      rate: 2 rows without "deaths" or "births" are left out
      16.470588235294 12
      A 3 1, B 1 0.5, C 5 1
      """),
    // What `if` passes over is no missing value.
    ("""
      print(rows(t:summarise{x = "sum(if(sex = 'F', births)) / sum(if(sex = 'M', births))", share = "round(count(sex = 'F') / count() * 100, 1)"}))
      print(rows(t:by("sex"):summarise{spread = "max(age) - min(age)", least = "min(min(age), 5)", kind = "if(count() > 2, 'many', 'few')", p = "quantile(age, 0.5) + 0"}))
      print(rows(t:by("sex"):summarise{adults = "sum(age >= 18)", part = "mean(age >= 18)", different = "n_distinct(area)", both = "sum(deaths * births)"}))
      """, """
      0.46153846153846 60
      F 17 3 many 17, M 0 5 few 12
      F 1 0.33333333333333 3 200, M 0 0 2 1225
      """),
    // A condition is counted, and a formula stands for a column.
    ("""
      print(rows(t:by("area"):count("age < 18")), rows(t:by("area"):summarise{n = {count = "sex = 'F' and births > 60"}}))
      print(rows(t:by("year(day)"):count()), rows(t:count("month_of_year(day)")))
      print(rows(t:count("age < 18")))
      print(rows(t:by("area"):sum("births / 100")), t:sum("deaths * 2"), t:mean("age / 2"))
      print(t:sort("deaths / births", {descending = true})[1].day, t:top(1, {by = "births - deaths"})[1].births)
      print(rows(t:pivot{rows = "area", column = "year(day)", values = "sum(births)"}), rows(t:pivot("area", "sex", "count(age < 18)")))
      """, """
      A 2, B 0, C 1\tA 1, B 0, C 0
      2024 2, 2025 3\t1 3, 2 1, 3 1
      false 1, true 3, [..] missing, no reason given 1
      A 4, B 0.75, C [x] not available\t24\t6.5
      2025-01-13\t300
      A 400 [x] not available, B [x] not available 75, C [x] not available [x] not available\tA 1 1, B 0 0, C 1 0
      """),
    // Several columns, in whatever order they are written.
    ("""
      print(rows(t:derive{rate = "deaths / births", per = "rate * 1000", kind = "lower(Sex)"}:select("area", "per", "kind"):head(2)))
      print(rows(t:mutate{age = "age + 1", month = {month = "day"}}:select("age", "month"):head(2)))
      print(says(t.derive, t, {x = "y + 1", y = "x + 1"}):match("[^\\n]*"), says(t.derive, t, {x = "age"}, "age"):match("[^\\n]*"), says(t.derive, t, "x"):match("[^\\n]*"))
      """, """
      A 20 f, A 13.333333333333 m
      4 2024-01, 13 2024-02
      x: x and y are made of each other\tfrom: each of the new columns says what it is made of\tbad argument #2 to 'derive' (a formula such as "deaths / births * 1000", or a way to make it such as {month = "date"} expected, got no value)
      """),
    // What a formula made is named as it is written, in formulas too; other spellings of columns are theirs wherever they stand.
    ("""
      local years = t:by("year(Day)", "sex"):count()
      print(rows(years:where("year(Day) = 2025 and count > 1")), rows(years:derive("next", "year(Day) + 1"):select("next"):head(1)), rows(years:by("year(Day)"):summarise{n = "sum(count) / count()"}))
      print(rows(t:by("Area"):summarise{spread = "last(Day) - first(Day)", young = "count(Age < 18) / count()", sum = "SUM(`Births`) / 2"}), rows(t:pivot{rows = "area", column = "Sex", values = "count(Age < 18)"}))
      print(rows(t:summarise{x = "max(sum(age), sum(deaths)) - min(count(), 2)", y = "if(min(age) < 5, max(births), 0)"}))
      local near = table_of{{children = 6, count = 2, children_count = 9, first = 1, name = 2, first_name = 3}}
      print(near:sum("children / count"), near:sum("children count"), near:sum("first-name"), near:sum("(children) + count"))
      print(#t:derive("long", string.rep("length(sex) + ", 99) .. "1"), t:derive("young", "age < 18")[1].young, rows(searches:count("Gender = 'Female'"):select("incidents")))
      """, """
      2025 F 2\t2025\t2024 1, 2025 1.5
      A 32 1 200, B 1 0 37.5, C 0 1 [x] not available\tA 1 1, B 0 0, C 1 0
      30 300
      3\t9\t3\t8
      5\ttrue\t4096, 853, 889
      """),
    // One order up and the next down.
    ("""
      for _, order in ipairs{{"sex", "-age"}, {"sex", "age desc"}, {"-sex", "age asc"}} do
        local days = {}
        for _, row in ipairs(t:sort(order)) do days[#days + 1] = row.day.day end
        print(table.concat(days, " "))
      end
      print(says(t.sort, t, "-nothing"):match("[^\\n]*"), says(t.sort, t, "age downwards"):match("[^\\n]*"))
      """, """
      12 14 10 11 13
      12 14 10 11 13
      11 13 10 14 12
      there is no column "-nothing"\tthere is no column "age downwards"
      """),
    // What has to be refused.
    ("""
      local g = t:by("area")
      for _, formula in ipairs{"deaths / sum(births)", "sum(deaths) / nothing", "sum(deaths / )", "sum(deaths) +", "quantile(age, 2)", "biggest(age) / 2", "sum(sum(age))", "sum(nothing * 2)"} do
        print(says(g.summarise, g, {x = formula}):match("[^\\n]*"))
      end
      print(says(t.by, t, "yeer(day)"):match("[^\\n]*"), says(t.by, t, "area - 1"):match("[^\\n]*"), says(t.drop, t, "age / 2"):match("[^\\n]*"))
      """, """
      formula:1:1: deaths has a value in each row of a group, and one is wanted
      there is no column "nothing"
      formula:1:14: a column or a number is expected, and ")" stands here
      formula:1:14: a column or a number is expected, and the formula ends here
      formula:1:15: a fraction from 0 to 1 is expected here, as in quantile(x, 0.9)
      formula:1:1: there is no biggest(...) in a formula
      formula:1:5: sum(...) is of what differs from row to row
      there is no column "nothing"
      formula:1:1: there is no yeer(...) in a formula\tcolumn "area" holds text\tthere is no column "age / 2"
      """),
    ("""
      print(tostring(apportion(100, {by = {Council = 5, Police = 1, NHS = 0}, floors = 10})):match("[^\\n]*"))
      print(tostring(apportion(100, {by = {Council = 5, Police = 1}, fixed = {NHS = 10}, caps = 60})):match("[^\\n]*"))
      """, """
      £100.00 among 3 by weights, hamilton: Council £75.00, NHS £10.00, Police £15.00
      £100.00 among 3 by weights, hamilton: Council £60.00, Police £30.00, NHS £10.00
      """),
    // What SQL, R and Excel call otherwise.
    ("""
      print(rows(t:derive{a = "coalesce(deaths, births, 0)", b = "IIF(age > 10, 'old', 'young')", c = "ifelse(age > 10, 1, 0)"}:select{"a", "b", "c"}))
      print(rows(t:derive{a = "ifnull(age + 1, -1)", b = "LEN(area) + NCHAR(sex)", c = "UCASE(LCASE(area)) .. mid('abc', 2, 1)", d = "ceil(1.2) + GREATEST(1, births)", e = "cut(coalesce(age, 0), 0, 10)"}:select{"a", "b", "c", "d", "e"}:head(4)))
      print(rows(t:group("area", {n = "COUNT(DISTINCT sex)", m = "count(distinct sex) / count()", o = "mean(IIF(sex = 'F', 1, 0))"})))
      print(rows(t:derive("c", "coalesce(sex, 'unknown')"):count("c")))
      print(t:derive("c", "coalesce(" .. string.rep("deaths, ", 1500) .. "births)")[5].c, t:derive("c", "coalesce(deaths, " .. string.rep("births, ", 1500) .. "0)")[4].c)
      """, """
      2 young 0, 4 old 1, 50 old 1, 1 [..] missing, no reason given [..] missing, no reason given, 5 old 1
      4 2 Ab 102 0 to 9, 13 2 Ab 302 10 and over, 21 2 Bb 52 10 and over, -1 2 Bb 27 0 to 9
      A 2 1 0.5, B 2 1 0.5, C 1 1 1
      F 3, M 2
      5\t1
      """),
  ]

  @Test(arguments: answers.indices)
  func `A formula stands where other tools take one`(place: Int) throws {
    let (script, prints) = Self.answers[place]
    let output = try ExampleSession().output(of: GuessTests.start + Self.start + script)
    #expect(output == prints + "\n", "\(script)")
  }
}

/// Formulas of groups against loops over the rows.
struct GroupFormulaTests {
  private struct Row: Sendable {
    let group: String
    let a: Int?
    let b: Int?
  }

  /// What a formula makes of the rows of a group, nil for nothing.
  private static let formulas: [(text: String, of: @Sendable ([Row]) -> Double?)] = [
    ("sum(a) / sum(b)", { rows in ratio(both(rows).map(\.a), by: both(rows).map(\.b)) }),
    ("round(sum(a) * 100 / sum(b)) / 100 * 0 + mean(a) - mean(b)", { rows in
      let known = both(rows)
      // What is divided by nothing is nothing, whatever it is multiplied by.
      return known.isEmpty || known.map(\.b).reduce(0, +) == 0 ? nil : mean(known.map(\.a)) - mean(known.map(\.b))
    }),
    ("max(a) - min(b)", { rows in
      let known = both(rows)
      return known.map(\.a).max().flatMap { most in known.map(\.b).min().map { Double(most - $0) } }
    }),
    ("sum(a * b) / sum(b)", { rows in ratio(both(rows).map { $0.a * $0.b }, by: both(rows).map(\.b)) }),
    ("sum(a) / count()", { rows in ratio(rows.compactMap(\.a), by: rows.compactMap { $0.a == nil ? nil : 1 }) }),
    ("count(a) / count()", { rows in ratio(rows.map { $0.a == nil ? 0 : 1 }, by: rows.map { _ in 1 }) }),
    ("count(a > 2 and b is not missing) / count()", { rows in ratio(rows.map { ($0.a ?? 0) > 2 && $0.b != nil ? 1 : 0 }, by: rows.map { _ in 1 }) }),
    ("sum(if(a > 2, b, 0)) / sum(b)", { rows in
      // Where a is missing the choice is open, and b counts all the same.
      let chosen = rows.compactMap { row in row.a.flatMap { $0 > 2 ? row.b : 0 } }, all = rows.compactMap(\.b)
      return all.isEmpty || rows.allSatisfy { $0.b == nil || $0.a == nil } ? nil : ratio(chosen, by: all)
    }),
  ]

  private static func both(_ rows: [Row]) -> [(a: Int, b: Int)] { rows.compactMap { row in row.a.flatMap { a in row.b.map { (a, $0) } } } }
  private static func mean(_ values: [Int]) -> Double { Double(values.reduce(0, +)) / Double(values.count) }
  private static func ratio(_ values: [Int], by others: [Int]) -> Double? {
    let sum = others.reduce(0, +)
    return others.isEmpty || sum == 0 ? nil : Double(values.reduce(0, +)) / Double(sum)
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func `A formula of figures is what loops over its rows make`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    func number() -> Int? { Int.random(in: 0..<5, using: &random) == 0 ? nil : Int.random(in: -3...9, using: &random) }
    let rows = (0..<Int.random(in: 1...60, using: &random)).map { _ in
      Row(group: ["x", "y", "z"].randomElement(using: &random)!, a: number(), b: number())
    }
    func column(_ name: String, _ value: (Row) -> Int?) -> Column {
      Column(name, cells: rows.map { value($0).map { .integer($0) } ?? .missing(.suppressed) })
    }
    let table = PendingTable(try Table([Column("g", texts: rows.map(\.group)), column("a", \.a), column("b", \.b)]))
    for (text, expected) in Self.formulas {
      let answer = try table.grouped(by: ["g"], Aggregates("x", text)).answer()
      let groups = try answer.column("g"), values = try answer.column("x")
      #expect(answer.columnNames == ["g", "x"] && answer.rowCount == Set(rows.map(\.group)).count)
      for place in 0..<answer.rowCount {
        let own = rows.filter { $0.group == groups[place].text }
        if let wanted = expected(own) {
          #expect(values[place].number.map { abs($0 - wanted) < 1e-9 } == true, "seed \(seed): \(text) of \(groups[place]) is \(values[place]) and not \(wanted)")
        } else {
          #expect(values[place].isMissing, "seed \(seed): \(text) of \(groups[place]) is \(values[place])")
        }
      }
    }
  }
}
