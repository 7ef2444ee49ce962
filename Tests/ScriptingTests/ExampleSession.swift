import Columns
import LuaRuntime
import Safeguarding
import Scripting
import TestSupport

/// What the tests' scripts print: an object in its own words.
func words(of value: Value) -> String { if case .object(let object) = value { object.words } else { value.words } }

/// A session in which the data that the operations' examples speak of are loaded.
final class ExampleSession {
  let session: ScriptSession
  private let printed = Printed()
  /// The folder in which scripts may write.
  let answers: TemporaryFolder

  /// What scripts have printed.
  private final class Printed {
    var bytes: [UInt8] = []
  }

  init(limits: LuaLimits = LuaLimits(), loaded: Bool = true) throws {
    let printed = printed
    answers = try TemporaryFolder()
    session = try ScriptSession(
      limits: limits, files: FileAccess(reading: [ProjectFiles.root, answers.path], writing: [answers.path]),
      forms: ["md": { Array($0.words.utf8) }], output: { printed.bytes += $0 }, show: { words(of: $0) })
    session.set("examples", to: .text(ProjectFiles.exampleData))
    session.set("answers", to: .text(answers.path))
    if loaded { for (name, value) in try Self.data.get() { session.set(name, to: value) } }
  }

  /// Runs a script and returns what it printed.
  func output(of script: String) throws -> String {
    printed.bytes = []
    try session.run(Array(script.utf8), name: "test.lua")
    return String(decoding: printed.bytes, as: UTF8.self)
  }

  /// Returns what an expression, on the last line of a script, prints.
  func printed(lines: [String]) throws -> String {
    let script = lines.dropLast().joined(separator: "\n") + "\nprint(" + (lines.last ?? "nil") + ")"
    let text = try output(of: script)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// The globals of the examples, loaded once.
  private static let data: Result<[(String, Value)], any Error> = Result {
    let folder = ProjectFiles.exampleData
    let lait = try PublishedFile.indicators(
      in: DelimitedReader().read(path: folder + "/lait/safeguarding-measures.csv.gz"),
      dictionary: DelimitedReader().read(path: folder + "/lait/data-dictionary.csv"))
    let neighbours = try NeighbourEdition(
      table: DelimitedReader().read(path: folder + "/lait/statistical-neighbours-2025-05.csv"), name: "May 2025")
    var options = DelimitedOptions()
    options.markers = options.markers.adding(["[note 1]", "[note 3]"])
    let coverage = try DelimitedReader(options).read(path: folder + "/cover/mmr-coverage-utla-quarterly.csv.gz")
    let query = Query().filter(
      .and([
        .compare(column: "vaccine", .equal, .text("MMR1")), .compare(column: "cohort", .equal, .text("24m")),
      ]))
    let mmr = try NamedColumnsFile.indicator(
      in: coverage.answer(query), value: "coverage_percent", area: "utla_code",
      periods: ["financial_year", "quarter"],
      definition: .init(key: "mmr", title: "MMR1 at 24 months", unit: MeasureUnit(published: "%"), polarity: .high))
    let people = try MidYearChildren.indicator.get()
    let partners = try DelimitedReader().read(path: folder + "/south-tees/contributions-2020-21.csv")
    let budget = try Contributions(table: partners, payer: "agency", amount: "contribution_pounds")
    let incidents = try Incidents(
      tables: [DelimitedReader().read(path: folder + "/police/2019-09-cleveland-street.csv.gz")],
      areas: DelimitedReader().read(path: folder + "/geography/lsoa-to-la.csv.gz"))
    return [
      ("lait", .object(lait)), ("neighbours", .object(neighbours)), ("coverage", .object(coverage)),
      ("mmr", .object(mmr)), ("children", .object(people)), ("partners", .object(partners)),
      ("budget", .object(budget)), ("incidents", .object(incidents)),
    ]
  }
}
