import Columns
import Safeguarding
import TestSupport
import Testing

@testable import Scripting

/// Days, moments and columns as scripts see them. Distances were counted with Python's datetime module.
struct MomentScriptTests {
  private static let table = """
    local t = load_table(examples .. "/police/cleveland-stop-and-search-2025.csv.gz"):derive("day", {day = "Date"})
    local m = coverage:where{utla_name = "Middlesbrough", cohort = "24m", vaccine = "MMR1"}

    """

  private static let answers: [(script: String, prints: String)] = [
    ("local d = date('2020-02-28') print(d, d + 1, d + 2, 2 + d, d - 59, #tostring(d))",
      "2020-02-28\t2020-02-29\t2020-03-01\t2020-03-01\t2019-12-31\t10"),
    ("local d = date('2019-09-30') print(d.year, d.month, d.day, type(d), 'on ' .. d .. '.')", "2019\t9\t30\tuserdata\ton 2019-09-30."),
    ("print(date('2025-11-30') - date('1969-12-31'), date('1969-12-31') - date('2025-11-30'))", "20423\t-20423"),
    ("local a, b = date('2020-01-01'), date('2020-01-02') print(a < b, a > b, a <= a, a == b, a == date('2020-01-01'), a ~= b)",
      "true\tfalse\ttrue\tfalse\ttrue\ttrue"),
    ("print(date('2020-01-01') < '2020-02-01', '2020-02-01' < date('2020-01-01'), date('2020-01-01') >= '2020-01-01')", "true\tfalse\ttrue"),
    ("local d = {} for _, x in ipairs{'2020-03-01', '2019-01-01', '2020-01-01'} do d[#d + 1] = date(x) end table.sort(d) print(d[1], d[3])",
      "2019-01-01\t2020-03-01"),
    ("local x = time('2023-07-01T00:30:00+01:00') print(x, x.date, x.hour, x.minute, x.second, x + 60, x - time('2023-06-30T00:00:00Z'))",
      "2023-06-30T23:30:00Z\t2023-07-01\t0\t30\t0\t2023-06-30T23:31:00Z\t84600"),
    ("print(time('2023-07-01T00:00:00Z') < time('2023-07-01T00:00:01Z'), date('2023-07-01') == time('2023-07-01T00:00:00Z'))",
      "true\tfalse"),
    // In tables.
    ("print(t[1].day, t[1].day == date('2025-01-01'), t[#t].day - t[1].day, t[1].Date.date)", "2025-01-01\ttrue\t333\t2025-01-01"),
    ("print(#t:where{day = date('2025-03-01')} == #t:where{day = '2025-03-01'}, #t:where{day = {between = {date('2025-03-01'), date('2025-03-31')}}})",
      "true\t600"),
    ("local g = t:group('day'):where{day = {date('2025-01-01'), date('2025-01-02')}} print(#g, g[1].day < g[2].day)", "2\ttrue"),
    // Columns.
    ("local c = m:column('denominator') print(#c, c[1], c[22] == m[22].denominator, c[23], c[0], c[-1])", "22\t487\ttrue\tnil\tnil\tnil"),
    ("local n, last = 0 for i, v in ipairs(m:column('denominator')) do n, last = n + v, i end print(n, last)", "10183\t22"),
    ("local n = 0 for i, v in pairs(m:column('denominator')) do n = n + v end print(n)", "10183"),
    ("local c = m:column('denominator') print(#c:slice(2, 5), c:slice(2, 5)[1] == c[2], #c:slice(-3), c:slice(-1)[1] == c[22], #c:slice(5, 4), #c:slice(1, 99), #c:slice(0))",
      "4\ttrue\t3\ttrue\t0\t22\t22"),
    ("print(#m:column('denominator'):slice(math.mininteger, math.maxinteger), #m:column('denominator'):slice(math.maxinteger, math.mininteger))", "22\t0"),
    ("local c = t:column('day') print(c[1], c.name, c.type, c.missing, c[1] == t[1].day)", "2025-01-01\tday\tdate\t0\ttrue"),
    ("local c = m:lag('denominator', {rows = 4}):column('denominator_lag_4') print(c[1].reason, is_missing(c[1]), c[5], c.missing, rawequal(c[1], c[2]))",
      "not available\ttrue\t487\t4\ttrue"),
    ("local c = t:column('Type') print(c[1], #c, t:column('Type')[5838])", "Person search\t5838\tPerson search"),
  ]

  @Test(arguments: answers.indices)
  func `A day, a moment or a column gives the answer that was counted elsewhere`(place: Int) throws {
    let (script, prints) = Self.answers[place]
    #expect(try ExampleSession().output(of: Self.table + script) == prints + "\n", "\(script)")
  }

  /// Moments about midnight and about the changes of the clocks, as a file has them.
  private static let moments = """
    local rows = {}
    for place, moment in ipairs{
      "2023-03-25T23:30:00Z", "2023-03-26T00:59:59Z", "2023-03-26T23:00:00Z", "2023-06-30T22:59:59Z", "2023-06-30T23:00:00Z", "2023-10-28T23:00:00Z",
      "2023-10-29T00:30:00Z", "2023-10-29T23:30:00Z", "2023-12-31T23:59:59Z",
    } do rows[place] = {place = place, Date = time(moment)} end
    local t = table_of(rows)
    local function list(column) local texts = {} for _, value in ipairs(column) do texts[#texts + 1] = tostring(value) end return table.concat(texts, " ") end

    """

  @Test(arguments: [
    ("day(Date)", "2023-03-25 2023-03-26 2023-03-27 2023-06-30 2023-07-01 2023-10-29 2023-10-29 2023-10-29 2023-12-31"),
    ("date(Date)", "2023-03-25 2023-03-26 2023-03-27 2023-06-30 2023-07-01 2023-10-29 2023-10-29 2023-10-29 2023-12-31"),
    ("month(Date)", "2023-03 2023-03 2023-03 2023-06 2023-07 2023-10 2023-10 2023-10 2023-12"),
    ("hour(Date)", "23 0 0 23 0 0 1 23 23"),
    ("weekday(Date)", "6 7 1 5 6 7 7 7 7"),
    ("quarter(Date)", "2023 Q1 2023 Q1 2023 Q1 2023 Q2 2023 Q3 2023 Q4 2023 Q4 2023 Q4 2023 Q4"),
    ("Date - '2023-03-26'", "-1 0 1 96 97 217 217 217 280"),
    ("if(Date < '2023-07-01', 1, 0)", "1 1 1 1 0 0 0 0 0"),
    ("if(hour(Date) = 0 and Date >= '2023-07-01', 1, 0)", "0 0 0 0 1 1 0 0 0"),
  ])
  func `What is made of a moment is as clocks in London show it`(formula: String, prints: String) throws {
    #expect(try ExampleSession().output(of: Self.moments + "print(list(t:derive('made', [[\(formula)]]):column('made')))") == prints + "\n")
  }

  @Test(arguments: [
    ("Date >= '2023-07-01'", "5 6 7 8 9"), ("Date > '2023-06-30'", "5 6 7 8 9"), ("Date <= '2023-06-30'", "1 2 3 4"), ("Date < '2023-03-27'", "1 2"),
    ("Date = '2023-10-29'", "6 7 8"), ("Date != '2023-10-29'", "1 2 3 4 5 9"), ("Date in ('2023-03-27', '2023-07-01')", "3 5"),
    ("Date between '2023-03-26' and '2023-06-30'", "2 3 4"), ("not (Date < '2023-03-27')", "3 4 5 6 7 8 9"), ("month(Date) = '2023-07'", "5"),
    ("Date >= '2023-06-30T23:00:00Z'", "5 6 7 8 9"), ("Date = '2023-10'", "6 7 8"), ("Date <= '2023-06'", "1 2 3 4"), ("Date > '2023-06'", "5 6 7 8 9"),
    ("Date < '2023-07' and Date != '2023-03'", "4"), ("Date in ('2023-06', '2023-12')", "4 9"), ("Date between '2023-06' and '2023-10-29'", "4 5 6 7 8"), ("Date between '2023-06-30' and '2023-06-30T23:00:00Z'", "4 5"),
  ])
  func `A moment that is compared with a day counts by its day in London`(condition: String, prints: String) throws {
    #expect(try ExampleSession().output(of: Self.moments + "print(list(t:where([[\(condition)]]):column('place')))") == prints + "\n")
    let counted = try ExampleSession().output(of: Self.moments + "print(t:summarise{n = [[count(\(condition))]]}[1].n)")
    #expect(counted == "\(prints.split(separator: " ").count)\n")
  }

  @Test(arguments: [
    ("day(max(Date))", "2024-01-01"), ("hour(max(Date))", "0"), ("weekday(max(Date))", "1"), ("max(Date) - min(Date)", "4"), ("max(Date) + 1", "2024-01-02"),
    ("if(max(Date) > '2023-12-31', 1, 0)", "1"), ("max(Date) - max(day(Date))", "0"), ("coalesce(first(Date), last(Date)) - '2023-12-27'", "1"),
  ])
  func `What is made of the moments of a group is as clocks in London show it`(formula: String, prints: String) throws {
    let script = """
      local t = table_of{{g = 1, Date = time("2023-12-28T12:00:00Z")}, {g = 1, Date = time("2024-01-01T00:30:00Z")}, {g = 2, Date = time("2023-06-30T23:15:00Z")}}
      print(tostring(t:where("g = 1"):by("g"):summarise{d = [[\(formula)]]}[1].d))
      print(tostring(t:where("g = 2"):summarise{d = [[day(max(Date))]]}[1].d))
      """
    #expect(try ExampleSession().output(of: script) == prints + "\n2023-07-01\n")
  }

  @Test(arguments: [
    ("coalesce(at, b) = '2023-07-01'", 1), ("if(g = 1, at, b) > '2023-06-30'", 1), ("max(at, b) in ('2023-07-01')", 2), ("coalesce(at, b) <= '2023-06-30'", 3),
    ("coalesce(at, b) = '2023-06'", 3), ("at = day", 2), ("at < day", 1), ("day <= at", 3), ("day != at", 2), ("g * 1 = max(g)", 2), ("coalesce(g, 0) = max(g)", 2),
  ])
  func `What is computed, and a day of another column, is compared with moments by their days in London`(condition: String, count: Int) throws {
    let script = """
      local function row(g, at, b, day) return {g = g, at = time(at), b = time(b), day = date(day)} end
      local t = table_of{
        row(1, "2023-06-30T23:15:00Z", "2023-06-29T12:00:00Z", "2023-07-01"), row(1, "2023-06-29T12:00:00Z", "2023-06-30T23:15:00Z", "2023-07-01"),
        row(2, "2023-06-30T12:00:00Z", "2023-06-29T23:15:00Z", "2023-06-30"), row(2, "2023-06-29T23:15:00Z", "2023-06-29T22:15:00Z", "2023-06-29"),
      }
      print(#t:where([[\(condition)]]), t:summarise{n = [[count(\(condition))]]}[1].n, t:derive("z", [[if(\(condition), 1, 0)]]):sum("z"))
      print(t:summarise{x = "sum(at - b)", y = "max(hour(at))", z = "mean(g - 1)"}[1].x, t:rename{g = "g - 1"}:summarise{x = "sum(g - 1)", y = "max(hour(at))"}[1].x)
      print(t:pivot{rows = "g", column = "day", values = "max(g)"}.columns[2])
      """
    #expect(try ExampleSession().output(of: script) == "\(count)\t\(count)\t\(count)\n1\t6\n2023-06-29\n")
  }

  @Test func `Moments about the end of summer time, when clocks go back, are in one month`() throws {
    let script = """
      local t = table_of{{x = 1, at = time("2023-10-29T00:30:00Z")}, {x = 0, at = time("2023-10-29T01:10:00Z")}}
      local made = t:derive("m", "if(x > 0, month(at), 'none')")
      print(made[1].m, made[2].m, #t:by("month(at)"):count(), t:derive("h", "hour(at) + x")[1].h)
      """
    #expect(try ExampleSession().output(of: script) == "2023-10\tnone\t1\t2\n")
  }

  @Test func `A moment that is missing is in no span of the calendar`() throws {
    let script = """
      local t = table_of{{at = time("2021-03-28T00:30:00Z")}, {k = 2}, {at = time("2023-06-30T23:15:00Z")}, {at = time("2022-05-01T00:00:00Z")}}
      local years = t:by("year(at)"):count():fill_calendar("year(at)", "year")
      print(#years, years[1]["year(at)"], years[4].count, #t:derive("y", "year(at)"):fill_calendar("y", "year"), #t:by("day(at)"):count():fill_calendar("day(at)", "day"))
      """
    #expect(try ExampleSession().output(of: script) == "4\t2021\t1\t4\t827\n")
  }

  @Test func `A month that a day is compared with is all its days`() throws {
    let script = """
      local t = table_of{{d = date('2024-01-31')}, {d = date('2024-02-01')}, {d = date('2024-02-29')}, {d = date('2024-03-01')}}
      local counts = {}
      for _, c in ipairs{"= '2024-02'", "!= '2024-02'", "> '2024-02'", ">= '2024-02'", "< '2024-02'", "<= '2024-02'", "in ('2024-01', '2024-03')", "between '2024-01' and '2024-02'"} do
        counts[#counts + 1] = #t:where("d " .. c)
      end
      print(table.concat(counts, " "), #t:where{d = "2024-02"}, #t:where{d = {"2024-02", "2024-03-01"}}, t:summarise{n = "count(d >= '2024-02')"}[1].n)
      print((select(2, pcall(function() return #t:where{d = "2024-13"} end))))
      """
    let printed = try ExampleSession().output(of: script)
    #expect(printed.hasPrefix("2 2 1 3 1 3 2 3\t2\t3\t3\n") && printed.contains("\"2024-13\" can't be compared with column \"d\""), "\(printed)")
  }

  @Test func `The months that rows cover are London's, and so is the calendar that is filled`() throws {
    let script = "local c = t:where('place > 3'):by('month(Date)'):count():fill_calendar('month(Date)', 'month') print(#c, c[1].count, c[10].count)"
    #expect(try ExampleSession().output(of: Self.moments + script) == "10\t0\t1\n")
  }

  private static let mistakes: [(script: String, says: String)] = [
    ("date('2020-02-30')", "\"2020-02-30\" is no day"),
    ("date(4.5)", "bad argument #1 to 'date' (a day such as \"2019-09-30\" expected, got number)"),
    ("time('2020-02-28')", "\"2020-02-28\" is no moment"),
    ("return date('2020-01-01') < 3", "attempt to compare date with number"),
    ("return date('2020-01-01') < 'soon'", "attempt to compare date with string"),
    ("return date('2020-01-01') + 'x'", "attempt to add date and string"),
    ("return date('2020-01-01') + 1.5", "attempt to add date and number"),
    ("return date('2020-01-01') + math.maxinteger", "there is no date 9223372036854775807 from 2020-01-01"),
    ("return date('2020-01-01') - math.mininteger", "there is no date -9223372036854775808 from 2020-01-01"),
    ("return 3 - date('2020-01-01')", "attempt to subtract number and date"),
    ("return date('2020-01-01') - time('2020-01-01T00:00:00Z')", "attempt to subtract date and time"),
    ("return date('2020-01-01') .. {}", "attempt to concatenate a table value"),
    ("return date('2020-01-01').weekday", "has no \"weekday\""),
    ("return time('2020-01-01T00:00:00Z') + math.maxinteger", "there is no time 9223372036854775807 from"),
    ("coverage:column('cohrt')", "did you mean \"cohort\"?"),
    ("local c = coverage:column('cohort') c[1] = 4", "a value of type column is read-only"),
    ("return coverage:column('cohort').nane", "did you mean \"name\"?"),
  ]

  @Test(arguments: mistakes.indices)
  func `A mistake with days and columns is said in words`(place: Int) throws {
    let (script, says) = Self.mistakes[place]
    let error = #expect(throws: (any Error).self) { try ExampleSession().output(of: script) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(says), "\(script): \(error.map { "\($0)" } ?? "")")
  }
}
