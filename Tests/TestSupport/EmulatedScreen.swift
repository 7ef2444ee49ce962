/// A terminal's screen, as far as a line editor's sequences go.
public struct EmulatedScreen: Sendable {
  public private(set) var rows: [[Character]]
  public private(set) var row = 0
  public private(set) var column = 0
  private var width: Int
  private let room: @Sendable (Character) -> Int
  private var isWrapPending = false
  /// What comes back when the screen of a pager is left.
  private var behind: (rows: [[Character]], row: Int, column: Int)?

  public init(columns: Int, rows: Int, width: @escaping @Sendable (Character) -> Int = { _ in 1 }) {
    self.width = columns
    room = width
    self.rows = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The rows without the room at their ends, down to the last that is not blank.
  public var text: String {
    rows.map { row in String(row.filter { $0 != "\u{0}" }.reversed().drop { $0 == " " }.reversed()) }
      .joined(separator: "\n").replacing(#/\n+$/#, with: "")
  }

  public mutating func write(_ output: String) {
    var scalars = output.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      switch scalar {
      case "\r":
        column = 0
        isWrapPending = false
      case "\n": lineFeed()
      case "\u{1B}":
        guard scalars.next() == "[" else { continue }
        var parameters = ""
        while let next = scalars.next() {
          guard next.value >= 0x40 else {
            parameters.unicodeScalars.append(next)
            continue
          }
          if parameters == "?1049" { alternate(Character(next)) } else { control(Character(next), Int(parameters) ?? 1) }
          break
        }
      default: put(Character(scalar))
      }
    }
  }

  /// Gives the window another size, as a terminal does that breaks lines anew: what became too wide goes on in the next row.
  public mutating func resize(columns: Int, rows count: Int) {
    var broken: [[Character]] = []
    let (oldRow, oldColumn) = (row, column)
    for (number, line) in rows.enumerated() where number <= oldRow || rows[number...].contains(where: { $0.contains { $0 != " " } }) {
      let text = Array(line.reversed().drop { $0 == " " }.reversed())
      let pieces = text.isEmpty ? [[]] : stride(from: 0, to: text.count, by: columns).map { Array(text[$0..<min(text.count, $0 + columns)]) }
      if number == oldRow {
        let piece = min(oldColumn / columns, pieces.count - 1)
        (row, column) = (broken.count + piece, min(oldColumn - piece * columns, columns - 1))
      }
      broken += pieces
    }
    let dropped = max(0, broken.count - count)
    row = max(0, row - dropped)
    rows = broken.dropFirst(dropped).map { $0 + Array(repeating: " ", count: columns - $0.count) }
    rows += Array(repeating: Array(repeating: " ", count: columns), count: count - rows.count)
    width = columns
    isWrapPending = false
  }

  private mutating func lineFeed() {
    isWrapPending = false
    if row + 1 < rows.count {
      row += 1
    } else {
      rows.removeFirst()
      rows.append(Array(repeating: " ", count: width))
    }
  }

  private mutating func put(_ character: Character) {
    if isWrapPending {
      column = 0
      lineFeed()
    }
    // A mark joins the character before it.
    if character.unicodeScalars.first?.properties.isGraphemeExtend == true, column > 0 {
      rows[row][column - 1] = Character(String(rows[row][column - 1]) + String(character))
      return
    }
    let room = room(character)
    rows[row][column] = character
    if room == 2, column + 1 < width { rows[row][column + 1] = "\u{0}" }
    isWrapPending = column + room >= width
    column = min(column + room, width - 1)
  }

  private mutating func alternate(_ letter: Character) {
    if letter == "h" {
      behind = (rows, row, column)
    } else if let old = behind {
      (rows, row, column) = old
      behind = nil
    }
  }

  private mutating func control(_ letter: Character, _ number: Int) {
    switch letter {
    case "A": row = max(0, row - number)
    case "B": row = min(rows.count - 1, row + number)
    case "C": column = min(width - 1, column + number)
    case "H": (row, column) = (0, 0)
    case "K": for place in column..<width { rows[row][place] = " " }
    case "J":
      if number == 2 { for place in rows.indices { rows[place] = Array(repeating: " ", count: width) } }
      for place in column..<width { rows[row][place] = " " }
      for place in (row + 1)..<max(row + 1, rows.count) { rows[place] = Array(repeating: " ", count: width) }
    default: break
    }
    isWrapPending = false
  }
}
