import Columns

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// CSV in, Arrow out and in.
func addFiles() {
  let text = Once { Incidents.million.csv(rows: 100_000) }
  kernel(
    "read-CSV-of-100k-rows",
    { try DelimitedReader(DelimitedOptions(threads: 1)).read(bytes: text.value(), name: "incidents.csv") }
  ) { try requireIncidents(100_000, in: $0, kernel: "read-CSV-of-100k-rows") }

  // One column of few values: what remains is finding where cells and rows end.
  let oneColumn = DelimitedOptions(columns: ["type"], threads: 1)
  kernel(
    "find-the-cells-of-a-CSV-of-100k-rows",
    { try DelimitedReader(oneColumn).read(bytes: text.value(), name: "incidents.csv") }
  ) { try requireIncidents(100_000, in: $0, kernel: "find-the-cells-of-a-CSV-of-100k-rows") }

  let written = TemporaryFile("write-Arrow-of-1M-rows")
  kernel("write-Arrow-of-1M-rows", { try written.write() }, cleaningUp: written.remove) {
    try requireIncidents(1_000_000, in: ArrowFileReader().read(path: written.path), kernel: "write-Arrow-of-1M-rows")
  }

  let opened = TemporaryFile("open-Arrow-of-1M-rows")
  kernel("open-Arrow-of-1M-rows", { try opened.read() }, cleaningUp: opened.remove) {
    try requireIncidents(1_000_000, in: $0, kernel: "open-Arrow-of-1M-rows")
  }

  // A file's columns are mapped, and looked at when they are first used.
  let totalled = TemporaryFile("total-an-Arrow-file-of-1M-rows")
  let totals = Query().group(
    by: ["type"],
    [.count(), .sum(of: "person", as: "person"), .sum(of: "minutes", as: "minutes"), .sum(of: "cost", as: "cost")])
  kernel(
    "total-an-Arrow-file-of-1M-rows", { try totalled.read().answer(totals, within: oneThread) },
    cleaningUp: totalled.remove
  ) { answer in
    let incidents = Incidents.million
    let expected = incidents.groups(by: { [incidents.types[$0]] }, cells: { [incidents.typeCell($0)] }) { rows in
      [
        Double(rows.count), Double(rows.reduce(0) { $0 + incidents.people[$1] }),
        Double(rows.reduce(0) { $0 + incidents.minutes[$1] }), rows.reduce(0) { $0 + incidents.costs[$1] },
      ]
    }
    try requireEqual(answer, expected, in: "total-an-Arrow-file-of-1M-rows")
  }
}

/// Holds a table to the plain arrays that it was made of, in the columns that it has.
private func requireIncidents(_ count: Int, in table: Table, kernel: String) throws {
  let incidents = Incidents.million
  guard table.rowCount == count else { throw WrongAnswer(kernel, "\(table.rowCount) rows where \(count) are right") }
  for column in table.columns {
    let cell: (_ row: Int) -> Cell =
      switch column.name {
      case "area": incidents.areaCell
      case "type": incidents.typeCell
      case "day": { .date(CalendarDate(daysSince1970: Int32(incidents.days[$0]))) }
      case "person": { .integer(incidents.people[$0]) }
      case "minutes": { .integer(incidents.minutes[$0]) }
      case "cost": { .number(incidents.costs[$0]) }
      default: { .text(incidents.place($0)) }
      }
    for row in 0..<count where column[row] != cell(row) {
      throw WrongAnswer(kernel, "\(column.name) of row \(row) is \(column[row]) where \(cell(row)) is right")
    }
  }
}

/// A file that the incidents are saved in when it is first read, for one kernel.
private final class TemporaryFile {
  let path: String
  private var isWritten = false

  init(_ kernel: String) {
    let name = "\(kernel)-\(ProcessInfo.processInfo.processIdentifier).arrow"
    path = FileManager.default.temporaryDirectory.appending(path: name).path
  }

  func write() throws {
    try ArrowFileWriter().write(Incidents.table, to: path)
    isWritten = true
  }

  func read() throws -> Table {
    if !isWritten { try write() }
    return try ArrowFileReader().read(path: path)
  }

  func remove() throws { try FileManager.default.removeItem(atPath: path) }
}
