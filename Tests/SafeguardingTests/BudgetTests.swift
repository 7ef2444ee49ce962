import Columns
import Safeguarding
import TestSupport
import Testing

struct BudgetTests {
  @Test(arguments: [
    ("65,000", 6_500_000), ("£1,158.50", 115_850), ("-12.5", -1250), ("0", 0), ("1000.000", 100_000), (" 5 ", 500),
    ("92233720368547758.07", Int.max),
  ])
  func `An amount is read to the penny`(text: String, pence: Int) throws {
    #expect(try Money(pounds: text).pence == pence)
  }

  @Test(arguments: ["", "-", ".", "1.005", "1.", ".5", "lots", "1e3", "£", "1-2", "92233720368547758.08", "９", "1.2.3", "+5", "12,50", "1,2345", ",500", "1,", "1234,567", "1.50,0"])
  func `What is no amount is refused`(text: String) {
    #expect(throws: BudgetError.self) { try Money(pounds: text) }
  }

  @Test(arguments: [1158.5, 0.1 + 0.2, 65000])
  func `A number of pounds is taken as it prints`(number: Double) throws {
    #expect(try Money(pounds: number).pence == Int((number * 100).rounded()))
  }

  @Test(arguments: [0.005, .nan, .infinity, 1e300])
  func `A number that is no amount to the penny is refused`(number: Double) {
    #expect(throws: BudgetError.self) { try Money(pounds: number) }
  }

  @Test func `The report's budget adds up, and its four partners pay 96.28 per cent`() throws {
    let table = try DelimitedReader().read(path: ProjectFiles.exampleData + "/south-tees/contributions-2020-21.csv")
    let budget = try Contributions(table: table, payer: "agency", amount: "contribution_pounds")
    #expect(budget.total.text == "£270,047.00")
    let partners = budget.payers.filter { $0.amount.pence == 6_500_000 }.map(\.name)
    #expect(partners.count == 4)
    #expect(PrintedNumber.of(try budget.share(of: partners), decimals: 2) == "96.28")
  }

  @Test func `Parts sum to the total whatever the weights, floors, caps and fixed payers`() throws {
    for seed in 0..<1000 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let count = Int.random(in: 1...8, using: &generator)
      let weights = (0..<count).map { (name: "p\($0)", weight: Double.random(in: 0.01...1000, using: &generator)) }
      let total = Money(pence: Int.random(in: 0...100_000_000_000, using: &generator))
      var limits = Allocation.Limits()
      for (name, _) in weights where Bool.random(using: &generator) {
        limits.floors[name] = Money(pence: Int.random(in: 0...(total.pence / count), using: &generator))
      }
      let allocation = try Allocation(of: total, weights: weights, basis: "weights", limits: limits)
      #expect(try Money.sum(allocation.parts.map(\.amount)) == total, "seed \(seed)")
      for part in allocation.parts { #expect(part.amount >= limits.floors[part.name] ?? Money(pence: 0), "seed \(seed)") }
    }
  }

  @Test func `A total beyond what a Double holds is divided to the penny`() throws {
    let total = Money(pence: Int.max)
    let allocation = try Allocation(of: total, weights: [("a", 1), ("b", 1), ("c", 1)], basis: "equal shares")
    #expect(try Money.sum(allocation.parts.map(\.amount)) == total)
    #expect(allocation.parts.map(\.amount.pence) == [3_074_457_345_618_258_603, 3_074_457_345_618_258_602, 3_074_457_345_618_258_602])
  }

  @Test func `Very many payers are divided among at once, or refused in words`() throws {
    let many = (0..<50_000).map { (name: "p\($0)", weight: Double($0 + 1)) }
    let total = Money(pence: 1_000_000_007)
    let limits = Allocation.Limits(caps: ["p49999": Money(pence: 5), "p49998": Money(pence: 7)])
    let parts = try Allocation(of: total, weights: many, basis: "weights", limits: limits).parts
    #expect(try Money.sum(parts.map(\.amount)) == total)
    #expect(parts.suffix(2).map(\.amount.pence) == [7, 5])
    #expect(throws: ArgumentError.self) {
      try Allocation(of: total, weights: many, basis: "weights", method: .sainteLague)
    }
  }

  @Test func `Only the bounds that bind are held`() throws {
    // Pinning both at once would give a 60, b 30 and leave 10 for c.
    let limits = Allocation.Limits(floors: ["b": Money(pence: 3000)], caps: ["a": Money(pence: 6000)])
    let allocation = try Allocation(
      of: Money(pence: 10_000), weights: [("a", 70), ("b", 20), ("c", 10)], basis: "weights", limits: limits)
    #expect(allocation.parts.map(\.amount.pence) == [6000, 3000, 1000])
    let fixed = try Allocation(
      of: Money(pence: 10_000), weights: [("a", 1), ("b", 1)], basis: "weights",
      limits: .init(fixed: [("c", Money(pence: 1))]))
    #expect(fixed.parts.map(\.amount.pence) == [5000, 4999, 1])
  }

  @Test func `What can't be divided is refused, and says why`() {
    func divide(_ pence: Int, _ weights: [(name: String, weight: Double)], _ limits: Allocation.Limits = .init()) throws {
      _ = try Allocation(of: Money(pence: pence), weights: weights, basis: "weights", limits: limits)
    }
    #expect(throws: BudgetError.noPayers) { try divide(100, []) }
    #expect(throws: BudgetError.allWeightsZero) { try divide(100, [("a", 0)]) }
    #expect(throws: BudgetError.negativeWeight("a")) { try divide(100, [("a", -1)]) }
    #expect(throws: BudgetError.noWeight("a")) { try divide(100, [("a", .nan)]) }
    #expect(throws: BudgetError.payerTwice("a")) { try divide(100, [("a", 1), ("a", 1)]) }
    #expect(throws: BudgetError.negativeTotal(Money(pence: -1))) { try divide(-1, [("a", 1)]) }
    #expect(throws: BudgetError.unknownPayer("z", payers: ["a"])) { try divide(1, [("a", 1)], .init(floors: ["z": Money(pence: 0)])) }
    #expect(throws: BudgetError.floorsExceed(floors: Money(pence: 120), total: Money(pence: 100))) {
      try divide(100, [("a", 1), ("b", 1)], .init(floors: ["a": Money(pence: 60), "b": Money(pence: 60)]))
    }
    #expect(throws: BudgetError.capsFallShort(caps: Money(pence: 80), total: Money(pence: 100))) {
      try divide(100, [("a", 1), ("b", 1)], .init(caps: ["a": Money(pence: 40), "b": Money(pence: 40)]))
    }
  }
}
