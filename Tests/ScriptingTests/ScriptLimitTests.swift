import Columns
import LuaRuntime
import Safeguarding
import TestSupport
import Testing

@testable import Scripting

/// Queries and files that a script asks for stop where the script would.
///
/// Lua itself never looks at the clock here, so what stops is the operation.
struct ScriptLimitTests {
  private static let table = Table(
    checked: [Column("area", texts: (0..<5000).map { "area \($0 % 7)" }, presence: nil)], rowCount: 5000)

  private func session(
    wallSeconds: Double? = nil, output: @escaping ([UInt8]) -> Void = { _ in }
  ) throws -> ScriptSession {
    let session = try ScriptSession(
      limits: LuaLimits(wallSeconds: wallSeconds, pollInterval: nil), output: output, show: { words(of: $0) })
    session.set("t", to: .object(Self.table))
    return session
  }

  private static let steps = [
    "t:group('area')", "t:where{area = 'area 1'}:group('area')", "t:sort('area')", "t:head(3)", "t:group('area'):sort('count')",
  ]

  @Test(arguments: steps) func `A query stops when the time of its script is over`(step: String) throws {
    let session = try session(wallSeconds: 0)
    let error = #expect(throws: LuaError.self) { try session.run(Array("return \(step)".utf8), name: "query.lua") }
    #expect(error?.underlying as? QueryError == .deadlineExceeded, "\(step): \(String(describing: error))")
    #expect(try self.session().run(Array("return #\(step)".utf8), name: "query.lua").count == 1)
  }

  @Test(arguments: steps) func `A query stops when somebody cancels its script, and the session goes on`(step: String) throws {
    var cancel: () -> Void = {}
    let session = try session(output: { _ in cancel() })
    let cancellation = session.cancellation
    cancel = { cancellation.cancel() }
    let error = #expect(throws: LuaError.self) { try session.run(Array("print('now') return \(step)".utf8), name: "query.lua") }
    #expect(error?.underlying as? QueryError == .cancelled, "\(step): \(String(describing: error))")
    #expect(try session.run(Array("return #\(step)".utf8), name: "query.lua").count == 1)
  }

  @Test func `A file is not read on when the time of its script is over`() throws {
    let limits = OperationLimits(QueryLimits(shouldContinue: { false }))
    let error = #expect(throws: DelimitedError.self) {
      try OperationLimits.$current.withValue(limits) { try LoadingOptions().table(Self.path) }
    }
    #expect(error?.code == .cancelled)
    #expect(try LoadingOptions().table(Self.path).rowCount > 0)
  }

  private static let path = "\(ProjectFiles.exampleData)/police/cleveland-stop-and-search-2025.csv.gz"
}
