public import Columns

/// An amount of money to the penny.
///
/// Amounts are whole pence in 64 bits, so that sums are exact; a `Double` of pounds would not be.
public struct Money: Hashable, Comparable, Sendable {
  public let pence: Int

  public init(pence: Int) { self.pence = pence }

  /// Reads an amount in pounds, such as `65,000`, `£1,158.50` or `-12.5`.
  ///
  /// - Throws: ``BudgetError/unreadable(_:)`` for anything else, among them fractions of a penny and amounts beyond 64
  ///   bits of pence.
  public init(pounds text: some StringProtocol) throws(BudgetError) {
    let original = String(text)
    var rest = original.filter { $0 != " " && $0 != "£" }[...]
    let isNegative = rest.first == "-"
    if isNegative { rest = rest.dropFirst() }
    let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
    // Commas part thousands and nothing else: "12,50" is not twelve pounds fifty, and not 1,250 either.
    let groups = parts[0].split(separator: ",", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), groups.dropFirst().allSatisfy({ $0.count == 3 }),
      groups.count == 1 || (1...3).contains(groups[0].count),
      (groups + parts.dropFirst()).allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let pounds = Int(groups.joined())
    else { throw .unreadable(original) }
    var pence = 0
    if parts.count == 2 {
      var digits = parts[1]
      while digits.count > 2, digits.last == "0" { digits.removeLast() }
      guard (1...2).contains(digits.count), let number = Int(digits) else { throw .unreadable(original) }
      pence = digits.count == 1 ? number * 10 : number
    }
    let (product, overflow) = pounds.multipliedReportingOverflow(by: 100)
    let (sum, overflowed) = product.addingReportingOverflow(pence)
    guard !overflow, !overflowed else { throw .unreadable(original) }
    self.pence = isNegative ? -sum : sum
  }

  /// Creates an amount from a number of pounds that is whole in pence as it prints: `1158.5`, and not `0.005`.
  public init(pounds number: Double) throws(BudgetError) {
    guard let digits = DecimalDigits(number), number.magnitude < 1e13 else { throw .unreadable(String(number)) }
    try self.init(pounds: digits.rounded(toSignificantDigits: 15).text())
  }

  /// The amount in pounds; exact up to some 90 trillion pounds.
  public var pounds: Double { Double(pence) / 100 }

  /// The amount as it prints: `£65,000.00`.
  public var text: String {
    let magnitude = pence.magnitude
    let pennies = CalendarDate.padded(Int(magnitude % 100), 2)
    return "\(pence < 0 ? "-" : "")£\(PrintedNumber.of(Int(magnitude / 100))).\(pennies)"
  }

  public static func < (first: Money, second: Money) -> Bool { first.pence < second.pence }

  /// Returns the sum of some amounts.
  ///
  /// - Throws: ``BudgetError/tooLarge`` beyond 64 bits of pence.
  public static func sum(_ amounts: some Sequence<Money>) throws(BudgetError) -> Money {
    var total = 0
    for amount in amounts {
      let (sum, overflow) = total.addingReportingOverflow(amount.pence)
      guard !overflow else { throw .tooLarge }
      total = sum
    }
    return Money(pence: total)
  }
}

extension Money: OperationArgument {
  public static var argumentWords: String { "an amount of pounds such as 65000 or \"£1,158.50\"" }

  public static func argument(_ value: Value) throws -> Money? {
    switch value {
    case .text(let text): try Money(pounds: text)
    case .integer(let pounds): try Money(pounds: String(pounds))
    case .number(let pounds): try Money(pounds: pounds)
    default: nil
    }
  }
}

extension Money: OperationResult {
  /// Whole pounds as a whole number of pounds, and otherwise pounds and pence as a number.
  public var operationValue: Value { pence % 100 == 0 ? .integer(pence / 100) : .number(pounds) }
}

/// A budget that does not add up or that cannot be divided as asked.
public enum BudgetError: DiagnosableError, Hashable {
  case unreadable(String)
  case tooLarge
  case noPayers
  case payerTwice(String)
  case unknownPayer(String, payers: [String])
  case noWeight(String)
  case negativeWeight(String)
  case allWeightsZero
  case negativeTotal(Money)
  case floorsExceed(floors: Money, total: Money)
  case capsFallShort(caps: Money, total: Money)
  case floorAboveCap(String, floor: Money, cap: Money)

  public var diagnostic: Diagnostic {
    switch self {
    case .unreadable(let text):
      Diagnostic(
        "\"\(text)\" is not an amount of money",
        expectation: "Amounts are in pounds, with no more than two decimal places: 65000, 1158.50, \"£65,000\".")
    case .tooLarge:
      Diagnostic("the amounts are too large to add", expectation: "Amounts stay below 92 quadrillion pounds.")
    case .noPayers: Diagnostic("there is nobody to pay", expectation: "Name at least one payer.")
    case .payerTwice(let name): Diagnostic("\"\(name)\" is named twice", expectation: "Each payer has one row.")
    case .unknownPayer(let name, let payers):
      Diagnostic(
        "there is no payer \"\(name)\"", expectation: "The payers are \(payers.joined(separator: ", ")).",
        hint: NearestName.hint(for: name, among: payers))
    case .noWeight(let name):
      Diagnostic("\"\(name)\" has no weight", expectation: "Each payer has a weight, zero or more.")
    case .negativeWeight(let name):
      Diagnostic("the weight of \"\(name)\" is negative", expectation: "A weight is zero or more.")
    case .allWeightsZero:
      Diagnostic("every weight is zero", expectation: "At least one payer that can pay more has a weight above zero.")
    case .negativeTotal(let total):
      Diagnostic("the total \(total.text) is negative", expectation: "A total is zero or more.")
    case .floorsExceed(let floors, let total):
      Diagnostic(
        "the least that must be paid, \(floors.text), is more than the total, \(total.text)",
        expectation: "Floors and fixed amounts together stay within the total.")
    case .capsFallShort(let caps, let total):
      Diagnostic(
        "the most that can be paid, \(caps.text), is less than the total, \(total.text)",
        expectation: "Caps and fixed amounts together reach the total.")
    case .floorAboveCap(let name, let floor, let cap):
      Diagnostic("the floor of \"\(name)\", \(floor.text), is above its cap, \(cap.text)")
    }
  }
}
