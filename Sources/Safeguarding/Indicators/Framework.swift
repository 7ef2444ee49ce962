public import Columns

/// A performance framework: indicators under subjects under sections, each with the rule that it should keep.
public struct Framework: Sendable {
  public let name: String
  /// The indicators, in the order in which a scorecard prints them.
  public let items: [Item]

  /// One line of a framework.
  public struct Item: Sendable {
    public let section: String
    public let subject: String
    public let title: String
    /// The priority of the partnership's plan that the line serves, or nil for none.
    public let priority: String?
    /// The indicator, or nil where the subject has none at hand: the scorecard says so.
    public let indicator: Indicator?
    /// What must hold, or nil where nothing was agreed.
    public let test: ThresholdRule.Test?
    /// A rule that is kept by less than this is amber.
    public let warningMargin: Double

    public init(
      section: String, subject: String, title: String? = nil, indicator: Indicator?, test: ThresholdRule.Test? = nil,
      warningMargin: Double = 0, priority: String? = nil
    ) {
      self.section = section
      self.subject = subject
      self.title = title ?? indicator?.definition.title ?? "no indicator"
      self.indicator = indicator
      self.test = test
      self.warningMargin = warningMargin
      self.priority = priority
    }
  }

  public init(name: String, items: [Item]) {
    self.name = name
    self.items = items
  }

  /// The subjects of each section, in order.
  public var sections: [(name: String, subjects: [String])] {
    var sections: [(name: String, subjects: [String])] = []
    var placesByName: [String: Int] = [:]
    var seen: Set<[String]> = []
    for item in items {
      let place = placesByName[item.section] ?? sections.count
      if place == sections.count {
        placesByName[item.section] = place
        sections.append((item.section, []))
      }
      if seen.insert([item.section, item.subject]).inserted { sections[place].subjects.append(item.subject) }
    }
    return sections
  }
}

extension Framework.Item: OperationArgument {
  public static var argumentWords: String { "an indicator with its place, such as {section = \"Safe\", subject = \"Child protection\", indicator = plans, at_most = 60}" }
  public static var takesRecord: Bool { true }

  private static let fieldNames =
    ["section", "subject", "title", "indicator", "polarity", "priority", "warn_within"] + ThresholdRule.Test.fieldNames

  public static func argument(_ value: Value) throws -> Framework.Item? {
    guard case .record = value else { return nil }
    var fields = try RecordFields(value, of: "an item", names: fieldNames)
    var indicator = try fields.optional("indicator", as: Indicator.self)
    if let polarity = try fields.optional("polarity", as: Polarity.self) { indicator?.definition.polarity = polarity }
    return Framework.Item(
      section: try fields.optional("section", as: String.self) ?? "", subject: try fields.optional("subject", as: String.self) ?? "",
      title: try fields.optional("title", as: String.self), indicator: indicator,
      test: try ThresholdRule.Test(from: &fields), warningMargin: try fields.warningMargin(),
      priority: try fields.optional("priority", as: String.self))
  }
}

extension Framework: ScriptObject {
  public static let kind = ObjectKind("framework", summary: "Indicators under subjects under sections, with their rules.")

  public static let fields: [ObjectField<Framework>] = [
    .init("name", "The framework's name.") { .text($0.name) },
    .init("sections", "The names of the sections.") { .list($0.sections.map { .text($0.name) }) },
    .init("subjects", "The names of the subjects, section by section.") { .list($0.sections.flatMap(\.subjects).map { .text($0) }) },
    .init("n", "How many indicators it holds.") { .integer($0.items.count { $0.indicator != nil }) },
  ]

  public var words: String {
    let lines = items.count == 1 ? "1 line" : "\(PrintedNumber.of(items.count)) lines"
    return "\(name): \(lines); subjects: \(sections.flatMap(\.subjects).joined(separator: ", "))"
  }

  public var table: Table? {
    Table(
      checked: [
        Column("section", texts: items.map(\.section)), Column("subject", texts: items.map(\.subject)),
        Column("title", texts: items.map(\.title)), Column("indicator", texts: items.map { $0.indicator?.definition.key }),
      ], rowCount: items.count)
  }
}

extension Operation {
  /// Makes a framework of lines in a script.
  static let framework = Operation(
    "framework", summary: "A performance framework: indicators under subjects under sections, each with the rule it should keep.",
    discussion: "A line without an indicator stays in the scorecard and says that there is none. A rule is one of those of thresholds.",
    example: """
      framework("Tees", {{section = "Safe", subject = "Child protection", indicator = lait:indicator("CPP_rate"), at_most = 60}})
      --> Tees: 1 line; subjects: Child protection
      """,
    Parameter<String>("name", "The framework's name."),
    Parameter<[Framework.Item]>("items", "The lines, in the order of the scorecard.")
  ) { name, items in
    Framework(name: name, items: items)
  }

  /// Reads a framework from a table.
  static let collectionFramework = Operation(
    "framework", summary: "A performance framework whose lines stand in a table, with indicators of this collection.",
    discussion: """
      The table has columns section, subject and indicator (a key), and may have the other fields of an item: \
      title, priority, polarity, a rule such as at_least or at_most, and warn_within. A line without a key stays, and the scorecard says that there is no indicator.
      """,
    example: """
      #lait:framework("Tees", load_table(examples .. "/south-tees/tees-framework.csv")).subjects
      --> 6
      """,
    Parameter<IndicatorCollection>("collection", "The collection that the keys are of."),
    Parameter<String>("name", "The framework's name."),
    Parameter<Table>("lines", "The table, one row a line.")
  ) { collection, name, table in
    for needed in ["section", "subject", "indicator"] { _ = try table.column(needed) }
    var items: [Framework.Item] = []
    for row in 0..<table.rowCount {
      do {
        items.append(try Framework.Item(row, of: table, in: collection))
      } catch let error as ArgumentError {
        throw ArgumentError.unusable(
          "row \(row + 1)", problem: error.diagnostic.problem, expectation: error.diagnostic.expectation ?? "")
      }
    }
    return Framework(name: name, items: items)
  }
}

extension Framework.Item {
  /// Reads a row of a table as a script's item, so that both keep the same rules.
  fileprivate init(_ row: Int, of table: Table, in collection: IndicatorCollection) throws {
    var fields: [(name: String, value: Value)] = []
    for name in Self.fieldNames {
      guard let cell = table.columnIfPresent(name)?[row] else { continue }
      if name == "polarity", let polarity = Polarity(published: cell) {
        fields.append((name, .text(polarity.rawValue)))
      } else if name == "indicator", !cell.isMissing, !cell.plainText.isEmpty {
        fields.append((name, .object(try collection.indicator(cell.plainText))))
      } else if !cell.isMissing {
        fields.append((name, Value(cell)))
      }
    }
    guard let item = try Self.argument(.record(fields)) else {
      throw ArgumentError.wrongKind("an item", expected: Self.argumentWords, got: "a row", place: nil)
    }
    self = item
  }
}
