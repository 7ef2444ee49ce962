-- South Tees: the key facts of the partnership's annual report 2019/20, held against the published data.
--
--   Scripts/safeguard run Examples/south-tees.lua

local data = here .. "/Data/"
local lait = load_indicators(data .. "lait/safeguarding-measures.csv.gz", {dictionary = data .. "lait/data-dictionary.csv"})
local neighbours = load_neighbours(data .. "lait/statistical-neighbours-2021-04.csv", {edition = "April 2021"})
local people = load_indicators(data .. "population/mid-year-0-17-utla-2012-2024.csv.gz"):indicator("population_estimate")
local mmr = load_table(data .. "cover/mmr-coverage-utla-quarterly.csv.gz", {missing = {"[note 1]", "[note 3]"}})
  :where{vaccine = "MMR1", cohort = "24m"}
  :indicator{name = "MMR at 24 months", value = "coverage_percent", area = "utla_code",
    period = {"financial_year", "quarter"}, unit = "%", polarity = "high", publisher = "UKHSA, COVER"}
local budget = load_contributions(data .. "south-tees/contributions-2020-21.csv")
local incidents = load_incidents(data .. "police/2019-09-cleveland-street.csv.gz", {areas = data .. "geography/lsoa-to-la.csv.gz"})

local middlesbrough, redcar = "Middlesbrough", "Redcar and Cleveland"
local conceptions = lait:indicator("Under18concep")
local school_ready = lait:indicator("FSP_NEW_GOODDEV")
local in_care_rate, in_care = lait:indicator("LAC"), lait:indicator("LACnum")
local plans = lait:indicator("CPP_Num")
local in_need_rate = lait:indicator("CIN")

local function heading(text) print("\n" .. text .. "\n" .. string.rep("=", #text)) end

heading("Where South Tees stands")
for _, area in ipairs{middlesbrough, redcar} do
  print(conceptions:rank{area, period = "2017", from = "highest", neighbours = neighbours})
  print()
end

heading("The report's ranks")
print(claims{
  conceptions:claim_rank{middlesbrough, says = 1, of = 152, period = "2017", from = "highest"},
  conceptions:claim_rank{redcar, says = 27, of = 152, period = "2017", from = "highest"},
  school_ready:claim_rank{middlesbrough, says = 1, of = 152, period = "2018", from = "lowest"},
  school_ready:claim_rank{redcar, says = 78, of = 152, period = "2018", from = "lowest"},
  in_care_rate:claim_rank{middlesbrough, says = 3, of = 152, period = "2018", from = "highest"},
  in_care_rate:claim_rank{redcar, says = 18, of = 152, period = "2018", from = "highest"},
  in_care_rate:claim_rank{middlesbrough, says = 3, of = 152, period = "2019", from = "highest"},
  in_care_rate:claim_rank{redcar, says = 18, of = 152, period = "2019", from = "highest"},
  lait:indicator("ChildPov"):claim_rank{middlesbrough, says = 2, of = 152, period = "2022", from = "worst"},
  lait:indicator("ChildPov"):claim_rank{redcar, says = 21, of = 152, period = "2022", from = "worst"},
  lait:indicator("6wksBreast"):claim_rank{middlesbrough, says = 2, of = 152, period = "2018", from = "worst"},
  lait:indicator("6wksBreast"):claim_rank{redcar, says = 5, of = 152, period = "2018", from = "worst"},
  lait:indicator("ExcessRec"):claim_rank{middlesbrough, says = 3, of = 152, period = "2018", from = "worst"},
  lait:indicator("ExcessRec"):claim_rank{redcar, says = 8, of = 152, period = "2018", from = "worst"},
})
print[[
The report names no source and no year for its ranks, and no one year gives both of its ranks for care. Low income
families are measured otherwise since 2022; LAIT has breastfeeding at 6 to 8 weeks and not at birth, and excess weight
and not obesity: those six are held against the nearest published measure, so a match there would prove little.]]

heading("The report's numbers")
-- Children in need are published as a rate: with mid-2019 children aged 0 to 17 it gives their number on 31 March 2020.
local function in_need(area)
  return in_need_rate:value(area, {period = "2020"}) * people:value(area, {period = "2019"}) / 10000
end
print(claims{
  plans:claim_value{middlesbrough, says = 379, period = "2020"},
  plans:claim_change{middlesbrough, says = 31, from = "2019", to = "2020"},
  plans:claim_value{redcar, says = 260, period = "2020"},
  plans:claim_change{redcar, says = 64, from = "2019", to = "2020"},
  in_care:claim_value{middlesbrough, says = 619, period = "2020"},
  in_care:claim_change{middlesbrough, says = 16, from = "2019", to = "2020"},
  in_care:claim_value{redcar, says = 348, period = "2020"},
  in_care:claim_change{redcar, says = 17, from = "2019", to = "2020"},
  claim{middlesbrough .. ", children in need, 31 March 2020", says = 1644, found = in_need(middlesbrough), note = "rate x population"},
  claim{redcar .. ", children in need, 31 March 2020", says = 1758, found = in_need(redcar), note = "rate x population"},
  claim{"Training courses, 2019/20", says = 23, found = 10 + 12 + 2, note = "10 core, 12 update and 2 exploitation courses", within = 0},
  claim{"Child deaths reviewed, " .. middlesbrough, says = 5, found = 1 + 1 + 0 + 1 + 2 + 0, note = "sum over ages"},
  claim{"Child deaths reviewed, " .. redcar, says = 4, found = 2 + 1 + 0 + 0 + 1 + 0, note = "sum over ages"},
})

heading("MMR against the recommended 95%")
local rules = {}
for quarter = 1, 4 do
  rules[quarter] = {indicator = mmr, at_least = 95, warn_within = 1, period = "2019-2020 Q" .. quarter}
end
print(thresholds("MMR at 24 months", rules):check{areas = {middlesbrough, redcar}})

heading("Who pays for the partnership in 2020/21")
print(budget)
print(claims{
  claim{"Budget 2020/21", says = 270047, found = budget.total, unit = "£"},
  claim{"Share of the four partners", says = 96.28, unit = "%",
    found = budget:share{"Middlesbrough Council", "Redcar & Cleveland Borough Council", "Cleveland Police", "ST CCG"}},
})
print(apportion{280000, by = budget, to = "pound"})

heading("Police-recorded incidents, September 2019")
local south_tees = incidents:where{area = {middlesbrough, redcar}}
print(south_tees:count{by = "area"})
print(south_tees:top{5, by = "type"})
-- Per child: the only population in Data.
print(south_tees:rate{population = people, period = "2019", per = 1000})
