/// Texts of a column that are cut to its width, so that different ones look different where that can be.
///
/// A text is cut at its end. Texts that this would make alike are cut in the middle, or else what is shown of them goes on where
/// they differ.
struct DistinctCuts {
  private var cuts: [String: String] = [:]
  private let width: Int

  /// Narrower than this there is no room for two parts of a text.
  private static let narrowest = 7

  init(_ texts: some Sequence<String>, width: Int) {
    self.width = width
    guard width >= Self.narrowest else { return }
    let wide = Set(texts.lazy.filter { TextWidth.of($0) > width })
    for alike in Dictionary(grouping: wide, by: { TextWidth.cut($0, to: width) }).values where alike.count > 1 {
      let middle = alike.map { Self.cutInMiddle($0, to: width) }
      if Set(middle).count == alike.count {
        for (text, cut) in zip(alike, middle) { cuts[text] = cut }
      } else {
        cutWhereTheyDiffer(alike.map { Array($0) })
      }
    }
  }

  /// The text as it is shown.
  func callAsFunction(_ text: String) -> String { cuts[text] ?? TextWidth.cut(text, to: width) }

  private static func cutInMiddle(_ text: String, to width: Int) -> String {
    let head = TextWidth.prefix(of: text[...], width: (width - 1) / 2)
    let tail = TextWidth.prefix(of: String(text.reversed())[...], width: width - 1 - TextWidth.of(head))
    return head + "\u{2026}" + String(tail.reversed())
  }

  /// Leaves out what several texts have in common but its beginning, and of those that are still alike what these have in common.
  ///
  /// - Parameter showsWord: Whether to go on with the whole word in which they differ, where that has room.
  private mutating func cutWhereTheyDiffer(_ texts: [[Character]], showsWord: Bool = true) {
    guard let first = texts.first else { return }
    let common = texts.dropFirst().reduce(first.count) { count, text in zip(first.prefix(count), text).prefix { $0 == $1 }.count }
    let head = TextWidth.prefix(of: String(first)[...], width: width / 3)
    let room = width - TextWidth.of(head) - 1
    let word = first[..<common].lastIndex { !$0.isLetter && !$0.isNumber }.map { $0 + 1 } ?? 0
    let start = showsWord && common - word < room / 2 ? word : common
    let shown = texts.map { text in (text, head + "\u{2026}" + TextWidth.cut(String(text[min(start, text.count)...]), to: room)) }
    for alike in Dictionary(grouping: shown, by: \.1).values {
      if alike.count > 1, alike.count < texts.count || showsWord {
        cutWhereTheyDiffer(alike.map(\.0), showsWord: alike.count < texts.count)
      } else {
        for (text, cut) in alike { cuts[String(text)] = cut }
      }
    }
  }
}
