-- The data pages of South Tees' annual report 2019/20: its tables, its budget, and its claims held against published data.
--
--   Scripts/safeguard run Examples/annual-report.lua
--
-- What the report says is in report-claims-2019-20.csv, sentence by sentence, with the number of each claim. The challenge
-- register, the audits and the action plan are made up: the report names such registers and prints none.

local data = here .. "/Data/"
local lait = load_indicators(data .. "lait/safeguarding-measures.csv.gz", {dictionary = data .. "lait/data-dictionary.csv"})
local people = load_indicators(data .. "population/mid-year-0-17-utla-2012-2024.csv.gz"):indicator("population_estimate")
local budget = load_contributions(data .. "south-tees/contributions-2020-21.csv")
local says = load_table(data .. "south-tees/report-claims-2019-20.csv")

local middlesbrough, redcar = "Middlesbrough", "Redcar and Cleveland"
local both = {middlesbrough, redcar}

-- What the report states under the number of a claim.
local stated = {}
for _, claim in ipairs(says) do stated[claim.id] = claim.stated_value end
local function sum(first, last)
  local total = 0
  for number = first, last do total = total + stated[("C%03d"):format(number)] end
  return total
end

local conceptions, school_ready = lait:indicator("Under18concep"), lait:indicator("FSP_NEW_GOODDEV")
local in_care_rate, in_care = lait:indicator("LAC"), lait:indicator("LACnum")
local plans, in_need_rate = lait:indicator("CPP_Num"), lait:indicator("CIN")
local poverty, breastfed, weight = lait:indicator("ChildPov"), lait:indicator("6wksBreast"), lait:indicator("ExcessRec")

local ranks = claims{
  conceptions:claim_rank{middlesbrough, says = stated.C003, of = 152, period = "2017", from = "highest"},
  conceptions:claim_rank{redcar, says = stated.C010, of = 152, period = "2017", from = "highest"},
  school_ready:claim_rank{middlesbrough, says = stated.C004, of = 152, period = "2018", from = "lowest"},
  school_ready:claim_rank{redcar, says = stated.C011, of = 152, period = "2018", from = "lowest"},
  in_care_rate:claim_rank{middlesbrough, says = stated.C008, of = 152, period = "2018", from = "highest"},
  in_care_rate:claim_rank{redcar, says = stated.C015, of = 152, period = "2018", from = "highest"},
  in_care_rate:claim_rank{middlesbrough, says = stated.C008, of = 152, period = "2019", from = "highest"},
  in_care_rate:claim_rank{redcar, says = stated.C015, of = 152, period = "2019", from = "highest"},
  poverty:claim_rank{middlesbrough, says = stated.C005, of = 152, period = "2022", from = "worst"},
  poverty:claim_rank{redcar, says = stated.C012, of = 152, period = "2022", from = "worst"},
  breastfed:claim_rank{middlesbrough, says = stated.C006, of = 152, period = "2018", from = "worst"},
  breastfed:claim_rank{redcar, says = stated.C013, of = 152, period = "2018", from = "worst"},
  weight:claim_rank{middlesbrough, says = stated.C007, of = 152, period = "2018", from = "worst"},
  weight:claim_rank{redcar, says = stated.C014, of = 152, period = "2018", from = "worst"},
}

-- Children in need are published as a rate: with mid-2019 children aged 0 to 17 it gives their number on 31 March 2020.
local function in_need(area)
  return in_need_rate:value(area, {period = "2020"}) * people:value(area, {period = "2019"}) / 10000
end
local numbers = claims{
  plans:claim_value{middlesbrough, says = stated.C030, period = "2020"},
  plans:claim_change{middlesbrough, says = stated.C031, from = "2019", to = "2020"},
  plans:claim_value{redcar, says = stated.C045, period = "2020"},
  plans:claim_change{redcar, says = stated.C046, from = "2019", to = "2020"},
  in_care:claim_value{middlesbrough, says = stated.C034, period = "2020"},
  in_care:claim_change{middlesbrough, says = stated.C035, from = "2019", to = "2020"},
  in_care:claim_value{redcar, says = stated.C050, period = "2020"},
  in_care:claim_change{redcar, says = stated.C051, from = "2019", to = "2020"},
  claim{middlesbrough .. ", children in need, 31 March 2020", says = stated.C029, found = in_need(middlesbrough), note = "rate x population"},
  claim{redcar .. ", children in need, 31 March 2020", says = stated.C044, found = in_need(redcar), note = "rate x population"},
}

local rise = plans:change(middlesbrough, {from = "2019", to = "2020"})

local mmr = load_table(data .. "cover/mmr-coverage-utla-quarterly.csv.gz", {missing = {"[note 1]", "[note 3]"}})
  :where{vaccine = "MMR1", cohort = "24m"}
  :indicator{name = "MMR at 24 months", value = "coverage_percent", area = "utla_code",
    period = {"financial_year", "quarter"}, unit = "%", polarity = "high", publisher = "UKHSA, COVER"}
local rules = {}
for quarter = 1, 4 do rules[quarter] = {indicator = mmr, at_least = 95, warn_within = 1, period = "2019-2020 Q" .. quarter} end
local protected = thresholds("MMR at 24 months", rules):check{areas = both}

-- The report's own arithmetic: its tables against the sums that it prints.
local partners = {"Middlesbrough Council", "Redcar & Cleveland Borough Council", "Cleveland Police", "ST CCG"}
local arithmetic = claims{
  claim{"Training courses, 2019/20", says = stated.C077, found = sum(74, 76), note = "core, update and exploitation courses", within = 0},
  claim{"Child deaths reviewed, " .. middlesbrough, says = stated.C082, found = sum(85, 90), note = "sum over ages", within = 0},
  claim{"Child deaths reviewed, " .. redcar, says = stated.C083, found = sum(92, 97), note = "sum over ages", within = 0},
  claim{"Joint agency responses, South Tees", says = stated.C115, found = sum(116, 117), note = "sum of the two authorities", within = 0},
  claim{"Joint agency responses, " .. middlesbrough, says = stated.C116, found = stated.C106, note = "unexpected deaths of 2019/20", within = 0},
  claim{"Joint agency responses, " .. redcar, says = stated.C117, found = stated.C114, note = "unexpected deaths of 2019/20", within = 0},
  claim{"Budget 2020/21", says = stated.C126, found = budget.total, unit = "£", within = 0},
}

local verdicts = ranks:append(numbers):append(arithmetic)
local by_verdict = verdicts:by("verdict"):count()
local held = verdicts:where{verdict = {"exact", "near"}}

-- Child deaths reviewed, by age, as the report prints them.
local ages = {"under 4 weeks", "4 to 52 weeks", "1 to 4 years", "5 to 9 years", "10 to 14 years", "15 to 17 years"}
local reviewed = {}
for place, age in ipairs(ages) do
  reviewed[place] = {age = age, middlesbrough = stated[("C%03d"):format(84 + place)], redcar_and_cleveland = stated[("C%03d"):format(91 + place)]}
end
local deaths, years = {}, {"2016/17", "2017/18", "2018/19", "2019/20"}
for place, year in ipairs(years) do
  local function pair(first) -- deaths, and those of them that were unexpected
    return stated[("C%03d"):format(first + 2 * place)], stated[("C%03d"):format(first + 1 + 2 * place)]
  end
  local m, mu = pair(97)
  local r, ru = pair(105)
  deaths[place] = {year = year, middlesbrough = m, middlesbrough_unexpected = mu, redcar_and_cleveland = r, redcar_unexpected = ru}
end

local training = table_of{
  {course = "core 3 safeguarding", courses = stated.C074}, {course = "core 3 update", courses = stated.C075},
  {course = "child sexual exploitation", courses = stated.C076},
}

-- What no open data can tell: claims of the report that nothing here is held against.
local police = says:where{section = "4. Local context / Cleveland Police data"}:select{"id", "area", "statement", "stated_value", "unit"}

local on = "2020-03-31"
local actions = load_table(data .. "synthetic/action-plan-example.csv"):register{on = on, closed = "closed", raised = "raised", stated = "rag"}
local challenges = load_table(data .. "synthetic/challenge-register-example.csv"):register{on = on, closed = "closed", raised = "raised"}
local section_11 = load_table(data .. "synthetic/section-11-example.csv")
local returns = section_11:register{on = "2020-04-30", closed = "returned"}
local met = section_11:proportions{numerator = "standards_met", denominator = "standards"}

return document("South Tees Safeguarding Children Partnership: data pages of the annual report 2019/20", {
  section("In short", {
    findings(),
    figure(by_verdict, {title = "How the comparisons came out"}),
  }),

  section("Key facts: the ranks", {
    figure(ranks, {title = "The report's ranks against published data"}),
    finding(("%d of %d comparisons of a claim with open data or with the report's own tables are exact or near."):format(#held, #verdicts)),
    [[The report names no source and no year for its ranks, and no one year gives both of its ranks for care: both years are shown. Low income families are measured otherwise since 2022; LAIT has breastfeeding at 6 to 8 weeks
    and not at birth, and excess weight and not obesity: those six are held against the nearest published measure, so a match there
    would prove little.]],
  }),

  section("MMR against the recommended 95%", {
    protected,
    finding(("MMR at 24 months was below 95%% in %d of %d quarters of 2019/20 and authorities, as the report says of both."):format(
      protected.red, protected.red + protected.amber + protected.green)),
  }),

  section("Local safeguarding data", {
    figure(numbers, {title = "The report's numbers against published data"}),
    finding(("Child protection plans in Middlesbrough rose by %.0f%%, from %.0f to %.0f, and not by %d%%."):format(
      rise.percent, rise.from_value, rise.to_value, stated.C031)),
    figure(plans:series(middlesbrough):line_chart("value", {along = "period", title = "Children with a child protection plan, Middlesbrough"})),
    figure(plans:series(redcar):line_chart("value", {along = "period", title = "Children with a child protection plan, Redcar and Cleveland"})),
  }),

  section("Child deaths", {
    figure(reviewed, {title = "Child deaths reviewed in 2019/20, by age"}),
    figure(table_of(deaths):select("year", "middlesbrough", "middlesbrough_unexpected", "redcar_and_cleveland", "redcar_unexpected"), {title = "Child deaths, and those of them that were unexpected",
      note = "small numbers: a change of a few deaths is what chance gives"}),
    finding(("The report has %d joint agency responses in Middlesbrough and %d in Redcar and Cleveland, and %d unexpected deaths in each.")
      :format(stated.C116, stated.C117, stated.C106)),
  }),

  section("Training", {
    figure(training, {title = "Courses delivered in 2019/20"}),
    finding(("The courses that the report lists are %d, and it says %d."):format(sum(74, 76), stated.C077)),
    ("%d staff and volunteers came; %d%% of them marked the training as good or excellent."):format(stated.C078, stated.C079),
  }),

  section("Budget 2020/21", {
    budget,
    ("The four statutory partners pay %.2f%%."):format(budget:share(partners)),
    figure(apportion{280000, by = budget, to = "pound"}, {title = "What each would pay of £280,000 in the same shares"}),
  }),

  section("The report's arithmetic", {figure(arithmetic, {title = "The report's sums worked out again"})}),

  section("Assurance", {
    "The report names a challenge register, audits and action plans. The rows here are made up, to show what such pages hold.",
    section("Challenge register", {challenges}),
    section("Section 11 audit", {
      figure(returns, {title = "Self-assessments returned by 30 April 2020"}),
      finding(("Made-up example: %d of %d agencies returned their Section 11 self-assessment, %d of them late."):format(
        returns.closed, returns.n, returns.closed_late)),
      figure(met, {title = "Standards met, of those that returned"}),
    }),
    section("Action plan", {
      actions,
      finding(("Made-up example: overdue actions, %d of %d; what its owner states is green."):format(actions.overdue, actions.n)),
    }),
  }),

  section("What open data can't check", {
    "Incidents of the police that the report counts, and that no open data tell:",
    figure(police, {title = "Claims about incidents"}),
    gap("Missing episodes, child sexual exploitation, children present at domestic abuse, alcohol and drugs: ask Cleveland Police."),
    gap("Young people discussed at the VPG, private fostering, referrals to the LADO, rapid reviews: the partnership's own records."),
  }),

  section("Method", {method{plans:rank{middlesbrough, period = "2020"}}}),
}, {subtitle = "What the report says, worked out again from published data and from its own tables."})
