/// What the harness asks, one JSON object a line. `Benchmarks/README.md` lists the messages.
struct Request: Decodable {
  let `do`: Task
  let csv: String?
  let path: String?
  let layout: Layout?
  let query: String?
  /// The busiest authority, for the questions that are about one.
  let la: String?
  /// Whether the answer's rows are wanted, and not the time alone.
  let rows: Bool?
  /// The threads of this question and of those after it.
  let threads: Int?

  enum Task: String, Decodable {
    case load, run, csvToAnswer = "csv_to_answer", ingest, save, savedToAnswer = "saved_to_answer", quit
  }

  /// Returns a part of the message that the task cannot do without.
  func required<Part>(_ part: KeyPath<Request, Part?>, _ name: String) throws -> Part {
    guard let value = self[keyPath: part] else { throw RequestError(task: `do`.rawValue, missingPart: name) }
    return value
  }
}

/// The order in which the rows are held.
enum Layout: String, Decodable {
  /// As they stand in the file.
  case unordered
  /// By authority and date, and by child where that serves a question better.
  case ordered
}

/// A message that lacks a part.
struct RequestError: Error, CustomStringConvertible {
  let task: String
  let missingPart: String

  var description: String { "a message \"\(task)\" needs a \"\(missingPart)\"" }
}

/// What the harness is told.
struct Reply: Encodable {
  var ms: Double?
  var peak_mb: Double?
  var rows: [[AnswerValue]]?
  var error: String?
}

/// A value in an answer.
enum AnswerValue: Encodable {
  case missing
  case text(String)
  case integer(Int)
  case number(Double)

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .missing: try container.encodeNil()
    case .text(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    }
  }
}
