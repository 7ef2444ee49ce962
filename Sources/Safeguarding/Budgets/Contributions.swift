public import Columns

/// What each agency pays into a shared budget.
public struct Contributions: Sendable {
  public let payers: [Payer]
  /// The files that the amounts were read from.
  public let sources: [TableSource]

  /// An agency and what it pays.
  public struct Payer: Hashable, Sendable {
    public let name: String
    public let amount: Money

    public init(name: String, amount: Money) {
      self.name = name
      self.amount = amount
    }
  }

  /// Creates contributions; the total is exact.
  ///
  /// - Throws: ``BudgetError`` if nobody pays, a payer is named twice, or the amounts are too large to add.
  public init(_ payers: [Payer], sources: [TableSource] = []) throws(BudgetError) {
    guard !payers.isEmpty else { throw .noPayers }
    var names: Set<String> = []
    for payer in payers {
      guard names.insert(payer.name).inserted else { throw .payerTwice(payer.name) }
    }
    total = try Money.sum(payers.map(\.amount))
    self.payers = payers
    self.sources = sources
  }

  /// Reads contributions from a table with a column of names and a column of pounds.
  ///
  /// - Throws: ``BudgetError/noWeight(_:)`` for a missing amount: it is never taken as zero.
  public init(table: Table, payer: String, amount: String) throws {
    let rows = PublishedRows(table)
    let names = try table.column(payer)
    let amounts = try table.column(amount)
    var payers: [Payer] = []
    for row in 0..<table.rowCount {
      let name = rows.text(names, row)
      guard !amounts[row].isMissing else { throw BudgetError.noWeight(name) }
      payers.append(Payer(name: name, amount: try Money(pounds: amounts[row].plainText)))
    }
    try self.init(payers, sources: table.sources)
  }

  /// The sum of the contributions.
  public let total: Money

  /// Returns what some payers together give, in per cent of the total.
  public func share(of names: [String]) throws(BudgetError) -> Double {
    let amountsByPayer = Dictionary(payers.map { ($0.name.lowercased(), $0.amount) }, uniquingKeysWith: { first, _ in first })
    var amounts: [Money] = []
    for name in Set(names) {
      guard let amount = amountsByPayer[name.lowercased()] else { throw .unknownPayer(name, payers: payers.map(\.name)) }
      amounts.append(amount)
    }
    return percent(try Money.sum(amounts))
  }

  private func percent(_ amount: Money) -> Double {
    total.pence == 0 ? 0 : Double(amount.pence) / Double(total.pence) * 100
  }
}

extension Contributions: ScriptObject {
  public static let kind = ObjectKind("contributions", summary: "What each agency pays into a shared budget.")
  public static let fields: [ObjectField<Contributions>] = [
    .init("total", "The sum, in pounds.") { $0.total.operationValue },
    .init("total_words", "The sum as it prints.") { .text($0.total.text) },
    .init("payers", "The names of the payers.") { .list($0.payers.map { .text($0.name) }) },
  ]
  public static var isList: Bool { true }
  public var words: String { "\(total.text) from \(PrintedNumber.of(payers.count)) payers" }
  public var table: Table? {
    Table(
      checked: [
        Column("payer", texts: payers.map(\.name)),
        Column("amount", numbers: payers.map(\.amount.pounds), unit: "£", decimals: 2),
        Column("share", numbers: payers.map { percent($0.amount) }, unit: "%", decimals: 2),
      ], rowCount: payers.count, sources: sources, notes: ["total \(total.text)"])
  }
  public var reasons: [String] { ["sum of \(payers.count) amounts, in whole pence"] + sources.map(\.words) }
}

extension Operation {
  /// Makes contributions of a table or a record.
  static let contributions = Operation(
    "contributions", summary: "What each agency pays, from a list of names and pounds or from a table.",
    example: """
      contributions{{"Council", 65000}, {"Police", "£65,000.50"}}.total_words
      --> £130,000.50
      """,
    Parameter<PayerAmounts>("amounts", "Pairs of a name and pounds, named pounds, or a table of names and pounds.")
  ) { amounts in amounts.contributions }

  /// Gives the share of some payers.
  static let share = Operation(
    "share", summary: "What some payers together give, in per cent of the total.",
    example: """
      string.format("%.2f%%", budget:share{"Middlesbrough Council", "Redcar & Cleveland Borough Council", "Cleveland Police", "ST CCG"})
      --> 96.28%
      """,
    Parameter<Contributions>("contributions", "The contributions."),
    Parameter<[String]>("payers", "The names of the payers.")
  ) { contributions, names in try contributions.share(of: names) }
}

/// Contributions as a script gives them.
struct PayerAmounts: OperationArgument {
  let contributions: Contributions

  static let argumentWords = "pairs of a name and pounds, or a table with a column of names and one of pounds"

  static let takesList = true
  static let takesRecord = true

  static func argument(_ value: Value) throws -> PayerAmounts? {
    if case .object(let object) = value {
      if let contributions = object as? Contributions { return PayerAmounts(contributions: contributions) }
      guard let table = try Table.argument(value), let names = table.columns.first(where: { $0.type == .text }),
        let amounts = table.columns.first(where: { $0.type == .integer || $0.type == .number })
      else { return nil }
      return PayerAmounts(contributions: try Contributions(table: table, payer: names.name, amount: amounts.name))
    }
    guard let pairs = NamedValues.argument(value) else { return nil }
    let payers = try pairs.values.map { name, value in
      guard let amount = try Money.argument(value) else {
        throw ArgumentError.wrongKind(name, expected: Money.argumentWords, got: value.words, place: nil)
      }
      return Contributions.Payer(name: name, amount: amount)
    }
    return PayerAmounts(contributions: try Contributions(payers))
  }
}

/// Names with values, as pairs in order or as named fields.
struct NamedValues: OperationArgument {
  let values: [(name: String, value: Value)]

  static let argumentWords = "pairs such as {{\"Council\", 65000}}, or named values such as {Council = 65000}"

  static let takesList = true
  static let takesRecord = true

  static func argument(_ value: Value) -> NamedValues? {
    switch value {
    case .record(let fields): return NamedValues(values: fields)
    case .list(let items):
      var values: [(name: String, value: Value)] = []
      for item in items {
        guard case .list(let pair) = item, pair.count == 2, case .text(let name) = pair[0] else { return nil }
        values.append((name, pair[1]))
      }
      return NamedValues(values: values)
    default: return nil
    }
  }
}
