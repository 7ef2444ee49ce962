import Columns
@testable import Safeguarding
import TestSupport
import Testing

struct PublishedTrendTests {
  /// This release of Fingertips has the two directions the wrong way round: England fell from 93.6 to 72.7 in five years,
  /// and stands there as "Increasing and getting worse". What is significant, and that all directions are reversed, holds
  /// for every area.
  @Test func `The recent trends that Fingertips published come out the same, but for their direction`() throws {
    let file = ProjectFiles.exampleData + "/fingertips/injury-admissions-0-14-utla.csv.gz"
    let table = try DelimitedReader().read(path: file)
    let collection = try PublishedFile.indicators(in: table, options: .init(unit: "Rate per 10,000", polarity: .low))
    let columns = try ["Sex", "Area Code", "Time period", "Recent Trend", "Category Type"].map { try table.column($0) }
    var told = 0
    for row in 0..<table.rowCount {
      let cells = columns.map { $0[row] }
      guard !cells[3].isMissing, cells[4].isMissing else { continue }
      let indicator = try #require(collection.indicators.first { $0.definition.key.contains("(\(cells[0].plainText),") })
      let area = try indicator.register.area(cells[1].plainText)
      // Fingertips takes the last five values there are; ours does so only where somebody asks for it.
      let trend = try? Trend(
        of: indicator, area: area, method: .recent, to: Named(cells[2].plainText), gaps: .bridge)
      let found =
        switch trend?.direction {
        case .rising: "Decreasing and getting better"
        case .falling: "Increasing and getting worse"
        case .some(.none): "No significant change"
        case nil: "Cannot be calculated"
        }
      #expect(found == cells[3].plainText, "\(area.name), \(cells[0].plainText), \(cells[2].plainText)")
      told += 1
    }
    #expect(told == 465)
  }
}
