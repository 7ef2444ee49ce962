extension Query {
  /// What is computed of the rows of a group.
  ///
  /// A missing value is skipped, and the answer's notes count how many were; a group of missing values alone has no sum,
  /// and says that it is not available.
  public struct Aggregate: Hashable, Sendable {
    public var kind: Kind
    /// The column that is aggregated; nil for a count of rows.
    public var column: String?
    /// The name of the column in the answer.
    public var name: String
    /// The rows of the group that take part.
    public var condition: Predicate

    public init(_ kind: Kind, of column: String? = nil, as name: String, where condition: Predicate = .all) {
      self.kind = kind
      self.column = column
      self.name = name
      self.condition = condition
    }

    /// The columns that are read, those of the condition too.
    var columns: [String] {
      let other: String? = if case .correlation(let other) = kind { other } else { nil }
      return condition.columns + [column, other].compactMap { $0 }
    }

    /// Whether the figure of a group that lacks some values is that of the others.
    var goesOnWithoutMissing: Bool {
      switch kind {
      case .sum, .mean, .minimum, .maximum, .variance, .standardDeviation, .quantile: true
      case .share: column != nil
      case .count, .distinct, .first, .last, .correlation: false
      }
    }

    public enum Kind: Hashable, Sendable {
      /// The number of rows, whatever they hold; of a column, the number of its values that are there.
      case count
      case sum, mean
      /// The least and the largest value, of numbers, dates and times, and of texts by their Unicode scalars.
      case minimum, maximum
      /// The variance of a sample (divided by n - 1), and its root; a single value has none, not applicable.
      case variance, standardDeviation
      /// The number of different values that are there.
      case distinct
      /// The value below which a fraction of the values lies, by linear interpolation (Hyndman and Fan 1996, type 7);
      /// 0.5 is the median. It is exact.
      case quantile(Double)
      /// The value of the first or last row of the group that has one, in the table's order.
      case first, last
      /// Pearson's correlation with another column, of the rows that have both, from -1 to 1; not applicable where one of them does
      /// not vary.
      case correlation(with: String)
      /// The rows, or the sum of the column, as a fraction of those of all groups, from zero to one.
      case share
    }
  }
}

extension Query.Aggregate {
  public static func count(_ name: String = "count", where condition: Predicate = .all) -> Self {
    Self(.count, as: name, where: condition)
  }
  public static func sum(of column: String, as name: String) -> Self { Self(.sum, of: column, as: name) }
  public static func mean(of column: String, as name: String) -> Self { Self(.mean, of: column, as: name) }
  public static func minimum(of column: String, as name: String) -> Self { Self(.minimum, of: column, as: name) }
  public static func maximum(of column: String, as name: String) -> Self { Self(.maximum, of: column, as: name) }
  public static func distinct(of column: String, as name: String) -> Self { Self(.distinct, of: column, as: name) }
  public static func median(of column: String, as name: String) -> Self { Self(.quantile(0.5), of: column, as: name) }
  public static func quantile(_ fraction: Double, of column: String, as name: String) -> Self {
    Self(.quantile(fraction), of: column, as: name)
  }
}
