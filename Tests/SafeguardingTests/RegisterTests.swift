import Columns
import TestSupport
import Testing

@testable import Safeguarding

struct RegisterTests {
  private static func register(_ csv: String, on day: String = "2020-03-31", columns: Register.Columns, warningDays: Int = 30) throws -> Register {
    let table = try DelimitedReader().read(bytes: Array(csv.utf8), name: "plan.csv")
    return try Register(table, columns: columns, on: try #require(CalendarDate(day)), warningDays: warningDays)
  }

  @Test(arguments: [
    ("2020-03-30", "", Register.State.overdue), ("2020-03-31", "", .dueSoon), ("2020-04-30", "", .dueSoon), ("2020-05-01", "", .onTrack),
    ("", "", .noDueDate), ("2020-03-30", "2020-03-30", .closed), ("2020-03-30", "2020-03-31", .closedLate), ("", "2020-01-01", .closed),
    // Closed after the day: still open on it.
    ("2020-03-30", "2020-04-01", .overdue), ("2020-04-10", "2020-04-01", .dueSoon),
  ])
  func `An item has the state that it had on the day`(due: String, closed: String, expected: Register.State) throws {
    let csv = "item,due,closed\nA,\(due),\(closed)\nB,2021-01-01,2020-01-01\n"
    let register = try Self.register(csv, columns: .init(due: "due", closed: "closed"))
    let row = try #require((0..<2).first { try register.rows.column("item")[$0] == .text("A") })
    #expect(register.states[row] == expected)
  }

  @Test func `Random items have the states of a plain loop, and no item is lost`() throws {
    for seed in 0..<40 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let base = try #require(CalendarDate("2020-01-01"))
      func day() -> CalendarDate? { Int.random(in: 0..<5, using: &generator) == 0 ? nil : CalendarDate(daysSince1970: base.daysSince1970 + Int32.random(in: 0..<120, using: &generator)) }
      let items = (0..<30).map { _ in (raised: day(), due: day(), closed: day()) }
      let on = CalendarDate(daysSince1970: base.daysSince1970 + 60)
      let warning = Int.random(in: 0...40, using: &generator)
      func column(_ name: String, _ days: [CalendarDate?]) -> Column {
        Column(name, cells: days.map { $0.map { .date($0) } ?? .missing(.unspecified) }, typeWhereMissing: .date)
      }
      let table = try Table([
        Column("item", integers: Array(items.indices)), column("raised", items.map(\.raised)), column("due", items.map(\.due)),
        column("closed", items.map(\.closed)),
      ])
      let register = try Register(
        table, columns: .init(due: "due", closed: "closed", raised: "raised"), on: on, warningDays: warning)
      var expected: [Int: String] = [:]
      for (number, item) in items.enumerated() {
        if let raised = item.raised, raised > on { continue }
        if let closed = item.closed, closed <= on {
          expected[number] = item.due.map { closed > $0 } == true ? "closed late" : "closed"
        } else if let due = item.due {
          expected[number] = due < on ? "overdue" : Int(due.daysSince1970 - on.daysSince1970) <= warning ? "due soon" : "on track"
        } else {
          expected[number] = "no due date"
        }
      }
      let (numbers, states) = (try register.rows.column("item"), try register.rows.column("state"))
      var found: [Int: String] = [:]
      for row in 0..<register.rows.rowCount { found[Int(try #require(numbers[row].number))] = states[row].text }
      #expect(found == expected, "seed \(seed)")
      #expect(Register.State.allCases.reduce(0) { $0 + register.count($1) } == expected.count)
    }
  }

  @Test func `What an owner states changes nothing, and an overdue item that is stated green is told`() throws {
    let register = try Self.register(
      "item,due,rag,days\nA,2020-01-01,Green,x\nB,2020-01-02,red,y\nC,2021-01-01,red,z\n", columns: .init(due: "due", stated: "rag"))
    #expect(register.states == [.overdue, .overdue, .onTrack])
    #expect(register.rows.columnNames == ["item", "due", "rag", "state", "state_rag", "days"])
    #expect(register.rows.notes.contains("1 overdue item is stated to be green in rag"))
    #expect(register.words == "3 items on 2020-03-31: 2 overdue, 1 on track")
  }

  @Test func `A cell that is no day is told with its row`() {
    let error = #expect(throws: RegisterError.self) {
      try Self.register("item,due\nA,2020-01-01\nB,soon\n", columns: .init(due: "due"))
    }
    #expect(error == .noDay("soon", column: "due", row: 2))
    #expect(throws: TableError.self) { try Self.register("item,due\nA,2020-01-01\n", columns: .init(due: "when")) }
  }

  @Test func `A register of nothing says so`() throws {
    let register = try Self.register("item,due\n", columns: .init(due: "due"))
    #expect(register.words == "0 items on 2020-03-31")
  }

  @Test func `What owners state is read without blanks, and what is no colour is told`() throws {
    let register = try Self.register("item,due,rag\nA,01/03/2020,\" Green \"\nB,2020-03-01,purple\nC,2021-01-01,Red\n", columns: .init(due: "due", stated: "rag"))
    #expect(register.count(.overdue) == 2)
    #expect(register.rows.notes.contains("1 overdue item is stated to be green in rag"))
    #expect(register.rows.notes.contains("rag has words that are not red, amber or green: \"purple\""))
  }

  @Test func `A day that is none is told in its own row, however the others are written`() {
    #expect(throws: RegisterError.noDay("tbc", column: "due", row: 2)) {
      try Self.register("item,due\nA,01/04/2020\nB,tbc\nC,31/02/2020\n", columns: .init(due: "due"))
    }
  }

  @Test func `A column called closed closes items without being named`() throws {
    let table = try DelimitedReader().read(bytes: Array("item,due,closed\nA,2020-01-01,2020-01-01\n".utf8), name: "plan.csv")
    let operation = try #require(OperationCatalogue.all.first { $0.name == "register" })
    guard case .object(let object) = try operation.call([.object(table), .text("2020-03-31")], named: []), let register = object as? Register else {
      Issue.record()
      return
    }
    #expect(register.count(.closed) == 1)
  }
}
