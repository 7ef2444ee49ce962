import Columns

/// Columns added from smaller tables by key.
func addJoins() {
  let regions = Once {
    let areas = Array(0..<Incidents.areaCount)
    return try Table([
      Column("area", texts: areas.map(Incidents.areaName)), Column("region", texts: areas.map(regionName)),
    ])
  }
  joined("join-1M-rows-by-area") {
    try Query().join(regions.value(), on: ["area"], adding: ["region"]).group(by: ["region"], [.count()])
  } gives: {
    counts(by: { [$0.areas[$1] % 9] }, cells: { [.text(regionName($0.areas[$1]))] })
  }

  let weights = Once {
    let pairs = (0..<Incidents.areaCount).flatMap { area in Incidents.typeNames.indices.map { (area, $0) } }
    return try Table([
      Column("area", texts: pairs.map { Incidents.areaName($0.0) }),
      Column("type", texts: pairs.map { Incidents.typeNames[$0.1] }),
      Column("weight", integers: pairs.map { weight(area: $0.0, type: $0.1) }),
    ])
  }
  joined("join-1M-rows-by-area-and-type") {
    try Query().join(weights.value(), on: ["area", "type"], adding: ["weight"])
      .group(by: ["area"], [.sum(of: "weight", as: "weight")])
  } gives: {
    let incidents = Incidents.million
    return incidents.groups(by: { [incidents.areas[$0]] }, cells: { [incidents.areaCell($0)] }) { rows in
      [Double(rows.reduce(0) { $0 + weight(area: incidents.areas[$1], type: incidents.types[$1]) })]
    }
  }
}

private func joined(
  _ name: String, _ query: @escaping () throws -> Query, gives expected: @escaping () -> [[Cell]: [Double]]
) {
  kernel(name, { try Incidents.table.answer(query(), within: oneThread) }) { answer in
    try requireEqual(answer, expected(), in: name)
  }
}

private func regionName(_ area: Int) -> String { "E1200000\(area % 9 + 1)" }

private func weight(area: Int, type: Int) -> Int { (area * 31 + type * 17) % 1000 }
