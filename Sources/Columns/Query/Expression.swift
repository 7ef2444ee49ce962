/// What a derived column holds for a row, made from the row's other columns.
///
/// ```swift
/// query.derive("month", .span(.month, of: .column("date")))
/// query.derive("age_band", .band(.column("age"), from: [0, 10, 14, 18]))
/// ```
///
/// A missing operand makes the result missing, for the reason of the first that is.
///
/// The type of the column follows from the expression and the types of its columns, whatever values the rows hold; only
/// whole numbers become numbers where a row's result has more than 64 bits.
public indirect enum Expression: Hashable, Sendable {
  case column(String)
  case value(Cell)
  /// The span of the calendar that a date lies in; a moment's day is taken in coordinated universal time. A month
  /// written as text, `2024-03`, counts as its first day; its spans are months and what months make up.
  case span(CalendarUnit, of: Expression)
  /// A part of a date or moment, a whole number, in coordinated universal time.
  case part(CalendarPart, of: Expression)
  /// The band that a number lies in, each from its edge up to the next: `10 to 13` of whole numbers and `10 to under 14` of others, and
  /// `18 and over` from the last. What lies below the first edge is `under 10`. The bands stand in the order of their edges.
  case band(Expression, from: [Double])
  /// Numbers put together. Whole numbers stay whole but for division, and where the result would not fit. Division by
  /// zero is missing, not applicable. A day less a day is the whole days between them, and a day plus or minus a whole number a day.
  case arithmetic(Expression, Operator, Expression)
  /// The value of the first condition that the row meets, or else the last value. Whole numbers and numbers among the
  /// values make numbers, and any other mixture makes text, even where no row gets one of them.
  case choose([Branch], otherwise: Expression)
  /// What a function gives of one value or of two.
  case call(Function, [Expression])
  /// Missing, for the reason of the first of some values that is; not applicable where none is.
  case reason(of: [Expression])

  public enum Operator: String, Hashable, Sendable, CaseIterable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
  }

  /// A condition, and what a row that meets it gets.
  public struct Branch: Hashable, Sendable {
    public var condition: Predicate
    public var value: Expression

    public init(when condition: Predicate, _ value: Expression) {
      self.condition = condition
      self.value = value
    }
  }

  /// The columns that the expression asks for.
  package var columns: [String] {
    switch self {
    case .column(let name): [name]
    case .value: []
    case .span(_, let part), .part(_, let part), .band(let part, _): part.columns
    case .arithmetic(let first, _, let second): first.columns + second.columns
    case .choose(let branches, let otherwise):
      branches.flatMap { $0.condition.columns + $0.value.columns } + otherwise.columns
    case .call(_, let parts), .reason(let parts): parts.flatMap(\.columns)
    }
  }

  /// What the expression is in every row; nil where it is made of columns.
  package var constant: Cell? { columns.isEmpty ? cell { _ in .missing(.notApplicable) } : nil }

  /// What the expression makes of a row, given the values of its columns.
  func cell(_ value: (String) -> Cell) -> Cell {
    switch self {
    case .column(let name): return value(name)
    case .value(let cell): return cell
    case .span(let unit, let part):
      return part.cell(value).mapDate { unit.cell(ofIndex: unit.index(of: $0)) }
    case .part(let kind, let part):
      let cell = part.cell(value)
      if kind == .hour, case .timestamp(let moment) = cell { return .integer(moment.secondOfDay / 3600) }
      return cell.mapDate { kind.value(of: $0).map { .integer($0) } ?? .missing(.notApplicable) }
    case .band(let part, let edges):
      let cell = part.cell(value)
      guard let number = cell.number, !number.isNaN else { return cell.isMissing ? cell : .missing(.notApplicable) }
      let isWhole = if case .integer = cell { true } else { false }
      return .text(Bands(edges).label(of: number, isWhole: isWhole))
    case .arithmetic(let first, let operation, let second):
      return operation.cell(first.cell(value), second.cell(value))
    case .choose(let branches, let otherwise):
      for branch in branches where branch.condition.holds(value) { return branch.value.cell(value) }
      return otherwise.cell(value)
    case .call(let function, let parts): return function.cell(parts.map { $0.cell(value) })
    case .reason(let parts): return parts.map { $0.cell(value) }.first(where: \.isMissing) ?? .missing(.notApplicable)
    }
  }

  /// Returns the expression with its conditions fitted to their columns, after a check that it can be made of them.
  ///
  /// - Throws: ``TableError``, ``PredicateError``.
  func fitted(to column: (String) throws -> ColumnOutline) throws -> Expression {
    switch self {
    case .column(let name):
      _ = try column(name)
      return self
    case .value: return self
    case .span(let unit, let part): return .span(unit, of: try part.fittedToDates(column, isOfMonths: unit.isOfMonths))
    case .part(let kind, let part): return .part(kind, of: try part.fittedToDates(column, isOfMonths: kind == .monthOfYear))
    case .band(let part, let edges):
      guard !edges.isEmpty, zip(edges, edges.dropFirst()).allSatisfy(<), edges.allSatisfy(\.isFinite) else {
        throw TableError.badRequest("the edges of bands must rise", expectation: "Give each band's least value, as in 0, 10, 18.")
      }
      let number = try part.fittedToNumbers(column)
      if case .column = number { return .band(number, from: edges) }
      // A whole number among others is one of those: its band is named as theirs are.
      let isWhole = try number.type { try column($0).type } == .integer
      return .band(isWhole ? number : .arithmetic(number, .times, .value(.number(1))), from: edges)
    case .arithmetic(let first, let operation, let second):
      if let days = try Self.fittedDays(first, operation, second, to: column) { return days }
      return .arithmetic(try first.fittedToNumbers(column), operation, try second.fittedToNumbers(column))
    case .choose(let branches, let otherwise):
      return .choose(
        try branches.map { Branch(when: try $0.condition.fitted(to: column).known(true), try $0.value.fitted(to: column)) },
        otherwise: try otherwise.fitted(to: column))
    case .call(let function, let parts):
      // What is a day or a number already is not read from text.
      let type = try parts.first?.type { try column($0).type }
      if function == .date, parts.count == 1, type == .date || type == .timestamp { return .span(.day, of: try parts[0].fitted(to: column)) }
      if function == .number, parts.count == 1, type?.isNumeric == true { return try parts[0].fitted(to: column) }
      return .call(function, try function.fitted(parts, to: column))
    case .reason(let parts): return .reason(of: try parts.map { try $0.fitted(to: column) })
    }
  }

  private func fittedToDates(_ column: (String) throws -> ColumnOutline, isOfMonths: Bool) throws -> Expression {
    if case .column(let name) = self {
      let outline = try column(name)
      guard outline.type == .date || outline.type == .timestamp || outline.holdsMonths && isOfMonths else {
        throw TableError.wrongType(
          column: name, is: outline.type, wanted: "Spans and parts of the calendar are of days and moments; of months such as 2024-03 there are quarters, years and the month of the year")
      }
    }
    return try fitted(to: column)
  }

  private func fittedToNumbers(_ column: (String) throws -> ColumnOutline) throws -> Expression {
    try fitted(to: column, wanted: "Bands and arithmetic are of numbers; in a formula .. joins texts", \.isNumeric)
  }

  /// Returns the expression fitted, after a check of its type.
  fileprivate func fitted(
    to column: (String) throws -> ColumnOutline, wanted: String, _ isWanted: (ColumnType) -> Bool
  ) throws -> Expression {
    let fitted = try fitted(to: column)
    guard let type = try type({ try column($0).type }), !isWanted(type) else { return fitted }
    guard case .column(let name) = self else { throw TableError.badRequest("what is computed holds \(type.words)", expectation: "\(wanted).") }
    throw TableError.wrongType(column: name, is: type, wanted: wanted)
  }
}

extension Expression.Function {
  fileprivate func fitted(_ parts: [Expression], to column: (String) throws -> ColumnOutline) throws -> [Expression] {
    try check(operands: parts.count)
    switch operands {
    case .any: return try parts.map { try $0.fitted(to: column) }
    case .texts: return try parts.map { try $0.fitted(to: column, wanted: "A function of text is of text; a number is text as x .. ''") { $0 == .text } }
    case .numbers: return try parts.map { try $0.fitted(to: column, wanted: "It is rounded or taken without its sign, which is for numbers") { $0.isNumeric } }
    case .moments: return try parts.map { try $0.fitted(to: column, wanted: "Clocks show times") { $0 == .timestamp } }
    case .ordered:
      let fitted = try parts.map { part in
        try part.fitted(to: column, wanted: "The lesser or greater is of numbers, dates or times") { $0.isNumeric || $0 == .date || $0 == .timestamp }
      }
      let types = Set(try parts.compactMap { part in try part.type { try column($0).type } }.map { $0 == .integer ? .number : $0 })
      guard types.count <= 1 else {
        throw TableError.badRequest("the lesser or greater of \(types.map(\.words).sorted().joined(separator: " and of "))", expectation: "Both are of one type.")
      }
      return fitted
    }
  }
}

extension Expression.Operator {
  /// Two numbers put together; a missing one stays missing, and what is no number is not applicable.
  func cell(_ first: Cell, _ second: Cell) -> Cell {
    if first.isMissing { return first }
    if second.isMissing { return second }
    if let days = cellOfDays(first, second) { return days }
    if self != .over, case .integer(let one) = first, case .integer(let other) = second {
      let (result, overflow) =
        switch self {
        case .plus: one.addingReportingOverflow(other)
        case .minus: one.subtractingReportingOverflow(other)
        default: one.multipliedReportingOverflow(by: other)
        }
      if !overflow { return .integer(result) }
    }
    guard let one = first.number, let other = second.number else { return .missing(.notApplicable) }
    return switch self {
    case .plus: .number(one + other)
    case .minus: .number(one - other)
    case .times: .number(one * other)
    case .over: other == 0 ? .missing(.notApplicable) : .number(one / other)
    }
  }
}

extension Cell {
  /// Turns a date, or the day of a moment, into something else; a missing value stays so.
  fileprivate func mapDate(_ transform: (CalendarDate) -> Cell) -> Cell {
    switch self {
    case .date(let date): transform(date)
    case .timestamp(let moment): transform(moment.date)
    case .text(let text): CalendarDate(month: text).map(transform) ?? .missing(.notApplicable)
    case .missing: self
    default: .missing(.notApplicable)
    }
  }
}

extension CalendarDate {
  /// The first day of a month written as `2024-03`.
  init?(month text: some StringProtocol) {
    guard text.utf8.count == 7 else { return nil }
    self.init("\(text)-01")
  }
}

extension Expression {
  /// The bands that some edges make, in their order: the one below the first edge, and at the end the one from the last on.
  package static func bandLabels(from edges: [Double], ofWholeNumbers: Bool) -> [String] { Bands(edges).labels(ofWholeNumbers: ofWholeNumbers) }
}

/// Bands of numbers by their least values, which rise.
struct Bands {
  private let edges: [Double]

  init(_ edges: [Double]) { self.edges = edges }

  /// The labels of all bands in their order, the one below the first edge included.
  ///
  /// - Parameter ofWholeNumbers: Whether nothing lies between 49 and 50: `0 to 49`, which of other numbers is `0 to under 50`.
  func labels(ofWholeNumbers: Bool) -> [String] {
    // Beyond 2^53 numbers are whole all the same, and a sum of whole numbers that 64 bits do not hold is one of them.
    let whole = ofWholeNumbers && edges.allSatisfy { $0 == $0.rounded() && $0.magnitude < 0x1p53 }
    func text(_ edge: Double) -> String { Cell.number(edge).plainText }
    let between = zip(edges, edges.dropFirst()).map { low, high in
      if !whole { return "\(text(low)) to under \(text(high))" }
      return high - low == 1 ? text(low) : "\(text(low)) to \(text(high - 1))"
    }
    return ["under \(text(edges[0]))"] + between + ["\(text(edges[edges.count - 1])) and over"]
  }

  func label(of number: Double, isWhole: Bool) -> String {
    labels(ofWholeNumbers: isWhole)[edges.firstIndex { number < $0 } ?? edges.count]
  }
}
