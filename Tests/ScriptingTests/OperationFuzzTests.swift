import Columns
import Safeguarding
import TestSupport
import Testing

/// Calls every operation with arguments that make no sense: an answer or a worded error, and never a crash.
struct OperationFuzzTests {
  private static func pool() throws -> [Value] {
    let lait = try LAITExtract.collection.get()
    let care = try lait.indicator("LAC")
    let period = try care.period("2018")
    let ranking = try Ranking(of: care, in: period)
    let area = try care.register.area("806")
    let partners = try DelimitedReader().read(path: ProjectFiles.exampleData + "/south-tees/contributions-2020-21.csv")
    let objects: [any OperationObject] = [
      lait, care, ranking, try Position(of: area, in: ranking), area, period, partners,
      try Contributions(table: partners, payer: "agency", amount: "contribution_pounds"),
      try LAITExtract.neighbours2025.get(),
      ThresholdSet(name: "t", rules: [ThresholdRule(indicator: care, test: .atLeast(1))]),
      try Change(of: care, area: area, from: care.period("2017"), to: period),
      Claim(subject: "s", says: "1", found: "2", verdict: .near, note: ""),
    ]
    let plain: [Value] = [
      .nothing, .missing(.suppressed), .boolean(true), .integer(0), .integer(-1), .integer(.max), .integer(.min), .integer(2018),
      .number(0.5), .number(-0.0), .number(.nan), .number(.infinity), .number(1e308), .number(9.3e18), .text(""), .text("806"),
      .text("2018"), .text("all"), .text("region"), .text("\u{0}\u{FFFD}"), .text(String(repeating: "9", count: 5000)),
      .list([]), .list([.text("806"), .text("807")]), .list([.nothing]), .list([.list([.text("a"), .integer(.max)])]),
      .record([]), .record([("a", .integer(1)), ("b", .number(.nan))]), .record([("a", .integer(.max)), ("b", .integer(.max))]),
      .list([3, 0, 1, 2, 5, 8, 9].map { .integer($0) }), .list([.number(0.1), .missing(.suppressed), .integer(4), .integer(1), .integer(2)]),
      .list([.number(1e308), .number(-1e308), .integer(.max), .integer(.min), .number(.leastNonzeroMagnitude)]), .list([.number(.nan), .number(.infinity)]),
      .record([("indicator", .object(care)), ("at_least", .number(.nan))]), .record([("type", .record([("missing", .boolean(true))]))]),
    ]
    return plain + objects.map { .object($0) }
  }

  @Test(arguments: OperationCatalogue.all.indices)
  func `Arguments that make no sense are refused in words`(place: Int) throws {
    let operation = OperationCatalogue.all[place]
    let pool = try Self.pool()
    var answered = 0, refused = 0
    for seed in 0..<150 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed &* 1000 &+ UInt64(place))
      // Half of the calls have the right receiver, so that they get beyond it.
      var values = (0..<Int.random(in: 0...4, using: &generator)).compactMap { _ in pool.randomElement(using: &generator) }
      if Bool.random(using: &generator), let receiver = operation.receiver {
        let fitting = pool.filter { if case .object(let object) = $0 { type(of: object).kind == receiver } else { false } }
        if let object = fitting.first { values.insert(object, at: 0) }
      }
      let named = operation.parameters.filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }
        .compactMap { parameter in pool.randomElement(using: &generator).map { (name: parameter.name, value: $0) } }
      do {
        _ = try operation.call(values, named: named)
        answered += 1
      } catch let error as any DiagnosableError {
        #expect(!error.diagnostic.problem.isEmpty, "\(operation.name), seed \(seed)")
        refused += 1
      }
    }
    #expect(answered + refused == 150)
    #expect(refused > 0, "\(operation.name) takes anything")
  }
}
