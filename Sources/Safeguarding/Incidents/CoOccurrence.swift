import Columns

extension Incidents {
  /// Finds which kinds of incident the same people or places have, pair by pair, against what chance would give.
  ///
  /// - Parameters:
  ///   - everyone: How many people or places there are, those without an incident among them; nil for those that have one.
  func coOccurrence(of name: String?, harms: String?, everyone: Int?, confidence: ConfidenceLevel) throws -> Table {
    let (unit, harm) = (try column(name, or: "person"), try column(harms, or: "type"))
    let known = question.filter(.and([try has(unit), .not(.isMissing(column: harm))]))
    let kinds = try answer(known.group(by: [harm], [.count("\u{0}n")])).column(harm)
    let most = 50
    guard kinds.count <= most else {
      throw ArgumentError.unusable(
        "harms", problem: "column \"\(harm)\" has \(PrintedNumber.of(kinds.count)) values",
        expectation: "At most \(most): choose some with where.")
    }
    // Each kind is a bit, so that a person's kinds are one number.
    let bits = (0..<kinds.count).map {
      Expression.Branch(when: .compare(column: harm, .equal, kinds[$0]), .value(.integer(1 << $0)))
    }
    let table = try answer(
      known.derive("\u{0}bit", .choose(bits, otherwise: .value(.integer(0)))).group(by: [unit, "\u{0}bit"], [.count("\u{0}n")])
        .group(by: [unit], [.sum(of: "\u{0}bit", as: "\u{0}mask")]).group(by: ["\u{0}mask"], [.count("units")]))
    let (masks, units) = (try table.column("\u{0}mask"), try table.column("units"))
    var both = Array(repeating: Array(repeating: 0, count: kinds.count), count: kinds.count)
    var all = 0
    for row in 0..<table.rowCount {
      guard case .integer(let mask) = masks[row], let count = units[row].number.map({ Int($0) }) else { continue }
      all += count
      let held = (0..<kinds.count).filter { mask >> $0 & 1 == 1 }
      for one in held { for other in held { both[one][other] += count } }
    }
    let whole = everyone ?? all
    guard whole >= all else {
      throw ArgumentError.unusable(
        "everyone", problem: "\(PrintedNumber.of(all)) \(unit) have an incident, and there are \(PrintedNumber.of(whole))",
        expectation: "At least as many as have one.")
    }
    var pairs: [(Int, Int, OddsRatio)] = []
    for one in 0..<kinds.count {
      for other in (one + 1)..<max(one + 1, kinds.count) {
        pairs.append(
          (one, other, try OddsRatio(both: both[one][other], first: both[one][one], second: both[other][other], of: whole)))
      }
    }
    let probabilities = pairs.map { $0.2.pValue }
    let adjusted = try FalseDiscovery.benjaminiHochberg.adjusted(probabilities)
    let order = pairs.indices.sorted { (pairs[$1].2.both, $0) < (pairs[$0].2.both, $1) }
    let chosen = order.map { pairs[$0] }
    func cells(_ value: (OddsRatio) -> Double?) -> [Cell] {
      chosen.map { value($0.2).map { .number($0) } ?? .missing(.notApplicable) }
    }
    var notes =
      conditionNotes + [
        "of \(PrintedNumber.of(whole)) different \(unit)"
          + (everyone == nil
            ? " with an incident: those without any are not known, and hold down the ratio"
            : ", \(PrintedNumber.of(whole - all)) of them without an incident"),
        "expected: those with the one times those with the other over all; odds_ratio with Woolf's \(confidence.words) "
          + "limits, a half added to each cell where one is zero; p_value: chi-square (n - 1), or Fisher-Irwin where a cell expects "
          + "less than one; "
          + "p_adjusted: Benjamini and Hochberg",
      ]
    let used = try answer(known.group(by: [], [.count("\u{0}n")])).column("\u{0}n")[0].number.map { Int($0) } ?? 0
    if used < count {
      notes.append(
        "\(PrintedNumber.of(count - used)) of \(PrintedNumber.of(count, "incident has", "incidents have")) no \(unit)\(try unnamedWords(unit)) or no \(harm) and are left out")
    }
    notes += try placeNotes(unit)
    return try Table(
      [
        Column("first", cells: chosen.map { kinds[$0.0] }), Column("second", cells: chosen.map { kinds[$0.1] }),
        Column("with_first", integers: chosen.map { $0.2.first }, unit: unit),
        Column("with_second", integers: chosen.map { $0.2.second }, unit: unit),
        Column("with_both", integers: chosen.map { $0.2.both }, unit: unit),
        Column("expected", numbers: chosen.map { $0.2.expected }, unit: unit, decimals: 1),
        Column("lift", cells: cells(\.lift), decimals: 2, typeWhereMissing: .number),
        Column("odds_ratio", cells: cells(\.value), decimals: 2, typeWhereMissing: .number),
        Column("odds_lower", cells: cells { $0.limits(at: confidence).lower }, decimals: 2, typeWhereMissing: .number),
        Column("odds_upper", cells: cells { $0.limits(at: confidence).upper }, decimals: 2, typeWhereMissing: .number),
        Column("p_value", cells: cells(\.pValue), decimals: 4, typeWhereMissing: .number),
        Column(
          "p_adjusted", cells: order.map { adjusted[$0].map { .number($0) } ?? .missing(.notApplicable) }, decimals: 4,
          typeWhereMissing: .number),
      ], sources: table.sources, notes: notes)
  }
}
