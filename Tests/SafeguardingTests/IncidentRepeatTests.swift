import Columns
import Foundation
import TestSupport
import Testing

@testable import Safeguarding

/// Incidents of the same person or place: repeats, windows, kinds that go together.
struct IncidentRepeatTests: IncidentTables {
  @Test func `Repeats in a window, in all and again are those of a plain loop`() throws {
    for seed in 0..<20 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var rows: [(child: Int, day: Int, area: Int)] = []
      for _ in 0..<Int.random(in: 5...120, using: &random) {
        rows.append(
          (Int.random(in: 0...14, using: &random), Int.random(in: 0...200, using: &random), Int.random(in: 0...1, using: &random)))
      }
      let start = try #require(CalendarDate("2024-01-01"))
      let table = try Table([
        Column("child", texts: rows.map { $0.child == 0 ? nil : "c\($0.child)" }),
        Column("day", dates: rows.map { start.advanced(byDays: $0.day) }, presence: nil),
        Column("area", texts: rows.map { $0.area == 0 ? "Middlesbrough" : "Hartlepool" }),
      ]).projected(by: "child", columns: ["area"])
      let incidents = try Incidents(table: table, time: "day", columns: IncidentColumns(area: "area", person: "child"))
      let (least, length) = (Int.random(in: 2...4, using: &random), Int.random(in: 1...60, using: &random))
      let known = rows.filter { $0.child != 0 }
      let window = try #require(try IncidentWindow(days: length, months: nil))
      for areas in [[0, 1], [1, 0]] {
        let isGrouped = areas[0] == 1
        let all = try incidents.repeats(of: nil, atLeast: least, window: nil, by: isGrouped ? ["area"] : [])
        let windowed = try incidents.repeats(of: nil, atLeast: least, window: window, by: isGrouped ? ["area"] : [])
        for (row, area) in (isGrouped ? areas : [2]).enumerated() {
          let mine = known.filter { area == 2 || $0.area == area }
          guard !mine.isEmpty, row < all.rowCount else { continue }
          let people = Dictionary(grouping: mine, by: \.child)
          let often = people.filter { $0.value.count >= least }
          let wanted = area == 1 ? "Hartlepool" : "Middlesbrough"
          let areas = isGrouped ? try (0..<all.rowCount).map { try all.text("area", $0) } : [wanted]
          let found = areas.firstIndex(of: wanted)
          let place = try #require(found)
          #expect(
            try Self.wholes(all, "all")[place] == people.count && Self.wholes(all, "repeats")[place] == often.count, "seed \(seed)")
          #expect(try Self.wholes(all, "repeat_incidents")[place] == often.values.reduce(0) { $0 + $1.count }, "seed \(seed)")
          var (repeats, inside) = (0, 0)
          for days in people.values.map({ $0.map(\.day) }) {
            let within = days.filter { day in
              (day - length + 1...day).contains { first in days.count { (first..<(first + length)).contains($0) } >= least }
            }
            if !within.isEmpty { (repeats, inside) = (repeats + 1, inside + within.count) }
          }
          #expect(
            try Self.wholes(windowed, "repeats")[place] == repeats && Self.wholes(windowed, "repeat_incidents")[place] == inside,
            "seed \(seed)")
        }
      }
      let end = rows.map(\.day).max() ?? 0
      var (followed, again) = (0, 0)
      for days in Dictionary(grouping: known, by: \.child).values.map({ $0.map(\.day).sorted() }) where days[0] + length <= end {
        followed += 1
        if days.contains(where: { $0 > days[0] && $0 - days[0] <= length }) { again += 1 }
      }
      if followed > 0 {
        let share = try incidents.revictimisation(of: nil, window: window)
        #expect(share.proportion == (try Proportion(numerator: again, denominator: followed)), "seed \(seed)")
      } else {
        #expect(throws: ArgumentError.self) { try incidents.revictimisation(of: nil, window: window) }
      }
      let times = try incidents.times(of: nil, upTo: 3)
      let sizes = Dictionary(grouping: known, by: \.child).values.map(\.count)
      #expect(try Self.wholes(times, "units") == [sizes.count { $0 == 1 }, sizes.count { $0 == 2 }, sizes.count { $0 >= 3 }])
      #expect(try Self.wholes(times, "incidents").reduce(0) { $0 + ($1 ?? 0) } == known.count)
    }
  }

  @Test func `A question of people reads the projection of the table, which incidents keep`() throws {
    let rows = (0..<500).map { "c\($0 % 40)" }
    let days = (0..<500).map { CalendarDate(daysSince1970: Int32(19_000 + $0)) }
    let table = try Table([
      Column("child", texts: rows), Column("day", dates: days, presence: nil), Column("area", texts: rows.map { $0 + "x" }),
    ])
    .clustered(by: ["area"]).projected(by: "child", columns: ["area"])
    let incidents = try Incidents(table: table, time: "day", columns: IncidentColumns(person: "child"))
    #expect(incidents.base.clusteringKeys == ["area"])
    let plan = try incidents.base.explain(Query().group(by: ["child"], [.count()]))
    #expect(plan.contains("child"), "\(plan)")
    #expect(plan.contains("projection"), "\(plan)")
    #expect(try incidents.base.adding(Column("area", texts: rows)).clusteringKeys.isEmpty)
    #expect(try incidents.base.adding(Column("more", texts: rows)).clusteringKeys == ["area"])
  }

  @Test func `A window in months counts calendar months, and days are refused where there are none`() throws {
    let rows = [("2024-01", 1), ("2024-03", 1), ("2024-04", 1), ("2024-12", 1)].map {
      (force: "f", month: $0.0, lsoa: "E1", type: "x", count: $0.1)
    }
    let incidents = try Incidents(tables: [Self.street(rows)])
    func repeats(_ months: Int) throws -> Int? {
      try Self.wholes(
        incidents.repeats(of: "lsoa", atLeast: 3, window: IncidentWindow(days: nil, months: months), by: []), "repeat_incidents")[0]
    }
    // January to April are four months.
    #expect(try repeats(3) == 0 && repeats(4) == 3 && repeats(12) == 4)
    #expect(throws: IncidentError.noDays) {
      try incidents.repeats(of: "lsoa", atLeast: 2, window: IncidentWindow(days: 7, months: nil), by: [])
    }
    #expect(throws: IncidentError.noDays) { try incidents.hourByWeekday() }
    #expect(throws: ArgumentError.self) { try incidents.repeats(of: "lsoa", atLeast: 1, window: nil, by: []) }
    #expect(throws: IncidentError.noColumn(role: "person")) { try incidents.repeats(of: nil, atLeast: 2, window: nil, by: []) }
    #expect(throws: ArgumentError.self) { try IncidentWindow(days: 7, months: 1) }
    #expect(throws: ArgumentError.self) { try IncidentWindow(days: 0, months: nil) }
  }

  // MARK: Places

  @Test func `Kinds that go together are counted by person as a plain loop counts them`() throws {
    for seed in 0..<12 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let rows = (0..<90).map { _ in (Int.random(in: 0...25, using: &random), Int.random(in: 0...4, using: &random)) }
      let table = try Table([
        Column("child", texts: rows.map { $0.0 == 0 ? nil : "c\($0.0)" }),
        Column("kind", texts: rows.map { $0.1 == 0 ? nil : "k\($0.1)" }),
        Column("month", texts: rows.map { _ in "2024-01" as String? }),
      ])
      let incidents = try Incidents(table: table, time: "month", columns: IncidentColumns(person: "child", type: "kind"))
      let pairs = try incidents.coOccurrence(of: nil, harms: nil, everyone: seed % 2 == 0 ? nil : 40, confidence: .percent95)
      let known = rows.filter { $0.0 != 0 && $0.1 != 0 }
      func people(_ kind: String) -> Set<Int> { Set(known.filter { "k\($0.1)" == kind }.map(\.0)) }
      let all = seed % 2 == 0 ? Set(known.map(\.0)).count : 40
      #expect(pairs.rowCount == 6)
      for row in 0..<pairs.rowCount {
        let (one, other) = (people(try pairs.text("first", row)), people(try pairs.text("second", row)))
        #expect(try Self.wholes(pairs, "with_both")[row] == one.intersection(other).count, "seed \(seed)")
        #expect(agree(try pairs.number("expected", row), Double(one.count * other.count) / Double(all)), "seed \(seed)")
      }
      #expect(throws: ArgumentError.self) { try incidents.coOccurrence(of: nil, harms: nil, everyone: 3, confidence: .percent95) }
    }
  }

  @Test func `A column may be called n, as the table's own is`() throws {
    let table = try Self.table("when,n,child\n2024-01-01,a,c1\n2024-01-05,b,c1\n2024-02-01,a,c2\n")
    let incidents = try Incidents(table: table, time: "when", columns: IncidentColumns(lsoa: "n", person: "child", type: "n"))
    #expect(try Self.wholes(incidents.coOccurrence(of: nil, harms: nil, everyone: nil, confidence: .percent95), "with_both") == [1])
    #expect(try PlaceCounts(of: incidents, by: nil, among: nil).counts == [2, 1])
    #expect(try Self.wholes(incidents.series(by: ["n"]), "incidents") == [1, 1, 1, 0])
    #expect(try Self.wholes(incidents.repeats(of: "n", atLeast: 2, window: IncidentWindow(days: 40, months: nil), by: []), "repeats") == [1])
    #expect(try incidents.quality().rowCount > 0)
    let weights = try Self.table("n,days\na,2\nb,1\n")
    #expect(try incidents.harm(by: [], weights: weights, kind: nil, weight: "days", version: "v").number("harm", 0) == 4)
  }

  // MARK: Shares, outcomes, harm, comparison
}
