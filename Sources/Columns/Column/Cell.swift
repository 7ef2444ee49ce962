/// One value of a table, or the reason that there is none.
public enum Cell: Hashable, Sendable {
  case missing(MissingReason)
  case text(String)
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case date(CalendarDate)
  case timestamp(Timestamp)

  /// Whether there is no value.
  public var isMissing: Bool { missingReason != nil }

  /// Why there is no value, or nil where there is one.
  public var missingReason: MissingReason? {
    if case .missing(let reason) = self { reason } else { nil }
  }

  /// The value as a number, or nil where it is missing or no number.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The value as text, or nil where it is missing or no text.
  public var text: String? { if case .text(let value) = self { value } else { nil } }

  /// Whether this cell stands before another when a table is ordered: numbers by size, text by Unicode scalars, a
  /// missing value after every other.
  public static func areInIncreasingOrder(_ first: Cell, _ second: Cell) -> Bool {
    switch (first, second) {
    case (.missing(let one), .missing(let other)): one.rawValue < other.rawValue
    case (.missing, _): false
    case (_, .missing): true
    case (.text(let one), .text(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
    case (.integer(let one), .integer(let other)): one < other
    case (.date(let one), .date(let other)): one < other
    case (.timestamp(let one), .timestamp(let other)): one < other
    case (.boolean(let one), .boolean(let other)): !one && other
    default:
      if let one = first.number, let other = second.number { one < other } else { first.kindOrder < second.kindOrder }
    }
  }

  private var kindOrder: Int {
    switch self {
    case .boolean: 0
    case .integer, .number: 1
    case .date: 2
    case .timestamp: 3
    case .text: 4
    case .missing: 5
    }
  }
}
