import Columns
import Safeguarding
import TestSupport
import Testing

@testable import Scripting

struct DocumentScriptTests {
  @Test(arguments: [
    ("one\\ntwo\\n\\nthree", "paragraph paragraph"), ("- a\\n- b\\n  goes on\\n- c", "list"), ("Before:\\n- a\\n\\nAfter", "paragraph list paragraph"),
    ("", ""), ("  \\n \\n", ""), ("a - b", "paragraph"), ("-a", "paragraph"),
  ])
  func `A text is read as people type it`(text: String, expected: String) throws {
    let script = """
      local kinds = {}
      for _, p in ipairs(document("D", "\(text)").parts) do kinds[#kinds + 1] = p.part end
      print(table.concat(kinds, " "))
      """
    #expect(try ExampleSession(loaded: false).output(of: script) == expected + "\n")
  }

  @Test func `What a loop makes is content, and a list of records is a table`() throws {
    let script = """
      local found = {}
      for i = 1, 3 do found[i] = finding("F" .. i) end
      local d = document{"D", {section("S", {found, {{area = "A", n = 1}, {area = "B", n = 2}}, table_of{{x = 1, y = 2}}:bar_chart()})}, subtitle = "s"}
      print(d, d.subtitle, #d.findings, d.findings[3])
      """
    #expect(try ExampleSession(loaded: false).output(of: script) == "D: 1 section, 1 table, 1 chart, 3 findings\ts\t3\tF3\n")
  }

  @Test(arguments: [
    ("document('D', {1})", "item 1 is a number"), ("document('D', {'a', {'b', true}})", "item 2 is true or false"),
    ("document('D', {document('E', {})})", "item 1 is a document"), ("document('D')", "text, a result, a section, or a list of them expected"), ("section('S', {nil, print})", "neither a list"),
    ("figure('text')", "a table or another result"), ("figure(finding('f'))", "got part"), ("document('D', {}, {subtitel = 'x'})", "did you mean \"subtitle\"?"),
    ("section('1', section('2', section('3', section('4', section('5', section('6', 'deep'))))))", "more than 5 deep"),
    ("write(document('D', {}), answers .. '/d.csv')", "a document is no table"), ("finding(1.5)", "text"), ("document(' ', {})", "title: it is empty"), ("section('', {})", "title: it is empty"),
  ])
  func `A wrong part is refused with its place`(call: String, words: String) throws {
    let session = try ExampleSession(loaded: false)
    let message = try session.output(of: "print(select(2, pcall(function() return \(call) end)))")
    #expect(message.contains(words), "\(message)")
  }

  @Test func `A document keeps what it shows, and what it rests on`() throws {
    let script = """
      local d = document("D", {section("S", {partners, method{budget}})})
      local why = why(d)
      print(select(2, why:gsub("file: ", "")), #d.parts, d.parts[1].parts[1].result == partners)
      """
    #expect(try ExampleSession().output(of: script) == "1\t1\tfalse\n")
  }
}
