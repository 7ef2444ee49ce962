import TestSupport
import Testing

/// Guesses of people who come from R, SQL or Excel. The figures were counted with pandas.
struct DialectGuessTests {
  private static let answers: [(script: String, prints: String)] = [
    // What is drawn along comes first or second, whatever kind of column it is; a name settles it.
    ("""
      local hours = searches:derive("h", "hour(Date)"):by("h"):count()
      print(hours:bar_chart("h", "count").title, hours:bar_chart("count", "h").title, hours:line_chart("h", "count").title)
      print(hours:bar_chart{value = "h", label = "count"}.title, hours:bar_chart{x = "h", y = "count"}.title)
      local deciles = table_of{{decile = 1, mean_age = 9.5}, {decile = 2, mean_age = 11}}
      print(deciles:bar_chart("decile", "mean_age").title, deciles:bar_chart("mean_age", "decile").title, deciles:bar_chart("mean_age", {label = "decile"}).title)
      print(says(hours.line_chart, hours, "h", "n"):match("[^\\n]*"), says(hours.bar_chart, hours, "type", "n"):match("[^\\n]*"))
      """,
      """
      count by h\tcount by h\tcount along h
      h by count\tcount by h
      mean_age by decile\tmean_age by decile\tmean_age by decile
      there is no column "n"\tthere is no column "type"
      """),
    ("""
      local months = searches:by("month"):count()
      print(months:control_chart("month", "count").latest, months:control_chart("count", "month").latest, months:control_chart{value = "count", order = "month"}.latest)
      local t = table_of{{area = "A", count = 3, people = 10}, {area = "A", count = 4, people = 12}, {area = "B", count = 5, people = 11}}
      print(says(t.funnel_chart, t, "count", "people"):match("table:funnel.*"))
      print(t:bar_chart("count", "area").rows.notes[1])
      """,
      """
      478\t478\t478
      table:funnel("count", "people"):funnel_chart("people"), with kind = "rate" in funnel for events in a population.
      1 name of area stands for several rows, "A" for 2, and each is drawn: take one of each with where
      """),
    // The largest are those of a figure, and not of its limits or its p value.
    ("""
      local spots = open(examples .. "/police/cleveland-weapons-robbery-street.csv.gz"):hot_spots("lsoa")
      print(spots:top(3)[1].lsoa == spots[1].lsoa, spots:top(3).notes[#spots:top(3).notes])
      local rates = table_of{{area = "A", count = 30, people = 1000}, {area = "B", count = 4, people = 150}}:rates("count", "people", {per = 1000})
      print(rates:top(1)[1].area, rates:sort("rate_upper", "desc")[1].area)
      """,
      """
      true\tby ratio, the last column of numbers
      A\tB
      """),
    // The day of a time is London's, however it is asked for.
    ("print(searches:where(\"date(Date) = '2025-07-01'\"):count(), searches:where(\"day = '2025-07-01'\"):count(), searches:where(\"day(Date) = '2025-07-01'\"):count())", "17\t17\t17"),
    // Days compared with months.
    ("""
      local street = open(examples .. "/police/cleveland-weapons-robbery-street.csv.gz")
      for _, condition in ipairs{"month >= '2025-04'", "month >= '2025-04-01'", "month between '2025-04-01' and '2025-06-30'", "month < '2025-04-01'", "month <= '2025-03-31'", "month > '2025-03-31'", "month >= '2025'"} do
        print(condition, street:where(condition):count())
      end
      for _, condition in ipairs{"month >= '2025-04-15'", "month < '2025-03-31'", "month >= 'Apr 2025'", "month >= '01/04/2025'", "month >= '2025-4'"} do
        print(says(street.where, street, condition):match("^[^\\n]*\\n[^\\n]*"))
      end
      """, """
      month >= '2025-04'\t1403
      month >= '2025-04-01'\t1403
      month between '2025-04-01' and '2025-06-30'\t507
      month < '2025-04-01'\t3552
      month <= '2025-03-31'\t3552
      month > '2025-03-31'\t1403
      month >= '2025'\t1800
      "2025-04-15" can't be compared with column "month"
        The column holds months such as 2024-04.
      "2025-03-31" can't be compared with column "month"
        The column holds months such as 2024-04.
      "Apr 2025" can't be compared with column "month"
        The column holds months such as 2024-04.
      "01/04/2025" can't be compared with column "month"
        The column holds months such as 2024-04.
      "2025-4" can't be compared with column "month"
        The column holds months such as 2024-04.
      """),
    // Spans of which the file has a part, in columns that it had when it was read.
    ("""
      print(searches:by("financial_year"):count().notes[1])
      print(#searches:where("financial_year = '2025/26'"):by("financial_year"):count().notes, #searches:where("day between '2025-04-01' and '2025-06-30'"):by("quarter"):count().notes)
      print(searches:pivot("type", "quarter", "count()").notes[1])
      """, """
      financial_year: 2024/25 has "day" from 2025-01-01 on, and 2025/26 has "day" up to 2025-11-30 only, and may not be whole
      1\t0
      quarter: 2025 Q4 has "day" up to 2025-11-30 only, and may not be whole
      """),
    // Groups as R and SQL write them.
    ("""
      local t = table_of{{area = "A", n = 1, age = 3}, {area = "A", n = 2, age = 9}, {area = "B", n = 5, age = 30}}
      local s = t:group_by("area"):summarise{rows = "n()", total = "sum(n)", oldest = "max(age)", kinds = "n_distinct(`age`)", typical = "MEAN( age )"}
      print(list(s.rows), list(s.total), list(s.oldest), list(s.kinds), list(s.typical))
      print(list(t:pivot("area", "n", "sum(age)")["5"]), list(t:pivot("area", "n", "count()")["1"]))
      local group = t:by("area")
      print(says(group.summarise, group, {x = "sum()"}):match("x:.*"))
      print(says(group.summarise, group, {x = "sum(n) / sum(age)"}):match("[^\\n]*"))
      print(says(group.summarise, group, {x = "sum(n * age)"}), says(group.summarise, group, {x = "total(ag)"}):match("[^\\n]*"))
      print(says(group.summarise, group, {x = "biggest(n)"}):match("[^\\n]*"))
      """, """
      2 1\t3 5\t9 30\t2 1\t6 30
      [x] 30\t1 0
      x: sum of which column?
        Name it: x = "sum(age)".
      no error
      no error\tthere is no column "ag"
      "biggest" is none of the choices
      """),
    ("""
      local t = table_of{{age = 3}, {age = 9}, {age = 30}}
      print(list(t:mutate("who", "CASE WHEN age < 5 THEN 'infant' WHEN age < 18 THEN \\"child\\" ELSE 'adult' END").who))
      print(list(t:derive("x", "case when (age < 5) then 1 when not (age > 9) then (2) else (age) end").x), says(t.derive, t, "x", "not (age >)"):match("[^\\n]*"))
      print(list(t:derive("x", "1 + case when age < 5 then 10 end * 2").x), list(t:derive("x", "case when case when age > 5 then 1 else 0 end = 1 then age else 0 end").x))
      print(says(t.derive, t, "x", "case when age < 5 then 1"):match("[^\\n]*"), says(t.derive, t, "x", "case age when 5 then 1 end"):match("[^\\n]*"))
      for _, formula in ipairs{"rollapply(age, 3)", "row_number(age)", "percent_rank(age)", "pct_change(age)"} do print(says(t.derive, t, "x", formula):match("hint: (.*)")) end
      """, """
      infant child adult
      1 2 30\tformula:1:11: a column or a number is expected, and ")" stands here
      21 [z] [z]\t0 9 30
      formula:1:25: "end" is expected, and the formula ends here\tformula:1:1: a column or a number is expected, and "case" stands here
      the mean of each row and the two before it is rolling_mean(x, 3)
      the place of each is rank(x), where 1 is the largest; from the least on it is table:ranked("x", {descending = false})
      the fifth that each value lies in is quantile_group(x, 5)
      the change from the row before in per cent is (x / lag(x) - 1) * 100
      """),
    // Joins that keep what found a partner, and the fewest.
    ("""
      local t, others = table_of{{k = "a", n = 1}, {k = "b", n = 2}, {k = "c", n = 3}}, table_of{{k = "a", x = 7}, {k = "c", x = 8}}
      print(#t:inner_join(others, {on = "k"}), list(t:semi_join(others, "k").columns), #t:anti_join(others, "k"), #t:left_join(others, "k"), t:inner_join(others, "k")[2].x)
      print(t:bottom(1, "n")[1].k, t:nsmallest(2, "n")[2].k, says(t.inner_join, t, others, {on = "k", how = "left"}):match("[^\\n]*"))
      print(#read_csv(examples .. "/lait/la-list.csv"), says(read_csv, "nowhere.csv"):match("nowhere.*"), says(open, "no*.csv"):match("hint: ([^:]*)"))
      """, """
      2\tk n\t1\t3\t8
      a\tb\thow is given twice
      171\tnowhere.csv: there is no such file
        hint: look at the spelling, and at the folder that the path starts from\ta pattern is no path
      """),
    // What made a table.
    ("""
      print(why(searches:where{type = "Vehicle search"}:by("object"):count():top(2)):match("calls: [^\\n]*"))
      print(why(table_of{{a = 1}}:derive("b", "a * 2"):where({a = {above = 0}}):sort("b", {descending = true}):head(1)):match("calls: [^\\n]*"))
      print(why(cla:join(table_of{{la_name = "Leeds", x = 1}}, {on = "la_name"})):match("calls: [^\\n]*"), why(table_of{{a = 1}}):match("calls: "))
      """, """
      calls: where("type is Vehicle search"):by("object"):count():top(2)
      calls: derive("b", "a * 2"):where({a = {above = 0}}):sort("b", {descending = true}):head(1)
      calls: join(table, {on = "la_name"})\tnil
      """),
    // Days.
    ("""
      local t = table_of{
        {opened = date("2025-01-01"), closed = date("2025-02-15")}, {opened = date("2025-03-30")}, {opened = date("2024-02-28"), closed = date("2024-03-01")},
      }
      print(list(t:derive("days", "closed - opened").days), list(t:derive("due", "opened + 45").due), list(t:derive("before", "opened - 1").before), list(t:derive("x", "45 + opened").x) == list(t:derive("due", "opened + 45").due))
      print(t:where("closed - opened > 10"):count(), t:where("closed > opened + 10"):count(), list(t:derive("x", "date('2025-04-01') - opened").x), list(t:derive("x", "opened - '2025-01-01'").x), list(t:derive("x", "opened + 99999999").x))
      for _, formula in ipairs{"opened + closed", "opened * 2", "opened - 'x'", "opened + 0.5"} do print(says(t.derive, t, "x", formula):match("[^\\n]*")) end
      print(says(t.derive, t, "x", "datediff(closed, opened)"):match("hint: ([^,]*)"), searches:where("time - '2025-07-01' = 0"):count(), searches:where("time - date(time) = 0"):count() == #searches)
      """, """
      45 [..] 2\t2025-02-15 2025-05-14 2024-04-13\t2024-12-31 2025-03-29 2024-02-27\ttrue
      1\t1\t90 2 398\t0 88 -308\t[z] [z] [z]
      days make no sum, product or fraction
      days make no sum, product or fraction
      days make no sum, product or fraction
      days make no sum, product or fraction
      it is written closed - opened\t17\ttrue
      """),
    // What is no sum, and what stands for the same twice.
    ("""
      local t = table_of{{region_name = "London", area = "a", n = 3, rate_per_10000 = 30}, {region_name = "Inner London", area = "b", n = 2, rate_per_10000 = 40}, {region_name = "North East", area = "a", n = 5, rate_per_10000 = 50}}
      local function told(t, what) for _, note in ipairs(t.notes) do if note:find(what, 1, true) then return true end end return false end
      print(told(t:by("area"):sum("n"), "of a whole"), told(t:by{}:sum("n"), "London beside Inner London"), told(t:where("region_name != 'Inner London'"):by{}:sum("n"), "of a whole"))
      print(told(t:by("area"):sum("rate_per_10000"), "the sum of several is none of all"), told(t:by("area"):sum("n"), "none of all"), told(t:pivot("area", "region_name", "rate_per_10000"), "none of all"), told(t:pivot{rows = "area", column = "region_name", values = "rate_per_10000", totals = true}, "none of all"))
      """, """
      false\ttrue\tfalse
      true\tfalse\tfalse\ttrue
      """),
    ("""
      local street = open(examples .. "/police/2023-03-cleveland-street.csv.gz")
      print(street:by("lsoa"):count().notes[1]:match("[^;]*"), #open(examples .. "/police/2025-03-cleveland-street.csv.gz"):by("lsoa"):count().notes, #open(examples .. "/police/2019-09-cleveland-street.csv.gz"):by("lsoa"):count().notes)
      print(open(examples .. "/police/cleveland-weapons-robbery-street.csv.gz"):by("location"):count().notes[1], #open(examples .. "/police/2025-03-cleveland-street.csv.gz"):by("location"):count().notes)
      """, """
      lsoa has codes of the censuses of 2011 and of 2021 (11 that ended, such as E01011973, beside 14 that began): a place that was split or merged has several, which rise or fall as the codes change\t0\t0
      location: "On or near" stands where no place is published, and is not one\t1
      """),
    ("print(list(table_of{{n = '<5'}, {n = '7'}, {n = 'many'}}:derive('x', 'number(n)').x), searches:derive('w', 'weekday(Date)').notes[1], says(searches.where, searches, 'gender = nil'):match('hint: (.*)'), says(searches.where, searches, 'month(Date) = 12'):match('hint: [^;]*; (.*)')) table_of{{n = 1}}:show()", "[c] 7 [z]\tw: 1 is Monday and 7 Sunday\twhat has no value is asked for with `gender` is missing\tthe month of the year is month_of_year(x) = 12\n1 row of n"),
    ("""
      local t = table_of{{area = "a", n = 1, m = 2, k = "x"}, {area = "b", n = 3, m = 4, k = "y"}}
      print(list(t:rename("n", "count").columns), list(t:rename{n = "count"}.columns), says(t.rename, t, "n"):match("[^\\n]*"))
      print(list(t:unpivot({"n", "m"}).columns), #t:unpivot({"n", "m"}), list(t:unpivot({"area", "k"}).columns), says(t.unpivot, t, {rows = {"n", "m"}}) == "no error", says(t.unpivot, t, {rows = {"n"}}):match("[^\\n]*"))
      table_of{{a = 1}}:print()
      print(says(t.pivot, t, "area", "k", {aggregate = "sum"}):match("What is[^:]*"), says(t.join, t, t, {on = "area", suffix = "_b"}):match("Of two[^;]*"))
      print(cla.columns[1], #cla.notes)
      """, """
      area count m k\tarea count m k\tbad argument #2 to 'rename' (names such as {["LSOA code"] = "lsoa"} expected, got string)
      n m name value\t4\tarea k name value\ttrue\tcolumns "area" and "m" hold text and whole numbers
      1 row of a
      What is computed of the rows stands in values\tOf two columns of one name that of the other table gets _2
      time_period\t0
      """),
    // Parts of the whole in a table of two ways, by the words of pandas too.
    ("""
      local t = table_of{{a = "x", b = "u", n = 3}, {a = "x", b = "v", n = 1}, {a = "y", b = "u", n = 6}, {a = "z", b = "v"}}
      local function shares(options) local p = t:pivot("a", "b", options) return list(p.u) .. " | " .. list(p.v) end
      print(shares{percent = "row"}, shares{percent = "column", totals = true}, shares{normalize = "all"})
      print(shares{normalize = "index", totals = true}, list(t:pivot("a", "b", {percent = "row", totals = true}).total))
      print(shares{values = "sum(n)", percent = "row"}, t:pivot("a", "b", {percent = "all"}).notes[1])
      print(says(t.pivot, t, "a", "b", {percent = "rows of"}):match("The choices[^\\n]*"))
      """, """
      50 100 0 | 50 0 100\t50 50 0 100 | 50 0 50 100\t25 25 0 | 25 0 25
      50 100 0 50 | 50 0 100 50\t100 100 100 100
      75 [x] [x] | 25 [x] [x]\teach figure is in per cent of the total of all: 4
      The choices are row, column, all.
      """),
    // Errors that say what to write.
    ("""
      local function hint(f, ...) return says(f, ...):match("hint: (.*)") end
      local lait = open(examples .. "/lait/safeguarding-measures.csv.gz")
      print(hint(function() return lait:indicator("PrevRegCPR"):threshold(20) end))
      print(says(load_indicators, examples .. "/lait/safeguarding-measures.csv.gz", {neighbours = "n.csv"}):match("They are.*"))
      print(says(open, examples .. "/lait/la-list.csv", {skip = 3}):match("The first row[^;]*"))
      print(says(cla.write, cla, answers .. "/x.png"):match("hint: ([^,]*)"))
      print(says(searches.near_repeat, searches, {days = 30}):match("Between[^,]*"))
      print(says(cla.where, cla, "la name = 'Leeds'"):match("hint: (.*)"))
      local key, twice = cla:where(la), table_of{{la_name = "Leeds", x = 1}, {la_name = "Leeds", x = 2}}
      print(says(key.join, key, twice, {on = "la_name"}):match("sort it so[^,]*"))
      """, """
      whether a limit is kept, and since when: thresholds("mine", {{indicator = i, at_most = 60}}):check("Leeds"); the areas beyond it: indicator:ranking{period = "2024"}:where("value > 60")
      They are read by themselves: local neighbours = load_neighbours(path), and then indicator:rank(area, {among = neighbours}) or indicator:compare(area, {with = neighbours}).
      The first row of a sheet with two filled cells names the columns
      a chart is a picture as .svg
      Between which times is times
      a name of several words stands in backquotes: `la name`
      sort it so that the one that is wanted comes first and take distinct_rows of the key
      """),
  ]

  @Test(arguments: answers.indices)
  func `A guess in the words of another tool gives what was asked, or says what to write`(place: Int) throws {
    let (script, prints) = Self.answers[place]
    let output = try ExampleSession().output(of: GuessTests.start + script)
    #expect(output == prints + "\n", "\(script)")
  }
}
