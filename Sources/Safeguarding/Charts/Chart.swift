public import Columns

/// Something to look at, with the rows that it is drawn from. How it is drawn is for the room that draws it.
public protocol Chart: ScriptObject {
  /// What the chart shows: the measure, by what it is shown, and where somebody gave one, their title.
  var title: String { get }
  /// The unit of the values; nil where they have none.
  var unit: String? { get }
  /// What the chart says, worked out from its values.
  var headline: String { get }
  /// What is drawn, as a table.
  var rows: Table { get }
}

extension Chart {
  public static var fields: [ObjectField<Self>] {
    [
      .init("title", "What the chart shows.") { .text($0.title) },
      .init("headline", "What the chart says, worked out from its values.") { .text($0.headline) },
      .init("unit", "The unit of the values, or nil.") { $0.unit.map { .text($0) } ?? .nothing },
      .init("rows", "What is drawn, as a table.") { .object($0.rows) },
    ]
  }

  public var words: String { measure(title) }

  /// What is shown, with its unit.
  package func measure(_ title: String) -> String { unit.map { title.hasSuffix($0) ? title : "\(title), \($0)" } ?? title }

  public var table: Table? { rows }
  public var reasons: [String] { rows.reasons }
  public var byteCount: Int { rows.byteCount }
}

/// A value that a chart draws a line at, such as England's.
public struct ReferenceLine: Hashable, Sendable {
  public let label: String
  public let value: Double

  public init(_ label: String, _ value: Double) {
    self.label = label
    self.value = value
  }
}

/// Reference lines as scripts write them: `{England = 43.7}`, or a list of records where their order counts.
struct ReferenceLines: OperationArgument {
  let lines: [ReferenceLine]

  static let argumentWords = "named numbers such as {England = 43.7}"
  static var takesList: Bool { true }
  static var takesRecord: Bool { true }

  static func argument(_ value: Value) throws -> ReferenceLines? {
    switch value {
    case .record(let fields):
      let lines = fields.map { field in Double.argument(field.value).map { ReferenceLine(field.name, $0) } }
      guard lines.allSatisfy({ $0 != nil }) else { return nil }
      return ReferenceLines(lines: lines.compactMap { $0 })
    case .list(let values):
      return ReferenceLines(
        lines: try values.map { value in
          var fields = try RecordFields(value, of: "a line", names: ["label", "value"])
          return ReferenceLine(try fields.required("label", as: String.self), try fields.required("value", as: Double.self))
        })
    default: return nil
    }
  }
}

/// The columns that a chart takes from a table.
package enum ChartColumns {
  /// What a chart of values shows: what they measure where that is known, or their column's name.
  static func title(of values: Column, _ link: String, _ labels: Column) -> String {
    values.measure.map { "\($0), \(link) \(labels.name)" } ?? "\(values.name) \(link) \(labels.name)"
  }

  /// The column of numbers that is named; nil for the one that says what it measures, such as an indicator's, or else the last.
  static func numbers(of table: Table, named name: String?) throws -> Column {
    if let name {
      let column = try table.column(name)
      guard column.type == .integer || column.type == .number else {
        throw TableError.wrongType(column: name, is: column.type, wanted: "A chart draws numbers")
      }
      return column
    }
    let all = table.columns.filter { $0.type == .integer || $0.type == .number }
    let columns = all.filter { !whereAndWhen.contains($0.name.lowercased()) }
    if columns.isEmpty, let other = all.last {
      throw TableError.badRequest(
        "\"\(other.name)\" says where or when each row was, and the table has no other numbers to draw",
        expectation: "Rows are counted first: t:by(\"month\"):count():line_chart(), t:by(\"type\"):count():bar_chart().")
    }
    let measures = columns.filter { $0.measure != nil }
    guard let column = measures.count == 1 ? measures[0] : columns.last else {
      throw TableError.badRequest("the table has no column of numbers to draw", expectation: nil)
    }
    return column
  }

  /// Numbers of rows that are events, which nobody draws unasked.
  private static let whereAndWhen = coordinates.union(["hour"])

  /// The names of columns that place a row on a map.
  package static let coordinates: Set = ["latitude", "longitude", "lat", "lon", "lng", "easting", "northing"]

  /// The columns of numbers and of names, given in either order: people say what stands along first, or what is drawn.
  ///
  /// Of two columns of numbers that were not given by name, what is drawn along is the one that tells when, or is a part of the calendar;
  /// or else the one that comes first in the table, as what rows are grouped by does.
  ///
  /// - Throws: ``TableError/noColumn(_:available:)`` for either, before anybody looks at what the other holds.
  static func inOrder(_ value: String?, _ label: InPlace<String>?, of table: Table) throws -> (value: String?, label: String?) {
    guard let value, let label else { return (value, label?.value) }
    let (first, second) = (try table.column(value), try table.column(label.value))
    let turned = (value: label.value, label: value)
    guard second.type.isNumeric else { return (value, label.value) }
    guard first.type.isNumeric else { return turned }
    guard !label.isNamed else { return (value, label.value) }
    let times = TimeOrder(table).columns
    let isAlong = [first, second].map { times.contains($0.name) || $0.calendarPart != nil }
    if isAlong[0] != isAlong[1] { return isAlong[0] ? turned : (value, label.value) }
    let places = [value, label.value].compactMap { name in table.columns.firstIndex { $0.name == name } }
    return places.count == 2 && places[0] < places[1] ? turned : (value, label.value)
  }

  /// Says that names stand for several rows, each of which is drawn; nil where none does.
  static func noteOfRepeats(_ labels: [String], of column: String) -> String? {
    let repeated = labels.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }.filter { $0.value > 1 }
    guard let most = repeated.min(by: { ($1.value, $0.key) < ($0.value, $1.key) }) else { return nil }
    let names = "\(PrintedNumber.of(repeated.count, "name", "names")) of \(column) \(repeated.count == 1 ? "stands" : "stand")"
    return "\(names) for several rows, \"\(most.key)\" for \(PrintedNumber.of(most.value)), and each is drawn: take one of each with where"
  }

  /// The column of what is drawn along; nil for the first one besides others.
  static func labels(of table: Table, named name: String?, besides taken: [String]) throws -> Column {
    if let name { return try table.column(name) }
    guard let column = table.columns.first(where: { !taken.contains($0.name) }) else {
      throw TableError.badRequest("the table has no column besides \"\(taken.joined(separator: "\", \""))\" to name what is drawn", expectation: nil)
    }
    return column
  }

  /// The column that names what is drawn for each row; nil for the first besides others. Where that one does not tell the rows apart, as the
  /// year of an official table does not, it is the first text or day that does, and rather one of words than of codes. Places of a ranking
  /// name nobody.
  static func names(of table: Table, named name: String?, besides taken: [String]) throws -> Column {
    let columns = table.columns.filter { !taken.contains($0.name) && $0.name != "rank" }
    let first = try name == nil ? columns.first ?? labels(of: table, named: nil, besides: taken) : labels(of: table, named: name, besides: taken)
    if try name != nil || tellsRowsApart(first) { return first }
    let telling = try columns.filter { try ($0.type == .text || $0.type == .date) && tellsRowsApart($0) }
    let varying = columns.first { column in (1..<column.count).contains { column[$0] != column[0] } }
    return telling.first(where: isOfWords) ?? telling.first ?? varying ?? first
  }

  /// Whether no two rows of a column are the same.
  private static func tellsRowsApart(_ column: Column) throws -> Bool {
    var seen: Set<Cell> = []
    for row in 0..<column.count {
      try OperationLimits.check(at: row)
      guard seen.insert(column[row]).inserted else { return false }
    }
    return true
  }

  /// Whether most texts of a column have small letters, which codes lack.
  private static func isOfWords(_ column: Column) -> Bool {
    (0..<column.count).count { column[$0].text?.contains(where: \.isLowercase) ?? false } * 2 > column.count
  }
}
