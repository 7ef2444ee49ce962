import Columns

/// Sums, means and quantiles by group.
func addTotals() {
  total("total-1M-coded-numbers-by-area", "minutes") { Double($0.minutes[$1]) }
  total("total-1M-doubles-by-area", "cost") { $0.costs[$1] }
  quantiles("quantiles-of-1M-coded-numbers-by-type", "minutes") { Double($0.minutes[$1]) }
  quantiles("quantiles-of-1M-doubles-by-type", "cost") { $0.costs[$1] }
}

private func total(_ name: String, _ column: String, value: @escaping (Incidents, _ row: Int) -> Double) {
  let query = Query().group(
    by: ["area"],
    [
      .sum(of: column, as: "sum"), .mean(of: column, as: "mean"), .minimum(of: column, as: "least"),
      .maximum(of: column, as: "most"),
    ])
  kernel(name, query) {
    let incidents = Incidents.million
    return incidents.groups(by: { [incidents.areas[$0]] }, cells: { [incidents.areaCell($0)] }) { rows in
      let values = rows.map { value(incidents, $0) }
      let sum = values.reduce(0, +)
      return [sum, sum / Double(values.count), values.min() ?? 0, values.max() ?? 0]
    }
  }
}

private func quantiles(_ name: String, _ column: String, value: @escaping (Incidents, _ row: Int) -> Double) {
  let query = Query().group(
    by: ["type"], [.median(of: column, as: "median"), .quantile(0.9, of: column, as: "percentile90")])
  kernel(name, query) {
    let incidents = Incidents.million
    return incidents.groups(by: { [incidents.types[$0]] }, cells: { [incidents.typeCell($0)] }) { rows in
      let sorted = rows.map { value(incidents, $0) }.sorted()
      return [quantile(0.5, of: sorted), quantile(0.9, of: sorted)]
    }
  }
}

/// Type 7 of Hyndman and Fan 1996.
private func quantile(_ fraction: Double, of sorted: [Double]) -> Double {
  let place = fraction * Double(sorted.count - 1)
  let lower = Int(place)
  let upper = min(lower + 1, sorted.count - 1)
  return sorted[lower] + (place - Double(lower)) * (sorted[upper] - sorted[lower])
}
