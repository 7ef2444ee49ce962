import Columns

/// Numbers in order of which some may be missing, as a list of a script or a column of a table holds them.
struct NumberList: OperationArgument {
  /// The numbers, nil where missing.
  let values: [Double?]
  /// Why each missing number is missing.
  let reasons: [MissingReason]

  static let argumentWords = "a list of numbers, which may hold missing values"
  static let takesList = true

  static func argument(_ value: Value) throws -> NumberList? {
    // A series is the numbers that it is of.
    if case .object(let object) = value, object is Table || object is PendingTable, let table = try Table.argument(value) {
      return try NumberList(ChartColumns.numbers(of: table, named: nil))
    }
    guard let items = value.elements else { return nil }
    var values: [Double?] = []
    var reasons: [MissingReason] = []
    for (place, item) in items.enumerated() {
      try OperationLimits.check(at: place)
      if case .missing(let reason) = item {
        values.append(nil)
        reasons.append(reason)
      } else if let number = Double.argument(item) {
        values.append(number)
      } else {
        throw SampleError.unusableValue(
          "it is \(item.words)", place: place + 1, expectation: "The list holds finite numbers and missing values of a table or a result.")
      }
    }
    return NumberList(values: values, reasons: reasons)
  }

  init(values: [Double?], reasons: [MissingReason]) { (self.values, self.reasons) = (values, reasons) }

  /// Reads a column of numbers.
  init(_ column: Column) throws(ArgumentError) {
    var values: [Double?] = []
    var reasons: [MissingReason] = []
    for row in 0..<column.count {
      let cell = column[row]
      if let reason = cell.missingReason {
        values.append(nil)
        reasons.append(reason)
      } else if let number = cell.number, number.isFinite {
        values.append(number)
      } else {
        throw .unusable(
          column.name, problem: "row \(row + 1) holds no number: \(cell.plainText)", expectation: "The column holds numbers.")
      }
    }
    self.init(values: values, reasons: reasons)
  }

  /// The numbers that are there.
  var known: [Double] { values.compactMap { $0 } }

  /// How many are missing and why: `2 values are missing (suppressed)`; nil where none is.
  var missingWords: String? {
    guard !reasons.isEmpty else { return nil }
    var seen: [MissingReason] = []
    for reason in reasons where !seen.contains(reason) { seen.append(reason) }
    let count = reasons.count == 1 ? "1 value is missing" : "\(PrintedNumber.of(reasons.count)) values are missing"
    return "\(count) (\(seen.map(\.words).joined(separator: ", ")))"
  }
}
