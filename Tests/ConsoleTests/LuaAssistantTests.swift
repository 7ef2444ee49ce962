import Columns
@testable import Console
import LineEditing
import Safeguarding
import TestSupport
import Testing

struct LuaAssistantTests {
  private func assistant() throws -> LuaAssistant {
    let lait = try LAITExtract.collection.get()
    let plans = try lait.indicator("CPP_rate")
    let table = try DelimitedReader().read(path: ProjectFiles.exampleData + "/south-tees/contributions-2020-21.csv")
    let odd = try Table([Column("q\"uote", integers: [1]), Column("it's", integers: [2])])
    let objects: [String: any OperationObject] = ["lait": lait, "plans": plans, "partners": table, "odd": odd]
    return LuaAssistant(
      globals: { ["lait", "plans", "partners", "print", "load_table", "load_indicators", "load_neighbours"].sorted() },
      object: { objects[$0] }, folder: { $0 == "." ? ["Examples/", "a.csv"] : $0 == "Examples/" ? ["Data/", "x.lua"] : [] },
      isWhole: { _ in true })
  }

  /// What Tab offers at the bar in a text.
  private func offers(_ text: String) throws -> [String] {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    let characters = Array(parts.joined())
    return try assistant().completion(of: characters, at: parts[0].count).candidates
  }

  @Test(arguments: [
    ("lai|", ["lait"]), ("load_|", ["load_indicators(", "load_neighbours(", "load_table("]), ("x = pla|", ["plans"]), ("wh|", ["while"]),
    ("lait:indicator|", ["indicator(", "indicators("]), ("plans:rank_ch|", ["rank_change("]), ("plans.per|", ["periods"]),
    ("lait:indicator(\"CPP_ra|", ["CPP_rate\""]), ("lait:indicator(\"CPP_rate\"):rank_ch|", ["rank_change("]),
    ("plans:rank(\"Middles|", ["Middlesbrough\""]), ("plans:rank(\"Middlesbrough\", {per|", ["period = "]),
    ("plans:rank{\"Middlesbrough\", per|", ["period = "]), ("plans:rank(\"x\", {period = \"2025|", ["2025\""]),
    ("plans:rank(\"x\", {ties = \"d|", ["dense\""]), ("plans:rank(\"x\", {period = \"201|", ["2016", "2017", "2018", "2019"]),
    ("partners:sort(\"contrib|", ["contribution_pounds\""]), ("load_table(\"|", ["Examples/", "a.csv"]), ("load_table(\"Examples/x|", ["Examples/x.lua\""]), ("load_indicators(\"a.csv\", {dictionary = \"a|", ["a.csv\""]),
    ("string.gs|", ["gsub"]), ("plans:values{areas = {\"Redc|", ["Redcar and Cleveland\""]), ("plans:values({areas = {\"Middlesbrough\", \"Redc|", ["Redcar and Cleveland\""]),
    ("print(plans:rank_ch|", ["rank_change("]), ("(|", []), ("\"lai|", []), ("-- lai|", []), ("nothing:rank_ch|", ["rank_change("]),
    ("partners:where{agency = \"x\"}:sort|", ["sort("]), ("lait:rank_ch|", []),
    ("partners:where{ag|", ["agency = "]), ("partners:where{agency = \"Clev|", ["Cleveland Police\""]), ("partners:where{agency = {\"CAF|", ["CAFCASS\""]),
    ("partners:where(\"ag|", ["agency"]), ("partners:where(\"contribution_pounds > 5 and AG|", ["agency"]), ("partners:derive(\"k\", \"contrib|", ["contribution_pounds"]),
    ("partners:where(\"agency = 'Clev|", ["Cleveland Police'"]), ("partners:where(\"agency in ('CAFCASS', 'clev|", ["Cleveland Police'"]), ("partners:where(\"agency = 'x' and |", ["agency", "contribution_pounds"]),
    ("lait:where(\"measure_n|", ["measure_name"]),
    ("partners.cont|", ["contribution_pounds"]), ("partners:where{agency = \"x\"}:by(\"ag|", ["agency\""]), ("plans:where{ag|", []),
    ("odd:sum(\"q|", ["q\\\"uote\""]), ("odd:sum('it|", ["it\\'s'"]), ("odd:derive(\"r\", \"q|", []), ("odd:derive(\"r\", \"it|", ["`it's`"]), ("odd:derive(\"r\", \"1 + `it|", ["it's`"]), ("odd:derive(\"r\", \"deat|", []),
    (".op|", [".open "]), (".open Exam|", ["Examples/"]), (".export Examples/x|", ["Examples/x.lua"]), (".schema part|", ["partners"]), (".allow Exam|", ["Examples/"]), (".allow a|", []), (".allow --write Examples/|", ["Examples/Data/"]), (".5 + lai|", ["lait"]),
    ("partners:sort(\"contrib|\"", ["contribution_pounds"]), ("partners:sort(\"agency|", ["agency\""]),
    ("x = |", ["lait", "partners", "plans", "load_indicators(", "load_neighbours(", "load_table(", "print("]),
    ("plans:rank{p|", ["period = "]), ("partners:where{p|", []), ("partners:where{agency = p|", ["partners", "plans", "print("]), ("print({pa|", ["partners"]), ("help(\"formu|", ["formula\""]),
    ("partners:write(\"Exam|", ["Examples/"]), ("partners:head(2):write(\"Examples/x|", ["Examples/x.lua\""]), ("write(partners, \"a.|", ["a.csv\""]),
    ("document(\"D\", {}):write(\"a.|", ["a.csv\""]), ("partners:bar_chart():write(\"Exam|", ["Examples/"]),
    ("partners:where{contribution_pounds = {at_|", ["at_least = ", "at_most = "]),
  ])
  func `Tab offers what can stand there`(text: String, expected: [String]) throws { #expect(try offers(text) == expected) }

  @Test(arguments: [("plans:ra|nk(", "nk"), ("pl|ans2 = 1", "ans2"), ("plans:rank{p|eriod = 1}", "eriod"), (".op|en x", "en"), ("lai|", ""), ("x = |lait", nil), ("sum(\"a|b\")", nil)] as [(String, String?)])
  func `The word that Tab completes goes on behind the cursor`(text: String, rest: String?) throws {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false).map { Array($0) }
    let completion = try assistant().completion(of: parts[0] + parts[1], at: parts[0].count)
    #expect(completion.end.map { String(parts[1][..<($0 - parts[0].count)]) } == rest)
  }

  @Test(arguments: [
    ("plans:rank(\"Middles|", "\""), ("plans:rank('Middles|", "'"), ("plans:rank(\"Middles|\"", nil), ("load_table(\"Examples/x|", "\""), ("load_table(\"Exam|", nil),
    ("partners:where(\"agency = 'Clev|", "'"), ("partners:where(\"ag|", nil), ("odd:derive(\"r\", \"it|", "`"), ("lai|", nil),
  ] as [(String, Character?)])
  func `Tab tells the quote with which it closes a string`(text: String, quote: Character?) throws {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    #expect(try assistant().completion(of: Array(parts.joined()), at: parts[0].count).closingQuote == quote)
  }

  @Test(arguments: [
    ("by(\"agency\"):count():sort(", ["agency", "count"]), ("by(\"agency\"):sum(", ["agency", "contribution_pounds"]),
    ("by{\"agency\"}:sum(\"contribution_pounds\"):sort(", ["agency", "contribution_pounds"]), ("count(\"agency\"):sort(", ["agency", "count"]),
    ("group(\"agency\", {n = \"count\", most = {maximum = \"contribution_pounds\"}}):head(3):sort(", ["agency", "n", "most"]),
    ("group({\"agency\"}, {n = \"count\"}):sort(", ["agency", "n"]), ("select{\"agency\"}:sort(", ["agency"]), ("drop(\"agency\"):sort(", ["contribution_pounds"]),
    ("rename{contribution_pounds = \"pounds\"}:sort(", ["agency", "pounds"]), ("rename({[\"agency\"] = \"a b\"}):sort(", ["a b", "contribution_pounds"]),
    ("derive(\"k\", \"contribution_pounds / 1000\"):where{k = {above = 2}}:sort(", ["agency", "contribution_pounds", "k"]),
    ("where(\"agency = 'x'\"):describe():sort(", ["column", "type", "unit", "missing", "different", "lowest", "median", "highest"]),
    ("select(names):sort(", []), ("by(f(\"agency\")):count():sort(", []), ("pivot{rows = \"agency\"}:sort(", []), ("count():sort(", []),
    ("by(\"agency\"):correlation(\"a\", \"b\"):sort(", []), ("by(\"agency\"):count():by(\"agency\"):count():sort(", ["agency", "count"]),
    ("by(\"agency\" .. \"x\"):count():sort(", []),
  ])
  func `After a step whose columns its text tells those are offered, and after another none`(steps: String, columns: [String]) throws {
    let offered = try offers("partners:\(steps)\"|")
    #expect(offered == (columns.count == 1 ? columns.map { $0 + "\"" } : columns))
  }

  @Test(arguments: [
    ("for i = 1, 2 do\n", 2), ("  if x then\n", 4), ("if x then\n    y()\n", 4), ("if x then\n  y()\nend", 0), ("if x then\n  y()\nendpoint", 2),
    ("if x then\n  y()\nelse", 0), ("if x then\n  y()\nelse\n", 2), ("if x then\n  y()\nelseif z then\n  w()\nend", 0), ("repeat\n  x()\nuntil", 0),
    ("t:group({\n", 2), ("t:group({\n  n = 1,\n}", 0), ("f = function(x)\n  for i = 1, x do\n    y()\n  end", 2), ("f = function(x)\n  for i = 1, x do\n    y()\n  end\nend", 0),
    ("x = 1\n", 0), ("  x = 1 +\n", 2), ("do x() end\n", 0), ("if x then -- do\n  s = 'do'\n", 2), ("f(a,\n  b)\n", 0), ("end\n", 0), ("\n}", 0), ("", 0),
  ])
  func `A line stands in as far as what is open before it, and what it closes`(text: String, blanks: Int) {
    #expect(LuaIndentation(Array(text)).ofLastLine == blanks)
  }

  @Test(arguments: [
    ("for i = 1, 2 do\n  if i then\n    print(i)\n  end\nend", "for i = 1, 2 do\n  if i then\n    print(i)\n  end\nend"),
    ("for i = 1, 2 do\nif i then\nprint(i)\nelse\nx()\nend\nend", "for i = 1, 2 do\n  if i then\n    print(i)\n  else\n    x()\n  end\nend"),
    ("if x then\n    y()\n    z()\nend", "if x then\n    y()\n    z()\nend"), ("do\nendpoint = 1\nend", "do\n  endpoint = 1\nend"), ("t:where{\na = 1,\n}", "t:where{\n  a = 1,\n}"),
    ("repeat\n  x = 1\nuntil x", "repeat\n  x = 1\nuntil x"), ("s = [[\n  a\n b", "s = [[\n  a\n b"),
  ])
  func `Blanks that somebody types are those that a line has already, and what closes a block goes back`(typed: String, entry: String) throws {
    var editor = LineEditor(prompt: "> ", continuation: ">> ", history: History([]), assistant: try assistant())
    for character in typed { _ = editor.handle(character == "\n" ? .newline : .character(character)) }
    #expect(editor.buffer.text == entry)
  }

  @Test func `What is pasted stays as it is`() throws {
    var editor = LineEditor(prompt: "> ", continuation: ">> ", history: History([]), assistant: try assistant())
    for key in "do".map({ Key.character($0) }) + [.newline, .paste("     a()\n end"), .newline, .paste("end")] { _ = editor.handle(key) }
    #expect(editor.buffer.text == "do\n     a()\n end\nend", "\(editor.buffer.text)")
    for key in [Key.undo, .undo, .undo] { _ = editor.handle(key) }
    #expect(editor.buffer.text == "do\n  ")
  }

  @Test func `A value is offered of a column that is still there`() throws {
    #expect(try offers("partners:select(\"agency\"):where{agency = \"Clev|") == ["Cleveland Police\""])
    #expect(try offers("partners:drop(\"agency\"):where{agency = \"Clev|").isEmpty)
  }

  @Test(arguments: [
    ("plans:rank(", " area, {period, among, from, ties, neighbours, decimals})"), ("lait:indicator(\"CPP_rate\"):change(", " area, {from, to})"),
    ("load_neighbours(", " path, {edition})"), ("plans:rank(\"a\"", nil), ("plans:rank(\"", nil), ("plans:rank(x", nil), ("plans:rank(\"a\",", nil), ("nonsense(", nil), ("", nil),
  ] as [(String, String?)])
  func `A call that was just opened shows its parameters`(text: String, expected: String?) throws {
    #expect(try assistant().hint(for: Array(text), at: text.count) == expected)
  }

  @Test(arguments: [
    ("local x = 12 -- end", "kkkkk.p.p.nn.cccccc"), ("'a' .. \"b\\\"\" [[x]]", "sss.pp.sssss.sssss"), ("x[1]", "ppnp"), ("\"open", "sssss"),
    ("--[[ a\nb ]] x", "ccccccccccc.p"), ("a.b", "ppp"), ("é = 1", "p.p.n"), ("[==[ a ]] ]==]", "ssssssssssssss"), ("--[[", "cccc"), ("[[", "ss"),
  ])
  func `Each word has its colour`(text: String, expected: String) throws {
    let styles = try assistant().styles(of: Array(text))
    let marks = zip(text, styles).map { character, style -> String in
      if character == " ", style == .plain { return "." }
      return switch style {
      case .keyword: "k"
      case .string: "s"
      case .number: "n"
      case .comment: "c"
      default: "p"
      }
    }
    #expect(marks.joined() == expected)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `Whatever is typed, completion and hints answer`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let assistant = try assistant()
    let pieces = ["plans", ":", ".", "(", ")", "{", "}", "[", "]", "\"", "'", "rank", "=", ",", " ", "\n", "--", "[[", "]]", "é", "12", "lait", "\\"]
    var text: [Character] = []
    for _ in 0..<60 {
      text += Array(pieces.randomElement(using: &generator) ?? "")
      let cursor = Int.random(in: 0...text.count, using: &generator)
      let completion = assistant.completion(of: text, at: cursor)
      #expect((0...cursor).contains(completion.start) && completion.end.map { (cursor...text.count).contains($0) } ?? true)
      _ = assistant.hint(for: text, at: cursor)
      #expect(assistant.styles(of: text).count == text.count)
    }
  }
}
