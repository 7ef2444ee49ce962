import LuaRuntime
import Testing

/// The matcher in CLua takes the place of Lua's own, so it has to agree with it and to stop when told.
struct PatternTests {
  /// The script also runs in the `lua` of any system; Lua 5.4.4's own matcher gave the number in the test.
  private static let comparison = #"""
    local seed = 12345
    local function random(n) seed = (seed * 1103515245 + 12345) % 2147483648 return seed // 65536 % n + 1 end
    local items = {"a", "b", ".", "%a", "%d", "%s", "[ab]", "[^a]", "[a-c1]", "[%w_]", "(", ")", "()", "%b()", "%f[%w]", "%1", "$", "^",
      "*", "+", "-", "?", "1", " ", "%", "[", "]", "%w", "%W", "%p", "%u", "%x", "%2", "[]a]", "[^]]", "[a-]", "%.", "%-", "\0", "%f", "%z", "%0", "%g", "%c", "[%d-]", "%b"}
    local letters = {"a", "b", "c", "1", "2", " ", "(", ")", "_", "A", "]", "-", ".", "\0", "^", "$", "%"}
    local templates = {"x", "%0", "%1", "<%1>", "%2%1", "%%", "%", "%x", ""}
    local out = {}
    local function show(...)
      local t = table.pack(...)
      for i = 1, t.n do t[i] = tostring(t[i]):gsub("^[^\n]-:%d+: ", "") end
      out[#out + 1] = table.concat(t, ",")
    end
    local hash = 0
    for case = 1, 20000 do
      local p, s = {}, {}
      for i = 1, random(6) do p[i] = items[random(#items)] end
      for i = 1, random(12) - 1 do s[i] = letters[random(#letters)] end
      p, s = table.concat(p), table.concat(s)
      local init = random(8) - 4
      show(pcall(string.find, s, p, init))
      show(pcall(string.match, s, p, init))
      show(pcall(string.find, s, p, init, true))
      show(pcall(string.gsub, s, p, templates[random(#templates)], random(4) - 1))
      show(pcall(string.gsub, s, p, function(a, b) if a == "b" then return nil end return "<" .. tostring(a) .. tostring(b) .. ">" end))
      show(pcall(string.gsub, s, p, {a = 1, b = "two", c = false}))
      show(pcall(function() local r = {} for a, b in string.gmatch(s, p, init) do r[#r + 1] = tostring(a) .. tostring(b) end return table.concat(r, ";") end))
      local line = table.concat(out, "|") out = {}
      for i = 1, #line do hash = (hash * 31 + line:byte(i)) % 4294967296 end
    end
    return hash
    """#

  @Test func `The matcher agrees with Lua 5.4.4 on twenty thousand random patterns`() throws {
    #expect(try shown(LuaEngine().run(Self.comparison)) == "1245649988")
  }

  @Test(arguments: [
    "return (('a'):rep(40)):find(('a*'):rep(30) .. 'b')",
    "return (('a'):rep(40)):gsub(('a-'):rep(30) .. 'b', '')",
    "for _ in (('a'):rep(40)):gmatch(('a?'):rep(40) .. ('a'):rep(40) .. 'b') do end",
    "return (('('):rep(1 << 20)):find('%b()')",
    "return (('a'):rep(1 << 20)):find(('a'):rep(1 << 19) .. 'b', 1, true)",
    "return (('a'):rep(1 << 20)):find('[' .. ('b'):rep(1 << 20) .. ']')",
    "return pcall(string.match, ('a'):rep(1 << 20), '(.-)%1b')",
  ])
  func `A pattern that backtracks without end is stopped`(source: String) throws {
    let engine = try LuaEngine(LuaLimits(instructions: 3_000_000))
    #expect(engine.failure(of: source)?.code == .instructionLimit)
    #expect(try shown(engine.run("return ('x=1'):match('(%w)=(%w)')")) == #""x", "1""#)
  }

  @Test(arguments: [
    ("('x'):find('%')", "malformed pattern (ends with '%')"), ("('x'):find('[x')", "malformed pattern (missing ']')"),
    ("('x'):find('(x')", "unfinished capture"), ("('x'):match('x)')", "invalid pattern capture"),
    ("('x'):find(('x?'):rep(300))", ""), ("('x'):find(('()'):rep(33))", "too many captures"),
    ("('x'):rep(300):find(('x?'):rep(300))", "pattern too complex"),
    ("('x'):gsub('x', true)", "bad argument #2 to 'gsub' (string/function/table expected, got boolean)"),
    ("('x'):gsub('x', function() return {} end)", "invalid replacement value (a table)"),
    ("('x'):find()", "bad argument #1 to 'find' (string expected, got no value)"),
  ])
  func `A pattern that is none is an error in Lua's words`(source: String, words: String) throws {
    let message = try LuaEngine().failure(of: "return " + source)?.message
    #expect(words.isEmpty ? message == nil : message == "query.lua:1: " + words)
  }
}
