import Columns

/// A formula of figures of a group: `sum(deaths) / sum(births) * 1000`, `count(age < 18) / count()`, `round(mean(age), 1)`.
///
/// Its figures rest on the same rows: one that lacks a value that is summed or averaged in it is left out of all of them, since a
/// suppressed number of deaths is no reason to count its births alone. What `if` passes over is no such value.
struct GroupFormula {
  /// What is computed of the rows: the kind, and what it is of where that is no column that is there.
  struct Figure {
    var aggregate: Query.Aggregate
    var made: Derivation?

    /// Whether a row without its value says nothing.
    fileprivate var needsValue: Bool {
      switch aggregate.kind {
      case .count, .distinct, .first, .last: return false
      default:
        var hasChoice = false
        _ = made?.expression.replacing { part in
          if case .choose = part { hasChoice = true }
          return nil
        }
        return !hasChoice
      }
    }
  }

  /// The name of the new column.
  let name: String
  let figures: [Figure]
  private let expression: Expression
  private let text: Formula

  /// Reads a formula.
  ///
  /// - Throws: ``FormulaError``, with the column of the text in which it stands.
  init(_ name: String, _ text: String) throws(FormulaError) {
    var formula = try Formula(text)
    formula.figures = []
    expression = try formula.joined()
    try formula.end()
    self.name = name
    figures = formula.figures ?? []
    self.text = formula
  }

  /// Refuses a column that stands alone, of which a group has as many values as rows.
  fileprivate func check(keys: [String], columns: [String]) throws {
    let names = Set(figures.map(\.aggregate.name) + keys)
    guard let column = expression.columns.first(where: { !names.contains($0) }) else { return }
    guard columns.contains(column) else { throw TableError.noColumn(column, available: columns) }
    let place = text.words.first { $0.text == column && $0.kind != .text }?.column ?? 1
    throw FormulaError(
      text.text, place, "\(column) has a value in each row of a group, and one is wanted",
      hint: "say which: sum(\(Formula.spelling(of: column))), mean(\(Formula.spelling(of: column))) or first(\(Formula.spelling(of: column)))")
  }

  /// The columns of the table without whose values a row is left out.
  fileprivate var neededColumns: [String] {
    var columns: [String] = []
    for figure in figures where figure.needsValue {
      let own = figure.made?.expression.columns.map(WholeColumns.column) ?? [figure.aggregate.column].compactMap(\.self)
      for column in own where !columns.contains(column) { columns.append(column) }
    }
    return columns
  }

  fileprivate func answer(_ groups: PendingTable, renamed: [String: String]) throws -> PendingTable {
    try groups.adding(.derive(name, LondonSpans(of: groups).local(expression.naming { renamed[$0] ?? $0 })))
  }
}

/// The figures of formulas beside other aggregates, each under a name that nothing else has.
private struct FiguresOfGroups {
  /// The rows, with the columns that figures are of.
  var rows: PendingTable
  var aggregates: [Query.Aggregate]
  /// For each formula that leaves rows out, the aggregate that counts them.
  private(set) var leftOut: [(formula: GroupFormula, count: String)] = []
  private var taken: Set<String>
  private let own: Set<String>

  init(_ rows: PendingTable, _ make: Aggregates, keys: [String]) {
    // Another figure may be of a condition that reads as a name, `count(outcome contains 'court')`: no column that is made is called so.
    (self.rows, aggregates, own) = (rows, make.aggregates, Set(rows.columnNames + make.aggregates.compactMap(\.column)))
    taken = own.union(keys + make.names)
  }

  /// Adds the figures of a formula, and returns the names that they have by those that it knows.
  mutating func add(_ formula: GroupFormula) throws -> [String: String] {
    var (columns, names, figures) = ([String](), [String: String](), [Query.Aggregate]())
    for figure in formula.figures {
      var aggregate = figure.aggregate
      if let made = figure.made, let name = aggregate.column {
        let column = own.contains(name) ? free(name) : name
        if !rows.columnNames.contains(column) { rows = try rows.deriving(column, made) }
        aggregate.column = column
      }
      if figure.needsValue, let column = aggregate.column, !columns.contains(column) { columns.append(column) }
      aggregate.name = free(aggregate.name)
      names[figure.aggregate.name] = aggregate.name
      figures.append(aggregate)
    }
    if figures.count > 1, !columns.isEmpty {
      let known = columns.map { Predicate.not(.isMissing(column: $0)) }
      for place in figures.indices {
        let condition = figures[place].condition
        figures[place].condition = .and(known + (condition == .all ? [] : [condition]))
      }
      let count = free("rows left out of \(formula.name)")
      figures.append(.count(count, where: .or(columns.map { .isMissing(column: $0) })))
      leftOut.append((formula, count))
    }
    aggregates += figures
    return names
  }

  private mutating func free(_ name: String) -> String {
    var name = name
    while !taken.insert(name).inserted { name += "\u{2032}" }
    return name
  }
}

extension PendingTable {
  /// The rows in groups, with figures of each and with what formulas make of figures.
  func grouped(by keys: [String], _ make: Aggregates) throws -> PendingTable {
    let make = try make.knowing(columnNames)
    guard !make.formulas.isEmpty else { return try grouped(by: keys, make.aggregates) }
    for formula in make.formulas { try formula.check(keys: keys, columns: columnNames) }
    var figures = FiguresOfGroups(self, make, keys: keys)
    let names = try make.formulas.map { try figures.add($0) }
    let groups = try figures.rows.grouped(by: keys, figures.aggregates)
    let notes = try figures.leftOut.compactMap { formula, name in
      let left = try groups.answer(.group(by: [], [.sum(of: name, as: name)])).columns[0].wholes.reduce(0, +)
      let named = formula.neededColumns.map { "\"\($0)\"" }.joined(separator: " or ")
      return left == 0 ? nil : "\(formula.name): \(PrintedNumber.of(left, "row", "rows")) without \(named) \(left == 1 ? "is" : "are") left out"
    }
    let answer = try zip(make.formulas, names).reduce(groups) { try $1.0.answer($0, renamed: $1.1) }
    return try answer.adding(.select(keys + make.names)).noting(notes)
  }
}

extension Formula {
  /// Takes a figure of a group, `sum(deaths)`; nil where a function stands here, which may be of figures: `max(sum(a), sum(b))`.
  mutating func figure(_ word: Word) throws(FormulaError) -> Expression? {
    let function = word.text.lowercased()
    guard let known = figures, let kind = Aggregates.kind(called: function) ?? Self.kindsOfTwo[function] else { return nil }
    let start = place
    figures = nil // What stands inside is of rows.
    defer { if figures == nil { figures = known } }
    try need("(")
    var figure = GroupFormula.Figure(aggregate: .init(kind, as: ""))
    // count(distinct person), as SQL has it.
    if kind == .count, next?.text.lowercased() == "distinct", place + 1 < words.count, words[place + 1].kind != .sign {
      place += 1
      figure.aggregate.kind = .distinct
    }
    let isOfRows = Aggregates.takesRows(figure.aggregate.kind)
    if isOfRows, next?.text == "*" { place += 1 } else if !isOfRows || next?.text != ")" {
      guard try takeOperand(of: &figure, function) else {
        (place, figures) = (start, known)
        return nil
      }
    }
    if Self.kindsOfTwo[function] != nil {
      try need(",")
      figure.aggregate.kind = try second(function)
    }
    guard take(")") != nil else { throw unexpected("\")\" of \(function)(...)") }
    figure.aggregate.name = written(from: start - 1, to: place)
    if !known.contains(where: { $0.aggregate.name == figure.aggregate.name }) { figures = known + [figure] }
    return .column(figure.aggregate.name)
  }

  /// The kinds that are of a column and of something else, which is read behind it.
  private static let kindsOfTwo: [String: Query.Aggregate.Kind] = ["quantile": .quantile(0.5), "correlation": .correlation(with: "")]

  /// Takes what a figure is of: a column, or what is made of columns, or a condition; false where a second value follows that has no place in it.
  private mutating func takeOperand(of figure: inout GroupFormula.Figure, _ function: String) throws(FormulaError) -> Bool {
    let start = place
    var attempt = self
    let expression = try? attempt.joined(), end = attempt.next
    // The lesser of two figures, and no figure of rows.
    if ["min", "max"].contains(function), expression == nil || end?.text != ")" {
      var condition = self
      guard (try? condition.alternatives()) != nil, condition.next?.text == ")" else { return false }
    }
    if let expression, let end, end.kind == .sign, [",", ")"].contains(end.text) {
      self = attempt
      guard expression.columns.contains(where: { WholeColumns.column($0) == $0 }) else {
        throw FormulaError(text, words[start].column, "\(function)(...) is of what differs from row to row", hint: "name a column: \(function)(age)")
      }
      if case .column(let column) = expression { figure.aggregate.column = column } else {
        let text = written(from: start, to: place)
        figure.aggregate.column = text
        figure.made = try Derivation(text)
      }
      return true
    }
    let condition = try alternatives()
    let text = written(from: start, to: place)
    if figure.aggregate.kind == .count { figure.aggregate.condition = condition } else {
      figure.aggregate.column = text
      figure.made = try Derivation("if(\(text), 1, 0)")
    }
    return true
  }

  /// What follows the column of a quantile or of a correlation.
  private mutating func second(_ function: String) throws(FormulaError) -> Query.Aggregate.Kind {
    guard let word = next else { throw unexpected(function == "quantile" ? "a fraction such as 0.9" : "a column") }
    if function == "correlation" {
      guard case .column(let other) = try joined() else { throw FormulaError(text, word.column, "a correlation is of two columns") }
      return .correlation(with: other)
    }
    guard let fraction = try joined().constant?.number, (0...1).contains(fraction) else { throw FormulaError(text, word.column, "a fraction from 0 to 1 is expected here, as in quantile(x, 0.9)") }
    return .quantile(fraction)
  }

  /// The words from one place up to another, as they were written.
  private func written(from start: Int, to end: Int) -> String {
    let (first, last) = (words[start].column - 1, end < words.count ? words[end].column - 1 : text.count)
    return String(String(text.dropFirst(first).prefix(last - first)).trimmed)
  }
}
