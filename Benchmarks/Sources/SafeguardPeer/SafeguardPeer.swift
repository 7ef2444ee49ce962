import Columns
import Foundation

/// Answers the questions of the benchmark, one line of JSON for each line of JSON on standard input.
@main
struct SafeguardPeer {
  private var questions = Questions()

  static func main() throws {
    var peer = SafeguardPeer()
    while let line = readLine() {
      let reply: Reply
      do {
        let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
        if request.do == .quit { return }
        reply = try peer.reply(to: request)
      } catch {
        reply = Reply(error: "\(error)")
      }
      FileHandle.standardOutput.write(try JSONEncoder().encode(reply) + Data("\n".utf8))
    }
  }

  private mutating func reply(to request: Request) throws -> Reply {
    if let threads = request.threads { questions.limits = QueryLimits(threads: threads) }
    switch request.do {
    case .load:
      let (csv, layout) = (try request.required(\.csv, "csv"), try request.required(\.layout, "layout"))
      return try timed { try questions.load(csv: csv, layout: layout) }
    case .run:
      let query = try request.required(\.query, "query")
      return try timedAnswer(request) { try questions.answer(query, busiestAuthority: request.la) }
    case .csvToAnswer:
      let csv = try request.required(\.csv, "csv")
      return try timedAnswer(request) { try questions.answer(csv: csv) }
    case .ingest:
      let csv = try request.required(\.csv, "csv")
      var reply = try timed { try questions.ingest(csv: csv) }
      if request.rows == true { reply.rows = try questions.ingestedTotals() }
      return reply
    case .save:
      let path = try request.required(\.path, "path")
      return try timed { try questions.save(path: path, layout: request.layout ?? .unordered) }
    case .savedToAnswer:
      let path = try request.required(\.path, "path")
      let query = request.query ?? "Q2"
      return try timedAnswer(request) { try questions.answer(saved: path, query, busiestAuthority: request.la) }
    case .quit:
      return Reply()
    }
  }

  /// Times a question until its table is there. Turning the table into lines for the harness is not timed.
  private func timedAnswer(_ request: Request, _ ask: () throws -> Table) throws -> Reply {
    var answer: Table?
    var reply = try timed { answer = try ask() }
    if request.rows == true, let answer { reply.rows = questions.rows(of: answer, query: request.query ?? "Q2") }
    return reply
  }

  private func timed(_ work: () throws -> Void) throws -> Reply {
    PeakMemory.reset()
    let time = try ContinuousClock().measure(work)
    return Reply(ms: time / .milliseconds(1), peak_mb: PeakMemory.megabytes)
  }
}
