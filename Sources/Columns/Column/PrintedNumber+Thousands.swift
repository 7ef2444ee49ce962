extension PrintedNumber {
  /// Whether commas part the thousands of numbers that have no unit, and so may be years or codes.
  ///
  /// Years have four digits, and codes of one kind are about as long as each other. So numbers with decimals are parted where
  /// the greatest has five digits before the point, and whole numbers where the least has two digits less than that besides.
  package static func partsThousands(areWhole: Bool, least: Double, greatest: Double) -> Bool {
    guard let most = DecimalDigits(greatest)?.wholeDigits, let fewest = DecimalDigits(least)?.wholeDigits, most >= 5 else { return false }
    return !areWhole || fewest <= most - 2
  }
}
