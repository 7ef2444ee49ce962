public import Columns

/// The steps that are done to rows, one row at a time: slow, and plainly right.
extension NaiveQuery {
  // MARK: Derived columns

  /// What an expression makes of a row.
  public static func value(of expression: Expression, _ row: Row) -> Cell {
    switch expression {
    case .column(let name): return row[name] ?? .missing(.unspecified)
    case .value(let cell): return cell
    case .span(let unit, let inner):
      let cell = value(of: inner, row)
      if cell.isMissing { return cell }
      return day(cell).map { unit.cell(ofIndex: unit.index(of: $0)) } ?? .missing(.notApplicable)
    case .part(let part, let inner):
      let cell = value(of: inner, row)
      if cell.isMissing { return cell }
      guard let day = day(cell) else { return .missing(.notApplicable) }
      switch part {
      case .monthOfYear: return .integer(day.parts.month)
      case .dayOfMonth: return .integer(day.parts.day)
      case .weekday:
        // The fifth of January 1970 was a Monday.
        let days = (Int(day.daysSince1970) - 4) % 7
        return .integer((days + 7) % 7 + 1)
      case .hour:
        guard case .timestamp(let moment) = cell else { return .missing(.notApplicable) }
        return .integer(((moment.secondsSince1970 % 86_400 + 86_400) % 86_400) / 3600)
      }
    case .band(let inner, let edges):
      let cell = value(of: inner, row)
      if cell.isMissing { return cell }
      guard let number = cell.number, !number.isNaN else { return .missing(.notApplicable) }
      func text(_ edge: Double) -> String { Cell.number(edge).plainText }
      guard let last = edges.lastIndex(where: { $0 <= number }) else { return .text("under \(text(edges[0]))") }
      if last + 1 == edges.count { return .text("\(text(edges[last])) and over") }
      let (low, high) = (edges[last], edges[last + 1])
      guard case .integer = cell, edges.allSatisfy({ $0 == $0.rounded() && $0.magnitude < 0x1p53 }) else { return .text("\(text(low)) to under \(text(high))") }
      return .text(high - low == 1 ? text(low) : "\(text(low)) to \(text(high - 1))")
    case .reason(let parts):
      return parts.map { value(of: $0, row) }.first(where: \.isMissing) ?? .missing(.notApplicable)
    case .call(let function, let parts): return called(function, parts.map { value(of: $0, row) })
    case .arithmetic(let first, let operation, let second):
      let (one, other) = (value(of: first, row), value(of: second, row))
      if one.isMissing { return one }
      if other.isMissing { return other }
      if operation != .over, case .integer(let left) = one, case .integer(let right) = other {
        let (a, b) = (Int128(left), Int128(right))
        let exact = operation == .plus ? a + b : operation == .minus ? a - b : a * b
        if let whole = Int(exactly: exact) { return .integer(whole) }
      }
      guard let left = one.number, let right = other.number else { return .missing(.notApplicable) }
      switch operation {
      case .plus: return .number(left + right)
      case .minus: return .number(left - right)
      case .times: return .number(left * right)
      case .over: return right == 0 ? .missing(.notApplicable) : .number(left / right)
      }
    case .choose(let branches, let otherwise):
      let branch = branches.first { holds($0.condition, row) }
      return value(of: branch?.value ?? otherwise, row)
    }
  }

  private static func day(_ cell: Cell) -> CalendarDate? {
    switch cell {
    case .date(let day): return day
    case .timestamp(let moment): return moment.date
    default: return nil
    }
  }

  /// What a function gives, by the digits that print a number and the characters of a text.
  private static func called(_ function: Expression.Function, _ cells: [Cell]) -> Cell {
    if let missing = cells.first(where: \.isMissing) { return missing }
    let text = cells[0].plainText
    let characters = Array(text)
    switch function {
    case .rounded(let decimals):
      if case .integer = cells[0] { return cells[0] }
      guard let number = cells[0].number else { return .missing(.notApplicable) }
      return .number(DecimalDigits(number)?.rounded(toDecimals: decimals).number ?? number)
    case .floor, .ceiling:
      if case .integer = cells[0] { return cells[0] }
      guard let number = cells[0].number else { return .missing(.notApplicable) }
      let whole = number.rounded(.towardZero)
      return .number((whole == number ? whole : function == .floor ? (number < 0 ? whole - 1 : whole) : (number > 0 ? whole + 1 : whole)) + 0)
    case .absolute:
      if case .integer(let whole) = cells[0], whole != .min { return .integer(whole < 0 ? -whole : whole) }
      return cells[0].number.map { .number($0 < 0 ? -$0 : $0 + 0) } ?? .missing(.notApplicable)
    case .least, .greatest:
      let isFirst = function == .least ? !Cell.areInIncreasingOrder(cells[1], cells[0]) : !Cell.areInIncreasingOrder(cells[0], cells[1])
      let chosen = isFirst ? cells[0] : cells[1]
      if cells[0].type == cells[1].type { return chosen }
      guard let one = cells[0].number, let other = cells[1].number else { return .missing(.notApplicable) }
      return .number(function == .least ? (one < other ? one : other) : (one > other ? one : other))
    case .lowercased: return .text(text.lowercased())
    case .uppercased: return .text(text.uppercased())
    case .trimmed:
      let kept = characters.indices.filter { !characters[$0].isWhitespace }
      guard let first = kept.first, let last = kept.last else { return .text("") }
      return .text(String(characters[first...last]))
    case .length: return .integer(characters.count)
    case .first(let count): return .text(String(characters[..<min(count, characters.count)]))
    case .last(let count): return .text(String(characters[max(0, characters.count - count)...]))
    case .withoutFirst(let count): return .text(String(characters[min(count, characters.count)...]))
    case .withoutLast(let count): return .text(String(characters[..<max(0, characters.count - count)]))
    case .part(let from, let count):
      return .text(String(characters.indices.filter { $0 >= from - 1 && $0 - from + 1 < count }.map { characters[$0] }))
    case .replacing(let old, let new): return .text(old.isEmpty ? text : text.replacing(old, with: new))
    case .joined: return .text(text + cells[1].plainText)
    case .number: return Double(text).map { .number($0) } ?? .missing(MissingMarkers.published.reason(for: text) ?? .notApplicable)
    case .date: return CalendarDate(text).map { .date($0) } ?? .missing(MissingMarkers.published.reason(for: text) ?? .notApplicable)
    case .londonTime:
      guard case .timestamp(let moment) = cells[0] else { return .missing(.notApplicable) }
      return .timestamp(Timestamp(secondsSince1970: moment.secondsSince1970 + (isSummer(moment) ? 3600 : 0)))
    }
  }

  /// Whether a moment lies between one o'clock on the last Sundays of March and October, which are looked for day by day.
  private static func isSummer(_ moment: Timestamp) -> Bool {
    let year = moment.date.parts.year
    func lastSunday(_ month: Int) -> Int? {
      (25...31).compactMap { CalendarDate(year: year, month: month, day: $0) }.first { (Int($0.daysSince1970) + 4) % 7 == 0 }
        .map { Int($0.daysSince1970) * 86_400 + 3600 }
    }
    guard let start = lastSunday(3), let end = lastSunday(10) else { return false }
    return moment.secondsSince1970 >= start && moment.secondsSince1970 < end
  }

  /// The type that an expression gives, whatever the rows hold.
  public static func type(of expression: Expression, _ columns: [String: ColumnType]) -> ColumnType? {
    switch expression {
    case .column(let name): return columns[name]
    case .value(let cell): return cell.type
    case .span(.day, _), .span(.week, _): return .date
    case .span(.year, _), .part: return .integer
    case .span, .band: return .text
    case .arithmetic(let first, let operation, let second):
      let types = [type(of: first, columns), type(of: second, columns)]
      return operation != .over && types == [.integer, .integer] ? .integer : .number
    case .reason: return nil
    case .call(let function, let parts):
      let types = parts.map { type(of: $0, columns) }
      switch function {
      case .rounded, .absolute, .floor, .ceiling: return types[0] ?? .number
      case .least, .greatest: return types.contains(.number) ? .number : types.compactMap { $0 }.first ?? .number
      case .length: return .integer
      case .number: return .number
      case .date: return .date
      default: return .text
      }
    case .choose(let branches, let otherwise):
      var types: Set<ColumnType> = []
      for value in branches.map(\.value) + [otherwise] { if let one = type(of: value, columns) { types.insert(one) } }
      return types.count < 2 ? types.first : types == [.integer, .number] ? .number : .text
    }
  }

  /// A derived column: its cells in one type.
  public static func derived(_ expression: Expression, _ rows: [Row], _ columns: [String: ColumnType]) -> (type: ColumnType, cells: [Cell]) {
    // A band is named after the type of what it is of, and not after the value of a row.
    let named = expression.replacing { part in
      guard case .band(let inner, let edges) = part, Self.type(of: inner, columns) != .integer else { return nil }
      return .band(.arithmetic(inner, .times, .value(.number(1))), from: edges)
    }
    let cells = rows.map { value(of: named, $0) }
    var type = type(of: expression, columns) ?? .text
    // A whole number of more than 64 bits makes numbers of all.
    if type == .integer, cells.contains(where: { $0.type == .number }) { type = .number }
    return (
      type,
      cells.map { cell in
        if cell.isMissing { return cell }
        if type == .text { return .text(cell.plainText) }
        if type == .number, let number = cell.number { return .number(number) }
        return cell
      }
    )
  }

  // MARK: Orders and parts

  /// The places of rows in an order: equal ones as they stand, a missing value last whichever way, no number with it.
  public static func order(_ rows: [Row], by order: [Query.Order]) -> [Int] {
    func isLast(_ cell: Cell) -> Bool { cell.isMissing || cell.number?.isNaN ?? false }
    func compare(_ one: Cell, _ other: Cell) -> Int {
      Cell.areInIncreasingOrder(one, other) ? -1 : Cell.areInIncreasingOrder(other, one) ? 1 : 0
    }
    return rows.indices.sorted { first, second in
      for key in order {
        let one = rows[first][key.column] ?? .missing(.unspecified)
        let other = rows[second][key.column] ?? .missing(.unspecified)
        if isLast(one) || isLast(other) {
          if isLast(one) != isLast(other) { return isLast(other) }
          continue
        }
        let found = compare(one, other)
        if found != 0 { return (found < 0) != key.descending }
      }
      return first < second
    }
  }

  /// The rows of each part, the parts in the order of their first rows.
  public static func parts(_ rows: [Row], by names: [String]) -> [[Int]] {
    var parts: [[Int]] = []
    var known: [[Cell]: Int] = [:]
    for (place, row) in rows.enumerated() {
      let key = names.map { row[$0] ?? .missing(.unspecified) }
      if let part = known[key] {
        parts[part].append(place)
      } else {
        known[key] = parts.count
        parts.append([place])
      }
    }
    return parts
  }

  /// The cells of a window's column.
  public static func window(_ window: Query.Window, _ rows: [Row]) -> [Cell] {
    var cells = [Cell](repeating: .missing(.notAvailable), count: rows.count)
    for part in parts(rows, by: window.parts) {
      let mine = order(part.map { rows[$0] }, by: window.order).map { part[$0] }
      let values = mine.map { rows[$0][window.column] ?? .missing(.unspecified) }
      let isWhole = values.allSatisfy { $0.isMissing || $0.type == .integer }
      func total(_ some: ArraySlice<Cell>) -> Cell {
        guard isWhole else { return .number(some.reduce(0) { $0 + ($1.number ?? 0) }) }
        let sum = some.reduce(Int128(0)) { if case .integer(let value) = $1 { $0 + Int128(value) } else { $0 } }
        return Int(exactly: sum).map { .integer($0) } ?? .missing(.notApplicable)
      }
      for place in mine.indices {
        let value = values[place]
        switch window.kind {
        case .rolling(let length):
          guard length <= place + 1 else { continue }
          let some = values[(place - length + 1)...place]
          cells[mine[place]] = some.last { $0.isMissing } ?? total(some)
        case .cumulative: cells[mine[place]] = value.isMissing ? value : total(values[...place])
        case .lag(let distance):
          let (earlier, overflow) = place.subtractingReportingOverflow(distance)
          if !overflow, mine.indices.contains(earlier) { cells[mine[place]] = values[earlier] }
        case .rank(let descending):
          let better = values.count { other in
            guard let one = other.number, let mine = value.number else { return false }
            return descending ? one > mine : one < mine
          }
          cells[mine[place]] = value.isMissing ? value : .integer(better + 1)
        case .share:
          let all = values.reduce(0) { $0 + ($1.number ?? 0) }
          guard let number = value.number else {
            cells[mine[place]] = value
            continue
          }
          cells[mine[place]] = all == 0 ? .missing(.notApplicable) : .number(number / all)
        }
      }
    }
    return cells
  }
}
