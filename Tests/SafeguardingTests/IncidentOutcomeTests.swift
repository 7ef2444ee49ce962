import Columns
import Foundation
import TestSupport
import Testing

@testable import Safeguarding

/// What became of incidents, what they weigh, and shares of them.
struct IncidentOutcomeTests: IncidentTables {
  @Test func `A share says what unknown values did`() throws {
    let weapons = try Self.missing()
    let night = try weapons.share(
      .compare(column: "hour", .greaterOrEqual, .integer(21)), words: "hour at least 21", ofKnown: false, confidence: .percent95)
    let known = try weapons.share(
      .compare(column: "hour", .greaterOrEqual, .integer(21)), words: "hour at least 21", ofKnown: true, confidence: .percent95)
    #expect(night.proportion.numerator == known.proportion.numerator)
    #expect(night.proportion.denominator == weapons.count)
    #expect(known.proportion.denominator == weapons.count - (try weapons.base.column("hour").presence.missingCount))
    #expect(night.notes.contains { $0.hasSuffix("they count as not meeting the condition") })
    #expect(known.notes.contains { $0.hasSuffix(": left out") })
  }

  @Test func `Outcomes join by number: the first tells the time, the latest what became of it`() throws {
    let crimes = try Self.table(
      "Crime ID,Month,LSOA code,Crime type\na,2024-01,E1,x\na,2024-02,E1,x\nb,2024-01,E1,x\nc,2024-03,E1,x\n,2024-01,E1,y\nd,2024-02,E1,x\n"
    )
    let outcomes = try Self.table(
      "Crime ID,Month,Outcome type\na,2024-02,Charged\na,2024-04,Cautioned\na,2024-02,Charged\nd,2024-02,Charged\nz,2024-05,Charged\n"
    )
    let joined = try Incidents(tables: [crimes]).withOutcomes(outcomes, id: nil, month: nil, outcome: nil)
    let rows = try joined.rows()
    #expect(try Self.wholes(rows, "months_to_outcome") == [1, 0, nil, nil, nil, 0])
    #expect(
      try (0..<6).map { try rows.column("outcome_state")[$0].plainText } == [
        "outcome", "outcome", "open", "open", "no number", "outcome",
      ])
    #expect(try rows.column("final_outcome")[0] == .text("Cautioned"))
    #expect(joined.notes.contains { $0.hasPrefix("1 number of the outcomes is of no incident here") })
    let times = try joined.timeToOutcome(by: ["type"])
    #expect(try Self.wholes(times, "with_outcome") == [3, 0] && Self.wholes(times, "still_open") == [2, 0])
    #expect(try Self.wholes(times, "no_number") == [0, 1])
    // At risk 5, of which 2 end at 0; then 3, of which 1 ends at 1: 0.6 and 0.4 are open.
    #expect(try Self.wholes(times, "median") == [1, nil] && Self.wholes(times, "lower_quartile") == [0, nil])
    #expect(
      try times.column("upper_quartile")[0] == .missing(.notAvailable) && times.column("median")[1] == .missing(.notApplicable))
    #expect(throws: IncidentError.noOutcomes) { try Incidents(tables: [crimes]).timeToOutcome(by: []) }
    #expect(throws: IncidentError.nameTaken("outcome_month")) {
      try joined.withOutcomes(outcomes, id: nil, month: nil, outcome: nil)
    }
    #expect(throws: IncidentError.noColumn(role: "id")) {
      try Incidents(tables: [Self.street([("f", "2024-01", "E1", "x", 1)])]).withOutcomes(
        outcomes, id: nil, month: nil, outcome: nil)
    }
  }

  @Test func `An incident after the last outcome is open, and the time to outcomes says that no_number counts it`() throws {
    let crimes = try Self.table("Crime ID,Month,LSOA code,Crime type\na,2024-01,E1,x\nb,2024-02,E1,x\nc,2024-03,E1,x\n,2024-01,E1,x\n")
    let outcomes = try Self.table("Crime ID,Month,Outcome type\na,2024-02,Charged\n")
    let joined = try Incidents(tables: [crimes]).withOutcomes(outcomes, id: nil, month: nil, outcome: nil)
    let open = try joined.count(where: .compare(column: "outcome_state", .equal, .text("open")))
    let times = try joined.timeToOutcome(by: [])
    #expect(try open == 2 && Self.wholes(times, "still_open") == [1] && Self.wholes(times, "no_number") == [2])
    #expect(times.notes.last == "1 of them has the outcome_state open, and no month or one after 2024-02")
    let known = try joined.filtered(.oneOf(column: "month", [.text("2024-01"), .text("2024-02")]), words: "month before 2024-03").timeToOutcome(by: [])
    #expect(!known.notes.contains { $0.contains("outcome_state") })
  }

  @Test func `Cleveland's robberies and weapons have the outcomes that pandas finds`() throws {
    let joined = try Self.weapons().withOutcomes(
      Self.example("police/cleveland-weapons-robbery-outcomes.csv.gz"), id: nil, month: nil, outcome: nil)
    let times = try joined.timeToOutcome(by: ["type"])
    #expect(try Self.wholes(times, "with_outcome") == [1975, 2652] && Self.wholes(times, "still_open") == [162, 166])
    #expect(try Self.wholes(times, "median") == [0, 1] && Self.wholes(times, "upper_quartile") == [2, 2])
  }

  @Test func `Harm is a sum of the user's weights, and a kind without one has none`() throws {
    let rows = [("x", 4), ("y", 1), ("w", 2)].map { (force: "f", month: "2024-01", lsoa: "E1", type: $0.0, count: $0.1) }
    let incidents = try Incidents(tables: [Self.street(rows)])
    let weights = try Self.table("type,days,version\nx,10,made up\ny,365.5,made up\n")
    let harm = try incidents.harm(by: [], weights: weights, kind: nil, weight: "days", version: nil)
    #expect(try (0..<3).map { try harm.text("type", $0) } == ["y", "x", "w"])
    #expect(try harm.number("harm", 0) == 365.5 && harm.number("harm", 1) == 40)
    #expect(try harm.column("harm")[2] == .missing(.notAvailable))
    #expect(agree(try harm.number("harm_share", 1), 40 / 405.5 * 100))
    #expect(harm.notes.contains { $0.contains("made up") } && harm.notes.contains("without a weight, and in no harm: w 2"))
    let byMonth = try incidents.harm(by: ["month"], weights: weights, kind: nil, weight: "days", version: "v1")
    #expect(try byMonth.number("harm", 0) == 405.5)
    #expect(throws: ArgumentError.self) {
      try incidents.harm(by: [], weights: weights.selecting(columns: ["type", "days"]), kind: nil, weight: "days", version: nil)
    }
    #expect(throws: ArgumentError.self) {
      try incidents.harm(by: [], weights: Self.table("type,days\nx,-1\n"), kind: nil, weight: "days", version: "v")
    }
    #expect(throws: TableError.self) {
      try incidents.harm(by: [], weights: Self.table("type,days,n\nw,1,1\nw,2,1\ny,1,1\n"), kind: nil, weight: "days", version: "v")
    }
  }

  @Test(arguments: [(0, 2000, "0% of 2,000"), (1, 1000, "0.1% of 1,000"), (83, 169_796, "0.05% of"), (199, 200, "99.5% of 200"), (1999, 2000, "99.95% of 2,000"), (200, 200, "100% of 200"), (71, 100, "71% of 100")])
  func `Only none is nothing and only all is everything`(part: Int, all: Int, expected: String) throws {
    let share = IncidentShare(try Proportion(numerator: part, denominator: all), of: "incidents", that: "x", notes: [], sources: [])
    #expect(share.shortWords.hasPrefix(expected), "\(share.shortWords)")
  }
}
