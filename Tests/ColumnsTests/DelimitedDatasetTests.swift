@testable import Columns
import Testing
import TestSupport

/// Several files as one table.
struct DelimitedDatasetTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  func reader(_ options: DelimitedOptions = DelimitedOptions()) -> DelimitedReader {
    var reader = DelimitedReader(options)
    (reader.stepBytes, reader.bytesPerThread, reader.chunkRows) = (8, 1, 3)
    return reader
  }

  @Test func `Columns are united by name, and one that a file lacks is not available there`() throws {
    let paths = [
      try folder.file("2019.csv", "area,count\nYork,1\nHull,2\n".utf8),
      try folder.file("2020.csv", "count,rate,area\n3,1.5,York\n".utf8),
      try folder.file("2021.csv.gz", NaiveGzip.member(Array("rate,area\n2,Leeds\n".utf8))),
      try folder.file("2022.csv", "area\n".utf8),
    ]
    let table = try reader().read(paths: paths)
    #expect(table.columnNames == ["area", "count", "rate"])
    #expect(table.columns.map(\.type) == [.text, .integer, .number])
    #expect(table.row(1) == [.text("Hull"), .integer(2), .missing(.notAvailable)])
    #expect(table.row(2) == [.text("York"), .integer(3), .number(1.5)])
    #expect(table.row(3) == [.text("Leeds"), .missing(.notAvailable), .number(2)])
    #expect(table.sources.map(\.file) == paths)
    #expect(table.sources.map(\.rowCount) == [2, 1, 1, 0])
    #expect(table.notes == ["of 4 files not all have the same columns: \"count\" in 2, \"rate\" in 2; in the rows of the others they are not available"])
    #expect(try reader().read(paths: [paths[0], paths[0]]).notes.isEmpty)
  }

  @Test func `A type is that of all files, and a text is what its own file wrote`() throws {
    let paths = [
      try folder.file("a.csv", "code,n,day\n12,1,2019-09-30\n1.50,2,\n".utf8),
      try folder.file("b.csv", "day,code,n\n,007,2.5\n".utf8), try folder.file("c.csv", "n,day\n,true\n".utf8),
    ]
    let table = try reader().read(paths: paths)
    #expect(table.columns.map(\.type) == [.text, .number, .text])
    #expect((0..<3).map { table.columns[0][$0] } == [.text("12"), .text("1.50"), .text("007")])
    #expect((0..<4).map { table.columns[1][$0] } == [.number(1), .number(2), .number(2.5), .missing(.unspecified)])
    #expect((0..<4).map { table.columns[2][$0].text } == ["2019-09-30", nil, nil, "true"])
    #expect(table.columns[0][3] == .missing(.notAvailable))
  }

  @Test func `Some columns are asked for by name, and each must be in one file at least`() throws {
    let paths = [try folder.file("a.csv", "a,b\n1,x\n".utf8), try folder.file("b.csv", "c,a\n3,2\n".utf8)]
    let table = try reader(DelimitedOptions(columns: ["c", "a"])).read(paths: paths)
    #expect((0..<2).map(table.row) == [[.missing(.notAvailable), .integer(1)], [.integer(3), .integer(2)]])
    for options in [
      DelimitedOptions(columns: ["d"]), DelimitedOptions(types: ["d": .text]), DelimitedOptions(requiredColumns: ["b"]),
    ] {
      #expect { try reader(options).read(paths: paths) } throws: { ($0 as? DelimitedError)?.code == .missingColumn }
    }
  }

  @Test func `An error names its file and the line in it, and the first in the order of the files counts`() throws {
    let good = try folder.file("good.csv", ("a,b\n" + String(repeating: "1,2\n", count: 50)).utf8)
    let bad = try folder.file("bad.csv", "a,b\n1,2\n\n3\n".utf8)
    let worse = try folder.file("worse.csv", "a,\n".utf8)
    for threads in 1...3 {
      #expect { try reader(DelimitedOptions(threads: threads)).read(paths: [good, bad, worse]) } throws: {
        ($0 as? DelimitedError)?.diagnostic.place == Diagnostic.Place(file: bad, line: 4, column: 1)
      }
    }
    #expect { try reader().read(paths: [good, folder.path("none.csv")]) } throws: {
      ($0 as? DelimitedError)?.code == .file(.notFound)
    }
    #expect { try reader().read(paths: []) } throws: { ($0 as? DelimitedError)?.code == .empty }
  }

  @Test func `Files that drift give what their rows give one file at a time`() throws {
    for seed in 0..<40 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var rows: [[String: String]] = []
      var names: [String] = []
      var paths: [String] = []
      for file in 0..<Int.random(in: 1...5, using: &random) {
        let columns = ["a", "b", "c", "d"].shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
        for name in columns where !names.contains(name) { names.append(name) }
        var text = columns.joined(separator: ",") + "\n"
        for _ in 0..<Int.random(in: 0...6, using: &random) {
          let cells = columns.map { _ in ["1", "2", "3.5", "x1", "007"].prefix(Int.random(in: 1...5, using: &random)).last ?? "" }
          rows.append(Dictionary(zip(columns, cells), uniquingKeysWith: { first, _ in first }))
          text += cells.joined(separator: ",") + "\n"
        }
        paths.append(try folder.file("\(seed)-\(file).csv", text.utf8))
      }
      let table = try reader(DelimitedOptions(threads: Int.random(in: 1...3, using: &random))).read(paths: paths)
      #expect(table.columnNames == names, "seed \(seed)")
      for (place, name) in names.enumerated() {
        let expected = naiveColumn(rows.compactMap { $0[name] })
        #expect(table.columns[place].type == expected.type, "seed \(seed)")
        var cells = expected.cells[...]
        for row in rows.indices {
          #expect(table.columns[place][row] == (rows[row][name] == nil ? .missing(.notAvailable) : cells.removeFirst()), "seed \(seed)")
        }
      }
    }
  }

  @Test func `A folder's files are listed by their paths, with those of the folders in it`() throws {
    _ = try folder.file("b.csv", [])
    _ = try folder.file("A.CSV.gz", [])
    _ = try folder.file("notes.txt", [])
    _ = try folder.file(".hidden.csv", [])
    let inner = folder.path("2020")
    try TemporaryFolder.make(inner)
    _ = try folder.file("2020/01.csv", [])
    #expect(
      try DelimitedReader.files(in: folder.path) == ["2020/01.csv", "A.CSV.gz", "b.csv"].map(folder.path(_:)))
    #expect(try DelimitedReader.files(in: folder.path, suffixes: [".txt"]) == [folder.path("notes.txt")])
    #expect(throws: FileError.self) { try DelimitedReader.files(in: folder.path("none")) }
  }
}
