-- Times the questions of a problem profile over a national year of four million incidents.
--
--   .build/release/safeguard run --allow-read SHARED Benchmarks/Incidents/national-year.lua SHARED
--
-- SHARED is the maintainers' shared folder. Each answer is checked before its time is printed; the figures were counted by
-- pandas 2. A time is the processor's, of both cores together, and the least of three.

local shared = (...) .. "/data/"
local geography = {}
for _, name in ipairs{
  "lookup_lsoa21_ward24_ltla24.csv.gz", "lookup_lsoa11_lsoa21_ltla22.csv.gz", "lookup_lsoa11_ltla21.csv.gz", "lookup_ltla19_utla19.csv",
  "lookup_ltla21_utla21.csv", "lookup_ltla23_utla23.csv",
} do geography[#geography + 1] = shared .. "geo/" .. name end
local children = load_indicators(shared .. "ons/mid_year_population_0-17_utla_2012_2024.csv"):indicator("population_estimate")

local function timed(name, expected, ask, answer)
  local least, result
  for _ = 1, 3 do
    local start = os.clock()
    result = ask()
    least = math.min(least or math.huge, os.clock() - start)
    if name == "load" then break end
  end
  local found = answer(result)
  assert(found == expected, string.format("%s: %s, and not %s", name, found, expected))
  print(string.format("%-44s %8.1f ms", name, least * 1000))
  return result
end

local all = timed("load", 4015457, function()
  return load_incidents(shared .. "police/2025-slim.csv.gz", {areas = geography})
end, function(i) return i.n end)
local violence = all:where{type = "Violence and sexual offences"}

timed("count by area and type", 74273, function() return all:count{by = {"force", "type"}} end,
  function(t) return t:where{force = "Durham Constabulary"}:sum("incidents") end)
timed("series by area", 2114, function() return all:series{by = "area"} end,
  function(t) return t:where{area = "Middlesbrough", month = "2025-01"}[1].incidents end)
timed("series by LSOA", 12 * 28258, function() return all:series{by = "lsoa"} end, function(t) return #t end)
timed("year_change by area, 3 months", 176, function() return all:year_change{by = "area", months = 3} end, function(t) return #t end)
timed("repeats of LSOAs, 10 in 3 months", 19945, function() return violence:repeats{of = "lsoa", at_least = 10, months = 3} end,
  function(t) return t.repeats[1] end)
timed("concentration of LSOAs", 5058, function() return all:concentration{of = "lsoa"} end, function(c) return c.half end)
timed("hot_spots of LSOAs", 6166, function() return violence:hot_spots{of = "lsoa"} end, function(t) return #t:where{hot = true} end)
timed("co_occurrence of LSOAs", 91, function() return all:co_occurrence{of = "lsoa"} end, function(t) return #t end)
timed("near_repeat, one force's robberies, 999", 15, function()
  return all:where{force = "Cleveland Police", type = "Robbery"}:near_repeat()
end, function(t) return #t end)
timed("compare forces", 89391, function() return all:compare{"Cleveland Police", by = "force", population = children} end,
  function(t) return t[1].incidents end)
timed("quality", 1365204, function() return all:quality() end,
  function(t) return t:where{check = "rows wholly alike to another"}[1].count end)
