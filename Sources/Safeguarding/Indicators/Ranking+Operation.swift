public import Columns

extension Ranking: ScriptObject {
  public static let kind = ObjectKind("ranking", summary: "The areas of a set in the order of their values.")

  public static let fields: [ObjectField<Ranking>] = [
    .init("indicator", "The indicator's key.") { .text($0.indicator.definition.key) },
    .init("period", "The period's label.") { .text($0.period.label) },
    .init("n", "How many areas are ranked.") { .integer($0.count) },
    .init("from", "Which end comes first.") { .text($0.order.rawValue) },
    .init("ties", "The rule by which equal values share a rank.") { .text($0.ties.rawValue) },
    .init("mean", "The unweighted mean of the ranked areas.") { $0.mean.map { .number($0) } ?? .nothing },
    .init("areas", "The names of the areas, first to last.") { .list($0.entries.map { .text($0.area.name) }) },
    .init("left_out", "The areas without a rank, each with the reason.") {
      .list($0.leftOut.map { .text("\($0.area.name): \($0.reason)") })
    },
    .init("rows", "The ranking as a table.") { $0.table.map { .object($0) } ?? .nothing },
  ]

  public static var isList: Bool { true }
  public var words: String {
    "\(PrintedNumber.of(count)) ranked among \(setWords) by \(indicator.titleAndKey), \(period.words), \(orderWords)"
  }

  public var table: Table? {
    let unit = indicator.definition.unit.words
    let ranks = entries.map(\.rank)
    return Table(
      checked: [
        ties == .average
          ? Column("rank", numbers: ranks) : Column("rank", integers: ranks.map { Int($0) }),
        Column("tied", integers: entries.map(\.tied)),
        Column("area", texts: entries.map(\.area.name)),
        Column("code", texts: entries.map(\.area.code)),
        Column("value", numbers: entries.map(\.value), unit: unit, decimals: decimals).measuring("\(indicator.titleAndKey), \(period.words)"),
        Column("band", cells: entries.map { $0.band.map { .text($0.rawValue) } ?? .missing(.notApplicable) }),
      ], rowCount: count, sources: indicator.sources, notes: leftOutWords + notes)
  }

  private var leftOutWords: [String] {
    [Self.words(of: leftOut, most: 12, rest: "more")].compactMap(\.self)
  }

  public var reasons: [String] {
    var lines = [
      "indicator: \(indicator.titleAndKey); \(indicator.definition.unit.words); \(indicator.definition.polarity.words)",
      "publisher: \(indicator.definition.publisher)",
      "period: \(period.label), \(period.words)",
      "among: \(setWords), \(PrintedNumber.of(count)) with a value",
      "rule: \(orderWords); \(ties.words); values compared "
        + (roundedTo.map { "rounded to \($0) decimal places" } ?? "as published, to 12 significant digits"),
    ]
    lines += leftOutWords + notes
    lines += indicator.sources.map(\.words)
    return lines
  }
}

extension TableSource {
  /// What ``words`` begin with.
  package static let label = "file: "

  /// The file in words: `file: safeguarding-measures.csv.gz, 83,980 rows, 492,164 bytes, CRC-32 1a2b3c4d`, of a
  /// workbook with its sheet behind the name.
  public var words: String {
    "\(Self.label)\(file), \(sheet.map { "sheet \"\($0)\", " } ?? "")\(PrintedNumber.of(rowCount)) rows, \(PrintedNumber.of(byteCount)) bytes, CRC-32 \(checksum)"
  }
}

extension Operation {
  /// Ranks every area of a set.
  static let ranking = Operation(
    "ranking", summary: "Every area of a set in the order of its values, with ranks, ties and quartile bands.",
    discussion: """
      The rules are those of rank. The table's notes say who is not ranked, and why. Bands are LAIT's: a value that equals \
      a quartile falls in the lower band by size, which is the better one where low is good and the worse where high is.
      """,
    source: "DfE, Local Authority Interactive Tool",
    example: """
      lait:indicator("CPP_rate"):ranking{period = "2020", among = "North East"}.areas[1]
      --> Middlesbrough
      """,
    Parameter<Indicator>("indicator", "The indicator to rank by."),
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values"),
    Parameter<AreaSet>("among", "The areas to rank.", default: .all, words: "\"all\""),
    Parameter<RankOrder?>("from", "Which end is 1st.", otherwise: "\"best\", or \"highest\" without polarity"),
    Parameter<TieRule>("ties", "How equal values share a rank.", default: .competition, words: "\"competition\""),
    Parameter<Named<Area>?>("area", "The area whose region or neighbours are ranked.", otherwise: "none"),
    Parameter<Int?>("decimals", "Decimal places to round values to before they are compared, 0 to 12.", otherwise: "as published")
  ) { indicator, period, set, order, ties, name, decimals in
    try Ranking(
      of: indicator, in: indicator.period(period), among: set, order: order, ties: ties,
      area: name.map { try indicator.register.area($0.text) }, roundedTo: decimals.map { min(max($0, 0), 12) })
  }
}
