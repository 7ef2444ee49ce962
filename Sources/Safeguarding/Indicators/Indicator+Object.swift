public import Columns

extension Indicator: ScriptObject {
  public static let kind = ObjectKind("indicator", summary: "A measure with its values for areas and periods.")

  public static let fields: [ObjectField<Indicator>] = [
    .init("key", "The short name in its publication.") { .text($0.definition.key) },
    .init("title", "The title.") { .text($0.definition.title) },
    .init("topic", "The topic.") { .text($0.definition.topic) },
    .init("unit", "The unit of the values.") { .text($0.definition.unit.words) },
    .init("polarity", "Which way is good: high, low or neither.") { .text($0.definition.polarity.rawValue) },
    .init("decimals", "The decimal places that values print with.") { .integer($0.definition.decimals) },
    .init("publisher", "Who publishes the figures.") { .text($0.definition.publisher) },
    .init("periods", "The labels of the periods, in order of time.") { .list($0.periods.map { .text($0.label) }) },
    .init("latest", "The label of the latest period with values.") { $0.latestPeriod.map { .text($0.label) } ?? .nothing },
    .init("areas", "The names of the areas.") { .list($0.areas.map { .text($0.name) }) },
  ]

  public var words: String {
    let span = periods.first.flatMap { first in periods.last.map { "\(first.label) to \($0.label)" } } ?? "no periods"
    return "\(titleAndKey): \(definition.unit.words); \(definition.polarity.words); \(span)"
  }

  public var table: Table? {
    let rows: [(String, String)] = [
      ("key", definition.key), ("title", definition.title), ("topic", definition.topic),
      ("unit", definition.unit.words), ("polarity", definition.polarity.words),
      ("periods", periods.map(\.label).joined(separator: ", ")), ("areas", PrintedNumber.of(areas.count)),
      ("publisher", definition.publisher),
    ]
    return Table(
      checked: [Column("item", texts: rows.map(\.0)), Column("what", texts: rows.map(\.1))], rowCount: rows.count,
      sources: sources)
  }

  public var reasons: [String] { ["publisher: \(definition.publisher)"] + notes + sources.map(\.words) }
}

extension Indicator {
  /// A collection of one indicator stands for it; of several, one has to be named.
  public static func argument(_ value: Value) throws -> Indicator? {
    guard case .object(let object) = value else { return nil }
    guard let collection = object as? IndicatorCollection else { return object as? Indicator }
    guard collection.indicators.count == 1 else {
      throw ArgumentError.unusable(
        "the collection", problem: "it has \(PrintedNumber.of(collection.indicators.count)) indicators, and one is wanted",
        expectation: "Name it: collection:indicator(\"\(collection.indicators.first?.definition.key ?? "key")\").")
    }
    return collection.indicators[0]
  }
}

extension IndicatorCollection: ScriptObject {
  public static let kind = ObjectKind("collection", summary: "The indicators of one publication.")

  public static let fields: [ObjectField<IndicatorCollection>] = [
    .init("format", "What kind of file this is.") { .text($0.format) },
    .init("rows", "The rows of the file as a table; the methods of tables ask them.") { .object($0.rows) },
    .init("keys", "The keys of the indicators.") { .list($0.indicators.map { .text($0.definition.key) }) },
    .init("notes", "What was left out on reading, and why.") { .list($0.notes.map { .text($0) }) },
  ]

  public static var hasRows: Bool { true }
  /// `#collection` and `collection[1]` are of the file's rows, as of any file that was opened.
  public static var isList: Bool { true }
  public func writtenRows() throws -> Table? { rows }

  public var words: String { "\(PrintedNumber.of(indicators.count)) \(indicators.count == 1 ? "indicator" : "indicators"), \(format)" }

  public var table: Table? {
    Table(
      checked: [
        Column("key", texts: indicators.map(\.definition.key)),
        Column("title", texts: indicators.map(\.definition.title)),
        Column("unit", texts: indicators.map(\.definition.unit.words)),
        Column("polarity", texts: indicators.map(\.definition.polarity.rawValue)),
        Column("first", texts: indicators.map { $0.periods.first?.label }),
        Column("last", texts: indicators.map { $0.periods.last?.label }),
      ], rowCount: indicators.count, sources: sources, notes: notes)
  }

  public var reasons: [String] { sources.map(\.words) + notes }
}

extension NeighbourEdition: ScriptObject {
  public static let kind = ObjectKind("neighbours", summary: "DfE's statistical neighbours in one edition.")
  public static let fields: [ObjectField<NeighbourEdition>] = [
    .init("name", "The name of the edition.") { .text($0.name) },
    .init("rows", "The rows of the list as a table; the methods of tables ask them.") { .object($0.rows) },
  ]
  public static var isList: Bool { true }
  public func writtenRows() throws -> Table? { rows }
  public var words: String { "statistical neighbours of \(PrintedNumber.of(areaCount)) areas (\(name))" }
  public var reasons: [String] { sources.map(\.words) }
}

extension Operation {
  /// Finds an indicator of a collection.
  static let indicator = Operation(
    "indicator", summary: "The indicator of a key or title.",
    example: """
      lait:indicator("Under18concep").title
      --> Under 18 Conception rates
      """,
    Parameter<IndicatorCollection>("collection", "The collection to look in."),
    Parameter<String>("name", "The key or the title; case makes no difference.")
  ) { collection, name in
    try collection.indicator(name)
  }

  /// Lists the indicators of a collection.
  static let indicators = Operation(
    "indicators", summary: "The indicators of a collection as a table, one row an indicator.",
    example: """
      #lait:indicators{about = "child protection plan"} > 0
      --> true
      """,
    Parameter<IndicatorCollection>("collection", "The collection to list."),
    Parameter<String?>("about", "Text that the key, title or topic holds; case makes no difference.", otherwise: "all")
  ) { collection, text in
    let wanted = text?.lowercased()
    let chosen = collection.indicators.filter { indicator in
      guard let wanted else { return true }
      let definition = indicator.definition
      return [definition.key, definition.title, definition.topic].contains { $0.lowercased().contains(wanted) }
    }
    return IndicatorCollection(
      indicators: chosen, format: collection.format, rows: collection.rows, sources: collection.sources, notes: collection.notes
    ).table ?? Table(checked: [], rowCount: 0)
  }

  /// Lists an area's statistical neighbours.
  static let neighboursOf = Operation(
    "of", summary: "An area's ten statistical neighbours, the most like first.",
    source: "DfE, statistical neighbours",
    example: """
      neighbours:of("Middlesbrough")[1].area
      --> Blackpool
      """,
    Parameter<NeighbourEdition>("neighbours", "The edition to look in."),
    Parameter<Named<Area>>("area", "The area whose neighbours are asked for.")
  ) { edition, name in
    let neighbours = try edition.neighbours(of: AreaRegister.england.area(name.text))
    return Table(
      checked: [
        Column("rank", integers: neighbours.map(\.rank)), Column("area", texts: neighbours.map(\.name)),
        Column("code", texts: neighbours.map(\.code)), Column("closeness", texts: neighbours.map(\.closeness)),
      ], rowCount: neighbours.count, sources: edition.sources)
  }
}
