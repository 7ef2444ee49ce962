/// Dots, two across and four down in each character.
struct BrailleCanvas {
  private let columns: Int
  private var dots: [UInt8]
  /// What stands in place of dots.
  private var marks: [Int: Character] = [:]

  init(columns: Int, rows: Int) {
    self.columns = columns
    dots = [UInt8](repeating: 0, count: columns * rows)
  }

  /// The bit of each dot in Unicode's Braille patterns, by row and column.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
    for step in 0...steps {
      dot(x: start.x + (end.x - start.x) * step / steps, y: start.y + (end.y - start.y) * step / steps)
    }
  }

  mutating func dot(x: Int, y: Int) {
    let place = y / 4 * columns + min(x / 2, columns - 1)
    if dots.indices.contains(place) { dots[place] |= Self.bits[y % 4][x % 2] }
  }

  /// Puts a character over the dots of a place; of two in one place the first stands.
  mutating func mark(_ character: Character, x: Int, y: Int) {
    let place = y / 4 * columns + min(x / 2, columns - 1)
    if marks[place] == nil { marks[place] = character }
  }

  var lines: [String] {
    stride(from: 0, to: dots.count, by: columns).map { start in
      var line = String((start..<(start + columns)).map { marks[$0] ?? Character(UnicodeScalar(dots[$0] == 0 ? 0x20 : 0x2800 + UInt32(dots[$0])) ?? " ") })
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
