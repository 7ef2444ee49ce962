import Columns

/// Columns of figures as they are found row by row, and a tally of the rows that have none.
struct FigureColumns {
  private let kinds: [Kind]
  private var cells: [[Cell]]
  private var tally: [(words: String, count: Int)] = []
  private var notGiven: [(words: String, count: Int)] = []

  /// A column's name and unit.
  struct Kind {
    let name: String
    let unit: String?
    /// The places to print, or nil for those that tell three digits of the smallest figure of this unit.
    let decimals: Int?

    init(_ name: String, unit: MeasureUnit, decimals: Int? = nil) {
      self.name = name
      self.unit = unit.words.isEmpty ? nil : unit.words
      self.decimals = decimals
    }

    /// A figure and its two limits.
    static func limited(_ name: String, unit: MeasureUnit, decimals: Int? = nil) -> [Kind] {
      ["", "_lower", "_upper"].map { Kind(name + $0, unit: unit, decimals: decimals) }
    }
  }

  init(_ kinds: [Kind]) {
    self.kinds = kinds
    cells = kinds.map { _ in [] }
  }

  /// Adds a row; nil is not given, not applicable.
  mutating func add(_ figures: [Double?]) {
    for (place, figure) in figures.enumerated() {
      cells[place].append(figure.map { .number($0) } ?? .missing(.notApplicable))
      if figure == nil { Self.count(kinds[place].name, in: &notGiven) }
    }
  }

  /// Adds a row without figures.
  mutating func add(missing reason: MissingReason, words: String) {
    for place in cells.indices { cells[place].append(.missing(reason)) }
    Self.count(words, in: &tally)
  }

  private static func count(_ words: String, in tally: inout [(words: String, count: Int)]) {
    if let place = tally.firstIndex(where: { $0.words == words }) {
      tally[place].count += 1
    } else {
      tally.append((words, 1))
    }
  }

  /// How many rows have no figure and why, and how many have none of a limit; none where each has all.
  private var notes: [String] {
    let parts = tally.map { "\(PrintedNumber.of($0.count)) with \($0.words)" }
    return (parts.isEmpty ? [] : ["rows without a figure: \(parts.joined(separator: ", "))"])
      + notGiven.map {
        "\($0.words) is not given by the method in \($0.count == 1 ? "1 row" : "\(PrintedNumber.of($0.count)) rows")"
      }
  }

  /// Returns a table with the columns and the notes.
  ///
  /// - Throws: ``ArgumentError`` where the table has a column of one of the names: nothing is written over.
  func added(to table: Table, notes more: [String]) throws -> Table {
    var answer = table
    for (kind, cells) in zip(kinds, cells) {
      guard table.columnIfPresent(kind.name) == nil else {
        throw ArgumentError.unusable(
          "as", problem: "the table has a column \"\(kind.name)\" already",
          expectation: "Give the new columns another name with as, or leave the old one out with select.")
      }
      let column = Column(kind.name, cells: cells, typeWhereMissing: .number)
      answer = try answer.adding(column.with(unit: kind.unit, decimals: kind.decimals ?? decimals(of: kind.unit)))
    }
    answer.notes += more + notes
    return answer
  }

  private func decimals(of unit: String?) -> Int {
    guard let place = kinds.firstIndex(where: { $0.unit == unit }) else { return 1 }
    return Estimate.decimals(for: cells[place].compactMap { $0.number?.magnitude }.filter { $0 > 0 }.min() ?? 0)
  }
}
