extension ColumnAssembly {
  /// Whole numbers and moments, in the narrowest width that holds all of them.
  func integerColumn(_ name: String, _ source: Source) -> Column {
    var (least, most) = (0, 0)
    for piece in source.pieces {
      switch piece.values {
      case .short(let values):
        least = min(least, Int(values.min() ?? 0))
        most = max(most, Int(values.max() ?? 0))
      case .long(let values):
        least = min(least, Int(values.min() ?? 0))
        most = max(most, Int(values.max() ?? 0))
      default: break
      }
    }
    func fits<Narrow: FixedWidthInteger>(_: Narrow.Type) -> Bool { least >= Narrow.min && most <= Narrow.max }
    let made = chunks.map { chunk in
      if source.type == .timestamp { return Chunk(.int64(integers(chunk, source))) }
      if fits(Int8.self) { return Chunk(.int8(integers(chunk, source))) }
      if fits(Int16.self) { return Chunk(.int16(integers(chunk, source))) }
      return fits(Int32.self) ? Chunk(.int32(integers(chunk, source))) : Chunk(.int64(integers(chunk, source)))
    }
    return Column(name, type: source.type, chunks: made, presence: presence(source))
  }

  private func integers<Narrow: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ chunk: Range<Int>, _ source: Source
  ) -> Buffer<Narrow> {
    // Safe: a value is written for each row of the chunk.
    unsafe Buffer(count: rowCount(chunk)) { target in
      var target = unsafe target
      for block in chunk {
        let count = blocks[block].rowCount
        // Safe: a piece has a value for each row of its block, and the blocks' rows are the chunk's.
        switch source.pieces[block].values {
        case .short(let values): for row in 0..<count { unsafe target[row] = Narrow(truncatingIfNeeded: values[row]) }
        case .long(let values): for row in 0..<count { unsafe target[row] = Narrow(truncatingIfNeeded: values[row]) }
        default: unsafe target.update(repeating: 0, count: count)
        }
        unsafe target += count
      }
    }
  }

  /// Days, as codes of the sorted different days where there are few enough.
  func dateColumn(_ name: String, _ source: Source) -> Column {
    var (least, most) = (Int32.max, Int32.min)
    forEachDay(source) { day in
      least = min(least, day)
      most = max(most, day)
    }
    let range = least <= most ? Int(most) - Int(least) + 1 : 0
    // A calendar of four digits for the year has fewer than four million days, so this is small.
    var isUsed = [Bool](repeating: false, count: range)
    forEachDay(source) { isUsed[Int($0 &- least)] = true }
    let different = isUsed.reduce(0) { $0 + ($1 ? 1 : 0) }
    guard different <= sizes.codedLimit else {
      let made = chunks.map { Chunk(.int32(integers($0, source))) }
      return Column(name, type: .date, chunks: made, presence: presence(source))
    }
    var days: [Int32] = []
    var codes = [UInt16](repeating: 0, count: range)
    for offset in isUsed.indices where isUsed[offset] {
      codes[offset] = UInt16(truncatingIfNeeded: days.count)
      days.append(least + Int32(offset))
    }
    let made = chunks.map { chunk in
      different <= 256
        ? Chunk(.code8(dayCodes(chunk, source, codes, least))) : Chunk(.code16(dayCodes(chunk, source, codes, least)))
    }
    return Column(
      name, type: .date, dictionary: ValueDictionary(.dates(days)), chunks: made, presence: presence(source))
  }

  @inline(__always)
  private func forEachDay(_ source: Source, _ body: (Int32) -> Void) {
    for piece in source.pieces {
      guard case .short(let values) = piece.values else { continue }
      if piece.reasons.isEmpty {
        for value in values { body(value) }
      } else {
        for (value, reason) in zip(values, piece.reasons) where reason == 0 { body(value) }
      }
    }
  }

  private func dayCodes<Code: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ chunk: Range<Int>, _ source: Source, _ codes: [UInt16], _ least: Int32
  ) -> Buffer<Code> {
    // Safe: a value is written for each row of the chunk.
    unsafe Buffer(count: rowCount(chunk)) { target in
      var target = unsafe target
      for block in chunk {
        let count = blocks[block].rowCount
        // Safe: a piece has a value for each row of its block, and the blocks' rows are the chunk's.
        if case .short(let values) = source.pieces[block].values {
          for row in 0..<count {
            // A row without a day holds any day, which need not be among those that are used.
            let place = Int(values[row]) &- Int(least)
            unsafe target[row] = place >= 0 && place < codes.count ? Code(truncatingIfNeeded: codes[place]) : 0
          }
        } else {
          unsafe target.update(repeating: 0, count: count)
        }
        unsafe target += count
      }
    }
  }

  /// Numbers, as codes of the sorted different numbers where these are few beside the rows.
  func numberColumn(_ name: String, _ source: Source) -> Column {
    let rows = blocks.reduce(0) { $0 + $1.rowCount }
    if let table = NumberTable(self, source, atMost: min(sizes.codedLimit, rows / 8)) {
      let made = chunks.map { chunk in
        table.numbers.count <= 256
          ? Chunk(.code8(numberCodes(chunk, source, table))) : Chunk(.code16(numberCodes(chunk, source, table)))
      }
      return Column(
        name, type: .number, dictionary: ValueDictionary(.numbers(table.numbers)), chunks: made,
        presence: presence(source))
    }
    let made = chunks.map { Chunk(.double(doubles($0, source))) }
    return Column(name, type: .number, chunks: made, presence: presence(source))
  }

  private func doubles(_ chunk: Range<Int>, _ source: Source) -> Buffer<Double> {
    // Safe: a value is written for each row of the chunk.
    unsafe Buffer(count: rowCount(chunk)) { target in
      var target = unsafe target
      for block in chunk {
        let count = blocks[block].rowCount
        // Safe: a piece has a value for each row of its block, and the blocks' rows are the chunk's.
        switch source.pieces[block].values {
        case .short(let values): for row in 0..<count { unsafe target[row] = Double(values[row]) }
        case .long(let values): for row in 0..<count { unsafe target[row] = Double(values[row]) }
        case .numbers(let values): for row in 0..<count { unsafe target[row] = values[row] }
        default: unsafe target.update(repeating: 0, count: count)
        }
        unsafe target += count
      }
    }
  }

  private func numberCodes<Code: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ chunk: Range<Int>, _ source: Source, _ table: NumberTable
  ) -> Buffer<Code> {
    // Safe: a value is written for each row of the chunk.
    unsafe Buffer(count: rowCount(chunk)) { target in
      var target = unsafe target
      for block in chunk {
        let count = blocks[block].rowCount
        // Safe: a piece has a value for each row of its block, and the blocks' rows are the chunk's.
        switch source.pieces[block].values {
        case .short(let values):
          for row in 0..<count { unsafe target[row] = Code(truncatingIfNeeded: table.code(Double(values[row]))) }
        case .long(let values):
          for row in 0..<count { unsafe target[row] = Code(truncatingIfNeeded: table.code(Double(values[row]))) }
        case .numbers(let values):
          for row in 0..<count { unsafe target[row] = Code(truncatingIfNeeded: table.code(values[row])) }
        default: unsafe target.update(repeating: 0, count: count)
        }
        unsafe target += count
      }
    }
  }
}

/// The different numbers of a column, told apart by their bits, and the place of each when they are sorted.
struct NumberTable {
  /// The numbers from the least to the greatest.
  private(set) var numbers: [Double] = []
  private var keys: [UInt64] = Array(repeating: Self.free, count: 1 << 10)
  private var codes: [UInt32] = []
  private var shift: UInt64 = 54

  /// The bits of no number that a file can hold: not a number.
  private static let free = UInt64.max

  /// Takes the numbers of a column; nil where there are more than a limit, or both zeros, which are equal and differ.
  init?(_ assembly: ColumnAssembly, _ source: ColumnAssembly.Source, atMost limit: Int) {
    for piece in source.pieces {
      let reasons = piece.reasons
      let isTaken: Bool
      switch piece.values {
      case .short(let values): isTaken = take(values.count, reasons, limit) { Double(values[$0]) }
      case .long(let values): isTaken = take(values.count, reasons, limit) { Double(values[$0]) }
      case .numbers(let values): isTaken = take(values.count, reasons, limit) { values[$0] }
      default: continue
      }
      if !isTaken { return nil }
    }
    numbers.sort()
    for place in numbers.indices.dropFirst() where numbers[place - 1] == numbers[place] { return nil }
    codes = Array(repeating: 0, count: keys.count)
    for (code, number) in numbers.enumerated() { codes[place(of: number.bitPattern)] = UInt32(code) }
  }

  @inline(__always)
  private mutating func take(_ count: Int, _ reasons: [UInt8], _ limit: Int, _ value: (Int) -> Double) -> Bool {
    for row in 0..<count {
      if !reasons.isEmpty, reasons[row] != 0 { continue }
      let number = value(row)
      let place = place(of: number.bitPattern)
      if keys[place] == Self.free {
        guard numbers.count < limit else { return false }
        keys[place] = number.bitPattern
        numbers.append(number)
        if numbers.count * 2 > keys.count { grow() }
      }
    }
    return true
  }

  /// The place of a number, or where it would stand.
  @inline(__always)
  private func place(of bits: UInt64) -> Int {
    // The high bits of a product depend on all of the number's (Knuth, volume 3, section 6.4).
    var place = Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    while keys[place] != bits, keys[place] != Self.free { place = (place &+ 1) & (keys.count &- 1) }
    return place
  }

  private mutating func grow() {
    keys = Array(repeating: Self.free, count: keys.count * 4)
    shift -= 2
    for number in numbers { keys[place(of: number.bitPattern)] = number.bitPattern }
  }

  /// The code of a number; zero for one that is not there, which only a row without a value holds.
  @inline(__always)
  func code(_ number: Double) -> UInt32 {
    let place = place(of: number.bitPattern)
    return keys[place] == Self.free ? 0 : codes[place]
  }
}
