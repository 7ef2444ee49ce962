import Columns
import Foundation
import LuaRuntime
import Safeguarding
import TestSupport
import Testing

@testable import Scripting

/// The steps of a query as scripts take them, on real extracts. The expected figures were counted by Python's csv module, those of days and
/// hours by pandas in the time zone of London.
struct QueryScriptTests {
  private static let searches = """
    local t = load_table(examples .. "/police/cleveland-stop-and-search-2025.csv.gz")
    local m = coverage:where{utla_name = "Middlesbrough", cohort = "24m", vaccine = "MMR1"}
    local drugs = {["Object of search"] = "Controlled drugs"}
    local function shown(values)
      for i, v in ipairs(values) do values[i] = is_missing(v) and v.symbol or type(v) == "number" and string.format("%.10g", v) or tostring(v) end
      return table.concat(values, " ")
    end

    """

  private static let answers: [(script: String, prints: String)] = [
    // group
    ("local g = t:group('Type') print(shown(g.columns), shown(g.Type), shown(g.count))",
      "Type count\tPerson and Vehicle search Person search Vehicle search\t444 5053 341"),
    ("print(t:group({}, {n = 'count'})[1].n, t:group{by = {}}[1].count, t:group('Type', {})[1].count)", "5838\t5838\t444"),
    ("local g = t:group('Type', {things = {distinct = 'Object of search'}}) print(shown(g.things))", "9 10 8"),
    ("local g = t:group('Type', {young = {count = true, where = {['Age range'] = {'under 10', '10-17'}}}}) "
      + "local n = 0 for i = 1, #g do n = n + g[i].young end print(n)", "774"),
    ("local g = t:group('Type', {known = {count = 'Gender'}}) print(g[1].known + g[2].known + g[3].known)", "4949"),
    ("local g = t:group('Type', {part = 'share', same = {share = true}}) print(shown(g.part), shown(g.same))",
      "0.07605344296 0.8655361425 0.05841041453\t0.07605344296 0.8655361425 0.05841041453"),
    ("""
      local r = m:group({}, {n = {sum = 'denominator'}, mean = {mean = 'denominator'}, mid = {median = 'denominator'},
        sd = {standard_deviation = 'denominator'}, var = {variance = 'denominator'}, least = {minimum = 'denominator'},
        most = {maximum = 'denominator'}, p90 = {quantile = 0.9, of = 'denominator'}, kinds = {distinct = 'denominator'},
        one = {first = 'denominator'}, final = {last = 'denominator'}})[1]
      print(shown{r.n, r.mean, r.mid, r.sd, r.var, r.least, r.most, r.p90, r.kinds, r.one, r.final})
      """, "10183 462.8636364 466 33.31851402 1110.123377 378 531 493.9 20 487 466"),
    // derive
    ("local g = t:derive('month', {month = 'Date'}):group('month') print(#g, shown(g.month):sub(1, 15), shown(g.count))",
      "11\t2025-01 2025-02\t533 552 600 489 980 414 451 364 438 539 478"),
    ("local g = t:derive('y', {financial_year = 'Date'}):group('y') print(shown(g.y), shown(g.count))", "2024/25 2025/26\t1685 4153"),
    ("local g = t:derive('y', {academic_year = 'Date'}):group('y') print(shown(g.y), shown(g.count))", "2024/25 2025/26\t4383 1455"),
    ("local g = t:derive('w', {weekday = 'Date'}):group('w') print(shown(g.w), shown(g.count))",
      "1 2 3 4 5 6 7\t755 718 806 880 864 952 863"),
    ("local g = t:derive('h', {hour = 'Date'}):group('h') print(shown(g.h), shown(g.count))", "0\t5838"),
    ("local g = t:derive('w', {week = 'Date'}):group('w') print(#g, g[1].w, g[1].count)", "48\t2024-12-30\t82"),
    ("local g = t:derive('q', {quarter = 'Date'}):group('q') print(shown(g.q), shown(g.count))",
      "2025 Q1 2025 Q2 2025 Q3 2025 Q4\t1685 1883 1253 1017"),
    ("print(t:derive('d', {day = 'Date'})[1].d, t:derive('d', {year = 'Date'})[1].d, t:derive('d', {month_of_year = 'Date'})[1].d, "
      + "t:derive('d', {day_of_month = 'Date'})[5838].d)", "2025-01-01\t2025\t1\t30"),
    ("local g = m:derive('b', {band = 'denominator', from = {400, 450, 500}}):group('b') print(shown(g.b), shown(g.count))",
      "under 400 400 to 449 450 to 499 500 and over\t1 6 14 1"),
    ("print(shown{m:derive('x', {'denominator', '*', 2, '+', {10, '-', 'denominator'}, '/', 1})[1].x})", "497"),
    ("print(shown{m:derive('x', {1, '-', 2, '-', 3, '*', 'denominator', '/', 487})[1].x})", "-4"),
    ("print(m:derive('x', {1, '/', 0})[1].x.reason)", "not applicable"),
    ("local g = m:derive('s', {choose = {{when = {denominator = {at_least = 490}}, give = 'large'}, "
      + "{when = {denominator = {below = 440}}, give = 'small'}}, otherwise = 'middle'}):group('s') print(shown(g.s), shown(g.count))",
      "large middle small\t4 14 4"),
    ("print(m:derive('s', {choose = {when = {quarter = 'Q2'}, give = {column = 'denominator'}}})[1].s.reason)", "not applicable"),
    ("print(m:derive('s', {choose = {{when = {quarter = 'Q1'}, give = {'denominator', '+', 1}}}})[1].s)", "488"),
    ("print(m:derive('s', {value = 'a'})[1].s, m:derive('denominator', {column = 'quarter'})[1].denominator)", "a\tQ1"),
    // formulas; the figures were counted by Python's csv and decimal modules
    ("print(#m:where('coverage_percent / denominator > 0.2'), #m:where('(denominator + 13) * 2 >= 1000 or quarter = \\'Q2\\''))", "7\t8"),
    ("print(shown(m:derive('x', 'round(coverage_percent, 1)'):head(3).x), shown(m:derive('x', 'round(coverage_percent)'):head(3).x))", "92 91.5 90.2\t92 92 90"),
    ("print(shown(m:derive('x', 'max(denominator, 480) - min(denominator, 480)'):head(4).x), m:derive('x', 'abs(400 - denominator)')[1].x)", "7 51 19 3\t87"),
    ("print(shown(m:derive('x', \"lower(quarter) .. '-' .. left(financial_year, 4) .. length(utla_name)\"):head(2).x))", "q1-201913 q2-201913"),
    ("print(m:derive('x', \"replace(upper(trim(' ' .. utla_name)), 'ESB', '-') .. right(utla_code, 2) .. substring(utla_code, 2, 3)\")[1].x)", "MIDDL-ROUGH02060"),
    ("local g = t:derive('x', \"if(Gender = 'Male' or `Age range` = '10-17', 'yes', 'no')\"):count('x') print(shown(g.x), shown(g.count))", "no yes [..]\t751 4203 884"),
    ("print(#t:where(\"year(Date) * 100 + month_of_year(Date) >= 202510\"), t:group({}, {n = {count = true, where = 'hour(Date) * 2 > 4'}})[1].n)", "1017\t0"),
    ("local d = table_of{{a = '31/03/2025', n = '£1,234.50'}, {a = '1-4-2025', n = '12%'}, {a = 'c', n = 'n/a'}, {a = '13/13/2025', n = 'many'}} "
      + "local x = d:derive('day', 'date(a)'):derive('number', 'number(n)') print(shown(x.day), shown(x.number), x[3].day.reason, x[4].day.reason)", "2025-03-31 2025-04-01 [c] [z]\t1234.5 12 [..] [z]\tsuppressed\tnot applicable"),
    ("print(t:derive('x', 'date(Date)')[5838].x, m:derive('x', 'number(denominator) + 1')[1].x, "
      + "table_of{{a = '31/03/2025 14:30'}}:derive('x', 'date(a)')[1].x)", "2025-11-30\t488\t2025-03-31"),
    // quantiles, correlations, samples, repeats and columns as rows
    ("print(shown{coverage:correlation('denominator', 'coverage_percent')}, #coverage:distinct_rows('utla_code'), #coverage:distinct_rows())",
      "0.01409375586\t157\t10005"),
    ("local g = coverage:group('cohort', {r = {correlation = 'denominator', with = 'coverage_percent'}, p10 = {quantile = 0.1, of = 'coverage_percent'}}) "
      + "print(shown(g.cohort), shown(g.r), shown(g.p10))", "24m 5y\t-0.006047598796 0.02288801459\t81.49049731 79.23545202"),
    ("print(shown(coverage:by('cohort'):correlation('denominator', 'coverage_percent').correlation), shown(coverage:by('cohort'):quantile('coverage_percent', 0.1).coverage_percent))",
      "-0.006047598796 0.02288801459\t81.49049731 79.23545202"),
    ("local n = {} for i = 1, 1000 do n[i] = i end local r = table_of{n = n} print(shown(r:sample(10, {seed = 7}).n)) "
      + "print(shown(r:head(5):sample(3).n), #r:sample(2000), #r:sample(0))", "248 302 556 564 581 672 734 828 932 976\n2 4 5\t1000\t0"),
    ("local p = m:pivot{rows = 'financial_year', column = 'quarter', values = 'denominator'} local u = p:unpivot{rows = 'financial_year', column = 'quarter', values = 'n'} "
      + "print(shown(u.columns), #u, shown(u:head(5).quarter), shown(u:head(5).n), u:sum('n') == m:sum('denominator'))",
      "financial_year quarter n\t24\tQ1 Q2 Q3 Q4 Q1\t487 531 499 477 463\ttrue"),
    ("local u = table_of{{a = 'x', one = 1, two = 2.5}}:unpivot{columns = {'one', 'two'}} print(shown(u.columns), shown(u.a), shown(u.name), shown(u.value))",
      "a name value\tx x\tone two\t1 2.5"),
    // join
    ("""
      local lookup = load_table(examples .. "/geography/lsoa-to-la.csv.gz")
      local crimes = load_table(examples .. "/police/2019-09-cleveland-street.csv.gz")
      local j = crimes:join(lookup, {on = "LSOA code", equals = "lsoa_code"})
      local g = j:group("la_name", {n = "count"}):where{la_name = {"Middlesbrough", "Redcar and Cleveland"}}
      print(#j == #crimes, #j.columns - #crimes.columns, shown(g.n))
      """, "true\t3\t2814 1638"),
    // top, ranked, sort
    ("print(shown(m:top(3, {by = 'denominator'}).denominator))", "531 499 494"),
    ("print(shown(m:top(1, {by = 'denominator', per = 'financial_year'}).denominator))", "531 488 476 493 494 466"),
    ("print(shown(m:top(2, {by = 'denominator', descending = false}).denominator))", "378 414"),
    ("local r = m:ranked('denominator', {within = 'financial_year'}) print(shown(r:head(4).denominator_rank))", "3 1 2 4"),
    ("local r = m:ranked('denominator', {descending = false, as = 'place'}) print(shown(r:where{denominator = 476}.place))", "13 13"),
    ("print(shown(m:sort({'quarter', 'denominator'}):head(3).denominator))", "422 440 443"),
    ("local s = m:sort('denominator', {descending = true}) print(shown(s:head(3).denominator), #s, shown(s:head(2).denominator), s[1].denominator)",
      "531 499 494\t22\t531 499\t531"),
    ("print(tostring(select(2, pcall(function() return m:sort('nominator') end))):match('\"nominator\"[^\\n]*'))", "\"nominator\""),
    ("local s = m:sort('denominator') print(#s:where{denominator = {above = 490}}, shown(s:select{'denominator'}:head(1).denominator), #s.columns == #m.columns)",
      "4\t378\ttrue"),
    // windows
    ("print(shown(m:rolling('denominator', {rows = 4, order = {'financial_year', 'quarter'}, as = 'year'}):head(5).year))",
      "[x] [x] [x] 1994 1970"),
    ("print(shown(m:cumulative('denominator', {within = 'financial_year'}):head(5).denominator_cumulative))",
      "487 1018 1517 1994 463"),
    ("print(shown(m:lag('denominator', {rows = 4}):head(6).denominator_lag_4), m:lag('quarter', {rows = -1})[1].quarter_lead)",
      "[x] [x] [x] [x] 487 531\tQ2"),
    ("local s = m:shares('denominator', {within = 'financial_year'}) print(shown{s[1].denominator_share})", "0.2442326981"),
    // calendar and pivot
    ("""
      local days = t:where{Gender = "Female"}:derive("day", {day = "Date"}):group("day")
      local all = days:fill_calendar("day", {unit = "day", zeros = "count"})
      print(#all > #days, all:sum("count") == days:sum("count"), all[1].day, all[#all].day)
      """, "true\ttrue\t2025-01-01\t2025-11-30"),
    ("""
      local p = m:pivot{rows = "financial_year", column = "quarter", values = "denominator"}
      print(shown(p.columns), shown(p.Q1), p[6].Q4.symbol)
      """, "financial_year Q1 Q2 Q3 Q4\t487 463 440 422 482 443\t[x]"),
    // where
    ("print(#t:where{Gender = 'Male', ['Object of search'] = 'Controlled drugs'})", "2491"),
    ("print(#t:where{any = {{Gender = 'Female'}, drugs}}, #t:where{none = {{Gender = 'Female'}, drugs}})", "3989\t1400"),
    ("print(#t:where{none = {Gender = 'Female'}}, #t:where{Gender = {is_not = 'Female'}}, #t:where{Gender = {is_not = {'Female', 'Male'}}})",
      "4096\t4096\t0"),
    ("print(#t:where{Legislation = {begins_with = 'police'}}, #t:where{Legislation = {contains = 'DRUGS'}})", "1899\t3808"),
    ("print(#t:where{Latitude = {between = {54.5, 54.6}}}, #t:where{Latitude = {at_least = 54.5, at_most = 54.6}})", "3853\t3853"),
    ("print(#t:where{Date = {between = {'2025-03-01T00:00:00Z', '2025-03-31T23:59:59Z'}}})", "611"),
    ("print(#m:where{denominator = {above = {column = 'coverage_percent'}}}, #m:where{quarter = {is = {column = 'quarter'}}})", "22\t22"),
    ("print(#t:where{any = {Type = 'Vehicle search'}, Gender = {missing = true}})", "341"),
    // files
    ("print(#load_table{examples .. '/lait/statistical-neighbours-2021-04.csv', examples .. '/lait/statistical-neighbours-2025-05.csv'})",
      "3160"),
    ("print(#load_table(examples .. '/police', {ending = {'2019-09-cleveland-street.csv.gz', '2023-03-cleveland-street.csv.gz'}}))",
      "17143"),
    ("local p = load_table(examples .. '/lait/la-list.csv', {columns = {'type', 'la_name'}}) print(shown(p.columns), #p)", "type la_name\t171"),
  ]

  @Test(arguments: answers.indices)
  func `A step gives the answer that was counted elsewhere`(place: Int) throws {
    let (script, prints) = Self.answers[place]
    let printed = try ExampleSession().output(of: Self.searches + script)
    #expect(printed == prints + "\n", "\(script)")
  }

  private static let mistakes: [(script: String, says: [String])] = [
    ("coverage:group('cohrt')", ["there is no column \"cohrt\"", "did you mean \"cohort\"?"]),
    ("coverage:group('cohort', {n = {mean = 'denominatr'}})", ["there is no column \"denominatr\"", "did you mean \"denominator\"?"]),
    ("coverage:group('cohort', {n = {mean = 'utla_name'}})", ["column \"utla_name\" holds text"]),
    ("coverage:group('cohort', {n = 'cuont'})", ["\"cuont\" is none of the choices", "did you mean \"count\"?"]),
    ("coverage:group('cohort', {n = 'mean'})", ["mean of which column?", "n = {mean = \"age\"}"]),
    ("coverage:group('cohort', {n = {meen = 'denominator'}})", ["has no option \"meen\"", "did you mean \"mean\"?"]),
    ("coverage:group('cohort', {n = {quantile = 0.9}})", ["of is not given"]),
    ("coverage:group('cohort', {n = {quantile = 9, of = 'denominator'}})", ["is no quantile"]),
    ("coverage:group('cohort', {n = {mean = 'denominator', sum = 'denominator'}})", ["it says both mean and sum"]),
    ("coverage:group('cohort', {n = {mean = true}})", ["mean is a column's name, and got true or false"]),
    ("coverage:group('cohort', {n = {count = true, where = {cohort = '25m'}}})", ["\"25m\" is nowhere in column \"cohort\""]),
    ("coverage:group('cohort', {n = {count = true, wher = {cohort = '24m'}}})", ["has no option \"wher\"", "did you mean \"where\"?"]),
    ("coverage:group('cohort', {r = 'correlation'})", ["correlation of which column?", "{correlation = \"age\", with = \"cost\"}"]),
    ("coverage:group('cohort', {r = {correlation = 'denominator'}})", ["with is not given"]),
    ("coverage:group('cohort', {r = {mean = 'denominator', with = 'denominator'}})", ["with goes with correlation"]),
    ("coverage:correlation('denominator', 'coverage_percnt')", ["there is no column \"coverage_percnt\"", "did you mean \"coverage_percent\"?"]),
    ("coverage:correlation('denominator', 'utla_name')", ["column \"utla_name\" holds text"]),
    ("coverage:quantile('denominator', 90)", ["90.0 is no quantile", "0.9 what nine in ten"]),
    ("coverage:unpivot{rows = 'utla_code'}", ["hold text and whole numbers", "columns those that are turned"]),
    ("coverage:unpivot{columns = 'denominatr'}", ["did you mean \"denominator\"?"]),
    ("coverage:sample(-1)", ["count: -1 rows"]),
    ("coverage:sample(10, {sead = 3})", ["did you mean \"seed\"?"]),
    ("coverage:distinct_rows('utla')", ["there is no column \"utla\""]),
    ("coverage:melt('utla_code')", ["did you mean \"unpivot\"?"]),
    ("coverage:dedupe()", ["did you mean \"distinct_rows\"?"]),
    ("coverage:pearson('denominator', 'coverage_percent')", ["did you mean \"correlation\"?"]),
    ("coverage:group()", ["bad argument #1 to 'group' (a list, each text expected, got no value)"]),
    ("coverage:derive('x', {mnth = 'quarter'})", ["has no option \"mnth\"", "did you mean \"month\"?"]),
    ("coverage:derive('x', {month = 'quarter'})", ["column \"quarter\" holds text", "days and moments"]),
    ("coverage:derive('x', {band = 'denominator'})", ["from is not given"]),
    ("coverage:derive('x', {band = 'denominator', from = {10, 0}})", ["the edges of bands must rise"]),
    ("coverage:derive('x', {month = 'quarter', from = {1}})", ["from: it goes with band"]),
    ("coverage:derive('x', {'denominator', '%', 2})", ["\"%\" is none of the choices", "+, -, *, /"]),
    ("coverage:derive('x', {'denominator', '/'})", ["arithmetic of 2 parts"]),
    ("coverage:derive('x', {'denominater', '/', 2})", ["did you mean \"denominator\"?"]),
    ("coverage:derive('x', 'quarter +')", ["formula:1:10: a column or a number is expected, and the formula ends here", "The formula is: quarter +"]),
    ("coverage:derive('x', 'quarter * 2')", ["column \"quarter\" holds text"]),
    ("coverage:derive('x', 'mnth(quarter)')", ["formula:1:1: there is no mnth(...) in a formula", "did you mean \"month\"?"]),
    ("coverage:where('coverage_percent >')", ["formula:1:19: a column or a number is expected"]),
    ("coverage:where('coverage_percent + 1')", ["a comparison such as = or >= is expected, and the formula ends here"]),
    ("coverage:where('lower(vaccine) = \\'mmr3\\'')", ["\"mmr3\" is nowhere in column \"lower(vaccine)\"", "did you mean \"mmr1\"?"]),
    ("coverage:where('3 <= denominator < 5')", ["formula:1:18: two comparisons in a row", "x between 10 and 17"]),
    ("coverage:derive('x', 'rond(denominator)')", ["formula:1:1: there is no rond(...)", "did you mean \"round\"?"]),
    ("coverage:derive('x', '1 + STARTSWITH(quarter)')", ["formula:1:5: there is no STARTSWITH(...)", "it is written x begins_with 'E06'"]),
    ("coverage:derive('x', 'quarter.str.len()')", ["\"quarter.str.len\" has points", "it is written length(x)"]),
    ("coverage:derive('x', 'CONCAT(quarter, cohort)')", ["it is written x .. ' ' .. y"]),
    ("coverage:derive('x', 'quarter || cohort')", ["formula:1:9:", "texts are joined with .., conditions with or"]),
    ("coverage:derive('x', 'quarter.str.lower()')", ["\"quarter.str.lower\" has points", "it is written lower(x)"]),
    ("coverage:derive('x', 'np.where(denominator > 1, 1, 0)')", ["it is written if(age < 18, 'child', 'adult')"]),
    ("coverage:derive('x', 'CASE denominator WHEN 1 THEN 1 END')", ["\"CASE\" stands here", "a choice is written if("]),
    ("coverage:derive('x', 'CASE WHEN denominator > 1 THEN 1')", ["formula:1:33:", "\"end\" is expected"]),
    ("coverage:derive('x', 'denominator ^ 2')", ["there are + - * / in a formula"]),
    ("coverage:derive('x', 'denominator % 2')", ["x - floor(x / 20) * 20"]),
    ("coverage:derive('x', 'round(denominator, 1.5)')", ["formula:1:20: the number of decimal places 0 to 12, as in round(x, 1)"]),
    ("coverage:derive('x', 'left(quarter)')", ["formula:1:13: \",\" of left(x, 3) is expected"]),
    ("coverage:derive('x', 'lower(denominator)')", ["column \"denominator\" holds whole numbers", "A function of text is of text"]),
    ("coverage:derive('x', 'round(quarter)')", ["column \"quarter\" holds text"]),
    ("coverage:derive('x', 'max(quarter, 1)')", ["column \"quarter\" holds text", "numbers, dates or times"]),
    ("coverage:derive('x', 'lower(quarter) * 2')", ["what is computed holds text"]),
    ("coverage:derive('x', 'if(if(if(if(denominator > 1, 1, 2) > 1, 1, 2) > 1, 1, 2) > 1, 1, 2)')", ["if stands in the condition of an if, 3 deep"]),
    ("coverage:where('denominator > 1 & denominator < 3')", ["conditions are joined with and"]),
    ("coverage:where('(quarter = \\'Q1\\'')", ["\")\" is expected, and the formula ends here"]),
    ("coverage:where('quarter = \\'Q1')", ["formula:1:11: the text that begins here does not end"]),
    ("coverage:where{quarter = {above = 3}}", ["3 has no order with column \"quarter\"", "The column holds text."]),
    ("coverage:where{}", ["conditions: there are none", "{missing = true}"]),
    ("coverage:subset{quarter = 'Q1'}", ["did you mean \"where\"?"]),
    ("coverage:grup('quarter')", ["did you mean \"group\"?"]),
    ("coverage:where{coverage_percent = {gt = 3}}", ["did you mean \"above\"?"]),
    ("coverage:group('quarter', {most = {maximun = 'coverage_percent'}})", ["did you mean \"maximum\"?"]),
    ("coverage:rename{quater = 'q'}", ["no column \"quater\""]),
    ("coverage:drop('quater')", ["no column \"quater\""]),
    ("coverage:by('quater')", ["no column \"quater\""]),
    ("table_of{a = {1, 2}, b = {3}}", ["has 2 rows and column \"b\" has 1"]),
    ("coverage:select('quarter', 'vaccine', 3)", ["3 values are given"]),
    ("coverage:derive('x', {choose = {{when = {quarter = 'Q1'}}}})", ["give is not given"]),
    ("coverage:derive('x', {choose = {{wen = {quarter = 'Q1'}, give = 1}}})", ["a choice has no option \"wen\"", "did you mean \"when\"?"]),
    ("coverage:join(partners, {on = 'utla_name', equals = 'agncy'})", ["there is no column \"agncy\"", "did you mean \"agency\"?"]),
    ("coverage:join(coverage:rename{quarter = 'q'}, {on = 'utla_code', add = {'q'}})", ["stands in two rows of the table that is joined"]),
    ("partners:join('partners', {on = 'agency'})", ["bad argument #1 to 'join' (a table expected, got string)"]),
    ("partners:top(2, {by = 'contribution_pound'})", ["did you mean \"contribution_pounds\"?"]),
    ("partners:select('agency'):top(2)", ["by: the table has no column of numbers"]),
    ("partners:top(-1, {by = 'contribution_pounds'})", ["-1 rows can't be kept"]),
    ("partners:rolling('contribution_pounds')", ["bad argument #2 to 'rolling' (a whole number expected, got no value)"]),
    ("partners:rolling('contribution_pounds', {rows = 0})", ["a rolling sum of 0 rows"]),
    ("partners:rolling('agency', {rows = 2})", ["column \"agency\" holds text"]),
    ("partners:cumulative('contribution_pounds', {wihin = 'agency'})", ["cumulative has no option \"wihin\"", "did you mean \"within\"?"]),
    ("partners:ranked('agency')", ["column \"agency\" holds text"]),
    ("partners:fill_calendar('agency', 'mont')", ["\"mont\" is none of the choices", "did you mean \"month\"?"]),
    ("partners:fill_calendar('agency', 'month')", ["is no month"]),
    ("coverage:pivot{rows = 'utla_name', column = 'quarter', values = 'denominator'}", ["two values of \"denominator\""]),
    ("partners:where{any = {{agncy = 'CAFCASS'}}}", ["there is no column \"agncy\"", "did you mean \"agency\"?"]),
    ("partners:where{agency = {begins_wiht = 'C'}}", ["did you mean \"begins_with\"?"]),
    ("partners:where{contribution_pounds = {between = 5}}", ["between is a list of the least and the most"]),
    ("partners:where{contribution_pounds = {above = {colum = 'agency'}}}", ["did you mean \"column\"?"]),
    ("partners:where{contribution_pounds = {above = {column = 'agency'}}}", ["column \"agency\" holds text"]),
    ("partners:where{agency = {missing = 'yes'}}", ["missing is true or false"]),
    ("load_table(examples .. '/police', {ending = '.txt'})", ["no file in this folder ends in .txt"]),
    ("load_table({examples .. '/lait/la-list.csv', examples .. '/../../Tests/Fixtures/arrow/ours.arrow'})", ["is loaded by itself"]),
    ("load_table(examples .. '/../../Tests/Fixtures/arrow/ours.arrow', {text = {'area'}})", ["is an Arrow file", "leave text out"]),
  ]

  @Test(arguments: mistakes.indices)
  func `A wrong step says what is wrong and what to do`(place: Int) throws {
    let (script, says) = Self.mistakes[place]
    let session = try ExampleSession()
    let error = #expect(throws: LuaError.self, "\(script)") { try session.output(of: script) }
    let message = try #require(error).message
    #expect(message.hasPrefix("test.lua:1: "), "\(script): \(message)")
    for part in says { #expect(message.contains(part), "\(script): \(message)") }
  }

  @Test func `A saved table opens by its bytes, whatever its name`() throws {
    let session = try ExampleSession(loaded: false)
    let folder = session.answers
    let table = try DelimitedReader().read(path: ProjectFiles.exampleData + "/lait/la-list.csv")
    try ArrowFileWriter().write(table, to: folder.path("list.csv"))
    session.session.set("saved", to: .text(folder.path("list.csv")))
    #expect(try session.output(of: "print(#load_table(saved), load_table(saved, {columns = 'type'})[1].type)") == "171\tOLB\n")
  }

  @Test func `A folder's files make one table in the order of their names`() throws {
    let session = try ExampleSession(loaded: false)
    let folder = session.answers
    try "month,n\n2024-02,2\n".write(toFile: folder.path("b.csv"), atomically: true, encoding: .utf8)
    try "month,n,extra\n2024-01,1,x\n".write(toFile: folder.path("a.csv"), atomically: true, encoding: .utf8)
    try "no table".write(toFile: folder.path("notes.txt"), atomically: true, encoding: .utf8)
    session.session.set("folder", to: .text(folder.path))
    let printed = try session.output(of: "local t = load_table(folder) print(#t, t[1].month, t[2].n, is_missing(t[2].extra))")
    #expect(printed == "2\t2024-01\t2\ttrue\n")
  }

  @Test func `Counts with a name that is an option's are refused or right, never wrong`() throws {
    let session = try ExampleSession()
    #expect(try session.output(of: "print(partners:group('agency', {make = {by = 'count'}})[1].by)") == "1\n")
    #expect(throws: LuaError.self) { try session.output(of: "partners:group('agency', {by = 'count'})") }
  }

  @Test func `Steps that wait for each other give the table that one query gives`() throws {
    let session = try ExampleSession()
    let script = """
      return coverage:where{cohort = "24m"}:derive("large", {band = "denominator", from = {1000}})
        :where{none = {utla_name = "Hartlepool"}}:derive("half", {"denominator", "/", 2}):where{large = "1000 and over"}
        :group({"quarter", "large"}, {n = "count", mean = {mean = "half"}})
      """
    let results = try session.session.run(Array(script.utf8), name: "test.lua")
    guard case .value(.object(let object))? = results.first else { throw TableError.badRequest("no table", expectation: nil) }
    var options = DelimitedOptions()
    options.markers = options.markers.adding(["[note 1]", "[note 3]"])
    let coverage = try DelimitedReader(options).read(path: ProjectFiles.exampleData + "/cover/mmr-coverage-utla-quarterly.csv.gz")
    let query = Query()
      .filter(.compare(column: "cohort", .equal, .text("24m")))
      .derive("large", .band(.column("denominator"), from: [1000]))
      .filter(.not(.compare(column: "utla_name", .equal, .text("Hartlepool"))))
      .derive("half", .arithmetic(.column("denominator"), .over, .value(.integer(2))))
      .filter(.compare(column: "large", .equal, .text("1000 and over")))
      .group(by: ["quarter", "large"], [.count("n"), .mean(of: "half", as: "mean")])
    let expected = try coverage.answer(query)
    let answer = try #require(object as? Table)
    #expect(answer.columns == expected.columns)
    #expect(answer.rowCount > 0)
    #expect(answer.sources == expected.sources)
  }

  @Test func `A table that waits is a table: rows, length, columns, a second question, another's rows`() throws {
    let session = try ExampleSession()
    let printed = try session.output(
      of: """
        local w = partners:where{contribution_pounds = {below = 7000}}
        local d = w:derive("half", {"contribution_pounds", "/", 2})
        print(d:sum("contribution_pounds"), d:sum("half"), d:sum("half"), #d, d[1].half, d.half[4])
        print(table.concat(d.columns, " "), #d.notes, contributions(w).total, #w:join(d, {on = "agency", add = {"half"}}))
        local n = 0
        for _, row in ipairs(w) do n = n + row.contribution_pounds end
        print(n, tostring(w), w:sort("contribution_pounds")[1].agency)
        """)
    #expect(
      printed == """
        10047\t5023.5\t5023.5\t4\t579\t825
        agency contribution_pounds half\t0\t10047\t4
        10047\t4 rows of agency, contribution_pounds\tDurham Tees Valley CRC

        """)
  }

  @Test func `A host gets the rows, and a wrong step fails where it stands`() throws {
    let session = try ExampleSession()
    let results = try session.session.run(
      Array("return partners:where{agency = 'CAFCASS'}, {partners:select{'agency'}}".utf8), name: "test.lua")
    guard results.count == 2, case .value(.object(let rows)) = results[0], case .value(.list(let list)) = results[1],
      case .object(let second)? = list.first
    else { throw TableError.badRequest("no tables", expectation: nil) }
    #expect((rows as? Table)?.rowCount == 1)
    #expect((second as? Table)?.columnNames == ["agency"])
    let error = #expect(throws: LuaError.self) {
      try session.output(of: "local w = partners\n  :where{agency = 'CAFCASS'}\nlocal x = w:derive('x', {'agncy', '+', 1})\nprint(x)")
    }
    #expect(try #require(error).message.hasPrefix("test.lua:3: there is no column \"agncy\""))
  }
}
