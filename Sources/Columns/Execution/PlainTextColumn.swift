import CKernels
import Synchronization

/// A column of text made of other texts from their bytes, each step for a block of rows.
///
/// Of texts of ASCII, but for ends of lines of two bytes, each byte is a character. Any other row is worked out as a string.
/// What is made is not looked up among other texts, which costs more than to make it where hardly two are the same.
struct PlainTextColumn {
  private let expression: Expression
  private let columns: [(name: String, column: Column)]
  private let constants: [Buffer<UInt8>]
  private let steps: [Step]
  private let isLength: Bool
  private let chunkRows: [Int]
  private let limits: QueryLimits

  /// What is done with the texts that were made last.
  private enum Step {
    case column(Int)
    case constant(Int)
    /// Takes the last texts, of which there are so many, as one.
    case join(Int)
    case cut(TextCut)
    case fold(raising: Bool)
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
      case .call(.joined, _):
        let parts = Self.joined(part)
        guard parts.allSatisfy(add) else { return false }
        steps.append(.join(parts.count))
      case .call(let function, let parts):
        guard parts.count == 1, add(parts[0]) else { return false }
        switch function {
        case .first(let count): steps.append(.cut(.first(count)))
        case .last(let count): steps.append(.cut(.last(count)))
        case .withoutFirst(let count): steps.append(.cut(.dropFirst(count)))
        case .withoutLast(let count): steps.append(.cut(.dropLast(count)))
        case .part(let from, let count): steps += [.cut(.dropFirst(from - 1)), .cut(.first(count))]
        case .lowercased: steps.append(.fold(raising: false))
        case .uppercased: steps.append(.fold(raising: true))
        case .trimmed: steps.append(.cut(.trim))
        case .replacing(let old, let new):
          guard !old.isEmpty, Self.isPlain(Array(old.utf8)), Self.isPlain(Array(new.utf8)) else { return false }
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
    (self.expression, self.constants, self.steps) = (expression, constants.map { Buffer($0) }, steps)
    (self.chunkRows, self.limits) = (chunkRows, limits)
  }

  /// Whether each byte is a character.
  private static func isPlain(_ bytes: [UInt8]) -> Bool {
    // Safe: the bytes are the array's.
    unsafe bytes.withUnsafeBufferPointer { unsafe kernels_is_plain($0.baseAddress, $0.count) != 0 }
  }

  /// What an expression joins, however it is nested.
  private static func joined(_ expression: Expression) -> [Expression] {
    if case .call(.joined, let parts) = expression { parts.flatMap(joined) } else { [expression] }
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
    let longest = isLength ? made.reduce(0) { max($0, $1.ends.max() ?? 0) } : 0
    let chunks = Slots<(Chunk, Validity)?>(count: chunkRows.count, repeating: nil)
    try Workers.run(chunkRows.count, limits: limits) { _, chunk in
      let parts = morsels.indices.filter { morsels[$0].chunk == chunk }.map { made[$0] }
      chunks[chunk] = (isLength ? Chunk.integers(parts.flatMap(\.ends), within: 0...longest) : try Self.texts(parts), Validity(raw: parts.flatMap(\.reasons)))
    }
    let all = chunks.all.compactMap { $0 }
    return Column("", type: isLength ? .integer : .text, chunks: all.map(\.0), presence: Presence(chunks: all.map(\.1)))
  }

  private static func texts(_ parts: [Part]) throws -> Chunk {
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
    return Chunk(.text(TextStore(offsets: offsets, bytes: bytes)))
  }

  /// The rows whose texts fit into near caches with what is made of them.
  private static let blockRows = 1024

  /// - Parameter size: The bytes that all threads made.
  private func part(_ morsel: Morsel, _ size: borrowing Atomic<Int>) throws -> Part {
    var part = Part()
    part.ends.reserveCapacity(morsel.count)
    part.reasons.reserveCapacity(morsel.count)
    let sources = columns.map { Source($0.column, morsel.chunk) }
    let blocks = steps.map { _ in TextBlock(rows: Self.blockRows) }
    var row = morsel.start
    while row < morsel.start + morsel.count {
      try limits.check()
      let last = min(row + Self.blockRows, morsel.start + morsel.count)
      let rows = row..<sources.reduce(last) { $1.end(from: row, to: $0) }
      let before = part.bytes.count
      try add(rows, of: morsel.chunk, sources, blocks, size, to: &part)
      // They are put together once more.
      try limits.checkMemory(2 * size.wrappingAdd(part.bytes.count - before, ordering: .relaxed).newValue, for: "the texts that are made")
      row = rows.upperBound
    }
    return part
  }

  /// Makes the texts of some rows behind those of others.
  private func add(
    _ rows: Range<Int>, of chunk: Int, _ sources: [Source], _ blocks: [TextBlock], _ size: borrowing Atomic<Int>, to part: inout Part
  ) throws {
    var reasons = [UInt8](repeating: 0, count: rows.count)
    // The rows that take more than bytes.
    var others: Set<Int> = []
    var made = 0
    for step in steps {
      switch step {
      case .column(let place):
        sources[place].load(rows, into: blocks[made], &reasons) { others.insert($0) }
        made += 1
      case .constant(let place):
        blocks[made].load(constants[place], rows.count)
        made += 1
      case .join(let count):
        made -= count - 1
        let joined = blocks[made - 1..<made - 1 + count]
        let bytes = joined.reduce(0) { $0 + $1.byteCount }
        try limits.checkMemory(2 * (size.load(ordering: .relaxed) + bytes), for: "the texts that are made")
        blocks[made - 1].append(joined.dropFirst())
      case .cut(let cut): blocks[made - 1].cut(cut)
      case .fold(let raising): blocks[made - 1].fold(raising: raising)
      case .replace(let place): blocks[made - 1].replace(constants[place], with: constants[place + 1]) { others.insert($0) }
      }
    }
    let texts = blocks[0]
    for (row, reason) in reasons.enumerated() where reason != 0 { texts.empty(row) }
    if others.isEmpty {
      let start = part.bytes.count
      if !isLength { texts.write(to: &part.bytes) }
      var end = start
      for row in 0..<rows.count {
        end += texts.length(row)
        part.ends.append(isLength ? texts.length(row) : end)
      }
      part.reasons.append(contentsOf: reasons)
      return
    }
    for row in 0..<rows.count {
      var length = texts.length(row)
      if others.contains(row) {
        let cell = expression.cell { name in
          columns.first { $0.name == name }.map { $0.column[$0.column.starts[chunk] + rows.lowerBound + row] } ?? .missing(.notAvailable)
        }
        (reasons[row], length) = (0, 0)
        switch cell {
        case .missing(let why): reasons[row] = why.rawValue
        case .integer(let characters): length = characters
        default: part.bytes.append(contentsOf: cell.plainText.utf8)
        }
      } else if !isLength {
        texts.write(row, to: &part.bytes)
      }
      part.ends.append(isLength ? length : part.bytes.count)
    }
    part.reasons.append(contentsOf: reasons)
  }

  /// The texts of a chunk's rows.
  private struct Source {
    private let validity: Validity
    private let store: TextStore
    private let texts: ChunkTexts
    /// The rows, where they hold codes.
    private let codes: Chunk?

    init(_ column: Column, _ chunk: Int) {
      validity = column.presence.chunks[chunk]
      if case .text(let own) = column.chunks[chunk].values {
        (store, codes) = (own, nil)
      } else if case .texts(let shared)? = column.dictionary?.values {
        (store, codes) = (shared, column.chunks[chunk])
      } else {
        (store, codes) = (TextStore([]), column.chunks[chunk])
      }
      texts = ChunkTexts(store)
    }

    /// The row behind those from one on that are worked on together: few where texts are long, so that limits are looked at often.
    func end(from first: Int, to last: Int) -> Int {
      var (row, bytes) = (first, 0)
      if let codes {
        while row < last, bytes < 1 << 18 {
          if let code = codes.code(row), code < store.count { bytes += unsafe texts.text(code).count }
          row += 1
        }
      } else {
        let texts = texts
        while row < last, bytes < 1 << 18 {
          bytes += unsafe texts.text(row).count
          row += 1
        }
      }
      return row
    }

    /// Gives a block the texts of some rows; those that take more than bytes are empty, and given to the closure by their place among the rows.
    func load(_ rows: Range<Int>, into block: TextBlock, _ reasons: inout [UInt8], other: (Int) -> Void) {
      let first = rows.lowerBound
      if let codes {
        let known = store.count
        block.load(texts, rows.count) { row in codes.code(first + row).flatMap { $0 < known ? $0 : nil } }
      } else {
        block.load(texts, rows.count) { first + $0 }
      }
      if validity.bits != nil {
        for row in 0..<rows.count {
          guard let reason = validity[first + row] else { continue }
          block.empty(row)
          if reasons[row] == 0 { reasons[row] = reason.rawValue }
        }
      }
      if isPlain(rows) { return }
      for row in 0..<rows.count where !block.isPlain(row) {
        block.empty(row)
        other(row)
      }
    }

    /// Whether each byte of some rows' texts is a character, as far as can be told of all at once.
    private func isPlain(_ rows: Range<Int>) -> Bool {
      guard codes == nil, store.hasSoundOffsets(of: rows) else { return false }
      // Safe: the offsets rise and lie within the bytes.
      let first = Int(store.offsets[rows.lowerBound])
      return unsafe kernels_is_plain(store.bytes.start + first, Int(store.offsets[rows.upperBound]) - first) != 0
    }
  }
}
