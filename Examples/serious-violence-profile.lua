-- A problem profile of robbery and possession of weapons in the Cleveland force area, January 2023 to November 2025.
--
--   Scripts/safeguard run Examples/serious-violence-profile.lua
--
-- Every figure is worked out here from the files named at the end. Findings are what the figures say. Inferences are what a
-- reader might make of them, and stand apart.

local data = here .. "/Data/"
local crimes = load_incidents(data .. "police/cleveland-weapons-robbery-street.csv.gz", {areas = {
  data .. "geography/lsoa-to-la.csv.gz", data .. "geography/lsoa-2011-2021.csv.gz"}})
  :with_outcomes(load_table(data .. "police/cleveland-weapons-robbery-outcomes.csv.gz"))
local slim = load_incidents(data .. "police/2025-weapons-slim.csv.gz")
local children = load_indicators(data .. "population/mid-year-0-17-utla-2012-2024.csv.gz"):indicator("population_estimate")
local robbery, weapons = crimes:where{type = "Robbery"}, crimes:where{type = "Possession of weapons"}
local cleveland = {"Hartlepool", "Middlesbrough", "Redcar and Cleveland", "Stockton-on-Tees"}

local function row(t, conditions) return t:where(conditions)[1] end

local change = crimes:year_change{by = "type"}
local robberies, possessions = row(change, {type = "Robbery"}), row(change, {type = "Possession of weapons"})
local months = robbery:series()
local seasons = crimes:seasons()
local high = seasons:top(1, {by = "index"})[1]
local month_names = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

local areas = robbery:year_change{by = "area"}
local higher = {}
for _, a in ipairs(areas) do if a.verdict == "higher" then higher[#higher + 1] = a.area end end
local compared = robbery:where{month = {at_least = "2024-12"}}:compare{"Middlesbrough", population = children, per = 1000}
local others = compared[#compared]

local small_areas = 359  -- of the four authorities, on the same ground in both censuses
local spread = robbery:concentration{of = "lsoa_stable", among = small_areas}
local hot = robbery:hot_spots{of = "lsoa_stable", among = small_areas}
  :join(crimes.rows:group("lsoa_stable", {place = {first = "lsoa_name"}}), {on = "lsoa_stable"})
local near = robbery:near_repeat{distances = {100, 300}, times = {0, 1}, permutations = 199, seed = 1}
local charged = robbery:share({final_outcome = "Suspect charged"}, {known = true})

return document("Serious violence: robbery and weapons in Cleveland", {
  section("Findings in short", {findings()}),

  section("Definition and scope", [[
    Police-recorded robbery and possession of weapons as data.police.uk publishes them. Knife crime with injury, and violence that
    nobody reported, are not in these figures. Places are local authorities, and small areas that keep their ground from the
    census of 2011 to that of 2021. The files say nothing of who was harmed or who did it.]]),

  section("The data and their quality", {crimes:quality()}),

  section("Scale and trend", {
    figure(change:select{"type", "year_before", "incidents", "change_percent", "change_lower", "change_upper", "verdict"},
      {title = "The year to November 2025 against the year before"}),
    finding(("Robbery rose from %s to %s in the year to November 2025 (%+.0f%%, 95%% limits %+.0f%% to %+.0f%%)."):format(
      printed(robberies.year_before), printed(robberies.incidents), robberies.change_percent, robberies.change_lower, robberies.change_upper)),
    finding(("Possession of weapons is %s: %d against %d (95%% limits of the change %+.0f%% to %+.0f%%)."):format(
      possessions.verdict, possessions.incidents, possessions.year_before, possessions.change_lower, possessions.change_upper)),
    months:line_chart("twelve_months", {along = "month", title = "Robberies in the twelve months to each month"}),
    figure(robbery:series{by = "area"}:where{area = cleveland}:line_chart("twelve_months", {along = "month", by = "area"}),
      {title = "Robberies in the twelve months to each month, by authority"}),
    figure(robbery:series{every = "quarter"}:select{"quarter", "incidents", "twelve_months", "change_percent"}, {title = "Robbery by quarter"}),
  }),

  section("Season", {
    figure(seasons:select{"month_of_year", "years", "least", "most", "index"}, {title = "Robbery and weapons by month of the year"}),
    finding(("%s stands highest, at %.0f per cent of the months about it; the index takes six months on either side, and rests on one or two years."):format(
      month_names[high.month_of_year], high.index)),
  }),

  section("Areas", {
    figure(areas:where{area = cleveland}:select{
      "area", "year_before", "incidents", "change_percent", "change_lower", "change_upper", "p_adjusted", "verdict"},
      {title = "Robbery by local authority"}),
    figure(weapons:year_change{by = "area"}:where{area = cleveland}:select{
      "area", "year_before", "incidents", "change_percent", "change_lower", "change_upper", "p_adjusted", "verdict"},
      {title = "Possession of weapons by local authority"}),
    finding(("Robbery is higher than the year before in %s, all areas tested together allowed for."):format(table.concat(higher, ", "))),
    figure(compared:select{"area", "incidents", "rate", "ratio", "ratio_lower", "ratio_upper"},
      {title = "Robbery in the year to November 2025: Middlesbrough against each of the others"}),
    finding(("Middlesbrough's rate of robbery per 1,000 children is %.1f times that of the other three authorities together (%.1f to %.1f)."):format(
      others.ratio, others.ratio_lower, others.ratio_upper)),
  }),

  section("Other forces", {
    figure(slim:compare{"Cleveland Police", by = "force", population = children, per = 1000}
      :select{"force", "incidents", "rate", "ratio", "ratio_lower", "ratio_upper"}, {title = "Possession of weapons in 2025: Cleveland against its neighbours"}),
  }),

  section("Places", {
    spread,
    spread:pareto_chart(),
    figure(hot:select{"place", "lsoa_stable", "incidents", "expected", "ratio", "p_adjusted", "hot"}:head(8),
      {title = "Robbery: the eight hottest small areas, against what chance gives each of " .. small_areas}),
    finding(("Half of all robberies are in %d of the %d small areas, first of all %s."):format(spread.half, spread.places, hot[1].place)),
    figure(robbery:top(5, {by = "location"}), {title = "Robbery: the five places named most"}),
    robbery:again{of = "lsoa_stable", months = 3},
    figure(near, {title = "Pairs of robberies near each other in place and time"}),
    finding(("Robberies at one point in one month are %.1f times as many pairs as chance gives (p = %.3f)."):format(near[1].ratio, near[1].p_value)),
  }),

  section("What goes together", {
    figure(crimes:where{month = {at_least = "2025-01"}}:co_occurrence{of = "lsoa_stable", everyone = 359}:select{
      "first", "second", "with_first", "with_second", "with_both", "expected", "odds_ratio", "odds_lower", "odds_upper"},
      {title = "Small areas with both kinds, 2025"}),
  }),

  section("Time", "Street-level files have a month and no day or hour: see the gaps."),

  section("Harm", {
    "With made-up weights, to show the form: load the Crime Severity Score or your own.",
    figure(crimes:harm{weights = load_table(data .. "synthetic/example-weights.csv"), weight = "weight"}, {title = "Harm by kind, made-up weights"}),
  }),

  section("Victims and those who harm", [[
    The open files name neither. What a partnership adds here: age and sex of victims and suspects, whether they knew each other, and
    which of them services know. See the gaps.]]),

  section("What became of them", {
    figure(robbery:top(8, {by = "final_outcome"}), {title = "Robberies by what became of them, open ones among them"}),
    figure(crimes:time_to_outcome{by = "type"}:select{"type", "with_outcome", "still_open", "lower_quartile", "median", "upper_quartile"},
      {title = "Months to the first outcome"}),
    charged,
    finding(("%s robberies that have an outcome ended with a suspect charged (95%% limits %.0f%% to %.0f%%)."):format(charged.short, charged.lower, charged.upper)),
  }),

  section("Inferences", {
    inference("A rise in all authorities but one at once may come from recording as well as from robbery: ask the force for its audits."),
    inference("Pairs at one point in one month fit a few places that draw robbery. They fit series by the same people too; the data can't tell."),
    inference("Rates are for children, the only population at hand. A town centre has visitors that no population counts."),
  }),

  section("Intelligence gaps", {
    gap("Victims and suspects: age, sex, school, whether known to services. Not in open data."),
    gap("Day and hour of an incident. Not in open data; ask the force."),
    gap("Injuries: hospital admissions and ambulance calls (Information Sharing to Tackle Violence)."),
    gap("Weapons used in robbery, and where they come from."),
  }),

  section("Recommendations", {
    "Examples of their form: their owners and dates are not those of any partnership.",
    load_table(data .. "synthetic/recommendations-example.csv"):where{profile = "serious violence"}:select{"recommendation", "owner", "due", "rag"}
      :register{on = "2026-06-15", stated = "rag"},
  }),

  section("Method", method{crimes, slim, spread}),
}, {subtitle = "A problem profile from open data; it shows what such a profile holds, and is no partnership's own."})
