import LuaRuntime
import Testing

struct TypedFunctionTests {
  private func engine() throws -> LuaEngine {
    let engine = try LuaEngine()
    engine.setGlobal("double", engine.function("double") { (x: Double) in x * 2 })
    engine.setGlobal("whole", engine.function("whole") { (x: Int) in x })
    engine.setGlobal("greet", engine.function("greet") { (name: String, times: Int?) in
      [String](repeating: name, count: max(0, min(times ?? 1, 9)))
    })
    engine.setGlobal("nor", engine.function("nor") { (a: Bool, b: Bool) in !(a || b) })
    engine.setGlobal("bytes", engine.function("bytes") { (text: LuaBytes) in LuaBytes(text.bytes.reversed()) })
    engine.setGlobal("sum", engine.function("sum") { (numbers: [Double]) in numbers.reduce(0, +) })
    engine.setGlobal("rows", engine.function("rows") { (rows: [[String: Int]]) in rows.map(\.count) })
    engine.setGlobal("maybe", engine.function("maybe") { (x: Int) in x > 0 ? x : nil })
    engine.setGlobal("same", engine.function("same") { (x: LuaValue) in x })
    engine.setGlobal("four", engine.function("four") { (a: Int, b: Int, c: Int, d: Int) in [a, b, c, d] })
    engine.setGlobal("nothing", engine.function("nothing") { (_: Int) in })
    engine.setGlobal("refuse", engine.function("refuse") { () throws -> Int in throw Refusal("no") })
    return engine
  }

  @Test(arguments: [
    ("return double(2), double(1.5), whole(3.0)", "4.0, 3.0, 3"),
    ("return table.concat(greet('ha', 3)), #greet('ha'), #greet('ha', nil), #greet('ha', 0)", #""hahaha", 1, 1, 0"#),
    ("return nor(false, false), nor(true, false)", "true, false"),
    (#"local b = bytes('\xff\0a') return #b, b:byte(1), b:byte(3)"#, "3, 97, 255"),
    ("return sum{1, 2, 3.5}, sum{}, sum{4, name = 'passed over'}", "6.5, 0.0, 4.0"),
    ("local r = rows{{a = 1, b = 2}, {}} return #r, r[1], r[2]", "2, 2, 0"),
    ("return maybe(3), maybe(-1)", "3, nil"),
    ("return double(2, 'more'), select('#', nothing(1)), select('#', maybe(-1))", "4.0, 0, 1"),
    ("return same({1, 2}), same(), rawequal(same(print), print)", "table of 2, nil, true"),
    ("return four(1, 2, 3, 4)[4]", "4"),
  ])
  func `A typed function takes and gives Swift values`(source: String, expected: String) throws {
    let engine = try engine()
    #expect(try shown(engine.run(source)) == expected)
  }

  @Test(arguments: [
    ("double('2')", "query.lua:1: bad argument #1 to 'double' (number expected, got string)"),
    ("double()", "query.lua:1: bad argument #1 to 'double' (number expected, got no value)"),
    ("whole(1.5)", "query.lua:1: bad argument #1 to 'whole' (number has no integer representation)"),
    ("whole(2^63)", "query.lua:1: bad argument #1 to 'whole' (number has no integer representation)"),
    ("whole(0/0)", "query.lua:1: bad argument #1 to 'whole' (number has no integer representation)"),
    ("greet('ha', 'x')", "query.lua:1: bad argument #2 to 'greet' (number expected, got string)"),
    ("greet(7)", "query.lua:1: bad argument #1 to 'greet' (string expected, got number)"),
    ("nor(1, true)", "query.lua:1: bad argument #1 to 'nor' (boolean expected, got number)"),
    ("sum(4)", "query.lua:1: bad argument #1 to 'sum' (table expected, got number)"),
    ("sum{1, 'two', 3}", "query.lua:1: bad argument #1 to 'sum' (element 2: number expected, got string)"),
    ("rows{{a = 1}, {b = 'x'}}", "query.lua:1: bad argument #1 to 'rows' (element 2: field 'b': number expected, got string)"),
    ("four(1, 2, 3)", "query.lua:1: bad argument #4 to 'four' (number expected, got no value)"),
    ("local t = {double = double} t:double()", "query.lua:1: calling 'double' on bad self (number expected, got table)"),
  ])
  func `A wrong argument is refused in Lua's words`(source: String, message: String) throws {
    let error = try engine().failure(of: source)
    #expect(error?.message == message)
    #expect(error?.underlying is LuaArgumentError)
  }

  @Test func `A typed function's error comes out as itself with a traceback`() throws {
    let error = try engine().failure(of: "local function inner()\n  refuse()\nend\ninner()")
    #expect(error?.underlying is Refusal)
    #expect(error?.message == "query.lua:2: no")
    #expect(error?.traceback?.contains("query.lua:2:") == true)
  }

  /// A place with properties and methods.
  private struct Point: LuaObjectConvertible, Equatable {
    let x: Double
    let y: Double

    static let luaType = LuaType<Point>(
      "point",
      members: [
        .property("x") { point in point.x }, .property("y") { point in point.y },
        .property("trouble") { _ throws -> Double in throw Refusal("no trouble") },
        .method("length") { (point: Point) in (point.x * point.x + point.y * point.y).squareRoot() },
        .method("plus") { (point: Point, other: Point) in Point(x: point.x + other.x, y: point.y + other.y) },
        .method("scaled") { (point: Point, by: Double, and: Double?, name: String?) in Point(x: point.x * by, y: point.y * (and ?? by)) },
        .method("moved") { (point: Point, dx: Double, dy: Double) in Point(x: point.x + dx, y: point.y + dy) },
      ],
      text: { point in "(\(point.x), \(point.y))" }, equals: { $0 == $1 }, less: { $0.x < $1.x },
      add: { left, right in
        guard case .object(let one) = left, case .object(let other) = right, let one = one.payload as? Point,
          let other = other.payload as? Point
        else { throw Refusal("points add to points") }
        return Point(x: one.x + other.x, y: one.y + other.y).luaValue
      })
  }

  private struct Stack: LuaObjectConvertible {
    let items: [Int]
    static let luaType = LuaType<Stack>(
      "stack", members: [.method("only") { (stack: Stack) in stack.items.count == 1 }],
      sequence: LuaSequence(of: Stack.self, count: { $0.items.count }) { stack, index, lua in
        lua.push(stack.items[index - 1])
      })
  }

  private func engineWithPoints() throws -> LuaEngine {
    let engine = try LuaEngine()
    engine.setGlobal("a", Point(x: 3, y: 4).luaValue)
    engine.setGlobal("b", Point(x: 1, y: 1).luaValue)
    engine.setGlobal("s", Stack(items: [7, 8, 9]).luaValue)
    engine.setGlobal("point", engine.function("point") { (x: Double, y: Double) in Point(x: x, y: y) })
    engine.setGlobal("size", engine.function("size") { (points: [Point]) in points.count })
    return engine
  }

  @Test(arguments: [
    ("return a.x, a.y, a:length(), a:plus(b).x, a:scaled(2).y, a:scaled(2, 3).y, a:moved(1, 2).y", "3.0, 4.0, 5.0, 4.0, 8.0, 12.0, 6.0"),
    ("return tostring(a), a == point(3, 4), a == b, b < a, a <= b, (a + b).y, a.z", #""(3.0, 4.0)", true, false, true, false, 5.0, nil"#),
    ("local s = '' for k, v in pairs(a) do if k ~= 'trouble' then s = s .. k .. v end end return s", #"nil"#),
    ("return #s, s[1], s[3], s[4], s[0], s[-1], s[2.0], s.none, s:only()", "3, 7, 9, nil, nil, nil, 8, nil, false"),
    ("local t = 0 for i, v in ipairs(s) do t = t + i * v end return t", "50"),
    ("local t = 0 for i, v in pairs(s) do t = t + i * v end return t", "50"),
    ("return size{a, b, a}, size{}, math.maxinteger and s[math.maxinteger], s[math.mininteger]", "3, 0, nil, nil"),
  ])
  func `Objects of a typed class have properties, methods, elements and operators`(source: String, expected: String) throws {
    // `trouble` fails where it is read, also by pairs.
    guard expected != "nil" else {
      #expect(try engineWithPoints().failure(of: source)?.underlying is Refusal)
      return
    }
    #expect(try shown(engineWithPoints().run(source)) == expected)
  }

  @Test(arguments: [
    ("a.plus(4, b)", "query.lua:1: bad argument #1 to 'plus' (point expected, got number)"),
    ("a:plus(s)", "query.lua:1: bad argument #1 to 'plus' (point expected, got stack)"),
    ("a.plus(s, a)", "query.lua:1: bad argument #1 to 'plus' (point expected, got stack)"),
    ("return a.trouble", "query.lua:1: no trouble"),
    ("a.x = 1", "query.lua:1: cannot set 'x': a value of type point is read-only"),
    ("return a < 3", "query.lua:1: attempt to compare point with number"),
    ("return a + 3", "query.lua:1: points add to points"),
    ("size{a, s}", "query.lua:1: bad argument #1 to 'size' (element 2: point expected, got stack)"),
  ])
  func `What an object of a typed class cannot do is an error in words`(source: String, message: String) throws {
    #expect(try engineWithPoints().failure(of: source)?.message == message)
  }

  @Test(arguments: [
    ("error('x')", LuaError.Code.script), ("double('x')", .callback), ("refuse()", .callback),
    ("string.rep('x', 200000000)", .memoryLimit),
  ])
  func `Thousands of errors, caught or not, leave Lua's memory where ten left it`(source: String, code: LuaError.Code) throws {
    let engine = try engine()
    func raise(_ count: Int) throws -> Int {
      try engine.run("local n = ... for i = 1, n do pcall(function() \(source) end) end", .integer(count))
      for _ in 0..<count { #expect(engine.failure(of: source)?.code == code) }
      for _ in 0..<3 { engine.collectGarbage() }
      return engine.memoryInUse
    }
    _ = try raise(1000)
    let few = try raise(10)
    // The registry may grow once more; a leak of one small block an error would be fifty times as much.
    #expect(try raise(3000) <= few + 4096)
  }

  @Test func `An object that went to Swift and came back is the same value`() throws {
    let engine = try engineWithPoints()
    engine.setGlobal("same", engine.function("same") { (value: LuaValue) in value })
    #expect(try shown(engine.run("local p = point(1, 2) local t = {[p] = 'found'} return t[same(p)], rawequal(same(p), p)"))
      == #""found", true"#)
  }

  @Test func `An object under a class of another type's payload is refused and not misread`() throws {
    let engine = try engineWithPoints()
    guard case .object(let point) = Point(x: 1, y: 2).luaValue else { return }
    engine.setGlobal("fake", engine.object("no point", as: point.cls))
    #expect(engine.failure(of: "fake:length()")?.message == "query.lua:1: calling 'length' on bad self (point expected, got point)")
    #expect(try shown(engine.run("return #s")) == "3")
  }
}
