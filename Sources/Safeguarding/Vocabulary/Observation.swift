public import Columns

/// What a publication says of one area in one period.
public enum Observation: Hashable, Sendable {
  case value(Double)
  /// The publication has the area and gives no value.
  case missing(MissingReason)
  /// The publication has no row for the area in this period.
  case absent

  /// The value, or nil where there is none.
  public var value: Double? { if case .value(let value) = self { value } else { nil } }

  /// Why there is no value, in words, or nil where there is one.
  public var reason: String? {
    switch self {
    case .value: nil
    case .missing(let reason): reason.words
    case .absent: "no row in the file"
    }
  }

  /// The observation as a cell of a table; an absent row is not available.
  public var cell: Cell {
    switch self {
    case .value(let value): .number(value)
    case .missing(let reason): .missing(reason)
    case .absent: .missing(.notAvailable)
    }
  }
}
