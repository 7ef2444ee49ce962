import Columns

/// Rows of a whole that stand beside rows of its parts, as official tables publish them: England beside its authorities, Persons beside
/// Male and Female, Total beside each kind. Whoever sums, averages or counts all of them counts people twice.
enum WholesAndParts {
  /// What rows of a whole are called in columns that tell what a row is of.
  private static let wholes = [
    "Total", "total", "All", "all", "Persons", "Both sexes", "England", "ENGLAND", "All ages", "All children", "All pupils", "All persons",
  ]
  /// Those of columns that tell the level of an area; elsewhere the words have other meanings.
  private static let levels = ["National", "Regional"]

  /// A region that is published beside its two parts.
  private static let (london, partsOfLondon) = ("London", Set(["Inner London", "Outer London"]))

  /// Where one of these stands beside England, they are parts of something else together.
  private static let otherCountries: Set = ["Wales", "Scotland", "Northern Ireland"]

  /// The columns without whose values a row is in none of the figures that wholes beside their parts spoil; nil where they spoil none.
  static func columns(of aggregates: [Query.Aggregate]) -> [String]? {
    let spoilt = aggregates.filter { spoils($0.kind) }
    guard let first = spoilt.first else { return nil }
    guard spoilt.allSatisfy({ $0.kind == first.kind && $0.column == first.column }) else { return [] }
    let other: String? = if case .correlation(let other) = first.kind { other } else { nil }
    return [first.column, other].compactMap { $0 }
  }

  /// Whether a figure of a whole and its parts together says something else than one of the parts.
  private static func spoils(_ kind: Query.Aggregate.Kind) -> Bool {
    switch kind {
    case .minimum, .maximum, .distinct, .first, .last: false
    default: true
    }
  }

  /// The most values of a column that tells what a row is of.
  private static let mostValues = 1_000

  /// Says which wholes are taken together with their parts in a group; nil where none is.
  ///
  /// - Parameters:
  ///   - columns: The columns of the rows that steps lead to.
  ///   - keys: The columns whose values make the groups.
  static func note(_ steps: TableInSteps, columns: [String], within keys: [String]) throws -> String? {
    var words: [String] = []
    for name in columns where !keys.contains(name) {
      let wholes = (name.lowercased().contains("level") ? levels + Self.wholes : Self.wholes) + [london]
      let held = steps.texts(wholes, in: name, ofAtMost: Self.mostValues) + steps.texts(beginning: "Total ", in: name, ofAtMost: Self.mostValues)
      guard !held.isEmpty else { continue }
      guard let (whole, parts) = try mixed(steps.texts(of: name, inGroupsBy: keys).map { $0.compactMap(\.self) }, wholes: held) else { continue }
      let shown = parts.prefix(3).joined(separator: ", ") + (parts.count > 3 ? " and \(parts.count - 3) more" : "")
      words.append("\(name) has \(whole) beside \(shown)")
      if words.count == 3 { break }
    }
    guard !words.isEmpty else { return nil }
    return "rows of a whole and of its parts are taken together: \(words.joined(separator: "; ")); where takes one of them"
  }

  /// A whole that stands in one group with other values, and these.
  ///
  /// - Parameter groups: The different values of each group.
  private static func mixed(_ groups: [[String]], wholes: [String]) -> (whole: String, parts: [String])? {
    // Of several wholes the widest comes first: England, its regions, their authorities.
    let mixed = groups.compactMap { texts -> (whole: String, parts: [String])? in
      guard texts.count > 1, let whole = wholes.first(where: texts.contains) else { return nil }
      if whole == london { return partsOfLondon.isDisjoint(with: texts) ? nil : (whole, texts.filter(partsOfLondon.contains)) }
      if whole.lowercased() == "england", texts.contains(where: otherCountries.contains) { return nil }
      return (whole, texts.filter { $0 != whole })
    }
    return mixed.max { $0.parts.count < $1.parts.count }
  }
}

extension TableInSteps {
  /// The different values that a column has in each group as they print, in their order.
  func values(of name: String, inGroupsBy keys: [String]) throws -> [[String]] {
    try cells(of: name, inGroupsBy: keys).map { group in group.filter { !$0.isMissing }.map(\.plainText) }
  }

  /// The different values that a column of text has in each group, in the order of the groups; nil for that of rows without one.
  func texts(of name: String, inGroupsBy keys: [String]) throws -> [[String?]] { try cells(of: name, inGroupsBy: keys).map { $0.map(\.text) } }

  private func cells(of name: String, inGroupsBy keys: [String]) throws -> [[Cell]] {
    let limits = OperationLimits.forQueries
    let count = (keys + [name]).joined(separator: " ") + " rows"
    let values = try taking(.group(by: keys + [name], [.count(count)]), within: limits).table(within: limits)
    let (column, keys) = (try values.column(name), try keys.map { try values.column($0) })
    var (groups, places): ([[Cell]], [[Cell]: Int]) = ([], [:])
    for row in 0..<values.rowCount {
      try OperationLimits.check(at: row)
      let key = keys.map { $0[row] }
      if places[key] == nil {
        places[key] = groups.count
        groups.append([])
      }
      groups[places[key, default: 0]].append(column[row])
    }
    return groups
  }
}
