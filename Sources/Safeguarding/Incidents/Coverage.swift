import Columns

/// The months that incidents were recorded in, by who recorded them.
///
/// A month without a row of a force is one that its file lacks, and says nothing of how many incidents there were. Of a table
/// of one's own all months from its first to its last count as recorded.
public struct Coverage: Hashable, Sendable {
  /// The column that names who recorded; nil where there is one recorder.
  public let column: String?

  /// The first and the last month, as ``CalendarUnit/month`` numbers them; nil where no row has a month.
  public let span: ClosedRange<Int>?

  /// The months of each recorder.
  let months: [String: Set<Int>]

  /// Who recorded, by name; a name is empty where rows have none.
  var recorders: [String] { months.keys.sorted() }

  init(column: String?, months: [String: Set<Int>]) {
    self.column = column
    self.months = months
    let all = months.values.reduce(into: Set<Int>()) { $0.formUnion($1) }
    span = all.min().flatMap { first in all.max().map { first...$0 } }
  }

  /// Counts the months of rows.
  ///
  /// - Parameter isWhole: Whether months without a row count where they lie between the first and the last.
  init(of table: Table, recorder: String?, isWhole: Bool) throws {
    let recorders = recorder.map { [$0] } ?? []
    let groups = try table.answer(Query().group(by: recorders + ["month"], [.count("\u{0}n")]), within: OperationLimits.forQueries)
    var months: [String: Set<Int>] = [:]
    for row in 0..<groups.rowCount {
      let cells = groups.row(row)
      guard let month = CalendarUnit.month.index(ofCell: cells[recorders.count]) else { continue }
      months[recorder == nil ? "" : Self.name(cells[0]), default: []].insert(month)
    }
    if isWhole, let first = months.values.flatMap({ $0 }).min(), let last = months.values.flatMap({ $0 }).max() {
      months = months.mapValues { _ in Set(first...last) }
    }
    self.init(column: recorder, months: months)
  }

  static func name(_ recorder: Cell) -> String { recorder.isMissing ? "" : recorder.plainText }

  /// The recorders that have every month of a span.
  func complete(_ span: ClosedRange<Int>) -> Set<String> {
    Set(months.filter { recorder in span.allSatisfy { recorder.value.contains($0) } }.keys)
  }

  /// How many months of a span each recorder has that lacks some.
  func incomplete(_ span: ClosedRange<Int>) -> [(name: String, months: Int)] {
    months.sorted { $0.key < $1.key }.compactMap { name, months in
      let count = span.count { months.contains($0) }
      return count < span.count && count > 0 ? (name, count) : nil
    }
  }

  static func label(_ month: Int) -> String { CalendarUnit.month.cell(ofIndex: month).plainText }

  /// The span in words: `2023-01 to 2025-11`, or one month.
  static func words(_ span: ClosedRange<Int>) -> String {
    span.count == 1 ? label(span.lowerBound) : "\(label(span.lowerBound)) to \(label(span.upperBound))"
  }
}
