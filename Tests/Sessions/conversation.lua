.open Examples/Data/police/2019-09-cleveland-street.csv.gz as street
street:where{type = "Drugs"}:by("lsoa_name"):count():top(3)
_[1].lsoa_name
_2.count
street:by("type"):count():sort("count", {descending = true}):head(4):bar_chart()
.tables
.schema street:by("type"):count()
local first, second = 3, 4
local unset
first * second, unset
unset
strete
help(rank_change)
help neighbour
.opn
.open
.open nowhere.csv
.open README.md as 2nd
.open nowhere.csv as street
.schema first
.export
.timing perhaps
.page first
.page street:by("type"):count():head(2)
-- a comment alone
.5 + 1
_
exit
never reached
