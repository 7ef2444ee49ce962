import Columns
import Safeguarding

/// A Swift program that links the SDK: South Tees' position, trend, threshold, budget and incidents, without Lua.
///
///     swift run --package-path Examples/EmbeddingHost EmbeddingHost Examples/Data
@main
struct EmbeddingHost {
  static func main() throws {
    let folder = CommandLine.arguments.dropFirst().first ?? "Examples/Data"
    func table(_ path: String, markers: [String] = []) throws -> Table {
      var options = DelimitedOptions()
      options.markers = options.markers.adding(markers)
      return try DelimitedReader(options).read(path: "\(folder)/\(path)")
    }

    // Where we stand: the rank carries its rule, and says who was not counted.
    let lait = try PublishedFile.indicators(
      in: table("lait/safeguarding-measures.csv.gz"), dictionary: table("lait/data-dictionary.csv"))
    let conceptions = try lait.indicator("Under18concep")
    let middlesbrough = try conceptions.register.area("Middlesbrough")
    let ranking = try Ranking(of: conceptions, in: conceptions.period("2017"), order: .highest)
    print(try Position(of: middlesbrough, in: ranking).words)
    for (area, reason) in ranking.leftOut { print("  not ranked: \(area.name), \(reason)") }

    // Whether it gets worse.
    let plans = try lait.indicator("CPP_Num")
    let redcar = try plans.register.area("Redcar & Cleveland")
    print(try Change(of: plans, area: redcar, from: plans.period("2019"), to: plans.period("2020")).words)

    // Whether a threshold is crossed.
    var coverage = Query()
    coverage.filter = .and([
      .compare(column: "vaccine", .equal, .text("MMR1")), .compare(column: "cohort", .equal, .text("24m")),
    ])
    let immunisation = try NamedColumnsFile.indicator(
      in: table("cover/mmr-coverage-utla-quarterly.csv.gz", markers: ["[note 1]", "[note 3]"]).answer(coverage),
      value: "coverage_percent", area: "utla_code", periods: ["financial_year", "quarter"],
      definition: .init(key: "MMR", title: "MMR at 24 months", unit: MeasureUnit(published: "%"), polarity: .high))
    let rules = ThresholdSet(
      name: "immunisation", rules: [ThresholdRule(indicator: immunisation, test: .atLeast(95), warningMargin: 1)])
    for result in try rules.check(areas: ["Middlesbrough", "Redcar and Cleveland"], period: "2019-2020 Q1").results {
      print("\(result.area.name), \(result.period.label): \(result.status.rawValue), \(result.value), \(result.reason)")
    }

    // Who pays for what: the parts always sum to the total.
    let budget = try Contributions(
      table: table("south-tees/contributions-2020-21.csv"), payer: "agency", amount: "contribution_pounds")
    let partners = budget.payers.prefix(4)
    let share = try budget.share(of: partners.map(\.name))
    print("Budget \(budget.total.text), of which the four partners pay \(PrintedNumber.of(share, decimals: 2))%")
    let uplift = try Allocation(
      of: Money(pounds: "280,000"), weights: budget.payers.map { ($0.name, $0.amount.pounds) },
      basis: "this year's contributions", unitPence: 100)
    for part in uplift.parts { print("  \(part.name): \(part.amount.text)") }

    // What was recorded where.
    let incidents = try Incidents(
      tables: [table("police/2019-09-cleveland-street.csv.gz")], areas: table("geography/lsoa-to-la.csv.gz"))
    let counted = try incidents.top(4, by: ["area"])
    let areas = try counted.column("area")
    let counts = try counted.column("incidents")
    for row in 0..<counted.rowCount { print("  \(areas[row].plainText): \(counts[row].plainText) incidents") }
  }
}
