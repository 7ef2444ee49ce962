import Columns
import Testing

struct CalendarDateTests {
  @Test func `Every day from 1600 to 2400 follows the one before and comes back from its parts`() throws {
    var expected = try #require(CalendarDate(year: 1600, month: 1, day: 1))
    for year in 1600...2400 {
      for month in 1...12 {
        for day in 1...CalendarDate.daysIn(month: month, of: year) {
          let date = try #require(CalendarDate(year: year, month: month, day: day))
          #expect(date == expected)
          #expect(date.parts == (year, month, day))
          expected = date.advanced(byDays: 1)
        }
      }
    }
  }

  @Test(arguments: ["2019-02-29", "2019-13-01", "2019-00-10", "2019-1-01", "201-01-011", "", "2019-09-3x", "0000-01-01"])
  func `A text that is no day of the calendar is refused`(text: String) {
    #expect(CalendarDate(text) == nil)
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2023-06-30T23:00:00+00:00", 1_688_166_000),
    ("2023-07-01T00:00:00+01:00", 1_688_166_000), ("2023-07-01 00:00:00.250+0100", 1_688_166_000),
    ("1969-12-31T23:59:59Z", -1),
  ])
  func `A moment is the same in every offset it is written in`(text: String, seconds: Int) throws {
    let moment = try #require(Timestamp(text))
    #expect(moment.secondsSince1970 == seconds)
    #expect(Timestamp(moment.description) == moment)
  }

  @Test(arguments: ["2023-06-30T23:00:00", "2023-06-30T25:00:00Z", "2023-06-30T23:00:00+25:00", "2023-06-30", "x"])
  func `Text that names no moment is refused`(text: String) {
    #expect(Timestamp(text) == nil)
  }
}
