@testable import Columns
import Testing

struct DiagnosticTests {
  @Test func `A text that is very long is told by its ends`() {
    let name = "first " + String(repeating: "x", count: 1_000_000) + " last"
    let text = Diagnostic("there is no column \"\(name)\"", expectation: name, hint: name).description
    #expect(text.utf8.count < 4096)
    #expect(text.hasPrefix("there is no column \"first xxx"))
    #expect(text.hasSuffix("xxx last"))
    let usual = "there is no column \"\(String(repeating: "x", count: 200))\""
    #expect(Diagnostic(usual).description == usual)
  }

  private static let councils = [
    "Kingston upon Thames", "Kingston upon Hull, City of", "Bristol, City of", "Redcar & Cleveland", "St. Helens", "North Tyneside", "North Yorkshire", "North Somerset",
    "North Lincolnshire", "Stockport", "Stockton-on-Tees", "Leeds", "King's Lynn", "King's Lynn and West Norfolk",
  ]

  @Test(arguments: [
    ("Kingston upon Hull", "\"Kingston upon Hull, City of\""), ("Bristol", "\"Bristol, City of\""), ("hull", "\"Kingston upon Hull, City of\""), ("City of Bristol", "\"Bristol, City of\""),
    ("Redcar and Cleveland", "\"Redcar & Cleveland\""), ("St Helens", "\"St. Helens\""), ("Stock", "\"Stockport\" or \"Stockton-on-Tees\""),
    ("north", "\"North Tyneside\", \"North Yorkshire\", \"North Somerset\" or another of 4 such"), ("Leedds", "\"Leeds\""), ("Kings Lynn", "\"King's Lynn\""), ("Kingston upon Thame", "\"Kingston upon Thames\""),
  ])
  func `A value of which a text is a part is meant before one that is spelt nearly so`(text: String, meant: String) {
    #expect(NearestName.hint(forPart: text, among: Self.councils) == "did you mean \(meant)?")
  }

  @Test(arguments: ["x", "", "of the", "Kent", "--"])
  func `What is no part of a value means none`(text: String) { #expect(NearestName.hint(forPart: text, among: Self.councils) == nil) }

  @Test(arguments: [
    ("Bristol, City of", "Bristol"), ("Bristol City Council", "Bristol"), ("Kingston upon Hull, City of", "Hull"), ("Kingston upon Hull", "Hull"), ("County Durham", "Durham"),
    ("London Borough of Camden", "Camden"), ("Herefordshire, County of", "Herefordshire"), ("City of London", nil), ("St Helens", nil), ("Kingston upon Thames", nil), ("City", nil), ("North Tyneside", nil),
  ])
  func `An authority is meant by its name with its kind`(text: String, meant: String?) {
    let short = ["Bristol", "Hull", "St", "Durham", "Camden", "Herefordshire", "London", "Kingston", "North", "County"]
    #expect(NearestName.hint(forPart: text, among: short) == meant.map { "did you mean \"\($0)\"?" })
    #expect(NearestName.hint(forPart: "Hull", among: ["Kingston upon Hull"]) == "did you mean \"Kingston upon Hull\"?")
    #expect(NearestName.hint(forPart: "Kingston upon Hull, City of", among: ["Kingston upon Hull"]) == "did you mean \"Kingston upon Hull\"?")
  }

  @Test func `Of many columns those near to a name are told first, and how many there are besides`() throws {
    let names = (1...70).map { "measure_\($0)" } + ["imd_average_score"]
    let text = TableError.noColumn("Score", available: names).diagnostic.description
    #expect(text.contains("The columns are imd_average_score, measure_1, measure_2, "), "\(text)")
    #expect(text.contains("measure_39 and 31 more; print(t.columns) shows all.\n  hint: did you mean \"imd_average_score\"?"), "\(text)")
    #expect(TableError.noColumn("Score", available: ["a", "b"]).diagnostic.description.hasSuffix("The columns are a, b."))
    #expect(TableError.noColumn("measur_70", available: names).diagnostic.description.contains("The columns are measure_70, measure_1, "))
  }
}
