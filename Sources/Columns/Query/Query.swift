/// A question to a table: steps that each turn the rows before them into other rows.
///
/// ```swift
/// let query = Query()
///   .filter(.compare(column: "type", .equal, .text("Drugs")))
///   .derive("month", .span(.month, of: .column("date")))
///   .group(by: ["la", "month"], [.count(), .mean(of: "severity", as: "mean")])
///   .order(by: [.init("count", descending: true)])
///   .limit(20)
/// ```
///
/// A query is a value: it can be kept, compared, and asked of any table. A filter after a group is asked of the groups.
public struct Query: Hashable, Sendable {
  /// What is done, in this order.
  public private(set) var steps: [Step] = []

  public init() {}

  public enum Step: Hashable, Sendable {
    case filter(Predicate)
    case derive(String, Expression)
    case join(Join)
    case group(by: [String], [Aggregate])
    case calendar(Calendar)
    case window(Window)
    case pivot(Pivot)
    case order([Order])
    case limit(Int)
    case top(Int, per: [String], order: [Order])
    case select([String])
  }

  /// A column that orders rows. A missing value comes last, whichever way.
  public struct Order: Hashable, Sendable {
    public var column: String
    public var descending: Bool

    public init(_ column: String, descending: Bool = false) {
      self.column = column
      self.descending = descending
    }
  }

  /// Returns the query with one more step.
  public func then(_ step: Step) -> Query {
    var copy = self
    copy.steps.append(step)
    return copy
  }

  /// Keeps the rows that meet a condition.
  public func filter(_ predicate: Predicate) -> Query { then(.filter(predicate)) }

  /// Adds a column, or replaces the one of that name.
  public func derive(_ name: String, _ expression: Expression) -> Query { then(.derive(name, expression)) }

  /// Adds columns of another table, found by a key.
  public func join(_ table: Table, on keys: [String], equal otherKeys: [String]? = nil, adding columns: [String]) -> Query {
    then(.join(Join(table, on: keys, equal: otherKeys, adding: columns)))
  }

  /// Makes one row of all rows that hold the same in some columns, in the order of those values; without columns one row
  /// of all. Rows without a value make a group for each reason.
  public func group(by columns: [String] = [], _ aggregates: [Aggregate]) -> Query { then(.group(by: columns, aggregates)) }

  /// Adds the rows that a calendar lacks.
  public func calendar(_ calendar: Calendar) -> Query { then(.calendar(calendar)) }

  /// Adds a column that is made of neighbouring rows.
  public func window(_ window: Window) -> Query { then(.window(window)) }

  /// Turns the values of a column into columns.
  public func pivot(rows: [String], column: String, values: String) -> Query {
    then(.pivot(Pivot(rows: rows, column: column, values: values)))
  }

  /// Orders the rows; equal rows keep their order.
  public func order(by order: [Order]) -> Query { then(.order(order)) }

  /// Keeps the first rows.
  public func limit(_ count: Int) -> Query { then(.limit(count)) }

  /// Keeps the first rows of each part, in an order.
  public func top(_ count: Int, per parts: [String] = [], order: [Order]) -> Query {
    then(.top(count, per: parts, order: order))
  }

  /// Keeps only some columns, in the order given.
  public func select(_ columns: [String]) -> Query { then(.select(columns)) }
}
