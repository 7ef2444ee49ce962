import Columns

/// Counts of rows and of people by keys, from few groups to many.
func addCounts() {
  kernel("count-1M-rows-by-330-areas", Query().group(by: ["area"], [.count()])) {
    counts(by: { [$0.areas[$1]] }, cells: { [$0.areaCell($1)] })
  }
  kernel("count-1M-rows-by-area-and-type", Query().group(by: ["area", "type"], [.count()])) {
    counts(by: { [$0.areas[$1], $0.types[$1]] }, cells: { [$0.areaCell($1), $0.typeCell($1)] })
  }
  kernel(
    "count-1M-rows-by-area-month-and-type",
    Query().derive("month", .span(.month, of: .column("day"))).group(by: ["area", "month", "type"], [.count()])
  ) {
    counts(
      by: { [$0.areas[$1], $0.month($1), $0.types[$1]] },
      cells: { [$0.areaCell($1), $0.monthCell($1), $0.typeCell($1)] })
  }
  kernel("count-1M-rows-by-person", Query().group(by: ["person"], [.count()])) {
    counts(by: { [$0.people[$1]] }, cells: { [.integer($0.people[$1])] })
  }
  kernel("count-1M-rows-by-area-and-person", Query().group(by: ["area", "person"], [.count()])) {
    counts(by: { [$0.areas[$1], $0.people[$1]] }, cells: { [$0.areaCell($1), .integer($0.people[$1])] })
  }
  kernel("distinct-people-of-1M-rows-by-area", peopleByArea, gives: peopleOfAreas)
}

let peopleByArea = Query().group(by: ["area"], [.distinct(of: "person", as: "people")])

func peopleOfAreas() -> [[Cell]: [Double]] {
  let incidents = Incidents.million
  return incidents.groups(by: { [incidents.areas[$0]] }, cells: { [incidents.areaCell($0)] }) { rows in
    [Double(Set(rows.map { incidents.people[$0] }).count)]
  }
}

/// Returns how many incidents there are in each group.
func counts(
  by key: (Incidents, _ row: Int) -> [Int]?, cells: (Incidents, _ row: Int) -> [Cell]
) -> [[Cell]: [Double]] {
  let incidents = Incidents.million
  return incidents.groups(by: { key(incidents, $0) }, cells: { cells(incidents, $0) }) { [Double($0.count)] }
}
