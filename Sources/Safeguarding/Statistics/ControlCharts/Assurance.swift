/// Whether a process that goes on as it is will reach its target.
///
/// - SeeAlso: NHS England, *Making Data Count* (2019), whose assurance icons these are.
public enum Assurance: String, Hashable, Sendable {
  /// The target lies outside the limits on the side that is reached every time.
  case always = "will always meet the target"
  /// The target lies within the limits: chance decides.
  case atRandom = "may or may not meet the target"
  /// The target lies outside the limits on the side that is missed every time.
  case never = "will never meet the target"
}

/// What the latest point says of the process.
public enum Variation: String, Hashable, Sendable {
  case commonCause = "common cause"
  case improvement = "special cause: improvement"
  case concern = "special cause: concern"
  /// A special cause where neither high nor low is good.
  case high = "special cause: high"
  case low = "special cause: low"
}

extension ControlChart {
  /// Whether the target will be met, by the limits of the latest point that has a value.
  ///
  /// Nil without a target, where neither high nor low is good, and where there are no limits. A limit that is not drawn,
  /// since it would lie beyond what is possible, is as far away as can be.
  public var assurance: Assurance? {
    guard let target = options.target, options.better != .neither, let latest, latest.lower != nil || latest.upper != nil
    else { return nil }
    if let upper = latest.upper, target > upper { return options.better == .high ? .never : .always }
    if let lower = latest.lower, target < lower { return options.better == .high ? .always : .never }
    return .atRandom
  }

  /// What the latest point that has a value says, or nil where none has.
  public var variation: Variation? { latest.map(variation) }

  /// What a point says, given which way is good.
  ///
  /// A trend counts by its own direction, wherever it lies; NHSRplotthedots goes by the side of the centre that each of
  /// its points lies on, so that it calls the first half of a rise to better values a concern.
  public func variation(_ point: Point) -> Variation {
    guard let cause = point.specialCause else { return .commonCause }
    return switch options.better {
    case .neither: cause.isHigh ? .high : .low
    case .high: cause.isHigh ? .improvement : .concern
    case .low: cause.isHigh ? .concern : .improvement
    }
  }
}
