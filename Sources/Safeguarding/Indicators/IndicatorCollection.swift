public import Columns

/// The indicators of a publication, found by key or title.
public struct IndicatorCollection: Sendable {
  /// The indicators, in the order of the file.
  public let indicators: [Indicator]

  /// What kind of file the indicators were read from: `LAIT long file`.
  public let format: String

  /// The rows that the indicators were read from, as they stand in the file.
  public let rows: Table

  /// The files that the indicators were read from.
  public let sources: [TableSource]

  /// What was left out on reading, and why.
  public let notes: [String]

  init(indicators: [Indicator], format: String, rows: Table, sources: [TableSource], notes: [String]) {
    self.indicators = indicators
    self.format = format
    self.rows = rows
    self.sources = sources
    self.notes = notes
  }

  /// Returns the indicator of a key or title; case makes no difference.
  ///
  /// - Throws: ``IndicatorError/noIndicator(_:nearest:)``, which offers the nearest keys and titles.
  public func indicator(_ name: String) throws(IndicatorError) -> Indicator {
    if let indicator = indicators.first(where: { $0.definition.key == name }) { return indicator }
    let lowered = name.lowercased()
    let fitting = indicators.filter {
      $0.definition.key.lowercased() == lowered || $0.definition.title.lowercased() == lowered
    }
    if fitting.count == 1 { return fitting[0] }
    if fitting.count > 1 { throw .noIndicator(name, nearest: fitting.map(\.definition.key)) }
    let series = indicators.map(\.definition.key).filter { $0.lowercased().hasPrefix(lowered + " (") }
    if series.count > 1 { throw .severalSeries(name, keys: series) }
    throw .noIndicator(name, nearest: nearest(to: lowered))
  }

  /// Returns up to four keys whose key or title is like a name or holds it.
  private func nearest(to name: String) -> [String] {
    var found: [String] = []
    if let key = NearestName.of(name, among: indicators.map(\.definition.key)) { found.append(key) }
    if let title = NearestName.of(name, among: indicators.map(\.definition.title)),
      let match = indicators.first(where: { $0.definition.title == title })
    {
      found.append(match.definition.key)
    }
    for indicator in indicators where name.prefix(3).count > 2 {
      let definition = indicator.definition
      let texts = [definition.title.lowercased(), definition.key.lowercased()]
      if texts.contains(where: { $0.utf8.count >= name.utf8.count && $0.contains(name) }) { found.append(definition.key) }
    }
    if found.isEmpty { found = keys(withPartsOf: name) }
    var seen: Set<String> = []
    return Array(found.filter { seen.insert($0).inserted }.prefix(4))
  }

  /// The keys that share the first part of a name, and have its other parts in the key or the title: `LAC_Cease_Rate` for `lac_rate`.
  private func keys(withPartsOf name: String) -> [String] {
    func parts(_ text: String) -> [String] { text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init) }
    let wanted = parts(name)
    guard let first = wanted.first, first.count > 2, wanted.count > 1 else { return [] }
    let fitting = indicators.map(\.definition).filter { parts($0.key).first == first && Set(parts($0.key) + parts($0.title)).isSuperset(of: wanted) }
    return fitting.map(\.key).sorted { ($0.count, $0) < ($1.count, $1) }
  }
}
