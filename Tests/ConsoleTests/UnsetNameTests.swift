import Testing

@testable import Console

/// Names that nothing is called, where Lua would pass `nil` on and a condition or an option would be gone.
struct UnsetNameTests {
  private static func unset(_ source: String, known: Set<String> = ["print", "force", "open"], isTyped: Bool = false) -> String? {
    UnsetName(in: Array(source.utf8), name: "q.lua", known: known, isTyped: isTyped)?.description
  }

  @Test(arguments: [
    ("t:where{force = forse, type = \"Drugs\"}", "q.lua:1: nothing is called forse\n  1 | t:where{force = forse, type = \"Drugs\"}\n  hint: did you mean \"force\"?; a text stands in quotes, \"forse\""),
    ("local a = 1\nlocal b = {a,\n  among = nn}", "q.lua:3: nothing is called nn\n  3 |   among = nn}\n  hint: a text stands in quotes, \"nn\""),
    ("-- force\nreturn open(Leeds)", "q.lua:2: nothing is called Leeds\n  2 | return open(Leeds)\n  hint: a text stands in quotes, \"Leeds\""),
    ("x = later\ny = 1", "q.lua:1: nothing is called later\n  1 | x = later\n  hint: a text stands in quotes, \"later\""),
    ("local function f(n) return f(m) end", "q.lua:1: nothing is called m\n  1 | local function f(n) return f(m) end\n  hint: a text stands in quotes, \"m\""),
    ("#!/usr/bin/env safeguard\nreturn {Ynys_Mon}", "q.lua:2: nothing is called Ynys_Mon\n  2 | return {Ynys_Mon}\n  hint: a text stands in quotes, \"Ynys_Mon\""),
  ]) func `A value that nobody gave is told with its line before anything runs`(source: String, says: String) {
    #expect(Self.unset(source) == says)
  }

  @Test(arguments: [
    "area = area or 'Leeds' return {area}", "if name then return {name} end", "return {f = function(a, ...) local b <const>, c = a return {a, b, c} end}",
    "for i, v in ipairs{1} do print(i, v) end", "local a, b = 1, 2 return {a, b}", "a, b = 1, 2 return {a, b}", "print(nobody)", "return type(nobody)",
    "local t = {rate = 1} return {t.rate, t.other}", "goto done ::done:: return {1}", "function helper(n) return n end return {helper}",
    "return {x == nil, x}", "return nobody:method(), nobody.field, nobody()", "setmetatable(_G, {}) return {nobody}", "return {[force] = 1}",
    "return 'text' .. nobody", "return {'nobody', [[nobody]]} -- {nobody}", "local a = 1 local b = {a = a, c = a}", "return nobody, 1", "local p = {} function p:rank(n) return {self, n} end return {p}", "local t = setmetatable({}, {__index = function(_, k) return {k} end}) return {t}", "return {until_now = 1}",
  ]) func `A name that is given, tested, called or shown is left to Lua`(source: String) {
    #expect(Self.unset(source) == nil)
  }

  @Test func `A function that is typed may name what comes later`() {
    #expect(Self.unset("function f(t) return t:where{x = later} end", isTyped: true) == nil)
    #expect(Self.unset("function f(t) return t:where{x = later} end") != nil)
    #expect(Self.unset("f{later}", isTyped: true) != nil)
  }

  @Test(arguments: ["", "{", "x = {", "local", "local function", "function (", "= =", "a, , = b", "{{{(((", "end end )))", "::x", "\"", "--[[", String(repeating: "{", count: 5000)])
  func `Whatever is typed is looked through`(source: String) { _ = Self.unset(source) }
}
