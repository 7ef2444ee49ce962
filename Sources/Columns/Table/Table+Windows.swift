extension Table {
  /// Returns the table with a column that is made of neighbouring rows.
  ///
  /// - Complexity: O(rows), and as ``ordered(by:within:)`` where the rows do not stand in the window's order already.
  func adding(_ window: Query.Window, limits: QueryLimits) throws -> Table {
    let source = try column(window.column)
    try limits.checkMemory(rowCount * 48, for: "a column made of neighbouring rows")
    func parts(_ order: [Query.Order]) throws -> RowParts {
      try RowSorting(self, parts: window.parts, order: order, limits: limits).parts()
    }
    if case .lag(let distance) = window.kind {
      let lagged = try parts(window.order).lagged(by: distance, limits: limits)
      var made = try source.gathering(lagged, limits: limits).named(window.name)
      made.isOfOtherRows = true
      return try adding(made)
    }
    guard source.type.isNumeric else {
      throw TableError.wrongType(column: source.name, is: source.type, wanted: "A window adds and compares numbers")
    }
    var order = window.order
    if case .rank(let descending) = window.kind { order = [Query.Order(window.column, descending: descending)] }
    let parts = try parts(order)
    guard let values = try NumberSeries(source, in: parts, limits: limits) else { return self }
    let answer: NumberSeries
    var (unit, decimals) = (source.unit, source.decimals)
    switch window.kind {
    case .rolling(let rows):
      guard rows >= 1 else {
        throw TableError.badRequest("a rolling sum of \(rows) rows", expectation: "It takes one row or more.")
      }
      answer = try values.rolling(rows, parts, limits)
    case .cumulative: answer = try values.cumulative(parts, limits)
    case .rank:
      answer = try values.ranks(parts, limits)
      (unit, decimals) = (nil, nil)
    case .share:
      answer = try values.shares(parts, limits)
      (unit, decimals) = ("share", nil)
    case .lag: return self
    }
    var made = try answer.column(window.name, in: parts, unit: unit, decimals: decimals, limits: limits)
    made.isOfOtherRows = true
    return try adding(made)
  }
}

extension RowParts {
  /// The rows that a thread takes between two questions whether to go on.
  private static let stretch = 1 << 16

  /// Calls a closure with the places of each part, from several threads.
  fileprivate func forEachPart(_ limits: QueryLimits, _ body: @Sendable (Range<Int>) throws -> Void) throws {
    var firsts = [0]
    for part in 0..<count where Int(starts[part]) - Int(starts[firsts[firsts.count - 1]]) >= Self.stretch { firsts.append(part) }
    firsts.append(count)
    let items = firsts
    try Workers.run(items.count - 1, limits: limits.forRows(rowCount)) { _, item in
      for part in items[item]..<items[item + 1] { try body(places(of: part)) }
    }
  }

  /// Calls a closure with stretches of a part one after another, and asks before each whether to go on.
  fileprivate static func forEachStretch(
    of places: Range<Int>, _ limits: QueryLimits, _ body: (Range<Int>) -> Void
  ) throws {
    var start = places.lowerBound
    while start < places.upperBound {
      let end = min(places.upperBound, start + stretch)
      body(start..<end)
      if end < places.upperBound { try limits.check() }
      start = end
    }
  }

  /// For each row the row some places before it in its part, or none.
  fileprivate func lagged(by distance: Int, limits: QueryLimits) throws -> RowList<UInt32> {
    let memory = Memory(byteCount: rowCount * 4)
    try forEachPart(limits) { places in
      // Safe: each row has one place, and memory for a number.
      let earlier = unsafe memory.start.assumingMemoryBound(to: UInt32.self)
      try Self.forEachStretch(of: places, limits) { stretch in
        for place in stretch {
          let (other, overflow) = place.subtractingReportingOverflow(distance)
          let isThere = !overflow && other >= places.lowerBound && other < places.upperBound
          unsafe earlier[row(place)] = isThere ? UInt32(truncatingIfNeeded: row(other)) : RowList<UInt32>.none
        }
      }
    }
    return RowList(Buffer(memory, count: rowCount), of: rowCount)
  }
}

// Safe throughout: a series has a number and a reason for each place, and each part is worked on by one thread.
extension NumberSeries {
  /// The sum of each place and those before it in its part, some in all.
  fileprivate func rolling(_ length: Int, _ parts: RowParts, _ limits: QueryLimits) throws -> NumberSeries {
    let answer = NumberSeries(count: count, isWhole: isWhole)
    try parts.forEachPart(limits) { places in
      guard places.count >= length else {
        for place in places { answer.setMissing(place, MissingReason.notAvailable.rawValue) }
        return
      }
      try isWhole ? rollWhole(places, length, to: answer, limits) : rollNumbers(places, length, to: answer, limits)
    }
    return answer
  }

  /// Sets the place of a window that is too short, or has a missing value, and returns false; for any other returns true.
  @inline(__always)
  private func isFull(_ place: Int, from first: Int, _ length: Int, _ lastMissing: Int, _ answer: NumberSeries) -> Bool {
    if place - first + 1 < length {
      answer.setMissing(place, MissingReason.notAvailable.rawValue)
      return false
    }
    if lastMissing > place - length {
      answer.setMissing(place, unsafe reasons[lastMissing])
      return false
    }
    return true
  }

  private func rollWhole(_ places: Range<Int>, _ length: Int, to answer: NumberSeries, _ limits: QueryLimits) throws {
    let (reasons, values) = unsafe (reasons, whole)
    let first = places.lowerBound
    var sum: Int128 = 0
    var lastMissing = first - 1
    try RowParts.forEachStretch(of: places, limits) { stretch in
      for place in stretch {
        if unsafe reasons[place] != 0 { lastMissing = place } else { sum += unsafe Int128(values[place]) }
        let gone = place - length
        if gone >= first, unsafe reasons[gone] == 0 { sum -= unsafe Int128(values[gone]) }
        if isFull(place, from: first, length, lastMissing, answer) { answer.set(place, sum) }
      }
    }
  }

  /// Numbers are never taken off again, which would leave what rounding lost: a window is the end of one stretch of its
  /// length and the start of the next, and both are summed as they grow (van Herk 1992).
  private func rollNumbers(_ places: Range<Int>, _ length: Int, to answer: NumberSeries, _ limits: QueryLimits) throws {
    let (reasons, values) = unsafe (reasons, numbers)
    let first = places.lowerBound
    let ends = GroupCells<ExactSum>(count: length, repeating: ExactSum())
    var start = ExactSum()
    var (offset, lastMissing) = (0, first - 1)
    try RowParts.forEachStretch(of: places, limits) { stretch in
      for place in stretch {
        if unsafe reasons[place] != 0 { lastMissing = place } else { unsafe start.add(values[place]) }
        if isFull(place, from: first, length, lastMissing, answer) {
          unsafe answer.numbers[place] = offset + 1 == length ? start.value : ends.start[offset + 1].adding(start).value
        }
        offset += 1
        guard offset == length else { continue }
        var end = ExactSum()
        for back in 0..<length {
          if unsafe reasons[place - back] == 0 { unsafe end.add(values[place - back]) }
          unsafe ends.start[length - 1 - back] = end
        }
        (start, offset) = (ExactSum(), 0)
      }
    }
  }

  /// The sum of each place and all those before it in its part; a missing place adds nothing and stays missing.
  fileprivate func cumulative(_ parts: RowParts, _ limits: QueryLimits) throws -> NumberSeries {
    let answer = NumberSeries(count: count, isWhole: isWhole)
    try parts.forEachPart(limits) { places in
      var sum: Int128 = 0
      var fresh = ExactSum()
      try RowParts.forEachStretch(of: places, limits) { stretch in
        for place in stretch {
          let reason = unsafe reasons[place]
          if reason != 0 {
            answer.setMissing(place, reason)
          } else if isWhole {
            sum += unsafe Int128(whole[place])
            answer.set(place, sum)
          } else {
            unsafe fresh.add(numbers[place])
            unsafe answer.numbers[place] = fresh.value
          }
        }
      }
    }
    return answer
  }

  /// The place of each number among those of its part, which stand in their order; equal numbers share one.
  fileprivate func ranks(_ parts: RowParts, _ limits: QueryLimits) throws -> NumberSeries {
    let answer = NumberSeries(count: count, isWhole: true)
    try parts.forEachPart(limits) { places in
      var (present, rank, isNew) = (0, 0, true)
      try RowParts.forEachStretch(of: places, limits) { stretch in
        for place in stretch {
          isNew = unsafe isNew || parts.changes.start[place] != 0
          let reason = unsafe reasons[place]
          guard reason == 0 else {
            answer.setMissing(place, reason)
            continue
          }
          present += 1
          if isNew { rank = present }
          isNew = false
          answer.set(place, Int128(rank))
        }
      }
    }
    return answer
  }

  /// Each number as a fraction of the sum of its part.
  fileprivate func shares(_ parts: RowParts, _ limits: QueryLimits) throws -> NumberSeries {
    let answer = NumberSeries(count: count, isWhole: false)
    try parts.forEachPart(limits) { places in
      var sum = ExactSum()
      try RowParts.forEachStretch(of: places, limits) { stretch in
        for place in stretch where unsafe reasons[place] == 0 { sum.add(number(place)) }
      }
      let total = sum.value
      try RowParts.forEachStretch(of: places, limits) { stretch in
        for place in stretch {
          let reason = unsafe reasons[place]
          if reason != 0 {
            answer.setMissing(place, reason)
          } else if total == 0 {
            answer.setMissing(place, MissingReason.notApplicable.rawValue)
          } else {
            unsafe answer.numbers[place] = number(place) / total
          }
        }
      }
    }
    return answer
  }
}

extension ExactSum {
  /// The sum of both.
  fileprivate func adding(_ other: ExactSum) -> ExactSum {
    var total = self
    total.add(other.sum)
    // What is left beside a sum that is infinite is no number.
    if other.rest.isFinite { total.add(other.rest) }
    return total
  }
}
