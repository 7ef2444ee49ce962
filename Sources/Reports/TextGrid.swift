import Columns

/// Some rows and columns of a table as aligned text: how wide each column is, and the lines of heads and rows.
struct TextGrid {
  let columns: [TextColumn]
  private let widths: [Int]
  private let cutsWords: Bool
  private let paint: Paint
  /// How the cells of each column are cut to one line, and how their words are where these are cut.
  private let cuts: [DistinctCuts]
  private let wordCuts: [DistinctCuts]

  /// The room between columns.
  static let gap = 2

  /// - Parameters:
  ///   - least: The widths that the columns may be narrowed to.
  ///   - most: The widths that they have where there is room; nil for those of their texts.
  ///   - limit: The screen columns that the text should keep to. The widest columns are narrowed to it.
  ///   - cutsWords: Whether the text is for a screen: a word that is wider than its column is cut, and does not go on in the next line.
  init(_ columns: [TextColumn], least: [Int], most: [Int]? = nil, limit: Int, cutsWords: Bool = false, paint: Paint = .none) {
    self.columns = columns
    self.cutsWords = cutsWords
    self.paint = paint
    widths = Self.narrowed(most ?? columns.map(\.width), to: limit, least: least)
    cuts = zip(columns, widths).map { column, width in DistinctCuts(cutsWords && column.width > width ? column.cells : [], width: width) }
    wordCuts = zip(columns, widths).map { column, width in
      DistinctCuts(cutsWords && column.width > width ? column.cells.flatMap(Self.words) : [], width: width)
    }
  }

  private static func words(_ text: String) -> [String] { text.split(separator: " ", omittingEmptySubsequences: false).map(String.init) }

  /// The screen columns of a line.
  static func width(_ widths: some Collection<Int>) -> Int { widths.reduce(0, +) + gap * max(0, widths.count - 1) }

  /// How many columns from the first fit; one at least.
  static func count(of widths: some Sequence<Int>, fitting limit: Int) -> Int {
    var (count, used) = (0, -gap)
    for width in widths {
      used += gap + width
      guard used <= limit || count == 0 else { break }
      count += 1
    }
    return count
  }

  /// Whether no row takes more than two lines.
  static func isReadable(_ columns: [TextColumn], least: [Int], limit: Int) -> Bool {
    let widths = narrowed(columns.map(\.width), to: limit, least: least)
    return zip(columns, widths).allSatisfy { column, width in
      column.width <= width || column.cells.allSatisfy { TextWidth.wrapped($0, to: width).count <= 2 }
    }
  }

  /// The names, the units where there are any, and a rule beneath.
  var head: [String] {
    let units = columns.contains { !$0.unit.isEmpty } ? lines(of: columns.map(\.unit), .heading) : []
    return lines(of: columns.map(\.head), .heading) + units + [widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")]
  }

  /// A row over as many lines as its texts need.
  func lines(ofRow row: Int) -> [String] {
    guard cutsWords else { return lines(of: columns.map { $0.cells[row] }, .row(row)) }
    return lines(
      of: columns.indices.map { place in
        let (text, width) = (columns[place].cells[row], widths[place])
        guard TextWidth.of(text) > width else { return text }
        return Self.words(text).map { TextWidth.ofLongestPiece($0) <= width ? $0 : wordCuts[place]($0) }.joined(separator: " ")
      }, .row(row))
  }

  /// A row on one line of a screen, in which a text that is too wide is cut.
  func line(ofRow row: Int) -> String { line(columns.indices.map { cuts[$0](columns[$0].cells[row]) }, .row(row)) }

  /// What a line is of.
  private enum Content {
    case heading
    case row(Int)
  }

  private func lines(of texts: [String], _ content: Content) -> [String] {
    let wrapped = zip(texts, widths).map { TextWidth.wrapped($0, to: $1) }
    return (0..<(wrapped.map(\.count).max() ?? 0)).map { index in line(wrapped.map { index < $0.count ? $0[index] : "" }, content) }
  }

  private func line(_ pieces: [String], _ content: Content) -> String {
    let parts = pieces.indices.map { part(pieces[$0], at: $0, content) }
    var text = parts.joined(separator: String(repeating: " ", count: Self.gap))[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// A piece of a column with the room beside it.
  private func part(_ piece: String, at place: Int, _ content: Content) -> String {
    let column = columns[place]
    let padding = String(repeating: " ", count: max(0, widths[place] - TextWidth.of(piece)))
    func padded(_ text: String) -> String { column.isNumeric ? padding + text : text + padding }
    guard case .row(let row) = content else { return padded(paint(.heading, piece)) }
    if let colour = column.colours?[row] { return paint(.shade(colour), padded(piece)) }
    return padded(column.isMissing[row] ? paint(.quiet, piece) : piece)
  }

  /// Narrows the widest columns that may be, a step at a time, until the table fits or none is wide.
  private static func narrowed(_ full: [Int], to limit: Int, least: [Int]) -> [Int] {
    var widths = full
    var excess = width(widths) - limit
    while excess > 0 {
      let wide = widths.indices.filter { widths[$0] > least[$0] }
      guard let widest = wide.max(by: { widths[$0] < widths[$1] }) else { break }
      let next = wide.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
      let step = min(excess, max(1, widths[widest] - max(next, least[widest])))
      widths[widest] -= step
      excess -= step
    }
    return widths
  }
}
