import LuaRuntime
import Testing

struct ErrorTests {
  private func engine(throwing error: any Error) throws -> LuaEngine {
    let engine = try LuaEngine()
    engine.setGlobal("rank", engine.function("rank") { _ in throw error })
    return engine
  }

  @Test func `An uncaught Swift error comes out as the very same error`() throws {
    let refusal = Refusal("no such area")
    let engine = try engine(throwing: refusal)
    let error = try #require(engine.failure(of: "local function inner()\n  rank()\nend\ninner()"))
    #expect(error.code == .callback)
    #expect(error.underlying as? Refusal === refusal)
    #expect(error.message == "query.lua:2: no such area")
    #expect(error.chunk == "query.lua")
    #expect(error.line == 2)
    let traceback = try #require(error.traceback)
    #expect(traceback.contains("query.lua:2: in upvalue 'inner'") || traceback.contains("in local 'inner'"))
  }

  @Test func `A Swift error comes through coroutines, rethrows and nested calls`() throws {
    let refusal = Refusal("no")
    let engine = try engine(throwing: refusal)
    engine.setGlobal("apply", engine.function("apply") { call in try call.engine.call(call.function(1)) })
    for source in [
      "coroutine.wrap(function() rank() end)()",
      "local ok, e = pcall(rank) error(e)",
      "local ok, e = xpcall(rank, function(e) return e end) error(e, 0)",
      "local co = coroutine.create(rank) local ok, e = coroutine.resume(co) error(e)",
    ] {
      #expect(engine.failure(of: source)?.underlying as? Refusal === refusal, "\(source)")
    }
    let nested = engine.failure(of: "apply(rank)")?.underlying as? LuaError
    #expect(nested?.underlying as? Refusal === refusal)
  }

  @Test func `A caught Swift error is an object that prints and joins as its message`() throws {
    let engine = try engine(throwing: Refusal("no such area"))
    let results = try engine.run("""
      local ok, e = pcall(function() rank() end)
      return ok, type(e), tostring(e), e.message, 'failed: ' .. e, getmetatable(e)
      """)
    let text = #""query.lua:1: no such area""#
    #expect(shown(results) == #"false, "userdata", \#(text), \#(text), "failed: query.lua:1: no such area", false"#)
  }

  @Test(arguments: [
    ("rank(nil)", "query.lua:1: bad argument #1 to 'rank' (indicator expected, got nil)"),
    ("rank()", "query.lua:1: bad argument #1 to 'rank' (indicator expected, got no value)"),
    ("local f = rank f({})", "query.lua:1: bad argument #1 to 'f' (indicator expected, got table)"),
    ("local t = {rank = rank} t:rank()", "query.lua:1: calling 'rank' on bad self (indicator expected, got table)"),
    ("local t = {second = second} t:second(4)", "query.lua:1: bad argument #1 to 'second' (number expected, got string)"),
    ("error((select(2, pcall(rank))))", "bad argument #1 to 'rank' (indicator expected, got no value)"),
    ("rank(coroutine.create(rank))", "query.lua:1: bad argument #1 to 'rank' (indicator expected, got thread)"),
  ])
  func `Argument errors read like Lua's own`(source: String, expected: String) throws {
    let engine = try LuaEngine()
    engine.setGlobal("rank", engine.function("rank") { call in throw call.expected("indicator", at: 1) })
    engine.setGlobal("second", engine.function("second") { _ in
      throw LuaArgumentError(index: 2, message: "number expected, got string")
    })
    let error = engine.failure(of: source)
    #expect(error?.message == expected)
    #expect(error?.underlying is LuaArgumentError)
  }

  @Test(arguments: [
    ("error('plain')", "query.lua:1: plain", 1), ("error('bare', 0)", "bare", 1),
    ("\n\nlocal x = nil + 1", "query.lua:3: attempt to perform arithmetic on a nil value", 3),
    ("error{code = 4}", "(error object is a table value)", 1), ("error{message = 'worded'}", "worded", 1),
    ("error(setmetatable({}, {__tostring = function() return 'by hand' end}))", "by hand", 1),
    ("error(setmetatable({}, {__tostring = function() error('again') end}))", "(error object is a table value)", 1),
    ("error(setmetatable({}, {__tostring = function() return {} end}))", "(error object is a table value)", 1),
    ("error()", "nil", 1), ("error(42)", "42", 1), ("error(true)", "true", 1),
    ("error(print)", "(error object is a function value)", 1),
    ("load('x = = 1', '@inner.lua')() ", "query.lua:1: attempt to call a nil value", 1),
    ("assert(load('x = = 1', '=inner'))", "query.lua:1: inner:1: unexpected symbol near '='", 1),
    ("x = = 1", "query.lua:1: unexpected symbol near '='", 1),
    ("error('12:30: noon', 0)", "12:30: noon", 1),
  ])
  func `Whatever a script raises comes out with words and a line`(source: String, message: String, line: Int) throws {
    let error = try LuaEngine().failure(of: source)
    #expect(error?.message == message)
    #expect(error?.line == line)
    #expect(error?.underlying == nil)
  }

  @Test func `A table that a script raises comes out as a tree`() throws {
    let error = try LuaEngine().failure(of: "error{code = 4, areas = {'a', 'b'}}")
    #expect(error?.value.map { shown($0) } == #"{areas: ["a", "b"], code: 4}"#)
  }

  @Test func `An error before a syntax error leaves nothing behind in it`() throws {
    let engine = try LuaEngine()
    #expect(engine.failure(of: "\n\n\nerror('late')")?.line == 4)
    let error = engine.failure(of: "x = = 1")
    #expect(error?.line == 1)
    #expect(error?.traceback == nil)
  }

  @Test func `A long name of a script is shortened as Lua does and its line is found`() throws {
    let name = String(repeating: "folder/", count: 20) + "query.lua"
    let error = #expect(throws: LuaError.self) { try LuaEngine().run([UInt8]("\nerror('x')".utf8), name: name) }
    #expect(error?.line == 2)
    #expect(error?.chunk == "..." + String(name.suffix(56)))
  }

  @Test func `A hundred thousand caught errors leak nothing, and every defer runs`() throws {
    let census = Census()
    let deferred = Census()
    let engine = try LuaEngine()
    engine.setGlobal("fail", engine.function("fail") { _ in
      deferred.alive += 1
      defer { deferred.alive -= 1 }
      let token = Counted(census)
      throw CountedError(token: token)
    })
    let loop = "for i = 1, 100000 do local ok, e = pcall(fail, i) assert(not ok) end"
    try engine.run(loop)
    engine.collectGarbage()
    #expect(census.alive == 0)
    #expect(deferred.alive == 0)
    let memory = engine.memoryInUse
    try engine.run(loop)
    engine.collectGarbage()
    #expect(census.alive == 0)
    #expect(engine.memoryInUse <= memory + 4096)
  }

  #if os(Linux)
  @Test func `The process does not grow with a hundred thousand caught errors`() async {
    // In a process of its own, since other tests take and free memory beside this one.
    await #expect(processExitsWith: .success) {
      let engine = try LuaEngine()
      // One error thrown again and again: Swift Testing keeps a record of every error object it sees thrown, which
      // grows by itself. What the runtime makes for each throw is new every time.
      let refusal = Refusal("no")
      engine.setGlobal("fail", engine.function("fail") { _ in throw refusal })
      let loop = "for i = 1, 100000 do assert(not pcall(fail, i)) end"
      try engine.run(loop)
      let before = try #require(residentPages())
      try engine.run(loop)
      let growth = try #require(residentPages()) - before
      // A leak of a hundred bytes an error would be some 2,400 pages.
      try #require(growth < 500, "the process grew by \(growth) pages")
    }
  }
  #endif

  @Test func `Caught errors are collected while the script still runs`() throws {
    let census = Census()
    let engine = try LuaEngine()
    let peak = Census()
    engine.setGlobal("fail", engine.function("fail") { _ in
      peak.alive = max(peak.alive, census.alive)
      throw CountedError(token: Counted(census))
    })
    try engine.run("for i = 1, 100000 do pcall(fail) end")
    #expect(peak.alive < 20_000)
  }

  @Test func `An error in a field's callback is caught at the line that read it`() throws {
    let engine = try LuaEngine()
    let area = LuaClass("area", field: { _, key in throw Refusal("area has no field '\(key)'") })
    engine.setGlobal("area", engine.object(1, as: area))
    let results = try engine.run("return pcall(function() return area.nmae end)")
    #expect(try shown(engine.run("return tostring(...)", name: "q", results[1])) == #""query.lua:1: area has no field 'nmae'""#)
    let source = "local co = coroutine.wrap(function() return area.nmae end) co()"
    #expect(engine.failure(of: source)?.underlying is Refusal)
  }

  @Test func `The collector runs while errors are under way`() throws {
    let census = Census()
    let engine = try LuaEngine()
    let cls = LuaClass("counted", text: { _ in throw Refusal("no text") })
    engine.setGlobal("make", engine.function("make") { call in
      call.engine.collectGarbage()
      _ = call.engine.table([call.engine.object(Counted(census), as: cls)])
      return [call.engine.object(Counted(census), as: cls, bytes: 1000)]
    })
    try engine.run("for i = 1, 300 do local ok, e = pcall(function() local o = make() tostring(o) end) assert(not ok) end")
    engine.collectGarbage()
    #expect(census.alive == 0)
  }
}
