import Columns

/// Rows put into an order, and questions that use one.
func addOrders() {
  let costs = Query().select(["cost"]).order(by: [Query.Order("cost")])
  kernel("order-1M-doubles", { try Incidents.table.answer(costs, within: oneThread) }) {
    try require($0, inRowsOf: Incidents.million.costs.sorted().map { [.number($0)] }, in: "order-1M-doubles")
  }
  kernel("first-20-of-1M-doubles", { try Incidents.table.answer(costs.limit(20), within: oneThread) }) {
    let least = Incidents.million.costs.sorted().prefix(20)
    try require($0, inRowsOf: least.map { [.number($0)] }, in: "first-20-of-1M-doubles")
  }
  kernel("cluster-1M-rows-by-area-and-day", { try clustered() }) { table in
    let incidents = Incidents.million
    let order = (0..<incidents.rowCount).sorted {
      (incidents.areas[$0], incidents.days[$0], $0) < (incidents.areas[$1], incidents.days[$1], $1)
    }
    try require(
      table.selecting(columns: ["area", "day", "cost"]),
      inRowsOf: order.map {
        [
          incidents.areaCell($0), .date(CalendarDate(daysSince1970: Int32(incidents.days[$0]))),
          .number(incidents.costs[$0]),
        ]
      }, in: "cluster-1M-rows-by-area-and-day")
  }

  let ordered = Once { try clustered().projected(by: "person", columns: ["area", "type"], within: oneThread) }
  kernel(
    "count-1M-clustered-rows-by-area-and-month",
    Query().derive("month", .span(.month, of: .column("day"))).group(by: ["area", "month"], [.count()]),
    of: try ordered.value()
  ) {
    counts(by: { [$0.areas[$1], $0.month($1)] }, cells: { [$0.areaCell($1), $0.monthCell($1)] })
  }
  kernel(
    "count-1M-clustered-rows-by-area-and-type", Query().group(by: ["area", "type"], [.count()]), of: try ordered.value()
  ) {
    counts(by: { [$0.areas[$1], $0.types[$1]] }, cells: { [$0.areaCell($1), $0.typeCell($1)] })
  }
  kernel(
    "count-1M-clustered-rows-of-one-area-by-type",
    Query().filter(.compare(column: "area", .equal, .text(Incidents.areaName(0)))).group(by: ["type"], [.count()]),
    of: try ordered.value()
  ) {
    counts(by: { $0.areas[$1] == 0 ? [$0.types[$1]] : nil }, cells: { [$0.typeCell($1)] })
  }
  kernel("distinct-people-of-1M-projected-rows-by-area", peopleByArea, of: try ordered.value(), gives: peopleOfAreas)
}

private func clustered() throws -> Table { try Incidents.table.clustered(by: ["area", "day"], within: oneThread) }

private func require(_ answer: Table, inRowsOf expected: [[Cell]], in kernel: String) throws {
  guard answer.rowCount == expected.count else {
    throw WrongAnswer(kernel, "\(answer.rowCount) rows where \(expected.count) are right")
  }
  for (row, cells) in expected.enumerated() where answer.row(row) != cells {
    throw WrongAnswer(kernel, "row \(row) is \(answer.row(row)) where \(cells) is right")
  }
}
