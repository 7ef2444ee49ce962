// A condition on something computed is one on a column that is worked out first, so that every other room of a query
// knows conditions on columns alone.
extension Relation {
  /// Returns a condition on columns that are there, after those that it is of were worked out.
  mutating func settled(_ predicate: Predicate) throws -> Predicate {
    var made: [Expression: String] = [:]
    return try settled(predicate, &made)
  }

  /// Returns an expression whose conditions are on columns that are there.
  mutating func settled(_ expression: Expression) throws -> Expression {
    var made: [Expression: String] = [:]
    return try settled(expression, &made)
  }

  /// Returns aggregates whose conditions are on columns that are there.
  mutating func settled(_ aggregates: [Query.Aggregate]) throws -> [Query.Aggregate] {
    var settled = aggregates
    var made: [Expression: String] = [:]
    for place in settled.indices { settled[place].condition = try self.settled(settled[place].condition, &made) }
    return settled
  }

  /// - Parameter made: The columns that were worked out, by what they are made of.
  private mutating func settled(_ predicate: Predicate, _ made: inout [Expression: String]) throws -> Predicate {
    switch predicate {
    case .and(let parts): return .and(try parts.map { try settled($0, &made) })
    case .or(let parts): return .or(try parts.map { try settled($0, &made) })
    case .not(let part): return .not(try settled(part, &made))
    case .of(let name, let expression, let part):
      let known = made[expression]
      var fresh = known ?? name
      if known == nil {
        while columns[fresh] != nil { fresh += "\u{2032}" }
        try hide(fresh, expression)
        made[expression] = fresh
      }
      return try settled(part.naming { $0 == name ? fresh : $0 }, &made)
    default: return predicate
    }
  }

  private mutating func settled(_ expression: Expression, _ made: inout [Expression: String]) throws -> Expression {
    switch expression {
    case .column, .value: return expression
    case .span(let unit, let part): return .span(unit, of: try settled(part, &made))
    case .part(let kind, let part): return .part(kind, of: try settled(part, &made))
    case .band(let part, let edges): return .band(try settled(part, &made), from: edges)
    case .arithmetic(let first, let operation, let second): return .arithmetic(try settled(first, &made), operation, try settled(second, &made))
    case .call(let function, let parts): return .call(function, try parts.map { try settled($0, &made) })
    case .reason(let parts): return .reason(of: try parts.map { try settled($0, &made) })
    case .choose(let branches, let otherwise):
      return .choose(
        try branches.map { .init(when: try settled($0.condition, &made), try settled($0.value, &made)) },
        otherwise: try settled(otherwise, &made))
    }
  }
}
