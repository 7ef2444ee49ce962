nil
true
"text with\ttab and \27[31mcolour"
{1, 2, 3}
{{area = "Middlesbrough", rate = 12.5}, {area = "Hartlepool", rate = 7}}
print
apportion(100, {among = {"Council", "Police", "NHS"}})
apportion(1000, {by = {Council = 3, Police = 1}, caps = {Council = 600}})
contributions{{"Council", 65000}, {"Police", "£65,000.50"}}
period("2013/14-15/16")
period("2019 (Rev)").words
areas{on = "2023-04-01", region = "North East"}
claim("training courses", {says = 23, found = 24})
why(apportion(10, {among = {"a", "b", "c"}}))
