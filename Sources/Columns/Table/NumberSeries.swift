/// The numbers of a column as they are worked on by windows: whole ones where the column is of whole numbers.
struct NumberSeries {
  var whole: [Int]?
  var numbers: [Double]
  /// The raw reason of each missing place, zero where a number is there.
  var reasons: [UInt8]

  /// Reads a column of numbers; nil for any other.
  init?(_ column: Column) {
    guard column.type.isNumeric else { return nil }
    reasons = [UInt8](repeating: 0, count: column.count)
    numbers = []
    if !column.presence.isComplete {
      for row in 0..<column.count { reasons[row] = column.presence[row]?.rawValue ?? 0 }
    }
    if column.type == .integer, column.dictionary == nil {
      var values: [Int] = []
      values.reserveCapacity(column.count)
      for chunk in column.chunks { for row in 0..<chunk.rowCount { values.append(chunk.integer(row) ?? 0) } }
      whole = values
    } else if column.type == .integer {
      whole = (0..<column.count).map { if case .integer(let value) = column[$0] { value } else { 0 } }
    } else {
      numbers = (0..<column.count).map { column[$0].number ?? 0 }
    }
  }

  /// Makes a series of places that are all missing, not available.
  init(missing count: Int, whole isWhole: Bool) {
    whole = isWhole ? [Int](repeating: 0, count: count) : nil
    numbers = isWhole ? [] : [Double](repeating: 0, count: count)
    reasons = [UInt8](repeating: MissingReason.notAvailable.rawValue, count: count)
  }

  var count: Int { reasons.count }

  func number(_ place: Int) -> Double { whole.map { Double($0[place]) } ?? numbers[place] }

  func column(_ name: String, unit: String?, decimals: Int?) -> Column {
    let presence = Presence(raw: reasons)
    if let whole { return Column(name, integers: whole, presence: presence, unit: unit).with(unit: unit, decimals: decimals) }
    return Column(name, numbers: numbers, presence: presence, unit: unit, decimals: decimals)
  }
}
