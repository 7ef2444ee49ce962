extension Table {
  /// Returns the table with a column that is made of neighbouring rows.
  func adding(_ window: Query.Window) throws -> Table {
    let source = try column(window.column)
    let keys = try sortKeys(window.order)
    let parts = try Parts(self, by: window.parts).rows.map { rows in
      keys.isEmpty ? rows : rows.sorted { SortKey.isBefore($0, $1, keys) }
    }
    if case .lag(let distance) = window.kind { return try adding(lagged(source, by: distance, parts, named: window.name)) }
    guard let values = NumberSeries(source) else {
      throw TableError.wrongType(column: source.name, is: source.type, wanted: "A window adds and compares numbers")
    }
    switch window.kind {
    case .rolling(let rows):
      guard rows >= 1 else {
        throw TableError.badRequest("a rolling sum of \(rows) rows", expectation: "It takes one row or more.")
      }
      return try adding(
        values.rolling(rows, parts).column(window.name, unit: source.unit, decimals: source.decimals))
    case .cumulative:
      return try adding(values.cumulative(parts).column(window.name, unit: source.unit, decimals: source.decimals))
    case .rank(let descending):
      return try adding(values.ranks(parts, descending: descending).column(window.name, unit: nil, decimals: nil))
    case .share: return try adding(values.shares(parts).column(window.name, unit: "share", decimals: nil))
    case .lag: return self
    }
  }

  private func lagged(_ source: Column, by distance: Int, _ parts: [[Int]], named name: String) -> Column {
    var cells = [Cell](repeating: .missing(.notAvailable), count: rowCount)
    for rows in parts {
      for place in rows.indices {
        let (earlier, overflow) = place.subtractingReportingOverflow(distance)
        if !overflow, rows.indices.contains(earlier) { cells[rows[place]] = source[rows[earlier]] }
      }
    }
    return Column(
      name, cells: cells, unit: source.unit, decimals: source.decimals, typeWhereMissing: source.type)
  }
}

extension NumberSeries {
  /// The sum of each place and those before it in its part, some in all.
  func rolling(_ length: Int, _ parts: [[Int]]) -> NumberSeries {
    var answer = NumberSeries(missing: count, whole: whole != nil)
    for rows in parts where rows.count >= length {
      var sum: Int128 = 0
      var lastMissing = -1
      for (place, row) in rows.enumerated() {
        if reasons[row] != 0 { lastMissing = place }
        if let whole {
          if reasons[row] == 0 { sum += Int128(whole[row]) }
          if place >= length, reasons[rows[place - length]] == 0 { sum -= Int128(whole[rows[place - length]]) }
        }
        guard place + 1 >= length else { continue }
        if lastMissing > place - length {
          answer.reasons[row] = reasons[rows[lastMissing]]
          continue
        }
        answer.reasons[row] = 0
        if whole != nil {
          answer.set(row, sum)
        } else {
          // Each sum is made afresh: taking numbers off again would leave what rounding lost.
          var fresh = ExactSum()
          for earlier in (place - length + 1)...place { fresh.add(numbers[rows[earlier]]) }
          answer.numbers[row] = fresh.value
        }
      }
    }
    return answer
  }

  /// The sum of each place and all those before it in its part; a missing place adds nothing and stays missing.
  func cumulative(_ parts: [[Int]]) -> NumberSeries {
    var answer = NumberSeries(missing: count, whole: whole != nil)
    for rows in parts {
      var sum: Int128 = 0
      var fresh = ExactSum()
      for row in rows {
        answer.reasons[row] = reasons[row]
        guard reasons[row] == 0 else { continue }
        if let whole {
          sum += Int128(whole[row])
          answer.set(row, sum)
        } else {
          fresh.add(numbers[row])
          answer.numbers[row] = fresh.value
        }
      }
    }
    return answer
  }

  /// Puts a sum in its place. One that 64 bits do not hold has no place among whole numbers.
  private mutating func set(_ place: Int, _ sum: Int128) {
    if let fitting = Int(exactly: sum) {
      whole?[place] = fitting
    } else {
      reasons[place] = MissingReason.notApplicable.rawValue
    }
  }

  /// The place of each number among those of its part; equal numbers share one.
  func ranks(_ parts: [[Int]], descending: Bool) -> NumberSeries {
    var answer = NumberSeries(missing: count, whole: true)
    for rows in parts {
      // Whole numbers are compared as such, since a Double does not hold all of them.
      func isLess(_ one: Int, _ other: Int) -> Bool {
        if let whole { whole[one] < whole[other] } else { numbers[one] < numbers[other] }
      }
      let present = rows.filter { reasons[$0] == 0 }.sorted { descending ? isLess($1, $0) : isLess($0, $1) }
      for row in rows { answer.reasons[row] = reasons[row] }
      var rank = 0
      for (place, row) in present.enumerated() {
        if place == 0 || isLess(row, present[place - 1]) != isLess(present[place - 1], row) { rank = place + 1 }
        answer.whole?[row] = rank
      }
    }
    return answer
  }

  /// Each number as a fraction of the sum of its part.
  func shares(_ parts: [[Int]]) -> NumberSeries {
    var answer = NumberSeries(missing: count, whole: false)
    for rows in parts {
      var total = ExactSum()
      for row in rows where reasons[row] == 0 { total.add(number(row)) }
      for row in rows {
        answer.reasons[row] = reasons[row]
        guard reasons[row] == 0 else { continue }
        if total.value == 0 {
          answer.reasons[row] = MissingReason.notApplicable.rawValue
        } else {
          answer.numbers[row] = number(row) / total.value
        }
      }
    }
    return answer
  }
}
