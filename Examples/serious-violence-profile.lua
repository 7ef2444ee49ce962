-- A problem profile of robbery and possession of weapons in the Cleveland force area, January 2023 to November 2025.
--
--   Scripts/safeguard run Examples/serious-violence-profile.lua
--
-- Every figure is worked out here from the files named at the end. Findings are what the figures say. Inferences are what a
-- reader might make of them, and stand apart. Recommendations are examples of their form: their owners and dates are not
-- those of any partnership.

local data = here .. "/Data/"
local crimes = load_incidents(data .. "police/cleveland-weapons-robbery-street.csv.gz", {areas = {
  data .. "geography/lsoa-to-la.csv.gz", data .. "geography/lsoa-2011-2021.csv.gz"}})
  :with_outcomes(load_table(data .. "police/cleveland-weapons-robbery-outcomes.csv.gz"))
local slim = load_incidents(data .. "police/2025-weapons-slim.csv.gz")
local children = load_indicators(data .. "population/mid-year-0-17-utla-2012-2024.csv.gz"):indicator("population_estimate")
local robbery, weapons = crimes:where{type = "Robbery"}, crimes:where{type = "Possession of weapons"}
local cleveland = {"Hartlepool", "Middlesbrough", "Redcar and Cleveland", "Stockton-on-Tees"}

local function heading(text) print("\n" .. text .. "\n" .. string.rep("=", #text)) end
local function row(t, conditions) return t:where(conditions)[1] end
local findings = {}
local function finding(text, ...) findings[#findings + 1] = string.format(text, ...) end

print("SERIOUS VIOLENCE: ROBBERY AND WEAPONS IN CLEVELAND")
print("A problem profile from open data; it shows what such a profile holds, and is no partnership's own.")

heading("1. Definition and scope")
print[[
Police-recorded robbery and possession of weapons as data.police.uk publishes them. Knife crime with injury, and violence that
nobody reported, are not in these figures. Places are local authorities, and small areas that keep their ground from the
census of 2011 to that of 2021. The files say nothing of who was harmed or who did it.]]

heading("2. The data and their quality")
print(crimes:quality())

heading("3. Scale and trend")
local change = crimes:year_change{by = "type"}
print(change:select{"type", "year_before", "incidents", "change_percent", "change_lower", "change_upper", "verdict"})
local r = row(change, {type = "Robbery"})
finding("Robbery rose from %d to %d in the year to November 2025 (%+.0f%%, 95%% limits %+.0f%% to %+.0f%%).", r.year_before, r.incidents,
  r.change_percent, r.change_lower, r.change_upper)
local w = row(change, {type = "Possession of weapons"})
finding("Possession of weapons is %s: %d against %d (95%% limits of the change %+.0f%% to %+.0f%%).", w.verdict, w.incidents, w.year_before,
  w.change_lower, w.change_upper)
print(robbery:series{every = "quarter"}:select{"quarter", "incidents", "twelve_months", "change_percent"})

heading("4. Season")
local seasons = crimes:seasons()
print(seasons:select{"month_of_year", "years", "least", "most", "index"})
local high = seasons:top(1, {by = "index"})[1]
finding("Month %d stands highest, at %.0f per cent of the months about it; the index rests on one or two years of each month.",
  high.month_of_year, high.index)

heading("5. Areas")
local areas = robbery:year_change{by = "area"}
print(areas:where{area = cleveland}:select{"area", "year_before", "incidents", "change_percent", "change_lower", "change_upper", "p_adjusted", "verdict"})
local higher = {}
for _, a in ipairs(areas) do if a.verdict == "higher" then higher[#higher + 1] = a.area end end
finding("Robbery is higher than the year before in %s, all areas tested together allowed for.", table.concat(higher, ", "))
local compared = robbery:where{month = {at_least = "2024-12"}}:compare{"Middlesbrough", population = children, per = 1000}
print(compared:select{"area", "incidents", "rate", "ratio", "ratio_lower", "ratio_upper"})
local others = compared[#compared]
finding("Middlesbrough's rate of robbery per 1,000 children is %.1f times that of the other three authorities together (%.1f to %.1f).",
  others.ratio, others.ratio_lower, others.ratio_upper)

heading("6. Other forces")
print(slim:compare{"Cleveland Police", by = "force", population = children, per = 1000}
  :select{"force", "incidents", "rate", "ratio", "ratio_lower", "ratio_upper"})

heading("7. Places")
local spread = robbery:concentration{of = "lsoa_stable"}
print(spread)
print(robbery:hot_spots{of = "lsoa_stable"}:select{"lsoa_stable", "incidents", "expected", "ratio", "p_adjusted", "hot"}:head(8))
finding("Half of all robberies are in %d of the %d small areas that had one.", spread.half, spread.places)
print(robbery:top(5, {by = "location"}))
local again = robbery:again{of = "lsoa_stable", months = 3}
print(again)
local near = robbery:near_repeat{distances = {100, 300}, times = {0, 1}, permutations = 199, seed = 1}
print(near)
finding("Robberies at one point in one month are %.1f times as many pairs as chance gives (p = %.3f).", near[1].ratio, near[1].p_value)

heading("8. What goes together")
local together = crimes:where{month = {at_least = "2025-01"}}:co_occurrence{of = "lsoa_stable", everyone = 359}
print(together:select{"first", "second", "with_first", "with_second", "with_both", "expected", "odds_ratio", "odds_lower", "odds_upper"})

heading("9. Time")
print("Street-level files have a month and no day or hour: see the gaps.")

heading("10. Harm")
print("With made-up weights, to show the form: load the Crime Severity Score or your own.")
print(crimes:harm{weights = load_table(data .. "synthetic/example-weights.csv"), weight = "weight"})

heading("11. What became of them")
local times = crimes:time_to_outcome{by = "type"}
print(times:select{"type", "with_outcome", "still_open", "lower_quartile", "median", "upper_quartile"})
local charged = robbery:share{final_outcome = "Suspect charged"}
print(charged)
finding("%s robberies ended with a suspect charged (95%% limits %.0f%% to %.0f%%).", charged.short, charged.lower, charged.upper)

heading("12. Findings")
for number, text in ipairs(findings) do print(number .. ". " .. text) end

heading("13. Inferences (not findings)")
print[[
- A rise in all authorities but one at once may come from recording as well as from robbery: ask the force for its audits.
- Pairs at one point in one month fit a few places that draw robbery. They fit series by the same people too; the data can't tell.
- Rates are for children, the only population at hand. A town centre has visitors that no population counts.]]

heading("14. Intelligence gaps")
print[[
- Victims and suspects: age, sex, school, whether known to services. Not in open data.
- Day and hour of an incident. Not in open data; ask the force.
- Injuries: hospital admissions and ambulance calls (Information Sharing to Tackle Violence).
- Weapons used in robbery, and where they come from.]]

heading("15. Recommendations (examples of their form)")
print(load_table(data .. "synthetic/recommendations-example.csv"):where{profile = "serious violence"}:select{"recommendation", "owner", "due", "rag"})

heading("16. Sources and method")
print(why(crimes))
print(why(slim))
print(why(spread))
