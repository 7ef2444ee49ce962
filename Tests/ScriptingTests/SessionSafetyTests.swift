import Columns
import Foundation
import LuaRuntime
import Safeguarding
import Scripting
import TestSupport
import Testing

/// What a session lets scripts have of the host: nothing that the host did not name.
struct SessionSafetyTests {
  private func session(
    _ limits: LuaLimits = LuaLimits(), files: FileAccess = .none, modules: [String] = []
  ) throws -> ScriptSession {
    try ScriptSession(limits: limits, files: files, modules: modules, output: { _ in }, show: { words(of: $0) })
  }

  private func failure(_ session: ScriptSession, _ source: String) -> LuaError? {
    do throws(LuaError) {
      try session.run(Array(source.utf8), name: "query.lua")
      return nil
    } catch { return error }
  }

  @Test(arguments: [
    "load_table('README.md')", "load_table('.')", "load_table('Examples')", "load_incidents{'README.md'}", "load_neighbours('README.md')",
    "load_table('/etc/passwd')", "load_table('absent.csv')",
  ])
  func `A session opens no file until its host names folders`(call: String) throws {
    let error = failure(try session(), call)
    #expect(error?.message.contains("outside the folders that a script may read from") == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("None is allowed.") == true)
  }

  @Test func `There is no require without folders of modules`() throws {
    #expect(failure(try session(), "require 'x'")?.message.contains("attempt to call a nil value (global 'require')") == true)
  }

  @Test func `Scripts do not see one another's globals, and lines at a prompt do`() throws {
    let session = try session()
    try session.run(Array("x = 1 area = nil".utf8), name: "first.lua")
    #expect(failure(session, "assert(x == nil and type(area) == 'function')") == nil)
    _ = try session.evaluate(Array("y = 2".utf8), name: "line")
    guard case .value(.integer(2))? = try session.evaluate(Array("y".utf8), name: "line")?.first else { Issue.record(); return }
  }

  @Test(arguments: [
    ("setmetatable({1, 2}, {__tostring = function() return 'mine' end})", "mine"),
    ("setmetatable({1, 2}, {__metatable = false, __tostring = function() return 'mine' end})", "mine"),
    ("setmetatable({1, 2}, {__metatable = 'no', __name = 'mine'})", "mine: 0x"), ("{1, 2}", "a list"), ("{a = 1}", "named fields"),
  ])
  func `What a script says of its own tables is what prints`(value: String, expected: String) throws {
    var printed: [UInt8] = []
    let session = try ScriptSession(output: { printed += $0 }, show: { words(of: $0) })
    try session.run(Array("print(\(value))".utf8), name: "query.lua")
    #expect(String(decoding: printed, as: UTF8.self).hasPrefix(expected))
  }

  @Test func `Columns with the names of methods and of Lua's events are read, and harm nothing`() throws {
    let session = try session()
    session.set("t", to: .object(try Table(["count", "mean", "why", "columns", "notes", "__index", "__gc", ""].map { Column($0, numbers: [5, 6]) })))
    let source = """
      assert(t.count[1] == 5 and t.mean[2] == 6 and t.__index[1] == 5 and t.__gc[2] == 6 and t[''][1] == 5)
      assert(type(t.why) == 'function' and t.columns[1] == 'count' and #t.notes == 0 and t:column('why')[1] == 5)
      local u = t:select{'why'}
      assert(u.count == u.count and u:count() == 2 and u:why():find('2 rows'))
      assert(not pcall(function() return u.__index end))
      """
    #expect(failure(session, source) == nil, "\(failure(session, source)?.message ?? "")")
  }

  @Test func `The memory limit is one for queries and for files too`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<200_000).map { "\($0),\($0 % 977)" }.joined(separator: "\n")
    try "id,part\n\(rows)\n".write(toFile: folder.path("rows.csv"), atomically: true, encoding: .utf8)
    let access = try FileAccess(reading: [folder.path])
    let path = folder.path("rows.csv")
    let small = try session(LuaLimits(memoryBytes: 1 << 20), files: access)
    #expect(failure(small, "load_table('\(path)')")?.message.contains("1048576") == true, "\(failure(small, "load_table('\(path)')")?.message ?? "")")
    let table = try DelimitedReader().read(path: path)
    let session = try session(LuaLimits(memoryBytes: 1 << 20), files: access)
    session.set("rows", to: .object(table))
    let error = failure(session, "return #rows:sort('part')")
    #expect(error != nil, "a copy of the rows is more than the limit")
    #expect(failure(session, "return 1") == nil)
  }

  @Test(arguments: [
    "area(('x'):rep(2 << 20))", "local s = ('x'):rep(1 << 22) area(s, s, s, s, s, s, s, s, s, s)", "help(('x'):rep(1 << 22))",
    "local t = {} for i = 1, 100000 do t[i] = {} end theil_sen(t)", "local t = {} t[1] = t theil_sen(t)",
    "local t = {} for i = 1, 400000 do t[i] = i end mann_kendall(t)", "load_table({('x'):rep(100000), ('y'):rep(100000)})",
    "rank(nil, nil, nil)", "contributions({})", "percent_change(1e308, -1e308)", "theil_sen({0/0, 1/0, -1/0})", "mann_kendall({1e308, -1e308, 1e308})",
    "falsediscovery", "false_discovery({2})", "control_chart({})", "period(('9'):rep(1000))", "area('')", "area('\\0')",
  ])
  func `Arguments of any size are an error or an answer, and the session goes on`(source: String) throws {
    let session = try session(LuaLimits(memoryBytes: 32 << 20, wallSeconds: 10))
    _ = failure(session, source)
    #expect(failure(session, "assert(area('redcar').code == 'E06000003')") == nil)
  }
}
