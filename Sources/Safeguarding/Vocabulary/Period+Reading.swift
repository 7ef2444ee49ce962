public import Columns

/// A label that names no period.
public enum PeriodError: DiagnosableError, Hashable {
  case unreadable(String)

  public var diagnostic: Diagnostic {
    switch self {
    case .unreadable(let label):
      Diagnostic(
        "\"\(label)\" names no period",
        expectation:
          "Periods are written 2019, 2019/20, 2019-20, 2016-18 (three years), 2013/14-15/16, 201920, 2019/20 Q1, "
          + "2019-09, September 2019, Autumn term 2019/20 or 2019-09-30.")
    }
  }
}

extension Period {
  /// Reads a published label.
  ///
  /// The labels of LAIT (`2018 (Rev)`, `2016-17 (OT)`, `2013/14-15/16`), of Explore Education Statistics (`202425`) and
  /// of Fingertips (`2019/20`, `2017 - 19`, `2019/20 Q1`, `Mar 2020`) are known.
  ///
  /// - Parameters:
  ///   - label: The label; spaces about it do not count.
  ///   - yearType: What a year means in this table. Without one, a single year is a calendar year and a split year such
  ///     as `2019/20` a financial year. With one, a single year is the year in which the period ends, as in LAIT: `2020`
  ///     of a financial year is April 2019 to March 2020.
  ///
  /// `2011-12` is a year and `2019-09` is a month: digits after the hyphen that follow on from the year make a year.
  /// `2008-10` is three years where a year type is given, and October 2008 where none is.
  public init(_ label: some StringProtocol, yearType: YearType? = nil) throws(PeriodError) {
    let text = String(label)
    guard let period = PeriodReader(text, yearType: yearType).read() else { throw .unreadable(text) }
    self = period
  }

  /// Reads the two columns by which Explore Education Statistics names a period.
  ///
  /// - Parameters:
  ///   - time: The `time_period`: `2024`, `202425`.
  ///   - identifier: The `time_identifier`: `Academic year`, `Reporting year`, `Financial year Q2`, `September`,
  ///     `Autumn term`.
  public init(exploreEducation time: String, identifier: String) throws(PeriodError) {
    if let type = YearType(published: identifier) {
      try self.init(time, yearType: type)
      return
    }
    let words = identifier.split(separator: " ")
    if let last = words.last, last.count == 2, last.first == "Q",
      let type = YearType(published: words.dropLast().joined(separator: " "))
    {
      try self.init("\(time) \(last)", yearType: type)
    } else {
      try self.init("\(identifier) \(time)", yearType: .academic)
    }
  }
}

/// Reads one label, as a list of words and numbers.
private struct PeriodReader {
  let label: String
  let yearType: YearType?
  private var text: String
  private var status = Period.Status.none

  init(_ label: String, yearType: YearType?) {
    self.label = String(label.trimmed)
    self.yearType = yearType
    text = self.label
    if text.last == ")", let open = text.lastIndex(of: "(") {
      let marker = text[text.index(after: open)...].dropLast().lowercased()
      let known: [String: Period.Status] = [
        "rev": .revised, "revised": .revised, "prov": .provisional, "provisional": .provisional, "p": .provisional,
        "final": .final, "ot": .outturn, "outturn": .outturn, "r": .revised,
      ]
      if let status = known[marker] {
        self.status = status
        text = String(text[..<open].trimmed)
      }
    }
  }

  func read() -> Period? {
    if let date = CalendarDate(text) { return Period(label: label, kind: .day, days: date...date, status: status) }
    return readMonthNumber() ?? readYears(text) ?? readQuarter() ?? readNamedMonthOrDay() ?? readTerm()
  }

  /// `2019-09`, where it can't be a split year.
  private func readMonthNumber() -> Period? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count == 4, parts[1].count == 2, let year = Self.digits(parts[0]),
      let month = Self.digits(parts[1]), (1...12).contains(month), month != (year + 1) % 100,
      yearType == nil || month < year % 100
    else { return nil }
    return monthPeriod(year: year, month: month)
  }

  /// `2019`, `2019/20`, `201920`, `2019-2020`, `2014-16`, `2017 - 19`, `2013/14-15/16`.
  private func readYears(_ text: String) -> Period? {
    guard let (first, last, isSplit) = Self.years(text) else { return nil }
    let type = yearType ?? (isSplit ? .financial : .calendar)
    // A split year names both of its ends; `calendar` can't be what its table means by a year.
    let spanType = isSplit && type == .calendar ? YearType.financial : type
    guard let days = spanType.days(fromYearEnding: isSplit ? first + 1 : first, toYearEnding: last) else { return nil }
    let count = isSplit ? last - first : last - first + 1
    let kind: Period.Kind = count == 1 ? .year(spanType) : .years(count, spanType)
    return Period(label: label, kind: kind, days: days, status: status)
  }

  /// Returns the first and the last calendar year that a label of years names, and whether its years are split.
  private static func years(_ text: String) -> (first: Int, last: Int, isSplit: Bool)? {
    let text = text.filter { $0 != " " }.replacing("–", with: "-")
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    if ends.count == 2, ends[0].contains("/") {
      guard let (first, firstEnd) = splitYear(ends[0], after: nil),
        let (lastStart, last) = splitYear(ends[1], after: first), lastStart >= firstEnd - 1
      else { return nil }
      return (first, last, true)
    }
    if text.count == 6, let number = digits(text[...]) {
      let first = number / 100
      guard yearRange.contains(first) else { return nil }
      return number % 100 == (first + 1) % 100 ? (first, first + 1, true) : nil
    }
    let parts = text.split(whereSeparator: { $0 == "-" || $0 == "/" })
    guard parts.count == text.count(where: { $0 == "-" || $0 == "/" }) + 1, let first = fullYear(parts[0], after: nil)
    else { return nil }
    switch parts.count {
    case 1: return (first, first, false)
    case 2:
      guard let last = fullYear(parts[1], after: first), last > first, last - first < 30 else { return nil }
      return last == first + 1 ? (first, last, true) : text.contains("/") ? nil : (first, last, false)
    default: return nil
    }
  }

  private static func splitYear(_ text: Substring, after: Int?) -> (Int, Int)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let first = fullYear(parts[0], after: after), let last = fullYear(parts[1], after: first),
      last == first + 1
    else { return nil }
    return (first, last)
  }

  /// The years that a label can name; other numbers of four digits are codes or slips.
  private static let yearRange = 1800...2200

  /// A year of four digits, or of two that follow an earlier year.
  private static func fullYear(_ text: Substring, after earlier: Int?) -> Int? {
    guard let number = digits(text) else { return nil }
    if text.count == 4 { return yearRange.contains(number) ? number : nil }
    guard text.count == 2, let earlier else { return nil }
    let year = earlier / 100 * 100 + number
    return year > earlier ? year : year + 100
  }

  private static func digits(_ text: Substring) -> Int? {
    text.isEmpty || text.utf8.count > 8 ? nil : CalendarDate.number(Array(text.utf8)[...])
  }

  /// `2019/20 Q1`, `2019 Q3`, `Q3 2019`.
  private func readQuarter() -> Period? {
    var words = text.split(separator: " ")
    guard words.count >= 2,
      let place = words.firstIndex(where: { $0.count == 2 && ($0.first == "Q" || $0.first == "q") }),
      let quarter = words[place].last?.wholeNumberValue, (1...4).contains(quarter)
    else { return nil }
    words.remove(at: place)
    guard let (first, _, isSplit) = Self.years(words.joined(separator: " ")) else { return nil }
    let type = isSplit && (yearType ?? .calendar) == .calendar ? .financial : yearType ?? .calendar
    guard let firstMonth = type.firstMonth else { return nil }
    // A single year names the year in which a financial or academic year ends.
    let startYear = isSplit || type == .calendar ? first : first - 1
    let months = firstMonth - 1 + (quarter - 1) * 3
    guard let days = Self.days(fromMonth: months, of: startYear, count: 3) else { return nil }
    return Period(label: label, kind: .quarter(quarter, type), days: days, status: status)
  }

  /// Returns the days of some months, counted from zero in January of a year and on into later years.
  private static func days(fromMonth month: Int, of year: Int, count: Int) -> ClosedRange<CalendarDate>? {
    let last = month + count - 1
    let (lastYear, lastMonth) = (year + last / 12, last % 12 + 1)
    guard let start = CalendarDate(year: year + month / 12, month: month % 12 + 1, day: 1),
      let end = CalendarDate(
        year: lastYear, month: lastMonth, day: CalendarDate.daysIn(month: lastMonth, of: lastYear))
    else { return nil }
    return start...end
  }

  private func monthPeriod(year: Int, month: Int) -> Period? {
    Self.days(fromMonth: month - 1, of: year, count: 1)
      .map { Period(label: label, kind: .month, days: $0, status: status) }
  }

  /// `September 2019`, `Sep 2019`, `2019 September`, `31 March 2020`, `September 201920` of an academic year.
  private func readNamedMonthOrDay() -> Period? {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "-" }).filter { !["at", "to"].contains($0.lowercased()) }
    guard (2...3).contains(words.count),
      let place = words.firstIndex(where: { Self.month($0) != nil }), let month = Self.month(words[place])
    else { return nil }
    let others = words.indices.filter { $0 != place }
    guard let yearPlace = others.first(where: { words[$0].count >= 4 }),
      let (first, last, isSplit) = Self.years(String(words[yearPlace]))
    else { return nil }
    let year = isSplit && month < 9 ? last : first
    if others.count == 1 { return monthPeriod(year: year, month: month) }
    // Digits that follow the year belong to it: `March 2019-20` isn't a day.
    guard let dayPlace = others.first(where: { words[$0].count < 4 }), dayPlace != yearPlace + 1,
      let day = Self.digits(words[dayPlace]),
      let date = CalendarDate(year: year, month: month, day: day)
    else { return nil }
    return Period(label: label, kind: .day, days: date...date, status: status)
  }

  private static func month(_ word: Substring) -> Int? {
    let name = word.lowercased()
    guard name.count >= 3 else { return nil }
    return Period.monthNames.firstIndex { $0.lowercased().hasPrefix(name) || (name == "sept" && $0 == "September") }
      .map { $0 + 1 }
  }

  /// `Autumn term 2019/20`, `Autumn and spring term 201920`.
  private func readTerm() -> Period? {
    let lowered = text.lowercased()
    let terms: [(name: String, firstMonth: Int, months: Int)] = [
      ("autumn and spring term", 8, 8), ("autumn term", 8, 4), ("spring term", 12, 4), ("summer term", 16, 4),
    ]
    guard let term = terms.first(where: { lowered.contains($0.name) }) else { return nil }
    let rest = lowered.replacing(term.name, with: "")
    guard let (first, _, isSplit) = Self.years(rest), isSplit,
      let days = Self.days(fromMonth: term.firstMonth, of: first, count: term.months)
    else { return nil }
    return Period(label: label, kind: .term(term.name), days: days, status: status)
  }
}
