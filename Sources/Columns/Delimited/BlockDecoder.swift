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
  private let codedLimit: Int
  private let unquoted = ByteBlock()

  // What the loops write to, with room for a value a row.
  private var room = 0
  private var longs: UnsafeMutablePointer<Int64>
  private var numbers: UnsafeMutablePointer<Double>
  private var codes: UnsafeMutablePointer<UInt32>
  private var lengths: UnsafeMutablePointer<UInt32>
  private var starts: UnsafeMutablePointer<UnsafePointer<UInt8>>
  private var reasons: [UInt8] = []

  init(_ classifier: CellClassifier, codedLimit: Int) {
    self.classifier = classifier
    isShortWayOpen = !classifier.hasValueLikeMarkers
    self.codedLimit = codedLimit
    // Safe: freed in `deinit` or when more room is needed.
    unsafe (longs, numbers, codes, lengths, starts) = (
      .allocate(capacity: 1), .allocate(capacity: 1), .allocate(capacity: 1), .allocate(capacity: 1),
      .allocate(capacity: 1)
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
  }

  /// Takes a block that was indexed, and must stay as it is until its columns are decoded.
  func cells(of block: ByteBlock, _ index: borrowing RecordIndex) -> BlockCells {
    // Safe: the memory is let go and allocated anew together, and the cells are used only while the block stays.
    if room < index.recordCount {
      release()
      room = index.recordCount + index.recordCount / 4
      unsafe (longs, numbers, codes, lengths, starts) = (
        .allocate(capacity: room), .allocate(capacity: room), .allocate(capacity: room), .allocate(capacity: room),
        .allocate(capacity: room)
      )
    }
    unquoted.removeAll()
    unquoted.reserve(block.count)
    return unsafe BlockCells(
      bytes: block.start, entries: index.entries, stride: index.stride, rowCount: index.recordCount, unquoted: unquoted)
  }

  /// Decodes the column at a place in a row; returns nil where a cell is not of the type that was declared.
  ///
  /// - Parameter expectedRows: About how many rows the whole column has.
  func decode(
    _ cells: BlockCells, _ place: Int, plan: ColumnPlan, table: TextTable, block: Int, expectedRows: Int
  ) -> (piece: Piece, found: ColumnPlan)? {
    var found = plan
    if plan.isPostponed { return (Piece(.postponed), found) }
    while true {
      reasons.removeAll(keepingCapacity: true)
      unquoted.removeAll()
      let outcome =
        switch found.type {
        case .integer: integers(cells, place)
        case .number: numbers(cells, place, isDeclared: plan.isDeclared)
        case .boolean: booleans(cells, place)
        case .date: dates(cells, place)
        case .timestamp: timestamps(cells, place)
        case .text: texts(cells, place, table, block: block, expectedRows: expectedRows)
        case nil: undecided(cells, place)
        }
      switch outcome {
      case .piece(let piece, let isExact, let hasMarker):
        found.isExact = isExact
        found.hasMarker = hasMarker
        return (piece, found)
      case .mismatch(let other):
        guard !plan.isDeclared else { return nil }
        found.type = ColumnPlan.joined(found.type, other, isExact: true)
      }
    }
  }

  private func missing(_ row: Int, of count: Int, _ reason: MissingReason) {
    if reasons.isEmpty { reasons = Array(repeating: 0, count: count) }
    reasons[row] = reason.rawValue
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
      isEmpty = isEmpty && cell.length == 0
      let classified = classify(cell)
      guard case .missing(let reason, let isMarker) = classified else { return .mismatch(Self.type(classified)) }
      hasMarker = hasMarker || isMarker
      missing(row, of: cells.rowCount, reason)
    }
    return .piece(Piece(.undecided(isEmpty: isEmpty), reasons: reasons), isExact: true, hasMarker: hasMarker)
  }

  private func integers(_ cells: BlockCells, _ place: Int) -> Outcome {
    let (values, count, isShort) = unsafe (longs, cells.rowCount, isShortWayOpen)
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
      switch classify(cell) {
      case .integer(let value):
        unsafe values[row] = Int64(value)
        least = min(least, Int64(value))
        most = max(most, Int64(value))
      case .missing(let reason, _): missing(row, of: count, reason)
      case let other: return .mismatch(Self.type(other))
      }
    }
    let isExact = least > most || NumberText.exactIntegers.contains(Int(least)) && NumberText.exactIntegers.contains(Int(most))
    return .piece(Piece(packed(count, least, most), reasons: reasons), isExact: isExact, hasMarker: false)
  }

  private func packed(_ count: Int, _ least: Int64, _ most: Int64) -> Piece.Values {
    // Safe: the loop that calls this wrote a value for each row.
    let values = unsafe longs
    guard least > most || least >= Int64(Int32.min) && most <= Int64(Int32.max) else {
      return .long(unsafe Array(UnsafeBufferPointer(start: values, count: count)))
    }
    return .short(
      unsafe Array(unsafeUninitializedCapacity: count) { target, written in
        for row in 0..<count { unsafe target[row] = Int32(truncatingIfNeeded: values[row]) }
        written = count
      })
  }

  private func numbers(_ cells: BlockCells, _ place: Int, isDeclared: Bool) -> Outcome {
    let (values, count, isShort) = unsafe (numbers, cells.rowCount, isShortWayOpen)
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
      let all = unsafe Array(UnsafeBufferPointer(start: values, count: count))
      return .piece(Piece(.numbers(all), reasons: reasons), isExact: true, hasMarker: false)
    }
  }

  private func booleans(_ cells: BlockCells, _ place: Int) -> Outcome {
    let (count, isShort) = (cells.rowCount, isShortWayOpen)
    var values = [UInt8](repeating: 0, count: count)
    var mismatch: ColumnType?
    // Safe: the array has a value for each row.
    unsafe values.withUnsafeMutableBufferPointer { values in
      for row in 0..<count {
        let cell = cells.cell(row, place)
        if isShort, let value = FastCell.boolean(cell) {
          unsafe values[row] = value
          continue
        }
        switch classify(cell) {
        case .boolean(let value): unsafe values[row] = value ? 1 : 0
        case .missing(let reason, _): missing(row, of: count, reason)
        case let other:
          mismatch = Self.type(other)
          return
        }
      }
    }
    if let mismatch { return .mismatch(mismatch) }
    return .piece(Piece(.booleans(values), reasons: reasons), isExact: true, hasMarker: false)
  }

  private func dates(_ cells: BlockCells, _ place: Int) -> Outcome {
    let (values, count, isShort) = unsafe (longs, cells.rowCount, isShortWayOpen)
    // Safe: there is room for a value a row, and the months are used only inside the call.
    return unsafe FastCell.months.withUnsafeBufferPointer { months in
      guard let months = months.baseAddress else { return .mismatch(.text) }
      for row in 0..<count {
        let cell = cells.cell(row, place)
        if isShort, let value = unsafe FastCell.date(cell, months: months) {
          unsafe values[row] = Int64(value)
          continue
        }
        unsafe values[row] = 0
        switch classify(cell) {
        case .date(let value): unsafe values[row] = Int64(value.daysSince1970)
        case .missing(let reason, _): missing(row, of: count, reason)
        case let other: return .mismatch(Self.type(other))
        }
      }
      return .piece(Piece(packed(count, 0, 0), reasons: reasons), isExact: true, hasMarker: false)
    }
  }

  private func timestamps(_ cells: BlockCells, _ place: Int) -> Outcome {
    // Safe: there is room for a value a row.
    let (values, count) = unsafe (longs, cells.rowCount)
    for row in 0..<count {
      unsafe values[row] = 0
      switch classify(cells.cell(row, place)) {
      case .timestamp(let value): unsafe values[row] = Int64(value.secondsSince1970)
      case .missing(let reason, _): missing(row, of: count, reason)
      case let other: return .mismatch(Self.type(other))
      }
    }
    let all = unsafe Array(UnsafeBufferPointer(start: values, count: count))
    return .piece(Piece(.long(all), reasons: reasons), isExact: true, hasMarker: false)
  }

  private func texts(_ cells: BlockCells, _ place: Int, _ table: TextTable, block: Int, expectedRows: Int) -> Outcome {
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
    if table.isPlain {
      values = plain(count)
    } else {
      table.history.append((block, table.count))
      unsafe table.number(UnsafePointer(starts), UnsafePointer(lengths), count: count, into: codes)
      table.rowsSeen += present
      table.isPlain = isOutgrown(table, expectedRows: expectedRows)
      values = coded(count, table.count)
    }
    return .piece(Piece(values, reasons: reasons), isExact: true, hasMarker: false)
  }

  /// Whether the different texts of the whole column are probably more than half of its rows, or an eighth where they are
  /// long.
  ///
  /// Of `n` rows drawn from `N` texts alike, about `n * n / 2N` repeat one before them, which estimates `N`; of all
  /// rows more than half then differ as long as they are fewer than 1.594 `N`, and an eighth up to 8 `N`. A part of the
  /// rows is read before that is believed, since a file may list every area once before it lists the first again.
  private func isOutgrown(_ table: TextTable, expectedRows: Int) -> Bool {
    // A code has 32 bits.
    if table.count >= Int(Int32.max) { return true }
    let rowsEach = table.rowsWorthACode
    guard table.count > codedLimit, table.count * rowsEach > table.rowsSeen, table.rowsSeen >= expectedRows / 16 else {
      return false
    }
    let (rows, repeats) = (Double(table.rowsSeen), Double(table.rowsSeen - table.count))
    return Double(max(expectedRows, table.rowsSeen)) * 2 * repeats < (rowsEach == 2 ? 1.594 : 8) * rows * rows
  }

  private func coded(_ count: Int, _ different: Int) -> Piece.Values {
    // Safe: the table wrote a code for each row, and the arrays have room for as many.
    let codes = unsafe codes
    if different <= 256 {
      return .codes8(
        unsafe Array(unsafeUninitializedCapacity: count) { target, written in
          for row in 0..<count { unsafe target[row] = UInt8(truncatingIfNeeded: codes[row]) }
          written = count
        })
    }
    if different <= 65_536 {
      return .codes16(
        unsafe Array(unsafeUninitializedCapacity: count) { target, written in
          for row in 0..<count { unsafe target[row] = UInt16(truncatingIfNeeded: codes[row]) }
          written = count
        })
    }
    return .codes32(unsafe Array(UnsafeBufferPointer(start: codes, count: count)))
  }

  private func plain(_ count: Int) -> Piece.Values {
    // Safe: `texts` wrote a start and a length for each row, and the lengths add up to the room there is.
    let (starts, lengths) = unsafe (starts, lengths)
    var total = 0
    for row in 0..<count { total &+= unsafe Int(lengths[row]) }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: total) { target, written in
      guard let base = target.baseAddress else { return }
      var place = 0
      for row in 0..<count {
        let length = unsafe Int(lengths[row])
        unsafe (base + place).update(from: starts[row], count: length)
        place &+= length
      }
      written = total
    }
    return .texts(lengths: unsafe Array(UnsafeBufferPointer(start: lengths, count: count)), bytes: bytes)
  }
}
