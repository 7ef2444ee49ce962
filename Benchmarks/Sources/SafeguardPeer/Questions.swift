import Columns

/// The questions of the benchmark, asked through the public API.
///
/// Each is worded in `Benchmarks/peers/questions.py`, which also says what the columns of its answer are.
struct Questions {
  private var incidents: Table?

  /// Holds the incidents in memory in one layout, ready for ``answer(_:busiestAuthority:)``.
  mutating func load(csv: String, layout: Layout) throws {
    guard layout == .unordered else { throw NotYet() }
    var options = readerOptions
    options.columns = ["date", "la", "lsoa", "type", "child", "child_id", "severity"]
    incidents = try DelimitedReader(options).read(path: csv)
  }

  /// Answers a question about the incidents that are loaded.
  func answer(_ query: String, busiestAuthority: String?) throws -> Table {
    var question = Query()
    let count = Query.Aggregate(.count, as: "incidents")
    switch query {
    case "Q1":
      question.groupBy = ["la"]
      question.aggregates = [count]
    case "Q3":
      question.filter = .and([
        .compare(column: "child", .equal, .boolean(true)),
        .oneOf(
          column: "type", [.text("Missing from home"), .text("Child exploitation"), .text("Online grooming")]),
        .between(column: "date", .text("2023-04-01"), .text("2024-03-31")),
      ])
      question.groupBy = ["la"]
      question.aggregates = [count]
    case "Q5":
      question.groupBy = ["la"]
      question.aggregates = [Query.Aggregate(.distinct, of: "child_id", as: "children")]
    case "Q7":
      guard let busiestAuthority else { throw RequestError(task: "run", missingPart: "la") }
      question.filter = .and([
        .compare(column: "la", .equal, .text(busiestAuthority)),
        .compare(column: "type", .equal, .text("Missing from home")),
        .between(column: "date", .text("2022-01-01"), .text("2023-06-30")),
      ])
      question.groupBy = ["lsoa"]
      question.aggregates = [count]
      question.order = [Query.Order("incidents", descending: true), Query.Order("lsoa")]
      question.limit = 20
    default: throw NotYet()
    }
    guard let incidents else { throw NotLoaded() }
    return try incidents.answer(question)
  }

  /// Answers Q2 from a CSV of which nothing is in memory.
  func answer(csv: String) throws -> Table { throw NotYet() }

  /// Reads every column of a CSV into memory, each in its type.
  mutating func ingest(csv: String) throws { incidents = try DelimitedReader(readerOptions).read(path: csv) }

  /// Writes the incidents that were ingested to a file.
  func save(path: String) throws { throw NotYet() }

  /// Opens a file that ``save(path:)`` wrote, and answers Q2.
  func answer(saved path: String) throws -> Table { throw NotYet() }

  /// Returns the rows of an answer with their values as `questions.py` words them.
  func rows(of answer: Table, query: String) -> [[AnswerValue]] {
    (0..<answer.rowCount).map { row in
      let values = answer.row(row).map(AnswerValue.init)
      // The order is part of the answer to Q7, so its rows begin with their rank.
      return query == "Q7" ? [.integer(row + 1)] + values : values
    }
  }

  private var readerOptions: DelimitedOptions { DelimitedOptions(maximumTextBytes: 1 << 40) }
}

extension Questions {
  /// Returns totals of each column that was ingested, by the names that `questions.py` gives them.
  func ingestedTotals() throws -> [[AnswerValue]] {
    guard let incidents else { throw NotLoaded() }
    var totals: [(name: String, value: AnswerValue)] = [("rows", .integer(incidents.rowCount))]
    for column in incidents.columns {
      let presentRows = (0..<column.count).filter { column.presence[$0] == nil }
      totals.append(("\(column.name)_count", .integer(presentRows.count)))
      switch column.values {
      case .text(let texts) where column.name == "place":
        totals.append(("place_bytes", .integer(presentRows.reduce(0) { $0 + texts[$1].utf8.count })))
      case .text(let texts):
        totals.append(("\(column.name)_distinct", .integer(Set(presentRows.map { texts.codes[$0] }).count)))
      case .integers(let values):
        totals.append(("\(column.name)_sum", .integer(presentRows.reduce(0) { $0 + values[$1] })))
      case .numbers(let values):
        totals.append(("\(column.name)_sum", .number(presentRows.reduce(0) { $0 + values[$1] })))
      case .booleans(let values):
        totals.append(("\(column.name)_true", .integer(presentRows.count { values[$0] })))
      case .dates(let values):
        totals.append(("\(column.name)_first", presentRows.map { values[$0] }.min().map { .text("\($0)") } ?? .missing))
        totals.append(("\(column.name)_last", presentRows.map { values[$0] }.max().map { .text("\($0)") } ?? .missing))
      case .timestamps: break
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
