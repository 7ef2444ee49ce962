extension DerivedNode {
  /// Bounds of the whole numbers of rows that have one, as far as they are known before any row is worked out.
  var bounds: ClosedRange<Int64>? {
    switch self {
    case .wholeValue(let value): value...value
    case .whole(let source): source.column.wholeBounds.map { Int64($0.lowerBound)...Int64($0.upperBound) }
    case .bits: 0...1
    case .missing: 0...0
    case .part(let part, _, _): part.bounds
    case .wholeArithmetic(let first, let operation, let second): Self.bounds(first.bounds, operation, second.bounds)
    case .choose(let branches, let otherwise):
      branches.reduce(otherwise.bounds) { known, branch in
        guard let known, let other = branch.value.bounds else { return nil }
        return min(known.lowerBound, other.lowerBound)...max(known.upperBound, other.upperBound)
      }
    case .textFunction(_, let table): table.whole.min().flatMap { least in table.whole.max().map { least...$0 } }
    default: nil
    }
  }

  /// Bounds of the dates or moments of a column, as they stand or as clocks show them.
  var boundsOfColumn: ClosedRange<Int>? {
    switch self {
    case .whole(let source): source.column.wholeBounds
    case .londonTime(.whole(let source)):
      // When summer time ends clocks go back, by less than would bring them to another day.
      source.column.wholeBounds.map { bounds in
        let (first, last) = (LondonTime.clock(at: bounds.lowerBound), LondonTime.clock(at: bounds.upperBound))
        return min(first, last)...max(first, last)
      }
    default: nil
    }
  }

  /// Those of a sum or a difference.
  private static func bounds(_ one: ClosedRange<Int64>?, _ operation: Expression.Operator, _ other: ClosedRange<Int64>?) -> ClosedRange<Int64>? {
    guard let one, let other else { return nil }
    let (least, greatest) =
      switch operation {
      case .plus: (one.lowerBound.addingReportingOverflow(other.lowerBound), one.upperBound.addingReportingOverflow(other.upperBound))
      case .minus: (one.lowerBound.subtractingReportingOverflow(other.upperBound), one.upperBound.subtractingReportingOverflow(other.lowerBound))
      default: ((Int64(0), true), (Int64(0), true))
      }
    return least.1 || greatest.1 ? nil : least.0...greatest.0
  }
}

extension CalendarPart {
  fileprivate var bounds: ClosedRange<Int64> {
    switch self {
    case .monthOfYear: 1...12
    case .dayOfMonth: 1...31
    case .weekday: 1...7
    case .hour: 0...23
    }
  }
}
