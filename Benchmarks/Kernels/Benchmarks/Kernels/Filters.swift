import Columns

/// Conditions of one column in each of its layouts, which end in one count.
func addFilters() {
  let types = [0, 2, 7]
  filter(
    "filter-1M-rows-by-three-codes-of-8-bits",
    .oneOf(column: "type", types.map { .text(Incidents.typeNames[$0]) })
  ) { types.contains($0.types[$1]) }
  let first = Incidents.firstDay + 1000
  let last = Incidents.firstDay + 1365
  filter("filter-1M-rows-by-a-range-of-16-bits", .between(column: "day", date(first), date(last))) {
    (first...last).contains($0.days[$1])
  }
  let areas = Set(stride(from: 0, to: Incidents.areaCount, by: 8))
  filter(
    "filter-1M-rows-by-42-codes-of-16-bits", .oneOf(column: "area", areas.map { .text(Incidents.areaName($0)) })
  ) { areas.contains($0.areas[$1]) }
  filter("filter-1M-rows-by-a-range-of-32-bits", .between(column: "person", .integer(100_000), .integer(200_000))) {
    (100_000...200_000).contains($0.people[$1])
  }
  filter("filter-1M-rows-by-a-range-of-doubles", .between(column: "cost", .number(1000), .number(250_000.5))) {
    (1000...250_000.5).contains($0.costs[$1])
  }
  filter("filter-1M-rows-by-part-of-a-text", .contains(column: "place", "hawthorn")) {
    Incidents.streetNames[$0.streets[$1]] == "Hawthorn"
  }
  filter(
    "filter-1M-rows-by-area-day-and-type",
    .and([
      .compare(column: "area", .equal, .text(Incidents.areaName(7))), .between(column: "day", date(first), date(last)),
      .not(.compare(column: "type", .equal, .text(Incidents.typeNames[0]))),
    ])
  ) { $0.areas[$1] == 7 && (first...last).contains($0.days[$1]) && $0.types[$1] != 0 }
}

private func date(_ day: Int) -> Cell { .date(CalendarDate(daysSince1970: Int32(day))) }

private func filter(_ name: String, _ predicate: Predicate, keeps: @escaping (Incidents, _ row: Int) -> Bool) {
  kernel(name, Query().filter(predicate).group([.count()])) {
    let incidents = Incidents.million
    return [[]: [Double((0..<incidents.rowCount).count { keeps(incidents, $0) })]]
  }
}
