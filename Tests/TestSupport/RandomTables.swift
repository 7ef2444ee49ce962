public import Columns

/// Tables with columns of every type and layout, some of their values missing for any of the reasons.
public struct RandomTable {
  public let table: Table

  /// - Parameter rows: The rows; the values of a column are drawn from few or many, by chance.
  public init(rows: Int, using random: inout SeededGenerator) throws {
    var columns: [Column] = []
    func presence(_ random: inout SeededGenerator) -> Presence? {
      let share = [0, 0, 3, 10, 90].randomElement(using: &random) ?? 0
      guard share > 0 else { return nil }
      let only = Bool.random(using: &random) ? MissingReason.allCases.randomElement(using: &random) : nil
      return Presence(
        (0..<rows).map { _ -> MissingReason? in
          guard Int.random(in: 0..<100, using: &random) < share else { return nil }
          return only ?? MissingReason.allCases.randomElement(using: &random)
        })
    }
    func draw<Value>(_ make: (inout SeededGenerator) -> Value) -> [Value] { (0..<rows).map { _ in make(&random) } }
    let words = ["delta", "alpha", "charlie", "bravo", "Écho", "", "alpha centauri", "zulu"]
    columns.append(Column("word", texts: draw { words.randomElement(using: &$0) ?? "" }, presence: presence(&random)))
    let areas = [3, 300, 70_000].randomElement(using: &random) ?? 3
    columns.append(
      Column("area", texts: draw { "E0\(Int.random(in: 0..<areas, using: &$0))" }, presence: presence(&random)))
    let spread = [3, 100, 30_000, 2_000_000, Int(Int32.max) * 8].randomElement(using: &random) ?? 3
    let least = Bool.random(using: &random) ? -spread / 2 : 1000
    columns.append(
      Column("whole", integers: draw { least + Int.random(in: 0..<spread, using: &$0) }, presence: presence(&random)))
    columns.append(
      Column("person", integers: draw { Int.random(in: 0..<max(1, rows / 3), using: &$0) }, presence: presence(&random)))
    let scale: Double = [1.0, 10.0, 100.0].randomElement(using: &random) ?? 1
    let isFine = Bool.random(using: &random)
    func number(_ random: inout SeededGenerator) -> Double {
      let value = Double.random(in: -50...1000, using: &random)
      guard !isFine else { return value }
      let scaled: Double = value * scale
      return scaled.rounded() / scale
    }
    let numbers: [Double] = draw(number)
    columns.append(Column("number", numbers: numbers, presence: presence(&random)))
    columns.append(Column("flag", booleans: draw { Bool.random(using: &$0) }, presence: presence(&random)))
    columns.append(
      Column(
        "day", dates: draw { CalendarDate(daysSince1970: Int32.random(in: 18_000..<19_000, using: &$0)) },
        presence: presence(&random)))
    columns.append(
      Column(
        "moment",
        timestamps: draw { Timestamp(secondsSince1970: Int.random(in: 1_600_000_000..<1_600_500_000, using: &$0)) },
        presence: presence(&random)))
    table = try Table(columns)
  }

  /// A condition on the table's columns, nested by chance.
  public func predicate(_ random: inout SeededGenerator, depth: Int = 2) -> Predicate {
    if depth > 0, Int.random(in: 0..<3, using: &random) > 0 {
      let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in predicate(&random, depth: depth - 1) }
      return [.and(parts), .or(parts), .not(parts[0])].randomElement(using: &random) ?? .all
    }
    let column = table.columns.randomElement(using: &random) ?? table.columns[0]
    func value(_ random: inout SeededGenerator) -> Cell {
      let cells = (0..<20).map { _ in column[Int.random(in: 0..<column.count, using: &random)] }
      return cells.first { !$0.isMissing } ?? .missing(.unspecified)
    }
    let first = value(&random)
    let second = value(&random)
    guard !first.isMissing, !second.isMissing else { return .isMissing(column: column.name) }
    switch Int.random(in: 0..<8, using: &random) {
    case 0:
      let reason = MissingReason.allCases.randomElement(using: &random)
      return Bool.random(using: &random) ? .isMissing(column: column.name) : .isMissingFor(column: column.name, reason ?? .suppressed)
    case 1: return .oneOf(column: column.name, [first, second, value(&random)].filter { !$0.isMissing })
    case 2: return .between(column: column.name, first, second)
    case 3 where column.type == .text: return .contains(column: column.name, String((first.text ?? "").suffix(1)))
    case 4 where column.type == .text: return .begins(column: column.name, with: String((first.text ?? "").prefix(2)))
    case 6 where column.type == .text: return .ends(column: column.name, with: String((first.text ?? "").suffix(2)))
    case 5 where column.type == .integer: return .compareColumns("whole", .less, "number")
    default:
      let comparison = Predicate.Comparison.allCases.randomElement(using: &random) ?? .equal
      return .compare(column: column.name, comparison, first)
    }
  }
}
