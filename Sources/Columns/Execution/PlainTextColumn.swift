import Synchronization

/// A column of text made of other texts row by row, from their bytes.
///
/// Of texts of ASCII, but for ends of lines of two bytes, each byte is a character. Any other row is worked out as a string.
/// What is made is not looked up among other texts, which costs more than to make it where hardly two are the same.
struct PlainTextColumn {
  private let expression: Expression
  private let columns: [(name: String, column: Column)]
  private let constants: [[UInt8]]
  private let steps: [Step]
  private let isLength: Bool
  private let chunkRows: [Int]
  private let limits: QueryLimits

  /// What is done with the bytes that were made last: each text begins where the one before it ends.
  private enum Step {
    case column(Int)
    case constant(Int)
    /// Takes the last two texts as one.
    case join
    case first(Int)
    case last(Int)
    case dropFirst(Int)
    case dropLast(Int)
    case lower, raise, trim
    /// Puts the constant behind one in the place of that one.
    case replace(Int)
  }

  /// Fails for expressions that do more than cut, join, fold and replace texts, or measure what comes of it.
  init?(_ expression: Expression, columns known: [String: QueryColumn], chunkRows: [Int], limits: QueryLimits) {
    var (names, constants, steps): ([String], [[UInt8]], [Step]) = ([], [], [])
    func add(_ part: Expression) -> Bool {
      switch part {
      case .column(let name):
        guard known[name]?.type == .text else { return false }
        steps.append(.column(names.count))
        names.append(name)
      case .value(let cell):
        let bytes = Array(cell.plainText.utf8)
        guard !cell.isMissing, Self.isPlain(bytes) else { return false }
        steps.append(.constant(constants.count))
        constants.append(bytes)
      case .call(.joined, let parts):
        guard parts.count == 2, parts.allSatisfy(add) else { return false }
        steps.append(.join)
      case .call(let function, let parts):
        guard parts.count == 1, add(parts[0]) else { return false }
        switch function {
        case .first(let count): steps.append(.first(count))
        case .last(let count): steps.append(.last(count))
        case .withoutFirst(let count): steps.append(.dropFirst(count))
        case .withoutLast(let count): steps.append(.dropLast(count))
        case .part(let from, let count): steps += [.dropFirst(from - 1), .first(count)]
        case .lowercased: steps.append(.lower)
        case .uppercased: steps.append(.raise)
        case .trimmed: steps.append(.trim)
        case .replacing(let old, let new):
          guard !old.isEmpty, Self.isPlain(old.utf8), Self.isPlain(new.utf8) else { return false }
          steps.append(.replace(constants.count))
          constants += [Array(old.utf8), Array(new.utf8)]
        default: return false
        }
      default: return false
      }
      return true
    }
    let made: Expression
    if case .call(.length, let parts) = expression, parts.count == 1 { (made, isLength) = (parts[0], true) } else { (made, isLength) = (expression, false) }
    // A column as it stands is not made, but it can be measured.
    if case .call = made {} else if !isLength { return nil }
    guard add(made), !names.isEmpty else { return nil }
    columns = names.compactMap { name in known[name].map { (name, $0.materialised(named: name)) } }
    (self.expression, self.constants, self.steps) = (expression, constants, steps)
    (self.chunkRows, self.limits) = (chunkRows, limits)
  }

  /// Whether each byte is a character: one of ASCII, and no return, which may be one character with what follows.
  private static func isPlain(_ bytes: some Sequence<UInt8>) -> Bool {
    // Without a jump many bytes are looked at together.
    bytes.reduce(0) { $0 | $1 & 0x80 | ($1 == 13 ? 0x80 : 0) } == 0
  }

  /// What a thread made of some rows.
  private struct Part: Sendable {
    var bytes: [UInt8] = []
    /// Where each text ends, or how long it is.
    var ends: [Int] = []
    var reasons: [UInt8] = []
  }

  /// - Throws: ``QueryError``, and ``TableError`` for more text than a chunk holds.
  func column() throws -> Column {
    let (morsels, count) = (Morsel.all(chunkRows: chunkRows), chunkRows.reduce(0, +))
    try limits.checkMemory(count * 18, for: "the texts that are made")
    let parts = Slots<Part>(count: morsels.count, repeating: Part())
    let size = Atomic(0)
    try Workers.run(morsels.count, limits: limits.forRows(count)) { _, item in parts[item] = try part(morsels[item], size) }
    let made = parts.all
    let chunks = Slots<(Chunk, Validity)?>(count: chunkRows.count, repeating: nil)
    try Workers.run(chunkRows.count, limits: limits) { _, chunk in
      chunks[chunk] = try Self.chunk(morsels.indices.filter { morsels[$0].chunk == chunk }.map { made[$0] })
    }
    let all = chunks.all.compactMap { $0 }
    let presence = Presence(chunks: all.map(\.1))
    guard isLength else { return Column("", type: .text, chunks: all.map(\.0), presence: presence) }
    let lengths = Chunk.integers(made.flatMap(\.ends))
    return Column("", type: .integer, chunks: [lengths], presence: Presence(chunks: [Validity(raw: made.flatMap(\.reasons))])).divided(chunkRows)
  }

  private static func chunk(_ parts: [Part]) throws -> (Chunk, Validity) {
    let (rows, size) = (parts.reduce(0) { $0 + $1.ends.count }, parts.reduce(0) { $0 + $1.bytes.count })
    guard size <= TextStore.maximumBytes else {
      throw TableError.badRequest("the texts that are made have more than 2 GiB in a chunk", expectation: "Filter or shorten them first.")
    }
    var (place, start) = (0, 0)
    let offsets = unsafe Buffer<Int32>(count: rows + 1) { target in
      // Safe: there is a place for each row and one more.
      unsafe target[0] = 0
      for part in parts {
        for end in part.ends {
          place += 1
          unsafe target[place] = Int32(truncatingIfNeeded: start + end)
        }
        start += part.bytes.count
      }
    }
    let bytes = Buffer(parts.count == 1 ? parts[0].bytes : parts.flatMap(\.bytes))
    return (Chunk(.text(TextStore(offsets: offsets, bytes: bytes))), Validity(raw: parts.flatMap(\.reasons)))
  }

  /// - Parameter size: The bytes that all threads made.
  private func part(_ morsel: Morsel, _ size: borrowing Atomic<Int>) throws -> Part {
    var part = Part()
    part.ends.reserveCapacity(morsel.count)
    part.reasons.reserveCapacity(morsel.count)
    let sources = columns.map { Source($0.column, morsel.chunk) }
    if isLength, case .column = steps[0], steps.count == 1 {
      for row in morsel.start..<morsel.start + morsel.count {
        let reason = sources[0].reason(row)
        // Safe: the source keeps the texts.
        let text = unsafe sources[0].text(row)
        part.ends.append(reason == nil ? unsafe Self.isPlain(text) ? text.count : String(decoding: text, as: UTF8.self).count : 0)
        part.reasons.append(reason?.rawValue ?? 0)
      }
      return part
    }
    var starts: [Int] = []
    var counted = 0
    for row in morsel.start..<morsel.start + morsel.count {
      let first = part.bytes.count
      if row & 0x3FFF == 0 || first - counted > 1 << 16 {
        try limits.check()
        // They are put together once more.
        try limits.checkMemory(2 * size.wrappingAdd(first - counted, ordering: .relaxed).newValue, for: "the texts that are made")
        counted = first
      }
      starts.removeAll(keepingCapacity: true)
      var reason: UInt8 = 0
      var length: Int?
      if !make(row, sources, &part.bytes, &starts, &reason) {
        part.bytes.removeSubrange(first...)
        let cell = expression.cell { name in
          columns.first { $0.name == name }.map { $0.column[$0.column.starts[morsel.chunk] + row] } ?? .missing(.notAvailable)
        }
        switch cell {
        case .missing(let why): reason = why.rawValue
        case .integer(let characters): length = characters
        default: part.bytes.append(contentsOf: cell.plainText.utf8)
        }
      }
      let made = part.bytes.count - first
      if reason != 0 || isLength { part.bytes.removeSubrange(first...) }
      part.ends.append(isLength ? length ?? made : part.bytes.count)
      part.reasons.append(reason)
    }
    return part
  }

  /// Makes the text of a row behind others, or tells why it is missing; returns false where it takes more than bytes.
  @inline(__always)
  private func make(_ row: Int, _ sources: [Source], _ bytes: inout [UInt8], _ starts: inout [Int], _ reason: inout UInt8) -> Bool {
    for place in steps.indices {
      switch steps[place] {
      case .column(let place):
        starts.append(bytes.count)
        let source = sources[place]
        if let why = source.reason(row) {
          reason = why.rawValue
          return true
        }
        // Safe: the source keeps the texts.
        let text = unsafe source.text(row)
        guard unsafe Self.isPlain(text) else { return false }
        unsafe bytes.append(contentsOf: text)
      case .constant(let place):
        starts.append(bytes.count)
        bytes.append(contentsOf: constants[place])
      case .join: starts.removeLast()
      case .first(let count): bytes.removeLast(max(0, bytes.count - starts[starts.count - 1] - count))
      case .last(let count):
        let start = starts[starts.count - 1]
        bytes.removeSubrange(start..<max(start, bytes.count - count))
      case .dropFirst(let count):
        let start = starts[starts.count - 1]
        bytes.removeSubrange(start..<start + min(count, bytes.count - start))
      case .dropLast(let count): bytes.removeLast(min(count, bytes.count - starts[starts.count - 1]))
      case .lower: for place in starts[starts.count - 1]..<bytes.count where 65...90 ~= bytes[place] { bytes[place] |= 0x20 }
      case .raise: for place in starts[starts.count - 1]..<bytes.count where 97...122 ~= bytes[place] { bytes[place] &= ~0x20 }
      case .trim:
        let start = starts[starts.count - 1]
        while bytes.count > start, Self.isBlank(bytes[bytes.count - 1]) { bytes.removeLast() }
        let blanks = bytes[start...].prefix(while: Self.isBlank).count
        bytes.removeSubrange(start..<start + blanks)
      case .replace(let place):
        guard Self.replace(constants[place], with: constants[place + 1], in: &bytes, from: starts[starts.count - 1]) else { return false }
      }
    }
    return true
  }

  /// Puts other bytes in the place of some, from the first on; returns false where the text may become too long, as
  /// ``Expression/Function/replacing(_:with:)`` says.
  private static func replace(_ old: [UInt8], with new: [UInt8], in bytes: inout [UInt8], from start: Int) -> Bool {
    let end = bytes.count
    return unsafe old.withUnsafeBufferPointer { old in
      unsafe new.withUnsafeBufferPointer { new in
        let count = unsafe bytes.withUnsafeBufferPointer { unsafe occurrences(of: old, in: UnsafeBufferPointer(rebasing: $0[start...])) }
        guard count > 0 else { return true }
        let growth = max(0, count * (new.count - old.count))
        guard growth == 0 || end - start + growth <= 1 << 16 else { return false }
        if growth > 0 { bytes.append(contentsOf: repeatElement(0, count: growth)) }
        let made = unsafe bytes.withUnsafeMutableBufferPointer { all in
          // Safe: the text moves as far back as it grows, so that what is written never reaches what is still to be read.
          unsafe put(new, inPlaceOf: old, in: UnsafeMutableBufferPointer(rebasing: all[start...]), length: end - start, growth: growth)
        }
        bytes.removeLast(bytes.count - start - made)
        return true
      }
    }
  }

  private static func occurrences(of old: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var (count, place) = (0, 0)
    while place + old.count <= text.count {
      if unsafe isEqual(old, text.baseAddress, at: place) {
        count += 1
        place += old.count
      } else {
        place += 1
      }
    }
    return count
  }

  private static func put(
    _ new: UnsafeBufferPointer<UInt8>, inPlaceOf old: UnsafeBufferPointer<UInt8>, in text: UnsafeMutableBufferPointer<UInt8>,
    length: Int, growth: Int
  ) -> Int {
    guard let start = text.baseAddress else { return 0 }
    if growth > 0 { unsafe (start + growth).update(from: start, count: length) }
    var (from, to) = (growth, 0)
    while from < growth + length {
      if from + old.count <= growth + length, unsafe isEqual(old, start, at: from) {
        for unsafe byte in unsafe new {
          unsafe start[to] = byte
          to += 1
        }
        from += old.count
      } else {
        unsafe start[to] = start[from]
        (from, to) = (from + 1, to + 1)
      }
    }
    return to
  }

  @inline(__always)
  private static func isEqual(_ wanted: UnsafeBufferPointer<UInt8>, _ text: UnsafePointer<UInt8>?, at place: Int) -> Bool {
    guard let text = unsafe text else { return false }
    var same = 0
    while same < wanted.count, unsafe text[place + same] == wanted[same] { same += 1 }
    return same == wanted.count
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || 9...13 ~= byte }

  /// The texts of a chunk's rows; a class, since it is handed round for each of them.
  private final class Source {
    private let validity: Validity
    private let isComplete: Bool
    private let store: TextStore
    private let texts: ChunkTexts
    /// The rows, where they hold codes.
    private let codes: Chunk?

    init(_ column: Column, _ chunk: Int) {
      validity = column.presence.chunks[chunk]
      isComplete = validity.bits == nil
      if case .text(let own) = column.chunks[chunk].values {
        (store, codes) = (own, nil)
      } else if case .texts(let shared)? = column.dictionary?.values {
        (store, codes) = (shared, column.chunks[chunk])
      } else {
        (store, codes) = (TextStore([]), column.chunks[chunk])
      }
      texts = ChunkTexts(store)
    }

    /// Why a row has no text; nil where it has one.
    @inline(__always)
    func reason(_ row: Int) -> MissingReason? { isComplete ? nil : validity[row] }

    /// The bytes of a row's text.
    @inline(__always)
    func text(_ row: Int) -> UnsafeBufferPointer<UInt8> {
      guard let codes else { return unsafe texts.text(row) }
      guard let code = codes.code(row), code < store.count else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
      return unsafe texts.text(code)
    }
  }
}
