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

  @Test func `Rows that a table writes out when it is asked count as the script's memory`() throws {
    let session = try ScriptSession(limits: LuaLimits(memoryBytes: 16 << 20), output: { _ in }, show: { $0.words })
    session.set("t", to: .object(try Table([Column("value", numbers: (0..<100_000).map { Double($0) })])))
    let held = "local kept = {} for i = 1, 1000 do kept[i] = t:where{value = {at_least = i}} local n = #kept[i] end"
    let error = #expect(throws: LuaError.self) { try session.run(Array(held.utf8), name: "query.lua") }
    #expect(error?.code == .memoryLimit)
    let passing = "for i = 1, 200 do local n = #t:where{value = {at_least = i}} end return 1"
    #expect(try session.run(Array(passing.utf8), name: "query.lua").count == 1)
    for _ in 0..<3 { session.engine.collectGarbage() }
    #expect(session.engine.memoryInUse < 1 << 20, "\(session.engine.memoryInUse)")
  }

  @Test(arguments: [
    "t:derive('x', 'value * 2 + other')", "t:where('value * 2 + other > 1')", "t:by('value + other')", "t:by('value'):count()", "t:rolling('value', {rows = 3, order = 'value'})",
  ])
  func `Columns that wait in a table count as the script's memory, and are let go when it is not used any more`(made: String) throws {
    let session = try ScriptSession(limits: LuaLimits(memoryBytes: 16 << 20), output: { _ in }, show: { $0.words })
    session.set("t", to: .object(try Table([
      Column("value", numbers: (0..<100_000).map { Double($0) }), Column("other", integers: (0..<100_000).map { $0 % 1_000 }),
    ])))
    let error = #expect(throws: LuaError.self) { try session.run(Array("local kept = {} for i = 1, 1000 do kept[i] = \(made) end".utf8), name: "query.lua") }
    #expect(error?.code == .memoryLimit)
    #expect(try session.run(Array("for i = 1, 40 do local n = \(made) end return 1".utf8), name: "query.lua").count == 1)
    for _ in 0..<3 { session.engine.collectGarbage() }
    #expect(session.engine.memoryInUse < 1 << 20, "\(session.engine.memoryInUse)")
  }

  @Test(arguments: ["#p", "p[1]", "p.value", "tostring(p)", "why(p)", "p:why()", "p.notes"])
  func `Rows that there is no memory for are an error and no empty table`(asking: String) throws {
    let session = try ScriptSession(limits: LuaLimits(memoryBytes: 1 << 20), output: { _ in }, show: { $0.words })
    session.set("t", to: .object(try Table([Column("value", numbers: (0..<1_000_000).map { Double($0) })])))
    let script = "local p = t:where{value = {at_least = 1}} return \(asking)"
    let error = #expect(throws: LuaError.self) { try session.run(Array(script.utf8), name: "query.lua") }
    guard case .tooMuchMemory? = error?.underlying as? QueryError else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: ["p.nosuch", "p.count == p.count and p.mean == p.mean or error()", "p.columns"])
  func `No row is written out for a name that is no column`(asking: String) throws {
    let session = try ScriptSession(limits: LuaLimits(memoryBytes: 1 << 20), output: { _ in }, show: { $0.words })
    session.set("t", to: .object(try Table([Column("value", numbers: (0..<1_000_000).map { Double($0) })])))
    let script = "local p = t:where{value = {at_least = 1}} return \(asking)"
    do throws(LuaError) {
      #expect(try session.run(Array(script.utf8), name: "query.lua").count == 1)
    } catch {
      #expect(error.message.contains("a table has no \"nosuch\""), "\(error.message)")
    }
  }

  @Test(arguments: ["print(a)", "show(a)", "print(a, a)"]) func `Of a list that is too long to print only the kind prints`(call: String) throws {
    var printed: [UInt8] = []
    let session = try ScriptSession(limits: LuaLimits(memoryBytes: 64 << 20), output: { printed += $0 }, show: { $0.words })
    // Few tables, and a hundred million values in them.
    try session.run(Array("local a = {1, 2, 3} for i = 1, 24 do a = {a, a} end \(call)".utf8), name: "query.lua")
    #expect(Set(String(decoding: printed, as: UTF8.self).split { $0.isWhitespace }) == ["a", "table"])
  }

  @Test func `Many large things in one print are not laid out beyond the limit of the output`() throws {
    var shown = 0
    let session = try ScriptSession(
      limits: LuaLimits(outputBytes: 1 << 20), output: { _ in },
      show: { _ in
        shown += 1
        return String(repeating: "x", count: 1 << 19)
      })
    let script = "local t = {} for i = 1, 200 do t[i] = {} end print(table.unpack(t))"
    let error = #expect(throws: LuaError.self) { try session.run(Array(script.utf8), name: "query.lua") }
    #expect(error?.code == .outputLimit)
    #expect(shown == 3)
  }

  @Test func `A column as a list is made within the limits`() throws {
    let session = try ScriptSession(limits: LuaLimits(memoryBytes: 12 << 20), output: { _ in }, show: { $0.words })
    session.set("t", to: .object(try Table([Column("value", numbers: (0..<1_000_000).map { Double($0) + 0.5 })])))
    let error = #expect(throws: LuaError.self) { try session.run(Array("return #t.value".utf8), name: "query.lua") }
    #expect(error?.code == .memoryLimit)
    #expect(try session.run(Array("return t:column('value')[1000000], #t:head(3).value".utf8), name: "query.lua").count == 2)
  }

  @Test(arguments: ["area(s)", "area{name = s}", "areas{among = {s}}"])
  func `Text longer than any name is refused before it is read`(call: String) throws {
    let session = try ScriptSession(output: { _ in }, show: { $0.words })
    let script = "local s = ('x'):rep(1000000) return \(call)"
    let error = #expect(throws: LuaError.self) { try session.run(Array(script.utf8), name: "query.lua") }
    #expect(error?.message.contains("16384 bytes") == true, "\(String(describing: error))")
  }

  @Test(arguments: ["t", "{a = 1, table.unpack(t, 1, 3)}", "u", "{u}", "{1, a = t}"])
  func `One long string in many places is refused without being copied`(argument: String) throws {
    let session = try ScriptSession(limits: LuaLimits(memoryBytes: 64 << 20), output: { _ in }, show: { $0.words })
    let script = """
      local s, t, u = ('x'):rep(8000000), {}, {1}
      for i = 1, 100000 do t[i] = s u['k' .. i] = s end
      return area(\(argument))
      """
    let error = #expect(throws: LuaError.self) { try session.run(Array(script.utf8), name: "query.lua") }
    #expect(error?.underlying != nil, "\(String(describing: error))")
  }

  @Test func `More tables than an operation takes are refused before they are read`() throws {
    let session = try ScriptSession(limits: LuaLimits(memoryBytes: 64 << 20), output: { _ in }, show: { $0.words })
    let script = "local e, t = {}, {} for i = 1, 2000 do e[i] = i end for i = 1, 50000 do t[i] = e end return claims(table.unpack(t))"
    let error = #expect(throws: LuaError.self) { try session.run(Array(script.utf8), name: "query.lua") }
    #expect(error?.message.contains("50,000 values are given") == true || error?.message.contains("50000 values are given") == true)
  }

  @Test func `An indicator with as many periods as areas is refused where its cells are more than the memory`() throws {
    let session = try ScriptSession(limits: LuaLimits(memoryBytes: 64 << 20), output: { _ in }, show: { $0.words })
    let rows = 5000
    session.set("t", to: .object(try Table([
      Column("area", texts: (0..<rows).map { "Area \($0)" }), Column("value", numbers: (0..<rows).map(Double.init)),
      Column("period", texts: (0..<rows).map { "\(1950 + $0 / 336)-\(101 + $0 / 28 % 12)-\(101 + $0 % 28)".replacing("-1", with: "-") }),
    ])))
    let script = "return t:indicator{name = 'x', value = 'value', area = 'area', period = 'period'}"
    let error = #expect(throws: LuaError.self) { try session.run(Array(script.utf8), name: "query.lua") }
    guard case .tooMuchMemory? = error?.underlying as? QueryError else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: ["false_discovery(t)", "theil_sen(u)", "claims(c)"])
  func `Work on a long list stops when the time of its script is over`(call: String) throws {
    let session = try ScriptSession(limits: LuaLimits(wallSeconds: 0.5), output: { _ in }, show: { $0.words })
    let script = """
      local t, u, c, one = {}, {}, {}, claim('x', {says = 1, found = 2})
      for i = 1, 300000 do t[i] = i * 7919 % 10007 / 10007 end
      for i = 1, 3000 do u[i] = i * 7919 % 10007 end
      for i = 1, 100000 do c[i] = one end
      while true do \(call) end
      """
    let before = ContinuousClock.now
    let error = #expect(throws: LuaError.self) { try session.run(Array(script.utf8), name: "query.lua") }
    #expect(error?.code == .timeLimit || error?.underlying as? QueryError == .deadlineExceeded)
    #expect(before.duration(to: .now) < .seconds(2))
  }

  private static let path = "\(ProjectFiles.exampleData)/police/cleveland-stop-and-search-2025.csv.gz"
}
