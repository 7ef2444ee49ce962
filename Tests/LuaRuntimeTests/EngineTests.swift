import LuaRuntime
import Testing

struct EngineTests {
  @Test(arguments: [
    [], [0x61, 0xFF, 0x62], [0xC3, 0xA9], [0xC3], [0xE2, 0x82], [0xE2, 0x82, 0x41], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98, 0x80],
    [0xF0, 0x9F, 0x98], [0xF8, 0x88, 0x80], [0xC0, 0x80], [0x80, 0x80], [0x00, 0xFE], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x28, 0xA1],
  ] as [[UInt8]])
  func `Bytes that are no text are repaired as Swift repairs them`(bytes: [UInt8]) {
    #expect(LuaValue.string(bytes).text == String(decoding: bytes, as: UTF8.self))
  }

  @Test(arguments: [
    ("return 1, 2.5, 'three', true, nil", #"1, 2.5, "three", true, nil"#),
    ("return", ""),
    ("return 7 // 2, 7 / 2, 2^53", "3, 3.5, 9007199254740992.0"),
    ("return {1, 2}, print, coroutine.create(print)", "table of 2, function, opaque"),
    ("return math.maxinteger, math.mininteger", "9223372036854775807, -9223372036854775808"),
  ])
  func `A script's results come back as values`(source: String, expected: String) throws {
    let engine = try LuaEngine()
    #expect(try shown(engine.run(source)) == expected)
  }

  @Test func `Arguments reach the script in order`() throws {
    let results = try LuaEngine().run("local a, b = ... return b, a, select('#', ...)", name: "q", 1, "two", nil)
    #expect(shown(results) == #""two", 1, 3"#)
  }

  @Test func `Strings are bytes both ways`() throws {
    let bytes: [UInt8] = [0, 255, 10, 0xC3, 0x28]
    let engine = try LuaEngine()
    engine.setGlobal("given", .string(bytes))
    guard case .string(let back)? = try engine.run("assert(#given == 5) return given").first else {
      Issue.record("not a string")
      return
    }
    #expect(back == bytes)
  }

  @Test func `A byte order mark and a first line for the shell keep the lines' numbers`() throws {
    let source: [UInt8] = [0xEF, 0xBB, 0xBF] + [UInt8]("#!/usr/bin/env safeguard\nerror('here')".utf8)
    let error = #expect(throws: LuaError.self) { try LuaEngine().run(source, name: "query.lua") }
    #expect(error?.message == "query.lua:2: here")
    #expect(error?.line == 2)
    #expect(error?.chunk == "query.lua")
  }

  @Test func `A compiled chunk is refused`() throws {
    let error = #expect(throws: LuaError.self) { try LuaEngine().run([0x1B] + [UInt8]("LuaT".utf8), name: "q") }
    #expect(error?.code == .syntax)
  }

  @Test func `Globals are set, read and listed without metamethods`() throws {
    let engine = try LuaEngine()
    engine.setGlobal("area", "E10000016")
    try engine.run("setmetatable(_G, {__index = function() error('index') end, __newindex = function() error('new') end})")
    engine.setGlobal("rate", 64.5)
    #expect(shown(engine.global("area")) == #""E10000016""#)
    #expect(engine.global("missing").isNothing)
    #expect(engine.globalNames().contains("rate"))
    #expect(engine.globalNames() == engine.globalNames().sorted())
  }

  @Test func `Printing uses the text of each value`() throws {
    let output = Output()
    try LuaEngine(printingTo: output).run(
      "print(1, 'a\\0b', nil, setmetatable({}, {__tostring = function() return 'shown' end})) print()")
    #expect(output.text == "1\ta\0b\tnil\tshown\n\n")
  }

  @Test func `A callback gets its arguments and gives its results`() throws {
    let engine = try LuaEngine()
    engine.setGlobal("sum", engine.function("sum") { call in
      var total = 0
      for index in 0..<call.count { total += try call.integer(index + 1) }
      return [.integer(total), .text(call.functionName), call[99]]
    })
    #expect(try shown(engine.run("return sum(1, 2.0, 3)")) == #"6, "sum", nil"#)
  }

  @Test func `A callback can return many results`() throws {
    let engine = try LuaEngine()
    engine.setGlobal("many", engine.function("many") { _ in Array(repeating: 1, count: 10_000) })
    engine.setGlobal("endless", engine.function("endless") { _ in Array(repeating: 1, count: 2_000_000) })
    #expect(try shown(engine.run("return select('#', many())")) == "10000")
    #expect(engine.failure(of: "endless()")?.message == "query.lua:1: too many results")
  }

  @Test func `A callback can call Lua, define globals and run scripts`() throws {
    let engine = try LuaEngine()
    engine.setGlobal("apply", engine.function("apply") { call in
      let engine = call.engine
      engine.setGlobal("seen", call[2])
      let inner = try engine.run("return seen * 2")
      return try engine.call(call.function(1), [call[2]]) + inner + [engine.table(inner)]
    })
    let results = try engine.run("return apply(function(x) return x + 1, 'more' end, 20)")
    #expect(shown(results) == #"21, "more", 40, table of 1"#)
  }

  @Test func `A callback inside a coroutine uses the coroutine's stack`() throws {
    let engine = try LuaEngine()
    engine.setGlobal("twice", engine.function("twice") { call in
      try call.engine.call(call.function(1)) + call.engine.call(call.function(1))
    })
    let source = """
      local co = coroutine.wrap(function()
        local n = 0
        local a, b = twice(function() n = n + 1 return n end)
        coroutine.yield(a)
        coroutine.yield(b)
      end)
      return co(), co()
      """
    #expect(try shown(engine.run(source)) == "1, 2")
  }

  @Test func `Yielding across a callback is an ordinary error`() throws {
    let engine = try LuaEngine()
    engine.setGlobal("apply", engine.function("apply") { call in try call.engine.call(call.function(1)) })
    let source = "return coroutine.resume(coroutine.create(function() apply(coroutine.yield) end))"
    let results = try engine.run(source)
    #expect(!results[0].isTruthy)
  }

  @Test(arguments: [
    ("1 + 1", "2"), ("x = 4", ""), ("x, 'a'", #"nil, "a""#), ("for i = 1, 3 do", "incomplete"),
    ("[[ text", "incomplete"), ("return 3", "3"), ("f(", "incomplete"), ("#'four'", "4"), ("", ""),
    ("f('a\\", "incomplete"), ("'a\\z", "incomplete"), ("f([[ 'a", "incomplete"),
  ])
  func `A typed line is an expression, a statement, or waits for more`(line: String, expected: String) throws {
    switch try LuaEngine().evaluate([UInt8](line.utf8), name: "stdin") {
    case .values(let values): #expect(shown(values) == expected)
    case .incomplete: #expect(expected == "incomplete")
    }
  }

  @Test(arguments: ["1 +* 2", "'open\n", "x = \"open", "f('open)", "for for", "x = 1 end"])
  func `A typed line that no further line can mend is an error`(line: String) throws {
    let engine = try LuaEngine()
    let error = #expect(throws: LuaError.self) { try engine.evaluate([UInt8](line.utf8), name: "stdin") }
    #expect(error?.code == .syntax)
    #expect(error?.line == 1)
  }

  @Test func `Values that outlive their engine are empty and do no harm`() throws {
    var engine: LuaEngine? = try LuaEngine()
    let results = try #require(try engine?.run("return {1, 2, name = 'x'}, print"))
    engine = nil
    guard case .table(let table) = results[0] else {
      Issue.record("not a table")
      return
    }
    #expect(table.count == 0)
    #expect(table.field("name").isNothing)
    #expect(throws: LuaTreeError.unavailable) { try table.tree() }
    table.setField("name", 1)
  }

  @Test func `An engine goes when its last owner goes`() throws {
    let census = Census()
    weak var ended: LuaEngine?
    do {
      let engine = try LuaEngine()
      ended = engine
      let token = Counted(census)
      engine.setGlobal("keep", engine.function("keep") { _ in withExtendedLifetime(token) { [] } })
      engine.setGlobal("held", engine.object(Counted(census), as: LuaClass("counted")))
      try engine.run("local t = {} for i = 1, 100 do t[i] = {keep, held} end kept = t")
    }
    #expect(ended == nil)
    #expect(census.alive == 0)
  }
}
