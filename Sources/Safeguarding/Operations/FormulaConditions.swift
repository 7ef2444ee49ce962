import Columns

// The conditions of a formula: `age >= 10 and sex = 'Female'`, `deaths / births > 0.01`.

extension Formula {
  mutating func alternatives() throws(FormulaError) -> Predicate {
    var parts = [try conjunction()]
    while take("or", "||") != nil { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .or(parts)
  }

  private mutating func conjunction() throws(FormulaError) -> Predicate {
    var parts = [try condition()]
    while take("and", "&&") != nil { parts.append(try condition()) }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  private mutating func condition() throws(FormulaError) -> Predicate {
    if take("not", "!") != nil { return .not(try nested { formula throws(FormulaError) in try formula.condition() }) }
    if next?.text == "(", next?.kind == .sign, !isValueInBrackets {
      place += 1
      let inner = try nested { formula throws(FormulaError) in try formula.alternatives() }
      try need(")")
      return inner
    }
    if let asked = try asked() { return asked }
    let start = place
    let left = try joined()
    if let cell = left.constant, let (comparison, isUnequal) = takeComparison() {
      let predicate = try compared(cell, comparison, writtenAt: words[start].column)
      return isUnequal ? .not(predicate) : predicate
    }
    return try of(left, from: start) { formula, column throws(FormulaError) in try formula.condition(on: column) }
  }

  /// A condition that is written as a function: `contains(name, 'street')`, `is_missing(age)`. Nil where none begins here.
  private mutating func asked() throws(FormulaError) -> Predicate? {
    guard let word = next, word.kind == .name, place + 1 < words.count, words[place + 1].text == "(", words[place + 1].kind == .sign else { return nil }
    let name = word.text.lowercased()
    guard ["contains", "begins_with", "starts_with", "ends_with", "is_missing", "missing"].contains(name) else { return nil }
    place += 2
    return try nested { formula throws(FormulaError) in
      let start = formula.place
      let left = try formula.joined()
      let predicate = try formula.of(left, from: start) { formula, column throws(FormulaError) in
        if name.hasSuffix("missing") { return .isMissing(column: column) }
        try formula.need(",")
        let text = try formula.value().plainText
        return name == "contains" ? .contains(column: column, text) : name == "ends_with" ? .ends(column: column, with: text) : .begins(column: column, with: text)
      }
      try formula.need(")")
      return predicate
    }
  }

  /// Whether what stands in brackets here is a value, since a comparison or arithmetic follows them.
  private var isValueInBrackets: Bool {
    var depth = 0
    for end in place..<words.count where words[end].kind == .sign {
      depth += words[end].text == "(" ? 1 : words[end].text == ")" ? -1 : 0
      guard depth == 0 else { continue }
      guard end + 1 < words.count else { return false }
      let following = words[end + 1]
      let isSign = following.kind == .sign && ![")", ",", "&&", "||"].contains(following.text)
      return isSign || following.kind == .name && !["and", "or", "when", "then", "else", "end"].contains(following.text.lowercased())
    }
    return false
  }

  /// Returns a condition on what was read from a place on: a column, or one that is made for the condition.
  private mutating func of(
    _ expression: Expression, from start: Int, _ condition: (inout Formula, String) throws(FormulaError) -> Predicate
  ) throws(FormulaError) -> Predicate {
    if case .column(let column) = expression { return try condition(&self, column) }
    let end = place < words.count ? words[place].column - 1 : text.count
    let first = words[start].column - 1
    // As the user wrote it, so that an error tells where.
    var name = String(text.dropFirst(first).prefix(end - first).trimmed)
    while words.contains(where: { $0.kind == .quotedName && $0.text == name }) { name += "\u{2032}" }
    return .of(name, expression, try condition(&self, name))
  }

  /// Takes a sign that compares. An unequal one stands for an equal one that is turned round.
  private mutating func takeComparison() -> (comparison: Predicate.Comparison, isUnequal: Bool)? {
    guard let sign = take("=", "==", "!=", "~=", "<>", "<", "<=", ">", ">="), let comparison = Self.comparisons[sign] else { return nil }
    return (comparison, ["!=", "~=", "<>"].contains(sign))
  }

  /// A condition that begins with a value: `10 <= age`.
  ///
  /// A text that is compared with another value holds for every row or for none: a column was meant.
  private mutating func compared(_ cell: Cell, _ comparison: Predicate.Comparison, writtenAt column: Int) throws(FormulaError) -> Predicate {
    let turned: [Predicate.Comparison: Predicate.Comparison] = [
      .less: .greater, .lessOrEqual: .greaterOrEqual, .greater: .less, .greaterOrEqual: .lessOrEqual,
    ]
    let start = place
    let right = try joined()
    if let next, Self.comparisons[next.text] != nil {
      throw FormulaError(text, next.column, "two comparisons in a row", hint: "x between 10 and 17 has both ends, or say 10 <= x and x < 18")
    }
    if right.constant != nil, case .text(let text) = cell {
      throw FormulaError(self.text, column, "'\(text)' is a text here, and no column", expectation: "A column of that name is `\(text)`, in backquotes.")
    }
    return try of(right, from: start) { _, column throws(FormulaError) in .compare(column: column, turned[comparison] ?? comparison, cell) }
  }

  /// What follows a column.
  private mutating func condition(on column: String) throws(FormulaError) -> Predicate {
    if take("is") != nil {
      let isNegated = take("not") != nil
      if take("suppressed") != nil {
        let isSuppressed = Predicate.isMissingFor(column: column, .suppressed)
        return isNegated ? .not(isSuppressed) : isSuppressed
      }
      guard take("missing", "null", "nil") != nil else { throw unexpected("\"missing\"") }
      return isNegated ? .not(.isMissing(column: column)) : .isMissing(column: column)
    }
    let isNegated = take("not") != nil
    if take("in") != nil {
      try need("(")
      var cells = [try value()]
      while take(",") != nil { cells.append(try value()) }
      try need(")")
      return isNegated ? .not(.oneOf(column: column, cells)) : .oneOf(column: column, cells)
    }
    if take("between") != nil {
      let low = try value()
      try need("and")
      let between = Predicate.between(column: column, low, try value())
      return isNegated ? .not(between) : between
    }
    if let word = try textComparison() {
      let start = next
      guard case .text(let wanted) = try value() else { throw FormulaError(text, start?.column ?? 1, "a text in '...' is expected here") }
      let predicate = try word == "like" ? like(wanted, column: column, at: start?.column ?? 1)
        : word == "contains" ? .contains(column: column, wanted)
        : word == "ends_with" ? .ends(column: column, with: wanted) : .begins(column: column, with: wanted)
      return isNegated ? .not(predicate) : predicate
    }
    if isNegated { throw unexpected("\"in\", \"between\", \"contains\", \"begins_with\" or \"ends_with\"") }
    guard let (comparison, isUnequal) = takeComparison() else { throw unexpected("a comparison such as = or >=") }
    let predicate = try compared(column, comparison)
    return isUnequal ? .not(predicate) : predicate
  }

  /// Takes a word that compares texts, in one word or in two: `begins_with`, `starts with`.
  private mutating func textComparison() throws(FormulaError) -> String? {
    if let word = take("contains", "begins_with", "ends_with", "like") { return word }
    if take("starts_with") != nil { return "begins_with" }
    guard let word = take("begins", "starts", "ends") else { return nil }
    try need("with")
    return word == "ends" ? "ends_with" : "begins_with"
  }

  /// A column that is compared with a value or with another.
  private mutating func compared(_ column: String, _ comparison: Predicate.Comparison) throws(FormulaError) -> Predicate {
    if next?.kind == .doublyQuoted, place + 1 == words.count || words[place + 1].text != "..", let text = quotedText() {
      return .compare(column: column, comparison, .text(text))
    }
    let start = place
    if let next, next.kind == .name, ["nil", "null", "none", "na", "nan"].contains(next.text.lowercased()) {
      throw FormulaError(text, next.column, "\(next.text) is no value here", hint: "what has no value is asked for with `\(column)` is missing")
    }
    let right = try joined()
    if let cell = right.constant { return .compare(column: column, comparison, cell) }
    return try of(right, from: start) { _, other throws(FormulaError) in .compareColumns(column, comparison, other) }
  }

  /// What SQL's `like` says where it can be said here: `'E06%'`, `'%caution%'` and `'%Hospital'`, in any case of letters.
  private func like(_ pattern: String, column: String, at place: Int) throws(FormulaError) -> Predicate {
    let inner = pattern.drop { $0 == "%" }.reversed().drop { $0 == "%" }.reversed()
    let (isOpenAtStart, isOpenAtEnd) = (pattern.hasPrefix("%"), pattern.hasSuffix("%"))
    guard !inner.contains("%"), !inner.contains("_"), !inner.isEmpty else {
      throw FormulaError(text, place, "like takes 'begins so%', '%ends so' and '%holds this%'", hint: "contains 'this' and begins_with 'so' say the same")
    }
    if isOpenAtStart { return isOpenAtEnd ? .contains(column: column, String(inner)) : .ends(column: column, with: String(inner)) }
    return isOpenAtEnd ? .begins(column: column, with: String(inner)) : .compare(column: column, .equal, .text(String(inner)))
  }

  private static let comparisons: [String: Predicate.Comparison] = [
    "=": .equal, "==": .equal, "!=": .equal, "~=": .equal, "<>": .equal, "<": .less, "<=": .lessOrEqual, ">": .greater,
    ">=": .greaterOrEqual,
  ]

  /// Takes a text in `"..."`, where a column is of no use.
  mutating func quotedText() -> String? {
    guard let next, next.kind == .doublyQuoted else { return nil }
    place += 1
    return next.text
  }

  private mutating func value() throws(FormulaError) -> Cell {
    let start = next
    if let text = quotedText() { return .text(text) }
    guard let cell = try joined().constant else {
      throw FormulaError(text, start?.column ?? text.count + 1, "a number, or text in '...', is expected here")
    }
    return cell
  }
}
