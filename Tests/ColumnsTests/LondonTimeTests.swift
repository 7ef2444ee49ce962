import Foundation
import TestSupport
import Testing

@testable import Columns

struct LondonTimeTests {
  @Test(arguments: [
    ("2023-03-26T00:59:59+00:00", "2023-03-26"), ("2023-06-30T23:00:00+00:00", "2023-07-01"),
    ("2023-03-26T23:00:00+00:00", "2023-03-27"), ("2023-10-28T23:00:00+00:00", "2023-10-29"),
    ("2023-10-29T23:00:00+00:00", "2023-10-29"), ("2023-01-31T23:30:00+00:00", "2023-01-31"),
    ("2020-10-25T00:30:00Z", "2020-10-25"), ("2021-03-28T01:00:00Z", "2021-03-28"),
  ])
  func `A moment belongs to the day in London`(moment: String, day: String) throws {
    #expect(LondonTime.day(at: try #require(Timestamp(moment))).description == day)
  }

  @Test(arguments: [
    ("2023-03-26T00:59:59Z", false), ("2023-03-26T01:00:00Z", true), ("2023-10-29T00:59:59Z", true),
    ("2023-10-29T01:00:00Z", false), ("2024-03-31T01:00:00Z", true), ("2024-10-27T01:00:00Z", false),
  ])
  func `Summer time begins and ends at one o'clock`(moment: String, isSummer: Bool) throws {
    let moment = try #require(Timestamp(moment))
    #expect((LondonTime.clock(at: moment) != moment.secondsSince1970) == isSummer)
  }

  @Test func `Every hour since 1996 is as the time zone database has it, and each day starts when its clocks show midnight`() throws {
    let zone = try #require(TimeZone(identifier: "Europe/London"))
    for seconds in stride(from: 820_454_400, to: 2_145_916_800, by: 3600) {
      let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
      guard LondonTime.clock(at: seconds) != seconds + offset else { continue }
      Issue.record("\(Timestamp(secondsSince1970: seconds)) is \(LondonTime.clock(at: seconds) - seconds) and not \(offset) seconds off")
      break
    }
    for day in Int32(9496)..<24_837 {
      let start = LondonTime.start(of: CalendarDate(daysSince1970: day)).secondsSince1970
      if LondonTime.clock(at: start) != Int(day) * 86_400 { Issue.record("day \(day) starts at \(start)") }
    }
  }

  @Test(arguments: [Int.min, -62_167_219_200, -62_135_596_801, 253_402_300_800, Int.max]) func `Beyond the years 1 to 9999 there is no summer time`(seconds: Int) {
    #expect(LondonTime.clock(at: seconds) == seconds)
  }

  @Test func `A column of moments is turned into London's in blocks as it is row by row`() throws {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<20 {
      let moments = (0..<3000).map { _ -> Cell in
        Int.random(in: 0..<9, using: &random) == 0
          ? .missing(.suppressed) : .timestamp(Timestamp(secondsSince1970: Int.random(in: -3_000_000_000...6_000_000_000, using: &random)))
      }
      let table = TableLayouts.laidOut(try Table([Column("moment", cells: moments)]), &random)
      let local = Expression.call(.londonTime, [.column("moment")])
      for expression in [local, .span(.month, of: local), .span(.day, of: local), .part(.hour, of: local), .part(.weekday, of: local)] {
        let made = try table.answer(Query().derive("made", expression)).column("made")
        let wanted = moments.map { NaiveQuery.value(of: expression, ["moment": $0]) }
        #expect(zip(TableLayouts.cells(made), wanted).allSatisfy { TableLayouts.agree($0, $1) }, "\(expression)")
      }
    }
    #expect(throws: (any Error).self) { try Table([Column("n", integers: [1])]).answer(Query().derive("m", .call(.londonTime, [.column("n")]))) }
  }
}
