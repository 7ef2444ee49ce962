import Columns

/// The questions of the benchmark, asked through the public API.
///
/// Each is worded in `Benchmarks/peers/questions.py`, which also says what the columns of its answer are.
struct Questions {
  private var incidents: Table?

  /// What each question may use.
  var limits = QueryLimits()

  /// The columns that the ten questions read.
  private static let questionColumns = ["date", "la", "lsoa", "type", "child", "child_id", "severity"]

  /// Holds the incidents in memory in one layout, ready for ``answer(_:busiestAuthority:)``.
  mutating func load(csv: String, layout: Layout) throws {
    var options = readerOptions
    options.columns = Self.questionColumns
    incidents = try laidOut(DelimitedReader(options).read(path: csv), layout)
  }

  private func laidOut(_ table: Table, _ layout: Layout) throws -> Table {
    guard layout == .ordered else { return table }
    return try table.clustered(by: ["la", "date"], within: limits)
      .projected(by: "child_id", columns: ["la", "date", "type"], within: limits)
  }

  /// Answers a question about the incidents that are loaded.
  func answer(_ query: String, busiestAuthority: String?) throws -> Table {
    guard let incidents else { throw NotLoaded() }
    return try incidents.answer(Self.question(query, busiestAuthority: busiestAuthority), within: limits)
  }

  private static let missing = Cell.text("Missing from home")
  private static let exploitation = Cell.text("Child exploitation")
  private static let grooming = Cell.text("Online grooming")

  private static func question(_ name: String, busiestAuthority: String?) throws -> Query {
    let count = Query.Aggregate.count("incidents")
    switch name {
    case "Q1": return Query().group(by: ["la"], [count])
    case "Q2": return byMonth.group(by: ["la", "month", "type"], [count])
    case "Q3":
      return Query()
        .filter(
          .and([
            .compare(column: "child", .equal, .boolean(true)),
            .oneOf(column: "type", [missing, exploitation, grooming]),
            .between(column: "date", .text("2023-04-01"), .text("2024-03-31")),
          ])
        )
        .group(by: ["la"], [count])
    case "Q4":
      return Query()
        .derive("quarter", .span(.quarter, of: .column("date")))
        .filter(.not(.isMissing(column: "severity")))
        .group(
          by: ["la", "quarter"],
          [
            .mean(of: "severity", as: "mean"), .sum(of: "severity", as: "sum"),
            .minimum(of: "severity", as: "least"), .maximum(of: "severity", as: "most"),
          ])
    case "Q5": return Query().group(by: ["la"], [.distinct(of: "child_id", as: "children")])
    case "Q6":
      return Query()
        .filter(
          .and([
            .compare(column: "type", .equal, missing),
            .between(column: "date", .text("2023-01-01"), .text("2023-12-31")),
          ])
        )
        .group(by: ["la", "child_id"], [count])
        .filter(.compare(column: "incidents", .greaterOrEqual, .integer(3)))
        .group(by: ["la"], [.count("children")])
    case "Q7":
      guard let busiestAuthority else { throw RequestError(task: "run", missingPart: "la") }
      return Query()
        .filter(
          .and([
            .compare(column: "la", .equal, .text(busiestAuthority)), .compare(column: "type", .equal, missing),
            .between(column: "date", .text("2022-01-01"), .text("2023-06-30")),
          ])
        )
        .group(by: ["lsoa"], [count])
        .order(by: [Query.Order("incidents", descending: true), Query.Order("lsoa")])
        .limit(20)
    case "Q8":
      return Query().group(
        by: ["type"], [.median(of: "severity", as: "median"), .quantile(0.9, of: "severity", as: "percentile90")])
    case "Q9":
      return byMonth
        .group(by: ["la", "month"], [count])
        .calendar(Query.Calendar("month", unit: .month, within: ["la"], zeros: ["incidents"]))
        .window(
          Query.Window(
            .rolling(rows: 12), of: "incidents", as: "twelve_months", within: ["la"], order: [Query.Order("month")]))
        .filter(.not(.isMissing(column: "twelve_months")))
        .select(["la", "month", "twelve_months"])
    case "Q10":
      return Query()
        .filter(.oneOf(column: "type", [missing, exploitation]))
        .group(
          by: ["la", "child_id"],
          [
            .count("missing", where: .compare(column: "type", .equal, missing)),
            .count("exploited", where: .compare(column: "type", .equal, exploitation)),
          ]
        )
        .filter(
          .and([
            .compare(column: "missing", .greater, .integer(0)), .compare(column: "exploited", .greater, .integer(0)),
          ])
        )
        .group(by: ["la"], [.count("children")])
    default: throw NotYet()
    }
  }

  private static let byMonth = Query().derive("month", .span(.month, of: .column("date")))

  /// Answers Q2 from a CSV of which nothing is in memory.
  func answer(csv: String) throws -> Table {
    var options = readerOptions
    options.columns = ["date", "la", "type"]
    return try DelimitedReader(options).read(path: csv).answer(Self.question("Q2", busiestAuthority: nil), within: limits)
  }

  /// Reads every column of a CSV into memory, each in its type.
  mutating func ingest(csv: String) throws { incidents = try DelimitedReader(readerOptions).read(path: csv) }

  /// Writes the incidents that were ingested to a file, in one layout.
  func save(path: String, layout: Layout) throws {
    guard let incidents else { throw NotLoaded() }
    try ArrowFileWriter().write(laidOut(incidents, layout), to: path)
  }

  /// Opens a file that ``save(path:layout:)`` wrote, and answers a question.
  func answer(saved path: String, _ query: String, busiestAuthority: String?) throws -> Table {
    try ArrowFileReader().read(path: path)
      .answer(Self.question(query, busiestAuthority: busiestAuthority), within: limits)
  }

  /// Returns the rows of an answer with their values as `questions.py` words them.
  func rows(of answer: Table, query: String) -> [[AnswerValue]] {
    (0..<answer.rowCount).map { row in
      var values = answer.row(row).map(AnswerValue.init)
      // The harness writes quarters with a hyphen.
      if query == "Q4", let quarter = answer.row(row)[1].text { values[1] = .text(quarter.replacing(" ", with: "-")) }
      // The order is part of the answer to Q7, so its rows begin with their rank.
      return query == "Q7" ? [.integer(row + 1)] + values : values
    }
  }

  private var readerOptions: DelimitedOptions {
    DelimitedOptions(maximumTextBytes: 1 << 40, threads: min(limits.threads, DelimitedOptions.usualThreads))
  }
}

extension Questions {
  /// Returns totals of each column that was ingested, by the names that `questions.py` gives them.
  func ingestedTotals() throws -> [[AnswerValue]] {
    guard let incidents else { throw NotLoaded() }
    var totals: [(name: String, value: AnswerValue)] = [("rows", .integer(incidents.rowCount))]
    for column in incidents.columns {
      let cells = (0..<column.count).lazy.map { column[$0] }.filter { !$0.isMissing }
      totals.append(("\(column.name)_count", .integer(column.count - column.presence.missingCount)))
      switch column.type {
      case .text where column.name == "place":
        totals.append(("place_bytes", .integer(cells.reduce(0) { $0 + ($1.text?.utf8.count ?? 0) })))
      case .text: totals.append(("\(column.name)_distinct", .integer(Set(cells).count)))
      case .integer, .number:
        let sum = try incidents.answer(Query().group([.sum(of: column.name, as: "sum")])).row(0)[0]
        totals.append(("\(column.name)_sum", AnswerValue(sum)))
      case .boolean: totals.append(("\(column.name)_true", .integer(cells.count { $0 == .boolean(true) })))
      case .date:
        let ends = try incidents.answer(
          Query().group([.minimum(of: column.name, as: "first"), .maximum(of: column.name, as: "last")])
        ).row(0)
        totals.append(("\(column.name)_first", AnswerValue(ends[0])))
        totals.append(("\(column.name)_last", AnswerValue(ends[1])))
      case .timestamp: break
      }
    }
    return totals.map { [.text($0.name), $0.value] }
  }
}

extension AnswerValue {
  init(_ cell: Cell) {
    self =
      switch cell {
      case .missing: .missing
      case .text(let value): .text(value)
      case .integer(let value): .integer(value)
      case .number(let value): .number(value)
      case .boolean(let value): .integer(value ? 1 : 0)
      case .date(let value): .text("\(value)")
      case .timestamp(let value): .text("\(value)")
      }
  }
}

/// A question that the public API cannot be asked yet.
struct NotYet: Error, CustomStringConvertible {
  var description: String { "not yet" }
}

/// A question before there is data.
struct NotLoaded: Error, CustomStringConvertible {
  var description: String { "no incidents are in memory: send \"load\" or \"ingest\" first" }
}
