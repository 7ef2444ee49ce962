import TestSupport
import Testing

/// Formulas that go by other rows, `n - lag(n)`, as pandas, R and SQL write them. The figures were worked out by hand.
struct RowFigureTests {
  private static let start = """
    local t = table_of{
      {area = "A", month = "2024-01", n = 3}, {area = "A", month = "2024-02", n = 5}, {area = "A", month = "2024-03", n = 2},
      {area = "B", month = "2024-01", n = 10}, {area = "B", month = "2024-02"}, {area = "B", month = "2024-03", n = 20},
    }
    local function list(values) local texts = {} for _, v in ipairs(values) do texts[#texts + 1] = is_missing(v) and v.symbol or tostring(v) end return table.concat(texts, " ") end
    local function says(call, ...) local _, problem = pcall(call, ...) return (tostring(problem):gsub("^[^:]*:%d+: ", "")) end
    local a = t:where{area = "A"}

    """

  private static let answers: [(script: String, prints: String)] = [
    ("print(list(a:derive('x', 'n - lag(n)').x), list(a:derive('x', 'lead(n, 2)').x), list(a:derive('x', 'round((n / lag(n) - 1) * 100, 1)').x))", "[x] 2 -3\t2 [x] [x]\t[x] 66.7 -60"),
    ("print(list(a:derive('x', 'cumulative(n) / sum(n)').x), list(a:derive('x', 'rolling_mean(n, 2)').x), list(a:derive('x', 'rolling_sum(n, 2) * 10').x))", "0.3 0.8 1\t[x] 4 3.5\t[x] 80 70"),
    ("print(list(a:derive('x', 'rank(n)').x), list(a:derive('x', 'quantile_group(n, 3)').x), list(a:derive('x', \"if(n > lag(n), 'up', 'down')\").x), list(a:derive('x', 'n > lag(n)').x))",
      "2 1 3\t2 3 1\t[x] up down\t[x] true false"),
    // Several areas at one time are kept apart, in one way or the other; the rows stand as they stood.
    ("print(says(t.derive, t, 'x', 'n - lag(n)'))",
      "within: 2 rows stand at month 2024-01, so that the row before is no earlier one\n  Keep them apart by what they are of, such as {within = \"area\"}; where the rows stand as they are to be taken, name the columns of their order in order."),
    ("""
      for _, made in ipairs{t:derive("x", "n - lag(n)", {within = "area"}), t:by("area"):derive("x", "n - lag(n)"), t:by("area"):mutate{x = "n - lag(n)"}} do print(list(made.x), list(made.columns)) end
      """, "[x] 2 -3 [x] [..] [..]\tarea month n x\n[x] 2 -3 [x] [..] [..]\tarea month n x\n[x] 2 -3 [x] [..] [..]\tarea month n x"),
    // Figures of all rows are of each part there; a missing value is in none.
    ("local p = t:by('area'):derive{share = 'n / sum(n)', most = 'max(n)', place = 'rank(n)'} print(list(p.share), list(p.most), list(p.place)) print(p.notes[1], #p.notes)",
      "0.3 0.5 0.2 0.33333333333333 [..] 0.66666666666667\t5 5 5 20 20 20\t2 1 3 2 [..] 1\nshare: sum(n): 1 missing value of \"n\" is left out\t3"),
    ("print(list(t:derive('area', 'if(n > 4, area)'):by('area'):derive('s', 'sum(n)').s))", "5 5 5 30 [x] 30"),
    ("print(list(t:sort('n'):derive('x', 'lag(n)', {within = 'area'}).x), t:sort('n'):derive('x', 'lag(n)', {within = 'area'}).notes[1])", "5 [x] 3 [x] [..] 10\tx: rows are taken in the order of month"),
    // Other tools' names run; a column that is replaced stays in its place.
    ("print(list(a:derive('x', 'shift(n)').x), list(a:derive('x', 'cumsum(n)').x), list(a:derive('x', 'ntile(n, 3)').x), list(a:derive('n', 'n - lag(n)').columns), list(a:derive('n', 'n - lag(n)').n))",
      "[x] 3 5\t3 8 10\t2 3 1\tarea month n\t[x] 2 -3"),
    ("print(list(a:sort('lag(n)').n), list(a:derive('lag(n)', 'lag(n)'):where('`lag(n)` > 2').n))", "5 2 3\t5 2"),
    // Where each row stands for itself there is none.
    ("print(says(t.where, t, 'n > lag(n)')) print(says(t.summarise, t, {x = 'sum(lag(n))'}))",
      "formula:1:5: lag(...) goes by other rows, and here each stands for itself\n  The formula is: n > lag(n)\n  hint: make a column of it first, :derive(\"before\", \"lag(n)\")\n"
        + "formula:1:5: lag(...) goes by other rows, and here each stands for itself\n  The formula is: sum(lag(n))\n  hint: make a column of it first, :derive(\"before\", \"lag(n)\")"),
    ("print(says(a.derive, a, 'x', 'lag(n + 1)'):match('[^\\n]*')) print(says(a.derive, a, 'x', 'lag(m)'):match('[^\\n]*')) print(says(a.derive, a, 'x', 'rolling_mean(n)'):match('[^\\n]*')) print(says(a.derive, a, 'x', 'lag(n, 0)'):match('[^\\n]*'))",
      "formula:1:1: lag(...) is of a column\nthere is no column \"m\"\nformula:1:15: \", 3\", as in rolling_mean(x, 3), is expected, and \")\" stands here\nformula:1:8: \"number\", as in lag(x), is expected, and \"0\" stands here"),
    ("print(says(a.derive, a, 'x', 'pct_change(n)'):match('hint.*'))", "hint: the change from the row before in per cent is (x / lag(x) - 1) * 100"),
  ]

  /// Figures of other rows, and what a join brings, are no counts of the rows of their place, where none is nought.
  private static let places: [(script: String, prints: String)] = [
    ("for _, made in ipairs{g:derive('r', 'lag(count)'), g:lag('count', {as = 'r'}), g:derive('r', 'lead(count)')} do local p = made:pivot('p', 'q', {values = 'r', totals = true}) print(list(p.x), list(p.y), list(p.total)) end",
      "[x] [x] 1 [x]\t[x] 2 1 [x]\t[x] [x] 2 [x]\n[x] [x] 1 [x]\t[x] 2 1 [x]\t[x] [x] 2 [x]\n1 [x] 2 [x]\t[x] 1 [x] [x]\t[x] [x] [x] [x]"),
    ("local p = g:cumulative('count', {as = 'r'}):pivot('p', 'q', {values = 'r'}) print(list(p.x), list(p.y), list(g:lag('count'):pivot('p', 'q', {values = 'sum(count_lag)'}).x))", "2 [x] 4\t[x] 3 6\t[x] [x] 1"),
    ("local o = t:where(\"q = 'y'\"):by('p'):summarise{m = 'count'} local p = g:join(o, {on = 'p'}):pivot('p', 'q', {values = 'm'}) print(list(p.x), list(p.y))", "[x] [x] 2\t[x] 1 2"),
    ("local p = g:pivot('p', 'q', {values = 'count', totals = true}) print(list(p.x), list(p.y), list(p.total))", "2 0 1 3\t0 1 2 3\t2 1 3 6"),
    ("""
      local d = table_of{{d = "2023-01-01"}, {d = "2023-02-01"}, {d = "2023-05-01"}, {d = "2023-02-01"}}:derive("mm", "month(date(d))")
      local f = d:by("mm"):count():derive{r = "lag(count)", s = "cumulative(count)"}:fill_calendar("mm", "month")
      print(list(f.count), list(f.r), list(f.s))
      """, "1 2 0 0 1\t[x] 1 [x] [x] 2\t1 3 [x] [x] 4"),
    // A month behind the last of the data is not available, and totals are of the others.
    ("""
      local d = table_of{{d = date("2023-11-05")}, {d = date("2023-12-24")}, {d = date("2024-11-30")}, {d = date("2024-11-30")}}
      local p = d:pivot("month_of_year(d)", "year(d)", {totals = true}) print(list(p["2023"]), list(p["2024"]), list(p.total))
      print(list(d:pivot("month_of_year(d)", "year(d)", {percent = "row"})["2024"]), list(d:where("d > '2023-11-05'"):pivot("year(d)", "month_of_year(d)")["11"]))
      print(d:by("month_of_year(d)"):count().notes[1])
      """,
      "1 1 2\t2 [x] 2\t3 1 4\n66.666666666667 [x]\t0 2\nmonth_of_year(d): from 2023-11 to 2024-11 month 11 comes 2 times and the others once, so that their sums are not of the same time"),
    ("print(list(t:by('p'):summarise{k = \"max(q contains 'x')\", m = \"count(q contains 'x')\", l = \"mean(q contains 'x') * 2\", n = \"sum(q contains 'x')\"}.m), list(t:by('p'):summarise{k = \"max(q = 'x')\"}.k))", "2 0 1\t1 0 1"),
    ("local s = table_of{{month = '2024-02', n = 1}, {month = '2024-01', n = 2}, {month = '2024-03', n = 2}} print(s:cumulative('n').notes[1], #s:sort('n'):cumulative('n').notes)",
      "n_cumulative: rows are taken as they stand, and not in the order of month, which order = \"month\" would take\t0"),
    // A span that a formula made tells the time as a column of its name does.
    ("local function says(call, ...) local _, problem = pcall(call, ...) return (tostring(problem):gsub('^[^:]*:%d+: ', '')) end local d = table_of{{d = date('2025-01-05'), p = 'a'}, {d = date('2025-01-06'), p = 'b'}, {d = date('2025-03-01'), p = 'a'}} local m = d:by('month(d)', 'p'):count() print(says(m.derive, m, 'x', 'lag(count)'):match('[^\\n]*')) local l = d:by('month(d)'):count():lag('count') print(l.notes[#l.notes], #d:count('month_of_year(d)').notes)",
      "within: 2 rows stand at month(d) 2025-01, so that the row before is no earlier one\ncount_lag: 1 month lies between rows and has none: fill_calendar(\"month(d)\", \"month\") gives it one\t0"),
  ]

  @Test(arguments: 0..<places.count)
  func `A place without rows is nought in counts of them and in nothing else`(place: Int) throws {
    let (script, prints) = Self.places[place]
    let start = """
      local t = table_of{{p = "a", q = "x"}, {p = "a", q = "x"}, {p = "b", q = "y"}, {p = "c", q = "x"}, {p = "c", q = "y"}, {p = "c", q = "y"}}
      local g = t:by{"p", "q"}:count()

      """
    let output = try ExampleSession().output(of: Self.start.split(separator: "\n").dropFirst(4).joined(separator: "\n").replacing("local a = t:where{area = \"A\"}", with: start) + script)
    #expect(output == prints + "\n", "\(script)")
  }

  @Test(arguments: 0..<answers.count)
  func `Figures of other rows are what their methods give`(place: Int) throws {
    let (script, prints) = Self.answers[place]
    let output = try ExampleSession().output(of: Self.start + script)
    #expect(output == prints + "\n", "\(script)")
  }
}
