extension Relation {
  /// Says which texts an expression could not read as numbers or dates, so that no row of theirs is missing unsaid.
  ///
  /// - Complexity: O(rows) for each text that is read.
  mutating func noteUnread(_ expression: Expression) throws {
    for (function, inner, isChosen) in expression.conversions {
      let name = if case .column(let name) = inner { "column \"\(name)\"" } else { "what is computed" }
      let column = try derived(inner).materialised(named: "").coded(within: limits).withoutUnusedValues()
      guard let texts = column.dictionary?.texts else { continue }
      let unread = texts.filter { function.cell(of: $0) == .missing(.notApplicable) }
      guard let first = unread.first else { continue }
      let others = unread.count == 1 ? "" : " and \(PrintedNumber.of(unread.count - 1)) other \(unread.count == 2 ? "text" : "texts")"
      let kind = function == .date ? "day, month and year" : "number"
      notes.append(
        "\"\(first.prefix(60))\"\(others) of \(name) \(unread.count == 1 ? "is" : "are") no \(kind), and not applicable\(isChosen ? " where no condition gives another value" : "")")
    }
  }
}

extension Expression {
  /// What the expression reads texts of as numbers or dates, and whether a condition chooses the rows in which that counts.
  fileprivate var conversions: [(function: Function, inner: Expression, isChosen: Bool)] {
    switch self {
    case .column, .value, .reason: []
    case .span(_, let part), .part(_, let part), .band(let part, _): part.conversions
    case .arithmetic(let first, _, let second): first.conversions + second.conversions
    case .choose(let branches, let otherwise): (branches.map(\.value) + [otherwise]).flatMap(\.conversions).map { ($0.function, $0.inner, true) }
    case .call(.number, let parts): [(.number, parts[0], false)] + parts[0].conversions
    case .call(.date, let parts): [(.date, parts[0], false)] + parts[0].conversions
    case .call(_, let parts): parts.flatMap(\.conversions)
    }
  }
}
