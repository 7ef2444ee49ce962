@testable import Columns
import Foundation
import Testing
import TestSupport

struct ArrowRoundTripTests {
  @Test func `A table reads back as it was written, with its reasons, units, sources and notes`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/table.arrow"
    let table = try ArrowTables.golden()
    try ArrowFileWriter().write(table, to: path)
    let back = try ArrowFileReader().read(path: path)
    #expect(back == table)
    #expect(back.sources == table.sources)
    #expect(back.notes == table.notes)
    #expect(back.columns.map(\.unit) == table.columns.map(\.unit))
    try ArrowFileReader().verify(path: path)
  }
}
