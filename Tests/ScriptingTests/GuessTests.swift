import Columns
@testable import Safeguarding
import Scripting
import TestSupport
import Testing

/// What people write who have seen little of the language. The figures were counted with pandas.
struct GuessTests {
  static let start = """
    cla = open(examples .. "/ees/children-looked-after-number-rate.csv.gz")
    la = {geographic_level = "Local authority", time_period = 2025, population_type = "Children looked after on 31 March each year"}
    searches = open(examples .. "/police/cleveland-stop-and-search-2025.csv.gz")
    local function list(values) local texts = {} for _, v in ipairs(values) do texts[#texts + 1] = is_missing(v) and v.symbol or tostring(v) end return table.concat(texts, " ") end
    local function says(f, ...) local ok, e = pcall(f, ...) return ok and "no error" or tostring(e) end

    """

  private static let answers: [(script: String, prints: String)] = [
    // A published file is asked as a table.
    ("print(#cla:where(la), cla:where(la):sort('rate_per_10000', {descending = true})[1].la_name)", "155\tBlackpool"),
    ("print(cla:by('time_period'):count()[1].count, cla.rows.columns[1], cla.format)", "501\ttime_period\tExplore Education Statistics file"),
    ("print(#cla.keys, cla:indicator('rate_per_10000 (Children looked after on 31 March each year)').unit)", "9\tRate per 10000"),
    // Columns by the file's own headings, and in other spellings.
    ("local ages = searches:by('Age range'):count() print(list(ages.age_range), list(ages.count))", "10-17 18-24 25-34 over 34 under 10 [..]\t773 903 1060 2119 1 982"),
    ("print(searches:by('Object of search'):count():top(1)[1].object, searches:where{Gender = 'Female'}:by('TYPE'):count().columns[1])", "Controlled drugs\ttype"),
    ("print(searches:where(\"`Age range` = '10-17'\"):count(), searches:where(\"[Age range] = '10-17'\"):count())", "773\t773"),
    ("print(#searches:select('Gender', 'Age range'):derive('both', 'Gender .. Age_Range'), table_of{{['A b'] = 2}}:derive('c', 'a_b * 2')[1].c)", "5838\t4"),
    ("print(searches:by('gender'):count():shares('count'):sort('share', {descending = true})[1].gender)", "Male"),
    // Time runs forward, in whatever order the rows stand.
    ("""
      local leeds = cla:where{la_name = "Leeds", population_type = la.population_type}:select("time_period", "children_count")
      print(list(leeds.time_period), list(leeds:lag("children_count"):lag("children_count", 2).children_count_lag))
      print(list(leeds:cumulative("children_count").children_count_cumulative), leeds:rolling("children_count", {window = 2})[1].children_count_rolling)
      print(list(leeds:lag("children_count", 2).children_count_lag_2), list(leeds:lag("children_count", -1).children_count_lead))
      print(list(leeds:lag("children_count").notes), #leeds:sort("time_period"):lag("children_count").notes)
      """,
      """
      2025 2024 2023 2022 2021\t1546 1452 1374 1281 [x]
      7151 5653 4107 2655 1281\t3044
      1452 1374 1281 [x] [x]\t[x] 1498 1546 1452 1374
      children_count_lag: rows are taken in the order of time_period\t0
      """),
    ("print(cla:where{la_name = 'Leeds', population_type = la.population_type}:line_chart{value = 'children_count'}.headline)",
      "Up from 1,281 in 2021 to 1,498 in 2025"),
    ("local c = table_of{{year = 2022, a = 1, b = 4}, {year = 2021, a = 2, b = 3}}:line_chart{x = 'year', y = {'a', 'b'}} print(c.headline, list(c.rows.line))",
      "b is highest: 4 in 2022, the last point\ta b a b"),
    ("print(table_of{{year = 2023, n = 1}, {year = 2022, n = 2}, {year = 2021, n = 4}}:control_chart{value = 'n'}.rows[1].year)", "2021"),
    ("local m = table_of{{month = '2024-02', n = 5}, {month = '2024-03', n = 3}, {month = '2024-01', n = 2}} print(list(m:cumulative('n').n_cumulative), #m:cumulative('n').notes, list(m:lag('n').n_lag))",
      "5 8 10\t1\t2 5 [x]"),
    // Months without a row.
    ("""
      local months = table_of{{month = "2024-01", count = 2}, {month = "2024-04", count = 3}}
      print(list(months:rolling("count", {rows = 2}).notes), #months:cumulative("count").notes)
      print(list(searches:where{object = "Articles for use in criminal damage"}:by("month"):count():fill_calendar("month").count))
      """,
      """
      count_rolling: 2 months lie between rows and have none: fill_calendar("month") gives them one count_rolling: the sum of 2 rows; mean = true gives their mean\t0
      13 19 15 29 0 0 0 2 1 15 25
      """),
    // Days of a moment are London's, where the columns of incidents are.
    ("print(searches:where('month_of_year(time) = 6'):count(), #searches:derive('m', 'month(time)'):where('m != month'))", "414\t0"),
    // Missing for a reason.
    ("local m = cla:where(la) print(#m:where{children_count = {missing = 'suppressed'}}, #m:where{children_count = 'z'}, #m:where('children_count is suppressed'), #m:where('children_count is not suppressed'))",
      "1\t3\t1\t154"),
    ("print(#cla:where(la):where{children_count = {'c', 'z'}}, #cla:where(la):where(\"children_count != 'c'\"))", "4\t154"),
    ("print(#cla:where(la):where(\"la_name != 'Atlantis'\"), #cla:where{time_period = '2025'})", "155\t501"),
    // Several quantiles, bands, bins and means.
    ("local q = cla:where(la):quantile('rate_per_10000', {0.1, 0.5, 0.9}) print(list(q.fraction), list(q.rate_per_10000))", "0.1 0.5 0.9\t40 67 117"),
    ("print(list(cla:where(la):by('time_period'):quantile('rate_per_10000', {0.1, 0.9}).columns))", "time_period rate_per_10000_p10 rate_per_10000_p90"),
    ("local h = searches:histogram('latitude', {width = 0.1}) print(list(h.from), list(h.count), list(h.notes))",
      "54.4 54.5 54.6 54.7\t8 3853 1572 94\t311 missing values of \"latitude\" are left out"),
    ("local h = table_of{{n = 0}, {n = 1}, {n = 60}, {n = 99.5}}:histogram('n') print(#h, h[1].count, h[2].count, h[10].to)", "10\t2\t0\t100"),
    ("print(table_of{{n = 7}, {n = 7}}:histogram('n')[1].count, #table_of{{n = -3}, {n = 12}}:histogram('n', {width = 10}))", "2\t3"),
    ("local b = table_of{{n = 49.5}, {n = 7}, {n = 120}}:derive('band', 'band(n, 0, 50, 100)'):by('band'):count() print(b[1].band, b[2].band, #b)",
      "0 to under 50\t100 and over\t2"),
    ("print(table_of{{n = 49.5}, {n = 7}}:ranked('n').notes[1], table_of{{k = 'a', n = 1}}:ranked('n', {within = 'k', descending = false}).notes[1])",
      "n_rank: 1 is the largest of 2\tn_rank: 1 is the smallest in each k"),
    ("print(list(table_of{{n = 1}, {n = 0/0}, {n = 3}}:histogram('n').notes))", "1 values of \"n\" are no numbers (NaN) and are left out"),
    ("print(says(function() return table_of{{n = 1}, {n = -1/0}}:histogram('n') end):match('column: [^\\n]*'))", "column: column \"n\" holds -inf"),
    ("local row = table_of{{['a b'] = 1, ['A_B'] = 2}}[1] print(says(function() return row.ab end):match('a row has no'))", "a row has no"),
    ("local t = {} for i = 1, 100 do t['column ' .. i] = i end local row = table_of{t}[1] print(row.column_7, row.Column_100, says(function() return row.column_101 end):match('and more'))", "7\t100\tand more"),
    ("local b = table_of{{n = 5}, {n = 120}, {n = 60}}:derive('band', 'band(n, 0, 50, 100)'):by('band'):count() print(b[1].band, b[2].band, b[3].band)",
      "0 to 49\t50 to 99\t100 and over"),
    ("local t = table_of{{x = -1.5}, {x = 7}}:derive('f', 'floor(x)'):derive('c', 'ceiling(x)'):derive('r', 'x - floor(x / 5) * 5') print(list(t.f), list(t.c), list(t.r))",
      "-2 7\t-1 7\t3.5 2"),
    ("local t = table_of{{n = 'Leeds 001A'}, {n = 'Ely'}} print(list(t:derive('l', 'left(n, -5)').l), list(t:derive('l', 'right(n, -1)').l))", "Leeds \teeds 001A ly"),
    ("print(string.format('%.2f', cla:where(la):by('time_period'):weighted_mean('rate_per_10000', {weight = 'population_estimate'})[1].rate_per_10000))", "67.12"),
    ("print(cla:where(la):by('time_period'):count('rate_per_10000')[1].count)", "151"),
    // Options by the names that others give them.
    ("print(table_of{{area = 'Leeds', a = 1, b = 2}}:unpivot{keep = 'area', name = 'kind', value = 'n'}.columns[2])", "kind"),
    ("print(table_of{{k = 'a', n = 2}, {k = 'b', n = 1}}:bar_chart{x = 'k', y = 'n'}.headline)", "a is highest: 2"),
    ("""
      local t = table_of{{day = date("2025-03-31"), hour = 9}, {day = date("2025-03-31"), hour = 10}, {day = date("2025-04-05"), hour = 10}, {day = date("2025-04-05"), hour = 10}, {day = date("2025-04-05")}}
      local h = t:derive("wd", "weekday(day)"):by("hour", "wd"):count()
      local one, other = h:heat_map{rows = "hour", columns = "wd", values = "count"}, h:heat_map{x = "hour", y = "wd", value = "count"}
      print(one.headline, other.headline, list(other.rows.wd), list(one.rows.columns))
      print(h:heat_map().headline, h:heat_map{label = "hour", columns = "wd"}.headline, list(h:heat_map{label = "hour", columns = "count"}.rows.columns), says(h.heat_map, h, {columns = {"wd", "hour"}, values = "count"}):match("there are [^\\n]*"))
      print(h:where{wd = 6}:heat_map{label = "hour", columns = "count"}.headline, table_of{{weekday = 6, hour = 1, n = 2}, {weekday = 6, hour = 2, n = 1}}:heat_map{rows = "weekday", columns = "hour", values = "n"}.headline)
      """,
      """
      Saturday, hour 10 is highest: 2\thour 10, Saturday is highest: 2\tMonday Saturday\thour Monday Saturday
      Saturday, hour 10 is highest: 2\tSaturday, hour 10 is highest: 2\thour count\tthere are 2, and values is "count"
      count, hour 10 is highest: 2\thour 1, weekday 6 is highest: 2
      """),
    ("local h = table_of{{n = 0}, {n = 1}, {n = 60}, {n = 99.5}}:histogram('n', {bins = 5}) print(list(h.range), h:bar_chart().headline, h:bar_chart().title)",
      "0 to under 20 20 to under 40 40 to under 60 60 to under 80 80 to under 100\t0 to under 20 is highest: 2\tcount of n, by range"),
    ("local t = table_of{{n = 0}, {n = 100}} print(list(t:histogram('n', {bins = 10}).notes), #t:histogram('n', {bins = 1}), says(t.histogram, t, 'n', {bins = 10, width = 5}):match('width is given too'), says(t.histogram, t, 'n', {bins = 0}):match('bins: [^\\n]*'))",
      "11 bins of a round width and not 10\t1\twidth is given too\tbins: it is 0"),
    ("local m = table_of{{month = '2024-02', n = 5}, {month = '2024-03', n = 3}, {month = '2024-01', n = 2}} print(m:control_chart{x = 'month', y = 'n'}.rows[1].month, m:control_chart{period = 'month', value = 'n'}.rows[1].month)", "2024-01\t2024-01"),
    ("local i = mmr print(says(i.control_chart, i, {x = 'Leeds'}):match('has no option \"x\"'))", "has no option \"x\""),
    ("print(says(cla.rows.hex_map, cla.rows, {hexes = 1}):match('are built in: leave hexes out'), says(cla.rows.boundary_map, cla.rows, {geojson = 1}):match('The boundaries of England'))", "are built in: leave hexes out\tThe boundaries of England"),
    ("local f = cla:where(la):funnel{cases = 'children_count', population = 'population_estimate', kind = 'rate', per = 1000} print(f.columns[#f.columns - 5], f:funnel_chart{population = 'population_estimate', area = 'la_name'}.headline)", "lower_99_8\t55 of 151 above and 49 below the 99.8% limits"),
    ("local t = cla:where(la) print(t:scatter_chart{x = 'population_estimate', y = 'rate_per_10000', area = 'la_name', highlight = 'Leeds'}.headline)", "Where population_estimate is higher, rate_per_10000 tends to be a little lower: r = -0.27 (95% limits -0.41 to -0.12), 151 points"),
    ("print(apportion(100, {Council = 3, Police = 1}))", "£100.00 among 2 by weights, hamilton: Council £75.00, Police £25.00"),
    ("local h = searches:by('object', 'gender'):count():heat_map() print(h.title, list(h.rows:where{object = 'Crossbows'}.Male))", "count by object and gender\t0"),
    ("print(cla:describe('rate_per_10000')[1].different)", "163"),
    ("print(#table_of{{k = 'a', n = 2}}:bar_chart():write(answers .. '/a.md', {replace = true}) > 0)", "true"),
    // A year is all of it, where months and quarters begin with it.
    ("""
      local m = table_of{{month = "2023-12", y = "2023/24", n = 1}, {month = "2024-01", y = "2023/24", n = 2}, {month = "2024-12", y = "2024/25", n = 4}, {month = "2025-01", y = "2024/25", n = 8}}
      print(m:where{month = {between = {"2023", "2024"}}}:sum("n"), m:where{month = {at_most = "2024"}}:sum("n"), m:where("month > '2024'"):sum("n"), m:where{month = {above = "2023"}}:sum("n"))
      print(m:where{month = {below = "2024"}}:sum("n"), m:where{month = {at_least = "2024"}}:sum("n"), m:where{y = {at_most = "2023"}}:sum("n"), m:where{month = {at_most = "2024-01"}}:sum("n"))
      """, "7\t7\t8\t14\n1\t14\t3\t3"),
    ("print(searches:where{time = {between = {'2025-06-01', '2025-06-30'}}}:count(), #searches.rows:where(\"time <= '2025-06-30' and time >= '2025-06-01'\"), searches:where{time = '2025-06-30'}:count() == searches:where{day = '2025-06-30'}:count())",
      "414\t414\ttrue"),
    // What a missing value does.
    ("""
      local t = table_of{{k = "a", e = "White"}, {k = "b", e = "Black"}, {k = "c"}}
      print(list(t:derive("x", "if(e begins_with 'W', 'white', if(e begins_with 'B', 'black', if(e is missing, 'not known', 'other')))").x))
      print(list(t:derive("x", "if(e = 'White', 'white', 'other')").x), list(t:derive("x", "if(k = 'c', 'third', if(e is missing, 'none', e))").x))
      print(list(t:where{e = {is_not = "White"}}.notes), #t:where("not (e = 'White') and e is not missing").notes, #t:where{e = "White"}.notes)
      """,
      """
      white black not known
      white other [..]\tWhite Black third
      where: rows without a value in "e" are left out where that leaves it open whether they meet the condition ("or e is missing" keeps them)\t0\t0
      """),
    // Pivots of counts, and lines of a pivot.
    ("local p = table_of{{k = 'a', y = '2023'}, {k = 'b', y = '2024'}, {k = 'b', y = '2024'}}:by('k', 'y'):count():pivot{rows = 'k', column = 'y', values = 'count'} print(list(p['2023']), list(p['2024']), list(p:derive('d', '[2024] - [2023]').d))",
      "1 0\t0 2\t-1 2"),
    ("local p = table_of{{year = 2021, a = 1, b = 4}, {year = 2022, a = 2, b = 3}} print(list(p:line_chart().rows.line), p:line_chart{value = 'a'}.headline)", "a b a b\tUp from 1 in 2021 to 2 in 2022"),
    // Ties, means and deviations.
    ("""
      local t = table_of{{k = "x", p = 1, n = 5}, {k = "x", p = 2, n = 3}, {k = "x", p = 3, n = 3}, {k = "y", p = 4, n = 1}, {k = "y", p = 5, n = 1}, {k = "y", p = 6, n = 1}}
      print(list(t:top(2, {by = "n", per = "k"}).notes))
      print(list(t:top(2, {by = "n"}).notes), #t:top(1, {by = "n"}).notes)
      print(list(t:rolling("n", {rows = 3, mean = true}).n_rolling_mean), t:where{k = "x"}:standard_deviation("n"))
      """,
      """
      the first 2 of each k, of 6 rows 2 more rows tie with the last of their k
      the first 2 of 6 rows 1 more row ties with the last\t1
      [x] [x] 3.6666666666667 2.3333333333333 1.6666666666667 1\t1.1547005383793
      """),
    ("local t = table_of{{k = 'a', v = 1}} local j = t:join(table_of{{k = 'a', v = 2, w = 3}}, {on = 'k'}) print(list(j.columns), j[1].v, j[1].v_2, list(j.notes):match('both tables have \"v\"; that of the other is \"v_2\"') ~= nil)", "k v v_2 w\t1\t2\ttrue"),
    ("local t = table_of{{k = 'a', v = 1}} print(t:join(table_of{{k = 'a', v = 2}}, {on = 'k', add = 'v'})[1].v_2, t:join(table_of{{v = 'a', k = 7}}, {on = {k = 'v'}})[1].k_2, says(t.join, t, table_of{{k = 'a', v = 2, v_2 = 3}}, {on = 'k'}):match('Rename[^\\n]*'))",
      "2\t7\tRename it in one of them first: rename{[\"v\"] = \"another name\"}."),
    // Totals, ranks, rows beneath and other words for conditions.
    ("""
      local t = table_of{{a = "x", y = 2021, n = 1}, {a = "x", y = 2022, n = 2}, {a = "z", y = 2021, n = 4}, {a = "z", y = 2022}}
      local p = t:pivot{rows = "a", column = "y", values = "n", totals = true}
      print(list(p.a), list(p["2021"]), list(p["2022"]), list(p.total), list(t:by("a", "y"):count():pivot{rows = "a", column = "y", values = "count", margins = true}.total))
      """, "x z total\t1 4 5\t2 [..] [..]\t3 [..] [..]\t2 2 4"),
    ("local t = table_of{{a = 1, b = 3}, {a = 2, b = 1}, {a = 2, b = 4}, {a = 4, b = 4}, {a = 5, b = 9}, {b = 2}} print(string.format('%.6f %.6f', t:correlation('a', 'b', {method = 'spearman'}), t:correlation('a', 'b')), t:correlation('a', 'a', {method = 'spearman'}))",
      "0.763158 0.784047\t1"),
    ("local t = table_of{{a = 'x', n = 1}}:append{a = 'total', n = 1} print(list(t.a), list(t.n), #t:append(t), #t:append{t, t})", "x total\t1 1\t4\t6"),
    ("print(#searches.rows:where(\"contains(object, 'weapon') and not is_missing(gender)\") == #searches.rows:where(\"object contains 'weapon' and gender is not missing\"), #searches.rows:where(\"starts_with(lower(object), 'fire')\") > 0, #table_of{{n = 1}, {n = 5}}:where{n = {from = 2, to = 5}})", "true\ttrue\t1"),
    ("print(list(table_of{{n = 'Leeds 001A'}, {n = 'Ely'}}:derive('l', 'trim(left(n, length(n) - 5))').l), list(table_of{{a = 1, b = 1}, {a = 1, b = 2}}:sort({'a', 'b'}, {descending = {false, true}}).b))", "Leeds \t2 1"),
    ("print(table_of{{n = 1}, {n = 3}}:group({}, {q = {quantile = 'n', at = 0.5}})[1].q, sparkline(table_of{{year = 2021, v = 1}, {year = 2022, v = 2}}))", "2\t▁█"),
    ("print(list(table_of{{k = 'a', n = 1}}:group('k', {x = {share = true, where = {n = 1}}}).notes):match('a count of all'), mmr:rank('Leeds', {within = 'region'}).rank > 0)", "a count of all\ttrue"),
    ("local t = table_of{{['2'] = 3, x = 1.256}} print(t:derive('r', 'round(x, 2)')[1].r, #t:where('x between 1 and 2'), says(t.derive, t, 'r', 'x * 2'):match('2 is a number here'))", "1.26\t1\t2 is a number here"),
    // Functions of rows.
    ("""
      local t = table_of{{area = "Leeds", n = 3}, {area = "Ely", n = 12}}:derive("size", function(row) return row.n > 10 and "many" or "few" end)
      print(list(t.columns), list(t.size), #t:where(function(row) return row.n > 10 end), list(t:derive("n", function(row) return row.n / 2 end).n))
      print(list(t:derive("d", function(row) if row.n > 10 then return date("2025-03-31") end end).d))
      print(says(t.derive, t, "x", function(row) return row.m end):match("a row has no [^\\n]*"))
      print(says(t.derive, t, "x", function() return {} end):match("the function.*"), says(t.where, t, function(row) return nil < 1 end):match("attempt.*"))
      """,
      """
      area n size\tfew many\t1\t1.5 6
      [..] 2025-03-31
      a row has no "m"
      the function gives a table for row 1, and a column holds texts, numbers, dates and booleans)\tattempt to compare nil with number
      """),
    ("print(#searches.rows:where(function(row) return row.gender == 'Female' end), says(searches.where, searches, print):match('rows:where'), cla:where(la):derive('known', function(row) return not is_missing(row.children_count) end):where{known = true}:count())",
      "853\trows:where\t151"),
    // What is wrong leads on.
    ("print(says(searches.where, searches, \"weekday(time) = 'Saturday'\"):match('hint: [^\\n]*'), says(searches.where, searches, {object = 'Firearm'}):match('hint: [^\\n]*'))",
      "hint: days of the week are 1 for Monday to 7 for Sunday\thint: did you mean \"Firearms\"?"),
    ("print(says(function() return table_of{{force = 'Cleveland Police'}, {force = 'Kent Police'}}:where{force = 'Cleveland'} end):match('hint: [^\\n]*'))", "hint: did you mean \"Cleveland Police\"?"),
    ("print(says(function() return cla:where(la)[1].rank end):match('a row.*'))", """
      a row has no "rank"
        It has children_count, country_code, country_name, geographic_level, la_name, new_la_code, old_la_code, population_estimate, population_type, rate_per_10000, region_code, region_name, time_identifier, time_period.
      """),
    ("print(says(function() return table_of{{n = 1}}:ranked('n')[1].rank end):match('hint.*'))", "hint: did you mean \"n_rank\"?"),
    ("local row = table_of{{['Crime type'] = 'x', n = 1}}[1] print(row.crime_type, row['Crime Type'], row.N, says(function() return row.crime end):match('a row has no'), says(function() return table_of{{['%'] = 1}}[1]['$'] end):match('a row has no'))", "x\tx\t1\ta row has no\ta row has no"),
    ("local row = cla:where(la)[1] row.mine = 2 print(row.mine, row[1], rawget(row, 'rank'), getmetatable(row))", "2\tnil\tnil\tfalse"),
    ("print(says(cla.where, cla, {time_period = 2020}))", "time_period: no row has 2020\n  There are 2021 to 2025."),
    ("print(says(table_of, 1):match('^[^\\n]*'), says(cla.sort, cla, 'region_name', {'la_name', descending = true}):match('hint: [^\\n]*'))",
      "bad argument #1 to 'table_of' (rows such as {{area = \"Leeds\", n = 3}}, or columns such as {area = {\"Leeds\"}, n = {3}} expected, got number)\thint: columns come first, and those that fall are named: sort({\"region\", \"rate\"}, {descending = {\"rate\"}})"),
    ("local p = table_of{{['2015'] = 3, ['2025'] = 5}} print(p:derive('d', '`2025` - [2015]')[1].d, says(p.derive, p, 'd', '2025 - 2015'):match('%d+ is a number here'), says(p.where, p, '2025 > 1'):match('%d+ is a number here'))",
      "2\t2025 is a number here\t2025 is a number here"),
    ("print(table_of{{region = 'London', n = 3}, {region = 'Inner London', n = 2}}:shares('n').notes[1])",
      "n_share: region has London and also its parts, Inner and Outer London, which count twice: leave one of them out with where"),
    ("print(says(mmr.compare, mmr, 'Leeds', {with = neighbours:of('Leeds')}):match('with = nb'), says(mmr.compare, mmr, 'Leeds', {with = 'statistical neighbours'}):match('with = nb'))",
      "with = nb\twith = nb"),
    // Figures of a whole column in a formula.
    ("local t = table_of{{k = 'a', n = 1}, {k = 'b', n = 3}, {k = 'c'}} local d = t:derive('s', 'n / sum(n) * 100') print(list(d.s), d.notes[1], #t:where('n > mean(N)'), list(t:derive('z', '(n - min(n)) / (max(n) - min(n))').z))",
      "25 75 [..]\tthe figure of all n: 1 missing value of \"n\" is left out\t1\t0 1 [..]"),
    ("local t = table_of{{n = 1}} print(says(t.derive, t, 'x', 'sum(n * 2)'):match('hint: [^\\n]*'), says(t.derive, t, 'x', 'sum(m)'):match('^[^\\n]*'), says(t.derive, t, 'x', 'qcut(n, 5)'):match('quantile_group%(x, 5%)'))",
      "hint: give what is computed a name first, with derive\tthere is no column \"m\"\tquantile_group(x, 5)"),
    // The ends of texts, and texts and months as least and greatest.
    ("local t = table_of{{n = 'Station ROAD'}, {n = 'High Street'}, {n = 'Road'}} print(#t:where(\"n ends with 'road'\"), #t:where{n = {ends_with = 'Road'}}, #t:where(\"n like '%road'\"), #t:where(\"not ends_with(n, 'road')\"), #t:where(\"n starts with 'high'\"), #t:where(\"n not begins with 'high'\"))",
      "2\t2\t2\t1\t1\t2"),
    ("local g = searches:by('gender'):minimum('month') print(list(g.month), searches.rows:maximum('month'), list(table_of{{k = 'a', x = 'm'}, {k = 'a', x = 'b'}, {k = 'b'}}:group('k', {first = {minimum = 'x'}, last = {maximum = 'x'}}).last))",
      "2025-01 2025-01 2025-01\t2025-11\tm [x]"),
    // Fifths, the largest of groups, and values as a list.
    ("local t = table_of{{n = 10}, {n = 20}, {n = 20}, {n = 40}, {k = 1}, {n = 50}, {n = 60}} print(list(t:quantile_groups('n', {groups = 3}).n_group), list(t:quantile_groups('n', {groups = 3, descending = true, as = 'g'}).g), t:quantile_groups('n').notes[1])",
      "1 1 1 2 [..] 3 3\t3 2 2 2 [..] 1 1\tn_group: 1 has the smallest of 5 groups"),
    ("print(list(table_of{{k = 'a', n = 1}, {k = 'a', n = 2}, {k = 'b', n = 9}, {k = 'b', n = 5}}:quantile_groups('n', {groups = 2, within = 'k'}).n_group))", "1 2 2 1"),
    ("local t = cla:where(la):by('region_name'):top(1, 'rate_per_10000') print(#t, #cla:where(la):top(1, {by = 'rate_per_10000', per = 'region_name'}))", "10\t10"),
    ("local u = searches:unique('gender') print(#u, u[1], says(function() ipairs(searches:distinct('gender')) end))", "2\tFemale\ttest.lua:6: bad argument #1 to 'ipairs' (table expected, got number)"),
    ("print(round(2.675, 2), round(-0.5), round(1205), says(round, 1, 99):match('decimals'))", "2.68\t-1\t1205\tdecimals"),
    // Weighted means, ranks, rolling sums and ties say what they are.
    ("local t = table_of{{k = 'a', n = 1, w = 1}, {k = 'a', n = 4}, {k = 'a', w = 9}, {k = 'a', n = 3, w = 3}}:by('k'):weighted_mean('n', {weight = 'w'}) print(t[1].n, list(t.notes))", "2.5\tn: 2 rows without \"n\" or \"w\" are left out"),
    ("local t = table_of{{n = 1}, {n = 2}, {n = 3}} print(list(t:ranked('n', {ascending = true}).n_rank), list(t:sort('n', {ascending = false}).n), list(t:rolling('n', {rows = 2}).notes), #t:rolling('n', {rows = 2, mean = true}).notes)",
      "1 2 3\t3 2 1\tn_rolling: the sum of 2 rows; mean = true gives their mean\t0"),
    ("local t = table_of{{n = 5}, {n = 3}, {n = 3}, {n = 1}}:sort('n', {descending = true}) print(list(t:head(2).notes))", "the first 2 of 4 rows the row behind the last has the same n"),
    ("print(apportion(100, {by = cla:where{la_name = {'Leeds', 'Kent'}, time_period = 2025, population_type = la.population_type}:select('la_name', 'children_count')}))",
      "£100.00 among 2 by children_count, hamilton: Leeds £44.14, Kent £55.86"),
    ("local j = table_of{{k = 'a'}, {k = 'a'}}:join(table_of{{k = 'a', name = 'x'}}, {left_on = 'k', right_on = 'k'}) print(#j, #j.notes, #table_of{{k = 'a'}, {k = 'a'}}:join(table_of{{k = 'a', people = 3}}, {on = 'k'}).notes)", "2\t0\t1"),
    ("print(#neighbours:where{rank = 1} == #neighbours:unique('la_number'), #neighbours:join(neighbours.rows, {on = {'la_number', 'neighbour_la_number'}}), neighbours.name)", "true\t1580\tMay 2025"),
    ("local a, b = table_of{{['Crime ID'] = 'x'}}, table_of{{crime_id = 'x', n = 1}} print(a:join(b, {on = 'crime_id'})[1].n, b:join(a:derive('m', '2'), {on = 'Crime ID'})[1].m)", "1\t2"),
    ("local t = table_of{{k = 'a', y = '1'}, {k = 'a', y = '2'}} print(t:pivot{rows = 'k', columns = 'y', values = 'count'}[1]['2'])", "1"),
    ("print(list(table_of{{a = 'x', y = 1, p = 3, q = 4}}:unpivot{'a', 'y', name = 'kind', value = 'n'}.columns))", "a y kind n"),
    ("local t = table_of{{k = 'a', y = '1', Count = 5}, {k = 'a', y = '2', Count = 7}} print(t:pivot{rows = 'k', column = 'y', values = 'count'}[1]['2'], #table_of{{n = 1}}:sort('n'):head(math.maxinteger))", "7\t1"),
    ("local t = table_of{{x = 1, k = 'a'}, {x = 5, k = 'a'}, {k = 'a'}} print(#t:where('x > 100'):where('x >= mean(x)'), #t:where('x != mean(x)').notes, #t:where('not (x > mean(x))').notes, t:group('k', {n = {count = true, where = 'x > mean(x)'}})[1].n)", "0\t2\t2\t1"),
    ("print(says(function() return table_of{{n = 0/0}}:histogram('n') end):match('has no value'), #table_of{{k = 'a', n = 1}}:join(table_of{{k = 'a', name = 'x'}}, {on = 'k', how = 'anti'}).notes)", "has no value\t1"),
    ("print(says(write, 'x.csv', {a = cla}):match('hint: [^\\n]*'), says(function() return cla:allocate(1) end):match('hint: [^\\n]*'))",
      "hint: the result comes first, then the path: write(result, \"out.xlsx\")\thint: apportion is a function: apportion(total, {among, by, floors, caps, fixed, method, to}); help(\"apportion\")"),
    // Small counts before a table is published.
    ("local t = table_of{{r = 'N', boys = 3, girls = 9}, {r = 'N', boys = 12, girls = 7}, {r = 'S', boys = 6, girls = 0}} local s = t:suppress('boys', 'girls', {threshold = 5, by = 'r'}) print(list(s.boys), list(s.girls), list(t:suppress('Boys', {below = 5, base = 5}).boys), list(t:suppress('boys', {below = 5, across = true}).boys))",
      "[c] [c] 6\t9 7 0\t[c] 10 5\t[c] 12 6"),
    ("local t = table_of{{r = 'N', n = 3}, {r = 'N', n = 12}, {r = 'S', n = 40}}:suppress('n', {below = 5, within = 'r'}) print(t:sum('n'), t:sort('n')[1].n, t:ranked('n').n_rank[1].reason, #t:where{n = 'c'}, #t:where{n = {missing = 'suppressed'}})",
      "40\t40\tsuppressed\t2\t2"),
    ("local t = table_of{{n = 3}} print(says(t.suppress, t, 'n'):match('^[^\\n]*'), says(t.suppress, t, 'n', {below = 5, zeroes = true}):match('hint: [^\\n]*'), says(function() return t:mask('n') end):match('hint: [^\\n]*'))",
      "bad argument #3 to 'suppress' (a whole number expected, got no value)\thint: did you mean \"zeros\"?\thint: did you mean \"suppress\"?"),
    // Joins that leave rows out, and several tables in one file.
    ("local a, b = table_of{{k = 'a', n = 1}, {k = 'b', n = 2}}, table_of{{k = 'a', n = 3}, {k = 'c', n = 5}} local i, r = a:join(b, {on = 'k', how = 'inner'}), a:join(b, {left = 'k', right = 'k', how = 'anti'}) print(list(i.columns), list(i.n_2), list(r.columns), list(r.k), list(i.notes))",
      "k n n_2\t3\tk n\tb\tjoin by k: 1 of 2 rows found no partner and are left out join: both tables have \"n\"; that of the other is \"n_2\""),
    ("print(says(table_of{{k = 'a'}}.join, table_of{{k = 'a'}}, table_of{{k = 'a'}}, {on = 'k', how = 'full'}):match('The choices[^\\n]*'), write({b = table_of{{n = 1}}, a = cla}, answers .. '/two.md', {replace = true}):match('two'), says(write, {a = 1}, answers .. '/x.md'):match('several by name'))",
      "The choices are left, inner, semi, anti.\ttwo\tseveral by name"),
    // Names of other tools that take the same arguments, and what a headline says of a target.
    ("""
      local t = table_of{{a = 1, b = 'x'}, {a = 2, b = 'y'}, {a = 3, b = 'x'}}
      print(#t:having('a > 1'), t:nrow(), t:count_distinct('b'), #t:rbind(t), list(t:crosstab('b', 'a')['1']), list(t:ntile('a', 3).a_group), list(t:shift('a').a_lag), list(t:tab('b').count), #t:take(2))
      print(says(function() return t:first() end):match("a row is t%[1%]"), says(function() return t:pluck("a") end):match("a column is t.area"), says(function() return t:diff("a") end):match("n %- lag%(n%)"))
      local two = table_of{{m = '2024-01', k = 'A', n = 1}, {m = '2024-01', k = 'B', n = 2}, {m = '2024-02', k = 'A', n = 3}, {m = '2024-02', k = 'B', n = 12}}
      print(two:line_chart{along = 'm', value = 'n', line = 'k', target = {target = 9}}.headline)
      print(two:line_chart{along = 'm', value = 'n', by = 'k', lines = {["target 20"] = 20}}.headline)
      """,
      """
      2\t3\t2\t6\t1 0\t1 2 3\t[x] 1 2\t2 1\t2
      a row is t[1]\ta column is t.area\tn - lag(n)
      B is highest: 12 in 2024-02, the last point; 1 of 2 lies below target (9)
      B is highest: 12 in 2024-02, the last point; all 2 lie below target 20
      """),
  ]

  @Test(arguments: answers.indices)
  func `A guess gives the answer that was counted elsewhere`(place: Int) throws {
    let (script, prints) = Self.answers[place]
    let output = try ExampleSession().output(of: Self.start + script)
    #expect(output == prints + "\n", "\(script)")
  }

  @Test func `A formula keeps all that is not the column that is renamed`() {
    #expect(Formula.renaming("a b", to: "x`y", in: "`a b` + \"a b\" .. 'a b' + [a b] + a") == "`x``y` + `x``y` .. 'a b' + `x``y` + a")
    #expect(Formula.renaming("A", to: "a", in: "A = 'A'") == "`a` = 'A'")
    #expect(Formula.renaming("A", to: "a", in: "A = '") == "A = '")
  }
}
