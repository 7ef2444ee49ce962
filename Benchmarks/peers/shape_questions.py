"""Questions of many shapes, each in Lua for our tool and in SQL for DuckDB, with the same names of columns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    name: str
    lua: str
    sql: str


def counted(name: str, by: str) -> Shape:
    """Rows by some columns."""
    columns = by.split(",")
    names = ", ".join(f'"{column}"' for column in columns)
    return Shape(name, f't:group({{{names}}}, {{n = "count"}})', f"SELECT {by}, count(*) AS n FROM t GROUP BY ALL")


def aggregated(name: str, by: str, lua: str, sql: str) -> Shape:
    """One figure or several by a column, or of all rows."""
    if not by:
        return Shape(name, f"t:group({{}}, {{{lua}}})", f"SELECT {sql} FROM t")
    return Shape(name, f't:group("{by}", {{{lua}}})', f"SELECT {by}, {sql} FROM t GROUP BY ALL")


def filtered(name: str, formula: str, sql: str | None = None) -> Shape:
    """Rows that meet a condition, by area."""
    return Shape(
        name, f't:where("{formula}"):group("area", {{n = "count"}})',
        f"SELECT area, count(*) AS n FROM t WHERE {sql or formula} GROUP BY ALL")


def derived(name: str, column: str, formula: str, sql: str | None = None) -> Shape:
    """Rows by a column that is made of others."""
    return Shape(
        name, f't:derive("{column}", "{formula}"):group("{column}", {{n = "count"}})',
        f"SELECT {sql or formula} AS {column}, count(*) AS n FROM t GROUP BY ALL")


# Days and hours of moments are those that clocks in London show.
CLOCK = "moment AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/London'"
MONTH = "strftime(date_trunc('month', day), '%Y-%m')"

SHAPES = (
    counted("count-by-5", "kind"),
    counted("count-by-152", "area"),
    counted("count-by-30000", "spot"),
    counted("count-by-person", "person"),
    counted("count-by-text", "ref"),
    counted("count-by-amount-of-money", "cost"),
    counted("count-by-missing", "sex,age"),
    counted("count-by-area-and-day", "area,day"),
    derived("count-by-month", "m", "month(day)", MONTH),
    Shape("count-by-spot-and-month", 't:derive("m", "month(day)"):group({"spot", "m"}, {n = "count"})',
          f"SELECT spot, {MONTH} AS m, count(*) AS n FROM t GROUP BY ALL"),
    Shape("count-by-hour-and-weekday",
          't:derive("h", {hour = "moment"}):derive("w", {weekday = "moment"}):group({"w", "h"}, {n = "count"})',
          f"SELECT isodow({CLOCK}) AS w, hour({CLOCK}) AS h, count(*) AS n FROM t GROUP BY ALL"),
    aggregated("totals", "", 'n = "count", s = {sum = "cost"}, m = {mean = "age"}', "count(*) AS n, sum(cost) AS s, avg(age) AS m"),
    aggregated("mean-by-5", "kind", 'm = {mean = "cost"}', "avg(cost) AS m"),
    aggregated("extremes-by-152", "area", 'a = {minimum = "amount"}, s = {sum = "amount"}, z = {maximum = "amount"}',
               "min(amount) AS a, sum(amount) AS s, max(amount) AS z"),
    aggregated("variance-by-152", "area", 'v = {variance = "score"}', "var_samp(score) AS v"),
    aggregated("correlation-by-5", "kind", 'c = {correlation = "cost", with = "score"}', "corr(cost, score) AS c"),
    aggregated("median-by-5", "kind", 'm = {median = "cost"}', "quantile_cont(cost, 0.5) AS m"),
    aggregated("median-by-152", "area", 'm = {median = "score"}', "quantile_cont(score, 0.5) AS m"),
    aggregated("p90-by-30000", "spot", 'm = {quantile = 0.9, of = "cost"}', "quantile_cont(cost, 0.9) AS m"),
    aggregated("different-people", "", 'd = {distinct = "person"}', "count(DISTINCT person) AS d"),
    aggregated("different-people-by-152", "area", 'd = {distinct = "person"}', "count(DISTINCT person) AS d"),
    aggregated("different-people-by-30000", "spot", 'd = {distinct = "person"}', "count(DISTINCT person) AS d"),
    aggregated("different-texts-by-5", "kind", 'd = {distinct = "ref"}', "count(DISTINCT ref) AS d"),
    aggregated("conditional-by-152", "area",
               'c = {count = true, where = {age = {below = 18}}}, f = {sum = "cost", where = {sex = "F"}}',
               "count(*) FILTER (age < 18) AS c, sum(cost) FILTER (sex = 'F') AS f"),
    filtered("where-flag", "flag = true", "flag"),
    filtered("where-range", "age between 10 and 17"),
    filtered("where-missing", "sex is missing", "sex IS NULL"),
    filtered("where-number", "cost > 500"),
    filtered("where-or", "kind = 'kind 1' or age < 10 or cost > 2000"),
    filtered("where-several",
             "(kind = 'kind 0' or kind = 'kind 3') and day >= '2020-03-01' and not (sex = 'M') and cost between 50 and 80",
             "(kind = 'kind 0' OR kind = 'kind 3') AND day >= DATE '2020-03-01' AND NOT (sex = 'M') "
             "AND cost BETWEEN 50 AND 80"),
    filtered("where-few-of-30000", "spot in ('E01000001', 'E01001234', 'E01000777')"),
    Shape("where-text-holds", 't:where{ref = {contains = "777"}}:group("area", {n = "count"})',
          "SELECT area, count(*) AS n FROM t WHERE contains(ref, '777') GROUP BY ALL"),
    Shape("where-text-begins", 't:where{ref = {begins_with = "R12"}}:group("area", {n = "count"})',
          "SELECT area, count(*) AS n FROM t WHERE starts_with(ref, 'R12') GROUP BY ALL"),
    Shape("where-text-is", 't:where{ref = {"R777777", "R123456"}}:group("area", {n = "count"})',
          "SELECT area, count(*) AS n FROM t WHERE ref IN ('R777777', 'R123456') GROUP BY ALL"),
    Shape("arithmetic", 't:derive("x", "cost * 2 + age"):group("area", {s = {sum = "x"}})',
          "SELECT area, sum(cost * 2 + age) AS s FROM t GROUP BY ALL"),
    derived("choices", "b", "if(age < 18, 'child', if(age < 65, 'adult', 'old'))",
            "CASE WHEN age < 18 THEN 'child' WHEN age < 65 THEN 'adult' WHEN age >= 65 THEN 'old' END"),
    derived("lower-area", "u", "lower(area)", "lower(area::VARCHAR)"),
    derived("left-of-30000", "u", "left(spot, 6)", "left(spot::VARCHAR, 6)"),
    derived("left-of-text", "u", "left(ref, 3)"),
    Shape("people-with-3", 't:where{kind = "kind 1"}:group({"area", "person"}, {n = "count"}):where{n = {at_least = 3}}'
          ':group("area", {c = "count"})',
          "SELECT area, count(*) AS c FROM (SELECT area, person FROM t WHERE kind = 'kind 1' GROUP BY ALL "
          "HAVING count(*) >= 3) GROUP BY ALL"),
    Shape("people-by-incidents", 't:group("person", {n = "count"}):group("n", {p = "count"})',
          "SELECT n, count(*) AS p FROM (SELECT person, count(*) AS n FROM t GROUP BY person) GROUP BY ALL"),
    Shape("first-days", 't:group("person", {f = {minimum = "day"}}):group("f", {n = "count"})',
          "SELECT f, count(*) AS n FROM (SELECT person, min(day) AS f FROM t GROUP BY person) GROUP BY ALL"),
    Shape("top-20", 't:group("spot", {n = "count"}):sort({"n", "spot"}, {descending = {"n"}}):head(20)',
          "SELECT spot, count(*) AS n FROM t GROUP BY ALL ORDER BY n DESC, spot LIMIT 20"),
    Shape("top-rows", 't:sort("cost", {descending = true}):head(100):select{"cost"}',
          "SELECT cost FROM t ORDER BY cost DESC LIMIT 100"),
    Shape("running-sums", 't:group({"area", "day"}, {n = "count"}):cumulative("n", {within = "area", order = "day", as = "c"})',
          "SELECT area, day, n, sum(n) OVER (PARTITION BY area ORDER BY day) AS c "
          "FROM (SELECT area, day, count(*) AS n FROM t GROUP BY ALL)"),
    Shape("join-152", 't:join(regions, {on = "area"}):group("region", {n = "count"})',
          "SELECT region, count(*) AS n FROM t JOIN regions USING (area) GROUP BY ALL"),
    Shape("join-30000", 't:join(people, {on = "spot"}):group("area", {s = {sum = "people"}})',
          "SELECT area, sum(people) AS s FROM t JOIN people USING (spot) GROUP BY ALL"),
    Shape("join-152-and-5", 't:join(pairs, {on = {"area", "kind"}}):group("area", {s = {sum = "w"}})',
          "SELECT area, sum(w) AS s FROM t JOIN pairs USING (area, kind) GROUP BY ALL"),
    Shape("join-half", 't:join(half, {on = "spot"}):group("area", {s = {sum = "w"}, m = {count = "w"}})',
          "SELECT area, sum(w) AS s, count(w) AS m FROM t LEFT JOIN half USING (spot) GROUP BY ALL"),
    Shape("join-person", 't:join(persons, {on = "person"}):group("area", {s = {sum = "k"}})',
          "SELECT area, sum(k) AS s FROM t JOIN persons USING (person) GROUP BY ALL"),
    Shape("join-few", 't:join(few, {on = "person", how = "semi"}):group("area", {n = "count"})',
          "SELECT area, count(*) AS n FROM t SEMI JOIN few USING (person) GROUP BY ALL"),
    Shape("join-not-few", 't:join(few, {on = "person", how = "anti"}):group("area", {n = "count"})',
          "SELECT area, count(*) AS n FROM t ANTI JOIN few USING (person) GROUP BY ALL"),
    Shape("top-3-of-152", 't:top(3, {by = "amount", per = "area"}):select{"area", "amount"}',
          "SELECT area, amount FROM t QUALIFY row_number() OVER (PARTITION BY area ORDER BY amount DESC) <= 3"),
    Shape("top-3-of-30000", 't:top(3, {by = "amount", per = "spot"}):select{"spot", "amount"}',
          "SELECT spot, amount FROM t QUALIFY row_number() OVER (PARTITION BY spot ORDER BY amount DESC) <= 3"),
    Shape("ranks", 't:group({"area", "spot"}, {n = "count"}):ranked("n", {within = "area", descending = true, as = "r"})',
          "SELECT area, spot, n, rank() OVER (PARTITION BY area ORDER BY n DESC) AS r "
          "FROM (SELECT area, spot, count(*) AS n FROM t GROUP BY ALL)"),
    Shape("lags", 't:group({"area", "day"}, {n = "count"}):lag("n", {within = "area", order = "day", as = "c"})',
          "SELECT area, day, n, lag(n) OVER (PARTITION BY area ORDER BY day) AS c "
          "FROM (SELECT area, day, count(*) AS n FROM t GROUP BY ALL)"),
    Shape("beneath", 't:select{"area", "cost"}:append(t:select{"area", "cost"}):group("area", {s = {sum = "cost"}})',
          "SELECT area, sum(cost) AS s FROM (SELECT area, cost FROM t UNION ALL SELECT area, cost FROM t) GROUP BY ALL"),
    Shape("bands", 't:derive("b", {band = "cost", from = {0, 50, 100, 200, 400, 800, 1600}}):group("b", {n = "count"}):select{"n"}',
          "SELECT n FROM (SELECT CASE WHEN cost < 50 THEN 0 WHEN cost < 100 THEN 1 WHEN cost < 200 THEN 2 WHEN cost < 400 THEN 3 "
          "WHEN cost < 800 THEN 4 WHEN cost < 1600 THEN 5 ELSE 6 END AS b, count(*) AS n FROM t GROUP BY ALL)"),
    Shape("first-texts", 't:select{"ref", "area"}:sort("ref"):head(1000)', "SELECT ref, area FROM t ORDER BY ref LIMIT 1000"),
    Shape("histogram", 't:histogram("cost", {width = 100}):where("count > 0"):select{"from", "count"}',
          'SELECT floor(cost / 100) * 100 AS "from", count(*) AS count FROM t WHERE cost IS NOT NULL GROUP BY ALL'),
    Shape("gaps", 't:group({"person", "area"}, {n = "count", f = {minimum = "day"}, l = {maximum = "day"}}):where("n > 1")'
          ':derive("g", "l - f"):group("area", {m = {mean = "g"}})',
          "SELECT area, avg(l - f) AS m FROM (SELECT person, area, count(*) AS n, min(day) AS f, max(day) AS l FROM t GROUP BY ALL) "
          "WHERE n > 1 GROUP BY ALL"),
    Shape("above-the-mean", 't:where("cost > mean(cost)"):group("area", {n = "count"})',
          "SELECT area, count(*) AS n FROM t WHERE cost > (SELECT avg(cost) FROM t) GROUP BY ALL"),
    derived("length-of-text", "u", "length(ref)"),
    derived("replaced-text", "u", "replace(left(ref, 4), 'R', 'Q')"),
    derived("days-of-moments", "u", "day(moment)", f"({CLOCK})::DATE"),
    counted("count-by-person-and-day", "person,day"),
    Shape("different-days", 't:select{"area", "day", "kind"}:distinct_rows():group("area", {n = "count"})',
          "SELECT area, count(*) AS n FROM (SELECT DISTINCT area, day, kind FROM t) GROUP BY ALL"),
    Shape("different-rows", 't:select{"area", "kind", "sex"}:distinct_rows()', "SELECT DISTINCT area, kind, sex FROM t"),
    Shape("rows-that-pass", 't:where{age = {between = {10, 11}}}:select{"area", "day", "cost", "person"}',
          "SELECT area, day, cost, person FROM t WHERE age BETWEEN 10 AND 11"),
)

# Further tables that some of the questions join, made of the first.
LUA_TABLES = (
    'regions = t:group("area", {n = "count"}):derive("region", "left(area, 8)"):select{"area", "region"}',
    'people = t:group("spot", {n = "count"}):derive("people", "n * 3"):select{"spot", "people"}',
    'pairs = t:group({"area", "kind"}, {n = "count"}):derive("w", "n * 2"):select{"area", "kind", "w"}',
    'half = t:group("spot", {n = "count"}):where("spot < \'E01015000\'"):derive("w", "n * 2"):select{"spot", "w"}',
    'persons = t:group("person", {k = "count"})',
    'few = t:group("person", {k = "count"}):where("k > 9"):select{"person"}',
)
SQL_TABLES = (
    "CREATE TABLE regions AS SELECT DISTINCT area, left(area::VARCHAR, 8) AS region FROM t",
    "CREATE TABLE people AS SELECT spot, count(*) * 3 AS people FROM t GROUP BY spot",
    "CREATE TABLE pairs AS SELECT area, kind, count(*) * 2 AS w FROM t GROUP BY ALL",
    "CREATE TABLE half AS SELECT spot, count(*) * 2 AS w FROM t WHERE spot::VARCHAR < 'E01015000' GROUP BY ALL",
    "CREATE TABLE persons AS SELECT person, count(*) AS k FROM t GROUP BY ALL",
    "CREATE TABLE few AS SELECT person FROM t GROUP BY ALL HAVING count(*) > 9",
)
