import CScan

/// The cells of an indexed block, one at a time, for the loops that decode a column.
@safe
struct BlockCells {
  let bytes: UnsafePointer<UInt8>
  let entries: UnsafePointer<UInt32>
  let stride: Int
  let rowCount: Int
  /// Takes the cells whose doubled quotes were made single. It has room for every cell of the block, so it never moves.
  let unquoted: ByteBlock

  /// A cell without the quotes around it. At least 32 bytes can be read wherever it begins, and behind its last.
  ///
  /// It is used only as long as the block it lies in stays as it is.
  @safe
  struct Cell {
    let start: UnsafePointer<UInt8>
    let length: Int
  }

  @inline(__always)
  func cell(_ row: Int, _ place: Int) -> Cell {
    // Safe: the index has an entry before and after each cell, and they rise and lie within the block.
    let entry = unsafe entries + (row &* stride &+ place)
    let from = unsafe Int(entry[0] &+ 1)
    let length = unsafe Int(entry[1]) &- from
    let start = unsafe bytes + from
    if length > 0, unsafe start[0] == UInt8(ascii: "\"") { return unsafe quoted(start, length) }
    return unsafe Cell(start: start, length: length)
  }

  @inline(__always)
  private func quoted(_ start: UnsafePointer<UInt8>, _ length: Int) -> Cell {
    // Safe: a cell in quotes has two of them, and a block may be read 64 bytes beyond its last.
    let (inner, count) = unsafe (start + 1, length &- 2)
    var place = 0
    while place < count {
      let quotes = unsafe cscan_find64(inner + place, UInt8(ascii: "\""))
      // The quote that closes the cell is the first one found where none stands inside.
      if quotes != 0, place &+ quotes.trailingZeroBitCount < count { return unsafe undoubled(inner, count) }
      place &+= 64
    }
    return unsafe Cell(start: inner, length: count)
  }

  @inline(never)
  private func undoubled(_ inner: UnsafePointer<UInt8>, _ count: Int) -> Cell {
    // Safe: the target has room for every cell of the block, and for 32 bytes more; as many can be read behind a cell.
    let target = unsafe unquoted.start + unquoted.count
    var (from, to) = (0, 0)
    while from < count {
      // As far as the first quote of the next pair, and that quote.
      let quotes = unsafe cscan_find64(inner + from, UInt8(ascii: "\""))
      let isPair = quotes != 0 && from &+ quotes.trailingZeroBitCount < count
      let many = isPair ? quotes.trailingZeroBitCount &+ 1 : min(64, count &- from)
      unsafe cscan_copy(target + to, inner + from, many)
      from &+= isPair ? many &+ 1 : many
      to &+= many
    }
    unquoted.resize(to: unquoted.count + to)
    return unsafe Cell(start: target, length: to)
  }
}

extension BlockCells.Cell {
  /// The cell as a span, which must not outlive the block.
  @inline(__always)
  func withSpan<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    // Safe: the cell has this many bytes.
    body(unsafe UnsafeBufferPointer(start: start, count: length).span)
  }
}
