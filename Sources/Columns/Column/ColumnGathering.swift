/// Copies some rows of a column out of its chunks, in portions that several threads can do at the same time.
///
/// First ``measure(_:)`` is asked of every portion, then ``place()`` once, then ``fill(_:)`` of every portion again. A
/// portion begins at a multiple of 64 rows, so that no two threads write one word of bits.
@safe
final class ColumnGathering<Number: RowNumber>: @unchecked Sendable {
  private let column: Column
  private let rows: RowList<Number>
  /// Why a row that there is not has no value; nil where it has a zero.
  private let absent: MissingReason?
  private let form: Form
  private let guide: ChunkGuide?
  /// The values of each chunk.
  private let sources: GroupCells<Source>
  private let texts: GroupCells<ChunkTexts>
  private let validities: GroupCells<Valid>
  private var target: Memory
  private let offsets: Memory
  private let presence: PresenceForm
  private let missing: Memory

  private enum Form { case width(Int), bits, text }

  private enum PresenceForm: Equatable {
    case complete
    /// A bit a row, and one reason for all that are missing.
    case bits(MissingReason)
    /// A raw reason a row.
    case raw
  }

  /// Where the values of a chunk lie. Safe as long as the column is kept.
  @safe
  private struct Source {
    let start: UnsafeRawPointer
  }

  /// Which rows of a chunk have a value. Safe as long as the column is kept.
  @safe
  private struct Valid {
    let words: UnsafePointer<UInt64>?
    let raw: UnsafePointer<UInt8>?
    let same: UInt8

    @inline(__always)
    func reason(_ row: Int) -> UInt8 {
      // Safe: there is a bit and a reason for each row.
      guard let words = unsafe words, unsafe words[row >> 6] >> UInt64(row & 63) & 1 == 0 else { return 0 }
      guard let raw = unsafe raw else { return same }
      let reason = unsafe raw[row]
      return MissingReason(rawValue: reason) == nil ? MissingReason.unspecified.rawValue : reason
    }
  }

  /// The rows that one thread takes at a time.
  static var portion: Int { 1 << 16 }

  init(_ column: Column, _ rows: RowList<Number>, absent: MissingReason?) {
    precondition(rows.rowCount <= column.count, "rows of the column")
    self.column = column
    self.rows = rows
    self.absent = absent
    guide = column.chunks.count > 1 ? ChunkGuide(starts: column.starts, count: column.count) : nil
    let chunks = column.chunks.count
    let sources = GroupCells<Source>(uninitialized: chunks)
    let texts = GroupCells<ChunkTexts>(uninitialized: chunks)
    let validities = GroupCells<Valid>(uninitialized: chunks)
    var form = Form.width(1)
    var reasons: Set<MissingReason> = []
    var differ = false
    for (place, chunk) in column.chunks.enumerated() {
      func set<Value>(_ values: Buffer<Value>) {
        // Safe: there is a place for each chunk, and the column keeps the values.
        unsafe sources.start[place] = unsafe Source(start: UnsafeRawPointer(values.start))
        form = .width(MemoryLayout<Value>.stride)
      }
      switch chunk.values {
      case .code8(let values): set(values)
      case .code16(let values): set(values)
      case .code32(let values): set(values)
      case .int8(let values): set(values)
      case .int16(let values): set(values)
      case .int32(let values): set(values)
      case .int64(let values): set(values)
      case .double(let values): set(values)
      case .bits(let bits):
        set(bits.words)
        form = .bits
      case .text(let store):
        unsafe texts.start[place] = ChunkTexts(store)
        form = .text
      }
      let validity = column.presence.chunks[place]
      if validity.bits != nil {
        if let shared = validity.sharedReason { reasons.insert(shared) } else { differ = true }
      }
      unsafe validities.start[place] = unsafe Valid(
        words: validity.bits?.words.start, raw: validity.rawReasons?.start,
        same: (validity.sharedReason ?? .unspecified).rawValue)
    }
    if rows.hasNone, let absent { reasons.insert(absent) }
    (self.form, self.sources, self.texts, self.validities) = (form, sources, texts, validities)
    presence = differ || reasons.count > 1 ? .raw : reasons.first.map { .bits($0) } ?? .complete
    switch form {
    case .width(let width): target = Memory(byteCount: rows.count * width)
    case .bits: target = Memory(byteCount: Bitmap.wordCount(rows.count) * 8)
    case .text: target = Memory(byteCount: 0)
    }
    if case .text = form { offsets = Memory(byteCount: (rows.count + 1) * 4) } else { offsets = Memory(byteCount: 0) }
    missing =
      switch presence {
      case .complete: Memory(byteCount: 0)
      case .bits: Memory(byteCount: Bitmap.wordCount(rows.count) * 8)
      case .raw: Memory(byteCount: rows.count)
      }
  }

  /// Whether there is something to measure.
  var isText: Bool { if case .text = form { true } else { false } }

  /// Notes how long the text of each row of a portion is.
  func measure(_ range: Range<Int>) {
    guard isText else { return }
    // Safe: the memory has an offset for each row and one more; a text has at most 2^31 bytes.
    let lengths = unsafe offsets.start.assumingMemoryBound(to: Int32.self) + 1
    forEach(range) { place, chunk, row in
      unsafe lengths[place] = chunk < 0 ? 0 : Int32(truncatingIfNeeded: texts.start[chunk].text(row).count)
    }
  }

  /// Makes room for the texts, and returns false where a chunk can't hold so many bytes.
  func place() -> Bool {
    guard isText else { return true }
    let ends = unsafe offsets.start.assumingMemoryBound(to: Int32.self)
    var total = 0
    // Safe: as above.
    unsafe ends[0] = 0
    for place in 0..<rows.count {
      total += unsafe Int(ends[place + 1])
      unsafe ends[place + 1] = Int32(truncatingIfNeeded: total)
    }
    guard total <= TextStore.maximumBytes else { return false }
    target = Memory(byteCount: total)
    return true
  }

  /// Copies the values of a portion.
  func fill(_ range: Range<Int>) {
    switch form {
    case .width(1): copy(UInt8.self, range)
    case .width(2): copy(UInt16.self, range)
    case .width(4): copy(UInt32.self, range)
    case .width: copy(UInt64.self, range)
    case .bits:
      // Safe here and below: each target has room for each row of the list, and each source for each row it names.
      let words = unsafe target.start.assumingMemoryBound(to: UInt64.self)
      unsafe fillBits(range, words) { chunk, row in
        let bits = unsafe sources.start[chunk].start.assumingMemoryBound(to: UInt64.self)
        return unsafe bits[row >> 6] >> UInt64(row & 63) & 1
      }
    case .text:
      let ends = unsafe offsets.start.assumingMemoryBound(to: Int32.self)
      forEach(range) { place, chunk, row in
        guard chunk >= 0 else { return }
        let text = unsafe texts.start[chunk].text(row)
        if let from = text.baseAddress { unsafe (target.start + Int(ends[place])).copyMemory(from: from, byteCount: text.count) }
      }
    }
    fillPresence(range)
  }

  private func fillPresence(_ range: Range<Int>) {
    let absent = absent?.rawValue ?? 0
    switch presence {
    case .complete: break
    case .bits:
      let words = unsafe missing.start.assumingMemoryBound(to: UInt64.self)
      // Rows that there are have a value then.
      if absent != 0, column.presence.isComplete { return unsafe fillRowBits(range, words) }
      unsafe fillBits(range, words, none: absent == 0 ? 1 : 0) { chunk, row in
        unsafe validities.start[chunk].reason(row) == 0 ? 1 : 0
      }
    case .raw:
      let reasons = unsafe missing.start.assumingMemoryBound(to: UInt8.self)
      forEach(range) { place, chunk, row in
        unsafe reasons[place] = chunk < 0 ? absent : validities.start[chunk].reason(row)
      }
    }
  }

  /// Writes one bit for each row of a portion.
  @inline(__always)
  private func fillBits(
    _ range: Range<Int>, _ words: UnsafeMutablePointer<UInt64>, none: UInt64 = 0, _ bit: (Int, Int) -> UInt64
  ) {
    var word: UInt64 = 0
    forEach(range) { place, chunk, row in
      word |= (chunk < 0 ? none : bit(chunk, row)) << UInt64(place & 63)
      if place & 63 == 63 || place + 1 == range.upperBound {
        unsafe words[place >> 6] = word
        word = 0
      }
    }
  }

  /// Writes a bit for each row of a portion, set where there is a row.
  private func fillRowBits(_ range: Range<Int>, _ words: UnsafeMutablePointer<UInt64>) {
    let numbers = unsafe rows.numbers.start
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 64) {
      var word: UInt64 = 0
      for place in 0..<min(64, range.upperBound - start) { word |= unsafe (numbers[start &+ place] == .max ? 0 : 1) &<< UInt64(place) }
      unsafe words[start >> 6] = word
    }
  }

  /// Calls a closure with the chunk and the place in it of each row of a portion; with a chunk of -1 where there is no row.
  @inline(__always)
  private func forEach(_ range: Range<Int>, _ body: (_ place: Int, _ chunk: Int, _ row: Int) -> Void) {
    // Safe: a portion lies within the list.
    let numbers = unsafe rows.numbers.start
    for place in range {
      let number = unsafe numbers[place]
      if number == .max {
        body(place, -1, 0)
      } else if let guide {
        let found = guide.place(of: Int(truncatingIfNeeded: number))
        body(place, found.chunk, found.row)
      } else {
        body(place, 0, Int(truncatingIfNeeded: number))
      }
    }
  }

  @inline(__always)
  private func copy<Value: FixedWidthInteger & BitwiseCopyable>(_: Value.Type, _ range: Range<Int>) {
    let values = unsafe target.start.assumingMemoryBound(to: Value.self)
    guard guide == nil, column.chunks.count == 1 else {
      forEach(range) { place, chunk, row in
        unsafe values[place] = chunk < 0 ? 0 : sources.start[chunk].start.assumingMemoryBound(to: Value.self)[row]
      }
      return
    }
    let numbers = unsafe rows.numbers.start
    let source = unsafe sources.start[0].start.assumingMemoryBound(to: Value.self)
    if !rows.hasNone {
      for place in range { unsafe values[place] = source[Int(truncatingIfNeeded: numbers[place])] }
    } else {
      for place in range {
        let number = unsafe numbers[place]
        unsafe values[place] = number == .max ? 0 : source[Int(truncatingIfNeeded: number)]
      }
    }
  }

  /// The rows, once every portion was filled.
  func column(named name: String) -> Column {
    Column(
      name, type: column.type, dictionary: column.dictionary, chunks: [Chunk(values)], presence: Presence(chunks: [validity])
    ).described(as: column)
  }

  private var values: Chunk.Values {
    let count = rows.count
    return switch column.chunks.first?.values {
    case .code8: .code8(Buffer(target, count: count))
    case .code16: .code16(Buffer(target, count: count))
    case .code32: .code32(Buffer(target, count: count))
    case .int8: .int8(Buffer(target, count: count))
    case .int16: .int16(Buffer(target, count: count))
    case .int32: .int32(Buffer(target, count: count))
    case .int64: .int64(Buffer(target, count: count))
    case .double: .double(Buffer(target, count: count))
    case .bits: .bits(Bitmap(words: Buffer(target, count: Bitmap.wordCount(count)), count: count))
    case .text:
      .text(
        TextStore(
          offsets: Buffer(offsets, count: count + 1),
          bytes: Buffer(target, count: Int(Buffer<Int32>(offsets, count: count + 1)[count]))))
    // A column of no chunks has no rows, and all of the list are missing.
    case nil: count == 0 ? .none(of: column.type, isCoded: column.dictionary != nil) : .code8(Buffer(repeating: 0, count: count))
    }
  }

  private var validity: Validity {
    switch presence {
    case .complete: Validity(allPresent: rows.count)
    case .bits(let reason):
      Validity(
        bits: Bitmap(words: Buffer(missing, count: Bitmap.wordCount(rows.count)), count: rows.count), reason: reason)
    case .raw: Validity(raw: Buffer(missing, count: rows.count))
    }
  }
}
