extension Relation {
  /// Says which texts an expression could not read as numbers or dates, so that no row of theirs is missing unsaid.
  ///
  /// - Complexity: O(rows) for each text that is read.
  mutating func noteUnread(_ expression: Expression) throws {
    for (function, inner) in expression.conversions {
      let name = if case .column(let name) = inner { "column \"\(name)\"" } else { "what is computed" }
      let column = try derived(inner).materialised(named: "").coded(within: limits).withoutUnusedValues()
      guard let texts = column.dictionary?.texts else { continue }
      let unread = texts.filter { function.cell(of: $0) == .missing(.notApplicable) }
      guard let first = unread.first else { continue }
      let others = unread.count == 1 ? "" : " and \(PrintedNumber.of(unread.count - 1)) other \(unread.count == 2 ? "text" : "texts")"
      notes.append(
        "\"\(first.prefix(60))\"\(others) of \(name) \(unread.count == 1 ? "is" : "are") no \(function == .date ? "day, month and year" : "number"), and not applicable")
    }
  }
}

extension Expression {
  /// What the expression reads texts of as numbers or dates.
  fileprivate var conversions: [(function: Function, inner: Expression)] {
    switch self {
    case .column, .value, .reason: []
    case .span(_, let part), .part(_, let part), .band(let part, _): part.conversions
    case .arithmetic(let first, _, let second): first.conversions + second.conversions
    case .choose(let branches, let otherwise): branches.flatMap(\.value.conversions) + otherwise.conversions
    case .call(.number, let parts): [(.number, parts[0])] + parts[0].conversions
    case .call(.date, let parts): [(.date, parts[0])] + parts[0].conversions
    case .call(_, let parts): parts.flatMap(\.conversions)
    }
  }
}
