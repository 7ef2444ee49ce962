/// The bytes of a column's cells, one after another, for as long as the column may yet turn out to be text.
struct RawCells {
  /// For each cell its length, one byte if it is under 255, else 255 and eight bytes; then the cell.
  private var bytes: [UInt8] = []

  mutating func append(_ cell: Span<UInt8>) {
    if cell.count < 255 {
      bytes.append(UInt8(cell.count))
    } else {
      bytes.append(255)
      for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: cell.count >> shift)) }
    }
    for place in 0..<cell.count { bytes.append(cell[place]) }
  }

  func forEach(_ body: (Span<UInt8>) -> Void) {
    var place = 0
    while place < bytes.count {
      var length = Int(bytes[place])
      place += 1
      if length == 255 {
        length = 0
        for index in 0..<8 { length |= Int(bytes[place + index]) << (index * 8) }
        place += 8
      }
      body(bytes.span.extracting(place..<place + length))
      place += length
    }
  }
}
