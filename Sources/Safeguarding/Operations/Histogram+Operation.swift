import Columns

extension Operation {
  /// Counts the rows by the size of a value.
  static let histogram = Operation(
    "histogram", summary: "How many rows have a value from one edge up to the next: the shape of a column, as from, to and count.",
    discussion: """
      A row of the table is a bin; from is in it and to is not. Without a width, bins are 1, 2 or 5 times a power of ten wide, \
      about ten in all. An empty bin is zero. Missing values are left out, and a note counts them. bar_chart() draws it.
      """,
    example: """
      partners:histogram("contribution_pounds", {width = 20000})[1].count
      --> 4
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<String>("column", "The column of numbers."),
    Parameter<Double?>("width", "How wide a bin is, in the column's unit.", otherwise: "a round number that makes about ten bins")
  ) { table, name, width in try Histogram(of: name, in: table, width: width).table }
}

private struct Histogram {
  let table: Table

  private static let mostBins = 1000

  init(of name: String, in rows: PendingTable, width wanted: Double?) throws {
    if let wanted, wanted <= 0 {
      throw ArgumentError.unusable("width", problem: "it is \(Cell.number(wanted).plainText)", expectation: "A bin is wider than zero.")
    }
    let ends = try rows.answer(.group(by: [], [.minimum(of: name, as: "least"), .maximum(of: name, as: "most"), .count("rows"), .init(.count, of: name, as: "known")]))
    let column = ends.columns[0]
    guard let least = column[0].number, let most = ends.columns[1][0].number else {
      throw ArgumentError.unusable("column", problem: "column \"\(name)\" has no value", expectation: "A histogram is of numbers that are there.")
    }
    let width = wanted ?? Self.roundWidth(most - least)
    let first = (least / width).rounded(.down), last = (most / width).rounded(.down)
    guard last - first < Double(Self.mostBins) else {
      throw ArgumentError.unusable(
        "width", problem: "it makes \(PrintedNumber.of(last - first + 1)) bins", expectation: "At most \(PrintedNumber.of(Self.mostBins)).")
    }
    let edges = (0...Int(last - first) + 1).map { place in
      let edge = (first + Double(place)) * width
      // The number that its digits print, and not 0.30000000000000004.
      return DecimalDigits(edge)?.rounded(toSignificantDigits: 12).number ?? edge
    }
    let counted = try rows.adding(.filter(.not(.isMissing(column: name)))).adding(.derive("bin", .band(.column(name), from: edges)))
      .answer(.group(by: ["bin"], [.count()]))
    let places = Dictionary(zip(Expression.bandLabels(from: edges, ofWholeNumbers: column.type == .integer), 0...), uniquingKeysWith: { first, _ in first })
    var counts = [Int](repeating: 0, count: edges.count - 1)
    for row in 0..<counted.rowCount {
      // The first label is of what lies below all edges.
      guard let place = places[counted.columns[0][row].plainText] else { continue }
      counts[min(max(place - 1, 0), counts.count - 1)] += Int(counted.columns[1][row].number ?? 0)
    }
    let known = Int(ends.columns[3][0].number ?? 0), unplaced = known - counts.reduce(0, +)
    let missing = Int(ends.columns[2][0].number ?? 0) - known
    table = try Table(
      [
        Column("from", numbers: Array(edges.dropLast()), unit: column.unit), Column("to", numbers: Array(edges.dropFirst()), unit: column.unit),
        Column("count", integers: counts, unit: "rows"),
      ], sources: ends.sources,
      notes: (missing > 0 ? ["\(PrintedNumber.of(missing, "missing value", "missing values")) of \"\(name)\" \(missing == 1 ? "is" : "are") left out"] : [])
        + (unplaced > 0 ? ["\(PrintedNumber.of(unplaced)) values of \"\(name)\" are no numbers (NaN) and are left out"] : []))
  }

  /// About a tenth of a span: 1, 2 or 5 times a power of ten.
  private static func roundWidth(_ span: Double) -> Double {
    guard span > 0, span.isFinite else { return 1 }
    let rough = span / 10
    var power = 1.0
    while power * 10 <= rough { power *= 10 }
    while power > rough { power /= 10 }
    return [1, 2, 5].map { $0 * power }.first { $0 >= rough } ?? power * 10
  }
}
