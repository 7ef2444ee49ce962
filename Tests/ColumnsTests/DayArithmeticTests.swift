@testable import Columns
import Testing

/// Days less days, and days so many days later.
struct DayArithmeticTests {
  private static func days(_ texts: [String?]) -> [Cell] {
    texts.map { text -> Cell in
      if let text, let day = CalendarDate(text) { .date(day) } else { .missing(.suppressed) }
    }
  }

  private static let opened = days(["2024-02-28", "1999-12-31", nil, "0001-01-01", "9999-12-31"])
  private static let closed = days(["2024-03-01", nil, "2020-01-01", "9999-12-31", "0001-01-01"])

  private static func table() throws -> Table {
    try Table([
      Column("opened", cells: opened), Column("closed", cells: closed),
      Column("time", cells: opened.map(lastSecond)),
      Column("more", integers: [1, 366, 3, -1, 1]),
    ])
  }

  private static func lastSecond(_ cell: Cell) -> Cell {
    if case .date(let day) = cell { .timestamp(Timestamp(secondsSince1970: Int(day.daysSince1970) * 86_400 + 86_399)) } else { cell }
  }

  private static func made(_ expression: Expression) throws -> Column { try table().answer(Query().derive("x", expression)).column("x") }

  @Test func `A day less a day is the days between them, and a missing one stays missing`() throws {
    let between = try Self.made(.arithmetic(.column("closed"), .minus, .column("opened")))
    #expect(between.type == .integer)
    #expect((0..<5).map { between[$0] } == [.integer(2), .missing(.suppressed), .missing(.suppressed), .integer(3_652_058), .integer(-3_652_058)])
  }

  @Test func `A moment counts by its day, and a text beside a day is one`() throws {
    let times = try Self.made(.arithmetic(.column("time"), .minus, .column("opened")))
    #expect((0..<5).map { times[$0] } == [.integer(0), .integer(0), .missing(.suppressed), .integer(0), .integer(0)])
    let since = try Self.made(.arithmetic(.column("opened"), .minus, .value(.text("2024-02-01"))))
    #expect(since[0] == .integer(27))
  }

  @Test func `A day and a whole number is a day, and none outside the calendar`() throws {
    for (first, second) in [("opened", "more"), ("more", "opened")] {
      let later = try Self.made(.arithmetic(.column(first), .plus, .column(second)))
      #expect(later.type == .date)
      #expect((0..<5).map { later[$0] } == Self.days(["2024-02-29", "2000-12-31"]) + [.missing(.suppressed), .missing(.notApplicable), .missing(.notApplicable)])
    }
    let huge = try Self.made(.arithmetic(.column("opened"), .minus, .value(.integer(.min))))
    #expect(huge[0] == .missing(.notApplicable))
  }

  @Test(arguments: [
    Expression.arithmetic(.column("opened"), .plus, .column("closed")), .arithmetic(.column("opened"), .times, .value(.integer(2))),
    .arithmetic(.column("more"), .minus, .column("opened")), .arithmetic(.column("opened"), .plus, .value(.number(0.5))),
    .arithmetic(.column("opened"), .minus, .value(.text("soon"))),
  ])
  func `What days do not make is refused`(expression: Expression) throws {
    #expect(throws: TableError.self) { try Self.made(expression) }
  }
}
