import Columns

/// Figures of a formula that go by the rows before, or by the order of all: `n - lag(n)`, `cumulative(n) / sum(n)`, `quantile_group(rate, 5)`.
///
/// They are what the methods of these names add as columns, under the same rules. As those of ``WholeColumns`` they are read as a column of
/// a name that no table has.
struct RowFigure: Hashable {
  let kind: Kind
  /// The rows that it goes back or takes, or the groups.
  let count: Int
  let column: String

  enum Kind: String, CaseIterable {
    case lag, lead, cumulative, rank
    case rollingMean = "rolling_mean"
    case rollingSum = "rolling_sum"
    case quantileGroup = "quantile_group"

    /// The number that may stand behind the column, and what it is without one; nil where none may.
    var counts: (range: ClosedRange<Int>, otherwise: Int?)? {
      switch self {
      case .lag, .lead: (1...1_000_000, 1)
      case .cumulative, .rank: nil
      case .rollingMean, .rollingSum: (1...1_000_000, nil)
      case .quantileGroup: (2...1_000, 5)
      }
    }

    /// The way it is written, for ``Formula/functions``.
    var usage: String {
      switch self {
      case .lag, .lead, .cumulative, .rank: "\(rawValue)(x)"
      case .rollingMean, .rollingSum: "\(rawValue)(x, 3)"
      case .quantileGroup: "quantile_group(x, 5)"
      }
    }
  }

  /// The column that it is read as.
  var expression: Expression { WholeColumns.figure("\(kind.rawValue):\(count)", of: column) }

  fileprivate init(_ kind: Kind, _ count: Int, of column: String) { (self.kind, self.count, self.column) = (kind, count, column) }

  /// As it is written.
  var words: String {
    let name = Formula.spelling(of: column)
    return kind.counts.map { $0.otherwise == count ? "\(kind.rawValue)(\(name))" : "\(kind.rawValue)(\(name), \(count))" } ?? "\(kind.rawValue)(\(name))"
  }

  /// The figure that an expression is; nil for any other.
  init?(_ expression: Expression) {
    guard let (function, column) = WholeColumns.named(expression), let colon = function.firstIndex(of: ":"),
      let kind = Kind(rawValue: String(function[..<colon])), let count = Int(function[function.index(after: colon)...])
    else { return nil }
    self.init(kind, count, of: column)
  }

  /// The table with a column of the figure's values.
  ///
  /// - Throws: ``ArgumentError`` where several rows of a part stand at one time.
  fileprivate func added(to table: Table, as name: String, within parts: [String]) throws -> Table {
    _ = try table.column(column)
    return switch kind {
    case .lag: try Operation.windowed(table, .lag(rows: count), column, name, parts, [])
    case .lead: try Operation.windowed(table, .lag(rows: -count), column, name, parts, [])
    case .cumulative: try Operation.windowed(table, .cumulative, column, name, parts, [])
    case .rank: try Operation.ranking(table, column, within: parts, descending: true, as: name)
    case .rollingSum: try Operation.windowed(table, .rolling(rows: count), column, name, parts, [])
    case .rollingMean: try Operation.rollingMean(table, column, rows: count, as: name, within: parts, order: [])
    case .quantileGroup: try Operation.grouping(table, column, groups: count, within: parts, descending: false, as: name)
    }
  }
}

extension Formula {
  /// Reads what stands in the brackets of a figure of rows: a column, and a number where one may stand.
  ///
  /// - Throws: ``FormulaError``, in a condition and in a formula of groups also for the figure itself.
  mutating func rowFigure(_ kind: RowFigure.Kind, _ word: Word) throws(FormulaError) -> Expression {
    guard takesRowFigures else {
      throw FormulaError(
        text, word.column, "\(word.text)(...) goes by other rows, and here each stands for itself",
        hint: "make a column of it first, :derive(\"before\", \"\(kind.usage.replacing("x", with: "n"))\")")
    }
    try need("(")
    guard let next, next.kind != .sign, next.kind != .number, next.kind != .text, case .column(let column) = try joined() else {
      throw FormulaError(text, word.column, "\(word.text)(...) is of a column", hint: "give what is computed a name first, with derive")
    }
    var count = kind.counts?.otherwise ?? 0
    if let counts = kind.counts, counts.otherwise == nil || self.next?.text == "," {
      guard take(",") != nil, let given = self.next, given.kind == .number, let number = Int(given.text), counts.range.contains(number) else {
        throw unexpected("\"\(counts.otherwise == nil ? ", 3" : "number")\", as in \(kind.usage),")
      }
      place += 1
      count = number
    }
    guard take(")") != nil else { throw unexpected("\")\" of \(kind.usage)") }
    return RowFigure(kind, count, of: column).expression
  }
}

extension PendingTable {
  /// Returns the table with a column that is made of the others and of figures of rows in an order; those of all rows are of each part
  /// where there are parts. Nil where the formula has none of these.
  func derivingByRows(_ name: String, _ derivation: Derivation, within parts: [String]) throws -> PendingTable? {
    var figures: [Expression] = []
    _ = derivation.expression.replacing { part in
      if !figures.contains(part), RowFigure(part) != nil || !parts.isEmpty && WholeColumns.named(part) != nil { figures.append(part) }
      return nil
    }
    guard !figures.isEmpty else { return nil }
    let own = columnNames
    var table = try answer()
    var names: [Expression: String] = [:]
    var notes = table.notes
    for (place, figure) in figures.enumerated() {
      let hidden = "\u{0}figure \(place)"
      let known = table.notes.count
      let words: String
      if let ofRows = RowFigure(figure) {
        table = try ofRows.added(to: table, as: hidden, within: parts)
        words = ofRows.words
      } else {
        (table, words) = try Self.adding(figure, to: table, as: hidden, within: parts)
      }
      names[figure] = hidden
      let isAlone = figure == derivation.expression
      notes += table.notes.dropFirst(known).map { $0.replacing("\(hidden): ", with: isAlone ? "\(name): " : "\(name): \(words): ") }
    }
    table.notes = notes
    let expression = derivation.expression.replacing { names[$0].map { .column($0) } }
    let made = try PendingTable(table, recorded: recorded).deriving(name, Derivation(expression: expression))
    return try made.adding(.select(own + (own.contains(name) ? [] : [name])))
  }

  /// The table with a column of what is computed of all rows of each part.
  private static func adding(_ figure: Expression, to table: Table, as name: String, within parts: [String]) throws -> (Table, words: String) {
    guard let (function, column) = WholeColumns.named(figure), let kind = WholeColumns.kind(function) else { return (table, "") }
    let limits = OperationLimits.forQueries
    let groups = try table.answer(Query().group(by: parts, [.init(kind, of: column, as: name)]), within: limits)
    let words = "\(function)(\(Formula.spelling(of: column)))"
    let notes = table.notes + groups.notes.filter { $0.hasPrefix("\(name): ") }
    let own = try parts.map { try table.column($0) }
    // What is missing finds no partner in a join, and makes parts all the same.
    guard own.contains(where: { !$0.presence.isComplete }) else {
      var answer = try table.answer(Query().join(groups, on: parts, adding: [name]), within: limits)
      (answer.notes, answer.calls) = (notes, table.calls)
      return (answer, words)
    }
    let (keys, figures) = (try parts.map { try groups.column($0) }, try groups.column(name))
    var known: [[Cell]: Cell] = [:]
    for row in 0..<groups.rowCount { known[keys.map { $0[row] }] = figures[row] }
    let cells = try (0..<table.rowCount).map { row in
      try OperationLimits.check(at: row)
      return known[own.map { $0[row] }] ?? .missing(.notAvailable)
    }
    var answer = try Table(
      table.columns + [Column(name, cells: cells, unit: figures.unit, decimals: figures.decimals, typeWhereMissing: figures.type)], sources: table.sources,
      notes: notes)
    answer.calls = table.calls
    return (answer, words)
  }
}
