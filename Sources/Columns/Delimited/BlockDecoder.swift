import CScan

/// Decodes the columns of a block, one column at a time, for one thread.
///
/// Each loop below is for one type, reads most cells in a short way, and asks ``CellClassifier`` about the others. A
/// column whose type is not declared is decoded as what it was so far; where a cell does not fit, the block's cells are
/// decoded again as the type that holds them.
@safe
final class BlockDecoder {
  /// What a loop came to.
  private enum Outcome {
    case piece(Piece, isExact: Bool, hasMarker: Bool)
    /// A cell holds a value of another type.
    case mismatch(ColumnType)
  }

  private var classifier: CellClassifier
  private let isShortWayOpen: Bool
  private let unquoted = ByteBlock()

  // What the loops write to, with room for a value a row.
  private var room = 0
  private var longs: UnsafeMutablePointer<Int64>
  private var numbers: UnsafeMutablePointer<Double>
  private var codes: UnsafeMutablePointer<UInt32>
  private var lengths: UnsafeMutablePointer<UInt32>
  private var starts: UnsafeMutablePointer<UnsafePointer<UInt8>>
  private var truths: UnsafeMutablePointer<UInt8>
  private var reasons: UnsafeMutablePointer<UInt8>
  /// The rows that have a reason; while there are none, the reasons mean nothing.
  private var missingCount = 0

  init(_ classifier: CellClassifier) {
    self.classifier = classifier
    isShortWayOpen = !classifier.hasValueLikeMarkers
    // Safe: freed in `deinit` or when more room is needed.
    unsafe (longs, numbers, codes, lengths, starts, truths, reasons) = (
      .allocate(capacity: 1), .allocate(capacity: 1), .allocate(capacity: 1), .allocate(capacity: 1),
      .allocate(capacity: 1), .allocate(capacity: 1), .allocate(capacity: 1)
    )
  }

  deinit { release() }

  private func release() {
    // Safe: nobody else has the memory.
    unsafe longs.deallocate()
    unsafe numbers.deallocate()
    unsafe codes.deallocate()
    unsafe lengths.deallocate()
    unsafe starts.deallocate()
    unsafe truths.deallocate()
    unsafe reasons.deallocate()
  }

  /// Takes a block that was indexed, and must stay as it is until its columns are decoded.
  func cells(of block: ByteBlock, _ index: borrowing RecordIndex) -> BlockCells {
    // Safe: the memory is let go and allocated anew together, and the cells are used only while the block stays.
    if room < index.recordCount {
      release()
      room = index.recordCount + index.recordCount / 4
      unsafe (longs, numbers, codes, lengths, starts, truths, reasons) = (
        .allocate(capacity: room), .allocate(capacity: room), .allocate(capacity: room), .allocate(capacity: room),
        .allocate(capacity: room), .allocate(capacity: room), .allocate(capacity: room)
      )
    }
    unquoted.removeAll()
    unquoted.reserve(block.count)
    return unsafe BlockCells(
      bytes: block.start, entries: index.entries, stride: index.stride, rowCount: index.recordCount, unquoted: unquoted)
  }

  /// Decodes the column at a place in a row; returns nil where a cell is not of the type that was declared.
  ///
  /// - Parameters:
  ///   - store: What this thread keeps of the column.
  func decode(
    _ cells: BlockCells, _ place: Int, plan: ColumnPlan, store: ColumnStore, block: Int
  ) -> (piece: Piece, found: ColumnPlan)? {
    var found = plan
    if plan.isPostponed { return (Piece(.postponed), found) }
    while true {
      missingCount = 0
      unquoted.removeAll()
      let outcome =
        switch found.type {
        case .integer: integers(cells, place, store)
        case .number: numbers(cells, place, store, isDeclared: plan.isDeclared)
        case .boolean: booleans(cells, place, store)
        case .date: dates(cells, place, store)
        case .timestamp: timestamps(cells, place, store)
        case .text: texts(cells, place, store, block: block)
        case nil: undecided(cells, place)
        }
      switch outcome {
      case .piece(var piece, let isExact, let hasMarker):
        found.isExact = isExact
        found.hasMarker = hasMarker
        if missingCount > 0 {
          let count = cells.rowCount
          piece.missingCount = missingCount
          // Safe: there is a reason for each row, since one was given.
          piece.reasons = unsafe store.memory.buffer(count: count) { unsafe $0.update(from: reasons, count: count) }
        }
        return (piece, found)
      case .mismatch(let other):
        guard !plan.isDeclared else { return nil }
        found.type = ColumnPlan.joined(found.type, other, isExact: true)
      }
    }
  }

  @inline(__always)
  private func missing(_ row: Int, of count: Int, _ reason: MissingReason) {
    // Safe: there is room for a reason a row.
    if missingCount == 0 { unsafe reasons.update(repeating: 0, count: count) }
    missingCount &+= 1
    unsafe reasons[row] = reason.rawValue
  }

  private func classify(_ cell: BlockCells.Cell) -> ClassifiedCell { cell.withSpan { classifier.classify($0) } }

  /// The type that a cell shows a column to have, where it is not missing.
  private static func type(_ cell: ClassifiedCell) -> ColumnType {
    switch cell {
    case .integer: .integer
    case .decimal: .number
    case .boolean: .boolean
    case .date: .date
    case .timestamp: .timestamp
    case .longInteger, .text, .missing: .text
    }
  }

  private func undecided(_ cells: BlockCells, _ place: Int) -> Outcome {
    var (isEmpty, hasMarker) = (true, false)
    for row in 0..<cells.rowCount {
      let cell = cells.cell(row, place)
      if cell.length == 0 {
        missing(row, of: cells.rowCount, classifier.emptyReason)
        continue
      }
      isEmpty = false
      let classified = classify(cell)
      guard case .missing(let reason, let isMarker) = classified else { return .mismatch(Self.type(classified)) }
      hasMarker = hasMarker || isMarker
      missing(row, of: cells.rowCount, reason)
    }
    return .piece(Piece(.undecided(isEmpty: isEmpty)), isExact: true, hasMarker: hasMarker)
  }

  private func integers(_ cells: BlockCells, _ place: Int, _ store: ColumnStore) -> Outcome {
    let (values, count, isShort, emptyReason) = unsafe (longs, cells.rowCount, isShortWayOpen, classifier.emptyReason)
    var (least, most) = (Int64.max, Int64.min)
    // Safe: there is room for a value a row, here and in the loops that follow.
    for row in 0..<count {
      let cell = cells.cell(row, place)
      if isShort, let value = FastCell.integer(cell) {
        unsafe values[row] = value
        least = min(least, value)
        most = max(most, value)
        continue
      }
      unsafe values[row] = 0
      if cell.length == 0 {
        missing(row, of: count, emptyReason)
        continue
      }
      switch classify(cell) {
      case .integer(let value):
        unsafe values[row] = Int64(value)
        least = min(least, Int64(value))
        most = max(most, Int64(value))
      case .missing(let reason, _): missing(row, of: count, reason)
      case let other: return .mismatch(Self.type(other))
      }
    }
    let exact = NumberText.exactIntegers
    let isExact = least > most || exact.contains(Int(least)) && exact.contains(Int(most))
    return .piece(whole(count, least, most, store), isExact: isExact, hasMarker: false)
  }

  private func whole(_ count: Int, _ least: Int64, _ most: Int64, _ store: ColumnStore) -> Piece {
    // Safe: the loop that calls this wrote a value for each row.
    let numbers = unsafe WholeNumbers(longs, count: count, least: least, most: most, in: &store.memory)
    return Piece(.whole(numbers))
  }

  private func numbers(_ cells: BlockCells, _ place: Int, _ store: ColumnStore, isDeclared: Bool) -> Outcome {
    let (values, count, isShort, emptyReason) = unsafe (numbers, cells.rowCount, isShortWayOpen, classifier.emptyReason)
    // Safe: there is room for a value a row, and the powers are used only inside the call.
    return unsafe FastCell.powersOfTen.withUnsafeBufferPointer { powers in
      guard let powers = powers.baseAddress else { return .mismatch(.text) }
      for row in 0..<count {
        let cell = cells.cell(row, place)
        if isShort, let value = unsafe FastCell.number(cell, powers: powers) {
          unsafe values[row] = value
          continue
        }
        unsafe values[row] = 0
        if cell.length == 0 {
          missing(row, of: count, emptyReason)
          continue
        }
        switch classify(cell) {
        case .integer(let value):
          guard isDeclared || NumberText.exactIntegers.contains(value) else { return .mismatch(.text) }
          unsafe values[row] = Double(value)
        case .decimal(let value): unsafe values[row] = value
        case .longInteger:
          guard isDeclared, let value = cell.withSpan({ CellClassifier.number($0) }) else { return .mismatch(.text) }
          unsafe values[row] = value
        case .missing(let reason, _): missing(row, of: count, reason)
        case let other: return .mismatch(Self.type(other))
        }
      }
      let all = unsafe store.memory.buffer(count: count) { unsafe $0.update(from: values, count: count) }
      return .piece(Piece(.numbers(all)), isExact: true, hasMarker: false)
    }
  }

  private func booleans(_ cells: BlockCells, _ place: Int, _ store: ColumnStore) -> Outcome {
    let (values, count, isShort, emptyReason) = unsafe (truths, cells.rowCount, isShortWayOpen, classifier.emptyReason)
    // Safe: there is room for a value a row.
    for row in 0..<count {
      let cell = cells.cell(row, place)
      if isShort, let value = FastCell.boolean(cell) {
        unsafe values[row] = value
        continue
      }
      unsafe values[row] = 0
      if cell.length == 0 {
        missing(row, of: count, emptyReason)
        continue
      }
      switch classify(cell) {
      case .boolean(let value): unsafe values[row] = value ? 1 : 0
      case .missing(let reason, _): missing(row, of: count, reason)
      case let other: return .mismatch(Self.type(other))
      }
    }
    let all = unsafe store.memory.buffer(count: count) { unsafe $0.update(from: values, count: count) }
    return .piece(Piece(.booleans(all)), isExact: true, hasMarker: false)
  }

  private func dates(_ cells: BlockCells, _ place: Int, _ store: ColumnStore) -> Outcome {
    let (values, count, isShort, emptyReason) = unsafe (longs, cells.rowCount, isShortWayOpen, classifier.emptyReason)
    var (least, most) = (Int64.max, Int64.min)
    // Safe: there is room for a value a row, and the months are used only inside the call.
    return unsafe FastCell.months.withUnsafeBufferPointer { months in
      guard let months = months.baseAddress else { return .mismatch(.text) }
      for row in 0..<count {
        let cell = cells.cell(row, place)
        let day: Int64
        if isShort, let value = unsafe FastCell.date(cell, months: months) {
          day = Int64(value)
        } else if cell.length == 0 {
          unsafe values[row] = 0
          missing(row, of: count, emptyReason)
          continue
        } else {
          switch classify(cell) {
          case .date(let value): day = Int64(value.daysSince1970)
          case .missing(let reason, _):
            unsafe values[row] = 0
            missing(row, of: count, reason)
            continue
          case let other: return .mismatch(Self.type(other))
          }
        }
        unsafe values[row] = day
        least = min(least, day)
        most = max(most, day)
      }
      return .piece(whole(count, least, most, store), isExact: true, hasMarker: false)
    }
  }

  private func timestamps(_ cells: BlockCells, _ place: Int, _ store: ColumnStore) -> Outcome {
    // Safe: there is room for a value a row.
    let (values, count) = unsafe (longs, cells.rowCount)
    var (least, most) = (Int64.max, Int64.min)
    for row in 0..<count {
      unsafe values[row] = 0
      switch classify(cells.cell(row, place)) {
      case .timestamp(let value):
        let seconds = Int64(value.secondsSince1970)
        unsafe values[row] = seconds
        least = min(least, seconds)
        most = max(most, seconds)
      case .missing(let reason, _): missing(row, of: count, reason)
      case let other: return .mismatch(Self.type(other))
      }
    }
    return .piece(whole(count, least, most, store), isExact: true, hasMarker: false)
  }

  private func texts(_ cells: BlockCells, _ place: Int, _ store: ColumnStore, block: Int) -> Outcome {
    // Safe: there is room for a start, a length and a code a row.
    let (starts, lengths, codes, count) = unsafe (starts, lengths, codes, cells.rowCount)
    var present = 0
    for row in 0..<count {
      let cell = cells.cell(row, place)
      unsafe starts[row] = cell.start
      unsafe lengths[row] = UInt32(truncatingIfNeeded: cell.length)
      present &+= cell.length == 0 ? 0 : 1
    }
    if present < count {
      for row in 0..<count where unsafe lengths[row] == 0 { missing(row, of: count, .unspecified) }
    }
    let values: Piece.Values
    // A code has 32 bits.
    if store.isPlain || store.table.count > Int(Int32.max) - count {
      values = plain(count, store)
    } else {
      let table = store.table
      table.history.append((block, table.count))
      unsafe table.number(UnsafePointer(starts), UnsafePointer(lengths), count: count, into: codes)
      values = coded(count, table.count, store)
    }
    if store.isSampled {
      for row in 0..<count { unsafe store.sampledBytes += Int(lengths[row]) }
      store.sampledRows += present
    }
    return .piece(Piece(values), isExact: true, hasMarker: false)
  }

  private func coded(_ count: Int, _ different: Int, _ store: ColumnStore) -> Piece.Values {
    // Safe: the table wrote a code for each row.
    let codes = unsafe codes
    func packed<Code: FixedWidthInteger & BitwiseCopyable & Sendable>(_: Code.Type) -> Buffer<Code> {
      // Safe: both have a code for each row.
      unsafe store.memory.buffer(count: count) { target in
        for row in 0..<count { unsafe target[row] = Code(truncatingIfNeeded: codes[row]) }
      }
    }
    if different <= 256 { return .codes8(packed(UInt8.self)) }
    return different <= 65_536 ? .codes16(packed(UInt16.self)) : .codes32(packed(UInt32.self))
  }

  private func plain(_ count: Int, _ store: ColumnStore) -> Piece.Values {
    // Safe: `texts` wrote a start and a length for each row; 32 bytes more than a text has can be read, and written
    // where the slack is.
    let (starts, lengths) = unsafe (starts, lengths)
    var total = 0
    let ends = unsafe store.textMemory.buffer(count: count) { (ends: UnsafeMutablePointer<Int32>) in
      for row in 0..<count {
        total &+= unsafe Int(lengths[row])
        unsafe ends[row] = Int32(truncatingIfNeeded: total)
      }
    }
    let bytes = unsafe store.textMemory.buffer(count: total, slack: 32) { (target: UnsafeMutablePointer<UInt8>) in
      var target = unsafe target
      for row in 0..<count {
        let length = unsafe Int(lengths[row])
        unsafe cscan_copy(target, starts[row], length)
        unsafe target += length
      }
    }
    return .texts(ends: ends, bytes: bytes)
  }
}

/// What one thread keeps of a column from block to block.
final class ColumnStore {
  /// The different texts, as far as this thread met them.
  let table = TextTable()
  var memory = PieceMemory()
  /// For texts that are kept as they come, which are gathered while others are read.
  var textMemory = PieceMemory(isReused: true)

  /// Whether texts are kept as they come.
  var isPlain = false
  /// Whether the block belongs to the sample that decides on that.
  private(set) var isSampled = false
  fileprivate(set) var sampledRows = 0
  fileprivate(set) var sampledBytes = 0

  /// Makes ready for the next block.
  func begin(isPlain: Bool, isSampled: Bool) {
    self.isPlain = isPlain
    self.isSampled = isSampled && !isPlain
    (sampledRows, sampledBytes) = (0, 0)
    table.isSampled = self.isSampled
  }

  /// What the block showed of the column's texts; nil where it is no part of the sample or showed none.
  func observation(column: Int) -> TextSampling.Observation? {
    guard isSampled, sampledRows > 0 else { return nil }
    return TextSampling.Observation(
      column: column, rowCount: sampledRows, byteCount: sampledBytes, newHashes: table.takeNewHashes())
  }
}
