// Conditions and expressions on columns of other names.

extension Predicate {
  /// Returns the condition with each column under the name that a closure gives it.
  package func naming(_ name: (String) throws -> String) rethrows -> Predicate {
    switch self {
    case .all: .all
    case .compare(let column, let comparison, let cell): .compare(column: try name(column), comparison, cell)
    case .compareColumns(let one, let comparison, let other): .compareColumns(try name(one), comparison, try name(other))
    case .oneOf(let column, let cells): .oneOf(column: try name(column), cells)
    case .between(let column, let low, let high): .between(column: try name(column), low, high)
    case .contains(let column, let text): .contains(column: try name(column), text)
    case .begins(let column, let text): .begins(column: try name(column), with: text)
    case .ends(let column, let text): .ends(column: try name(column), with: text)
    case .isMissing(let column): .isMissing(column: try name(column))
    case .isMissingFor(let column, let reason): .isMissingFor(column: try name(column), reason)
    case .and(let parts): .and(try parts.map { try $0.naming(name) })
    case .or(let parts): .or(try parts.map { try $0.naming(name) })
    case .not(let part): .not(try part.naming(name))
    case .of(let own, let expression, let part): .of(own, try expression.naming(name), try part.naming { $0 == own ? own : try name($0) })
    }
  }
}

extension Predicate {
  /// Returns the condition with parts of what it computes replaced; see ``Expression/replacing(_:)``.
  package func replacing(_ change: (Expression) throws -> Expression?) rethrows -> Predicate {
    switch self {
    case .and(let parts): .and(try parts.map { try $0.replacing(change) })
    case .or(let parts): .or(try parts.map { try $0.replacing(change) })
    case .not(let part): .not(try part.replacing(change))
    case .of(let own, let expression, let part): .of(own, try expression.replacing(change), try part.replacing(change))
    default: self
    }
  }
}

extension Expression {
  /// Returns the expression with each column under the name that a closure gives it.
  package func naming(_ name: (String) throws -> String) rethrows -> Expression {
    try replacing(conditions: { try $0.naming(name) }) { part in if case .column(let column) = part { .column(try name(column)) } else { nil } }
  }

  /// Returns the expression with each part replaced for which a closure gives another, the outermost first.
  package func replacing(_ change: (Expression) throws -> Expression?) rethrows -> Expression {
    try replacing(conditions: { try $0.replacing(change) }, change)
  }

  /// The same, with each condition replaced by another.
  package func replacing(
    conditions: (Predicate) throws -> Predicate, _ change: (Expression) throws -> Expression?
  ) rethrows -> Expression {
    if let other = try change(self) { return other }
    func made(_ part: Expression) throws -> Expression { try part.replacing(conditions: conditions, change) }
    return switch self {
    case .column, .value: self
    case .span(let unit, let part): .span(unit, of: try made(part))
    case .part(let kind, let part): .part(kind, of: try made(part))
    case .band(let part, let edges): .band(try made(part), from: edges)
    case .arithmetic(let first, let operation, let second): .arithmetic(try made(first), operation, try made(second))
    case .choose(let branches, let otherwise):
      .choose(try branches.map { Branch(when: try conditions($0.condition), try made($0.value)) }, otherwise: try made(otherwise))
    case .call(let function, let parts): .call(function, try parts.map(made))
    case .reason(let parts): .reason(of: try parts.map(made))
    }
  }
}
