import TestSupport

@testable import Columns

/// The same tables in other layouts, and comparisons of answers that do not ask for the last bit.
enum TableLayouts {
  /// The same cells with the values kept once where they can be, in chunks of chance lengths.
  static func laidOut(_ table: Table, _ random: inout SeededGenerator) -> Table {
    var lengths: [Int] = []
    var rest = table.rowCount
    while rest > 0 {
      let length = Bool.random(using: &random) ? rest : Int.random(in: 1...rest, using: &random)
      lengths.append(length)
      rest -= length
    }
    let columns = table.columns.map { column -> Column in
      let kept =
        switch Int.random(in: 0..<3, using: &random) {
        case 0 where column.type != .boolean: column.coded()
        case 1 where column.type == .text: uncoded(column)
        default: column
        }
      return lengths.isEmpty ? kept : kept.divided(lengths)
    }
    return Table(checked: columns, rowCount: table.rowCount)
  }

  /// The same texts, not kept once.
  static func uncoded(_ column: Column) -> Column {
    uncoded(column.name, (0..<column.count).map { column[$0].text ?? "" }, (0..<column.count).map { column.presence[$0] })
  }

  /// Texts as they are spelt, nil where one is missing.
  static func uncoded(_ name: String, _ texts: [String?]) -> Column {
    uncoded(name, texts.map { $0 ?? "" }, texts.map { $0 == nil ? .unspecified : nil })
  }

  private static func uncoded(_ name: String, _ texts: [String], _ reasons: [MissingReason?]) -> Column {
    Column(name, type: .text, chunks: [Chunk(.text(TextStore(texts)))], presence: Presence(reasons))
  }

  static func cells(_ column: Column) -> [Cell] { (0..<column.count).map { column[$0] } }

  static func agree(_ one: Cell, _ other: Cell) -> Bool {
    guard case .number(let one) = one, case .number(let other) = other else { return one == other }
    return one == other || one.isNaN && other.isNaN || abs(one - other) <= 1e-9 * max(1, abs(one), abs(other))
  }
}
