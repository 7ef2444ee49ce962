import Columns
import Foundation
import TestSupport
import Testing

@testable import Safeguarding

/// Tables of incidents that several suites ask.
protocol IncidentTables {}

extension IncidentTables {
  static func table(_ text: String, options: DelimitedOptions = DelimitedOptions()) throws -> Table {
    try DelimitedReader(options).read(bytes: Array(text.utf8), name: "t.csv")
  }

  static func example(_ path: String) throws -> Table { try DelimitedReader().read(path: ProjectFiles.exampleData + "/" + path) }

  static func weapons() throws -> Incidents {
    try Incidents(
      tables: [example("police/cleveland-weapons-robbery-street.csv.gz")],
      areas: AreaLookup([example("geography/lsoa-to-la.csv.gz"), example("geography/lsoa-2011-2021.csv.gz")]))
  }

  static func missing() throws -> Incidents {
    try Incidents(
      table: example("synthetic/missing-and-exploitation.csv.gz"), time: "happened",
      columns: IncidentColumns(area: "area", person: "child", type: "kind"))
  }

  /// The whole numbers of a column, nil where missing.
  static func wholes(_ table: Table, _ name: String) throws -> [Int?] {
    let column = try table.column(name)
    return (0..<table.rowCount).map { column[$0].number.map { Int($0) } }
  }

  /// Street rows of forces and months, as many as a number says.
  static func street(_ rows: [(force: String, month: String, lsoa: String, type: String, count: Int)]) throws -> Table {
    var text = "Month,Falls within,LSOA code,Crime type\n"
    for row in rows { for _ in 0..<row.count { text += "\(row.month),\(row.force),\(row.lsoa),\(row.type)\n" } }
    return try table(text)
  }

  // MARK: Areas
}
