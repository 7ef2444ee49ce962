import Foundation
import TestSupport
import Testing

struct ToolTests {
  @Test func `The version is one line on standard output`() throws {
    let run = try ToolRun(["--version"])
    #expect(run.output == "safeguard 0.1.0\n")
    #expect(run.errors.isEmpty)
    #expect(run.exitCode == 0)
  }

  @Test(arguments: [["run", "--help"], ["eval", "--help"], ["repl", "--help"]])
  func `Help shows how to begin and exits well`(arguments: [String]) throws {
    let run = try ToolRun(arguments)
    #expect(run.output.contains("USAGE: safeguard"))
    #expect(run.output.contains("--format"), "each names the forms of results")
    #expect(run.exitCode == 0)
  }

  @Test(arguments: [
    (["eval", "1 + 1"], 0, "2\n", ""),
    (["eval", "print('a')"], 0, "a\n", ""),
    (["eval", "area('redcar').code"], 0, "E06000003\n", ""),
    (["eval", "--format", "json", "{a = 1, b = {true, 'x'}}"], 0, "{\"a\": 1, \"b\": [true, \"x\"]}\n", ""),
    (["eval", "nil"], 0, "", ""),
    (["eval", "return 1, nil, 'x'"], 0, "1\nnil\nx\n", ""),
    (["eval", "error('no')"], 1, "", "safeguard: eval:1: no\n  1 | error('no')\n"),
    (["eval", "x ="], 1, "", "safeguard: the code ends before its statement does: x =\n"),
    (["eval", "x = = 1"], 1, "", "eval:1: unexpected symbol near '='"),
    (["run", "no-such.lua"], 1, "", "safeguard: no-such.lua: can't read the script: No such file or directory\n"),
    (["run", "Sources"], 1, "", "safeguard: Sources: can't read the script: Is a directory\n"),
    (["--frmat", "json"], 64, "", "--frmat"),
    (["eval", "--format", "xml", "1"], 64, "", "xml"),
    (["eval"], 64, "", "Missing expected argument"),
  ] as [([String], Int32, String, String)])
  func `Data goes to standard output, talk to standard error, and the exit code tells`(
    arguments: [String], exitCode: Int32, output: String, errors: String
  ) throws {
    let run = try ToolRun(arguments)
    #expect(run.output == output)
    #expect(errors.isEmpty ? run.errors.isEmpty : run.errors.contains(errors), "\(run.errors)")
    #expect(run.exitCode == exitCode)
  }

  @Test func `A script finds its arguments and its folder`() throws {
    let folder = try TemporaryFolder()
    let script = folder.path("arguments.lua")
    try "#!/usr/bin/env safeguard\nprint((...), #arg, arg[2], here)".write(
      toFile: script, atomically: true, encoding: .utf8)
    let run = try ToolRun(["run", script, "one", "--two"])
    #expect(run.output == "one\t2\t--two\t\(folder.path)\n")
    #expect(run.exitCode == 0)
  }

  @Test func `Standard input is a script too`() throws {
    let run = try ToolRun(["run", "-"], input: "return 6 * 7")
    #expect(run.output == "42\n")
  }

  @Test(arguments: ["table", "csv", "json", "md"])
  func `A table is written in the form that is asked for`(format: String) throws {
    let code = "load_table('Examples/Data/south-tees/contributions-2020-21.csv'):head(2)"
    let run = try ToolRun(["eval", "--format", format, code])
    try Golden.expect(run.output, in: "contributions.\(format).txt")
    #expect(run.exitCode == 0)
  }

  @Test(arguments: ["first-steps", "mistakes", "results", "conversation", "language"])
  func `A session prints what its transcript says`(name: String) throws {
    let input = try String(contentsOfFile: "\(Golden.folder)/\(name).lua", encoding: .utf8)
    let run = try ToolRun(["repl"], input: input, together: true)
    try Golden.expect(run.output, in: "\(name).expected.txt")
    #expect(run.exitCode == (["first-steps", "results"].contains(name) ? 0 : 1))
  }

  @Test func `A session that is saved runs to the same output`() throws {
    let folder = try TemporaryFolder()
    let entries = """
      street = open("Examples/Data/police/2019-09-cleveland-street.csv.gz")
      local n = 3 -- a comment
      street:by("type"):count():top(n) -- the most
      _[1].type, #_
      _3[2].count
      error("no")
      function twice(x)
        return x * 2
      end
      twice(n)
      return "a", nil, "b"
      print(_7)
      nil
      {1, 2}
      for i = 1, 2 do print(i) end

      """
    let saved = folder.path("session.lua")
    let first = try ToolRun(["repl"], input: entries + ".save \(saved)\nlater = 1\n.save \(saved)\n")
    #expect(first.errors.contains("there is a file already") && first.errors.contains("line:1: no\n"))
    let said = try #require(first.output.range(of: "\(saved): ")).lowerBound
    let again = try ToolRun(["run", saved])
    let script = try String(contentsOfFile: saved, encoding: .utf8)
    #expect(again.output == first.output[..<said], "\(script)")
    #expect(again.errors.isEmpty && again.exitCode == 0 && again.output.contains("Anti-social behaviour\n3\n"))
  }

  @Test func `A session that wrote files is saved, and runs again beside what it wrote`() throws {
    let folder = try TemporaryFolder()
    let saved = folder.path("session.lua")
    let names = ["t.csv", "t.arrow", "t.json", "t.md", "t.html", "c.svg", "c.html", "d.html", "d.md", "d.json"]
    let entries = "t = load_table(\"Examples/Data/south-tees/contributions-2020-21.csv\")\n"
      + names.map { name in
        "write(\(name.hasPrefix("c") ? "t:bar_chart()" : name.hasPrefix("d") ? "document(\"D\", {t})" : "t"), \"\(folder.path(name))\")\n"
      }.joined()
    let first = try ToolRun(["repl", "--allow-write", folder.path], input: entries + ".save \(saved)\n.save \(saved)\n")
    #expect(first.errors.isEmpty, "what is saved twice is the same: \(first.errors)")
    let said = try #require(first.output.range(of: "\(saved): ")).lowerBound
    let written = try names.map { try Data(contentsOf: URL(filePath: folder.path($0))) }
    let again = try ToolRun(["run", "--allow-write", folder.path, saved])
    #expect(again.output == first.output[..<said] && again.errors.isEmpty && again.exitCode == 0, "\(again.errors)")
    #expect(try names.map { try Data(contentsOf: URL(filePath: folder.path($0))) } == written)
    for name in names { try "else".write(toFile: folder.path(name), atomically: true, encoding: .utf8) }
    let refused = try ToolRun(["run", "--allow-write", folder.path, saved])
    #expect(refused.errors.contains("there is a file already") && refused.errors.contains("{replace = true}") && refused.exitCode != 0)
    #expect(try names.allSatisfy { try String(contentsOfFile: folder.path($0), encoding: .utf8) == "else" })
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == names.count + 1)
  }

  @Test func `What was opened is the last answer, also in a saved session`() throws {
    let folder = try TemporaryFolder()
    let saved = folder.path("session.lua")
    let file = "Examples/Data/south-tees/contributions-2020-21.csv"
    let run = try ToolRun(["repl"], input: "'before'\n.open \(file) as partners\n_ == partners, _2 == partners\n#_2\n.open \(file)\n#_\n.save \(saved)\n")
    #expect(run.output.hasPrefix("before\n") && run.output.contains("\ntrue\ntrue\n8\n") && run.output.contains("\n8\n\(saved): 6 entries\n"), "\(run.output) \(run.errors)")
    let script = try String(contentsOfFile: saved, encoding: .utf8)
    #expect(try ToolRun(["run", saved]).output == "before\ntrue\ntrue\n8\n8\n", "\(script)")
  }

  @Test(arguments: ["\\q", ":q", "exit()", "quit()", " exit ", "quit();", ".quit"])
  func `What ends a session in other tools ends it here`(word: String) throws {
    let run = try ToolRun(["repl"], input: "1\n\(word)\n2\n")
    #expect(run.output == "1\n" && run.exitCode == 0, "\(run.errors)")
  }

  @Test func `A session is saved over a file where that is said, and a name that nobody gave is told`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("s.lua")
    let input = "x = 5\nstreet = table_of{{a = 1}}\n= x\n?zzzz\n.save \(path)\nstret:head(1)\ny = 2\n.save \(path)\n.save! \(path)\nqqqq.b\nqqqq()\n.export \(path) street\n.export! \(folder.path("t.csv")) street\n"
    let run = try ToolRun(["repl"], input: input)
    #expect(run.output.hasPrefix("5\n\(path): 3 entries\n\(path): 4 entries\n"), "\(run.output)")
    let hints = [
      "no help on \"zzzz\"", "hint: .save! \(path) writes in its place", "hint: nothing is called stret yet; did you mean \"street\"?",
      "hint: nothing is called qqqq yet\n",
    ]
    for hint in hints { #expect(run.errors.contains(hint), "\(hint): \(run.errors)") }
    #expect(try ToolRun(["run", path]).output == "5\n")
    #expect(try ToolRun(["run", "-"], input: "qqqq.b = 1").errors.contains("hint: nothing is called qqqq\n"))
    for (script, hint) in [
      ("printf('x')", "print(string.format("), ("sql('select 1')", "there is no SQL"), ("as_table{{a = 1}}", "did you mean \"table_of\"?"), ("DataFrame({a = 1})", "did you mean \"table_of\"?"),
      ("from_rows{{a = 1}}", "did you mean \"table_of\"?"), ("table_of{{n = 1}}:funnel_chart()", "the chart is of what funnel answers"), ("SELECT * FROM t", "there is no SQL"), ("load_fingertips('x')", "open(path) reads"),
      ("table_of{{a = 1}}:rolling('a')", "the call is table:rolling(column, rows, {"), ("local t = table_of{{a = 1}} t:derive('b', mean(t.a))", "mean is a method of a table, and takes a column by its name: t:mean(\"column\")"),
      ("table_of{{t = '2025-01-02'}}:derive('t', 'date(t)'):incidents('t'):rate(table_of{{a = 1}}, {period = '2020'})", "an indicator is taken from a collection, open(path):indicator(key), or made of a table's rows: table:indicator("), ("local t = {b = 'x'} t.b = 'y' print(('x'):len(), t:b())", "b is a field and no call: write .b"),
    ] { #expect(try ToolRun(["run", "-"], input: script).errors.contains("hint: \(hint)"), "\(script)") }
  }

  @Test func `A folder is allowed in the session that runs, and a saved one says what it needs`() throws {
    let folder = try TemporaryFolder()
    let data = folder.path("a b.csv")
    try "x\n1\n2\n".write(toFile: data, atomically: true, encoding: .utf8)
    let input = """
      t = load_table("\(data)")
      .allow \(folder.path)/none
      .allow
      .allow "\(folder.path)"
      t = load_table("\(data)")
      #t
      t:write("\(folder.path("c.csv"))")
      .allow --write \(folder.path)
      t:write("\(folder.path("c.csv"))")
      .save \(folder.path("s.lua"))

      """
    let run = try ToolRun(["repl"], input: input)
    #expect(run.output.contains("\(folder.path): files may be read from now on\n2\n"), "\(run.output)")
    for words in ["hint: .allow \(folder.path) lets", "none: there is no such", "It is .allow [--write] FOLDER.", "hint: .allow --write \(folder.path) lets"] {
      #expect(run.errors.contains(words), "\(words): \(run.errors)")
    }
    #expect(!run.errors.contains("--allow-read"))
    let saved = try String(contentsOfFile: folder.path("s.lua"), encoding: .utf8)
    #expect(saved.contains("--allow-read \(folder.path)") && saved.contains("--allow-write "), "\(saved)")
    #expect(try ToolRun(["run", "-"], input: "load_table('\(data)')").errors.contains("--allow-read FOLDER"), "a script has no commands")
  }

  @Test func `A report is a page, or the files of the form that is asked for, and replaces those of before`() throws {
    let folder = try TemporaryFolder()
    let script = """
      local partners = load_table("Examples/Data/south-tees/contributions-2020-21.csv")
      print("made")
      return document("Who pays", {section("Money", {partners:bar_chart("contribution_pounds", {highlight = {"CAFCASS"}}), "For " .. ...})})
      """
    try script.write(toFile: folder.path("pays.lua"), atomically: true, encoding: .utf8)
    let out = folder.path("a/b")
    let run = try ToolRun(["report", "--format", "html", "--format", "md", "-o", out, folder.path("pays.lua"), "<you>"])
    #expect(run.output == "made\n\(out)/pays.html\n\(out)/pays.md\n" && run.exitCode == 0, "\(run.errors)")
    let page = try String(contentsOfFile: out + "/pays.html", encoding: .utf8)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("<p>For &lt;you&gt;</p>") && page.contains("<svg"))
    try Golden.expect(try String(contentsOfFile: out + "/pays-figures/figure-1.svg", encoding: .utf8), in: "report.figure-1.svg")
    try Golden.expect(page, in: "report.html")
    #expect(try ToolRun(["report", folder.path("pays.lua"), "me", "-o", out]).exitCode == 0)
    #expect(try ToolRun(["report", folder.path("pays.lua"), "-o", ""]).exitCode == 64)
    let taken = try ToolRun(["report", folder.path("pays.lua"), "me", "-o", folder.path("pays.lua")])
    #expect(taken.exitCode == 1 && taken.errors.contains("can't make the folder: Not a directory"), "\(taken.errors)")
    #expect(try String(contentsOfFile: out + "/pays.html", encoding: .utf8).contains("<p>For me</p>"))
  }

  @Test func `What a figure leaves out is said once on standard error, since a number carries no note`() throws {
    let script = """
      local t = table_of{{x = "a", v = 5}, {x = "b"}, {x = "c"}}
      print(t:sum("v"), t:sum("v"), t:where{x = "a"}:mean("v"))
      for place = 1, 30 do t:derive("w" .. place, "v"):maximum("w" .. place) end
      """
    let run = try ToolRun(["run", "-"], input: script)
    #expect(run.output == "5\t5\t5\n" && run.exitCode == 0)
    let lines = run.errors.split(separator: "\n")
    #expect(lines.first == "note: sum: 2 missing values of \"v\" are left out" && lines.count == 11)
    #expect(lines.last == "note: further figures leave something out too")
    let entries = try ToolRun(["repl"], input: "t = table_of{{v = 5}, {x = 1}}\nt:sum('v')\nt:sum('v')\n")
    #expect(entries.errors.split(separator: "\n").count == 2)
  }

  @Test func `Tables and pictures of an earlier run do not stay beside those of a later one`() throws {
    let folder = try TemporaryFolder()
    let script = """
      local parts = {}
      for place = 1, tonumber((...)) do parts[place] = figure(table_of{{x = "a", v = place}, {x = "b", v = 2}}:bar_chart()) end
      return document("Many", parts)
      """
    try script.write(toFile: folder.path("many.lua"), atomically: true, encoding: .utf8)
    func files(_ count: Int) throws -> (csv: [String], md: [String]) {
      #expect(try ToolRun(["report", folder.path("many.lua"), "\(count)", "-o", folder.path, "--format", "csv", "--format", "md"]).exitCode == 0)
      return try (
        FileManager.default.contentsOfDirectory(atPath: folder.path("many-tables")).sorted(), FileManager.default.contentsOfDirectory(atPath: folder.path("many-figures")).sorted()
      )
    }
    _ = try files(3)
    try "mine".write(toFile: folder.path("many-tables/figure-mine.csv"), atomically: true, encoding: .utf8)
    let later = try files(1)
    #expect(later.csv == ["contents.csv", "figure-1.csv", "figure-mine.csv"])
    #expect(later.md == ["figure-1.svg"])
    #expect(try files(0).md.isEmpty)
  }

  #if Templates
    @Test func `A page is laid out by a template of one's own, and a template without a body is refused`() throws {
      let folder = try TemporaryFolder()
      func run(_ template: String) throws -> (ToolRun, String) {
        try template.write(toFile: folder.path("t.mustache"), atomically: true, encoding: .utf8)
        let run = try ToolRun(["report", "-o", folder.path, "--template", folder.path("t.mustache"), "-"], input: "return document('A & B', {'<x>'})")
        return (run, (try? String(contentsOfFile: folder.path("report.html"), encoding: .utf8)) ?? "")
      }
      for template in ["{{title}}", "{{#a}}{{{body}}}", "{{{body}}"] {
        let (wrong, page) = try run(template)
        #expect(wrong.exitCode == 1 && wrong.errors.contains("t.mustache") && page.isEmpty, "\(template): \(wrong.errors)")
      }
      let (right, page) = try run("<title>{{title}}</title>{{^subtitle}}{{/subtitle}}{{{body}}}-{{nothing}}-")
      #expect(right.exitCode == 0 && page == "<title>A &amp; B</title><p>&lt;x&gt;</p>\n--", "\(page) \(right.errors)")
    }
  #else
    @Test func `A build without templates says how to make one with them`() throws {
      let folder = try TemporaryFolder()
      try "{{{body}}}".write(toFile: folder.path("t.mustache"), atomically: true, encoding: .utf8)
      let run = try ToolRun(["report", "-o", folder.path("out"), "--template", folder.path("t.mustache"), "-"], input: "return document('D', {})")
      #expect(run.exitCode == 1 && run.errors.contains("--traits Workbook,Templates"), "\(run.errors)")
    }
  #endif

  @Test(arguments: [
    ("return 5", "returned no document"), ("print('x')", "returned no document"), ("return document('D', {1})", "item 1 is a number"),
  ])
  func `A report without a document is refused, and writes nothing`(script: String, words: String) throws {
    let folder = try TemporaryFolder()
    let run = try ToolRun(["report", "-o", folder.path("out"), "-"], input: script)
    #expect(run.exitCode == 1 && run.errors.contains(words), "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func `A folder that can't be made is told`() throws {
    let run = try ToolRun(["report", "-o", "/dev/null/out", "-"], input: "return document('D', {})")
    #expect(run.exitCode == 1 && run.errors.contains("/dev/null/out: can't make the folder"), "\(run.errors)")
  }

  @Test func `An answer is exported whole, in the form of the name, and nothing is replaced`() throws {
    let folder = try TemporaryFolder()
    let input = """
      t = load_table("Examples/Data/south-tees/contributions-2020-21.csv")
      t:sort("agency"):head(2)
      .export \(folder.path("a b.csv"))
      .export "\(folder.path("a b.csv"))"
      .export \(folder.path("two.md")) t:head(1)
      .export \(folder.path("two.md")) t
      .export \(folder.path("no/such.csv")) t
      .export \(folder.path("t.xml")) t
      .export \(folder.path("n.csv")) 5
      .export \(folder.path("c.svg")) t:bar_chart()
      .export \(folder.path("d.html")) document("D", {t})
      .export \(folder.path("d.csv")) document("D", {t})
      .export \(folder.path("t.svg")) t

      """
    let run = try ToolRun(["repl"], input: input)
    #expect(try String(contentsOfFile: folder.path("a b.csv"), encoding: .utf8) == "agency,contribution_pounds\nCAFCASS,1650\nCleveland Police,65000\n")
    #expect(try String(contentsOfFile: folder.path("two.md"), encoding: .utf8).contains("| Middlesbrough Council | 65000 |"))
    #expect(try String(contentsOfFile: folder.path("c.svg"), encoding: .utf8).hasPrefix("<svg"))
    #expect(try String(contentsOfFile: folder.path("d.html"), encoding: .utf8).hasPrefix("<!DOCTYPE html>"))
    for words in ["a document is no table", "a table is no chart", "there is a file already", "the name does not tell what to write", "5 is a number", "no such"] { #expect(run.errors.contains(words), "\(words): \(run.errors)") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a b.csv", "c.svg", "d.html", "two.md"])
  }

  @Test func `Behind an entry that failed nothing is exported unasked, and an answer is written by the name of its entry`() throws {
    let folder = try TemporaryFolder()
    let (path, spaced) = (folder.path("a.csv"), folder.path("b c.csv"))
    let input = "t = table_of{{a = 1}, {a = 2}}\nt:head(1)\nwhy(_)\nt:no()\n.export \(path)\n.export \"\(spaced)\"\n.export \(path) _\nx = 5\n.export! \(path)\n_ = t\n.export! \(path)\n"
    let run = try ToolRun(["repl"], input: input)
    #expect(run.errors.contains("entry 4 failed, and has no answer to write\n  hint: .export \(path) _ writes the answer of entry 2: t:head(1)\n"), "\(run.errors)")
    #expect(run.errors.contains("hint: .export \"\(spaced)\" _ writes"), "\(run.errors)")
    #expect(run.output.hasSuffix("\n\(path): 1 row\n\(path): 1 row, the answer of entry 2: t:head(1)\n\(path): 2 rows, the answer of entry 6: _ = t\n"), "\(run.output)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.csv"])
  }

  @Test func `An error in a function of an earlier entry quotes that entry, and where its text is not known nothing`() throws {
    let folder = try TemporaryFolder()
    let script = folder.path("s.lua")
    try "function read()\n  return 2 .. nothing_1\nend\n".write(toFile: script, atomically: false, encoding: .utf8)
    let paste = "function quarter(a)\n  local t = 3\n  return lait:go(a)\nend\nfor i = 1, 2 do\n  print(i)\n  print(quarter(i))\nend\nf = function(t)\n  return t.x.y end f{}\n"
    let run = try ToolRun(["repl"], input: paste + ".run \(script)\nread()\nload('\\n\\nreturn nil + 1')()\n")
    #expect(run.errors.contains("entry 1:3: attempt to index a nil value (global 'lait')\n  3 |   return lait:go(a)\n"), "\(run.errors)")
    #expect(run.errors.contains("line:2: attempt to index a nil value (field 'x')\n  2 |   return t.x.y end f{}\n"), "\(run.errors)")
    #expect(run.errors.contains("s.lua:2: attempt to concatenate a nil value (global 'nothing_1')\n  2 |   return 2 .. nothing_1\n"), "\(run.errors)")
    #expect(run.errors.contains(":3: attempt to perform arithmetic on a nil value\nsafeguard:"), "\(run.errors)")
  }

  @Test(arguments: ["Prompt", "Queries", "Indicators", "Intervals", "Trends", "Incidents", "Documents"])
  func `A guide prints what it says`(name: String) throws {
    let guide = try String(contentsOfFile: ProjectFiles.root + "/Docs/Guides/\(name).md", encoding: .utf8)
    func blocks(_ language: String) -> String {
      guide.components(separatedBy: "```\(language)\n").dropFirst().map { $0.components(separatedBy: "```")[0] }.joined()
    }
    // The guide of the prompt shows what goes wrong, too.
    let isOfPrompt = name == "Prompt"
    let run = try ToolRun(isOfPrompt ? ["repl"] : ["run", "-"], input: blocks("lua"), together: isOfPrompt)
    // A figure carries no note: what it leaves out is told beside it.
    #expect(run.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("note: ") || $0.hasPrefix("      ") }, "\(run.errors)")
    #expect(run.output.replacing(#/safeguard: \d+ of \d+ entries failed\n/#, with: "") == blocks("text"))
    #expect(!run.output.isEmpty)
  }
}

/// Files of expected output; `Scripts/test --record` writes them anew.
enum Golden {
  static let folder = ProjectFiles.root + "/Tests/Sessions"

  static func expect(_ text: String, in file: String) throws {
    let path = "\(folder)/\(file)"
    if ProcessInfo.processInfo.environment["SAFEGUARDING_RECORD"] != nil {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text == expected, "\(file)")
  }
}
