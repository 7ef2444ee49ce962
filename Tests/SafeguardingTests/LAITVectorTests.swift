import Columns
import Safeguarding
import TestSupport
import Testing

/// Holds rankings, bands, averages and changes against pandas' answers on DfE's data: see Fixtures/vectors/README.md.
struct LAITVectorTests {
  /// The rankings that the vectors ask for, made once each.
  private struct Rankings {
    private var made: [String: [String: Ranking.Entry]] = [:]
    private(set) var count = 0

    mutating func entry(_ indicator: Indicator, _ period: Period, _ order: RankOrder, _ ties: TieRule, _ area: Area) throws -> Ranking.Entry {
      let key = "\(indicator.definition.key)|\(period.label)|\(order)|\(ties)"
      if made[key] == nil {
        let ranking = try Ranking(of: indicator, in: period, among: .published, order: order, ties: ties)
        made[key] = Dictionary(ranking.entries.map { ($0.area.code, $0) }, uniquingKeysWith: { first, _ in first })
      }
      return try #require(made[key]?[area.code], "\(key) has no \(area.name)")
    }

    func count(_ indicator: Indicator, _ period: Period, _ order: RankOrder, _ ties: TieRule) -> Int {
      made["\(indicator.definition.key)|\(period.label)|\(order)|\(ties)"]?.count ?? 0
    }
  }

  @Test func `Every published rank agrees, under each tie rule and in both directions`() throws {
    let vectors = try Vectors.table("lait_ranks.csv.gz")
    var rankings = Rankings()
    #expect(vectors.rowCount > 3000)
    let rules: [(TieRule, String)] = [(.competition, "min"), (.max, "max"), (.dense, "dense"), (.average, "average")]
    for row in 0..<vectors.rowCount {
      let indicator = try LAITExtract.indicator(vectors.text("measure", row))
      let period = try indicator.period(vectors.text("year", row))
      let area = try indicator.register.area(vectors.text("la", row))
      for (order, name) in [(RankOrder.highest, "high"), (.lowest, "low")] {
        for (ties, rule) in rules {
          let entry = try rankings.entry(indicator, period, order, ties, area)
          let expected = try vectors.number("rank_\(name)_\(rule)", row)
          #expect(entry.rank == expected, "\(indicator.definition.key) \(period.label) \(area.name) \(order) \(ties)")
        }
      }
      #expect(rankings.count(indicator, period, .highest, .competition) == Int(try vectors.number("n", row) ?? 0))
      if let lait = try vectors.number("rank_lait", row) {
        let best = try rankings.entry(indicator, period, .best, .competition, area)
        #expect(best.rank == lait, "LAIT's own rank")
      }
    }
  }

  @Test func `Every quartile band agrees with LAIT's rule`() throws {
    let vectors = try Vectors.table("lait_quartile_bands.csv.gz")
    var rankings = Rankings()
    var banded = 0
    for row in 0..<vectors.rowCount {
      let indicator = try LAITExtract.indicator(vectors.text("measure", row))
      let area = try indicator.register.area(vectors.text("la", row))
      let entry = try rankings.entry(
        indicator, indicator.period(vectors.text("year", row)), .highest, .competition, area)
      let expected = try vectors.text("band_lait", row)
      #expect((entry.band?.rawValue ?? "-") == (expected.isEmpty ? "-" : expected), "row \(row + 1): \(area.name)")
      if entry.band != nil { banded += 1 }
    }
    #expect(banded > 2000)
  }

  @Test func `Every average of statistical neighbours agrees, and counts those with a value`() throws {
    let vectors = try Vectors.table("lait_sn_average.csv")
    let edition = try LAITExtract.neighbours2025.get()
    for row in 0..<vectors.rowCount {
      let indicator = try LAITExtract.indicator(vectors.text("measure", row))
      let average = try NeighbourAverage(
        of: indicator.register.area(vectors.text("la", row)), indicator: indicator,
        period: indicator.period(vectors.text("year", row)), edition: edition)
      #expect(agree(average.mean, try vectors.number("sn_mean", row)), "row \(row + 1)")
      #expect(average.count == Int(try vectors.number("sn_n_used", row) ?? 0), "row \(row + 1)")
    }
  }

  @Test func `Every change agrees, and its percentage`() throws {
    let vectors = try Vectors.table("lait_change.csv")
    for row in 0..<vectors.rowCount {
      let indicator = try LAITExtract.indicator(vectors.text("measure", row))
      let area = try indicator.register.area(vectors.text("la", row))
      let from = try indicator.period(vectors.text("prev_year", row))
      let to = try indicator.period(vectors.text("latest_year", row))
      guard try vectors.number("change_lait", row) != nil else {
        #expect(throws: IndicatorError.self, "a missing value is no zero") {
          try Change(of: indicator, area: area, from: from, to: to)
        }
        continue
      }
      let change = try Change(of: indicator, area: area, from: from, to: to)
      #expect(agree(change.difference, try vectors.number("change_lait", row)), "row \(row + 1)")
      #expect(agree(change.percent, try vectors.number("pct_change", row)), "row \(row + 1)")
    }
  }

  @Test(arguments: ["2016", "2017"])
  func `Areas that did not exist are published beside those they replaced, and are not counted twice`(period: String) throws {
    let indicator = try LAITExtract.indicator("Under18concep")
    let period = try indicator.period(period)
    let counted = try Ranking(of: indicator, in: period, order: .highest)
    let published = try Ranking(of: indicator, in: period, among: .published, order: .highest)
    #expect(counted.count == 150)
    #expect(published.count == 152)
    let gone = counted.leftOut.filter { $0.reason.contains("did not exist until 2019-04-01") }.map(\.area.name)
    #expect(Set(gone) == ["Dorset", "Bournemouth, Christchurch and Poole"])
  }

  @Test(arguments: [("Middlesbrough", 1), ("Redcar and Cleveland", 27)])
  func `The report's ranks for teenage pregnancy hold, however the areas are counted`(area: String, rank: Int) throws {
    let indicator = try LAITExtract.indicator("Under18concep")
    for set in [AreaSet.all, .published] {
      let ranking = try Ranking(of: indicator, in: indicator.period("2017"), among: set, order: .highest)
      #expect(try ranking.entry(of: indicator.register.area(area)).rank == Double(rank))
    }
  }

  @Test func `A zero for an area that did not exist is no value`() throws {
    let indicator = try LAITExtract.indicator("Chlamydia_Diagnosis")
    let ranking = try Ranking(of: indicator, in: indicator.period("2018"), order: .lowest)
    for name in ["West Northamptonshire", "Cumberland"] {
      let area = try indicator.register.area(name)
      #expect(indicator[area, ranking.period] == .missing(.notApplicable), "the file has a zero")
      #expect(throws: IndicatorError.self) { try ranking.entry(of: area) }
      #expect(ranking.leftOut.contains { $0.area == area })
    }
  }
}
