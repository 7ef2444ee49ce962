extension ColumnAssembly {
  /// Texts as codes of a dictionary, or as they come where most of them differ.
  func textFilling(_ source: Source, _ workers: [Int]) -> ColumnFilling {
    // A thread that met more texts than there are codes kept the rest as they came.
    let isPlain = source.isPlain || source.pieces.contains(where: \.isPlainText)
    guard !isPlain, let merged = merged(source, workers, atMost: presentCount(source)) else {
      return plainFilling(source, workers)
    }
    switch merged.store.count {
    case ...256: return codeFilling(source, workers, UInt8.self, merged) { .code8($0) }
    case ...65_536: return codeFilling(source, workers, UInt16.self, merged) { .code16($0) }
    default: return codeFilling(source, workers, UInt32.self, merged) { .code32($0) }
    }
  }

  /// Makes one dictionary of the tables of all threads, and says what each of their codes became.
  ///
  /// The texts are sorted where there are at most 65,536, and else stand in the order in which they first occur.
  ///
  /// - Parameter rows: The rows that have a text; nil is returned where more than half of them differ, or an eighth
  ///   of long ones, and they are many.
  private func merged(_ source: Source, _ workers: [Int], atMost rows: Int) -> (store: TextStore, codes: [[UInt32]])? {
    var (all, codes) = unified(source)
    guard all.count <= sizes.codedLimit || all.count * all.rowsWorthACode <= rows, all.arena.count <= TextStore.maximumBytes else {
      return nil
    }
    if all.count > 65_536, !all.hasNonASCII { return (all.wholeStore(), codes) }
    var kept = Array(0..<all.count)
    var moved = [UInt32](repeating: 0, count: all.count)
    let first = all.hasNonASCII ? SpellingTable.firsts(of: all) : nil
    if let first { kept = kept.filter { first[$0] == $0 } }
    if kept.count <= 65_536 {
      // Safe: the table does not change while its texts are compared.
      kept.sort { unsafe TextStore.isLess(all.bytes($0), all.bytes($1)) }
    }
    for (code, old) in kept.enumerated() { moved[old] = UInt32(truncatingIfNeeded: code) }
    if let first { for old in moved.indices where first[old] != old { moved[old] = moved[first[old]] } }
    for worker in codes.indices {
      for place in codes[worker].indices { codes[worker][place] = moved[Int(codes[worker][place])] }
    }
    return (all.store(of: kept), codes)
  }

  /// Numbers the texts of all threads in the order in which they first occur in the files.
  private func unified(_ source: Source) -> (all: TextTable, codes: [[UInt32]]) {
    let tables = source.tables
    let used = tables.compactMap { $0 }.filter { $0.count > 0 }
    if used.count <= 1, let only = used.first {
      return (only, tables.map { ($0?.count ?? 0) > 0 ? Array(0..<UInt32(only.count)) : [] })
    }
    let all = TextTable(slots: (used.map(\.count).max() ?? 0) * 2)
    var codes = tables.map { [UInt32](repeating: 0, count: $0?.count ?? 0) }
    // What each thread met first in each block, in the order of the blocks.
    var parts: [(block: Int, worker: Int, range: Range<Int>)] = []
    for (worker, table) in tables.enumerated() {
      guard let table else { continue }
      for (place, entry) in table.history.enumerated() {
        let end = place + 1 < table.history.count ? table.history[place + 1].count : table.count
        if end > entry.count { parts.append((entry.block, worker, entry.count..<end)) }
      }
    }
    parts.sort { $0.block < $1.block }
    for part in parts {
      guard let table = tables[part.worker] else { continue }
      unsafe codes[part.worker].withUnsafeMutableBufferPointer { target in
        // Safe: the codes of the range are codes of the table.
        if let base = target.baseAddress { unsafe all.number(table, part.range, into: base + part.range.lowerBound) }
      }
    }
    return (all, codes)
  }

  /// Texts as codes of one dictionary.
  private func codeFilling<Code: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ source: Source, _ workers: [Int], _: Code.Type, _ merged: (store: TextStore, codes: [[UInt32]]),
    _ values: @escaping @Sendable (Buffer<Code>) -> Chunk.Values
  ) -> ColumnFilling {
    // For each thread what its codes became.
    let moved = merged.codes.map { codes in codes.map { code in Code(truncatingIfNeeded: code) } }
    return ColumnFilling(dictionary: ValueDictionary(.texts(merged.store))) { chunk in
      // Safe: a code is written for each row.
      values(
        unsafe Buffer(count: rowCount(chunk)) { target in
          unsafe forEachPiece(of: chunk, source, target) { block, piece, target, count in
            let codes = moved.indices.contains(workers[block]) ? moved[workers[block]] : []
            // A piece has codes of the thread's table or, where no row of the block has a text, of an empty one.
            switch piece.values {
            case .codes8(let old) where !codes.isEmpty: unsafe Self.write(old, codes, to: target)
            case .codes16(let old) where !codes.isEmpty: unsafe Self.write(old, codes, to: target)
            case .codes32(let old) where !codes.isEmpty: unsafe Self.write(old, codes, to: target)
            default: unsafe target.update(repeating: 0, count: count)
            }
          }
        })
    }
  }

  private static func write<
    Old: FixedWidthInteger & BitwiseCopyable & Sendable, Code: FixedWidthInteger & BitwiseCopyable & Sendable
  >(_ old: Buffer<Old>, _ moved: [Code], to target: UnsafeMutablePointer<Code>) {
    unsafe moved.withUnsafeBufferPointer { moved in
      // Safe: the row lies within both, and every code is one of the thread's table.
      for row in 0..<old.count { unsafe target[row] = moved[Int(truncatingIfNeeded: old.start[row])] }
    }
  }

  /// Texts one after another.
  private func plainFilling(_ source: Source, _ workers: [Int]) -> ColumnFilling {
    ColumnFilling { chunk in
      if let first = chunks[chunk].first, case .gathered(.some(let store)) = source.pieces[first].values {
        return .text(store)
      }
      let byteCount = chunks[chunk].reduce(0) { $0 + source.pieces[$1].textBytes(source.tables[workers[$1]]) }
      var made: Buffer<UInt8>?
      let offsets = unsafe Buffer<Int32>(count: rowCount(chunk) + 1) { offsets in
        made = unsafe Buffer<UInt8>(count: byteCount) { bytes in
          // Safe: the bytes have room for all the texts, and each row of the chunk has an offset and the end one more.
          var place = 0
          unsafe offsets[0] = 0
          unsafe forEachPiece(of: chunk, source, offsets + 1) { block, piece, ends, count in
            if case .texts(let old, let texts) = piece.values {
              unsafe (bytes + place).update(from: texts.start, count: texts.count)
              let before = Int32(truncatingIfNeeded: place)
              for row in 0..<count { unsafe ends[row] = before &+ old.start[row] }
              place &+= texts.count
              return
            }
            let table = source.tables[workers[block]]
            for row in 0..<count {
              if let table, let code = piece.textCode(row) {
                let text = unsafe table.bytes(code)
                if let base = text.baseAddress { unsafe (bytes + place).update(from: base, count: text.count) }
                place &+= text.count
              }
              unsafe ends[row] = Int32(truncatingIfNeeded: place)
            }
          }
        }
      }
      return .text(TextStore(offsets: offsets, bytes: made ?? Buffer([])))
    }
  }
}

extension Piece {
  /// The code of a row's text in its thread's table; nil where the row has no text or the piece no codes.
  @inline(__always)
  func textCode(_ row: Int) -> Int? {
    if let reasons, reasons[row] != 0 { return nil }
    switch values {
    case .codes8(let codes): return Int(codes[row])
    case .codes16(let codes): return Int(codes[row])
    case .codes32(let codes): return Int(codes[row])
    default: return nil
    }
  }

  /// Whether the texts were kept as they came.
  var isPlainText: Bool {
    switch values {
    case .texts, .gathered: true
    default: false
    }
  }

  /// The bytes of all texts together.
  ///
  /// - Parameter table: That of the thread.
  func textBytes(_ table: TextTable?) -> Int {
    if case .texts(_, let bytes) = values { return bytes.count }
    guard let table else { return 0 }
    let count =
      switch values {
      case .codes8(let codes): codes.count
      case .codes16(let codes): codes.count
      case .codes32(let codes): codes.count
      default: 0
      }
    var total = 0
    for row in 0..<count { if let code = textCode(row) { total += table.range(code).count } }
    return total
  }
}

extension TextTable {
  /// The bytes of a text.
  func bytes(_ code: Int) -> UnsafeBufferPointer<UInt8> {
    // Safe: the range lies within the arena.
    unsafe UnsafeBufferPointer(rebasing: arena.bytes[range(code)])
  }

  /// Numbers some texts of another table here.
  func number(_ other: TextTable, _ range: Range<Int>, into codes: UnsafeMutablePointer<UInt32>) {
    let count = range.count
    unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>.self, capacity: count) { starts in
      unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { lengths in
        guard let starts = starts.baseAddress, let lengths = lengths.baseAddress else { return }
        // Safe: both hold `count` values; the other's arena has bytes to read behind each of its texts, and stays.
        for place in 0..<count {
          let text = other.range(range.lowerBound + place)
          unsafe starts[place] = UnsafePointer(other.arena.start + text.lowerBound)
          unsafe lengths[place] = UInt32(truncatingIfNeeded: text.count)
        }
        unsafe number(starts, lengths, count: count, into: codes)
      }
    }
  }

  /// All of the texts, in the order of their codes.
  func wholeStore() -> TextStore {
    let offsets = unsafe Buffer<Int32>(count: count + 1) { offsets in
      // Safe: there is an offset for each text and one for the end.
      unsafe offsets[0] = 0
      for code in 0..<count { unsafe offsets[code + 1] = Int32(truncatingIfNeeded: ends[code]) }
    }
    // Safe: the arena holds this many bytes.
    let bytes = unsafe Buffer<UInt8>(count: arena.count) { unsafe $0.update(from: arena.start, count: arena.count) }
    return TextStore(offsets: offsets, bytes: bytes)
  }

  /// Some of the texts, in an order.
  func store(of codes: [Int]) -> TextStore {
    let total = codes.reduce(0) { $0 + range($1).count }
    var made: Buffer<UInt8>?
    let offsets = unsafe Buffer<Int32>(count: codes.count + 1) { offsets in
      made = unsafe Buffer<UInt8>(count: total) { target in
        // Safe: there is an offset for each text and one for the end, and room for the bytes of all.
        var place = 0
        unsafe offsets[0] = 0
        for (number, code) in codes.enumerated() {
          let text = unsafe bytes(code)
          if let base = text.baseAddress { unsafe (target + place).update(from: base, count: text.count) }
          place += text.count
          unsafe offsets[number + 1] = Int32(truncatingIfNeeded: place)
        }
      }
    }
    return TextStore(offsets: offsets, bytes: made ?? Buffer([]))
  }
}

/// Finds the spellings of one text, such as é in one scalar or in two, which are equal strings in Swift.
enum SpellingTable {
  /// For each text of a table the one among its spellings that came first, most often itself.
  static func firsts(of table: TextTable) -> [Int] {
    var firsts = Array(0..<table.count)
    var places: [String: Int] = [:]
    var looksLikeASCII: [Int] = []
    for code in 0..<table.count {
      // Safe: the bytes are looked at before the table can change.
      guard unsafe table.bytes(code).contains(where: { $0 >= 0x80 }) else { continue }
      let text = table.string(code)
      if text.unicodeScalars.allSatisfy({ $0.isASCII || asciiTwins.contains($0) }) {
        looksLikeASCII.append(code)
        continue
      }
      if let first = places[text] { firsts[code] = first } else { places[text] = code }
    }
    guard !looksLikeASCII.isEmpty else { return firsts }
    // Rare: only now are the plain texts worth a place in the dictionary.
    places = [:]
    let isTwin = Set(looksLikeASCII)
    for code in 0..<table.count {
      // Safe: the bytes are looked at before the table can change.
      let isPlain = unsafe table.bytes(code).allSatisfy { $0 < 0x80 }
      guard isPlain || isTwin.contains(code) else { continue }
      let text = table.string(code)
      if let first = places[text] { firsts[code] = first } else { places[text] = code }
    }
    return firsts
  }

  /// The characters beyond ASCII that equal one of ASCII: the Greek question mark, the Greek accent and the kelvin sign
  /// (Unicode Character Database, canonical decompositions).
  private static let asciiTwins: Set<Unicode.Scalar> = ["\u{37E}", "\u{1FEF}", "\u{212A}"]
}
