import LuaRuntime
import Testing

struct TableTests {
  private func table(_ source: String, in engine: LuaEngine) throws -> LuaTable {
    guard case .table(let table)? = try engine.run("return " + source).first else { throw Refusal("not a table") }
    return table
  }

  @Test func `A table is read without metamethods`() throws {
    let engine = try LuaEngine()
    let table = try table("setmetatable({1, 'two', name = 'x'}, {__index = error, __len = error, __pairs = error})", in: engine)
    #expect(table.count == 2)
    #expect(shown(table.elements) == #"1, "two""#)
    #expect(shown(table.element(3)) == "nil")
    #expect(shown(table.field("name")) == #""x""#)
    #expect(shown(table.field("other")) == "nil")
    #expect(table.fieldNames == ["name"])
    #expect(table.entries.count == 3)
  }

  @Test func `A table made in Swift is an ordinary table`() throws {
    let engine = try LuaEngine()
    engine.setGlobal("t", engine.table([1, .nothing, 3], fields: [("name", "x"), ("inner", engine.table(["y"]))]))
    #expect(try shown(engine.run("t.name = t.name .. '!' return t[1], t[3], t.name, t.inner[1]")) == #"1, 3, "x!", "y""#)
  }

  @Test func `Tables can change while they are walked`() throws {
    let engine = try LuaEngine()
    let table = try table("{a = 1, b = 2, c = 3}", in: engine)
    table.forEach { key, _ in
      table.setField(key.text ?? "", .nothing)
      for index in 0..<100 { table.setField("new\(index)", 1) }
    }
    #expect(table.fieldNames.count == 100)
  }

  @Test func `Two references to one table are equal`() throws {
    let engine = try LuaEngine()
    engine.setGlobal("t", engine.table())
    let first = try table("t", in: engine), second = try table("t", in: engine)
    #expect(first == second)
    #expect(try first != table("{}", in: engine))
  }

  @Test func `Many references leave the registry as small as it was`() throws {
    let engine = try LuaEngine()
    let table = try table("{{}, {}, {}}", in: engine)
    _ = table.elements
    engine.collectGarbage()
    let before = engine.memoryInUse
    for _ in 0..<10_000 { #expect(table.elements.count == 3) }
    engine.collectGarbage()
    #expect(engine.memoryInUse <= before + 4096)
  }

  @Test(arguments: [
    ("{1, 2.5, 'x', true, {}}", #"[1, 2.5, "x", true, []]"#),
    ("{b = 1, a = {c = {1, 2}}}", "{a: {c: [1, 2]}, b: 1}"),
    ("setmetatable({1}, {__index = error, __len = error})", "[1]"),
    ("(function() local t = {} for i = 5, 1, -1 do t[i] = i end return t end)()", "[1, 2, 3, 4, 5]"),
    ("(function() local s = {1} return {s, s} end)()", "[[1], [1]]"),
  ])
  func `A whole table comes out as a tree`(source: String, expected: String) throws {
    let engine = try LuaEngine()
    #expect(try shown(table(source, in: engine).tree()) == expected)
  }

  @Test(arguments: [
    ("(function() local t = {rows = {1, {}}} t.rows[2].back = t return t end)()", LuaTreeError.cycle(path: "rows[2].back")),
    ("(function() local t = {} for i = 1, 100 do t = {t} end return t end)()",
      LuaTreeError.tooDeep(path: String(repeating: "[1]", count: 8), limit: 8)),
    ("(function() local t = {} for i = 1, 200 do t[i] = i end return t end)()", LuaTreeError.tooManyValues(path: "[100]", limit: 100)),
    ("(function() local t = {} for i = 1, 7 do t = {t, t} end return t end)()", nil),
    ("{('x'):rep(2000)}", LuaTreeError.tooManyBytes(path: "[1]", limit: 1000)),
    ("{a = {print}}", LuaTreeError.unsupportedValue(path: "a[1]", kind: "function")),
    ("{{1, 2, x = 3}}", LuaTreeError.unsupportedKeys(path: "[1]")),
    ("{a = {[3] = 1}}", LuaTreeError.unsupportedKeys(path: "a")),
    ("{[1.5] = 1}", LuaTreeError.unsupportedKeys(path: "")), ("{[{}] = 1}", LuaTreeError.unsupportedKeys(path: "")),
    ("{1, nil, nil, nil, 5}", LuaTreeError.unsupportedKeys(path: "")),
  ])
  func `What has no tree is a typed error with its path`(source: String, expected: LuaTreeError?) throws {
    let engine = try LuaEngine()
    let table = try table(source, in: engine)
    let error = #expect(throws: LuaTreeError.self) {
      try table.tree(within: LuaTree.Bounds(depth: 8, values: 100, bytes: 1000))
    }
    if let expected { #expect(error == expected) }
    #expect(try shown(engine.run("return 1")) == "1")
  }

  @Test func `A tree goes back into Lua as it came`() throws {
    let engine = try LuaEngine()
    let tree = try table("{a = {1, {b = 'x'}}, c = true}", in: engine).tree()
    #expect(try shown(engine.value(of: tree).tree()) == shown(tree))
  }
}
