import Columns

extension Operation {
  /// Divides the areas of a set into bands.
  static let bands = Operation(
    "bands", summary: "The areas of a set in quarters, fifths or tenths by the size of their values, band 1 the lowest.",
    discussion: """
      Two rules have names. "lait" takes quantiles of type 7, each bound belonging to the band below; "phe" takes the rank \
      from the lowest, as Fingertips and PHEindicatormethods do. They differ where values tie and where the areas don't \
      divide evenly. Fewer values than bands are refused. The table's notes say who is in no band, and why.
      """,
    source: "DfE, LAIT; Public Health England, Technical guide: assigning deprivation categories (2018)",
    example: """
      lait:indicator("CPP_rate"):bands{period = "2020", count = 5, among = "North East"}:where{band = 5}[1].area
      --> Middlesbrough
      """,
    Parameter<Indicator>("indicator", "The indicator to divide by."),
    Parameter<Int>("count", "How many bands: 4, 5, 10 or another number.", default: 5, words: "5"),
    Parameter<QuantileBands.Rule>("rule", "How a value falls into its band.", default: .lait, words: "\"lait\""),
    Parameter<Named<Period>?>("period", "The period's label.", otherwise: "the latest period with values"),
    Parameter<AreaSet>("among", "The areas to divide.", default: .all, words: "\"all\""),
    Parameter<Named<Area>?>("area", "The area whose region or neighbours are divided.", otherwise: "none")
  ) { indicator, count, rule, name, set, area in
    let period = try indicator.period(name)
    let values = try indicator.values(of: set, in: period, around: area.map { try indicator.register.area($0.text) })
    let members = values.members.map { (area: $0.area, value: DecimalDigits.withoutNoise($0.value)) }
      .sorted { ($1.value, $0.area.name) < ($0.value, $1.area.name) }
    let bands = try QuantileBands(members.map(\.value), count: count, rule: rule)
    let leftOut = Dictionary(grouping: values.leftOut, by: \.reason).sorted { $0.key < $1.key }
    return Table(
      checked: [
        Column("area", texts: members.map(\.area.name)), Column("code", texts: members.map(\.area.code)),
        Column(
          "value", numbers: members.map(\.value), unit: indicator.definition.unit.words, decimals: indicator.definition.decimals),
        Column("band", integers: bands.bands),
      ], rowCount: members.count, sources: indicator.sources,
      notes: ["\(indicator.titleAndKey), \(period.label)", "\(count) bands, 1 the lowest; \(rule.words)"] + values.notes
        + leftOut.map { "in no band: \($0.value.map(\.area.name).joined(separator: ", ")) (\($0.key))" })
  }
}
