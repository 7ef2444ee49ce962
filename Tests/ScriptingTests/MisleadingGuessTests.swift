import TestSupport
import Testing

/// Guesses that once gave a figure that is not what was asked, or an error that led nowhere.
struct MisleadingGuessTests {
  private static let answers: [(script: String, prints: String)] = [
    // Several areas at one time: the row before is another area's.
    ("""
      local all = cla:where{geographic_level = "Local authority", population_type = la.population_type}
      for _, name in ipairs{"lag", "cumulative"} do print(says(all[name], all, "children_count"):match("within: .*")) end
      print(says(all.rolling, all, "children_count", 3):match("155 rows stand"))
      print(list(all:lag("children_count", {within = "la_name"}):where{la_name = "Leeds"}.children_count_lag))
      print(#all:where{time_period = 2025}:sort("children_count"):cumulative("children_count").notes, #all:sort("children_count", "desc"):cumulative("children_count").notes)
      """,
      """
      within: 155 rows stand at time_period 2021, so that the row before is no earlier one
        Keep them apart by what they are of, such as {within = "la_name"}; where the rows stand as they are to be taken, name the columns of their order in order.
      within: 155 rows stand at time_period 2021, so that the row before is no earlier one
        Keep them apart by what they are of, such as {within = "la_name"}; where the rows stand as they are to be taken, name the columns of their order in order.
      155 rows stand
      1546 1452 1374 1281 [x]
      0\t1
      """),
    ("""
      local months = searches:by("object", "month"):count()
      print(says(months.rolling, months, "count", 3):match("within = [^}]*"), #months:rolling("count", 3, {within = "object", mean = true}) == #months, #months:lag("count", {order = {"object", "month"}}) == #months)
      """, "within = \"object\"\ttrue\ttrue"),
    ("local days = table_of{{date = date('2025-03-01'), n = 1}, {date = date('2025-03-01'), n = 2}, {date = date('2025-03-02'), n = 4}} print(list(days:cumulative('n').n_cumulative), days:lag('n').notes[1])",
      "1 3 7\tn_lag: 2 rows stand at date 2025-03-01, and are taken as they stand"),
    ("print(table_of{{time_period = 2020, n = 1}, {time_period = 2022, n = 3}, {time_period = 2023, n = 4}}:lag('n').notes[1])",
      "n_lag: 1 year lies between rows and has none: the row before is of an earlier one"),
    ("local leeds = cla:where{la_name = 'Leeds', population_type = la.population_type} print(list(leeds:rolling('children_count', 3, 'mean').children_count_rolling_mean), #leeds:rolling('children_count', 3, 'sum').notes, leeds:sort('children_count', 'desc')[1].time_period, leeds:sort('children_count', 'asc')[1].time_period)",
      "1498.6666666667 1457.3333333333 1369 [x] [x]\t1\t2024\t2021"),
    // Months in which nothing happened have no row: a note says so, and the calendar is that of the rows before others were left out.
    ("""
      local rare = searches:where{object = "Crossbows"}
      local months = rare:by("month"):count()
      print(months.notes[#months.notes])
      local filled = months:fill_calendar("month")
      print(#filled, #filled.notes, filled:sum("count"), filled:control_chart("count", {kind = "c"}).n, months:control_chart("count", {kind = "c"}).rows.notes[2] == months.notes[#months.notes])
      print(rare:count{by = "month"}.notes[2] == months.notes[#months.notes], #rare:by("quarter"):count():fill_calendar("quarter"), #rare:by("month", "gender"):count():fill_calendar("month", {within = "gender"}))
      print(#searches.rows:where("object = 'Crossbows'"):derive("w", "week(day)"):by("w"):count():fill_calendar("w", "week"))
      -- What is asked of the time itself is left out of the calendar too; what other columns of time leave is not known.
      print(#searches:where("month >= '2025-04' and object = 'Crossbows'"):by("month"):count():fill_calendar("month"), #searches:where("day between '2025-04-01' and '2025-06-30'"):by("month"):count():fill_calendar("month"))
      print(#searches:where{quarter = "2025 Q2"}:by("month"):count().notes, #searches:by("month"):count().notes, #searches:by("month"):count():where("month < '2025-04'"):fill_calendar("month"))
      """,
      """
      month: 10 of 11 from 2025-01 to 2025-11 have no row, and means, charts and the row before pass over them; fill_calendar("month") gives each a row
      11\t0\t2\t11\ttrue
      true\t4\t22
      48
      8\t3
      0\t0\t3
      """),
    // A verdict that the figures seem to gainsay says why: of the latest five periods, of one value, of more than chance.
    ("""
      local rows = {}
      for place, n in ipairs{500, 480, 460, 440, 420, 400, 380, 370, 372, 369, 371, 370} do rows[place] = {area = "Leeds", year = tostring(1999 + place), percent = n / 10, people = 1000} end
      for place, n in ipairs{100, 100, 100, 100, 30} do rows[#rows + 1] = {area = "York", year = tostring(2006 + place), percent = n / 10, people = 1000} end
      local i = table_of(rows):indicator{name = "x", value = "percent", area = "area", period = "year", unit = "%", denominator = "people"}
      print(i:trend("Leeds").notes[3])
      print(#i:trend("York").notes, i:trends().notes[3])
      print(i:compare("York", {period = "2011", with = i:trend("Leeds") and "Leeds"}).verdict, #i:trends().notes[4] < 400)
      local t, even = {}, {}
      for place = 1, 12 do t[place], even[place] = {area = "a" .. place, n = place * 20, people = 1000}, {area = "a" .. place, n = 200 + place % 3, people = 1000} end
      print(table_of(t):funnel("n", "people").notes[2]:match("[^;]*"), #table_of(even):funnel("n", "people").notes, #table_of(t):head(9):funnel("n", "people").notes)
      print(table_of{{a = "x", n = 1, m = 2, total = 3}, {a = "y", n = 20, m = 30, total = 50}}:suppress({"n", "m"}, 5, {across = true}).notes[4])
      """,
      """
      of all 12 periods, 2000 to 2011, it is falling (Mann-Kendall, p below 0.001): method = "mann_kendall" tells of them
      1\tchanged by more than chance without a steady trend, since one value decides the slope: York
      lower\ttrue
      areas differ more than by chance: the dispersion is 35.2, where chance gives 1, and many lie outside for that alone\t1\t2
      total: it is the sum of the counts of its row and tells the one that is suppressed; drop(\"total\") before it is published
      """),
    // A row of a whole that lacks what a figure is of is not in it; what a condition keeps from being read is told as such.
    ("""
      local rows = table_of{{area = "England", x = 1}, {area = "Leeds", x = 2, y = 3}, {area = "York", x = 4, y = 5}, {area = "Hull", x = 5, y = 9}}
      print(#rows:by({}):mean("y").notes, rows:by({}):mean("x").notes[1]:match("^[^:]*"), table_of{{age = "90+"}, {age = "7"}}:derive("n", "if(age = '90+', 90, number(age))").notes[1])
      """, "1\trows of a whole and of its parts are taken together\t\"90+\" of column \"age\" is no number, and not applicable where no condition gives another value"),
    // What a figure left out is told after a join too; rows that go, and rows that stand apart, are told.
    ("""
      local left = table_of{{k = "a", n = 1}, {k = "b", n = 2}}
      local right = table_of{{k = "a", x = 1, g = 1}, {k = "a", g = 2}, {k = "c", x = 3, g = 1}}:by("k"):sum("x")
      print(list(left:join(right, "k").notes))
      print(list(left:join(right, {on = "k", how = "semi"}).notes), list(left:join(right, {on = "k", how = "anti"}).notes))
      local many = {} for i = 1, 30 do many[i] = {k = "a" .. i, g = i > 1 and i or nil} end
      print(list(table_of(many):by("k", "g"):count().notes), #table_of(many):by("g"):count().notes, #table_of(many):head(9):by("k", "g"):count().notes - 1)
      print(list(left:append(table_of{{key = "z", n = 5}}).notes), #left:append{{k = "z"}}.notes, #left:append(left).notes)
      print(list(table_of{{area = "a", rate = 1}, {area = "a", rate = 3}}:by("area"):mean("rate").notes))
      """,
      """
      x: 1 missing value of "x" is left out join by k: 1 of 2 rows found no partner
      join by k: 1 of 2 rows found no partner and are left out\tjoin by k: 1 of 2 rows found a partner and are left out
      by k, g: rows without "g" make groups of their own; where("g is not missing") before leaves them out\t0\t0
      append: the rows beneath have no "k" and those above no "key", which are not available there; rename unites columns of two names\t0\t0
      rate: each row of "rate" counts alike, however many people it is of; weighted_mean of groups counts it by a column of them
      """),
    // The number may come behind the column; and what a table lacks may be a column, or a method of incidents.
    ("""
      local t = cla:where(la):select{"la_name", "children_count"}
      print(t:top("children_count", 2)[1].la_name, t:where("children_count > 0"):by("la_name"):top("children_count", 1)[1].la_name, says(t.top, t, "children_count", "x"):match("^[^\\n]*"))
      print(says(function() return t.la_nam end):match("\\n.*"))
      print(says(function() return t:year_change{} end):match("hint: .*"))
      """,
      """
      Birmingham\tHartlepool\tbad argument #2 to 'top' (a whole number expected, got string)

        Its columns are la_name, children_count; help("table") lists its methods.
        hint: did you mean "la_name"?
      hint: year_change is a method of incidents; of a table that was one of them, or of your own: t:incidents("time"):year_change(...), with the column of its times or months
      """),
    // A minus before a name is no part of it.
    ("""
      print(cla:where(la):sort("-children_count")[1].la_name)
      for _, name in ipairs{"select", "by"} do print(says(cla[name], cla, "-children_count"):match("\\n  (.*)")) end
      print(says(cla.top, cla, 3, "-children_count"):match("\\n  (.*)"), cla:where(la):derive("y", "-children_count"):sort("y")[1].la_name)
      """,
      """
      Birmingham
      A column is left out with drop("children_count").
      The column is "children_count"; a minus before it has no meaning here.
      top takes the largest; the smallest are {descending = false}.\tBirmingham
      """),
    // Wholes that stand among their parts.
    ("""
      local year = cla:where{time_period = 2025, population_type = la.population_type}
      local function told(t) for _, note in ipairs(t.notes) do if note:find("of a whole", 1, true) then return note:match("together: (.*);") end end return "nothing" end
      print(told(year:by("region_name"):sum("children_count")))
      print(told(year:by("geographic_level"):sum("children_count")), told(cla:where(la):by("region_name"):sum("children_count")), told(searches:by("gender"):count()))
      print(told(year:top(3, "children_count")), told(table_of{{sex = "Persons", n = 3}, {sex = "Female", n = 2}, {sex = "Male", n = 1}}:by("n"):count()))
      print(told(table_of{{country = "England", n = 1}, {country = "Wales", n = 2}}:top(1, "n")), told(year:by("region_name"):maximum("children_count")))
      print(told(table_of{{sex = "Persons", n = 3}, {sex = "Female", n = 2}, {sex = "Male", n = 1}}:by("sex"):sum("n")), told(table_of{{sex = "Female", n = 2}, {sex = "Male", n = 2}}:by("n"):count()))
      """,
      """
      geographic_level has Regional beside Local authority
      region_name has London beside Inner London, Outer London\tnothing\tnothing
      geographic_level has National beside Local authority, Regional; region_name has London beside Inner London, Outer London\tnothing
      nothing\tnothing
      nothing\tnothing
      """),
    // An opened file is asked for its rows in the same way, whatever it holds.
    ("local first for _, row in ipairs(cla) do first = row.la_name break end print(#cla, is_missing(first), cla[#cla].time_period)", "2505\ttrue\t2021"),
    ("local path = examples .. '/lait/safeguarding-measures.csv.gz' print(load_indicators(path):indicator('PrevRegCPR'):rank('Leeds').rank_words == open(path):indicator('PrevRegCPR'):rank('Leeds').rank_words, load_indicators(path):indicator('PrevRegCPR').polarity)",
      "true\tlow"),
    // A text is no column.
    ("print(says(cla.where, cla, \"'2025' < 9999\"):match('formula:.*'), #cla:where(\"'Leeds' = la_name\"))",
      "formula:1:1: '2025' is a text here, and no column\n  A column of that name is `2025`, in backquotes.\t15"),
    ("print(says(cla.where, cla, {la_name = Leeds}):match('A text stands[^;]*'))", "A text stands in quotes: {area = \"Leeds\"}"),
    // What is said of months is of those that were asked for, and what an hour lacks is told.
    ("local street = open(examples .. '/police/cleveland-weapons-robbery-street.csv.gz') print(street:where{month = {'2025-01', '2025-03'}}:repeats('lsoa').notes[2]:match('data of.*'), street:where(\"month >= '2025-10'\"):hot_spots('lsoa').notes[2])",
      "data of 2 months of the 3, 2025-01 to 2025-03\tdata of 2 months, 2025-10 to 2025-11"),
    ("print(says(cla.head, cla, -3):match('count: .*'), says(searches.hot_spots, searches, 10):match('10: .*'))",
      "count: -3 rows\n  It is zero or more; the last rows are tail(3).\t10: a column is named here\n  10 rows of what comes are :head(10)."),
    ("print(list(cla:where(la):top(2).notes))", "the first 2 of 155 rows by rate_per_10000, the last column of numbers"),
    // What stands along comes first or second.
    ("local leeds = cla:where{la_name = 'Leeds', population_type = la.population_type} print(leeds:line_chart('time_period', 'children_count').headline, leeds:line_chart('children_count', 'time_period').title, cla:where(la):top(3, 'children_count'):bar_chart('la_name', 'children_count').headline)",
      "Up from 1,281 in 2021 to 1,498 in 2025\tchildren_count along time_period\tBirmingham is highest: 2,317"),
    // Names of other tools run where they take the same; a column of the name comes first.
    ("""
      local function hint(f, ...) return says(f, ...):match("hint: (.*)") end
      local t = table_of{{area = "A", n = 1, k = 2}, {area = "A", n = 3, k = 4}, {area = "B", n = 5, k = 6}}
      local sums = t:by("area"):agg{n = "sum", k = "mean"}
      print(list(sums.n), list(sums.k), t:groupby("area"):summarise{most = {max = "n"}, rows = "count"}[1].most, says(function() return t:by("area"):agg{z = "sum"} end):match("z: .*"))
      print(#t:filter("n > 1"):order_by("n", "desc"):limit(1), #t:rows(), t:corr("n", "k"), t:avg("n"), t:std("n"), t:nunique("area"))
      print(t:merge(table_of{{area = "A", x = 1}}, {left_on = "area", right_on = "area", how = "inner"})[2].x, t:save(answers .. "/t.csv", {replace = true}):match("[^/]*$"), #t:drop_duplicates("area"), list(t:cumsum("n").n_cumulative))
      print(table_of{{total = 1}, {total = 2}}.total[2], table_of{{filter = 7}}.filter[1], list(t:top(1, "n").notes), #t:value_counts("area"))
      print(t:by("area"):agg{n = "count"}.notes[1], hint(function() return t:melt("area") end), t:agg{n = "sum"}[1].n, t:sort("n desc")[1].n, says(t.top, t, 1, "n desc"):match("The largest.*"))
      local lait = open(examples .. "/lait/safeguarding-measures.csv.gz")
      print(lait:indicator("PrevRegCPR"):rank("Leeds").of == lait:indicator("PrevRegCPR"):rank("Leeds").n, lait:indicator("PrevRegCPR"):trend("Leeds").p_value == lait:indicator("PrevRegCPR"):trend("Leeds").p)
      """,
      """
      4 5\t3 6\t3\tz: sum of which column?
        Name it: z = {sum = "age"}.
      1\t3\t1.0\t3\t2\t2
      1\tt.csv\t2\t1 4 9
      2\t7\tthe first 1 of 3 rows\t2
      n: the rows of each group, and not the values of the column of that name; those are {count = "n"}\tdid you mean "unpivot"?\t9\t5\tThe largest first is ("n", {descending = true}).
      true\ttrue
      """),
    // Errors that say what to write.
    ("""
      local function hint(f, ...) return says(f, ...):match("hint: (.*)") end
      local indicator = open(examples .. "/lait/safeguarding-measures.csv.gz"):indicator("PrevRegCPR")
      print(hint(function() return cla:by("la_name"):ranked() end):match("t:by[^,]*,[^,]*"))
      print(hint(function() return table_of{{a = 1}}:iterrows() end):match("for i.*"), hint(function() return indicator:top(3) end))
      print(hint(function() return indicator:neighbours("Leeds") end):match("among = neighbours"), hint(function() return searches:within(1) end):match("a box"), hint(function() return searches:profile() end))
      print(indicator:rank("Leeds", {period = "latest"}).period == indicator:rank("Leeds").period)
      print(says(function() return cla:where(la):boundary_map("x.json", {area = "la_name"}) end):match("It is [^,]*"))
      """,
      """
      t:by("area"):derive("place", "rank(n)")
      for i, row in ipairs(t) do print(row.area) end\tindicator:ranking{period = "2024"}:head(10) are the first ten
      among = neighbours\ta box\thelp("profile") says what makes a problem profile
      true
      It is "x.json" already
      """),
    // Charts are named by what tells their rows apart, and not by the year that all of them share.
    ("""
      local leeds = cla:where(la):where{region_name = "North East"}
      print(leeds:bar_chart("rate_per_10000").title, leeds:scatter_chart("population_estimate", "rate_per_10000").rows.columns[1])
      print(leeds:funnel("children_count", "population_estimate", {kind = "rate", per = 10000}):funnel_chart("population_estimate").rows.columns[1])
      print(table_of{{year = 2024, kind = "a", code = "E01", name = "Leeds", n = 1}, {year = 2024, kind = "a", code = "E02", name = "York", n = 2}}:select("year", "kind", "code", "name", "n"):bar_chart("n").title)
      print(open(examples .. "/lait/safeguarding-measures.csv.gz"):indicator("CPP_rate"):ranking{period = "2020"}:head(3):bar_chart("value").rows.columns[1])
      print(table_of{{k = "a", n = 1}, {k = "a", n = 2}}:select("k", "n"):bar_chart("n").title, table_of{{k = "x", l = "y", n = 1}, {k = "x", l = "z", n = 2}}:select("l", "k", "n"):bar_chart("n").title)
      """,
      """
      rate_per_10000 by la_name\tla_name
      la_name
      n by name
      area
      n by k\tn by l
      """),
    // A month without quotes is a number less another, and nobody means that.
    ("""
      local t = table_of{{month = "2024-01", n = 1}, {month = "2024-02", n = 2}}
      print(says(t.where, t, "month >= 2024-01"))
      print(says(t.where, t, "n > 0 and month between 2024-01-15 and 2024-02-01"):match("^[^\\n]*"))
      print(says(t.derive, t, "x", "n + 2024-12"):match("^[^\\n]*"), says(t.where, t, "n < sum(2024-02-03)"):match("^[^\\n]*"))
      print(t:derive("x", "2024 - 01")[1].x, t:derive("x", "2024-1")[1].x, t:derive("x", "2024-13")[1].x, t:derive("x", "n-01")[1].x, t:where("month >= '2024-02'"):count())
      local wide = table_of{{["2024"] = 5, ["2024-01"] = 2}}
      print(wide:derive("x", "`2024-01` - `2024`")[1].x, says(wide.derive, wide, "x", "2024 - 01"):match("[^\\n]*"))
      """, """
      formula:1:10: 2024-01 is a month without quotes, and would be 2024 less 01
        The formula is: month >= 2024-01
        hint: the month is '2024-01', a column of that name `2024-01`, and the difference 2024 - 01, with blanks
      formula:1:25: 2024-01-15 is a day without quotes, and would be 2024 less 01 less 15
      formula:1:5: 2024-12 is a month without quotes, and would be 2024 less 12\tformula:1:9: 2024-02-03 is a day without quotes, and would be 2024 less 02 less 03
      2023\t2023\t2011\t0\t1
      -3\tformula:1:1: 2024 is a number here, and there is a column of that name
      """),
    // What is of an indicator, where a collection or its rows are asked.
    ("""
      print(says(function() return cla:rank("Bristol") end):match("hint: (.*)"))
      print(says(function() return cla.latest end):match("hint: (.*)"))
      print(says(function() return cla:where(la):indicator("rate_per_10000") end):match("a table.*"))
      local rate = cla:indicator("rate_per_10000 (Children looked after on 31 March each year)")
      print(tostring(rate:rank("Leeds", {period = "2025"})):match(";.*"))
      print(says(function() return rate:changes() end):match("hint: (.*)"))
      print(why(rate:change("Leeds", {from = "2024", to = "2025"})):match("whether[^\\n]*"))
      print(rate:compare("Leeds", {period = "2025", with = period("2024")}).verdict)
      print(says(function() return searches.subset end):match("incidents have[^\\n]*"))
      print(tostring(open(examples .. "/population/mid-year-0-17-utla-2012-2024.csv.gz")):match("^[^\\n]*"), help("incidents"):match("^[^:]*"), help("table"):match("^[^:]*"))
      """, """
      rank is of one indicator, which is taken by its key: collection:indicator("population_estimate (Children ceasing to be looked after each year)"):rank(...); collection.keys lists the keys
      latest is of one indicator, which is taken by its key: collection:indicator("population_estimate (Children ceasing to be looked after each year)").latest; collection.keys lists the keys
      a table has no indicator "rate_per_10000": one is made of its columns
        Which they are is said by name: t:indicator{name = "rate_per_10000", value = "...", area = "...", period = "..."}.
        hint: those of a file are taken before its rows are chosen: collection:indicator("rate_per_10000"), where collection is what open gave
      ; rate per 10000: Children looked after on 31 March each year, 31 March 2025
      each area's change with its p value: indicator:comparisons{with = period("2021")}
      whether it is more than chance: indicator:compare("Leeds", {period = "2025", with = period("2024")})
      not compared
      incidents have no "subset"
      1 indicator, Explore Education Statistics file\tIncidents\tA table
      """),
    // Whose column a join lacks, and what it calls otherwise.
    ("""
      local t, other = table_of{{lsoa = "E1", n = 1}, {lsoa = "E2", n = 2}}, table_of{{lsoa21_code = "E1", q = 4}}
      print(says(t.join, t, other, {on = {"lsoa", "lsoa21_code"}}))
      print(says(t.join, t, other, {on = "n"}):match("hint: (.*)"))
      print(says(t.join, t, other, {on = {lsoa = "lsoa22_code"}}))
      print(#t:join(other, {on = {lsoa = "lsoa21_code"}, kind = "inner"}), #t:join(other, "lsoa", {equals = "lsoa21_code", type = "inner"}), t:join(other, {lsoa = "lsoa21_code"})[1].q)
      print(table_of{{type = "a"}}:join(table_of{{sort = "a", q = 5}}, {type = "sort"})[1].q)
      """, """
      there is no column "lsoa" in the other table
        Its columns are lsoa21_code, q.
        hint: where it is called otherwise there, both names are given: on = {lsoa = "lsoa21_code"}, or that of the other table in equals
      where it is called otherwise there, both names are given: on = {n = "its name there"}, or that of the other table in equals
      there is no column "lsoa22_code" in the other table
        Its columns are lsoa21_code, q.
        hint: did you mean "lsoa21_code"?
      1\t1\t4
      5
      """),
    // Counts beside England's total are no comparison; a share of sums of unlike rows is none of anything.
    ("""
      local lait, children = open(examples .. "/lait/safeguarding-measures.csv.gz"), open(examples .. "/population/mid-year-0-17-utla-2012-2024.csv.gz"):indicator("population_estimate")
      local plans = lait:indicator("CPP_Num")
      print(says(plans.compare, plans, "Leeds"):match("[^\\n]*"), says(plans.comparisons, plans):match("indicator:rate"), says(plans.compare, plans:with{denominator = children}, "Leeds", {with = "Yorkshire and The Humber"}):match("leaves it a count"))
      print(plans:compare("Leeds", {with = "before"}).verdict, why(plans:rank("Leeds")):match("CPP_Num is a count[^\\n]*"))
      local rates = plans:rate(children)
      print(rates:rank("Leeds", {period = "2020"}).england, rates:evidence("Leeds", {period = "2020"}).how, rates:compare("Leeds", {period = "2020"}).verdict)
      print(says(rates.rate, rates, children):match("Rates are of counts"), says(plans.rate, plans, children, {per = 1}):match("too few"), plans:rate(children, {per = 100}).unit)
      """, """
      Number of Children with CPP (CPP_Num) is a count, and areas differ in size\tindicator:rate\tleaves it a count
      similar\tCPP_Num is a count, which larger areas have more of: rate{population = ...} makes rates of it
      43.6877443282\tCPP_Num 568; population_estimate 169,465, 30 June 2019\tlower
      Rates are of counts\ttoo few\t% of population estimate: Children aged 0 to 17 years
      """),
    ("""
      local rows = table_of{{r = "a", long = 1, all = 10}, {r = "a", all = 30}, {r = "b", long = 2, all = 20}}
      print(list(rows:by("r"):summarise{x = "sum(long)", y = "sum(all)"}.notes))
      print(#rows:by("r"):summarise{y = "sum(all)", n = "count()"}.notes, #rows:where("long is not missing and all is not missing"):by("r"):summarise{x = "sum(long)", y = "sum(all)"}.notes)
      print(list(table_of{{r = "a", kind = "Total children", n = 3}, {r = "a", kind = "under 10", n = 1}, {r = "a", kind = "10 and over", n = 2}}:by("r"):sum("n").notes))
      """, """
      x: 1 missing value of "long" is left out the sums of "long" and "all" rest on different rows: 1 row lacks one of them, and one sum divided by another is no share; where("long is not missing and all is not missing") before keeps the rows that have both
      0\t0
      rows of a whole and of its parts are taken together: kind has Total children beside 10 and over, under 10; where takes one of them
      """),
    // Incidents of three years are no rate a year; events are drawn when they are counted.
    ("""
      local people = open(examples .. "/population/mid-year-0-17-utla-2012-2024.csv.gz"):indicator("population_estimate")
      local months = {}
      for year = 2022, 2024 do for month = 1, 12 do months[#months + 1] = {month = string.format("%d-%02d", year, month), area = "Leeds", latitude = 53.8} end end
      local incidents = table_of(months):incidents("month", {area = "area"})
      print(incidents:rate(people, {period = "2023"}).notes[1])
      print(incidents:rate(people, {period = "2012"}).notes[1]:match("where.*"), incidents:where{month = {between = {"2023-01", "2023-12"}}}:rate(people, {period = "2023"}).notes[1])
      print(says(incidents.rows.line_chart, incidents.rows):match("[^\\n]*"), says(incidents.rows.bar_chart, incidents.rows):match("Rows are counted[^:]*"), incidents:by("area"):count():bar_chart().title)
      """, """
      the rates are of all 36 months together, 2022-01 to 2024-12, and none of a year; where{month = {between = {"2023-01", "2023-12"}}} before keeps one
      where{month = {between = {"2024-01", "2024-12"}}} before keeps one\twhere month between 2023-01 and 2023-12
      "latitude" says where or when each row was, and the table has no other numbers to draw\tRows are counted first\tcount by area
      """),
    // Codes of one place that changed.
    ("""
      local old, new = table_of{{code = "E08000016", n = 1}, {code = "E06000048", n = 2}, {code = "E08000035", n = 3}}, table_of{{code = "E08000038", x = 7}, {code = "E06000057", x = 8}, {code = "E08000035", x = 9}}
      print(list(old:join(new, "code").x), list(new:join(old, "code").n), list(old:join(new, {on = "code", how = "inner"}).code), #old:join(new, {on = "code", how = "anti"}))
      print(list(old:join(new, "code").notes), #old:join(new, {on = "code", how = "semi"}).notes)
      local both = table_of{{code = "E08000016", y = 1}, {code = "E08000038", y = 2}}
      print(list(new:join(both, "code").y), list(both:join(new, "code").x), #both:join(new, "code").notes)
      """, """
      7 8 9\t1 2 3\tE08000016 E06000048 E08000035\t0
      join: the codes of one place in both tables are taken for one: Barnsley (E08000016, there E08000038), Northumberland (E06000048, there E06000057)\t1
      2 [x] [x]\t[x] 7\t1
      """),
    // Several measures in one column of values; a national figure that can't be; who is not ranked.
    ("""
      local function told(t, what) for _, note in ipairs(t.notes) do if note:find(what, 1, true) then return note end end return "not told" end
      print(told(cla:where{time_period = 2025, geographic_level = "Local authority"}:by("region_name"):sum("children_count"), "several measures"))
      print(told(cla:where(la):by("region_name"):sum("children_count"), "several measures"), told(cla:where{time_period = 2025, geographic_level = "Local authority"}:by("region_name", "population_type"):sum("children_count"), "several measures"), told(cla:by("region_name"):count(), "several measures"))
      local groups = table_of{{area = "England", ["Category Type"] = "deciles", n = 1}, {area = "England", n = 10}}
      print(told(groups:by("area"):sum("n"), "several measures"), told(groups:where("`Category Type` is missing"):by("area"):sum("n"), "several measures"), told(groups:top(1, "n"), "several measures"))
      local rows = {}
      for i, row in ipairs(areas{on = "2024-06-30"}) do rows[i] = {area = row.area, year = 2024, rate = i} end
      rows[#rows + 1] = {area = "England", year = 2024, rate = 1258}
      rows[3].rate = nil
      local made = table_of(rows):indicator{name = "X", value = "rate", area = "area", period = "year", unit = "Rate per 10,000", polarity = "low"}
      local rank = made:rank(rows[1].area)
      print(why(rank):match("England's figure[^;]*"), told(made:ranking{among = "North East"}.rows, "England's figure"))
      """, """
      rows of several measures are taken together: population_type has "Children ceasing to be looked after each year", "Children looked after on 31 March each year", "Children starting to be looked after each year"; where takes one of them
      not told\tnot told\tnot told
      rows of several measures are taken together: Category Type has "deciles", rows without; where takes one of them\tnot told\trows of several measures are taken together: Category Type has "deciles", rows without; where takes one of them
      England's figure, 1,258.0 per 10,000, lies above those of all 152 areas (1.0 to 153.0), where no rate of them together can lie: ask its publisher before it is quoted\tnot told
      """),
    // What is missing is neither so nor not so, and is told where the opposite was asked for.
    ("""
      local t = table_of{{k = "a", x = 1}, {k = "b", x = 7}, {k = "c"}}
      print(t:where("x != 1"):count(), t:where("not (x >= 5)"):count(), t:where("not (x >= 5 and k = 'a')"):count(), t:where("x != 1 or x is missing"):count())
      print(t:where{x = {is_not = 1}}:count(), t:where{none = {x = 1}}:count(), list(t:derive("y", {choose = {{when = {x = {is_not = 1}}, give = "other"}}, otherwise = "else"}).y))
      print(list(t:where("x != 1").notes), #t:where("x < 5").notes, #t:where("x != 1 or x is missing").notes, #t:where("not (x = 1 or x is missing)").notes)
      local all = table_of{{k = "a", n = 1}, {k = "b", n = 3}, {n = 4}}
      print(list(all:join(t, "k").notes), all:derive("m", "if(n > 1, n)"):shares("m").notes[1])
      """, """
      1\t1\t3\t2
      1\t1\telse other else
      where: rows without a value in "x" are left out where that leaves it open whether they meet the condition ("or x is missing" keeps them)\t0\t0\t0
      join by k: 1 of 3 rows found no partner; 1 of them has no k, and what is missing is no key\tm_share: 1 missing value of "m" is in no sum, so that each share is of what is known
      """),
    // A count with a condition takes what is not known for not met, and says so; of a text that none holds it says so too.
    ("""
      local t = table_of{{k = "a", x = 1, s = "Court result"}, {k = "b", x = 7, s = "Awaiting court"}, {k = "c", s = "Caution"}}
      print(list(t:summarise{r = "count(x > 5) / count()", m = {count = true, where = {x = {below = 5}}}}.notes))
      print(#t:summarise{r = "count(x > 5 or x is missing) / count()"}.notes, #t:where("x is not missing"):summarise{r = "count(x > 5) / count()"}.notes)
      print(t:by("k"):summarise{r = "count(s contains 'charged') / count()"}.notes[1], #t:by("k"):summarise{r = "count(s contains 'court') / count()"}.notes)
      """, """
      m, count(x > 5): 1 row has no x, and counts as not meeting the condition; where("x is not missing") before leaves them out of all figures
      0\t0
      count(s contains 'charged'): no row meets the condition; t:unique("s") lists what s holds\t0
      """),
    // A limit that is cut at 0 can't be crossed.
    ("""
      local f = table_of{{n = 3, of = 20}, {n = 30, of = 300}, {n = 0, of = 20}}
      print(list(f:funnel("n", "of").notes):match("the lower .*"), list(f:funnel("n", "of", {kind = "proportion_wilson"}).notes):match("the lower .*"))
      """, """
      the lower 99.8% limit of 2 rows is 0, below which none can lie; kind = "proportion_wilson" has limits above it\tnil
      """),
    // Many columns that both tables have are one note.
    ("local t = table_of{{k = 'a', b = 1, c = 1, d = 1, e = 1}} print(list(t:join(t, 'k').notes))",
      "join: both tables have \"b\", \"c\" and 2 more; those of the other end in _2, and add names the columns that are wanted"),
    // A pivot of counts shows them, maps take no number for a DfE code, and a pooled comparator tells of whom it is not.
    ("""
      local t = table_of{{a = "x", b = "u"}, {a = "x", b = "u"}, {a = "y", b = "v"}}
      print(list(t:by("a", "b"):count():pivot("a", "b").u), list(t:pivot("a", "b").u), list(t:by("a", "b"):count():pivot("a", "b", "count").u))
      print(says(function() table_of{{area = "Leeds", v = 38.3, w = 7}}:hex_map("v", "w") end):match("area: .*"))
      local f = table_of{{n = 10, of = 100}, {n = 30, of = 100}, {of = 200}}:funnel("n", "of")
      print(f.notes[#f.notes], #table_of{{n = 10, of = 100}, {of = 200}}:funnel("n", "of", {comparator = 5}).notes)
      """, """
      2 0\t2 0\t2 0
      area: column "v" holds numbers
        Areas are written by name or code, as in "area"; what is shown of them is value: {value = "v"}.
      comparator: 1 row has no n and 200 of of, which are not in it: with nothing among them it would be 10.0%; comparator takes the figure of all areas, such as England's\t3
      """),
    // An area of the same name until a reform, and the rule of recent trends.
    ("""
      local rows = {}
      for year = 2017, 2024 do
        rows[#rows + 1] = {code = year < 2020 and "E10000009" or "E06000059", year = year, n = year - 2000}
        rows[#rows + 1] = {code = "E08000035", year = year, n = 50}
      end
      local made = table_of(rows):indicator{name = "N", value = "n", area = "code", period = "year", unit = "Number", polarity = "low"}
      print(made:series("Dorset").notes[2], #made:series("Leeds").notes)
      print(says(made.change, made, "Dorset", {from = "2018", to = "2024"}):match("[^\\n]*"))
      local people = open(examples .. "/population/mid-year-0-17-utla-2012-2024.csv.gz"):indicator("population_estimate")
      local recent = open(examples .. "/lait/safeguarding-measures.csv.gz"):indicator("CPP_rate"):with{denominator = people}
      print(recent:trends{among = "North East", to = "2020"}.notes[2], (tostring(recent:trend("Redcar and Cleveland", {to = "2020"})):match("where a[^;]*")))
      """, """
      Dorset, 2017 to 2019: no value, since the file has values of Dorset (E10000009) there, another authority of that name until 2019-03-31\t1
      N has no value for Dorset in 2018: the file has values of Dorset (E10000009) there, another authority of that name until 2019-03-31
      direction: a trend has a chi-square above 9.55 (99.8%) and a slope that keeps its sign when any one period is left out\twhere a trend is above 9.55 (99.8%)
      """),
    // Hints lead to a call that works.
    ("""
      local function hint(f, ...) return says(f, ...):match("hint: ([^\\n]*)") or "no hint" end
      local t = table_of{{area = "A", n = 3, people = 100, age = "9"}, {area = "B", n = 4, people = 90, age = "12"}}
      print(hint(function() return t:split("area") end))
      for i, name in ipairs(t:unique("area")) do local rows = t:where{area = name} io = #rows end
      print(hint(function() return t:apportion(100) end))
      print(hint(t.where, t, "age > 10"), t:where("number(age) > 10")[1].area)
      local injuries = open(examples .. "/fingertips/injury-admissions-0-14-utla.csv.gz")
      local one = injuries:indicator(injuries.keys[1])
      print(hint(one.rank, one, "Leeds", {region = true}))
      print(hint(one.rank, one, "Leeds", {neighbours = true}))
      print(hint(one.ranking, one, {peers = true}), one:rank("Leeds", {among = "region"}).area)
      """,
      """
      the rows of one name after the other: for i, name in ipairs(t:unique("area")) do local rows = t:where{area = name} end; a figure of each: t:by("area"):sum("n")
      apportion is a function: apportion(total, {among, by, floors, caps, fixed, method, to}); help("apportion")
      number(age) is the number that a text tells\tB
      the areas of its region are among = "region", those of another among = "North East"
      nb = open(path) is an edition of statistical neighbours, and then among = nb
      nb = open(path) is an edition of statistical neighbours, and then among = nb\tLeeds
      """),
    // A chart of a funnel is drawn of what funnel answers.
    ("""
      local t = table_of{{area = "A", n = 3, people = 100}, {area = "B", n = 4, people = 90}}
      local f = t:funnel("n", "people", {kind = "rate"})
      print(says(t.funnel_chart, t, "n", {denominator = "people"}):match("hint: .*"))
      print(says(t.funnel_chart, t, {numerator = "n", denominator = "people"}):match("hint: .*") == says(t.funnel_chart, t, "n", {denominator = "people"}):match("hint: .*"))
      print(says(f.funnel_chart, f, "rate"), f:funnel_chart("people").title)
      """,
      """
      hint: the chart is of what funnel answers: t:funnel("cases", "people", {kind = "rate"}):funnel_chart("people"), with the denominator's column
      true
      denominator: "rate" is the figure itself
        It is the column of people that funnel was given.\trate by people
      """),
    // The signs of C for and, or and not.
    ("""
      local t = table_of{{a = "x", n = 1}, {a = "x", n = 2}, {a = "y", n = 3}}
      print(#t:where("a == 'x' && n == 1"), #t:where("n == 1 || n == 3"), #t:where("!(n == 1 || n == 3)"), #t:where("n != 1 && !(a == 'y') || n == 3"))
      """, "1\t2\t1\t2"),
    // A suppressed count is not 0, and years of a publication are not one; the reasons are those of the rows that were asked for.
    ("""
      local plans = load_table(examples .. "/ees/child-protection-plans-duration.csv.gz"):where{geographic_level = "Local authority"}
      print(plans:derive("long", "coalesce(`2_years_or_more`, 0)").notes[1])
      print(plans:where{time_period = 2025}:derive("long", "IIF(`2_years_or_more` is missing, 0, `2_years_or_more`)"):by("region_name"):sum("long").notes[1])
      local all = cla:where{geographic_level = "Local authority", population_type = la.population_type}
      local told = all:by("region_name"):sum("children_count").notes
      print(told[#told])
      for _, none in ipairs{all:where{time_period = 2025}:by("region_name"):sum("children_count"), all:by("time_period"):sum("children_count"), all:by("region_name"):count()} do
        for _, note in ipairs(none.notes) do assert(not note:find("several periods"), note) end
      end
      print(all:where{time_period = 2025}:by("region_name"):sum("children_count").notes[1])
      print(coverage:by{"vaccine", "financial_year"}:weighted_mean("coverage_percent", {weight = "denominator"}).notes[2])
      """,
      """
      long: 705 suppressed values of "2_years_or_more" are taken for 0, which a hidden count is not
      long: 59 suppressed values of "2_years_or_more" are taken for 0, which a hidden count is not
      rows of several periods are taken together: time_period from 2021 to 2025, 5 of them; by keeps them apart, and where takes one
      children_count: 4 missing values of "children_count" are left out (1 suppressed, 3 not applicable)
      rows of several measures are taken together: cohort has "24m", "5y"; where takes one of them
      """),
    // Months that were picked out are no calendar.
    ("""
      local picked = searches:where{month = {"2025-01", "2025-06"}}
      print(#picked:by("month"):count().notes, #picked:by("month", "type"):count().notes, #searches:where("month != '2025-03'"):by("month"):count().notes)
      """, "0\t0\t0"),
    ("local w = searches:derive('w', {weekday = 'day'}) print(w:by('w'):count().notes[1], w:by('gender'):count().notes[1])", "w: 1 is Monday and 7 Sunday\tnil"),
    // Areas by their names come of two censuses as their codes do.
    ("""
      local robberies = load_table(examples .. "/police/cleveland-weapons-robbery-street.csv.gz")
      print(robberies:by("LSOA name"):count().notes[1]:match("^LSOA name has areas of the censuses of 2011 and of 2021"))
      local crimes = load_incidents(examples .. "/police/cleveland-weapons-robbery-street.csv.gz")
      local hot = crimes:hot_spots{of = "lsoa"}
      print(hot.columns[1], hot.columns[2], hot[1].lsoa, hot[1].lsoa_name, hot[1].incidents)
      local seasons = crimes:seasons()
      print(list(seasons.years), list(seasons.index_years), seasons.notes[#seasons.notes])
      """,
      """
      LSOA name has areas of the censuses of 2011 and of 2021
      lsoa\tlsoa_name\tE01012068\tMiddlesbrough 001A\t171
      3 3 3 3 3 3 3 3 3 3 3 2\t2 2 2 2 2 1 2 2 2 2 2 2\tindex: 6 rests on one year alone; the first six months and the last six have no twelve about them
      """),
  ]

  @Test(arguments: answers.indices)
  func `A guess that misled gives what was asked, or says what to write`(place: Int) throws {
    let (script, prints) = Self.answers[place]
    let output = try ExampleSession().output(of: GuessTests.start + script)
    #expect(output == prints + "\n", "\(script)")
  }
}
