extension ColumnAssembly {
  /// Whole numbers and moments, in the narrowest width that holds all of them.
  func wholeFilling(_ source: Source) -> ColumnFilling {
    var (least, most) = (Int64(0), Int64(0))
    for piece in source.pieces {
      guard case .whole(let numbers) = piece.values, numbers.least <= numbers.most else { continue }
      least = min(least, numbers.least)
      most = max(most, numbers.most)
    }
    func fits<Narrow: FixedWidthInteger>(_: Narrow.Type) -> Bool { least >= Narrow.min && most <= Narrow.max }
    if source.type == .timestamp { return wholeFilling(source, Int64.self) { .int64($0) } }
    if fits(Int8.self) { return wholeFilling(source, Int8.self) { .int8($0) } }
    if fits(Int16.self) { return wholeFilling(source, Int16.self) { .int16($0) } }
    return fits(Int32.self)
      ? wholeFilling(source, Int32.self) { .int32($0) } : wholeFilling(source, Int64.self) { .int64($0) }
  }

  /// Whole numbers of one width; zero where there is no value.
  private func wholeFilling<Number: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ source: Source, _: Number.Type, _ values: @escaping @Sendable (Buffer<Number>) -> Chunk.Values
  ) -> ColumnFilling {
    ColumnFilling { chunk in
      // Safe: a number is written for each row.
      values(
        unsafe Buffer(count: rowCount(chunk)) { target in
          unsafe forEachPiece(of: chunk, source, target) { _, piece, target, count in
            if case .whole(let numbers) = piece.values {
              unsafe numbers.write(to: target)
            } else {
              unsafe target.update(repeating: 0, count: count)
            }
          }
        })
    }
  }

  /// Days, as codes of the sorted different days where there are few enough.
  func dateFilling(_ source: Source) -> ColumnFilling {
    var (least, most) = (Int64.max, Int64.min)
    for piece in source.pieces {
      guard case .whole(let days) = piece.values else { continue }
      least = min(least, days.least)
      most = max(most, days.most)
    }
    // A calendar of four digits for the year has fewer than four million days, so this is small.
    var isUsed = [Bool](repeating: false, count: least <= most ? Int(most - least) + 1 : 0)
    for piece in source.pieces {
      guard case .whole(let days) = piece.values else { continue }
      switch days.values {
      case .int8(let values): markUsed(values, piece.reasons, from: Int(least), &isUsed)
      case .int16(let values): markUsed(values, piece.reasons, from: Int(least), &isUsed)
      case .int32(let values): markUsed(values, piece.reasons, from: Int(least), &isUsed)
      case .int64(let values): markUsed(values, piece.reasons, from: Int(least), &isUsed)
      }
    }
    let different = isUsed.reduce(0) { $0 + ($1 ? 1 : 0) }
    guard different <= sizes.codedLimit else { return wholeFilling(source, Int32.self) { .int32($0) } }
    var days: [Int32] = []
    var codes = [UInt16](repeating: 0, count: isUsed.count)
    for offset in isUsed.indices where isUsed[offset] {
      codes[offset] = UInt16(truncatingIfNeeded: days.count)
      days.append(Int32(least) + Int32(offset))
    }
    return different <= 256
      ? dayFilling(source, UInt8.self, days, codes) { .code8($0) }
      : dayFilling(source, UInt16.self, days, codes) { .code16($0) }
  }

  private func markUsed<Day: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ days: Buffer<Day>, _ reasons: Buffer<UInt8>?, from least: Int, _ isUsed: inout [Bool]
  ) {
    for row in 0..<days.count {
      if let reasons, reasons[row] != 0 { continue }
      // Safe: the row lies within the buffer.
      isUsed[unsafe Int(truncatingIfNeeded: days.start[row]) &- least] = true
    }
  }

  /// Days as codes, from the code of each day since the first.
  private func dayFilling<Code: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ source: Source, _: Code.Type, _ days: [Int32], _ codes: [UInt16],
    _ values: @escaping @Sendable (Buffer<Code>) -> Chunk.Values
  ) -> ColumnFilling {
    let first = Int(days.first ?? 0)
    return ColumnFilling(dictionary: ValueDictionary(.dates(days))) { chunk in
      // Safe: a code is written for each row.
      values(
        unsafe Buffer(count: rowCount(chunk)) { target in
          unsafe forEachPiece(of: chunk, source, target) { _, piece, target, count in
            guard case .whole(let days) = piece.values else {
              unsafe target.update(repeating: 0, count: count)
              return
            }
            switch days.values {
            case .int8(let values): unsafe Self.write(values, codes, from: first, to: target)
            case .int16(let values): unsafe Self.write(values, codes, from: first, to: target)
            case .int32(let values): unsafe Self.write(values, codes, from: first, to: target)
            case .int64(let values): unsafe Self.write(values, codes, from: first, to: target)
            }
          }
        })
    }
  }

  private static func write<Day: FixedWidthInteger & BitwiseCopyable & Sendable, Code: FixedWidthInteger>(
    _ days: Buffer<Day>, _ codes: [UInt16], from first: Int, to target: UnsafeMutablePointer<Code>
  ) {
    unsafe codes.withUnsafeBufferPointer { codes in
      for row in 0..<days.count {
        // A row without a day holds any day, which need not be among those that are used.
        // Safe: the row lies within both, and the place is checked.
        let place = unsafe Int(truncatingIfNeeded: days.start[row]) &- first
        unsafe target[row] = place >= 0 && place < codes.count ? Code(truncatingIfNeeded: codes[place]) : 0
      }
    }
  }

  /// Numbers, as codes of the sorted different numbers where these are few beside the rows.
  func numberFilling(_ source: Source) -> ColumnFilling {
    guard let table = NumberTable(self, source, atMost: min(sizes.codedLimit, starts[chunks.count] / 8)) else {
      return ColumnFilling { chunk in
        // Safe: a number is written for each row.
        .double(
          unsafe Buffer(count: rowCount(chunk)) { target in
            unsafe forEachPiece(of: chunk, source, target) { _, piece, target, count in
              switch piece.values {
              case .whole(let numbers): unsafe numbers.write(to: target)
              case .numbers(let numbers): unsafe target.update(from: numbers.start, count: count)
              default: unsafe target.update(repeating: 0, count: count)
              }
            }
          })
      }
    }
    return table.numbers.count <= 256
      ? numberFilling(source, UInt8.self, table) { .code8($0) }
      : numberFilling(source, UInt16.self, table) { .code16($0) }
  }

  private func numberFilling<Code: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ source: Source, _: Code.Type, _ table: NumberTable,
    _ values: @escaping @Sendable (Buffer<Code>) -> Chunk.Values
  ) -> ColumnFilling {
    ColumnFilling(dictionary: ValueDictionary(.numbers(table.numbers))) { chunk in
      // Safe: a code is written for each row.
      values(
        unsafe Buffer(count: rowCount(chunk)) { target in
          unsafe forEachPiece(of: chunk, source, target) { _, piece, target, count in
            let isWritten = unsafe piece.withNumbers { numbers in unsafe table.writeCodes(numbers, to: target) }
            if !isWritten { unsafe target.update(repeating: 0, count: count) }
          }
        })
    }
  }

  /// One bit a row.
  func booleanFilling(_ source: Source) -> ColumnFilling {
    ColumnFilling { chunk in
      let rows = rowCount(chunk)
      // Safe: every word of the buffer is written.
      let words = unsafe Buffer<UInt64>(count: Bitmap.wordCount(rows)) { target in
        var writer = unsafe BitWriter(target)
        for block in chunks[chunk] {
          let count = blocks[block].rowCount
          if case .booleans(let values) = source.pieces[block].values {
            // Safe: the rows of the blocks are those of the chunk.
            unsafe writer.append(values)
          } else {
            unsafe writer.append(zeros: count)
          }
        }
        unsafe writer.finish()
      }
      return .bits(Bitmap(words: words, count: rows))
    }
  }
}

/// Writes bits one after another, as words.
@unsafe
private struct BitWriter {
  private var target: UnsafeMutablePointer<UInt64>
  private var word: UInt64 = 0
  private var filled = 0

  init(_ target: UnsafeMutablePointer<UInt64>) { unsafe self.target = target }

  /// Appends values that are one or zero.
  mutating func append(_ values: Buffer<UInt8>) {
    var row = 0
    while row &+ 8 <= values.count {
      // Safe: eight values follow the row.
      let eight = unsafe UnsafeRawPointer(values.start).loadUnaligned(fromByteOffset: row, as: UInt64.self)
      // The product gathers the bytes in the highest of them, the first in its lowest bit.
      unsafe append((UInt64(littleEndian: eight) &* 0x0102_0408_1020_4080) &>> 56, 8)
      row &+= 8
    }
    while row < values.count {
      unsafe append(UInt64(values[row]), 1)
      row &+= 1
    }
  }

  mutating func append(zeros count: Int) {
    var left = count
    while left > 0 {
      unsafe append(0, min(left, 64))
      left -= 64
    }
  }

  private mutating func append(_ bits: UInt64, _ count: Int) {
    unsafe word |= bits &<< UInt64(truncatingIfNeeded: filled)
    unsafe filled &+= count
    guard unsafe filled >= 64 else { return }
    // Safe: whoever appends has room for as many bits.
    unsafe target.pointee = word
    unsafe target += 1
    unsafe filled &-= 64
    unsafe word = bits >> UInt64(truncatingIfNeeded: count &- filled)
  }

  mutating func finish() { if unsafe filled > 0 { unsafe target.pointee = word } }
}

extension Piece {
  /// Gives the numbers of a piece to a closure; returns false where it has none.
  func withNumbers(_ body: (UnsafeBufferPointer<Double>) -> Void) -> Bool {
    switch values {
    case .numbers(let numbers):
      // Safe: the buffer holds as many.
      unsafe body(UnsafeBufferPointer(start: numbers.start, count: numbers.count))
      return true
    case .whole(let numbers):
      unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: numbers.count) { room in
        // Safe: there is room for each.
        if let start = room.baseAddress { unsafe numbers.write(to: start) }
        unsafe body(UnsafeBufferPointer(room))
      }
      return true
    default: return false
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
      var isTaken = true
      // Safe: a piece has as many reasons as numbers.
      _ = unsafe piece.withNumbers { numbers in isTaken = unsafe take(numbers, piece.reasons, limit) }
      if !isTaken { return nil }
    }
    numbers.sort()
    for place in numbers.indices.dropFirst() where numbers[place - 1] == numbers[place] { return nil }
    codes = Array(repeating: 0, count: keys.count)
    for (code, number) in numbers.enumerated() { codes[place(of: number.bitPattern)] = UInt32(code) }
  }

  private mutating func take(_ values: UnsafeBufferPointer<Double>, _ reasons: Buffer<UInt8>?, _ limit: Int) -> Bool {
    for row in values.indices {
      if let reasons, reasons[row] != 0 { continue }
      let number = unsafe values[row]
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

  /// Writes the code of each number; zero for one that is not there, which only a row without a value holds.
  func writeCodes<Code: FixedWidthInteger>(
    _ values: UnsafeBufferPointer<Double>, to target: UnsafeMutablePointer<Code>
  ) {
    for row in values.indices {
      // Safe: the caller has room for a code for each.
      let place = unsafe place(of: values[row].bitPattern)
      unsafe target[row] = Code(truncatingIfNeeded: codes[place])
    }
  }
}
