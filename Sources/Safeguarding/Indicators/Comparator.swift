import Columns

/// What an area's value is compared with.
public enum Comparator: Sendable {
  /// England, or any other area of the publication.
  case area(Named<Area>)
  /// The area's own region.
  case region
  /// The unweighted mean of the statistical neighbours, as LAIT gives it.
  case neighbours(NeighbourEdition)
  /// A goal; between two numbers, the range in which it is nearly met.
  case goal(ClosedRange<Double>)
  /// The same area in the period before.
  case before
  /// The same area in another period.
  case period(Named<Period>)
}

extension Comparator: OperationArgument {
  public static var argumentWords: String {
    "an area such as \"England\", \"region\", statistical neighbours, a goal (a number, or two for a range), \"before\", or a period as period(\"2019\")"
  }

  public static var takesList: Bool { true }

  public static func argument(_ value: Value) throws -> Comparator? {
    switch value {
    case .text(let text):
      switch text.lowercased() {
      case "region": return .region
      case "before": return .before
      case "neighbours", "statistical neighbours", "neighbors":
        throw ArgumentError.unusable(
          "with", problem: "it names no edition of neighbours", expectation: "Give the edition itself: nb = open(path), and then with = nb.")
      default: return .area(Named(text))
      }
    case .integer(let goal): return .goal(Double(goal)...Double(goal))
    case .number(let goal) where goal.isFinite: return .goal(goal...goal)
    case .list(let values):
      guard values.count == 2, let low = Double.argument(values[0]), let high = Double.argument(values[1]), low <= high else {
        throw ArgumentError.unusable(
          "with", problem: "a goal with a range is two numbers, the lower first", expectation: "with = {90, 95}.")
      }
      return .goal(low...high)
    case .object(let edition as NeighbourEdition): return .neighbours(edition)
    case .object(let table as Table) where table.columnIfPresent("closeness") != nil:
      throw ArgumentError.unusable(
        "with", problem: "it is the table of one area's neighbours",
        expectation: "Give the edition that the table is of: with = nb, and not nb:of(...).")
    case .object(let area as Area): return .area(Named(area.nameText))
    case .object(let period as Period): return .period(Named(period.nameText))
    default: return nil
    }
  }
}

/// How a comparison decides that two values differ.
public enum ComparisonMethod: String, Hashable, Sendable, WordChoice {
  /// The comparator lies outside the area's interval: Fingertips' rule for England and regions.
  case interval
  /// The intervals of both don't overlap: a strict rule, which misses real differences.
  case overlap
  /// A test of no difference, exact where counts are small.
  case test
  /// The values alone, with no allowance for chance: the rule for goals.
  case value

  var words: String {
    switch self {
    case .interval: "the comparator against the area's interval"
    case .overlap: "whether both intervals overlap"
    case .test: "a test of no difference"
    case .value: "the values as they are"
    }
  }
}
