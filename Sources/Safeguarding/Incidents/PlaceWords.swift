import Columns

/// Texts of the police's files that stand where a place is not published, or has no name.
enum PlaceWords {
  static func isUnnamed(_ text: String) -> Bool {
    // Such a text is short; most others are not looked at.
    guard text.utf8.count < 20 else { return false }
    let words = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words == "no location" || words == "on or near"
  }

  /// Says of groups by location that one of them is no place; nil where none is.
  static func noteOfUnnamed(among names: [String], of groups: Table) -> String? {
    guard let name = names.first(where: { $0.lowercased() == "location" }), let column = groups.columnIfPresent(name), column.type == .text,
      let text = column.coded().differentTexts.filter(isUnnamed).min(), (0..<column.count).contains(where: { column[$0].text == text })
    else { return nil }
    return "\(name): \"\(text.trimmed)\" stands where no place is published, and is not one"
  }
}

extension PlaceWords {
  /// Says of rows that are grouped by location alone among places that one name is that of several points; nil where none is, and for very
  /// many rows.
  static func noteOfSharedNames(among names: [String], in rows: PendingTable) throws -> String? {
    let columns = rows.columnNames
    func column(_ name: String) -> String? { columns.first { $0.lowercased() == name } }
    guard let place = names.first(where: { $0.lowercased() == "location" }), let x = column("longitude"), column("latitude") != nil,
      !names.contains(where: { $0.lowercased().contains("lsoa") || $0 == x }), try rows.count(where: .all) <= mostRowsLookedAt
    else { return nil }
    let points = try rows.answer(.group(by: [place], [.init(.distinct, of: x, as: "\u{0}points")]))
    return note(onSharedNamesOf: place, try points.column(place), points: try points.column("\u{0}points").wholes) { !isUnnamed($0) }
  }

  private static let mostRowsLookedAt = 2_000_000

  /// - Parameter isName: Whether a text is a name of a place, and none that stands for any.
  fileprivate static func note(onSharedNamesOf unit: String, _ places: Column, points counts: [Int], isName: (String) -> Bool = { _ in true }) -> String? {
    let named = counts.indices.filter { places[$0].text.map(isName) ?? false }
    let shared = named.filter { counts[$0] > 1 }
    guard let most = shared.max(by: { (counts[$0], places[$1].plainText) < (counts[$1], places[$0].plainText) }) else { return nil }
    return "\(PrintedNumber.of(shared.count)) of \(PrintedNumber.of(named.count)) names of \(unit) are those of several points, such as \"\(places[most].plainText)\" of "
      + "\(PrintedNumber.of(counts[most])): a name is no single place"
  }
}

/// What a reader must know of the places and areas that incidents are counted by.
extension Incidents {
  /// The texts of a column of places that stand for none: what the police's files have where a place is not published, or has no name.
  private func unnamed(_ unit: String) throws -> [String] {
    guard unit == columns.place else { return [] }
    return try base.column(unit).differentTexts.filter(PlaceWords.isUnnamed)
  }

  /// A table of small areas by their codes with their names beside them, where these incidents have both.
  func namingAreas(of table: Table, by unit: String) throws -> Table {
    guard CensusAreas.isNamedSo(unit), base.columnIfPresent(unit) != nil, let name = base.columnNames.first(where: CensusAreas.isOfNames), table.columnIfPresent(name) == nil
    else { return table }
    let named = try answer(question.group(by: [unit], [.init(.first, of: name, as: "\u{0}first"), .distinct(of: name, as: "\u{0}names")]))
    let (codes, firsts, counts) = (try named.column(unit), try named.column("\u{0}first"), try named.column("\u{0}names").wholes)
    var names: [String: Cell] = [:]
    for row in 0..<named.rowCount {
      guard let code = codes[row].text else { continue }
      // An area that was put together, or divided, has the names of its parts.
      names[code] = counts[row] > 1 ? firsts[row].text.map { .text("\($0) and \(PrintedNumber.of(counts[row] - 1)) more") } : firsts[row]
    }
    let (keys, columns) = (try table.column(unit), table.columns)
    let column = Column(name, cells: (0..<table.rowCount).map { keys[$0].text.flatMap { names[$0] } ?? .missing(.notAvailable) }, typeWhereMissing: .text)
    var result = Table(checked: [columns[0], column] + columns.dropFirst(), rowCount: table.rowCount, sources: table.sources, notes: table.notes)
    result.orderedBy = table.orderedBy
    return result
  }

  /// Rows that are of a person or place: those with a value, which is not one that stands for any place.
  func has(_ unit: String) throws -> Predicate {
    let unnamed = try unnamed(unit)
    let isKnown = Predicate.not(.isMissing(column: unit))
    return unnamed.isEmpty ? isKnown : .and([isKnown, .not(.oneOf(column: unit, unnamed.map { .text($0) }))])
  }

  /// After "no location": which texts count as none, too.
  func unnamedWords(_ unit: String) throws -> String {
    let unnamed = try unnamed(unit).sorted()
    return unnamed.isEmpty ? "" : " of their own (such as \(unnamed.prefix(3).map { "\"\($0)\"" }.joined(separator: " and ")))"
  }

  /// What must be known of incidents that are counted by a place of theirs.
  func placeNotes(_ unit: String) throws -> [String] { try censusNotes([unit]) + areaNotes([unit]) + sharedNameNotes(unit) }

  /// That small areas of both censuses stand side by side in what was counted, where they do.
  ///
  /// - Parameter names: The columns that it was counted by.
  func censusNotes(_ names: [String]) throws -> [String] {
    guard let lsoa = columns.lsoa, names.contains(lsoa) else { return [] }
    let codes = try answer(question.group(by: [lsoa], [.count("\u{0}n")])).column(lsoa)
    guard let lookup, lookup.tellsVintages else { return [CensusAreas.note(on: lsoa, codes, instead: columns.stablePlace)].compactMap { $0 } }
    let note = CensusAreas.note(on: lsoa, codes, instead: columns.stablePlace) { code in
      switch lookup.vintage(of: code) {
      case .only2011: .of2011
      case .only2021: .of2021
      case .both, nil: nil
      }
    }
    return [note].compactMap { $0 }
  }

  /// How areas were written, where that was not in one way that the register knows, and why a look-up did not find some.
  func areaNotes(_ names: [String]) throws -> [String] {
    guard names.contains(where: { $0 == columns.area || $0 == columns.areaCode }) else { return [] }
    return spellings + [try noteOnOtherCensus()].compactMap { $0 }
  }

  /// Says how many incidents have no area since a look-up is of one census and their small areas are those of the other; nil for none.
  private func noteOnOtherCensus() throws -> String? {
    guard let lsoa = columns.lsoa, let area = columns.area, lookup != nil, try !base.column(area).presence.isComplete else { return nil }
    let unknown = question.filter(.and([.isMissing(column: area), .not(.isMissing(column: lsoa))]))
    let groups = try answer(unknown.group(by: [lsoa], [.count("\u{0}n")]))
    let (codes, counts) = (try groups.column(lsoa), try groups.column("\u{0}n").wholes)
    for (census, words) in [(CensusAreas.Census.of2011, "ended with"), (.of2021, "began with")] {
      let rows = counts.indices.filter { codes[$0].text.flatMap(CensusAreas.only) == census }
      guard let example = rows.compactMap({ codes[$0].text }).min() else { continue }
      return "\(PrintedNumber.of(rows.reduce(0) { $0 + counts[$1] })) have no \(area) since their \(lsoa) \(words) the census of 2021, such as \(example), and the look-up has none of those; "
        + "load_incidents with areas, ONS's look-up of both, finds them"
    }
    return nil
  }

  /// That one name of the police's locations is that of places far apart, where it is.
  private func sharedNameNotes(_ unit: String) throws -> [String] {
    guard unit == columns.place, columns.recorder != nil, let x = columns.longitude else { return [] }
    let points = try answer(question.filter(has(unit)).group(by: [unit], [.init(.distinct, of: x, as: "\u{0}points")]))
    return [PlaceWords.note(onSharedNamesOf: unit, try points.column(unit), points: try points.column("\u{0}points").wholes)].compactMap(\.self)
  }
}
