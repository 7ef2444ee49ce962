/// A question to a table: which rows, grouped how, what of each group, in what order, how many.
public struct Query: Hashable, Sendable {
  /// The rows that take part.
  public var filter: Predicate = .all
  /// The columns whose different values make the groups; empty for one group of all rows.
  public var groupBy: [String] = []
  /// What is computed of each group; empty to give back the rows themselves.
  public var aggregates: [Aggregate] = []
  /// The columns of the answer that order it; groups come in the order of their keys where none is named.
  public var order: [Order] = []
  /// The most rows to give back.
  public var limit: Int?

  public init() {}

  /// A column that orders the answer. A missing value comes last, whichever way.
  public struct Order: Hashable, Sendable {
    public var column: String
    public var descending: Bool

    public init(_ column: String, descending: Bool = false) {
      self.column = column
      self.descending = descending
    }
  }

  /// What is computed of the rows of a group.
  public struct Aggregate: Hashable, Sendable {
    public var kind: Kind
    /// The column that is aggregated; nil for a count of rows.
    public var column: String?
    /// The name of the column in the answer.
    public var name: String

    public init(_ kind: Kind, of column: String? = nil, as name: String) {
      self.kind = kind
      self.column = column
      self.name = name
    }

    public enum Kind: Hashable, Sendable {
      /// The number of rows, whatever they hold.
      case count
      /// Missing values are skipped and the answer's notes count them; a group of missing values has no sum.
      case sum, mean, minimum, maximum
      /// The number of different values that are there.
      case distinct
    }
  }
}

extension Table {
  /// Answers a query.
  ///
  /// - Throws: ``TableError`` and ``PredicateError``.
  /// - Complexity: O(rows) for each condition, key and aggregate, and O(g log g) for g groups.
  public func answer(_ query: Query) throws -> Table {
    let mask = try query.filter.mask(over: self)
    let rows = mask.indices.filter { mask[$0] }
    var result = query.aggregates.isEmpty ? selecting(rows: rows) : try grouped(rows, query)
    if !query.order.isEmpty { result = try result.ordered(by: query.order) }
    if let limit = query.limit, limit < result.rowCount {
      let count = result.rowCount
      result = result.selecting(rows: Array(0..<max(0, limit)))
      result.notes.append("the first \(PrintedNumber.of(max(0, limit))) of \(PrintedNumber.of(count)) rows")
    }
    return result
  }

  /// Returns the rows in the order of some columns; rows that are equal in all of them keep their order.
  public func ordered(by order: [Query.Order]) throws(TableError) -> Table {
    var keys: [(column: Column, descending: Bool)] = []
    for item in order { keys.append((try column(item.column), item.descending)) }
    let rows = (0..<rowCount).sorted { first, second in
      for (column, descending) in keys {
        let (one, other) = (column[first], column[second])
        if one == other || one.isMissing && other.isMissing { continue }
        if one.isMissing || other.isMissing { return !one.isMissing }
        return descending ? Cell.areInIncreasingOrder(other, one) : Cell.areInIncreasingOrder(one, other)
      }
      return first < second
    }
    return selecting(rows: rows)
  }

  private func grouped(_ rows: [Int], _ query: Query) throws -> Table {
    var keyColumns: [Column] = []
    for name in query.groupBy { keyColumns.append(try column(name)) }
    let grouping = Grouping(rows, by: keyColumns)
    var columns = keyColumns.map { $0.selecting(grouping.firstRows) }
    var notes = notes
    for aggregate in query.aggregates {
      let (column, note) = try self.aggregate(aggregate, rows: rows, grouping: grouping)
      columns.append(column)
      if let note { notes.append(note) }
    }
    let table = try Table(columns, sources: sources, notes: notes)
    return try table.ordered(by: query.groupBy.map { Query.Order($0) })
  }

  private func aggregate(
    _ aggregate: Query.Aggregate, rows: [Int], grouping: Grouping
  ) throws -> (Column, note: String?) {
    guard aggregate.kind != .count else {
      var counts = [Int](repeating: 0, count: grouping.count)
      for group in grouping.groups { counts[group] += 1 }
      return (Column(aggregate.name, integers: counts, presence: nil, unit: "rows"), nil)
    }
    guard let name = aggregate.column else {
      throw TableError.badRequest("an aggregate names no column", expectation: "Only a count does without one.")
    }
    let column = try column(name)
    if aggregate.kind == .distinct {
      var seen = [Set<Cell>](repeating: [], count: grouping.count)
      for (row, group) in zip(rows, grouping.groups) where column.presence[row] == nil { seen[group].insert(column[row]) }
      return (Column(aggregate.name, integers: seen.map(\.count), presence: nil), nil)
    }
    guard column.type == .integer || column.type == .number else {
      throw TableError.wrongType(column: name, is: column.type, wanted: "Sums, means and extremes are of numbers")
    }
    var skipped = 0
    let cells: [Cell]
    if column.type == .integer {
      var totals = [WholeTotal](repeating: WholeTotal(), count: grouping.count)
      for (row, group) in zip(rows, grouping.groups) {
        if case .integer(let value) = column[row] { totals[group].add(value) } else { skipped += 1 }
      }
      cells = totals.map { $0.cell(aggregate.kind) }
    } else {
      var totals = [Total](repeating: Total(), count: grouping.count)
      for (row, group) in zip(rows, grouping.groups) {
        if let value = column[row].number { totals[group].add(value) } else { skipped += 1 }
      }
      cells = totals.map { $0.cell(aggregate.kind) }
    }
    let note = skipped == 0 ? nil : "\(aggregate.name): \(PrintedNumber.of(skipped)) missing values of \"\(name)\" are left out"
    return (Column(aggregate.name, cells: cells, unit: column.unit, decimals: column.decimals), note)
  }

  /// A running sum (Neumaier's, so that many small values are not lost), count and extremes.
  private struct Total {
    var count = 0
    var least = Double.infinity
    var most = -Double.infinity
    private var rough = 0.0
    private var correction = 0.0

    /// What a kind of aggregate gives; a total of nothing is not available.
    func cell(_ kind: Query.Aggregate.Kind) -> Cell {
      guard count > 0 else { return .missing(.notAvailable) }
      let sum = rough + correction
      return switch kind {
      case .mean: .number(sum / Double(count))
      case .minimum: .number(least)
      case .maximum: .number(most)
      case .sum, .count, .distinct: .number(sum)
      }
    }

    mutating func add(_ value: Double) {
      count += 1
      least = min(least, value)
      most = max(most, value)
      let next = rough + value
      correction += abs(rough) >= abs(value) ? (rough - next) + value : (value - next) + rough
      rough = next
    }
  }
}

/// A running sum of whole numbers, in 128 bits, with its count and extremes.
private struct WholeTotal {
  private var count = 0
  private var least = Int.max
  private var most = Int.min
  private var sum: Int128 = 0

  mutating func add(_ value: Int) {
    count += 1
    least = min(least, value)
    most = max(most, value)
    sum += Int128(value)
  }

  /// What a kind of aggregate gives; a total of nothing is not available, and one beyond 64 bits is a number.
  func cell(_ kind: Query.Aggregate.Kind) -> Cell {
    guard count > 0 else { return .missing(.notAvailable) }
    return switch kind {
    case .mean: .number(Double(sum) / Double(count))
    case .minimum: .integer(least)
    case .maximum: .integer(most)
    case .sum, .count, .distinct: Int(exactly: sum).map { .integer($0) } ?? .number(Double(sum))
    }
  }
}

/// The group of each row: rows that hold the same in each key are of one group, and missing for one reason is the same.
struct Grouping {
  /// The group of each row, in the order of the rows.
  private(set) var groups: [Int]
  /// The row in which each group first occurs.
  private(set) var firstRows: [Int]

  /// The number of groups: one where there are no keys, even of no rows.
  private(set) var count = 1

  init(_ rows: [Int], by keys: [Column]) {
    groups = [Int](repeating: 0, count: rows.count)
    firstRows = []
    for key in keys { refine(rows, by: key) }
    guard !keys.isEmpty else { return }
    count = (groups.max() ?? -1) + 1
    var isFirst = [Bool](repeating: true, count: count)
    for (row, group) in zip(rows, groups) where isFirst[group] {
      isFirst[group] = false
      firstRows.append(row)
    }
  }

  private struct Pair: Hashable {
    let group: Int
    let code: Int
  }

  /// Parts each group by the values of one more key, and numbers the groups anew in the order of their first rows.
  private mutating func refine(_ rows: [Int], by key: Column) {
    var numbers: [Pair: Int] = [:]
    var codes: [Cell: Int] = [:]
    for (place, row) in rows.enumerated() {
      let code: Int
      if let known = key.code(row) {
        code = known
      } else {
        let cell = key[row]
        code = codes[cell] ?? -1 - codes.count
        codes[cell] = code
      }
      let pair = Pair(group: groups[place], code: code)
      let number = numbers[pair] ?? numbers.count
      numbers[pair] = number
      groups[place] = number
    }
  }
}
