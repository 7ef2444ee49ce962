import Foundation
import LuaRuntime
import Testing

/// Scripts that try not to end, to swallow the host's stop, or to take all memory. Each test asserts that it ends.
struct LimitTests {
  private static let small = LuaLimits(memoryBytes: 32 << 20, wallSeconds: 30, instructions: 3_000_000)

  @Test(arguments: [
    "while true do end",
    "while true do pcall(function() while true do end end) end",
    "while true do pcall(error) end",
    "while true do xpcall(function() while true do end end, function() while true do end end) end",
    "xpcall(function() local x = nil + 1 end, function() while true do end end)",
    "coroutine.wrap(function() while true do end end)()",
    "while true do coroutine.resume(coroutine.create(function() while true do end end)) end",
    "while true do coroutine.wrap(function() end)() end",
    "local function spawn() while true do pcall(coroutine.wrap(spawn)) end end spawn()",
    "local function f() return pcall(f) end while true do f() end",
    "for i in function() return 1 end do end",
    "goto top ::top:: goto top",
    "local t <close> = setmetatable({}, {__close = function() while true do end end}) while true do end",
    "local co = coroutine.create(function() local t <close> = setmetatable({}, {__close = function() while true do end end}) coroutine.yield() end) coroutine.resume(co) coroutine.close(co)",
    "print(setmetatable({}, {__tostring = function() while true do end end}))",
    "error(setmetatable({}, {__tostring = function() while true do end end}))",
    "load(function() while true do end end)",
    "table.sort({3, 2, 1}, function() while true do end end)",
    "string.gsub('x', 'x', function() while true do end end)",
    "table.concat(setmetatable({}, {__len = function() return 1 << 60 end, __index = function() return '' end}))",
    "table.insert(setmetatable({}, {__len = function() return 1 << 60 end}), 1, 1)",
    "table.remove(setmetatable({}, {__len = function() return 1 << 60 end}), 1)",
    "table.move(setmetatable({}, {__index = rawequal, __newindex = type}), 1, 1 << 60, 2)",
    "table.concat(setmetatable({}, {__index = tostring}), '', 1, 1 << 60)",
    "local mt = {} mt.__index = function(t, k) return t[k] end local t = setmetatable({}, mt) while true do pcall(function() return t.x end) end",
    "call(function() while true do end end)",
    "while true do pcall(call, function() while true do end end) end",
    "swallow(function() while true do end end) while true do end",
    "coroutine.wrap(function() swallow(function() while true do end end) end)() while true do end",
  ])
  func `A script that does not end is stopped, whatever it catches`(source: String) throws {
    let engine = try LuaEngine(Self.small)
    engine.setGlobal("call", engine.function("call") { call in try call.engine.call(call.function(1)) })
    engine.setGlobal("swallow", engine.function("swallow") { call in (try? call.engine.call(call.function(1))) ?? [] })
    let error = engine.failure(of: source)
    let code = try #require(error?.code)
    // The last resort of scripts whose fake tables fill the memory first.
    let ends: [LuaError.Code] = [.instructionLimit, .memoryLimit, .timeLimit]
    let raised = source.hasPrefix("error(")
    #expect(ends.contains(code) || (raised && code == .script), "\(error?.message ?? "")")
    #expect(try shown(engine.run("return 1 + 1")) == "2")
  }

  @Test func `Time stops a script and the next one has all of its time again`() throws {
    let engine = try LuaEngine(LuaLimits(wallSeconds: 0.05))
    for _ in 0..<2 {
      let error = engine.failure(of: "local n = 0\nwhile true do n = n + 1 end")
      #expect(error?.code == .timeLimit)
      #expect(error?.message == "query.lua:2: stopped after 0.05 seconds")
      #expect(error?.traceback?.contains("query.lua:2") == true)
    }
    #expect(try shown(engine.run("return 1")) == "1")
  }

  /// Lua's collector takes the square of such a chain's length, in one step: half a minute for this one.
  @Test(arguments: ["setmetatable(t, {__mode = 'k'})", "local m = setmetatable(t, {}) getmetatable(m).__mode = 'k'"])
  func `A chain of weak keys keeps no engine`(weaken: String) throws {
    let engine = try LuaEngine(LuaLimits(wallSeconds: 0.5))
    let source = """
      local t, chain = {}, {}
      for i = 1, 100000 do chain[i] = {} end
      for i = 100000, 2, -1 do local j = math.random(i) chain[i], chain[j] = chain[j], chain[i] end
      for i = 1, 99999 do t[chain[i]] = chain[i + 1] end
      local first = chain[1]
      \(weaken) chain = nil
      while true do local x = {} end
      """
    let before = ContinuousClock.now
    #expect(engine.failure(of: source)?.code == .timeLimit)
    #expect(before.duration(to: .now) < .seconds(5))
  }

  /// A single call that copies as many arguments takes as long as thousands of instructions.
  @Test func `Slow instructions are looked at more often`() throws {
    let engine = try LuaEngine(LuaLimits(wallSeconds: 0.3))
    let source = """
      local t = {} for i = 1, 240000 do t[i] = i end
      local function take(...) end
      local function give(...) while true do take(...) take(...) take(...) end end
      give(table.unpack(t))
      """
    let before = ContinuousClock.now
    #expect(engine.failure(of: source)?.code == .timeLimit)
    #expect(before.duration(to: .now) < .seconds(0.6))
  }

  @Test(arguments: [
    "local t = {} while true do t[#t + 1] = {} end", "local s = 'x' while true do s = s .. s end",
    "return ('x'):rep(1 << 40)", "return ('x'):rep(1 << 62, 'yy')", "local t = {} for i = 1, 1e9 do t[i] = i end",
    "return string.format('%s', ('x'):rep(1 << 24)):rep(10)", "local t = {} while true do t[#t + 1] = coroutine.create(print) end",
    "return table.concat({('x'):rep(1 << 22), ('x'):rep(1 << 22), ('x'):rep(1 << 22)})",
    "local t = {} while true do t[#t + 1] = make() end", "return ('x'):rep(1 << 20):gsub('x', ('y'):rep(1 << 20))",
  ])
  func `A script that takes all memory is stopped`(source: String) throws {
    let engine = try LuaEngine(LuaLimits(memoryBytes: 16 << 20))
    let cls = LuaClass("block")
    engine.setGlobal("make", engine.function("make") { call in [call.engine.object(0, as: cls, bytes: 10_000)] })
    let error = try #require(engine.failure(of: source))
    #expect(error.code == .memoryLimit || error.message.contains("stack overflow") || error.message.contains("too large"))
    #expect(engine.memoryInUse < 64 << 20)
    engine.collectGarbage()
    #expect(engine.memoryInUse < 1 << 20)
    #expect(try shown(engine.run("return 1")) == "1")
  }

  @Test func `A callback may overdraw, and the script gets the error when it returns`() throws {
    let engine = try LuaEngine(LuaLimits(memoryBytes: 4 << 20))
    let ended = Census()
    engine.setGlobal("big", engine.function("big") { _ in
      defer { ended.alive += 1 }
      return [.string(Array(repeating: 65, count: 8 << 20))]
    })
    #expect(try shown(engine.run("local ok, e = pcall(big) return ok, e")) == #"false, "not enough memory""#)
    #expect(engine.failure(of: "big()")?.code == .memoryLimit)
    #expect(ended.alive == 2)
    engine.setGlobal("held", .string(Array(repeating: 65, count: 8 << 20)))
    #expect(engine.failure(of: "return {}")?.code == .memoryLimit)
    engine.setGlobal("held", .nothing)
    #expect(try shown(engine.run("return 1")) == "1")
  }

  @Test(arguments: [
    "local t = {} while true do t[#t + 1] = {} end", "local t = {} while true do t[#t + 1] = function() return t end end",
    "local t = {} pcall(function() while true do t[#t + 1] = {} end end) while true do end",
  ])
  func `After a script that filled the memory the next one runs at once`(source: String) throws {
    let engine = try LuaEngine(LuaLimits(memoryBytes: 64 << 20, wallSeconds: 1))
    #expect(engine.failure(of: source) != nil)
    var times: [Duration] = []
    for _ in 0..<20 {
      let began = ContinuousClock.now
      #expect(try shown(engine.run("local t = {} for i = 1, 100 do t[i] = {i} end return #t")) == "100")
      times.append(began.duration(to: .now))
    }
    #expect(times.min() ?? .zero < .milliseconds(1))
    // None waits for a collection of everything; a loaded machine is allowed for.
    #expect(times.max() ?? .zero < .seconds(1))
    engine.collectGarbage()
    #expect(engine.memoryInUse < 1 << 20, "\(engine.memoryInUse)")
  }

  @Test func `What a script left behind counts again once the collector has been round`() throws {
    let engine = try LuaEngine(LuaLimits(memoryBytes: 16 << 20, wallSeconds: 60))
    let filling = "t = t or {} for i = 1, 100000 do t[#t + 1] = {i} end"
    // Globals that stay: nothing of it is garbage, so the limit is reached and stays so.
    var failures = 0
    for _ in 0..<12 {
      do throws(LuaError) {
        _ = try engine.evaluate([UInt8](filling.utf8), name: "line")
      } catch {
        #expect(error.code == .memoryLimit)
        failures += 1
      }
      #expect(engine.memoryInUse < 40 << 20)
    }
    #expect(failures > 6)
  }

  @Test func `The room of objects that are gone is given back`() throws {
    let engine = try LuaEngine(LuaLimits(memoryBytes: 64 << 20, wallSeconds: 60))
    let cls = LuaClass("thing", text: { _ in "thing" })
    engine.setGlobal("thing", engine.function("thing") { _ in [.object(LuaObject(1, as: cls))] })
    // A host that reads an object may push it again, so each is remembered.
    engine.setGlobal("read", engine.function("read") { call in
      _ = call[1]
      return []
    })
    try engine.run("local t = {} for i = 1, 200000 do t[i] = thing() read(t[i]) end")
    for _ in 0..<4 { engine.collectGarbage() }
    #expect(engine.memoryInUse < 1 << 20, "\(engine.memoryInUse)")
  }

  @Test func `What a host holds for scripts counts as theirs`() throws {
    let engine = try LuaEngine(LuaLimits(memoryBytes: 8 << 20))
    engine.setGlobal("nothing", engine.function("nothing") { _ in [] })
    let before = engine.memoryInUse
    engine.account.add(16 << 20)
    #expect(engine.memoryInUse == before + 16 << 20)
    #expect(engine.failure(of: "nothing()")?.code == .memoryLimit)
    engine.account.add(-16 << 20)
    #expect(try shown(engine.run("return 1")) == "1")
  }

  @Test func `A list that is made for a script ends where its memory does`() throws {
    let engine = try LuaEngine(LuaLimits(memoryBytes: 8 << 20))
    engine.setGlobal("numbers", engine.function("numbers") { call in
      let count = try call.integer(1)
      return [call.engine.value(of: .made(count: count) { .integer($0 * 2) })]
    })
    #expect(try shown(engine.run("local t = numbers(3) return #t, t[1], t[3], #numbers(0)")) == "3, 2, 6, 0")
    #expect(engine.failure(of: "numbers(1 << 40)")?.code == .memoryLimit)
  }

  @Test func `A value whose call is itself is refused before Lua's stack is full`() throws {
    let engine = try LuaEngine(LuaLimits(wallSeconds: 60))
    let began = ContinuousClock.now
    let error = engine.failure(of: "local m = {} local t = setmetatable({}, m) m.__call = t t()")
    #expect(error?.code == .memoryLimit)
    #expect(began.duration(to: .now) < .seconds(5))
    // What else fills a frame is none of that.
    let source = """
      local t = {} for i = 1, 20000 do t[i] = {i} end
      local function count(...) return select('#', ...) end
      local bytes = table.pack(string.unpack(('b'):rep(20000), ('x'):rep(20000)))
      return count(table.unpack(t)), bytes.n, #table.pack(table.unpack(t)), coroutine.wrap(count)(table.unpack(t))
      """
    #expect(try shown(engine.run(source)) == "20000, 20001, 20000, 20000")
  }

  @Test func `Long strings are compared and read as numbers without a stop being missed`() throws {
    let engine = try LuaEngine(LuaLimits(memoryBytes: 64 << 20, wallSeconds: 0.1))
    for source in [
      "local a, b = ('\\0'):rep(1000000), ('\\0'):rep(1000000) .. 'x' while true do local c = a < b end",
      "local s = (' '):rep(3000000) .. '1' while true do local x = pcall(function() return s + 1 end) end",
      "local s = (' '):rep(3000000) .. '1' coroutine.wrap(function() while true do local x = pcall(function() return s | 1 end) end end)()",
    ] {
      let began = ContinuousClock.now
      #expect(engine.failure(of: source)?.code == .timeLimit)
      #expect(began.duration(to: .now) < .seconds(3), "\(source)")
    }
  }

  @Test func `The trace of a deep stack tells its innermost calls`() throws {
    let engine = try LuaEngine(LuaLimits(wallSeconds: 60))
    let error = engine.failure(of: "local function f(n)\nif n == 0 then error('deep') end\nreturn 1 + f(n - 1) end\nf(50000)")
    #expect(error?.message == "query.lua:2: deep")
    #expect(error?.traceback?.contains("query.lua:3:") == true)
    #expect(error?.traceback?.hasSuffix("...") == true)
  }

  @Test func `Lua's memory errors can be caught and the memory is free again`() throws {
    let engine = try LuaEngine(LuaLimits(memoryBytes: 8 << 20))
    let source = "for i = 1, 20 do assert(not pcall(string.rep, 'x', 1 << 30)) end return 'fine'"
    #expect(try shown(engine.run(source)) == #""fine""#)
  }

  @Test(arguments: [
    "local function f() return 1 + f() end f()", "local function f() f() end f()",
    "local function f() local ok, e = pcall(f) if not ok then error(e, 0) end end f()",
    "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k] end return t.x",
    "local function f() return call(f) end f()", "local function f() return coroutine.wrap(f)() end f()",
    "local function f(s) return s:gsub('.', f) end f('x')", "return load(('('):rep(1000) .. '1' .. (')'):rep(1000))()",
    "local t = setmetatable({}, {__tostring = function(t) return tostring(t) end}) return tostring(t)",
  ])
  func `Deep recursion is an error and not a crash`(source: String) throws {
    let engine = try LuaEngine(LuaLimits(memoryBytes: 128 << 20))
    engine.setGlobal("call", engine.function("call") { call in try call.engine.call(call.function(1)) })
    #expect(engine.failure(of: source) != nil)
    #expect(try shown(engine.run("return 1")) == "1")
  }

  @Test func `Coroutines that close one another end without a crash`() throws {
    let engine = try LuaEngine(LuaLimits(memoryBytes: 128 << 20))
    // Lua before 5.4.6 does not count this nesting. The close that goes too deep fails, and the others do not.
    let results = try engine.run(
      """
      local function nest(inner)
        local co = coroutine.create(function()
          local c <close> = setmetatable({}, {__close = function() if inner then coroutine.close(inner) end end})
          coroutine.yield()
        end)
        coroutine.resume(co)
        return co
      end
      local co
      for i = 1, 20000 do co = nest(co) end
      return coroutine.close(co)
      """)
    #expect(shown(results) == "true")
  }

  @Test func `Cancelling from another thread stops the script, and only once`() throws {
    let engine = try LuaEngine(LuaLimits(wallSeconds: nil))
    let cancellation = engine.cancellation
    engine.setGlobal("started", engine.function("started") { _ in
      Thread.detachNewThread { cancellation.cancel() }
      return []
    })
    #expect(engine.failure(of: "started() while true do pcall(function() while true do end end) end")?.code == .cancelled)
    #expect(!cancellation.isCancelled)
    #expect(try shown(engine.run("return 1")) == "1")
  }

  @Test func `A cancellation without a call in progress stops the next one`() throws {
    let engine = try LuaEngine()
    engine.cancellation.cancel()
    #expect(engine.failure(of: "return 1")?.code == .cancelled)
    engine.cancellation.cancel()
    engine.cancellation.reset()
    #expect(try shown(engine.run("return 1")) == "1")
  }

  @Test func `A long callback can ask whether to stop`() throws {
    let engine = try LuaEngine()
    let cancellation = engine.cancellation
    engine.setGlobal("work", engine.function("work") { call in
      cancellation.cancel()
      while true { try call.engine.checkLimits() }
    })
    #expect(engine.failure(of: "pcall(work) return 'swallowed'")?.code == .cancelled)
  }

  @Test func `A coroutine that a stop killed cannot be closed later`() throws {
    let engine = try LuaEngine(Self.small)
    #expect(engine.failure(of: """
      co = coroutine.create(function()
        local c <close> = setmetatable({}, {__close = function() while true do end end})
        while true do end
      end)
      coroutine.resume(co)
      """, globals: .lasting)?.code == .instructionLimit)
    #expect(engine.failure(of: "coroutine.close(co)", globals: .lasting)?.message == "query.lua:1: cannot close a coroutine that the host stopped")
    #expect(try shown(engine.run("return coroutine.status(co), coroutine.resume(co)", globals: .lasting).prefix(2).map { $0 }) == #""dead", false"#)
  }

  @Test func `Printing is limited by its bytes`() throws {
    let output = Output()
    let engine = try LuaEngine(LuaLimits(outputBytes: 100), printingTo: output)
    #expect(engine.failure(of: "while true do pcall(print, 'line') end")?.code == .outputLimit)
    #expect(output.text == String(repeating: "line\n", count: 20))
    try engine.run("print('again')")
    #expect(output.text.hasSuffix("again\n"))
  }

  @Test func `A source beyond its limit is refused, from the host and from load`() throws {
    let engine = try LuaEngine(LuaLimits(sourceBytes: 200))
    #expect(engine.failure(of: String(repeating: "--", count: 101))?.code == .sourceLimit)
    #expect(engine.failure(of: "load(('-'):rep(201))")?.message.contains("larger than the host allows") == true)
    let source = "local n = 0 return load(function() n = n + 1 if n < 300 then return '-' end end)"
    #expect(try shown(engine.run(source)).contains("larger than the host allows"))
  }

  @Test func `Calls between host and script nest as deep as the host allows`() throws {
    let engine = try LuaEngine(LuaLimits(nestedCalls: 5))
    engine.setGlobal("again", engine.function("again") { call in try call.engine.run("return again()") })
    let error = try #require(engine.failure(of: "again()"))
    var innermost = error
    while let inner = innermost.underlying as? LuaError { innermost = inner }
    #expect(innermost.code == .nestingLimit)
  }

  @Test func `Without polling a script still runs under its memory limit`() throws {
    let engine = try LuaEngine(LuaLimits(memoryBytes: 4 << 20, pollInterval: nil))
    #expect(try shown(engine.run("local n = 0 for i = 1, 100000 do n = n + i end return n")) == "5000050000")
    #expect(engine.failure(of: "local t = {} while true do t[#t + 1] = {} end")?.code == .memoryLimit)
  }
}
