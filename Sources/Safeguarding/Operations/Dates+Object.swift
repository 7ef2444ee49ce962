public import Columns

extension CalendarDate: ScriptObject, NameableObject, NamedThing {
  public static var nameWords: String { "a day such as \"2019-09-30\"" }

  public static let kind = ObjectKind(
    "date",
    summary: "A day. Days compare with < and ==, also with a text such as \"2019-09-30\" by <; d + 7 is a week later, and the "
      + "difference of two is in days.")

  public static let fields: [ObjectField<CalendarDate>] = [
    .init("year", "The year.") { .integer($0.parts.year) },
    .init("month", "The month, 1 to 12.") { .integer($0.parts.month) },
    .init("day", "The day of the month.") { .integer($0.parts.day) },
  ]

  public var words: String { description }
  public var nameText: String { description }

  public var cell: Cell? { .date(self) }
}

extension Timestamp: ScriptObject, NameableObject, NamedThing {
  public static var nameWords: String { "a moment such as \"2023-06-30T23:00:00Z\"" }

  public static let kind = ObjectKind(
    "time",
    summary: "A moment in coordinated universal time, to the second. Moments compare with < and ==; t + 60 is a minute later, "
      + "and the difference of two is in seconds.")

  public static let fields: [ObjectField<Timestamp>] = [
    .init("date", "The day in London.") { .object(LondonTime.day(at: $0)) },
    .init("hour", "The hour in London, 0 to 23.") { .integer(Timestamp(secondsSince1970: LondonTime.clock(at: $0)).secondOfDay / 3600) },
    .init("minute", "The minute, 0 to 59.") { .integer($0.secondOfDay / 60 % 60) },
    .init("second", "The second, 0 to 59.") { .integer($0.secondOfDay % 60) },
  ]

  public var words: String { description }
  public var nameText: String { description }

  public var cell: Cell? { .timestamp(self) }
}

extension Operation {
  /// Makes a date.
  static let date = Operation(
    "date", summary: "The day that a text such as \"2019-09-30\" names.",
    discussion: """
      Days of a table are such values. A day never equals a text, so compare == with date(...). Days and texts join with \
      .. to text; tostring(d) is the text alone.
      """,
    example: """
      date("2020-03-01") - date("2020-02-01")
      --> 29
      """,
    Parameter<Named<CalendarDate>>("date", "The day.")
  ) { name in
    guard let date = CalendarDate(name.text) ?? Timestamp(name.text).map(LondonTime.day) else {
      throw ArgumentError.unusable("date", problem: "\"\(name.text)\" is no day", expectation: "Write it as \"2019-09-30\".")
    }
    return date
  }

  /// Makes a moment.
  static let time = Operation(
    "time", summary: "The moment that a text such as \"2023-06-30T23:00:00Z\" names.",
    example: """
      time("2023-07-01T00:30:00+01:00")
      --> 2023-06-30T23:30:00Z
      """,
    Parameter<Named<Timestamp>>("time", "The moment, with its distance from coordinated universal time.")
  ) { name in
    guard let time = Timestamp(name.text) else {
      throw ArgumentError.unusable(
        "time", problem: "\"\(name.text)\" is no moment", expectation: "Write it as \"2023-06-30T23:00:00Z\".")
    }
    return time
  }
}
