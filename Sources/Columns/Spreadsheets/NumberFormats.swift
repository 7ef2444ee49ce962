/// What the number formats of a workbook make of a number: a number, a percentage, a day, a time.
///
/// A workbook keeps days as numbers, and only the format of a cell tells that one is a day. Source: ECMA-376, part 1, 18.8.30
/// (the formats that every workbook knows by their numbers) and 18.8.31.
struct NumberFormats {
  enum Kind {
    case number, percentage, day, dayAndTime, time
    /// Hours that go on beyond 24: `[h]:mm`.
    case span
  }

  /// For each style of cells, what it shows.
  private var kinds: [Kind] = []

  /// The kind of a style by its number; a style that the workbook lacks shows numbers as they are.
  func kind(_ style: Int) -> Kind { kinds.indices.contains(style) ? kinds[style] : .number }

  init() {}

  /// Reads the part of a workbook that has its styles.
  init(_ scanner: inout XMLScanner) throws(SpreadsheetError) {
    var codes: [Int: Kind] = [:]
    var section: XMLName?
    while true {
      switch try scanner.next() {
      case .finish: return
      case .text: continue
      case .end: if scanner.name == section { section = nil }
      case .start:
        switch scanner.name {
        case .numberFormats, .cellFormats: section = scanner.name
        case .numberFormat where section == .numberFormats:
          guard let id = scanner.number(.formatID), let code = try scanner.text(.formatCode) else { continue }
          codes[id] = Self.kind(ofCode: code)
        case .cellFormat where section == .cellFormats:
          let id = scanner.number(.formatID) ?? 0
          kinds.append(codes[id] ?? Self.kind(ofKnown: id))
        default: continue
        }
      }
    }
  }

  /// The kind of a format that every workbook knows.
  static func kind(ofKnown id: Int) -> Kind {
    switch id {
    case 9, 10: .percentage
    case 14...17, 27...31, 36, 50...54, 57, 58: .day
    case 18...21, 32...35, 45, 47, 55, 56: .time
    case 22: .dayAndTime
    case 46: .span
    default: .number
    }
  }

  /// The kind of a format by its code, such as `dd/mm/yyyy;@`, of which the part for positive numbers counts.
  ///
  /// What stands in quotes or behind a backslash is printed as it is; what stands in brackets is a colour, a condition or a
  /// language, unless it is `[h]`, `[m]` or `[s]`.
  static func kind(ofCode code: String) -> Kind {
    var letters = ""
    var isSpan = false
    var scalars = code.lowercased().unicodeScalars.prefix(1024)[...]
    while let scalar = scalars.popFirst(), scalar != ";" {
      switch scalar {
      case "\"": scalars = scalars.drop { $0 != "\"" }.dropFirst()
      case "\\", "_", "*": scalars = scalars.dropFirst()
      case "[":
        let inside = scalars.prefix { $0 != "]" }
        if let first = inside.first, "hms".unicodeScalars.contains(first), inside.allSatisfy({ $0 == first }) { isSpan = true }
        scalars = scalars.dropFirst(inside.count + 1)
      default: letters.unicodeScalars.append(scalar)
      }
    }
    if isSpan { return .span }
    for word in ["general", "am/pm", "a/p"] { letters = letters.replacing(word, with: word == "general" ? "" : "h") }
    let hasDay = letters.contains { $0 == "d" || $0 == "y" }
    let hasTime = letters.contains { $0 == "h" || $0 == "s" }
    if hasDay { return hasTime ? .dayAndTime : .day }
    if hasTime { return .time }
    if letters.contains("m") { return .day }
    return letters.contains("%") ? .percentage : .number
  }
}
