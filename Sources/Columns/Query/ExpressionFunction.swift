extension Expression {
  /// What is computed of one value, or of two.
  ///
  /// A missing value stays missing, for its reason. Characters of text are counted as people see them.
  public enum Function: Hashable, Sendable {
    /// A number to some decimal places, halves away from zero as its digits print; whole numbers stay as they are.
    case rounded(decimals: Int)
    case absolute
    /// The greatest whole number that is no more than a number, and the least that is no less.
    case floor, ceiling
    /// The lesser or the greater of two numbers, dates or times.
    case least, greatest
    case lowercased, uppercased
    /// Text without blanks and ends of lines at both its ends.
    case trimmed
    /// The number of characters of a text.
    case length
    /// The first or the last characters of a text.
    case first(Int)
    case last(Int)
    /// A text without its first or its last characters.
    case withoutFirst(Int)
    case withoutLast(Int)
    /// Characters of a text from a place on, counted from one.
    case part(from: Int, count: Int)
    /// Text with another put in the place of each occurrence of one; what would take more than 65,536 bytes and more than
    /// before is not applicable.
    case replacing(String, with: String)
    /// Two values as text, one behind the other.
    case joined
    /// The number that a text tells: `1,234`, `£5.50`, `12%`. A published mark such as `c` is missing for its reason, and
    /// what is no number is not applicable.
    case number
    /// The day that a text tells: `2025-03-31`, and day first, `31/03/2025`, `31-3-2025` or `31.03.2025`, a time behind it left
    /// out. A published mark is missing for
    /// its reason, and what is no such day is not applicable.
    case date
    /// A moment as clocks in London show it, as if that were coordinated universal time: its day, month and hour are London's.
    case londonTime

    /// What the function is of.
    enum Operands { case numbers, ordered, texts, moments, any }

    var operands: Operands {
      switch self {
      case .rounded, .absolute, .floor, .ceiling: .numbers
      case .least, .greatest: .ordered
      case .joined: .any
      case .londonTime: .moments
      default: .texts
      }
    }

    /// Fails for a number of operands, of decimal places or of characters that there can't be.
    func check(operands count: Int) throws(TableError) {
      let wanted =
        switch self {
        case .least, .greatest, .joined: 2
        default: 1
        }
      guard count == wanted else {
        throw .badRequest("a function of \(count) operands", expectation: "It is of \(wanted == 1 ? "one" : "two").")
      }
      let isPossible =
        switch self {
        case .rounded(let decimals): (0...12).contains(decimals)
        case .first(let count), .last(let count), .withoutFirst(let count), .withoutLast(let count): count >= 0
        case .part(let from, let count): from > 0 && count >= 0
        default: true
        }
      guard isPossible else {
        throw .badRequest("\(self) can't be", expectation: "Decimal places are 0 to 12, characters zero or more, and places count from one.")
      }
    }

    /// The type of what it gives, of operands of some types.
    func type(_ operands: [ColumnType?]) -> ColumnType? {
      switch self {
      case .rounded, .absolute, .floor, .ceiling: return operands[0] ?? .number
      case .least, .greatest:
        let types = Set(operands.compactMap { $0 })
        return types.count > 1 ? .number : types.first ?? .number
      case .length: return .integer
      case .number: return .number
      case .date: return .date
      case .londonTime: return .timestamp
      default: return .text
      }
    }

    /// What it gives of cells; a missing one stays missing, and what it can't be computed of is not applicable.
    func cell(_ operands: [Cell]) -> Cell {
      if let missing = operands.first(where: \.isMissing) { return missing }
      switch (self, operands[0]) {
      case (.joined, let first): return .text(first.plainText + operands[1].plainText)
      case (.rounded, .integer), (.absolute, .integer(0...)), (.floor, .integer), (.ceiling, .integer): return operands[0]
      case (.absolute, .integer(let value)): return value == .min ? .number(-Double(value)) : .integer(-value)
      case (.rounded(let decimals), .number(let value)): return .number(Self.round(value, decimals))
      case (.absolute, .number(let value)): return .number(value.magnitude)
      case (.floor, .number(let value)): return .number(value.rounded(.down) + 0)
      case (.ceiling, .number(let value)): return .number(value.rounded(.up) + 0)
      case (.least, _), (.greatest, _): return extreme(operands[0], operands[1])
      case (.londonTime, .timestamp(let moment)): return .timestamp(Timestamp(secondsSince1970: LondonTime.clock(at: moment)))
      case (.rounded, _), (.absolute, _), (.floor, _), (.ceiling, _), (.londonTime, _): return .missing(.notApplicable)
      default: return cell(of: operands[0].plainText)
      }
    }

    private func extreme(_ first: Cell, _ second: Cell) -> Cell {
      switch (first, second) {
      case (.integer, .integer), (.date, .date), (.timestamp, .timestamp):
        return Cell.areInIncreasingOrder(second, first) == (self == .least) ? second : first
      default:
        guard let one = first.number, let other = second.number else { return .missing(.notApplicable) }
        return .number(self == .least ? Swift.min(one, other) : Swift.max(one, other))
      }
    }

    /// What it gives of a text.
    func cell(of text: String) -> Cell {
      switch self {
      case .lowercased: .text(text.lowercased())
      case .uppercased: .text(text.uppercased())
      case .trimmed: .text(String(text.trimmed))
      case .length: .integer(text.count)
      case .first(let count): .text(String(text.prefix(count)))
      case .last(let count): .text(String(text.suffix(count)))
      case .withoutFirst(let count): .text(String(text.dropFirst(count)))
      case .withoutLast(let count): .text(String(text.dropLast(count)))
      case .part(let from, let count): .text(String(text.dropFirst(from - 1).prefix(count)))
      case .replacing(let old, let new): Self.replacing(old, with: new, in: text).map { .text($0) } ?? .missing(.notApplicable)
      case .number: TextReading.number(text).map { .number($0) } ?? Self.unread(text)
      case .date: TextReading.day(text).map { .date($0) } ?? Self.unread(text)
      default: .missing(.notApplicable)
      }
    }

    /// Rounds a number as ``DecimalDigits`` does, and without it where no half is near.
    package static func round(_ value: Double, _ decimals: Int) -> Double {
      let scale = FastCell.powersOfTen[decimals]
      let scaled = value * scale
      // The product is off by half a unit of its last place at most; below 2^40 that is far less than the margin.
      if scaled.magnitude < 0x1p40 {
        let whole = scaled.rounded(.toNearestOrAwayFromZero)
        // Both are exact, so that the quotient is the number nearest to the digits.
        if 0.5 - (scaled - whole).magnitude > 0x1p-12 { return whole / scale + 0 }
      }
      return DecimalDigits(value)?.rounded(toDecimals: decimals).number ?? value
    }

    private static func replacing(_ old: String, with new: String, in text: String) -> String? {
      guard !old.isEmpty else { return text }
      let limit = max(1 << 16, text.utf8.count)
      var result = ""
      var rest = Substring(text)
      while !rest.isEmpty {
        guard result.utf8.count <= limit else { return nil }
        if rest.hasPrefix(old) {
          result += new
          rest = rest.dropFirst(old.count)
        } else {
          result.append(rest.removeFirst())
        }
      }
      return result.utf8.count <= limit ? result : nil
    }

    /// A text that tells no number: a published mark is its reason, and so is a count that is only said to be small, `<5`.
    private static func unread(_ text: String) -> Cell {
      let isSmallCount = text.trimmed.wholeMatch(of: #/<\s*[0-9]+/#) != nil
      return .missing(MissingMarkers.published.reason(for: text) ?? (isSmallCount ? .suppressed : .notApplicable))
    }
  }

  /// Returns a value where a condition is met, another where it is not, and a missing one where a column that is missing
  /// leaves it open, for that column's reason.
  ///
  /// A condition is open as in SQL: `a and b` is not met where one is not, whatever the other.
  public static func when(_ condition: Predicate, _ value: Expression, otherwise: Expression) -> Expression {
    var branches = [Branch(when: condition.known(true), value), Branch(when: condition.known(false), otherwise)]
    // What asks whether the value is missing that decides nothing here is asked all the same.
    if case .choose(let others, _) = otherwise {
      branches += others.filter { branch in
        guard case .isMissing(let column) = branch.condition else { return false }
        return condition.columns.contains(column)
      }
    }
    return .choose(branches, otherwise: .reason(of: condition.operands))
  }
}

extension Predicate {
  /// The condition that this one is known to be met, or known not to be: a missing value decides nothing.
  func known(_ isMet: Bool) -> Predicate {
    switch self {
    case .all: isMet ? .all : .not(.all)
    case .isMissing, .isMissingFor: isMet ? self : .not(self)
    case .not(let part): part.known(!isMet)
    case .and(let parts): isMet ? Self.all(parts.map { $0.known(true) }) : .or(parts.map { $0.known(false) })
    case .or(let parts): isMet ? .or(parts.map { $0.known(true) }) : Self.all(parts.map { $0.known(false) })
    case .of(let name, let expression, let part): .of(name, expression, part.known(isMet))
    default: isMet ? self : .and([.not(self)] + columns.map { .not(.isMissing(column: $0)) })
    }
  }

  /// All of some conditions, each once.
  private static func all(_ parts: [Predicate]) -> Predicate {
    var known: Set<Predicate> = []
    let each = parts.flatMap { part in if case .and(let inner) = part { inner } else { [part] } }
    return .and(each.filter { known.insert($0).inserted })
  }

  /// What the condition compares; what it only asks to be there is none.
  var operands: [Expression] {
    switch self {
    case .all, .isMissing, .isMissingFor: []
    case .not(let part): part.operands
    case .and(let parts), .or(let parts): parts.flatMap(\.operands)
    case .of(let name, let expression, let part): part.operands.map { $0 == .column(name) ? expression : $0 }
    default: columns.map { .column($0) }
    }
  }
}
