public import Columns

/// A total divided among payers, to the penny or the pound; the parts always sum to the total.
public struct Allocation: Sendable {
  public let total: Money
  public let method: ApportionmentMethod
  /// What the shares are in proportion to, in words: `equal shares`, `weights`.
  public let basis: String
  public let parts: [Part]

  /// What one payer gets to pay.
  public struct Part: Hashable, Sendable {
    public let name: String
    public let amount: Money
    /// The weight, or nil for a payer with a fixed amount.
    public let weight: Double?
    /// What decided the amount beside the weight: `fixed`, `at its floor`, `at its cap`; nil for the weight alone.
    public let bound: String?
  }

  /// Limits on what payers pay.
  public struct Limits: Sendable {
    public var floors: [String: Money] = [:]
    public var caps: [String: Money] = [:]
    /// Amounts that are set beforehand, in the order in which they print; their payers take no other part.
    public var fixed: [(name: String, amount: Money)] = []

    public init(
      floors: [String: Money] = [:], caps: [String: Money] = [:], fixed: [(name: String, amount: Money)] = []
    ) {
      self.floors = floors
      self.caps = caps
      self.fixed = fixed
    }
  }

  /// Divides a total in proportion to weights.
  ///
  /// Weights count to 15 significant digits of the largest. Floors and caps go with `hamilton` alone.
  ///
  /// - Parameters:
  ///   - unitPence: 1 to divide to the penny, 100 to the pound; the pence beyond whole pounds then go to the first payer
  ///     who has no fixed amount and whose cap allows it.
  /// - Throws: ``BudgetError`` where no division keeps the limits.
  public init(
    of total: Money, weights: [(name: String, weight: Double)], basis: String, limits: Limits = Limits(),
    method: ApportionmentMethod = .hamilton, unitPence: Int = 1
  ) throws {
    guard total.pence >= 0 else { throw BudgetError.negativeTotal(total) }
    let fixedNames = Set(limits.fixed.map(\.name))
    let sharing = weights.filter { !fixedNames.contains($0.name) }
    let names = sharing.map(\.name)
    // Each of these steps goes over all payers once.
    try OperationLimits.check()
    try Self.checkNames(names, fixed: limits.fixed.map(\.name), limits: limits)
    try OperationLimits.check()
    let fixedSum = try Money.sum(limits.fixed.map(\.amount))
    guard fixedSum <= total, limits.fixed.allSatisfy({ $0.amount.pence >= 0 }) else {
      throw BudgetError.floorsExceed(floors: fixedSum, total: total)
    }
    let rest = total.pence - fixedSum.pence
    let bounds = try sharing.map { payer in
      let floor = limits.floors[payer.name] ?? Money(pence: 0)
      let cap = limits.caps[payer.name]
      if let cap, cap < floor { throw BudgetError.floorAboveCap(payer.name, floor: floor, cap: cap) }
      return Apportionment.Bounds(floor: max(0, floor.pence), cap: cap?.pence)
    }
    try OperationLimits.check()
    let scaled = try Self.wholeWeights(sharing)
    try OperationLimits.check()
    try Self.checkFeasible(rest: rest, total: total, fixed: fixedSum, weights: scaled, bounds: bounds)
    let amounts = try Self.divide(rest, weights: scaled, bounds: bounds, method: method, unit: unitPence)
    try OperationLimits.check()
    self.total = total
    self.method = method
    self.basis = basis
    let sharingParts = zip(sharing, zip(amounts, bounds)).map { payer, result in
      let (amount, bound) = result
      let words: String? =
        bound.floor > 0 && amount == bound.floor ? "at its floor" : bound.cap == amount ? "at its cap" : nil
      return Part(name: payer.name, amount: Money(pence: amount), weight: payer.weight, bound: words)
    }
    parts = sharingParts + limits.fixed.map { Part(name: $0.name, amount: $0.amount, weight: nil, bound: "fixed") }
  }

  private static func checkNames(_ names: [String], fixed: [String], limits: Limits) throws(BudgetError) {
    guard !names.isEmpty || !fixed.isEmpty else { throw .noPayers }
    var seen: Set<String> = []
    for name in names + fixed {
      guard seen.insert(name).inserted else { throw .payerTwice(name) }
    }
    let sharing = Set(names)
    for name in Array(limits.floors.keys) + Array(limits.caps.keys) where !sharing.contains(name) {
      throw .unknownPayer(name, payers: names)
    }
  }

  /// Scales weights to whole numbers that keep their proportions.
  private static func wholeWeights(_ payers: [(name: String, weight: Double)]) throws(BudgetError) -> [Int] {
    for payer in payers {
      guard payer.weight.isFinite else { throw .noWeight(payer.name) }
      guard payer.weight >= 0 else { throw .negativeWeight(payer.name) }
    }
    let largest = payers.map(\.weight).max() ?? 0
    guard largest > 0 else { return payers.map { _ in 0 } }
    let decimals = payers.compactMap { DecimalDigits($0.weight)?.decimals }.max() ?? 0
    var scale = 1.0
    for _ in 0..<min(decimals, 30) where largest * scale < 1e14 { scale *= 10 }
    while largest * scale >= 1e15 { scale /= 10 }
    return payers.map { payer in
      let scaled = DecimalDigits(payer.weight * scale)?.rounded(toSignificantDigits: 15).rounded(toDecimals: 0).number
      return Int(scaled ?? 0)
    }
  }

  private static func checkFeasible(
    rest: Int, total: Money, fixed: Money, weights: [Int], bounds: [Apportionment.Bounds]
  ) throws(BudgetError) {
    let floors = try Money.sum(bounds.map { Money(pence: $0.floor) })
    guard floors.pence <= rest else {
      throw .floorsExceed(floors: try Money.sum([floors, fixed]), total: total)
    }
    guard rest > floors.pence else { return }
    let canPayMore = zip(weights, bounds).filter { $0.0 > 0 }
    guard !canPayMore.isEmpty else { throw .allWeightsZero }
    guard canPayMore.allSatisfy({ $0.1.cap != nil }) else { return }
    let caps = try Money.sum(zip(weights, bounds).map { Money(pence: $0 > 0 ? $1.cap ?? 0 : $1.floor) })
    guard caps.pence >= rest else { throw .capsFallShort(caps: try Money.sum([caps, fixed]), total: total) }
  }

  private static func divide(
    _ rest: Int, weights: [Int], bounds: [Apportionment.Bounds], method: ApportionmentMethod, unit: Int
  ) throws -> [Int] {
    let isBounded = bounds.contains { $0.floor > 0 || $0.cap != nil }
    guard !weights.isEmpty, weights.contains(where: { $0 > 0 }) else { return bounds.map(\.floor) }
    if isBounded {
      guard method == .hamilton, unit == 1 else {
        throw ArgumentError.unusable(
          "method", problem: "floors and caps go with hamilton, to the penny",
          expectation: "Leave out the floors and caps, or divide with method = \"hamilton\" and to = \"penny\".")
      }
      return Apportionment.hamilton(total: rest, weights: weights, bounds: bounds)
    }
    guard method == .hamilton || weights.count <= Apportionment.mostForDivisors else {
      throw ArgumentError.unusable(
        "method", problem: "\(method.rawValue) divides among \(Apportionment.mostForDivisors) payers at most",
        expectation: "Divide among more with method = \"hamilton\".")
    }
    let units = rest / unit
    var parts =
      method == .hamilton
      ? Apportionment.hamilton(total: units, weights: weights, bounds: bounds)
      : Apportionment.byDivisor(method, total: units, weights: weights)
    parts = parts.map { $0 * unit }
    if let first = weights.firstIndex(where: { $0 > 0 }) { parts[first] += rest - units * unit }
    return parts
  }
}

extension Allocation: ScriptObject {
  public static let kind = ObjectKind("allocation", summary: "A total divided among payers; the parts sum to the total.")
  public static let fields: [ObjectField<Allocation>] = [
    .init("total", "The total, in pounds.") { $0.total.operationValue },
    .init("method", "The method.") { .text($0.method.rawValue) },
    .init("amounts", "The amounts in pounds, by payer.") { .record($0.parts.map { ($0.name, $0.amount.operationValue) }) },
    .init("rows", "The parts as a table.") { $0.table.map { .object($0) } ?? .nothing },
  ]
  public static var isList: Bool { true }
  public var words: String {
    let amounts = parts.prefix(4).map { "\($0.name) \($0.amount.text)" } + (parts.count > 4 ? ["..."] : [])
    return "\(total.text) among \(PrintedNumber.of(parts.count)) by \(basis), \(method.rawValue): "
      + amounts.joined(separator: ", ")
  }
  public var table: Table? {
    let isBounded = parts.contains { $0.bound != nil }
    let bounds = [Column("bound", cells: parts.map { $0.bound.map { .text($0) } ?? .missing(.notApplicable) })]
      .filter { _ in isBounded }
    return Table(
      checked: [
        Column("payer", texts: parts.map(\.name)),
        Column("weight", numbers: parts.map(\.weight)),
        Column("amount", numbers: parts.map(\.amount.pounds), unit: "£", decimals: 2),
        Column(
          "share", numbers: parts.map { total.pence == 0 ? nil : Double($0.amount.pence) / Double(total.pence) * 100 },
          unit: "%", decimals: 2),
      ] + bounds, rowCount: parts.count, notes: ["the parts sum to \(total.text)"])
  }
  public var reasons: [String] {
    ["\(total.text) by \(basis); method \(method.rawValue); ties go to the payer who stands first; exact in whole pence"]
  }
}

/// Weights as a script gives them: named numbers, pairs, contributions, or a table of names and numbers.
struct Weights: OperationArgument {
  let values: [(name: String, weight: Double)]
  let words: String

  static let argumentWords = "named weights such as {Council = 2, Police = 1}, contributions, or a table of names and numbers"

  static let takesList = true
  static let takesRecord = true

  static func argument(_ value: Value) throws -> Weights? {
    switch value {
    case .object(let contributions as Contributions):
      return Weights(
        values: contributions.payers.map { ($0.name, $0.amount.pounds) }, words: "the contributions")
    case .object(let object) where object is Table || object is PendingTable:
      guard let table = try object.settled() as? Table, let names = table.columns.first(where: { $0.type == .text }),
        let numbers = table.columns.first(where: { $0.type == .integer || $0.type == .number })
      else { return nil }
      let rows = PublishedRows(table)
      let values = try (0..<table.rowCount).map { row in
        guard let weight = numbers[row].number else { throw BudgetError.noWeight(rows.text(names, row)) }
        return (rows.text(names, row), weight)
      }
      return Weights(values: values, words: "\(numbers.name)\(numbers.unit.map { " (\($0))" } ?? "")")
    default:
      guard let named = NamedValues.argument(value) else { return nil }
      let values = try named.values.map { name, value in
        guard let weight = Double.argument(value) else {
          if case .missing = value { throw BudgetError.noWeight(name) }
          throw ArgumentError.wrongKind(name, expected: "a weight, zero or more", got: value.words, place: nil)
        }
        return (name, weight)
      }
      return Weights(values: values, words: "weights")
    }
  }
}

/// Named amounts.
struct NamedAmounts: OperationArgument {
  let values: [(name: String, amount: Money)]

  static let argumentWords = "named pounds such as {CAFCASS = 1650}"

  static let takesList = true
  static let takesRecord = true

  static func argument(_ value: Value) throws -> NamedAmounts? {
    guard let named = NamedValues.argument(value) else { return nil }
    return NamedAmounts(
      values: try named.values.map { name, value in
        guard let amount = try Money.argument(value) else {
          throw ArgumentError.wrongKind(name, expected: Money.argumentWords, got: value.words, place: nil)
        }
        return (name, amount)
      })
  }
}

/// The least or the most that payers pay: one amount for each of them, or named amounts.
private enum PayerLimit: OperationArgument {
  case each(Money)
  case named(NamedAmounts)

  static let argumentWords = "pounds for each payer, or named pounds such as {CAFCASS = 1650}"
  static let takesList = true
  static let takesRecord = true

  static func argument(_ value: Value) throws -> PayerLimit? {
    if let named = try NamedAmounts.argument(value) { return .named(named) }
    return try Money.argument(value).map { .each($0) }
  }

  func byName(_ sharing: [String]) -> [String: Money] {
    switch self {
    case .each(let amount): Dictionary(sharing.map { ($0, amount) }, uniquingKeysWith: { first, _ in first })
    case .named(let amounts): Dictionary(amounts.values.map { ($0.name, $0.amount) }, uniquingKeysWith: { first, _ in first })
    }
  }
}

/// The unit that a budget is divided to.
enum MoneyUnit: String, WordChoice {
  case penny, pound
}

extension Operation {
  /// Divides a total.
  static let apportion = Operation(
    "apportion", summary: "A total divided in proportion, to the penny; the parts always sum to the total.",
    discussion: """
      Give `among` for equal shares, or `by` for shares in proportion to weights: populations, contributions or any \
      numbers. Fixed payers pay their amount and share in nothing else. Floors and caps hold one rate for all between \
      them. Ties go to the payer who stands first.
      """,
    source: "Balinski and Young 1982",
    example: """
      apportion(100, {among = {"Council", "Police", "NHS"}})
      --> £100.00 among 3 by equal shares, hamilton: Council £33.34, Police £33.33, NHS £33.33
      """,
    Parameter<Money>("total", "The total, in pounds."),
    Parameter<Sharers?>("among", "The payers, for equal shares; or each with a weight.", otherwise: "those of `by`"),
    Parameter<Weights?>("by", "What the shares are in proportion to.", otherwise: "equal shares"),
    Parameter<PayerLimit?>("floors", "The least that payers pay, in pounds: for each, or by name.", otherwise: "none"),
    Parameter<PayerLimit?>("caps", "The most that payers pay, in pounds: for each, or by name.", otherwise: "none"),
    Parameter<NamedAmounts?>("fixed", "Payers whose amount is set, in pounds.", otherwise: "none"),
    Parameter<ApportionmentMethod>("method", "How units are dealt out.", default: .hamilton, words: "\"hamilton\""),
    Parameter<MoneyUnit>("to", "The unit to divide to.", default: .penny, words: "\"penny\"")
  ) { total, among, by, floors, caps, fixed, method, unit in
    let names: [String]? = if case .equal(let names) = among { names } else { nil }
    let weights: Weights? = if by == nil, case .weighted(let weights) = among { weights } else { by }
    guard by == nil || among == nil, (names == nil) != (weights == nil) || (fixed != nil && names == nil) else {
      throw ArgumentError.unusable(
        "among", problem: among == nil ? "nobody is named to share the total" : "among and by are both given",
        expectation: "Give among = {\"Council\", \"Police\"} for equal shares, or by = {Council = 2, Police = 1}.")
    }
    let fixedNames = Set(fixed?.values.map(\.name) ?? [])
    let sharing = (weights?.values.map(\.name) ?? names ?? []).filter { !fixedNames.contains($0) }
    return try Allocation(
      of: total, weights: weights?.values ?? (names ?? []).map { ($0, 1) }, basis: weights?.words ?? "equal shares",
      limits: .init(floors: floors?.byName(sharing) ?? [:], caps: caps?.byName(sharing) ?? [:], fixed: fixed?.values ?? []),
      method: method, unitPence: unit == .penny ? 1 : 100)
  }
}

/// Those who share a total: names for equal shares, or names with weights.
private enum Sharers: OperationArgument {
  case equal([String])
  case weighted(Weights)

  static let argumentWords = "a list of names, or names with weights such as {Council = 2, Police = 1}"
  static let takesList = true
  static let takesRecord = true

  static func argument(_ value: Value) throws -> Sharers? {
    if case .record = value { return try Weights.argument(value).map { .weighted($0) } }
    return try [String].argument(value).map { .equal($0) }
  }
}
