import LuaRuntime
import Testing

/// Globals of one script, and those that stay.
struct EnvironmentTests {
  @Test(arguments: [
    "x = 1", "string.rep = nil", "string = nil", "pairs = nil", "_G.tostring = nil", "table.concat = error", "_ENV.print = nil",
    "setmetatable(_G, {__index = error, __newindex = error})", "rawset(_G, 'x', 1)", "load('x = 1')()",
    "coroutine.wrap(function() x = 1 string.rep = nil end)()", "for name in pairs(_G) do _G[name] = nil end",
    "for _, library in pairs(_G) do if type(library) == 'table' and library ~= _G then for name in pairs(library) do library[name] = nil end end end",
    "host = nil", "string.rep = nil error('no')", "string.rep = nil while true do end",
  ])
  func `What a script does to globals ends with it`(source: String) throws {
    let engine = try LuaEngine(LuaLimits(instructions: 100_000))
    engine.setGlobal("host", .integer(7))
    _ = engine.failure(of: source)
    let check = "return x, ('a'):rep(2), string.rep('b', 2), table.concat({1, 2}), type(pairs), tostring(host), type(print), getmetatable(_G)"
    #expect(try shown(engine.run(check)) == #"nil, "aa", "bb", "12", "function", "7", "function", nil"#)
    guard case .values(let values) = try engine.evaluate(Array(check.utf8), name: "line") else { Issue.record(); return }
    #expect(shown(values) == #"nil, "aa", "bb", "12", "function", "7", "function", nil"#)
  }

  @Test func `A method that a script adds to strings works on its strings, and only on its own`() throws {
    let engine = try LuaEngine()
    #expect(try shown(engine.run("function string.shout(s) return s:upper() .. '!' end return ('a'):shout()")) == #""A!""#)
    #expect(engine.failure(of: "return ('a'):shout()")?.message.contains("'shout'") == true)
  }

  @Test func `Lines at a prompt share their globals, and scripts see none of them`() throws {
    let engine = try LuaEngine()
    _ = try engine.evaluate(Array("x = 4".utf8), name: "line")
    guard case .values(let values) = try engine.evaluate(Array("x + 1".utf8), name: "line") else { Issue.record(); return }
    #expect(shown(values) == "5")
    #expect(try shown(engine.run("return x")) == "nil")
    #expect(shown(engine.global("x")) == "4")
  }

  @Test func `A global that the host sets while a script runs is there at once and later`() throws {
    let engine = try LuaEngine()
    engine.setGlobal("define", engine.function("define") { call in
      call.engine.setGlobal("defined", .integer(3))
      return []
    })
    #expect(try shown(engine.run("define() return defined")) == "3")
    #expect(try shown(engine.run("return defined")) == "3")
  }

  private func engine(_ modules: [String: String]) throws -> LuaEngine {
    let engine = try LuaEngine()
    engine.provideModules { name in
      guard let source = modules[name] else { throw Refusal("no module \(name)") }
      return LuaModuleSource(identity: name, name: name + ".lua", bytes: Array(source.utf8))
    }
    return engine
  }

  @Test func `A module runs once, with globals of its own and its name`() throws {
    let engine = try engine(["m": "count = (count or 0) + 1 string.rep = nil local name = ... return {name = name, count = count}"])
    let source = "local a, b = require 'm', require 'm' return a == b, a.name, a.count, count, string.rep('x', 2)"
    #expect(try shown(engine.run(source)) == #"true, "m", 1, nil, "xx""#)
    #expect(try shown(engine.run(source)) == #"true, "m", 1, nil, "xx""#, "the next script has a module of its own")
  }

  @Test func `Modules that need each other, or fail, or are not there are errors with their line`() throws {
    let engine = try engine(["a": "return require 'b'", "b": "return require 'a'", "bad": "return 1 +", "fails": "error('no')", "none": ""])
    #expect(engine.failure(of: "require 'a'")?.message.contains("module 'a' is required while it is loading") == true)
    #expect(engine.failure(of: "require 'bad'")?.message.contains("bad.lua:1: unexpected symbol near <eof>") == true)
    #expect(engine.failure(of: "require 'fails'")?.message.contains("fails.lua:1: no") == true)
    #expect(engine.failure(of: "require 'absent'")?.message == "query.lua:1: no module absent")
    #expect(try shown(engine.run("return require 'none', pcall(require, 'fails')")).hasPrefix("true, false"))
    #expect(try shown(LuaEngine().run("return require")) == "nil")
  }
}
