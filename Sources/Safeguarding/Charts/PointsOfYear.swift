import Columns

/// Points that are months or quarters one after another, of which the same comes round each year: January beside November tells of the
/// season as much as of the course.
struct PointsOfYear: Sendable {
  private let labels: [String]
  /// The month that each point begins with, counted from the year zero.
  private let months: [Int]
  private let kind: Kind
  private let places: [Int: Int]

  private enum Kind: CaseIterable {
    case month, quarter, firstOfMonth

    /// The month that a label of the kind begins with.
    func month(_ label: String) -> Int? {
      switch self {
      case .month:
        // 2009-10 is a year to a reader of one label, and a month among others.
        if let month = CalendarUnit.month.index(ofCell: .text(label)) { return month }
        return Self.period(label).flatMap { $0.kind == .month ? Self.month(of: $0.firstDay) : nil }
      case .quarter: return Self.period(label).flatMap { if case .quarter = $0.kind { Self.month(of: $0.firstDay) } else { nil } }
      case .firstOfMonth: return CalendarDate(label).flatMap { $0.parts.day == 1 ? Self.month(of: $0) : nil }
      }
    }

    static func period(_ label: String) -> Period? { try? Period(label) }
    private static func month(of date: CalendarDate) -> Int { date.parts.year * 12 + date.parts.month - 1 }
  }

  /// Nil where a label is neither a month nor a quarter as the others are, or where one does not stand after the one before it.
  init?(_ labels: [String]) {
    guard labels.count > 1 else { return nil }
    for kind in Kind.allCases where kind.month(labels[0]) != nil {
      let months = labels.compactMap(kind.month)
      guard months.count == labels.count, zip(months, months.dropFirst()).allSatisfy({ $0 < $1 }) else { continue }
      // 2009-10, 2010-11 and 2011-12 are years.
      if kind == .month, labels.allSatisfy({ label in if case .year? = Kind.period(label)?.kind { true } else { false } }) { continue }
      (self.labels, self.months, self.kind) = (labels, months, kind)
      places = Dictionary(uniqueKeysWithValues: zip(months, months.indices))
      return
    }
    return nil
  }

  /// The same month or quarter of the year before a point; nil where the points begin later.
  func yearBefore(_ place: Int, from first: Int) -> (place: Int?, words: String)? {
    let wanted = months[place] - 12
    guard wanted >= months[first] else { return nil }
    if let earlier = places[wanted] { return (earlier, words(earlier)) }
    return (nil, kind == .quarter ? "the same quarter of the year before" : Self.words(month: wanted))
  }

  /// What a point is called in a sentence.
  func words(_ place: Int) -> String { kind == .month ? Self.words(month: months[place]) : labels[place] }

  private static func words(month: Int) -> String { "\(Period.monthNames[month % 12]) \(month / 12)" }
}
