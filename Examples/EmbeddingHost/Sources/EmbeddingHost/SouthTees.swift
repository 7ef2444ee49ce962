import Columns
import Safeguarding

/// Questions that a safeguarding partnership asks of published files, each answered in lines of text.
struct SouthTees {
  /// The folder of the files.
  let folder: String
  /// The indicators of the Local Authority Interactive Tool.
  let lait: IndicatorCollection

  init(folder: String) throws {
    self.folder = folder
    lait = try PublishedFile.indicators(
      in: Self.table("\(folder)/lait/safeguarding-measures.csv.gz"),
      dictionary: Self.table("\(folder)/lait/data-dictionary.csv"))
  }

  /// Reads a file; the published markers of missing values keep their reasons, and a publisher's own can be added.
  private static func table(_ path: String, missing: [String] = []) throws -> Table {
    var options = DelimitedOptions()
    options.markers = options.markers.adding(missing)
    return try DelimitedReader(options).read(path: path)
  }

  /// Where Middlesbrough stands: the rank carries its rule, and the ranking says who was not counted.
  func position() throws -> [String] {
    let conceptions = try lait.indicator("Under18concep")
    let ranking = try Ranking(of: conceptions, in: conceptions.period("2017"), order: .highest)
    let position = try Position(of: conceptions.register.area("Middlesbrough"), in: ranking)
    return [position.words] + ranking.leftOut.map { "  not ranked: \($0.area.name), \($0.reason)" }
  }

  /// Whether more children are on a plan than a year before.
  func trend() throws -> [String] {
    let plans = try lait.indicator("CPP_Num")
    let area = try plans.register.area("Redcar & Cleveland")
    return [try Change(of: plans, area: area, from: plans.period("2019"), to: plans.period("2020")).words]
  }

  /// Whether immunisation against measles reaches the 95 per cent that the World Health Organization recommends.
  func immunisation() throws -> [String] {
    let query = Query().filter(
      .and([
        .compare(column: "vaccine", .equal, .text("MMR1")), .compare(column: "cohort", .equal, .text("24m")),
      ]))
    let path = "\(folder)/cover/mmr-coverage-utla-quarterly.csv.gz"
    let coverage = try NamedColumnsFile.indicator(
      in: Self.table(path, missing: ["[note 1]", "[note 3]"]).answer(query),
      value: "coverage_percent", area: "utla_code", periods: ["financial_year", "quarter"],
      definition: .init(key: "MMR1", title: "MMR at 24 months", unit: MeasureUnit(published: "%"), polarity: .high))
    let rules = ThresholdSet(
      name: "immunisation", rules: [ThresholdRule(indicator: coverage, test: .atLeast(95), warningMargin: 1)])
    return try rules.check(areas: ["Middlesbrough", "Redcar and Cleveland"], period: "2019-2020 Q1").results.map {
      "\($0.area.name), \($0.period.label): \($0.status.rawValue), \($0.value), \($0.reason)"
    }
  }

  /// Who pays for what, and what each would pay of 280,000 pounds: the parts always sum to the total.
  func budget() throws -> [String] {
    let budget = try Contributions(
      table: Self.table("\(folder)/south-tees/contributions-2020-21.csv"),
      payer: "agency", amount: "contribution_pounds")
    let share = try budget.share(of: budget.payers.prefix(4).map(\.name))
    let next = try Allocation(
      of: Money(pounds: "280,000"), weights: budget.payers.map { ($0.name, $0.amount.pounds) },
      basis: "this year's contributions", unitPence: 100)
    return [
      "Budget \(budget.total.text), of which the four partners pay \(PrintedNumber.of(share, decimals: 2))%",
      "\(next.total.text) by \(next.basis):",
    ] + next.parts.map { "  \($0.name): \($0.amount.text)" }
  }

  /// What the police recorded in a month, area by area, most first.
  func incidents() throws -> [String] {
    let incidents = try Incidents(
      tables: [Self.table("\(folder)/police/2019-09-cleveland-street.csv.gz")],
      areas: Self.table("\(folder)/geography/lsoa-to-la.csv.gz"))
    let counted = try incidents.top(4, by: ["area"])
    let (areas, counts) = (try counted.column("area"), try counted.column("incidents"))
    return ["\(PrintedNumber.of(incidents.count)) incidents in September 2019"]
      + (0..<counted.rowCount).map { "  \(areas[$0].plainText): \(counts[$0].plainText)" }
  }
}
