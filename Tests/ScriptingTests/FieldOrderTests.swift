import TestSupport
import Testing

/// Columns come in the order in which a script writes them, though Lua's tables keep none.
struct FieldOrderTests {
  private static let start = """
    local function list(values) return table.concat(values, " ") end
    local t = table_of{{person = "Ann", n = 1, area = "Leeds"}, {person = "Bob", n = 2, area = "York"}}

    """

  private static let answers: [(script: String, prints: String)] = [
    ("print(list(t.columns))", "person n area"),
    ("print(list(table_of{z = {1}, a = {2}, m = {3}}.columns), list(table_of{z = {1}, [\"a b\"] = {2}, [ [[m]] ] = {3}}.columns))", "z a m\tz a b m"),
    ("print(list(t:by(\"area\"):summarise{total = \"sum(n)\", mean = \"mean(n)\", count = \"count()\"}.columns), list(t:group({\"area\"}, {z = \"count\", b = {sum = \"n\"}}).columns))",
      "area total mean count\tarea z b"),
    // One that is made of a later one comes after it.
    ("print(list(t:derive{z = \"n + 1\", a = \"n + 2\"}.columns), list(t:derive{z = \"a + 1\", a = \"n + 2\"}.columns))", "person n area z a\tperson n area a z"),
    // Over several lines, behind other calls, with comments and texts that hold braces and equals signs.
    ("""
      local made = t
        :by("area")
        :summarise{ -- {first = 1, last = 2}
          z = "count(person != '{a = 1, b = 2}')", --[[ y = , ]] y = [[sum(n)]],
          ["x x"] = {mean = "n"};
          w = "max(n)",
        }
        :sort("z")
      print(list(made.columns))
      """, "area z y x x w"),
    // Another table of the same names further up does not count, and one that is made before does.
    ("local other = {b = \"count\", a = \"count\"} print(list(t:summarise{a = \"count()\", b = \"sum(n)\"}.columns))\nprint(list(t:summarise(other).columns))", "b a\nb a"),
    ("local make = {z = \"count()\", a = \"sum(n)\"}\n\nprint(list(t:summarise(make).columns))", "z a"),
    ("local rows = {}\nfor n = 1, 3 do rows[#rows + 1] = {z = n, y = ({n = 1, m = 2}).n, a = n == 1} end\nprint(list(table_of(rows).columns))", "z y a"),
    // Names that the script makes have the order of their letters.
    ("local make = {}\nfor _, name in ipairs{\"z\", \"b\", \"c\"} do make[name] = \"count()\" end\nprint(list(t:summarise(make).columns))", "b c z"),
    ("print(list(load('local t = ... return t:summarise{z = \"count()\", a = \"sum(n)\"}.columns')(t)))", "a z"),
    // What is no table of these names changes nothing.
    ("local f = function(z, a) return z == a end print(f(1, 1), list(t:summarise{q = \"count()\", c = \"sum(n)\"}.columns)) local s = \"{c = 1, q = 2}\"", "true\tq c"),
    ("print(list(t:summarise{z = \"count()\", z = \"sum(n)\", a = \"count()\"}.columns))", "a z"),
  ]

  @Test(arguments: 0..<answers.count)
  func `Columns stand as the script writes them`(place: Int) throws {
    let (script, prints) = Self.answers[place]
    let output = try ExampleSession().output(of: Self.start + script)
    #expect(output == prints + "\n", "\(script)")
  }

  @Test(arguments: ["{", "t:derive{a = \"n\", b = [==[", "x = '\\", "--[[", "{[\"", "}}}{{{=,", "{a==1, b=2", "{a = function() return {b = 1, c = 2} end, d = '"])
  func `Source that breaks off or is odd reads to its end`(source: String) throws {
    // A comment and a text keep what is odd out of Lua's way, and the fields are looked for in all of it.
    let script = Self.start + "print(list(t:summarise{z = \"count()\", a = \"sum(n)\"}.columns)) -- \(source.replacing("\n", with: " "))"
    #expect(try ExampleSession().output(of: script) == "z a\n")
  }
}
