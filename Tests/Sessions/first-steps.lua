area("redcar & cleveland")
local lait = load_indicators("Examples/Data/lait/safeguarding-measures.csv.gz", {dictionary = "Examples/Data/lait/data-dictionary.csv"})
lait:indicators{about = "children looked after rate"}
local care = lait:indicator("LAC")
care:rank("Middlesbrough", {period = "2018"})
care:ranking{period = "2018", among = "North East"}
care:change("Middlesbrough", {from = "2018", to = "2020"})
care:series("Redcar and Cleveland", {from = "2016", to = "2020"})
for i, name in ipairs{"Middlesbrough", "Hartlepool"} do
  print(name, care:value(name, {period = "2018"}))
end
print(care:rank("City of London", {period = "2018"}).rank_words)
