extension PrintedNumber {
  /// Whether commas part the thousands of numbers that have no unit, and so may be years or codes.
  ///
  /// Years have four digits, and codes of one kind are about as long as each other. So numbers with decimals are parted where
  /// the greatest has five digits before the point, and whole numbers where the least has two digits less than that besides. What is called
  /// a count is parted whatever its size, as counts beside it are that have a unit.
  package static func partsThousands(areWhole: Bool, least: Double, greatest: Double, in name: String) -> Bool {
    if isCount(name) { return true }
    guard let most = DecimalDigits(greatest)?.wholeDigits, let fewest = DecimalDigits(least)?.wholeDigits, most >= 5 else { return false }
    return !areWhole || fewest <= most - 2
  }

  /// Whether whole numbers that stand beside counts are parted as those are: what is called a code or a span of time is not, nor what may be
  /// years.
  package static func mayCount(least: Double, greatest: Double, in name: String) -> Bool {
    let words = name.lowercased().split { !$0.isLetter }
    return words.allSatisfy { !naming.contains($0) } && !(least >= 1000 && greatest < 3000)
  }

  private static let naming: Set<Substring> = [
    "year", "years", "code", "codes", "id", "ids", "date", "day", "week", "month", "quarter", "period", "time", "number", "no", "urn", "upn", "ukprn", "uprn", "estab", "laestab",
    "ref", "reference", "key", "easting", "northing", "person", "school", "lsoa", "msoa", "ward",
  ]

  /// Whether the name of a column says that it counts.
  private static func isCount(_ name: String) -> Bool {
    let words = Set(name.lowercased().split { !$0.isLetter })
    return !words.isDisjoint(with: counting) && words.isDisjoint(with: ["year", "years", "code", "id", "date", "period", "time"])
  }

  private static let counting: Set<Substring> = [
    "count", "counts", "population", "populations", "people", "persons", "children", "numerator", "denominator", "total", "totals", "episodes", "incidents", "cases",
    "deaths", "births", "referrals", "estimate",
  ]
}
