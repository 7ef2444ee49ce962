public import Columns

/// What was agreed and by when: actions, challenges, audits, each with its state on a day.
///
/// An item is closed where its closing day is on or before the day. Any other is overdue (red) from the day after it was
/// due, due soon (amber) in the days before, and on track (green) till then. What its owner says of it stands beside that
/// and changes nothing.
public struct Register: Sendable {
  /// The day of the states.
  public let day: CalendarDate
  /// How many days before it is due an item is due soon.
  public let warningDays: Int
  /// The states, one a row of ``rows``.
  public let states: [State]
  /// The columns of the table that it was made from, with ``states`` and days. Overdue items stand first, the longest
  /// overdue at the top; closed ones last.
  public let rows: Table

  public enum State: String, Hashable, Sendable, CaseIterable {
    case overdue, dueSoon = "due soon", onTrack = "on track", noDueDate = "no due date", closedLate = "closed late", closed

    var rag: ThresholdResult.Status {
      switch self {
      case .overdue: .red
      case .dueSoon: .amber
      case .onTrack, .closed, .closedLate: .green
      case .noDueDate: .noData
      }
    }
  }

  /// The columns of a table that say when.
  struct Columns {
    var due: String
    var closed: String?
    var raised: String?
    var stated: String?
  }

  /// Finds the state of each row.
  ///
  /// - Throws: ``TableError``, ``RegisterError`` for a cell that is no day.
  /// - Complexity: O(n log n).
  init(_ table: Table, columns: Columns, on day: CalendarDate, warningDays: Int) throws {
    func days(_ name: String?) throws -> [CalendarDate?] {
      guard let name else { return Array(repeating: nil, count: table.rowCount) }
      let column = try table.column(name)
      return try (0..<table.rowCount).map { row in
        try OperationLimits.check(at: row)
        switch column[row] {
        case .missing: return nil
        case .date(let date): return date
        case .timestamp(let time): return LondonTime.day(at: time)
        case let cell:
          let text = cell.plainText
          if text.allSatisfy(\.isWhitespace) { return nil }
          guard let date = LocalTime(text)?.day else { throw RegisterError.noDay(text, column: name, row: row + 1) }
          return date
        }
      }
    }
    let (due, closed, raised) = (try days(columns.due), try days(columns.closed), try days(columns.raised))
    var items: [(row: Int, state: State, days: Int?)] = []
    var later = 0
    for row in 0..<table.rowCount {
      if let raised = raised[row], raised > day {
        later += 1
        continue
      }
      let end = closed[row].flatMap { $0 <= day ? $0 : nil }
      let left = due[row].map { Int($0.daysSince1970) - Int((end ?? day).daysSince1970) }
      let state: State =
        if end != nil { left.map { $0 < 0 } == true ? .closedLate : .closed } else if let left {
          left < 0 ? .overdue : left <= warningDays ? .dueSoon : .onTrack
        } else { .noDueDate }
      items.append((row, state, left))
    }
    let order = Dictionary(uniqueKeysWithValues: State.allCases.enumerated().map { ($1, $0) })
    items.sort { one, other in
      let (first, second) = (order[one.state] ?? 0, order[other.state] ?? 0)
      return (first, one.days ?? .max, one.row) < (second, other.days ?? .max, other.row)
    }
    self.day = day
    self.warningDays = warningDays
    states = items.map(\.state)
    let kept = table.selecting(rows: items.map(\.row))
    let stated = try columns.stated.map { try kept.column($0) }
    var notes = [
      "states on \(day); due soon is within \(warningDays) days; days: until due, or before it that a closed item was closed; "
        + "negative where late"
    ]
    if later > 0 { notes.append("\(PrintedNumber.of(later)) raised after that day \(later == 1 ? "is" : "are") left out") }
    if columns.closed == nil, let name = table.columnNames.first(where: { $0.lowercased().contains("closed") || $0.lowercased().contains("completed") }) {
      notes.append("no item is closed, since closed is left out: closed = \"\(name)\" reads that column")
    }
    if let stated {
      func words(_ row: Int) -> String { stated[row].plainText.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ") }
      let others = Set(items.indices.filter { !stated[$0].isMissing }.map(words)).subtracting(["red", "amber", "green", "complete", "completed", "closed", ""]).sorted()
      if !others.isEmpty {
        notes.append("\(stated.name) has words that are not red, amber or green: \(others.prefix(4).map { "\"\($0)\"" }.joined(separator: ", "))\(others.count > 4 ? " and more" : "")")
      }
      let wrong = items.indices.filter { items[$0].state == .overdue && words($0) == "green" }
      if !wrong.isEmpty {
        notes.append("\(PrintedNumber.of(wrong.count)) overdue \(wrong.count == 1 ? "item is" : "items are") stated to be green in \(stated.name)")
      }
    }
    rows = try Table(
      kept.columns.filter { !["state", "state_rag", "days"].contains($0.name) } + [
        Column("state", texts: items.map(\.state.rawValue)), Column("state_rag", texts: items.map { $0.state.rag.rawValue }),
        Column("days", cells: items.map { $0.days.map { .integer($0) } ?? .missing(.notApplicable) }, unit: "days", typeWhereMissing: .integer),
      ], sources: table.sources, notes: table.notes + notes)
  }

  /// How many items are in a state.
  public func count(_ state: State) -> Int { states.count { $0 == state } }
}

/// A register that cannot be made.
public enum RegisterError: DiagnosableError, Hashable {
  case noDay(String, column: String, row: Int)

  public var diagnostic: Diagnostic {
    switch self {
    case .noDay(let text, let column, let row):
      Diagnostic("\(column), row \(row): \"\(text)\" is no day", expectation: "Write it as 2020-03-31 or 31/03/2020; empty where there is none.")
    }
  }
}

extension Register: ScriptObject {
  public static let kind = ObjectKind("register", summary: "Actions, challenges or audits with their states on a day.")

  public static let fields: [ObjectField<Register>] = [
    .init("day", "The day of the states.") { .object($0.day) },
    .init("n", "How many items there are.") { .integer($0.states.count) },
    .init("overdue", "How many are open after their due day (red).") { .integer($0.count(.overdue)) },
    .init("due_soon", "How many are due within the warning days (amber).") { .integer($0.count(.dueSoon)) },
    .init("on_track", "How many are due later (green).") { .integer($0.count(.onTrack)) },
    .init("no_due_date", "How many are open and have no due day.") { .integer($0.count(.noDueDate)) },
    .init("closed", "How many are closed, late or not.") { .integer($0.count(.closed) + $0.count(.closedLate)) },
    .init("closed_late", "How many were closed after their due day.") { .integer($0.count(.closedLate)) },
    .init("rows", "The items as a table.") { .object($0.rows) },
  ]

  public static var isList: Bool { true }

  public var words: String {
    let counts = State.allCases.filter { count($0) > 0 }.map { "\(PrintedNumber.of(count($0))) \($0.rawValue)" }
    return "\(PrintedNumber.of(states.count)) \(states.count == 1 ? "item" : "items") on \(day)"
      + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", "))
  }

  public var table: Table? { rows }
  public var reasons: [String] { rows.reasons }
  public var byteCount: Int { rows.byteCount }
}

extension Operation {
  /// Finds the states of actions.
  static let register = Operation(
    "register", summary: "Actions, challenges or audits with their states on a day: overdue, due soon, on track, closed.",
    discussion: """
      An item is closed where its closing day is on or before the day; one that is closed later is still open then. Open \
      items are overdue (red) after their due day, due soon (amber) within the warning days, and on track (green). What \
      owners state in a column of their own stays beside it; a note counts overdue items that are stated to be green. The \
      day is given, so that the same script gives the same states later.
      """,
    example: """
      load_table(examples .. "/synthetic/action-plan-example.csv"):register{on = "2020-03-31", due = "due", closed = "closed"}
      --> 6 items on 2020-03-31: 1 overdue, 1 due soon, 2 on track, 1 closed late, 1 closed
      """,
    Parameter<Table>("table", "The table, one row an item."),
    Parameter<Named<CalendarDate>>("on", "The day of the states."),
    Parameter<String>("due", "The column of the days on which items are due.", default: "due", words: "due"),
    Parameter<String?>("closed", "The column of the days on which items were closed; empty while they are open.", otherwise: "closed, or none is closed where there is no such column"),
    Parameter<String?>("raised", "The column of the days on which items were raised; later ones are left out.", otherwise: "all are there"),
    Parameter<String?>("stated", "The column of the owners' own red, amber or green.", otherwise: "none"),
    Parameter<Int>("warning_days", "How many days before it is due an item is due soon.", default: 30, words: "30")
  ) { table, on, due, closed, raised, stated, warningDays in
    guard let day = CalendarDate(on.text) else {
      throw ArgumentError.unusable("on", problem: "\"\(on.text)\" is no day", expectation: "Write it as \"2020-03-31\".")
    }
    guard warningDays >= 0 else {
      throw ArgumentError.unusable("warning_days", problem: "\(warningDays) days", expectation: "It is zero or more.")
    }
    return try Register(
      table, columns: .init(due: due, closed: closed ?? table.columnNames.first { $0.lowercased() == "closed" }, raised: raised, stated: stated), on: day, warningDays: warningDays)
  }
}
