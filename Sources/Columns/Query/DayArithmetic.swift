// Days in arithmetic: a day less a day is the days between them, and a day and a whole number a day so much later.

extension Expression {
  /// The type that days make, nil where none does: `closed - opened`, `opened + 45`.
  static func typeOfDays(_ first: ColumnType?, _ operation: Operator, _ second: ColumnType?) -> ColumnType? {
    switch (isDay(first), operation, isDay(second)) {
    case (true, .minus, true): .integer
    case (true, .plus, false), (true, .minus, false): second == .integer ? .date : nil
    case (false, .plus, true): first == .integer ? .date : nil
    default: nil
    }
  }

  private static func isDay(_ type: ColumnType?) -> Bool { type == .date || type == .timestamp }

  /// Fits arithmetic of which an operand is a day, or a moment, which counts by its day; nil where none is.
  ///
  /// A text beside a day is one that is written out: `closed - '2025-03-31'`.
  ///
  /// - Throws: ``TableError`` for what days do not make.
  static func fittedDays(
    _ first: Expression, _ operation: Operator, _ second: Expression, to column: (String) throws -> ColumnOutline
  ) throws -> Expression? {
    func type(_ part: Expression) throws -> ColumnType? { try part.type { try column($0).type } }
    guard try isDay(type(first)) || isDay(type(second)) else { return nil }
    func operand(_ part: Expression) throws -> Expression {
      if case .value(.text(let text)) = part, let day = CalendarDate(text) { return .value(.date(day)) }
      let fitted = try part.fitted(to: column)
      return try type(fitted) == .timestamp ? .span(.day, of: fitted) : fitted
    }
    let (one, other) = (try operand(first), try operand(second))
    guard try typeOfDays(type(one), operation, type(other)) != nil else {
      throw TableError.badRequest(
        "days make no sum, product or fraction", expectation: "A day less a day is the days between them; a day plus or minus a whole number is a day so much later or earlier.")
    }
    return try isDay(type(one)) ? .arithmetic(one, operation, other) : .arithmetic(other, operation, one)
  }
}

extension Expression.Operator {
  /// Days put together; nil where the cells are none. What lies outside the calendar is not applicable.
  func cellOfDays(_ first: Cell, _ second: Cell) -> Cell? {
    switch (first, second) {
    case (.date(let day), .date(let other)): return self == .minus ? .integer(Int(day.daysSince1970) - Int(other.daysSince1970)) : nil
    case (.date(let day), .integer(let days)) where self == .plus || self == .minus:
      let (later, overflow) = self == .plus ? Int(day.daysSince1970).addingReportingOverflow(days) : Int(day.daysSince1970).subtractingReportingOverflow(days)
      guard !overflow, let number = Int32(exactly: later), case let date = CalendarDate(daysSince1970: number), (1...9999).contains(date.parts.year) else {
        return .missing(.notApplicable)
      }
      return .date(date)
    default: return nil
    }
  }
}
