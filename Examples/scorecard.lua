-- A partnership's scorecard: the Tees performance framework for South Tees, from published data.
--
--   Scripts/safeguard run Examples/scorecard.lua                    the year to March 2020, as in the annual report
--   Scripts/safeguard run Examples/scorecard.lua 2024               another year
--   Scripts/safeguard run Examples/scorecard.lua 2024 Hartlepool    other areas

local year, first = ...
year = year or "2020"
local areas = first and {select(2, ...)} or {"Middlesbrough", "Redcar and Cleveland"}

local data = here .. "/Data/"
local lait = load_indicators(data .. "lait/safeguarding-measures.csv.gz", {dictionary = data .. "lait/data-dictionary.csv"})
local neighbours = load_neighbours(data .. "lait/statistical-neighbours-2021-04.csv", {edition = "April 2021"})
local framework = lait:framework("Tees performance framework", load_table(data .. "south-tees/tees-framework.csv"))
local card = framework:scorecard(areas, {period = year})
local mmr = load_table(data .. "cover/mmr-coverage-utla-quarterly.csv.gz", {missing = {"[note 1]", "[note 3]"}})
  :where{vaccine = "MMR1", cohort = "24m"}
  :indicator{name = "MMR at 24 months", value = "coverage_percent", area = "utla_code",
    period = {"financial_year", "quarter"}, unit = "%", polarity = "high", publisher = "UKHSA, COVER"}
local plans, in_care = lait:indicator("CPP_rate"), lait:indicator("LAC")

-- The lines of one section of the framework, with what a meeting looks at first.
local function lines(name)
  local of_section = card.rows:where{section = name}
  return section(name, {
    figure(of_section:select{"subject", "indicator", "area", "period", "value", "unit", "england", "rank", "from", "band"},
      {title = "Where each area stands"}),
    figure(of_section:select{"indicator", "area", "change", "direction", "trend", "threshold", "recent"}, {title = "Which way it goes"}),
  })
end

local parts = {section("In short", {tostring(card) .. ".", findings()})}
local spines = {}
for place, area in ipairs(areas) do spines[place] = card:spine_chart(area) end
parts[#parts + 1] = section("Against England", spines)
for _, name in ipairs(framework.sections) do parts[#parts + 1] = lines(name) end

-- What is worse than England and getting worse, of all measures that LAIT has a direction for.
local worsening = {}
for _, area in ipairs(areas) do
  local found = lait:worse_and_worsening(area)
  worsening[#worsening + 1] = section(area, {
    figure(found, {title = area .. ": worse than England and worsening, by each measure's latest periods"}),
    finding(("%s: %d of %d measures tested are worse than England and moving the wrong way."):format(area, found.n, found.tested)),
  })
end
parts[#parts + 1] = section("Worse and worsening", worsening)

local stands = {}
local function stand(indicator, area, what)
  local known = not is_missing(indicator:value(area, {period = year}))
  stands[#stands + 1] = known and figure(indicator:rank{area, period = year, neighbours = neighbours}, {title = area .. ": " .. what})
    or ("%s: no published figure for %s in %s."):format(area, what, year)
end
for _, area in ipairs(areas) do
  stand(plans, area, "child protection plans")
  stand(in_care, area, "children looked after")
end
local ranking = plans:ranking{period = year}
local lines, shown = {England = plans:value("England", {period = year})}, {}
for _, row in ipairs(ranking) do
  for _, area in ipairs(areas) do if row.area == area then shown[#shown + 1] = area end end
end
stands[#stands + 1] = figure(ranking:bar_chart("value", {label = "area", highlight = shown, lines = lines}),
  {title = "Children with a child protection plan per 10,000, every local authority of England, " .. year})
stands[#stands + 1] = figure(ranking:hex_map{highlight = shown}, {title = "Children with a child protection plan per 10,000, " .. year})
parts[#parts + 1] = section("Against neighbours", stands)

local rules = {}
for quarter = 1, 4 do
  rules[quarter] = {indicator = mmr, at_least = 95, warn_within = 1, period = ("%d-%s Q%d"):format(year - 1, year, quarter)}
end
local protected = thresholds("MMR at 24 months", rules):check{areas = areas}
parts[#parts + 1] = section("MMR against the recommended 95%", {
  protected,
  finding(("MMR at 24 months is below 95%% in %d of %d area-quarters."):format(protected.red, protected.red + protected.amber + protected.green)),
})
parts[#parts + 1] = section("Method", method{card, ranking})

return document("Scorecard: " .. table.concat(areas, ", "), parts, {
  subtitle = ("The Tees performance framework, year to March %s, from published data. Ranks are among the local authorities of England."):format(year)})
