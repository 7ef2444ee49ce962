import LuaRuntime
import Testing

struct ObjectTests {
  private struct Money: Sendable { let pence: Int }

  private static func pence(_ value: LuaValue) throws -> Int {
    switch value {
    case .object(let object): try #require(object.payload as? Money).pence
    case .integer(let value): value * 100
    default: throw Refusal("cannot use a \(value.kindName) as money")
    }
  }

  /// A class defined where it is used, since an object of it holds the class.
  private static let money: LuaClass = LuaClass(
    "money",
    methods: [
      "half": { call in
        let money = try #require(call.object(1, as: Self.money) as? Money)
        return [.object(LuaObject(Money(pence: money.pence / 2), as: Self.money))]
      },
      "times": { call in [.integer(try Self.pence(call[1]) * call.integer(2))] },
    ],
    field: { payload, key in
      guard key == "pence" else { throw Refusal("money has no field '\(key)'; did you mean 'pence'?") }
      return (payload as? Money).map { .integer($0.pence) }
    },
    element: { payload, index in index <= 3 ? .integer(index * 10) : nil }, length: { _ in 3 },
    text: { payload in "£\((payload as? Money)?.pence ?? 0)p" }, names: { _ in ["pence"] },
    equals: { try Self.pence($0) == Self.pence($1) }, less: { try Self.pence($0) < Self.pence($1) },
    add: { .object(LuaObject(Money(pence: try Self.pence($0) + Self.pence($1)), as: Self.money)) },
    subtract: { .integer(try Self.pence($0) - Self.pence($1)) }, multiply: { .integer(try Self.pence($0) * Self.pence($1)) },
    divide: { .number(Double(try Self.pence($0)) / Double(try Self.pence($1))) },
    negate: { .integer(-(try Self.pence($0))) },
    concatenate: { left, right in .text("\(left.text ?? "m")|\(right.text ?? "m")") })

  private func engine() throws -> LuaEngine {
    let engine = try LuaEngine()
    engine.setGlobal("a", engine.object(Money(pence: 250), as: Self.money))
    engine.setGlobal("b", engine.object(Money(pence: 250), as: Self.money))
    engine.setGlobal("c", engine.object(Money(pence: 900), as: Self.money))
    return engine
  }

  @Test(arguments: [
    ("return a.pence, a:half().pence, #a, a[1], a[3], a[4], a[2.0]", "250, 125, 3, 10, 30, nil, 20"),
    ("return tostring(a), a == b, a == c, a ~= a, rawequal(a, b)", #""£250p", true, false, false, false"#),
    ("return a < c, a <= b, c <= a, a >= c, a < 3, 2 < a", "true, true, false, false, true, true"),
    ("return (a + c).pence, (a + 1).pence, (1 + a).pence, c - a, a * 2, c / a, -a", "1150, 350, 350, 650, 50000, 3.6, -250"),
    ("return a .. 'x', 'x' .. a", #""m|x", "x|m""#),
    ("local s = '' for i, v in ipairs(a) do s = s .. i .. '=' .. v .. ';' end return s", #""1=10;2=20;3=30;""#),
    ("local s = '' for k, v in pairs(a) do s = s .. k .. '=' .. v .. ';' end return s", #""pence=250;""#),
    ("return type(a), getmetatable(a)", #""userdata", false"#),
    ("return table.concat(a, ','), select('#', table.unpack(a))", #""10,20,30", 3"#),
  ])
  func `An object behaves as its class says`(source: String, expected: String) throws {
    #expect(try shown(engine().run(source)) == expected)
  }

  @Test(arguments: [
    ("a.pence = 4", "query.lua:1: cannot set 'pence': a value of type money is read-only"),
    ("a[1] = 4", "query.lua:1: cannot set an element: a value of type money is read-only"),
    ("return a.pense", "query.lua:1: money has no field 'pense'; did you mean 'pence'?"),
    ("a.half(4)", "query.lua:1: bad argument #1 to 'half' (money expected, got number)"),
    ("a.half(plain)", "query.lua:1: bad argument #1 to 'half' (money expected, got plain)"),
    ("a:times('x')", "query.lua:1: bad argument #1 to 'times' (number expected, got string)"),
    ("a:times(1.5)", "query.lua:1: bad argument #1 to 'times' (number has no integer representation)"),
    ("return a + 'x'", "query.lua:1: cannot use a string as money"),
    ("return a < {}", "query.lua:1: cannot use a table as money"),
    ("return a[true]", "query.lua:1: attempt to index a money value with a boolean"),
    ("return plain < plain", "query.lua:1: attempt to compare two plain values"),
    ("return plain + 1", "query.lua:1: attempt to perform arithmetic on a plain value (global 'plain')"),
    ("setmetatable(a, {})", "query.lua:1: bad argument #1 to 'setmetatable' (table expected, got money)"),
    ("for k in pairs(plain) do end", "query.lua:1: bad argument #1 to 'for iterator' (table expected, got plain)"),
  ])
  func `What an object cannot do is an error in words`(source: String, message: String) throws {
    let engine = try engine()
    engine.setGlobal("plain", engine.object(0, as: LuaClass("plain")))
    #expect(engine.failure(of: source)?.message == message)
  }

  @Test func `The same object is the same value however often it crosses`() throws {
    let engine = try engine()
    engine.setGlobal("same", engine.function("same") { call in [call[1]] })
    #expect(try shown(engine.run("local t = {[a] = 'found'} return rawequal(same(a), a), t[same(a)]")) == #"true, "found""#)
  }

  @Test func `Objects that are collected where a script is as deep as calls may go are let go all the same`() throws {
    let census = Census()
    let engine = try LuaEngine()
    let cls = LuaClass("counted")
    engine.setGlobal("make", engine.function("make") { call in [call.engine.object(Counted(census), as: cls, bytes: 100)] })
    // A handler that fails is called again for its own error, until no call is left for a finaliser.
    let script = """
      local function deep(levels, body) if levels > 0 then pcall(deep, levels - 1, body) else body() end end
      for i = 1, 40 do
        deep(i % 8, function() xpcall(error, function() for j = 1, 50 do make() end make().x = 1 end) end)
      end
      """
    for _ in 0..<3 { try engine.run(Array(script.utf8), name: "deep") }
    engine.collectGarbage()
    #expect(census.alive == 0)
    #expect(engine.memoryInUse < 1 << 20)
  }

  @Test func `Objects go when Lua has collected them`() throws {
    let census = Census()
    let engine = try LuaEngine()
    let cls = LuaClass("counted")
    let peak = Census()
    engine.setGlobal("make", engine.function("make") { call in
      peak.alive = max(peak.alive, census.alive)
      return [call.engine.object(Counted(census), as: cls, bytes: 100_000)]
    })
    try engine.run("for i = 1, 10000 do make() end")
    #expect(peak.alive < 5_000)
    engine.collectGarbage()
    #expect(census.alive == 0)
    #expect(engine.memoryInUse < 1 << 20)
  }

  @Test func `An object's members are listed without running a script`() throws {
    guard case .object(let object) = try engine().global("a") else {
      Issue.record("not an object")
      return
    }
    #expect(object.memberNames == ["half", "pence", "times"])
  }

  @Test func `A payload that lets go of a table while it is collected does no harm`() throws {
    let engine = try LuaEngine()
    let cls = LuaClass("holder")
    engine.setGlobal("hold", engine.function("hold") { call in
      [call.engine.object(Holder(call[1]), as: cls, bytes: 1000)]
    })
    try engine.run("for i = 1, 20000 do hold({i}) end")
    engine.collectGarbage()
    #expect(engine.memoryInUse < 32 << 20)
  }

  /// Breaks the rule that payloads hold no Lua values, to see what comes of it.
  private final class Holder: @unchecked Sendable {
    let value: LuaValue
    init(_ value: LuaValue) { self.value = value }
  }
}
