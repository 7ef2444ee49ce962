public import Columns

/// The areas that figures are published for, found by any of their codes and names.
public struct AreaRegister: Sendable {
  /// Every area, local authorities first, by DfE number.
  public private(set) var areas: [Area]

  private var placesByKey: [String: [Int]] = [:]

  /// The upper-tier local authorities of England since April 2009, its regions and England.
  public static let england = AreaRegister(lines: englandLines)

  private init(lines: String) {
    areas = []
    for line in lines.split(separator: "\n") {
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      func list(_ text: String) -> [String] { text.split(separator: ";").map(String.init) }
      add(
        Area(
          code: fields[0], dfeNumber: Int(fields[1]), name: fields[2], otherNames: list(fields[3]),
          earlierCodes: list(fields[4]), kind: Area.Kind(rawValue: fields[5]) ?? .unregistered,
          regionCode: fields[6].isEmpty ? nil : fields[6], subregionCode: fields[7].isEmpty ? nil : fields[7],
          firstDay: CalendarDate(fields[8]), lastDay: CalendarDate(fields[9]), successorCodes: list(fields[10])))
    }
  }

  private mutating func add(_ area: Area) {
    let place = areas.count
    areas.append(area)
    let codes = [area.code] + area.earlierCodes + (area.dfeNumber.map { [String($0)] } ?? [])
    for key in Set((codes + [area.name] + area.otherNames).map(Self.key)) {
      placesByKey[key, default: []].append(place)
    }
  }

  /// Returns the register with a footprint added.
  func adding(_ footprint: Area) -> AreaRegister {
    var register = self
    register.add(footprint)
    return register
  }

  /// Adds a place that a file names and that the register does not know, and returns it.
  mutating func adding(unregistered name: String, code: String?) -> Area {
    let area = Area(unregistered: name, code: code)
    add(area)
    return area
  }

  /// Returns the area that a code, a DfE number or a name stands for.
  ///
  /// Case, punctuation, `&` for "and" and words such as "Council" or "City of" make no difference. A name that
  /// two areas had at different times, such as Dorset, stands for the one that lives on.
  ///
  /// - Throws: ``AreaError/unknown(_:)``, which offers the nearest name.
  public func area(_ text: String) throws(AreaError) -> Area {
    guard let area = areaIfKnown(text) else { throw .unknown(text) }
    return area
  }

  /// Returns the area that a code, a DfE number or a name stands for, or nil where there is none.
  public func areaIfKnown(_ text: String) -> Area? {
    let key = Self.key(text)
    if let area = area(ofKey: key) ?? area(ofKey: key.trimmingPrefix("the ")) { return area }
    // What is left of a council's title is the name of its area, and never that of a region.
    for bare in Self.withoutTitles(key) {
      if let area = area(ofKey: bare), area.isLocalAuthority { return area }
    }
    return nil
  }

  private func area(ofKey key: some StringProtocol) -> Area? {
    placesByKey[String(key)].flatMap { found in
      (found.last { areas[$0].lastDay == nil } ?? found.last).map { areas[$0] }
    }
  }

  /// Returns the local authorities that took over from an area, at once or later, or the area itself if it lives on.
  public func successors(of area: Area) -> [Area] {
    area.successorCodes.isEmpty
      ? [area] : area.successorCodes.compactMap { areaIfKnown($0) }.flatMap { successors(of: $0) }
  }

  /// Returns the areas that an area took over from.
  public func predecessors(of area: Area) -> [Area] {
    areas.filter { $0.successorCodes.contains(area.code) }
  }

  /// Returns the upper-tier local authorities that existed on a day: 152 from April 2009, 151 from April 2019, 152 from
  /// April 2021 and 153 from April 2023.
  public func localAuthorities(on day: CalendarDate) -> [Area] {
    areas.filter { $0.isLocalAuthority && $0.isAlive(on: day) }
  }

  /// Reduces a name or code to the letters and digits that tell it from others.
  private static func key(_ text: String) -> String {
    var key = ""
    var pendingSpace = false
    for scalar in text.lowercased().replacing("&", with: " and ").unicodeScalars {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        if pendingSpace, !key.isEmpty { key.append(" ") }
        pendingSpace = false
        key.unicodeScalars.append(scalar)
      } else if scalar != "'" && scalar != "\u{2019}" && (scalar != "." || key.unicodeScalars.last?.properties.numericType != nil) {
        // The point of a number parts its digits: 33.6 is not the DfE's 336.
        pendingSpace = true
      }
    }
    return key
  }

  private static let titles: Set<Substring> = [
    "council", "borough", "city", "county", "of", "metropolitan", "district", "unitary", "authority", "the", "london", "royal", "ua", "mbc", "lb",
  ]

  /// Returns a council's key without the words of its title: without those at its end, at both ends, and anywhere.
  ///
  /// The ends come first, since `Isle of Wight Council` and `City of London Council` have such words in their names.
  private static func withoutTitles(_ key: String) -> [String] {
    let words = key.split(separator: " ")
    let end = words.lastIndex { !titles.contains($0) || $0 == "of" || $0 == "london" }.map { words[...$0] } ?? []
    let both = end.drop { titles.contains($0) }
    return [Array(end), Array(both), words.filter { !titles.contains($0) }].map { $0.joined(separator: " ") }
  }
}

/// A text that stands for no area.
public enum AreaError: DiagnosableError, Hashable {
  case unknown(String)

  /// The diagnostic, with the nearest name; it is looked for only when somebody asks.
  public var diagnostic: Diagnostic {
    switch self {
    case .unknown(let text):
      Diagnostic(
        "there is no area \"\(text)\"",
        expectation: "An area is named by its name, its nine-character code or its DfE number.",
        hint: NearestName.hint(for: text, among: AreaRegister.england.areas.flatMap { [$0.name] + $0.otherNames }))
    }
  }
}
