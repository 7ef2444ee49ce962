@testable import Console
import Foundation
import Glibc
import TestSupport
import Testing

/// The prompt at a terminal, key by key.
@Suite(.serialized)
struct TerminalTests {
  @Test func `A line is edited, answered and found again`() throws {
    let home = try TemporaryFolder()
    let run = try TerminalRun(home: home)
    #expect(run.wait(for: "\n1>") != nil)
    run.type("1 + 43\u{1B}[D\u{7F}\r")  // left, backspace: 1 + 3
    #expect(run.wait(for: "\n4\n") != nil, "\(run.screen.text)")
    run.type("\u{1B}[A\u{1}10 * \r")  // up, home
    #expect(run.wait(for: "> 10 * 1 + 3\n13\n") != nil, "\(run.screen.text)")
    run.type("\u{12}1 + 3")
    #expect(run.wait(for: "(search) 1 + 3: 10 * 1 + 3") != nil, "\(run.screen.text)")
    run.type("\r")
    run.settle()
    run.type("\u{4}")
    #expect(run.exitCode() == 0)
    // Another session has the history, the latest last.
    let again = try TerminalRun(home: home)
    #expect(again.wait(for: "\n1>") != nil)
    again.type("\u{1B}[A")
    #expect(again.wait(for: "> 10 * 1 + 3") != nil, "\(again.screen.text)")
  }

  @Test func `What a script prints does not steer the terminal, and a history that is a pipe is done without`() throws {
    let home = try TemporaryFolder()
    let folder = home.path(".local/state/safeguard")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    #expect(unsafe mkfifo(folder + "/history", 0o600) == 0)
    let run = try TerminalRun(home: home)
    #expect(run.wait(for: "\n1>") != nil)
    run.type(#"print("a\27[2Jb", "\x9B31mc\u{9B}31m\u{E9}")"# + "\r")
    #expect(run.wait(for: "\na?[2Jb\t\u{FFFD}31mc\u{BF}31m\u{E9}") != nil, "\(run.screen.text)")
  }

  @Test func `Tab completes functions, options, paths and codes, and nothing runs`() throws {
    let run = try TerminalRun(columns: 100)
    #expect(run.wait(for: "\n1>") != nil)
    run.type("lait = load_ind\t\"Examples/Data/lait/safeg\t, {dic\t\"Examples/Data/lait/data-d\t})\r")
    run.settle()
    run.type("lait:indicator(\"FSP\t).ke\t\r")
    #expect(run.wait(for: "> lait:indicator(\"FSP_NEW_GOODDEV\").key\nFSP_NEW_GOODDEV") != nil, "\(run.screen.text)")
    // Ctrl-C before the prompt is there would drop what was typed ahead.
    #expect(run.wait(for: "\n3>") != nil)
    run.type("x = 5\r")
    #expect(run.wait(for: "\n4>") != nil)
    run.type("lait:rank\t\u{3}")
    run.settle()
    run.type("x\r")
    #expect(run.wait(for: "> x\n5\n") != nil, "\(run.screen.text)")
  }

  @Test func `Ctrl-C stops what runs, and the session goes on`() throws {
    let run = try TerminalRun()
    #expect(run.wait(for: "\n1>") != nil)
    run.type("kept = 7\r")
    run.settle()
    run.type("while true do end\r")
    run.settle()
    run.type("\u{3}")
    #expect(run.wait(for: "\n^C\nline:1: cancelled") != nil, "\(run.screen.text)")
    run.type("kept\r")
    #expect(run.wait(for: "> kept\n7\n") != nil, "\(run.screen.text)")
  }

  @Test func `An entry goes over lines until it is whole, and a paste is one entry`() throws {
    let run = try TerminalRun()
    #expect(run.wait(for: "\n1>") != nil)
    run.type("for i = 1, 2 do\rprint(i)\rend\r")
    #expect(run.wait(for: "1> for i = 1, 2 do\n>>   print(i)\n>> end\n1\n2\n") != nil, "\(run.screen.text)")
    run.type("for i = 3, 4 do\r  if i > 3 then\r    print(i)\r  end\rend\r")
    #expect(run.wait(for: "> for i = 3, 4 do\n>>   if i > 3 then\n>>     print(i)\n>>   end\n>> end\n4\n") != nil, "\(run.screen.text)")
    run.type("\u{1B}[200~a = 3\nprint(a * 2)\u{1B}[201~")
    run.settle()
    #expect(!run.screen.text.contains("\n6\n"), "a paste does not run by itself")
    run.type("\r")
    #expect(run.wait(for: "\n6\n") != nil, "\(run.screen.text)")
    run.type("x = 1; x + 40\r")
    #expect(run.wait(for: "\n41\n") != nil, "a last expression needs no further line: \(run.screen.text)")
    run.type("\u{1B}[200~40 + 2\n.timing\n'a' .. 'b'\u{1B}[201~\r")
    #expect(run.wait(for: "\n42\ntiming is off\nab\n") != nil, "each entry of a paste is answered: \(run.screen.text)")
  }

  @Test(arguments: [(80, 24), (200, 60), (40, 12)])
  func `A table fits the screen, and all of it can be scrolled through`(columns: Int, rows: Int) throws {
    let run = try TerminalRun(columns: columns, rows: rows)
    #expect(run.wait(for: "\n1>") != nil)
    run.type("t = load_table(\"Examples/Data/police/2025-03-cleveland-street.csv.gz\")\r")
    run.settle()
    run.type("t\r")
    #expect(run.wait(for: "\n3>") != nil, "\(run.screen.text)")
    #expect(run.screen.text.contains(" more of 7,583 rows\n") && run.screen.text.contains("more column") == (columns < 200))
    #expect(run.screen.text.split(separator: "\n").count { $0.contains("On or near") } >= (rows == 12 ? 2 : 3), "no row takes two lines: \(run.screen.text)")
    run.type(".page\r")
    #expect(run.wait(for: columns == 40 ? " 1-\(rows - 3) of 7583" : "rows 1 to \(rows - 3) of 7583") != nil, "\(run.screen.text)")
    #expect(!run.screen.text.contains("3>"))
    run.type("\u{1B}[6~")
    #expect(run.wait(for: columns == 40 ? " \(rows - 2)-" : "rows \(rows - 2) to ") != nil)
    run.type("G\u{1B}[C")
    #expect(run.wait(for: columns == 40 ? "-7583 of 7583; q leaves" : "to 7583 of 7583, columns 3 to ") != nil, "\(run.screen.text)")
    run.type("q")
    #expect(run.wait(for: "3> .page\n3>") != nil, "what stood there is there again: \(run.screen.text)")
  }

  @Test func `A slash in the pager finds a text, and n and N the next one and the one before`() throws {
    let run = try TerminalRun(columns: 80, rows: 24)
    #expect(run.wait(for: "\n1>") != nil)
    run.type("x = {} for i = 1, 300 do x[i] = {name = i % 100 == 57 and \"Żółw \" .. i or \"row \" .. i} end\r")
    run.settle()
    run.type(".page table_of(x)\r")
    #expect(run.wait(for: "rows 1 to 21 of 300") != nil, "\(run.screen.text)")
    run.type("/żÓŁW\r")
    #expect(run.wait(for: "rows 57 to ") != nil, "\(run.screen.text)")
    run.type("nn")
    #expect(run.wait(for: "rows 257 to ") != nil, "\(run.screen.text)")
    run.type("n")
    #expect(run.wait(for: "went on from the top; rows 57 to ") != nil, "\(run.screen.text)")
    run.type("N")
    #expect(run.wait(for: "went on from the end; rows 257 to ") != nil, "\(run.screen.text)")
    run.type("G/Żółw 157\r")
    #expect(run.wait(for: "went on from the top; rows 157 to ") != nil, "\(run.screen.text)")
    run.type("/nowhere\r")
    #expect(run.wait(for: "not found; rows 157 to ") != nil, "\(run.screen.text)")
    // What lies on the last screen is found one after the other.
    run.type("/row 29\rn")
    #expect(run.wait(for: "rows 280 to ") != nil, "\(run.screen.text)")
    run.type("N")
    run.settle()
    run.type("N")
    #expect(run.wait(for: "rows 29 to ") != nil, "\(run.screen.text)")
    run.type("/qq\u{7F}\u{7F}row 3\u{1B}")
    run.settle()
    run.type("G")
    #expect(run.wait(for: "rows 280 to 300 of 300") != nil, "\(run.screen.text)")
    run.type("q")
    #expect(run.wait(for: "2>") != nil, "\(run.screen.text)")
  }

  @Test func `In the pager the column of names stays at the left, and what is found is on the screen and stands out`() throws {
    let run = try TerminalRun(columns: 45, environment: ["NO_COLOR": "", "TERM": "xterm"])
    #expect(run.wait(for: "\n1>") != nil)
    run.type("x = {} for i = 1, 99 do x[i] = {area = \"Area \" .. i, code = \"E\" .. i, last = \"word\" .. i} for k = 1, 9 do x[i][\"figure_number_\" .. k] = i * k end end\r")
    run.settle()
    run.type("t = table_of(x):select(\"code\", \"figure_number_1\", \"area\", \"figure_number_2\", \"figure_number_3\", \"figure_number_4\", \"figure_number_5\", \"figure_number_6\", \"last\")\r")
    run.settle()
    run.type(".page t\r")
    #expect(run.wait(for: " of 99, columns 1-") != nil, "\(run.screen.text)")
    #expect(run.screen.text.hasPrefix("code  "))
    run.type("ll")
    #expect(run.wait(for: ", columns 3-") != nil)
    #expect(run.screen.text.hasPrefix("area     figure_"), "\(run.screen.text)")
    run.type("\u{1B}[D\u{1B}[D/word77\r")
    #expect(run.wait(for: " 77-") != nil)
    #expect(run.screen.text.contains("Area 77  word77") && run.written.contains("\u{1B}[7mword77\u{1B}[0m"), "\(run.screen.text)")
    run.type("q")
    #expect(run.wait(for: "3>") != nil)
  }

  @Test func `The first key to the right moves the columns of a pager, whose column of names takes a third at most, and h and ? show its keys`() throws {
    let run = try TerminalRun()
    #expect(run.wait(for: "\n1>") != nil)
    run.type("t = load_table(\"Examples/Data/police/2025-03-cleveland-street.csv.gz\")\r")
    run.settle()
    run.type(".page t\r")
    #expect(run.wait(for: ", columns 1 to ") != nil, "\(run.screen.text)")
    let second = try #require(heading(run.screen.text, column: 1))
    #expect(run.screen.text.split(separator: "\n")[1].prefix { $0 == "-" }.count <= 80 / 3)
    run.type("\u{1B}[C")
    #expect(run.wait(for: ", columns 3 to ") != nil, "\(run.screen.text)")
    #expect(heading(run.screen.text, column: 0) == "Crime ID" && heading(run.screen.text, column: 1) != second, "\(run.screen.text)")
    #expect(run.screen.text.split(separator: "\n")[1].prefix { $0 == "-" }.count <= 80 / 3)
    run.type("\u{1B}[D")
    #expect(run.wait(for: ", columns 1 to ") != nil, "\(run.screen.text)")
    for key in ["h", "?"] {
      run.type(key)
      #expect(run.wait(for: "/TEXT Enter") != nil, "\(run.screen.text)")
      run.type("q")
      #expect(run.wait(for: "rows 1 to 21 of ") != nil, "a key leaves the list of keys and not the pager: \(run.screen.text)")
    }
  }

  /// The heading of a column of the screen.
  private func heading(_ screen: String, column: Int) -> String? {
    let headings = screen.prefix { $0 != "\n" }.split(separator: "  ").map { String($0.drop { $0 == " " }) }
    return headings.indices.contains(column) ? headings[column] : nil
  }

  @Test func `An error shows the part of a long line that it speaks of`() throws {
    let run = try TerminalRun(columns: 60)
    #expect(run.wait(for: "\n1>") != nil)
    run.type("table_of{{a = 1, b = 2}, {a = 3, b = 4}, {a = 5, b = 6}}:sort(\"a\"):subset{a = 1}:head(5)\r")
    #expect(run.wait(for: "\n  1 | …") != nil, "\(run.screen.text)")
    let line = run.screen.text.split(separator: "\n").first { $0.hasPrefix("  1 | ") }
    #expect(line?.contains(":subset{a = 1}") == true && line.map { $0.count <= 60 } == true, "\(run.screen.text)")
  }

  @Test func `Ctrl-C stops the printing of many results`() throws {
    let run = try TerminalRun()
    #expect(run.wait(for: "\n1>") != nil)
    run.type("t = load_table(\"Examples/Data/police/2025-03-cleveland-street.csv.gz\") for i = 1, 1000000 do print(t) end\r")
    #expect(run.wait(for: " more of 7,583 rows") != nil)
    run.type("\u{3}")
    #expect(run.wait(for: "cancelled") != nil)
    run.settle()
    run.type("40 + 2\r")
    #expect(run.wait(for: "\n42\n") != nil, "\(run.screen.text)")
  }

  @Test func `A signal that ends the tool at its prompt leaves the terminal as it was`() throws {
    let run = try TerminalRun()
    #expect(run.wait(for: "\n1>") != nil)
    #expect(run.echoes == false)
    run.type("half a li")
    run.settle()
    try #require(run.signalTool(SIGTERM))
    #expect(run.exitCode() != nil)
    #expect(run.echoes == true)
  }

  @Test func `A quote that its line does not close is an error at once, and Up brings the line back as it was typed`() throws {
    let run = try TerminalRun()
    #expect(run.wait(for: "\n1>") != nil)
    run.type("x = \"abc\r")
    #expect(run.wait(for: "1> x = \"abc\nline:1: unfinished string near '\"abc'\n") != nil, "\(run.screen.text)")
    #expect(run.wait(for: "\n2>") != nil)
    run.type("\u{1B}[A\"\r")
    run.settle()
    run.type("x\r")
    #expect(run.wait(for: "2> x = \"abc\"\n3> x\nabc\n") != nil, "\(run.screen.text)")
    run.type("print([[a\rb]])\r")
    #expect(run.wait(for: "4> print([[a\n>> b]])\na\nb\n") != nil, "\(run.screen.text)")
  }

  @Test func `The greeting is one line of any screen`() {
    #expect(Prompt.greeting(editsLines: true, columns: 90).contains("Tab completes, Ctrl-D ends."))
    #expect(Prompt.greeting(editsLines: true, columns: 60) == "safeguard \(Version.current). help() and .help say more. Ctrl-D ends.")
    for columns in 15...100 { #expect(Prompt.greeting(editsLines: columns.isMultiple(of: 2), columns: columns).count <= columns) }
  }

  @Test func `An entry that never becomes whole is told`() throws {
    let run = try TerminalRun()
    #expect(run.wait(for: "\n1>") != nil)
    run.type("for i = 1, 2 do\r\r")
    #expect(run.wait(for: "ends before its statement does") != nil, "\(run.screen.text)")
  }

  @Test func `Help fits a screen of 80 by 24, and what is longer is scrolled through`() throws {
    let run = try TerminalRun()
    #expect(run.wait(for: "\n1>") != nil)
    run.type("help()\r")
    #expect(run.wait(for: "\n2>") != nil)
    #expect(run.screen.text.contains("1> help()\nOpen a file, ask it"), "\(run.screen.text)")
    run.type("\u{C}.help\r")
    run.settle()
    #expect(run.screen.text.hasPrefix("2> .help\n.open") && run.screen.text.contains(#/\n {20,}followed it/#), "\(run.screen.text)")
    run.type("help(\"all\")\r")
    #expect(run.wait(for: "rows 1 to 23 of ") != nil, "\(run.screen.text)")
    #expect(run.screen.text.hasPrefix("A table t\n"))
    run.type("G")
    #expect(run.wait(for: "\n  slice\n rows ") != nil, "\(run.screen.text)")
    run.type("q")
    #expect(run.wait(for: "help(\"all\")\n3>") != nil, "\(run.screen.text)")
    run.type("document(\"D\", {string.rep(\"word \", 500)})\r")
    #expect(run.wait(for: "rows 1 to 23 of ") != nil, "\(run.screen.text)")
  }

  @Test func `Results have colours where the terminal does, and what a script prints has none`() throws {
    let run = try TerminalRun(environment: ["NO_COLOR": "", "TERM": "xterm-256color"])
    #expect(run.wait(for: "\n1>") != nil)
    run.type("t = table_of{{a = 'x', n = 1}, {a = 'y', n = 9}} print(t)\r")
    #expect(run.wait(for: "\n2>") != nil)
    #expect(run.written.contains("a  n\r\n-  -\r\nx  1\r\n"), "\(run.written)")
    run.type("t\r")
    #expect(run.wait(for: "\n3>") != nil)
    #expect(run.written.contains("\u{1B}[1ma\u{1B}[0m  \u{1B}[1mn\u{1B}[0m\r\n"))
    run.type("t:heat_map()\r")
    #expect(run.wait(for: "\n4>") != nil)
    #expect(run.written.contains("m1\u{1B}[0m") && run.written.contains("\u{1B}[48;5;"))
    run.type("\"\\27[2Jb\\27[31mc\"\r")
    #expect(run.wait(for: "\n?[2Jb") != nil, "\(run.screen.text)")
    run.type("t:summ()\r")
    #expect(run.wait(for: "\n6>") != nil)
    #expect(run.written.contains("\u{1B}[31mline:1: a table has no \"summ\"\u{1B}[0m") && run.written.contains("\u{1B}[36m  hint: "), "\(run.written)")
  }

  @Test func `A terminal that knows no sequences is sent none`() throws {
    let run = try TerminalRun(environment: ["TERM": "dumb"])
    #expect(run.wait(for: "\n1>") != nil)
    run.type("2 + 2\n")
    #expect(run.wait(for: "4\n") != nil, "\(run.screen.text)")
    run.type(".page {{a = 1}}\n")
    #expect(run.wait(for: "a\n-\n1\n2>") != nil, "a pager would need sequences: \(run.screen.text)")
    #expect(!run.screen.text.contains("?"))
  }
}
