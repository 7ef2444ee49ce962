import Columns
import Foundation
import Safeguarding
import TestSupport
import Testing

@testable import Scripting

struct CatalogueTests {
  @Test(arguments: OperationCatalogue.all.indices)
  func `An operation's example prints what it says`(place: Int) throws {
    let operation = OperationCatalogue.all[place]
    var lines = operation.example.split(separator: "\n").map(String.init)
    let last = lines.popLast()
    let expected = try #require(last, "\(operation.name) has no example")
    try #require(expected.hasPrefix("--> "), "\(operation.name)'s example does not end in what it prints")
    #expect(try ExampleSession().printed(lines: lines) == String(expected.dropFirst(4)), "\(operation.name)")
  }

  @Test(arguments: OperationCatalogue.all.indices)
  func `An operation describes itself and each of its parameters`(place: Int) {
    let operation = OperationCatalogue.all[place]
    #expect(operation.summary.hasSuffix("."), "\(operation.name)")
    #expect(operation.name == operation.name.lowercased())
    #expect(Set(operation.parameters.map(\.name)).count == operation.parameters.count)
    for parameter in operation.parameters {
      #expect(parameter.summary.hasSuffix("."), "\(operation.name), \(parameter.name)")
      #expect(!parameter.type.isEmpty)
      #expect(parameter.isRequired || parameter.defaultWords != nil, "\(operation.name), \(parameter.name)")
    }
  }

  @Test func `No two operations of one kind of object share a name`() {
    let keys = OperationCatalogue.all.map { "\($0.receiver?.name ?? ""):\($0.name)" }
    #expect(Set(keys).count == keys.count)
  }

  @Test func `Every kind of object that takes part in an operation is in the catalogue`() {
    let kinds = Set(OperationCatalogue.objectTypes.map { type in type.kind.name })
    for operation in OperationCatalogue.all {
      if let receiver = operation.receiver { #expect(kinds.contains(receiver.name), "\(operation.name)") }
    }
    #expect(kinds.count == OperationCatalogue.objectTypes.count)
  }

  @Test(arguments: OperationCatalogue.all.indices)
  func `Help tells the signature, the summary and the example of every operation`(place: Int) throws {
    let operation = OperationCatalogue.all[place]
    let text = try Help.text(about: operation.name)
    #expect(text.contains(operation.signature))
    #expect(text.contains(operation.summary))
    #expect(try Help.text(about: "all").contains(operation.name))
  }

  @Test func `The reference page is what help says: Scripts/docs writes it anew`() throws {
    let page = try String(contentsOfFile: ProjectFiles.root + "/Docs/Reference/operations.md", encoding: .utf8)
    #expect(try page.contains("```text\n\(Help.text(about: "everything"))\n```\n"))
  }

  /// Its data are too large for the project, so that no test runs it.
  @Test func `The benchmark of a national year asks only what can be asked`() throws {
    let script = try String(contentsOfFile: ProjectFiles.root + "/Benchmarks/Incidents/national-year.lua", encoding: .utf8)
    let asked = Set(script.matches(of: #/:(\w+)[({]|\b(load_\w+)\(/#).map { String($0.1 ?? $0.2 ?? "") })
    #expect(asked.count > 10 && asked.isSubset(of: OperationCatalogue.all.map(\.name)), "\(asked.subtracting(OperationCatalogue.all.map(\.name)))")
  }

  @Test func `The README's first script runs`() throws {
    let readme = try String(contentsOfFile: ProjectFiles.root + "/README.md", encoding: .utf8)
    let block = try #require(readme.components(separatedBy: "```lua\n").dropFirst().first?.components(separatedBy: "```").first)
    let script = block.replacing("\"Examples/Data", with: "\"\(ProjectFiles.exampleData)")
    let printed = try ExampleSession(loaded: false).output(of: script)
    #expect(printed.contains("Middlesbrough: 3rd of 150, highest first, 115.3 per 10,000"))
  }

  @Test func `Help offers the nearest name for a misspelt topic`() {
    #expect(throws: HelpError.self) { try Help.text(about: "rnak") }
    do {
      _ = try Help.text(about: "rnak")
    } catch {
      #expect(error.description.contains("did you mean \"rank\"?"))
    }
  }

  @Test(arguments: ["suppression", "disclosure", "small counts", "published"]) func `A word of the field finds the operation that speaks of it`(word: String) throws {
    #expect(try Help.text(about: word).contains("table:suppress(column, below"))
  }

  @Test(arguments: ["crossing", "streak", "since", "runs", "Since when"]) func `Help leads from since when to a series and the value before`(word: String) throws {
    let page = try Help.text(about: word)
    for call in ["indicator:series(", ":lag(\"value\")", "value > 100 and value_lag <= 100", "thresholds(name, rules)"] { #expect(page.contains(call), "\(page)") }
    let script = """
      local s = lait:indicator("LAC"):series("Middlesbrough"):lag("value")
      print(s:where("value > 140 and value_lag <= 140")[1].period, s:where("value > 140"):count())
      """
    #expect(try ExampleSession().output(of: script).hasPrefix("2018\t"))
  }

  @Test(arguments: OperationCatalogue.objectTypes.indices)
  func `Every field of an object says what it holds`(place: Int) {
    let type = OperationCatalogue.objectTypes[place]
    for (name, summary) in type.fieldSummaries { #expect(summary.hasSuffix("."), "\(type.kind.name).\(name)") }
  }
}
