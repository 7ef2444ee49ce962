import Columns
import Safeguarding

/// What maps of either kind have in common: the colours of their areas with a key, and the names of what stands out.
struct MapParts {
  /// The height of the key at the top of a map.
  static let keyHeight = 52.0

  private let map: MapAreas
  private let classes: ValueClasses
  private let hasNumbers: Bool
  private let wordColours: [String: String]
  /// The words of the areas, the most frequent first.
  private let words: [String]

  init(_ map: MapAreas) {
    let areas = map.areas
    let numbers = areas.compactMap { $0.value?.finiteNumber }
    let counts = Dictionary(grouping: areas.compactMap(\.value?.text), by: { $0 }).mapValues(\.count)
    let words = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    // Words that judge have colours of their own; others are given what is left.
    let taken = Set(words.compactMap(Palette.judging))
    var others = Palette.series.filter { !taken.contains($0) }[...]
    wordColours = Dictionary(uniqueKeysWithValues: words.map { ($0, Palette.judging($0) ?? others.popFirst() ?? Palette.focusGrey) })
    (self.map, self.words) = (map, words)
    (classes, hasNumbers) = (ValueClasses(numbers), !numbers.isEmpty)
  }

  /// Whether an area is drawn over its neighbours.
  func isHighlighted(_ area: MapArea) -> Bool { map.highlighted.contains(area.area.name) }

  func colour(of area: MapArea) -> String {
    if let value = area.value?.finiteNumber { return classes.colour(value) }
    return area.value?.text.flatMap { wordColours[$0] } ?? Palette.empty
  }

  func tip(of area: MapArea) -> String { "\(area.area.name): \(area.value?.chartText(decimals: map.decimals) ?? "no row")" }

  /// What the map holds, for those who don't see it.
  ///
  /// - Parameter shape: What the areas are drawn as.
  func description(as shape: String) -> String {
    let valued = map.areas.count { $0.value?.missingReason == nil && $0.value != nil }
    return "A map of \(map.areas.count) local authorities \(shape), \(map.title); \(valued) have a value"
      + (classes.bounds.count > 1 ? ", each colour about as many of them" : "") + ". The values stand in the table of data."
  }

  func drawKey(in picture: inout Picture) {
    let key = hasNumbers ? classes.key(decimals: map.decimals) : words.map { ($0, wordColours[$0] ?? Palette.focusGrey) }
    let all = key.map { (words: TextMeasure.cut(CellPrinter.onOneLine($0.0), to: 150, size: 13), colour: $0.1) } + [(words: "no value", colour: Palette.empty)]
    // Two rows, of which the last entry is always one; what has no room is counted.
    var (x, y) = (2.0, 8.0)
    for (place, entry) in all.enumerated() {
      let width = 34 + TextMeasure.width(entry.words, size: 13)
      let isLast = place == all.count - 1
      if x + width > Picture.width { (x, y) = (2, y + 20) }
      if !isLast, y > 20, x + width + (place < all.count - 2 ? 190 : 100) > Picture.width {
        let more = "and \(all.count - 1 - place) more"
        picture.text(more, x: x, y: y + 12, size: 13)
        x += 14 + TextMeasure.width(more, size: 13)
        draw(all[all.count - 1], x, y)
        return
      }
      draw(entry, x, y)
      x += width
    }
    func draw(_ entry: (words: String, colour: String), _ x: Double, _ y: Double) {
      picture.box(x: x, y: y, width: 14, height: 14, colour: Palette.border)
      picture.box(x: x + 0.7, y: y + 0.7, width: 12.6, height: 12.6, colour: entry.colour)
      picture.text(entry.words, x: x + 20, y: y + 12, size: 13)
    }
  }

  /// Draws the names and values of what stands out, one beneath the other at the left.
  ///
  /// - Parameters:
  ///   - room: How many lines there is room for.
  ///   - coast: How far from the left a line at a height may run.
  func drawNames(in picture: inout Picture, room: Int, coast: (Double) -> Double) {
    let named = map.areas.filter(isHighlighted).sorted { $0.area.name < $1.area.name }
    let fitting = named.count > room ? room - 1 : named.count
    for (place, area) in named.prefix(fitting).enumerated() {
      let (line, words) = (Self.keyHeight + 20 + Double(place) * 18, area.value?.chartText(decimals: map.decimals) ?? "no value")
      picture.text(
        TextMeasure.cut(area.area.name, with: words, to: coast(line) - 8, size: 13, isBold: true), x: 2, y: line, size: 13, isBold: true, isOver: true)
    }
    if fitting < named.count {
      picture.text("and \(named.count - fitting) more", x: 2, y: Self.keyHeight + 20 + Double(fitting) * 18, size: 13)
    }
  }
}
