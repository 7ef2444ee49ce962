import Columns
public import Safeguarding

extension Indicator {
  /// Makes an indicator of lines of `area,period,value` and, where the header names them, `count`, `denominator`, `lower`
  /// and `upper`.
  public static func made(
    _ lines: String, unit: String = "Rate per 10,000", polarity: Polarity = .neither, yearType: YearType? = nil,
    key: String = "made"
  ) throws -> Indicator {
    var options = DelimitedOptions()
    let companions: [(Companion, String)] = [(.count, "count"), (.denominator, "denominator"), (.lower95, "lower"), (.upper95, "upper")]
    options.types = ["area": .text, "period": .text, "value": .number]
    let table = try DelimitedReader(options).read(bytes: Array(lines.utf8), name: "made.csv")
    return try NamedColumnsFile.indicator(
      in: table, value: "value", area: "area", periods: ["period"],
      definition: .init(
        key: key, title: key, unit: MeasureUnit(published: unit), polarity: polarity, yearType: yearType, publisher: "test"),
      companions: companions.filter { table.columnNames.contains($0.1) })
  }

  /// The observation of a named area and period.
  public func at(_ area: String, _ period: String) throws -> Observation { self[try register.area(area), try self.period(period)] }
}

/// The populations of the examples: children aged 0 to 17 at mid-year.
public enum MidYearChildren {
  public static let indicator = Result {
    try PublishedFile.indicators(
      in: DelimitedReader().read(path: ProjectFiles.exampleData + "/population/mid-year-0-17-utla-2012-2024.csv.gz"),
      options: .init(yearType: .at30June)
    ).indicators[0]
  }
}
