import Columns

extension Operation {
  /// Hides small counts before a table is published.
  static let suppress = Operation(
    "suppress", summary: "The table with its small counts suppressed before it is published: disclosure control.",
    discussion: """
      A count from 1 to under below becomes missing for the reason suppressed, [c]. A zero stays unless zeros = true; a missing value keeps \
      its reason; a number that is no count is an error. within and across say which counts a total adds up. Where a total would tell \
      what is hidden, since it is one count alone, or all of it is as small, or as large, as a hidden count can be, the next smallest is \
      suppressed too, a zero last. A note names the totals that tell all the same, for want of another count. Each total is looked at by \
      itself: several together, a range, another table, or rows that stand in the order of the counts may still tell. A total that stands among the counts is a count like them. round \
      comes last, halves up; a count that it makes zero is low, [low]. Other columns stay as they are.
      """,
    source: "Hundepool and others 2012, Statistical Disclosure Control (Wiley), on cell suppression",
    example: """
      table_of{{area = "A", n = 3}, {area = "B", n = 0}, {area = "C", n = 12}, {area = "D", n = 40}}:suppress("n", {below = 5, within = {}})[3].n.reason
      --> suppressed
      """,
    Parameter<Table>("table", "The table."),
    Parameter<[String]>("column", "The column of counts, or several."),
    Parameter<Int>("below", "The least count that is shown, 3 or more: 5 hides 1 to 4, 8 hides 1 to 7."),
    Parameter<[String]?>(
      "within", "The columns whose values make the parts that have a total each, such as the region; {} is one part of all rows.",
      otherwise: "no total of rows is looked at"),
    Parameter<Bool>("across", "Whether the columns of a row have a total too, as after a pivot.", default: false, words: "false"),
    Parameter<[String]>(
      "also", "Columns made of the counts, such as their rate, to suppress in the rows in which a count is.", default: [], words: "none"),
    Parameter<Bool>("zeros", "Whether zeros are hidden like small counts.", default: false, words: "false"),
    Parameter<Int?>("round", "What the counts that are shown are rounded to, 2 to 1,000, such as 5.", otherwise: "they are not rounded")
  ) { table, names, below, parts, across, derived, zeros, base in
    try Suppression(of: names, in: table, below: below, zeros: zeros).answer(within: parts, across: across, also: derived, rounding: base)
  }
}

/// A table some of whose counts are suppressed, and what its notes say of that.
struct Suppression {
  private let table: Table
  private let columns: [Column]
  private var small: SmallCounts
  private var notes: [String] = []

  /// The counts, column by column.
  init(of names: [String], in table: Table, below threshold: Int, zeros: Bool) throws {
    guard !names.isEmpty else { throw ArgumentError.unusable("column", problem: "no column is named", expectation: "Name the columns of counts.") }
    // Each hidden count would be told by the threshold itself.
    guard threshold >= 3 else {
      throw ArgumentError.unusable("below", problem: "\(threshold) hides no two different counts", expectation: "It is 3 or more: below = 5 hides 1 to 4.")
    }
    self.table = table
    columns = try names.map { try table.column($0) }
    small = SmallCounts(below: threshold, hidesZeros: zeros)
    try OperationLimits.forQueries.checkMemory(columns.count * table.rowCount * 80, for: "the suppression of \(PrintedNumber.of(columns.count * table.rowCount)) counts")
    for column in columns {
      guard column.type == .integer || column.type == .number || column.presence.missingCount == table.rowCount else {
        throw TableError.wrongType(column: column.name, is: column.type, wanted: "Suppression is of counts")
      }
      for row in 0..<table.rowCount {
        try OperationLimits.check(at: row)
        if let reason = column[row].missingReason {
          small.append(missing: reason)
          continue
        }
        guard let number = column[row].number, let count = Int(exactly: number), (0...1 << 53).contains(count) else {
          throw ArgumentError.unusable(
            "column", problem: "\"\(column.name)\" has \(column[row].plainText) in row \(row + 1)",
            expectation: "It holds counts, whole numbers of zero or more. What is made of a suppressed count goes into also.")
        }
        small.append(count)
      }
    }
  }

  consuming func answer(within parts: [String]?, across: Bool, also derived: [String], rounding base: Int?) throws -> Table {
    let names = columns.map(\.name)
    var once: Set<String> = []
    if let twice = (names + (parts ?? []) + derived).first(where: { !once.insert($0).inserted }) {
      throw ArgumentError.unusable("suppress", problem: "\"\(twice)\" is named twice", expectation: "A column is one of counts, makes parts, or stands in also.")
    }
    if let base, !(2...1_000).contains(base) { throw ArgumentError.unusable("round", problem: "it is \(base)", expectation: "From 2 to 1,000.") }
    try protect(within: parts, across: across)
    var made: [String: Column] = [:]
    for (place, column) in columns.enumerated() { made[column.name] = shown(column, from: place * table.rowCount, rounding: base) }
    for name in derived { made[name] = try hidden(table.column(name)) }
    if let base { note("rounded to \(base), halves up, after that: parts need not add up to totals") }
    let sums = try sumsOfCounts()
    noteCountsLeft(besides: once.union(sums))
    noteWhatTells(besides: once, sums)
    noteOrder()
    var answer = try Table(table.columns.map { made[$0.name] ?? $0 }, sources: table.sources, notes: table.notes)
    answer.notes += notes
    return answer
  }

  // MARK: Totals

  private mutating func protect(within parts: [String]?, across: Bool) throws {
    let (known, found) = (small.marks.count { $0 != .missing && $0 != .suppressed }, small.marks.count { $0 == .small })
    let range = "from \(small.hidesZeros ? 0 : 1) to \(small.threshold - 1)"
    note("\(found == 0 ? "none" : PrintedNumber.of(found)) of \(PrintedNumber.of(known)) counts \(found > 1 ? "are" : "is") \(range), suppressed")
    var lines = try parts.map { try partLines(by: $0) } ?? []
    if across { lines += rowLines() }
    let telling = try small.protect(lines.map(\.places))
    if !lines.isEmpty {
      let beside = small.marks.count { $0 == .beside }
      let totals = [parts.map { $0.isEmpty ? "of a column" : "by \($0.joined(separator: ", "))" }, across ? "of a row" : nil].compactMap(\.self)
      note("\(beside == 0 ? "no" : PrintedNumber.of(beside)) more \(beside > 1 ? "are" : "is") suppressed, the next smallest where a total \(totals.joined(separator: " or ")) would tell")
    }
    if !telling.isEmpty {
      let more = telling.count > 5 ? " and \(PrintedNumber.of(telling.count - 5)) more" : ""
      note("these totals still tell, for want of another count, \(Self.notToBePublished)\(telling.prefix(5).map { lines[$0].name }.joined(separator: "; "))\(more)")
    }
    if parts == nil, let column = columns.indices.first(where: { small.isTold(places(ofColumn: $0).filter { small.marks[$0].isHidden }) }) {
      notes.append("\(columns[column].name): a total of all rows would tell what is suppressed; within = {} suppresses the next smallest too\(Self.beforePublished)")
    }
  }

  private typealias Line = (name: String, places: [Int])

  private func places(ofColumn column: Int) -> Range<Int> { column * table.rowCount..<(column + 1) * table.rowCount }

  /// The counts of each part in each column. Missing values make a part of their own.
  private func partLines(by names: [String]) throws -> [Line] {
    let keys = try names.map { try table.column($0) }
    var (parts, rows) = (NumberedKeys(), [[Int]]())
    for row in 0..<table.rowCount {
      try OperationLimits.check(at: row)
      let part = parts.number(of: keys.map { $0[row] })
      if part == rows.count { rows.append([]) }
      rows[part].append(row)
    }
    return columns.indices.flatMap { column in
      zip(parts.keys, rows).map { key, rows in
        let name = key.isEmpty ? "all rows" : key.map(\.plainText).joined(separator: ", ")
        return (columns.count > 1 ? "\(name) of \(columns[column].name)" : name, rows.map { column * table.rowCount + $0 })
      }
    }
  }

  private func rowLines() -> [Line] {
    (0..<table.rowCount).map { row in ("row \(row + 1)", columns.indices.map { $0 * table.rowCount + row }) }
  }

  // MARK: Columns

  /// A column of counts without those that are hidden: their values are gone, and not only covered.
  private func shown(_ column: Column, from start: Int, rounding base: Int?) -> Column {
    let cells = (0..<table.rowCount).map { row -> Cell in
      guard !small.marks[start + row].isHidden else { return .missing(.suppressed) }
      guard let base, !column[row].isMissing else { return column[row] }
      let count = small.counts[start + row]
      let rounded = (count + base / 2) / base * base
      if rounded == 0, count > 0 { return .missing(.lowRoundsToZero) }
      return column.type == .integer ? .integer(rounded) : .number(Double(rounded))
    }
    return Column(column.name, cells: cells, unit: column.unit, decimals: column.decimals, typeWhereMissing: column.type)
  }

  /// A column that is made of the counts, without the rows in which one is hidden.
  private mutating func hidden(_ column: Column) -> Column {
    var count = 0
    let cells = (0..<table.rowCount).map { row -> Cell in
      guard !column[row].isMissing, isHidden(row) else { return column[row] }
      count += 1
      return .missing(.suppressed)
    }
    notes.append("\(column.name): suppressed in \(PrintedNumber.of(count)) \(count == 1 ? "row" : "rows") in which a count is")
    return Column(column.name, cells: cells, unit: column.unit, decimals: column.decimals, typeWhereMissing: column.type)
  }

  private func isHidden(_ row: Int) -> Bool { columns.indices.contains { small.marks[$0 * table.rowCount + row].isHidden } }

  // MARK: Notes

  private mutating func note(_ text: String) {
    let names = columns.count > 3 ? "\(columns.count) columns" : columns.map(\.name).joined(separator: ", ")
    notes.append("\(names): \(text)")
  }

  /// Names the columns that look as if a hidden count could be worked out from them.
  private mutating func noteWhatTells(besides used: Set<String>, _ sums: Set<String>) {
    guard small.marks.contains(where: \.isHidden) else { return }
    let names = table.columns.filter { column in
      guard !used.contains(column.name), column.type == .integer || column.type == .number else { return false }
      let words = column.name.lowercased().split { !$0.isLetter }.map(String.init)
      return column.name.contains("%") || isCopy(column) || !Self.wordsOfDerived.isDisjoint(with: words) || columns.contains { column.name.hasPrefix($0.name + "_") }
    }.map(\.name)
    let others = names.filter { !sums.contains($0) }
    if let sum = names.first(where: sums.contains) {
      notes.append("\(sum): it is the sum of the counts of its row and tells the one that is suppressed; drop(\"\(sum)\")\(Self.beforePublished)")
    }
    guard !others.isEmpty else { return }
    noteWhatMayTell(others)
  }

  /// Says what columns that look as if they were made of the counts may tell.
  private mutating func noteWhatMayTell(_ names: [String]) {
    let it = names.count == 1 ? "it" : "they"
    let low = names.compactMap { table.columnIfPresent($0) }.reduce(0) { sum, column in
      sum + (0..<table.rowCount).count { row in column[row].number.map { $0 >= (small.hidesZeros ? 0 : 1) && $0 < Double(small.threshold) && $0 == $0.rounded() } ?? false }
    }
    if low > 0 { notes.append("\(names.joined(separator: ", ")): \(PrintedNumber.of(low, "figure that is left is", "figures that are left are")) below \(small.threshold) too") }
    notes.append("\(names.joined(separator: ", ")): left as \(it) \(names.count == 1 ? "is" : "are"); if made of the counts \(it) may tell them: also = {\(names.map { "\"\($0)\"" }.joined(separator: ", "))} suppresses in the same rows\(Self.beforePublished)")
  }

  /// The columns that are, in each row that has all counts, the sum of all others: a total of a pivot.
  private func sumsOfCounts() throws -> Set<String> {
    let counts = table.columns.filter { $0.type == .integer && $0.unit == columns[0].unit }
    let used = Set(columns.map(\.name))
    var sums = Set(counts.map(\.name)).subtracting(used)
    guard counts.count > 2, used.isSubset(of: counts.map(\.name)) else { return [] }
    var isKnown = false
    for row in 0..<table.rowCount where !sums.isEmpty {
      try OperationLimits.check(at: row)
      let numbers = counts.map { $0[row].number }
      guard !numbers.contains(nil) else { continue }
      isKnown = true
      // What is the sum of the others is half of all.
      let whole = numbers.reduce(0) { $0 + ($1 ?? 0) }
      for (column, number) in zip(counts, numbers) where number.map({ 2 * $0 != whole }) ?? true { sums.remove(column.name) }
    }
    return isKnown ? sums : []
  }

  /// Says which columns of the same counts still have small ones.
  private mutating func noteCountsLeft(besides used: Set<String>) {
    guard let unit = columns[0].unit else { return }
    var (names, count) = ([String](), 0)
    for column in table.columns where !used.contains(column.name) && column.type == .integer && column.unit == unit {
      let low = (0..<table.rowCount).count { row in column[row].number.map { $0 >= (small.hidesZeros ? 0 : 1) && $0 < Double(small.threshold) } ?? false }
      if low > 0 {
        names.append(column.name)
        count += low
      }
    }
    guard !names.isEmpty else { return }
    let shown = names.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ") + (names.count > 3 ? " and \(PrintedNumber.of(names.count - 3)) more columns" : "")
    notes.append("\(shown): \(PrintedNumber.of(count, "count", "counts")) below \(small.threshold) \(count == 1 ? "is" : "are") left; name these columns too, with across = true,\(Self.beforePublished)")
  }

  /// The end of notes on what a table still tells, which stand beside it in no file of plain values.
  private static let beforePublished = " before it is published"

  /// Whether a note says that a table is not to be published as it is.
  static func isOnDisclosure(_ note: String) -> Bool { note.hasSuffix(beforePublished) || note.contains(notToBePublished) }

  private static let notToBePublished = "and are not to be published: "

  /// Whether a column has the counts that are hidden, under another name.
  private func isCopy(_ column: Column) -> Bool {
    columns.indices.contains { place in
      let hidden = places(ofColumn: place).filter { small.marks[$0] == .small || small.marks[$0] == .beside }
      return !hidden.isEmpty && hidden.allSatisfy { column[$0 - place * table.rowCount].number == Double(small.counts[$0]) }
    }
  }

  /// Says where the order of the rows tells which of two hidden counts is the larger.
  private mutating func noteOrder() {
    for (place, column) in columns.enumerated() {
      let known = places(ofColumn: place).filter { ![.missing, .suppressed].contains(small.marks[$0]) }
      let steps = zip(known, known.dropFirst()).map { small.counts[$1] - small.counts[$0] }
      guard known.count(where: { small.marks[$0].isHidden }) > 1, steps.contains(where: { $0 != 0 }),
        steps.allSatisfy({ $0 >= 0 }) || steps.allSatisfy({ $0 <= 0 })
      else { continue }
      notes.append("\(column.name): the rows stand in its order, which tells of two hidden counts which is the larger: sort by another column\(Self.beforePublished)")
    }
  }

  private static let wordsOfDerived: Set<String> = [
    "percent", "percentage", "pct", "rate", "rates", "ratio", "share", "proportion", "per", "mean", "average", "total", "sum", "change", "difference", "rank",
    "cumulative", "rolling", "lag", "lower", "upper",
  ]
}
