import Columns

extension Operation {
  /// Counts the rows by the size of a value.
  static let histogram = Operation(
    "histogram", summary: "How many rows have a value from one edge up to the next: the shape of a column, as range, from, to and count.",
    discussion: """
      A row of the table is a bin; from is in it and to is not, and range says so in words. Without a width, bins are 1, 2 or 5 times a \
      power of ten wide, about ten in all or about as many as bins says. An empty bin is zero. Missing values are left out, and a note \
      counts them. bar_chart() draws it.
      """,
    example: """
      partners:histogram("contribution_pounds", {width = 20000})[1].count
      --> 4
      """,
    Parameter<PendingTable>("table", "The table."),
    Parameter<String>("column", "The column of numbers."),
    Parameter<Double?>("width", "How wide a bin is, in the column's unit.", otherwise: "a round number that makes about ten bins"),
    Parameter<Int?>("bins", "About how many bins of a round width there are.", otherwise: "what width makes")
  ) { table, name, width, bins in try Histogram(of: name, in: table, width: width, bins: bins).table }
}

private struct Histogram {
  let table: Table

  private static let mostBins = 1000

  init(of name: String, in rows: PendingTable, width wanted: Double?, bins: Int?) throws {
    if let bins {
      guard wanted == nil else {
        throw ArgumentError.unusable("bins", problem: "width is given too", expectation: "One follows from the other: give width or bins.")
      }
      guard (1...Self.mostBins).contains(bins) else {
        throw ArgumentError.unusable("bins", problem: "it is \(PrintedNumber.of(bins))", expectation: "It is from 1 to \(PrintedNumber.of(Self.mostBins)).")
      }
    }
    if let wanted, wanted <= 0 {
      throw ArgumentError.unusable("width", problem: "it is \(Cell.number(wanted).plainText)", expectation: "A bin is wider than zero.")
    }
    let ends = try rows.answer(.group(by: [], [.minimum(of: name, as: "least"), .maximum(of: name, as: "most"), .count("rows"), .init(.count, of: name, as: "known")]))
    let column = ends.columns[0]
    guard let least = column[0].number, let most = ends.columns[1][0].number, least <= most else {
      throw ArgumentError.unusable("column", problem: "column \"\(name)\" has no value", expectation: "A histogram is of numbers that are there.")
    }
    guard least.isFinite, most.isFinite else {
      throw ArgumentError.unusable(
        "column", problem: "column \"\(name)\" holds \(PrintedNumber.of(least.isFinite ? most : least))",
        expectation: "Bins are between a least and a largest number: leave out what is infinite with where first.")
    }
    let width = wanted ?? bins.map { Self.roundWidth(from: least, to: most, bins: $0) } ?? Self.roundWidth(most - least)
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
    let labels = Expression.bandLabels(from: edges, ofWholeNumbers: column.type == .integer)
    let places = Dictionary(zip(labels, 0...), uniquingKeysWith: { first, _ in first })
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
        Column("range", texts: Array(labels.dropFirst().prefix(counts.count))),
        Column("from", numbers: Array(edges.dropLast()), unit: column.unit), Column("to", numbers: Array(edges.dropFirst()), unit: column.unit),
        Column("count", integers: counts, unit: "rows").measuring("count of \(name)"),
      ], sources: ends.sources,
      notes: (missing > 0 ? ["\(PrintedNumber.of(missing, "missing value", "missing values")) of \"\(name)\" \(missing == 1 ? "is" : "are") left out"] : [])
        + (unplaced > 0 ? ["\(PrintedNumber.of(unplaced)) values of \"\(name)\" are no numbers (NaN) and are left out"] : [])
        + (bins.map { $0 == counts.count ? [] : ["\(PrintedNumber.of(counts.count)) \(counts.count == 1 ? "bin" : "bins") of a round width and not \(PrintedNumber.of($0))"] } ?? []))
  }

  /// The round width that makes a number of bins nearest to the one wanted, and of two as near the wider.
  private static func roundWidth(from least: Double, to most: Double, bins: Int) -> Double {
    func distance(_ width: Double) -> Double { abs((most / width).rounded(.down) - (least / width).rounded(.down) + 1 - Double(bins)) }
    let widths = roundWidths(about: (most - least) / Double(bins)).filter { distance($0).isFinite }
    return widths.min { (distance($0), -$0) < (distance($1), -$1) } ?? 1
  }

  /// About a tenth of a span: 1, 2 or 5 times a power of ten.
  private static func roundWidth(_ span: Double) -> Double { roundWidths(about: span / 10).first { $0 >= span / 10 } ?? 1 }

  /// 1, 2 and 5 times powers of ten below and above a width; none about zero.
  private static func roundWidths(about rough: Double) -> [Double] {
    guard rough > 0, rough.isFinite else { return [] }
    var power = 1.0
    while power * 10 <= rough { power *= 10 }
    while power > rough { power /= 10 }
    return [power / 2, power, power * 2, power * 5, power * 10]
  }
}
