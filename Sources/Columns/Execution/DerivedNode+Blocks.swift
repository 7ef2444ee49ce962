// Safe throughout: every memory holds a value for each row of the block, and those of temporary memory are written before
// they are read. A reason is zero where the value is there; where it is not, the value means nothing, and a place is zero.
extension DerivedNode {
  /// Writes the whole number of each row of a block, or the reason that there is none; returns false where one has more
  /// than 64 bits.
  func work(_ block: RowBlock, whole target: UnsafeMutablePointer<Int64>, _ reasons: UnsafeMutablePointer<UInt8>) -> Bool {
    switch self {
    case .wholeValue(let value): unsafe target.update(repeating: value, count: block.count)
    case .whole(let source):
      unsafe source.load(block, into: target)
      unsafe Self.load(source.column, block, reasons)
    case .bits(let column):
      if case .bits(let bits) = column.chunks[block.chunk].values {
        for place in 0..<block.count { unsafe target[place] = bits[block.start + place] ? 1 : 0 }
      }
      unsafe Self.load(column, block, reasons)
    case .wholeArithmetic(let first, let operation, let second):
      guard unsafe first.work(block, whole: target, reasons) else { return false }
      return unsafe Self.withMemory(block, filledWith: Int64(0)) { others, why in
        guard unsafe second.work(block, whole: others, why) else { return false }
        let fits =
          switch operation {
          case .plus: unsafe Self.combine(block.count, target, others, reasons, why) { $0.addingReportingOverflow($1) }
          case .minus: unsafe Self.combine(block.count, target, others, reasons, why) { $0.subtractingReportingOverflow($1) }
          default: unsafe Self.combine(block.count, target, others, reasons, why) { $0.multipliedReportingOverflow(by: $1) }
          }
        unsafe Self.join(reasons, why, block.count)
        return fits
      }
    case .part(let kind, let dates, let isMoment):
      guard unsafe dates.work(block, whole: target, reasons) else { return false }
      unsafe Self.part(kind, target, reasons, block.count, isMoment: isMoment)
    case .wholeSpan(let unit, let dates, let isMoment):
      guard unsafe dates.work(block, whole: target, reasons) else { return false }
      if unit == .day {
        // A date is its own day.
        if isMoment { for place in 0..<block.count { unsafe target[place] = Int64(Self.date(Int(target[place]), true).daysSince1970) } }
        break
      }
      for place in 0..<block.count where unsafe reasons[place] == 0 {
        let date = unsafe Self.date(Int(target[place]), isMoment)
        switch unit.cell(ofIndex: unit.index(of: date)) {
        case .date(let first): unsafe target[place] = Int64(first.daysSince1970)
        case .integer(let year): unsafe target[place] = Int64(year)
        default: break
        }
      }
    case .absolute(let inner):
      guard unsafe inner.work(block, whole: target, reasons) else { return false }
      for place in 0..<block.count {
        let value = unsafe target[place]
        if value == .min, unsafe reasons[place] == 0 { return false }
        unsafe target[place] = value < 0 ? 0 &- value : value
      }
    case .londonTime(let moments):
      guard unsafe moments.work(block, whole: target, reasons) else { return false }
      for place in 0..<block.count { unsafe target[place] = Int64(LondonTime.clock(at: Int(target[place]))) }
    case .textFunction(let texts, let table): return unsafe Self.look(up: texts, in: table.whole, table.reasons, block, target, reasons)
    default: return unsafe workOfAnyKind(block, target, reasons) { unsafe $0.work(block, whole: $1, $2) }
    }
    return true
  }

  /// Writes the number of each row of a block, or the reason that there is none; returns as above.
  func work(_ block: RowBlock, numbers target: UnsafeMutablePointer<Double>, _ reasons: UnsafeMutablePointer<UInt8>) -> Bool {
    switch self {
    case .numberValue(let value): unsafe target.update(repeating: value, count: block.count)
    case .number(let source):
      unsafe source.load(block, into: target)
      unsafe Self.load(source.column, block, reasons)
    case .asNumber(let whole):
      return unsafe Self.withMemory(block, filledWith: Int64(0)) { values, _ in
        guard unsafe whole.work(block, whole: values, reasons) else { return false }
        for place in 0..<block.count { unsafe target[place] = Double(values[place]) }
        return true
      }
    case .numberArithmetic(let first, let operation, let second):
      guard unsafe first.work(block, numbers: target, reasons) else { return false }
      return unsafe Self.withMemory(block, filledWith: 0.0) { others, why in
        guard unsafe second.work(block, numbers: others, why) else { return false }
        unsafe Self.join(reasons, why, block.count)
        switch operation {
        case .plus: for place in 0..<block.count { unsafe target[place] += others[place] }
        case .minus: for place in 0..<block.count { unsafe target[place] -= others[place] }
        case .times: for place in 0..<block.count { unsafe target[place] *= others[place] }
        case .over:
          for place in 0..<block.count {
            let isNothing = unsafe others[place] == 0 && reasons[place] == 0
            unsafe reasons[place] = isNothing ? MissingReason.notApplicable.rawValue : reasons[place]
            unsafe target[place] /= others[place]
          }
        }
        return true
      }
    case .rounded(let inner, let decimals):
      guard unsafe inner.work(block, numbers: target, reasons) else { return false }
      for place in 0..<block.count where unsafe reasons[place] == 0 { unsafe target[place] = Expression.Function.round(target[place], decimals) }
    case .toWhole(let inner, let isUp):
      guard unsafe inner.work(block, numbers: target, reasons) else { return false }
      for place in 0..<block.count { unsafe target[place] = target[place].rounded(isUp ? .up : .down) + 0 }
    case .absolute(let inner):
      guard unsafe inner.work(block, numbers: target, reasons) else { return false }
      for place in 0..<block.count { unsafe target[place] = target[place].magnitude }
    case .textFunction(let texts, let table): return unsafe Self.look(up: texts, in: table.numbers, table.reasons, block, target, reasons)
    default: return unsafe workOfAnyKind(block, target, reasons) { unsafe $0.work(block, numbers: $1, $2) }
    }
    return true
  }

  /// Writes the place of each row's text in the answer's dictionary, or the reason that there is none; returns false where a
  /// whole number that it is told by has more than 64 bits.
  func work(_ block: RowBlock, places target: UnsafeMutablePointer<UInt32>, _ reasons: UnsafeMutablePointer<UInt8>) -> Bool {
    switch self {
    case .textValue(let place): unsafe target.update(repeating: place, count: block.count)
    case .texts(let column, let places):
      switch column.chunks[block.chunk].values {
      case .code8(let codes): unsafe Self.look(up: codes.start + block.start, places, block.count, target)
      case .code16(let codes): unsafe Self.look(up: codes.start + block.start, places, block.count, target)
      case .code32(let codes): unsafe Self.look(up: codes.start + block.start, places, block.count, target)
      default: unsafe target.update(repeating: 0, count: block.count)
      }
      unsafe Self.load(column, block, reasons)
    case .span(let unit, let dates, let isMoment, let first, let places):
      return unsafe Self.withMemory(block, filledWith: Int64(0)) { values, _ in
        guard unsafe dates.work(block, whole: values, reasons) else { return false }
        for place in 0..<block.count {
          let index = unsafe reasons[place] == 0 ? unit.index(of: Self.date(Int(values[place]), isMoment)) - first : 0
          unsafe target[place] = index >= 0 && index < places.count ? places[index] : 0
        }
        return true
      }
    case .band(let number, let edges, let places):
      return unsafe number.withNumbers(block, reasons) { values in
        unsafe edges.write(bandsOf: values, block.count, to: target)
        for place in 0..<block.count {
          let isNoNumber = unsafe values[place].isNaN && reasons[place] == 0
          unsafe reasons[place] = isNoNumber ? MissingReason.notApplicable.rawValue : reasons[place]
          unsafe target[place] = places.start[Int(target[place])]
        }
      }
    case .textFunction(let texts, let table): return unsafe Self.look(up: texts, in: table.places, table.reasons, block, target, reasons)
    case .joined(let first, let second, let table):
      guard unsafe first.work(block, places: target, reasons) else { return false }
      return unsafe Self.withMemory(block, filledWith: UInt32(0)) { others, why in
        guard unsafe second.work(block, places: others, why) else { return false }
        unsafe Self.join(reasons, why, block.count)
        for place in 0..<block.count {
          guard unsafe reasons[place] == 0 else {
            unsafe target[place] = 0
            continue
          }
          let number = unsafe Int(table.first[Int(target[place])]) * table.width + Int(table.second[Int(others[place])])
          unsafe target[place] = table.places[number]
        }
        return true
      }
    default: return unsafe workOfAnyKind(block, target, reasons) { unsafe $0.work(block, places: $1, $2) }
    }
    return true
  }

  /// Hands out the number of each row of a block, where they lie if they do in memory; returns as above.
  private func withNumbers(_ block: RowBlock, _ reasons: UnsafeMutablePointer<UInt8>, _ body: (UnsafePointer<Double>) -> Void) -> Bool {
    if case .number(let source) = self, case .double(nil) = source.form, case .double(let numbers) = source.column.chunks[block.chunk].values {
      unsafe Self.load(source.column, block, reasons)
      unsafe body(numbers.start + block.start)
      return true
    }
    return unsafe Self.withMemory(block, filledWith: 0.0) { values, _ in
      guard unsafe work(block, numbers: values, reasons) else { return false }
      unsafe body(values)
      return true
    }
  }

  /// Writes what a table has for the text of each row.
  @inline(__always)
  private static func look<Value: BitwiseCopyable & ExpressibleByIntegerLiteral>(
    up texts: DerivedNode, in table: [Value], _ why: [UInt8], _ block: RowBlock, _ target: UnsafeMutablePointer<Value>,
    _ reasons: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    unsafe withMemory(block, filledWith: UInt32(0)) { places, missing in
      guard unsafe texts.work(block, places: places, missing) else { return false }
      for place in 0..<block.count {
        let text = unsafe Int(places[place])
        let isThere = unsafe missing[place] == 0
        unsafe target[place] = isThere ? table[text] : 0
        unsafe reasons[place] = isThere ? why[text] : missing[place]
      }
      return true
    }
  }

  /// Writes the values of what is of the same form for every kind of value: a choice, an extreme, and a value that is missing.
  @inline(__always)
  private func workOfAnyKind<Value: BitwiseCopyable & ExpressibleByIntegerLiteral & Comparable>(
    _ block: RowBlock, _ target: UnsafeMutablePointer<Value>, _ reasons: UnsafeMutablePointer<UInt8>,
    _ work: (DerivedNode, UnsafeMutablePointer<Value>, UnsafeMutablePointer<UInt8>) -> Bool
  ) -> Bool {
    switch self {
    case .choose(let branches, let otherwise): return unsafe Self.choose(block, branches, otherwise, target, reasons, work)
    case .extreme(let first, let second, let isLeast):
      guard unsafe work(first, target, reasons) else { return false }
      return unsafe Self.withMemory(block, filledWith: 0 as Value) { others, why in
        guard unsafe work(second, others, why) else { return false }
        unsafe Self.join(reasons, why, block.count)
        for place in 0..<block.count { unsafe target[place] = isLeast ? min(target[place], others[place]) : max(target[place], others[place]) }
        return true
      }
    case .reason(let parts):
      unsafe target.update(repeating: 0, count: block.count)
      for part in parts { guard unsafe part.addReasons(block, reasons) else { return false } }
      for place in 0..<block.count where unsafe reasons[place] == 0 { unsafe reasons[place] = MissingReason.notApplicable.rawValue }
    case .missing(let reason):
      unsafe target.update(repeating: 0, count: block.count)
      unsafe reasons.update(repeating: reason.rawValue, count: block.count)
    default: unsafe target.update(repeating: 0, count: block.count)
    }
    return true
  }

  /// Gives the rows that have their first value the reasons of the second.
  @inline(__always)
  fileprivate static func join(_ reasons: UnsafeMutablePointer<UInt8>, _ others: UnsafePointer<UInt8>, _ count: Int) {
    for place in 0..<count { unsafe reasons[place] = reasons[place] == 0 ? others[place] : reasons[place] }
  }

  /// Puts a part in the place of each day, or moment in seconds.
  private static func part(
    _ kind: CalendarPart, _ target: UnsafeMutablePointer<Int64>, _ reasons: UnsafeMutablePointer<UInt8>, _ count: Int, isMoment: Bool
  ) {
    // Safe throughout: there is a value and a reason for each row.
    let isNear = unsafe isMoment && UnsafeBufferPointer(start: target, count: count).allSatisfy { UInt32(exactly: $0) != nil }
    switch kind {
    case .hour where !isMoment:
      for place in 0..<count where unsafe reasons[place] == 0 { unsafe reasons[place] = MissingReason.notApplicable.rawValue }
    case .hour where isNear:
      // Several numbers of 32 bits are divided at a time.
      for place in 0..<count { unsafe target[place] = Int64(UInt32(truncatingIfNeeded: target[place]) / 3600 % 24) }
    case .hour:
      for place in 0..<count {
        let rest = unsafe target[place] % 86_400
        unsafe target[place] = (rest < 0 ? rest + 86_400 : rest) / 3600
      }
    case .weekday where isNear:
      for place in 0..<count { unsafe target[place] = Int64((UInt32(truncatingIfNeeded: target[place]) / 86_400 + 3) % 7 + 1) }
    case .weekday:
      for place in 0..<count {
        var day = unsafe target[place]
        if isMoment {
          let rest = day % 86_400
          day = day / 86_400 - (rest < 0 ? 1 : 0)
        }
        // The first day of 1970 was a Thursday.
        let rest = (day % 7 + 3) % 7
        unsafe target[place] = (rest < 0 ? rest + 7 : rest) + 1
      }
    case .monthOfYear, .dayOfMonth:
      for place in 0..<count where unsafe reasons[place] == 0 {
        unsafe target[place] = Int64(kind.value(of: date(Int(target[place]), isMoment)) ?? 0)
      }
    }
  }

  private static func date(_ value: Int, _ isMoment: Bool) -> CalendarDate {
    isMoment ? Timestamp(secondsSince1970: value).date : CalendarDate(daysSince1970: Int32(clamping: value))
  }

  /// Writes the reason of each row that has no value.
  private static func load(_ column: Column, _ block: RowBlock, _ reasons: UnsafeMutablePointer<UInt8>) {
    let validity = column.presence.chunks[block.chunk]
    guard let bits = validity.bits else { return }
    for word in 0..<Bitmap.wordCount(block.count) {
      // Safe: a block begins at a whole word and lies within its chunk, and there is a reason for each of its rows.
      var absent = unsafe ~bits.words.start[block.start >> 6 + word]
      while absent != 0 {
        let place = word * 64 + absent.trailingZeroBitCount
        absent &= absent - 1
        guard place < block.count else { break }
        unsafe reasons[place] = (validity.sharedReason ?? validity[block.start + place] ?? .unspecified).rawValue
      }
    }
  }

  @inline(__always)
  private static func look<Code: FixedWidthInteger & UnsignedInteger>(
    up codes: UnsafePointer<Code>, _ places: Buffer<UInt32>, _ count: Int, _ target: UnsafeMutablePointer<UInt32>
  ) {
    // A dictionary of no values has no place, and only rows without a value.
    guard places.count > 0 else { return unsafe target.update(repeating: 0, count: count) }
    for row in 0..<count { unsafe target[row] = places.start[Int(codes[row])] }
  }

  /// Gives memory for the values of a block to a closure, filled with one value, and for their reasons, all zero.
  @inline(__always)
  fileprivate static func withMemory<Value: BitwiseCopyable>(
    _ block: RowBlock, filledWith value: Value, _ body: (UnsafeMutablePointer<Value>, UnsafeMutablePointer<UInt8>) -> Bool
  ) -> Bool {
    unsafe withUnsafeTemporaryAllocation(of: Value.self, capacity: block.count) { values in
      unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: block.count) { reasons in
        guard let first = values.baseAddress, let why = reasons.baseAddress else { return true }
        unsafe first.update(repeating: value, count: block.count)
        unsafe why.update(repeating: 0, count: block.count)
        return unsafe body(first, why)
      }
    }
  }

  /// Puts whole numbers together; returns false where one of two that are there has more than 64 bits.
  @inline(__always)
  private static func combine(
    _ count: Int, _ target: UnsafeMutablePointer<Int64>, _ others: UnsafePointer<Int64>, _ reasons: UnsafePointer<UInt8>,
    _ why: UnsafePointer<UInt8>, _ operation: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
  ) -> Bool {
    var overflows = 0
    for place in 0..<count {
      let (value, overflow) = unsafe operation(target[place], others[place])
      unsafe target[place] = value
      overflows |= unsafe overflow && reasons[place] | why[place] == 0 ? 1 : 0
    }
    return overflows == 0
  }

  /// Writes for each row the value of the first branch whose condition it meets, or else the last value.
  @inline(__always)
  private static func choose<Value: BitwiseCopyable & ExpressibleByIntegerLiteral & Comparable>(
    _ block: RowBlock, _ branches: [DerivedBranch], _ otherwise: DerivedNode, _ target: UnsafeMutablePointer<Value>,
    _ reasons: UnsafeMutablePointer<UInt8>, _ work: (DerivedNode, UnsafeMutablePointer<Value>, UnsafeMutablePointer<UInt8>) -> Bool
  ) -> Bool {
    let wordCount = Bitmap.wordCount(block.count)
    // The rows that are left for the branches, and those that meet a condition.
    return unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: wordCount * 2) { words in
      guard let rest = words.baseAddress else { return true }
      let met = unsafe rest + wordCount
      unsafe rest.update(repeating: .max, count: wordCount)
      if block.count & 63 != 0 { unsafe rest[wordCount - 1] = 1 << UInt64(block.count & 63) - 1 }
      guard unsafe work(otherwise, target, reasons) else { return false }
      for branch in branches {
        unsafe met.update(from: rest, count: wordCount)
        unsafe branch.condition.keep(met, chunk: block.chunk, start: block.start, count: block.count)
        guard (0..<wordCount).contains(where: { unsafe met[$0] != 0 }) else { continue }
        let fits = unsafe withMemory(block, filledWith: 0 as Value) { values, why in
          guard unsafe work(branch.value, values, why) else { return false }
          for word in 0..<wordCount where unsafe met[word] != 0 {
            let bits = unsafe met[word]
            unsafe rest[word] &= ~bits
            for place in word * 64..<min(block.count, word * 64 + 64) {
              let isMet = bits >> UInt64(truncatingIfNeeded: place & 63) & 1 != 0
              unsafe target[place] = isMet ? values[place] : target[place]
              unsafe reasons[place] = isMet ? why[place] : reasons[place]
            }
          }
          return true
        }
        guard fits else { return false }
      }
      return true
    }
  }
}

extension DerivedPlan.Typed {
  /// Gives the rows that have no reason yet the reasons of this; returns as ``DerivedNode`` does.
  fileprivate func addReasons(_ block: RowBlock, _ reasons: UnsafeMutablePointer<UInt8>) -> Bool {
    func add<Value: BitwiseCopyable>(_ zero: Value, _ work: (UnsafeMutablePointer<Value>, UnsafeMutablePointer<UInt8>) -> Bool) -> Bool {
      unsafe DerivedNode.withMemory(block, filledWith: zero) { values, why in
        guard unsafe work(values, why) else { return false }
        unsafe DerivedNode.join(reasons, why, block.count)
        return true
      }
    }
    return switch type {
    case .text: unsafe add(UInt32(0)) { unsafe node.work(block, places: $0, $1) }
    case .number: unsafe add(0.0) { unsafe node.work(block, numbers: $0, $1) }
    default: unsafe add(Int64(0)) { unsafe node.work(block, whole: $0, $1) }
    }
  }
}
