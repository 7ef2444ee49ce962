@testable import Console
import Scripting
import Testing

struct TypedEntryTests {
  @Test(arguments: [
    ("local a = 1", "      a = 1"), ("local a, b = 1, 2", "      a, b = 1, 2"), ("local a", "      a = nil"), ("local a, b print(a)", "      a, b = nil print(a)"),
    ("local function f() local x = 1 return x end", "      function f() local x = 1 return x end"),
    ("local a <const> = 1", "local a <const> = 1"), ("do local a = 1 end", "do local a = 1 end"),
    ("for i = 1, 2 do local a = i end local b = 2", "for i = 1, 2 do local a = i end       b = 2"),
    ("if x then local a = 1 end", "if x then local a = 1 end"), ("repeat local a = 1 until a local c = 3", "repeat local a = 1 until a       c = 3"),
    ("-- local a = 1", "-- local a = 1"), ("x = 'local a = 1'", "x = 'local a = 1'"), ("locale = 1", "locale = 1"),
    ("local a = 1\nlocal b = 2", "      a = 1\n      b = 2"), ("local", "local"), ("local =", "local ="),
    ("while true do if x then local y = 1 end local z = 2 break end local w = 3", "while true do if x then local y = 1 end local z = 2 break end       w = 3"),
    ("f(function() local a = 1 end) local b = 1", "f(function() local a = 1 end)       b = 1"),
  ])
  func `A local of an entry is a global, and one of a block is not`(typed: String, lua: String) {
    #expect(TypedEntry.lua(typed) { _ in false } == lua)
  }

  @Test(arguments: [
    ("help(rank)", "help(\"rank\")"), ("help rank", "help(\"rank\")"), ("help(plans:rank)", "help(\"rank\")"), ("help(plans.rank)", "help(\"rank\")"),
    ("help(plans)", "help(plans)"), ("help plans", "help(\"plans\")"), ("help()", "help()"), ("help(\"rank\")", "help(\"rank\")"), ("help \"rank\"", "help \"rank\""),
    ("help", "help()"), ("help(1)", "help(1)"), ("help(if)", "help(if)"), ("help(f(x))", "help(f(x))"), ("helper(rank)", "helper(rank)"),
  ])
  func `Help takes the name of an operation as it is`(typed: String, lua: String) {
    #expect(TypedEntry.lua(typed) { $0 == "plans" } == lua)
  }

  @Test(arguments: [
    ("?", "help()"), (" ? ", "help()"), ("?rank", "help(\"rank\")"), ("? a \"b\" ", "help(\"a \\\"b\\\"\")"), ("= y", "  y"), ("=y + 1", " y + 1"), ("x == y", "x == y"),
    ("a ? b", "a ? b"),
  ])
  func `A question mark asks for help, and a sign of equality prints`(typed: String, lua: String) {
    #expect(TypedEntry.lua(typed) { _ in false } == lua)
  }

  @Test(arguments: [
    ("m = f(); m:g()", "m = f(); return m:g()"), ("m = f();m:g() -- shown", "m = f(); return m:g() -- shown"), ("a = 1; b = 2; a + b", "a = 1; b = 2; return a + b"),
    // A semicolon within a block, a bracket or a text parts nothing, and what needs no return has none.
    ("for i = 1, 2 do x = i; f(i) end", "for i = 1, 2 do x = i; f(i) end"), ("x = \"a; b\"", "x = \"a; b\""), ("x = {1; 2}", "x = {1; 2}"), ("a = 1; b = 2", "a = 1; b = 2"),
    ("a = 1;", "a = 1;"), ("if x then y = 1; z() end; w()", "if x then y = 1; z() end; return w()"), ("a = 1; -- b()", "a = 1; -- b()"), ("x = [[a; b]]", "x = [[a; b]]"),
    ("for i = 1, 2 do x = i end x", "for i = 1, 2 do x = i end return x"), ("f = function() return 1 end f:g{}", "f = function() return 1 end return f:g{}"),
    ("g(function() end)", "g(function() end)"), ("f = function() end\n(g)(1)", "f = function() end\n(g)(1)"), ("if x then y() end", "if x then y() end"),
    ("f() ; g()", "f() ; return g()"), ("local x = [[a; ", "local x = [[a; "),
  ])
  func `What the last statement of an entry gives is shown`(typed: String, lua: String) throws {
    let session = try ScriptSession(output: { _ in }, show: { _ in "" })
    #expect(TypedEntry.returningLast(typed) { session.isExpression(Array($0.utf8)) } == lua)
  }

  @Test(arguments: [
    ("x = 1; x", true), ("x = 1; x:f()", true), ("for i = 1, 2 do y = i end y", true), ("x = 1; y = ", false), ("x = 1; for", false), ("x = 1;", true), ("if x then y = 1; y", false),
    ("x =", false), ("x = {1; x", false), ("x = [[1; x", false),
  ])
  func `An entry whose last statement is an expression waits for no more`(typed: String, isWhole: Bool) throws {
    let session = try ScriptSession(output: { _ in }, show: { _ in "" })
    #expect(session.isWhole(typed) == isWhole)
  }

  @Test(arguments: [
    ("a/2019-09-street.csv.gz", "file_2019_09_street"), ("crimes.csv", "crimes"), ("/tmp/My File.csv", "my_file"), ("", "file"), ("end.csv", "file_end"), ("é.csv", "_"),
  ])
  func `A file gives its name to a global`(path: String, name: String) {
    #expect(TypedEntry.name(ofFile: path) == name)
    #expect(TypedEntry.isName(TypedEntry.name(ofFile: path)))
  }

  @Test(arguments: [("a\"b\\c", "\"a\\\"b\\\\c\""), ("é\n\u{1B}", "\"é\\u{a}\\u{1b}\""), ("", "\"\"")])
  func `A text is quoted as Lua reads it`(text: String, quoted: String) { #expect(TypedEntry.quoted(text) == quoted) }

  @Test(arguments: [
    ("a = 1\nb = 2", ["a = 1", "b = 2"]), ("c\n  :by('x')\n  :count()\n1 + 1", ["c\n  :by('x')\n  :count()", "1 + 1"]),
    ("if x then\n  y()\nend\n.tables\nz", ["if x then\n  y()\nend", ".tables", "z"]), ("one", ["one"]), ("f{\n  a = 1,\n}\n\n\ng()", ["f{\n  a = 1,\n}", "g()"]),
    ("if x then\n", ["if x then\n"]), ("\n\n", []),
  ])
  func `A paste is as many entries as somebody would type`(text: String, parts: [String]) {
    func isComplete(_ text: String) -> Bool {
      let opened = text.count { $0 == "{" } + text.matches(of: #/\bthen\b/#).count
      return opened == text.count { $0 == "}" } + text.matches(of: #/\bend\b/#).count
    }
    #expect(TypedEntry.parts(of: text, isComplete: isComplete) == parts)
  }

  @Test(arguments: [("t = {\n", "{a = 1, s = \"end )\"},\n", "}\n"), ("for x = 1, 2 do\n", "if x then f(x) end\n", "end\n"), ("s = [[\n", "function (\n", "]]\n"), ("--[[\n", "it's\n", "]]\n")])
  func `Each line of a long paste is not parsed with all before it`(first: String, line: String, last: String) {
    var asked = 0
    let text = first + String(repeating: line, count: 3000) + last
    let parts = TypedEntry.parts(of: text + "x = 1\n") { part in
      asked += 1
      return part.hasSuffix(last.dropLast()) || part == "x = 1"
    }
    #expect(parts.last == "x = 1" && parts.first.map { $0 + "\n" } == text && asked < 5)
  }

  @Test(arguments: [("f{", 1), ("}", -1), ("f(') end {')", 0), ("if x then", 1), ("elseif y then", 0), ("for a in b do", 1), ("end) -- {", -2), ("x = [[", nil), ("x = [=[ ]]", nil), ("x = [[a]]", 0), ("--[[ {", nil), ("f(\"a", nil), ("f('a\\", nil), ("--[ {", 0), ("[[]", nil), ("", 0), ("é = {", 1)] as [(String, Int?)])
  func `A line opens as much as its brackets and blocks do`(line: String, opened: Int?) { #expect(TypedEntry.opened(by: line) == opened) }

  @Test func `A command with an open bracket is an entry of its own`() {
    #expect(TypedEntry.parts(of: ".open a(b.csv\nx = {\n1}\ny") { $0 != "x = {" } == [".open a(b.csv", "x = {\n1}", "y"])
  }
}
