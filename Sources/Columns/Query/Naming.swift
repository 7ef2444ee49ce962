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
    case .isMissing(let column): .isMissing(column: try name(column))
    case .and(let parts): .and(try parts.map { try $0.naming(name) })
    case .or(let parts): .or(try parts.map { try $0.naming(name) })
    case .not(let part): .not(try part.naming(name))
    case .of(let own, let expression, let part): .of(own, try expression.naming(name), try part.naming { $0 == own ? own : try name($0) })
    }
  }
}

extension Expression {
  /// Returns the expression with each column under the name that a closure gives it.
  package func naming(_ name: (String) throws -> String) rethrows -> Expression {
    switch self {
    case .column(let column): .column(try name(column))
    case .value: self
    case .span(let unit, let part): .span(unit, of: try part.naming(name))
    case .part(let kind, let part): .part(kind, of: try part.naming(name))
    case .band(let part, let edges): .band(try part.naming(name), from: edges)
    case .arithmetic(let first, let operation, let second): .arithmetic(try first.naming(name), operation, try second.naming(name))
    case .choose(let branches, let otherwise):
      .choose(
        try branches.map { Branch(when: try $0.condition.naming(name), try $0.value.naming(name)) }, otherwise: try otherwise.naming(name))
    case .call(let function, let parts): .call(function, try parts.map { try $0.naming(name) })
    case .reason(let parts): .reason(of: try parts.map { try $0.naming(name) })
    }
  }
}
