extension PercentChange {
  /// The change from one value of an indicator to another, from what both rest on; nil where nothing tells how exact they
  /// are.
  ///
  /// Rates and counts have the exact limits of their ratio, other values those of their own limits.
  init?(from earlier: Evidence, to later: Evidence, confidence: ConfidenceLevel = .percent95) {
    if let first = earlier.rate, let second = later.rate {
      guard let change = try? PercentChange(from: first, to: second, confidence: confidence) else { return nil }
      self = change
      return
    }
    let (first, second) = (earlier.limits(at: confidence), later.limits(at: confidence))
    guard let from = earlier.value, let to = later.value, let low = first.lower, let high = first.upper,
      let laterLow = second.lower, let laterHigh = second.upper, low <= high, laterLow <= laterHigh,
      let change = try? PercentChange(from: from, low...high, to: to, laterLow...laterHigh, confidence: confidence)
    else { return nil }
    self = change
  }
}
