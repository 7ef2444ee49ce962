import LuaRuntime
import Testing

struct SandboxTests {
  @Test(arguments: [
    "io", "debug", "package", "require", "dofile", "loadfile", "warn", "string.dump", "os.execute", "os.exit",
    "os.getenv", "os.remove", "os.rename", "os.tmpname", "os.setlocale", "loadstring", "getfenv", "collectgarbage'x'",
  ])
  func `What reaches beyond the script is not there`(name: String) throws {
    let engine = try LuaEngine()
    if name.hasPrefix("collectgarbage") {
      #expect(engine.failure(of: name)?.message.contains("can only use") == true)
    } else {
      #expect(try shown(engine.run("return \(name)")) == "nil")
    }
  }

  @Test func `Chance falls alike in every engine until a script asks for other numbers`() throws {
    func numbers(_ before: String) throws -> [Double?] {
      try LuaEngine().run(Array("\(before) return math.random(1 << 40), math.random(1 << 40), math.random()".utf8), name: "chance").map { value in
        switch value {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
      }
    }
    #expect(try numbers("") == numbers("") && numbers("math.randomseed(7)") == numbers("math.randomseed(7)"))
    #expect(try numbers("") != numbers("math.randomseed(7)") && numbers("math.randomseed()") != numbers(""))
  }

  @Test func `The globals are the ones that were meant`() throws {
    #expect(try LuaEngine().globalNames() == [
      "_G", "_VERSION", "assert", "collectgarbage", "coroutine", "error", "getmetatable", "ipairs", "load", "math",
      "next", "os", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "select", "setmetatable",
      "string", "table", "tonumber", "tostring", "type", "utf8", "xpcall",
    ])
  }

  @Test(arguments: [
    ("getmetatable('').__index = nil", "attempt to index a boolean value"),
    ("setmetatable({}, {__gc = function() end})", "scripts cannot set '__gc'"),
    ("setmetatable(setmetatable({}, {__metatable = 1}), {})", "cannot change a protected metatable"),
    ("assert(load('\\27LuaT'))", "attempt to load a binary chunk"),
    ("load('return 1', 'x', 'b')", "scripts can only load text"),
    ("load(function() return 4 end)()", ""),
    ("table.sort(setmetatable({}, {__len = function() return 1 << 30 end}))", "length is larger than the table"),
  ])
  func `What would open the sandbox is refused in words`(source: String, words: String) throws {
    let message = try #require(LuaEngine().failure(of: source)?.message)
    #expect(words.isEmpty || message.contains(words), "\(message)")
  }

  @Test(arguments: [
    ("return pcall(error, 'x')", #"false, "x""#), ("return pcall(function(...) return ... end, 1, nil, 3)", "true, 1, nil, 3"),
    ("return xpcall(error, function(e) return e .. '!' end, 'x')", #"false, "x!""#),
    ("return xpcall(function(...) return ... end, print, 1, 2)", "true, 1, 2"),
    ("return select('#', pcall(pcall))", "2"), ("return pcall()", "error"),
    ("return load('return ...', 'x', 't', {})(7)", "7"), ("return load('return x', 'x', 't', {x = 3})()", "3"),
    ("return load('x = = ')", #"nil, "[string "x = = "]:1: unexpected symbol near '='""#),
    ("local p = {'return ', '4'} local i = 0 return load(function() i = i + 1 return p[i] end)()", "4"),
    ("return ('ab'):rep(3, '-'), ('x'):rep(0), (''):rep(1e15), ('x'):rep(-1)", #""ab-ab-ab", "", "", """#),
    ("return coroutine.resume(coroutine.create(function(a) local b = coroutine.yield(a + 1) return b end), 1)", "true, 2"),
    ("local f = coroutine.wrap(function() for i = 1, 2 do coroutine.yield(i) end return 'end' end) return f(), f(), f()", #"1, 2, "end""#),
    ("local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) return coroutine.close(co), coroutine.status(co)", #"true, "dead""#),
    ("local co = coroutine.create(error) coroutine.resume(co, 'x') return coroutine.close(co)", #"false, "x""#),
    ("local co = coroutine.create(function() local c <close> = setmetatable({}, {__close = function() error('c', 0) end}) coroutine.yield() end) coroutine.resume(co) return coroutine.close(co)", #"false, "c""#),
    ("local e local f = coroutine.wrap(function() local c <close> = setmetatable({}, {__close = function(_, x) e = x end}) error('x', 0) end) return pcall(f), e", #"false, "x""#),
    ("return pcall(coroutine.wrap(function() error({}) end))", "false, table of 0"),
    ("return coroutine.wrap(function() return pcall(coroutine.yield, 1) end)()", "1"),
    ("local f = coroutine.wrap(function() return pcall(function() coroutine.yield(1) error('late', 0) end) end) f() return f()", #"false, "late""#),
    ("local t = {1, 2, 3} table.insert(t, 4) table.insert(t, 1, 0) return table.concat(t, ',')", #""0,1,2,3,4""#),
    ("local t = {1, 2, 3} return table.remove(t, 1), table.remove(t), table.remove(t), table.remove(t), #t", "1, 3, 2, nil, 0"),
    ("return table.concat({1, 2.5, 'x'}, ', ', 2, 3), table.concat({}), table.concat({1}, 'x', 2)", #""2.5, x", "", """#),
    ("local t = table.move({1, 2, 3}, 1, 3, 2) return table.concat(t, ','), #table.move({1, 2}, 1, 2, 1, {})", #""1,1,2,3", 2"#),
    ("local t = {3, 1, 2} table.sort(t, function(a, b) return a > b end) return table.unpack(t)", "3, 2, 1"),
    ("return pairs({}) == next, next({}), next({5})", "true, nil, 1, 5"),
    ("return pcall(pairs)", "error"), ("return pcall(next, {}, 1)", "error"),
    ("local s = 0 for k, v in pairs(setmetatable({}, {__pairs = function(t) return next, {4, 5} end})) do s = s + k * v end return s", "14"),
    ("return coroutine.wrap(function() for k in pairs(setmetatable({}, {__pairs = function() coroutine.yield(7) return next, {} end})) do end end)()", "7"),
    ("local t = setmetatable({}, {__mode = 'kv'}) t[{}] = {} for i = 1, 300000 do local x = {i} end return next(t) ~= nil", "true"),
    ("return pcall(table.insert, {1}, 5, 1)", "error"), ("return type(collectgarbage'count'), type(os.time()), os.date('!%Y', 0)", #""number", "number", "1970""#),
  ])
  func `The replaced functions do what Lua's own do`(source: String, expected: String) throws {
    let engine = try LuaEngine()
    if expected == "error" {
      let failed = engine.failure(of: source) != nil
      #expect(try failed || shown(engine.run(source)).hasPrefix("false"))
    } else {
      #expect(try shown(engine.run(source)) == expected)
    }
  }
}
