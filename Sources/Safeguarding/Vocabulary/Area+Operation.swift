import Columns

extension Area: ScriptObject, NameableObject {
  public static let kind = ObjectKind("area", summary: "A local authority, a region or England.")
  public static let fields: [ObjectField<Area>] = [
    .init("name", "The name.") { .text($0.name) },
    .init("code", "The nine-character code of the Office for National Statistics.") { .text($0.code) },
    .init("dfe_number", "The number of the Department for Education.") { $0.dfeNumber.map { .integer($0) } ?? .nothing },
    .init("kind", "county, unitary, metropolitan, londonBorough, region, subregion or country.") { .text($0.kind.rawValue) },
    .init("region", "The name of the region.") { area in
      area.regionCode.flatMap { AreaRegister.england.areaIfKnown($0) }.map { .text($0.name) } ?? .nothing
    },
    .init("first_day", "The day it came into being, if that was after 31 March 2009.") {
      $0.firstDay.map { .text($0.description) } ?? .nothing
    },
    .init("last_day", "The last day of its life, if it has ended.") { $0.lastDay.map { .text($0.description) } ?? .nothing },
    .init("successors", "The names of the areas that took over.") { area in
      .list(area.successorCodes.compactMap { AreaRegister.england.areaIfKnown($0) }.map { .text($0.name) })
    },
  ]

  public var nameText: String { code }

  public var words: String {
    var text = "\(name) (\(code)\(dfeNumber.map { ", DfE \($0)" } ?? ""))"
    if let region = regionCode.flatMap({ AreaRegister.england.areaIfKnown($0) }) { text += ", \(region.name)" }
    if let firstDay { text += ", from \(firstDay)" }
    if let lastDay {
      let successors = successorCodes.compactMap { AreaRegister.england.areaIfKnown($0)?.name }
      text += ", until \(lastDay)"
      if !successors.isEmpty { text += ", then \(successors.joined(separator: " and "))" }
    }
    return text
  }
}

extension AreaRegister {
  /// The first day that the register answers for: the last of the authorities that ended in 2009.
  private static let firstDay = CalendarDate(daysSince1970: 14_334)

  /// Reads a day that the register answers for.
  static func day(_ text: String, parameter: String) throws(ArgumentError) -> CalendarDate {
    guard let day = CalendarDate(text) else {
      throw .unusable(parameter, problem: "\"\(text)\" is no day", expectation: "A day is written 2019-03-31.")
    }
    guard day >= firstDay else {
      throw .unusable(parameter, problem: "the register begins on \(firstDay)", expectation: "A day is that one or later.")
    }
    return day
  }
}

extension Operation {
  /// Finds an area.
  static let area = Operation(
    "area", summary: "The area that a name, a code or a DfE number stands for.",
    example: """
      area("redcar & cleveland")
      --> Redcar and Cleveland (E06000003, DfE 807), North East
      """,
    Parameter<Named<Area>>("name", "A name, a nine-character code or a DfE number.")
  ) { name in try AreaRegister.england.area(name.text) }

  /// Lists areas.
  static let areas = Operation(
    "areas", summary: "The upper-tier local authorities of England on a day, as a table.",
    example: """
      #areas{on = "2018-06-30"}
      --> 152
      """,
    Parameter<String?>("on", "A day such as 2023-04-01.", otherwise: "all since April 2009, ended or not"),
    Parameter<Named<Area>?>("region", "A region's name.", otherwise: "all of England")
  ) { day, region in
    let register = AreaRegister.england
    var areas = register.areas.filter(\.isLocalAuthority)
    if let day {
      areas = register.localAuthorities(on: try AreaRegister.day(day, parameter: "on"))
    }
    if let region {
      let code = try register.area(region.text).code
      areas = areas.filter { $0.regionCode == code || $0.subregionCode == code }
    }
    return Table(
      checked: [
        Column("area", texts: areas.map(\.name)), Column("code", texts: areas.map(\.code)),
        Column("dfe_number", cells: areas.map { $0.dfeNumber.map { .text(String($0)) } ?? .missing(.notApplicable) }),
        Column("kind", texts: areas.map(\.kind.rawValue)),
        Column("region", texts: areas.map { $0.regionCode.flatMap { register.areaIfKnown($0)?.name } }),
        Column("first_day", cells: areas.map { $0.firstDay.map { .date($0) } ?? .missing(.notApplicable) }),
        Column("last_day", cells: areas.map { $0.lastDay.map { .date($0) } ?? .missing(.notApplicable) }),
      ], rowCount: areas.count)
  }
}

extension Period: ScriptObject, NameableObject {
  public static let kind = ObjectKind("period", summary: "A labelled span of time.")
  public static let fields: [ObjectField<Period>] = [
    .init("label", "The label as published.") { .text($0.label) },
    .init("words", "The span in words.") { .text($0.words) },
    .init("first_day", "The first day.") { .text($0.firstDay.description) },
    .init("last_day", "The last day.") { .text($0.lastDay.description) },
  ]
  public var nameText: String { label }
}

extension Operation {
  /// Reads a period.
  static let period = Operation(
    "period", summary: "The span of time that a label stands for.",
    discussion: "Without a year type a single year is a calendar year, and a split year such as 2019/20 a financial year.",
    example: """
      period("2013/14-15/16").words
      --> 2013/14 to 2015/16, 3 years together
      """,
    Parameter<String>("label", "The label."),
    Parameter<YearType?>("year_type", "What a year means.", otherwise: "what the label tells")
  ) { label, yearType in
    try Period(label, yearType: yearType)
  }
}
