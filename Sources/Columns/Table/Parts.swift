/// The rows of a table by the values of some columns, the parts in the order of their first rows.
struct Parts {
  /// The rows of each part, in their order.
  private(set) var rows: [[Int]]
  /// The part of each row.
  private(set) var partOfRow: [Int]

  /// - Complexity: O(rows) for each column.
  init(_ table: Table, by names: [String]) throws(TableError) {
    partOfRow = [Int](repeating: 0, count: table.rowCount)
    rows = []
    var count = 1
    for name in names {
      let (slots, slotCount) = try Self.slots(of: table.column(name))
      count = refine(by: slots, slotCount, parts: count)
    }
    rows = [[Int]](repeating: [], count: table.rowCount == 0 ? 0 : count)
    for row in 0..<table.rowCount { rows[partOfRow[row]].append(row) }
  }

  /// A small number for each row's value, or for the reason that it has none.
  private static func slots(of column: Column) -> (slots: [Int], count: Int) {
    let coded = CodeSource(column) == nil ? column.coded() : column
    guard let source = CodeSource(coded) else { return ([Int](repeating: 0, count: column.count), 1) }
    var slots: [Int] = []
    slots.reserveCapacity(column.count)
    for (chunk, validity) in zip(coded.chunks, coded.presence.chunks) {
      for row in 0..<chunk.rowCount {
        let reason = validity.missingCount == 0 ? nil : validity[row]
        slots.append(reason.map { source.cardinality + Int($0.rawValue) } ?? source.code(chunk, row))
      }
    }
    return (slots, source.cardinality + MissingReason.allCases.count + 1)
  }

  /// Parts each part by further numbers, and numbers the parts anew in the order of their first rows.
  private mutating func refine(by slots: [Int], _ slotCount: Int, parts: Int) -> Int {
    var next = 0
    if parts.multipliedReportingOverflow(by: slotCount).partialValue <= 1 << 22, parts < 1 << 22, slotCount < 1 << 22 {
      var numbers = [Int32](repeating: -1, count: parts * slotCount)
      for row in slots.indices {
        let place = partOfRow[row] * slotCount + slots[row]
        if numbers[place] < 0 {
          numbers[place] = Int32(next)
          next += 1
        }
        partOfRow[row] = Int(numbers[place])
      }
      return next
    }
    var numbers: [Pair: Int] = [:]
    for row in slots.indices {
      let pair = Pair(part: partOfRow[row], slot: slots[row])
      let number = numbers[pair] ?? next
      if number == next {
        numbers[pair] = number
        next += 1
      }
      partOfRow[row] = number
    }
    return next
  }

  private struct Pair: Hashable {
    let part: Int
    let slot: Int
  }
}
