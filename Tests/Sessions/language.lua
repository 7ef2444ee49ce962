-- What somebody who knows pandas, SQL or R says first.
t = load_table("Examples/Data/police/cleveland-stop-and-search-2025.csv.gz")
t:count()
t:count("Type")
t:where("`Age range` = '10-17' and Type in ('Person search', 'Vehicle search')"):count()
t:where('`Age range` = "10-17" or Gender is missing'):count()
t:where("not (Type = 'Person search')"):count()
t:where{Date = {at_least = "2025-03-01", at_most = "2025-03-31"}}:count()
t:where("Date between '2025-03-01' and '2025-03-31'"):count()
t:where{Date = "2025-03-31"}:count()
t:by("Gender"):distinct("Legislation")
p = load_table("Examples/Data/south-tees/contributions-2020-21.csv"):rename{contribution_pounds = "pounds"}
p:sum("pounds"), p:mean("pounds"), p:median("pounds"), p:minimum("pounds"), p:maximum("pounds"), p:distinct("pounds")
p:derive("thousands", "pounds / 1000"):derive("odd", "(pounds - 1) * -2"):head(2)
p:derive("month", "month(pounds)")
p:sort("pounds", "agency", {descending = {"pounds"}}):tail(2)
p:append{table_of{{agency = "New", pounds = 5}}, table_of{agency = {"Newer"}, pounds = {6}}}:tail(3)
p:drop("pounds").columns
crimes = open("Examples/Data/police/2025-03-cleveland-street.csv.gz")
crimes:by("type"):count():top(2)
crimes.rows:derive("quarter", {quarter = "month"}):count("quarter")
crimes.rows:derive("y", "year(month)"):count("y")
crimes:count()
#t:filter{Type = "Person search"}
t:subset{Type = "Person search"}
t:group_by("Type"):count()
t:where{Type = {like = "Person"}}
t:where("Type > 3")
t:where("Type = ")
t:where{Gender = nil}
t:derive("x", function(row) return row.Type end):by("x"):count()
t:select("Type", "Gender"):head(1)
j = t:select("Type"):join(t:count("Type"), {on = {Type = "Type"}}):head(1)
j
j.count[1]
print(p[1], p.columns, {1, 2}, setmetatable({}, {__tostring = function() return "own words" end}))
#crimes, crimes[1].type, crimes.type[1]
crimes:where{type = "Drugs"}[2].type
crimes:by("type", "lsoa_name"):count():top(3, {by = "type"})
crimes:by("type", "lsoa_name"):count():top(1, {per = "type"}):head(2)
crimes:by("lsoa_name"):count():top(4)
crimes:pivot("type", "outcome"):select("type", "Under investigation"):head(2)
crimes:where("lsoa_name like 'Middlesbrough%' and not type contains 'theft'"):count()
crimes:where("longitude * 2 > 1")
crimes:where("type = upper('Drugs')")
t:derive("who", "if(Gender = 'Male' or `Age range` = '10-17', 'yes', 'no')"):count("who")
t:derive("who", "CASE Gender WHEN 'Male' THEN 'yes' END")
t:derive("who", "Gender.str.lower()")
t:where("STARTSWITH(Gender) > 4")
t:where("length(Gender) > 4 and lower(Type) begins_with 'per'"):count()
crimes:where("type like 'a%b'")
crimes:count("type"):count()
crimes:sort("type", "desc")[1].type
table_of{{k = 1}}:join(table_of{{k = "1", w = 2}}, {on = "k"})
crimes:group("type", "financial_year"):head(1)
crimes:by("type"):count():bar_chart{highlight = "Drug"}
crimes:where("type != 'Drugs'"):count()
t:derive("x", ("1 + "):rep(101) .. "1")
read_csv("x.csv")
t.Gender:count()
t:where(t.Gender > 3)
t:derive("x", "pct_change(Latitude)")
t:derive("x", "Gender[0:3]")
t:derive("x", "Gender + Type")
t:dropna()
t:sample(3, {random_state = 4})
t:derive("year", "year(Date)"):count("year")
t:where{Gender = "Female"}:derive("month", "month(Date)"):count("month"):top(1)
load_table("Examples/Data/lait/la-list.csv"):head(1)
t:distinct_rows("Type"):select("Type", "Gender")
table_of{{area = "Leeds", y2023 = 3, y2024 = 5}, {area = "York", y2023 = 1}}:unpivot{rows = "area", column = "year", values = "n"}
table_of{{day = "31/03/2025", cost = "£1,200"}, {day = "1/4/2025", cost = "n/a"}}:derive("day", "date(day)"):derive("pounds", "number(cost)")
help missing
help formula
help
