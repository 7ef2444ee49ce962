import Columns

/// An answer that is not what obvious means give.
struct WrongAnswer: Error, CustomStringConvertible {
  let description: String

  init(_ kernel: String, _ what: String) { description = "\(kernel): \(what)" }
}

/// Holds an answer by groups to what obvious means give; numbers may differ by rounding.
func requireEqual(_ answer: Table, _ expected: [[Cell]: [Double]], in kernel: String) throws {
  guard answer.rowCount == expected.count else {
    throw WrongAnswer(kernel, "\(answer.rowCount) groups where \(expected.count) are right")
  }
  let keyCount = expected.first?.key.count ?? 0
  for row in 0..<answer.rowCount {
    let cells = answer.row(row)
    guard let right = expected[Array(cells.prefix(keyCount))] else {
      throw WrongAnswer(kernel, "no such group: \(cells)")
    }
    let found = cells.dropFirst(keyCount).map(\.number)
    let areClose = zip(found, right).allSatisfy { one, other in
      one.map { abs($0 - other) <= 1e-9 * abs(other) } ?? false
    }
    guard found.count == right.count, areClose else { throw WrongAnswer(kernel, "\(cells) where \(right) is right") }
  }
}
