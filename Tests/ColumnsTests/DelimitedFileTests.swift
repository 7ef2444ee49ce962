import Columns
import Foundation
import Testing
import TestSupport

struct DelimitedFileTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  func code(_ path: String, _ reader: DelimitedReader = DelimitedReader()) -> DelimitedError.Code? {
    do {
      _ = try reader.read(path: path)
      return nil
    } catch { return error.code }
  }

  @Test func `A table knows the file it came from, its size, its checksum and its rows`() throws {
    // The check value of CRC-32 is that of these nine digits.
    let path = try folder.file("digits.csv", "123456789".utf8)
    let table = try DelimitedReader().read(path: path)
    #expect(table.sources == [TableSource(file: path, byteCount: 9, checksum: "cbf43926", rowCount: 0)])
    let rows = try DelimitedReader().read(bytes: Array("a\n1\n2\n".utf8), name: "rows")
    #expect(rows.sources.map(\.rowCount) == [2])
  }

  @Test func `What is no regular file is refused and not waited for`() throws {
    #expect(code(folder.path) == .file(.directory))
    #expect(code(folder.path("none.csv")) == .file(.notFound))
    #expect(code("") == .file(.notFound))
    #expect(code("/dev/zero") == .file(.notRegular))
    let pipe = folder.path("pipe")
    // Safe: the string outlives the call.
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    #expect(code(pipe) == .file(.notRegular))
    let file = try folder.file("a.csv", "a\n1\n".utf8)
    #expect(code(file + "/b.csv") == .file(.notFound))
    #expect(code(file + "\u{0}.other") == .file(.notFound))
  }

  @Test func `A file that may not be read says so, but to the superuser, who may read all`() throws {
    let path = try folder.file("secret.csv", "a\n".utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    #expect(code(path) == (geteuid() == 0 ? nil : .file(.notPermitted)))
  }

  @Test(arguments: ["", "a\n1\n"])
  func `A file that changes while it is read is not taken for a whole one`(added: String) throws {
    let path = try folder.file("a.csv", Array(String(repeating: "a\n", count: 1000).utf8))
    var reader = DelimitedReader()
    reader.stepBytes = 100
    reader.options.progress = { read, _ in
      guard read == 500, let handle = FileHandle(forWritingAtPath: path) else { return }
      if added.isEmpty { try? handle.truncate(atOffset: 600) } else { handle.seekToEndOfFile() }
      handle.write(Data(added.utf8))
    }
    #expect(code(path, reader) == .file(.changed))
  }

  @Test func `A line without end is refused without reading all of the file`() throws {
    let path = folder.path("long.csv")
    #expect(FileManager.default.createFile(atPath: path, contents: Data("a,b\n".utf8)))
    let handle = try #require(FileHandle(forWritingAtPath: path))
    for _ in 0..<40 { handle.seekToEndOfFile(); handle.write(Data(repeating: 0x78, count: 1 << 16)) }
    final class Counter: @unchecked Sendable { var most = 0 }
    let counter = Counter()
    var reader = DelimitedReader(DelimitedOptions(maximumRecordBytes: 1 << 16, progress: { read, _ in counter.most = read }))
    reader.stepBytes = 1 << 12
    #expect(code(path, reader) == .tooLarge)
    #expect(counter.most < 1 << 18)
  }
}

struct DelimitedGzipTests {
  /// `area,value`, then sixty rows `Area 0,0.0`, packed by gzip -9: blocks with their own code, and matches.
  static let compressed: [UInt8] = bytes(
    """
    1f8b080000000000020345923b0e02310c057b4ec101acc89f7c362547d9828e0a09ce8fd16a92cec568464ff2f97e9ef23d5f9fe7ed91e75d458b5ea\
    74994719d2ea3d4eb0c31802a15a0c901d0c501541a80c904f0f42ab20e50331cc82a40cff0406600965e457600448603590768191ec80240d3bb666a\
    e9c82a40a477cd348096e14036f74c07b00c0732d3bd33206a96d74e2d135b05d02caf9d06e059eec8e6dee9002dcb1d991647160096e1b5d30022c31\
    3d9b1773a40cff04436f7ce00f00c4f645adafe0d4736f64c03f8ff86233bf64c07f8ff86df7e25add12fa0020000
    """)

  static func bytes(_ digits: String) -> [UInt8] {
    let values = digits.compactMap { $0.hexDigitValue.map(UInt8.init) }
    return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }

  func read(_ bytes: [UInt8], step: Int = 1 << 18, _ options: DelimitedOptions = DelimitedOptions()) throws(DelimitedError) -> Table {
    var reader = DelimitedReader(options)
    reader.stepBytes = step
    return try reader.read(bytes: bytes, name: "rates.csv")
  }

  @Test(arguments: [1, 2, 3, 17, 1 << 18])
  func `A packed file is known by its first bytes, whatever its name`(step: Int) throws {
    let table = try read(Self.compressed, step: step)
    #expect(table.rowCount == 60)
    #expect(table.row(59) == [.text("Area 3"), .number(6.2)])
    #expect(table.sources[0].byteCount == Self.compressed.count)
    let sum = String(NaiveGzip.checksum(Self.compressed), radix: 16)
    #expect(table.sources[0].checksum == String(repeating: "0", count: 8 - sum.count) + sum)
  }

  @Test(arguments: [1, 3, 1 << 18])
  func `Members one after another are one text`(step: Int) throws {
    let parts = ["a,", "b\n1,", "", "2\n"].map { NaiveGzip.member(Array($0.utf8)) }
    #expect(try read(parts.flatMap { $0 }, step: step).row(0) == [.integer(1), .integer(2)])
    #expect(throws: DelimitedError.self) { try read(NaiveGzip.member([])) }
  }

  @Test func `A packed file cut at any byte is damaged, and never a shorter table`() throws {
    for packed in [Self.compressed, NaiveGzip.member(Array("a,b\n1,2\n".utf8)) + NaiveGzip.member(Array("3,4\n".utf8))] {
      for end in 2..<packed.count {
        for step in [1, 5, 1 << 18] {
          let isWholeMember = packed.count < 100 && end == packed.count - NaiveGzip.member(Array("3,4\n".utf8)).count
          do {
            _ = try read(Array(packed[..<end]), step: step)
            #expect(isWholeMember, "cut at \(end)")
          } catch { #expect(error.code == .damagedArchive, "cut at \(end): \(error)") }
        }
      }
    }
  }

  @Test func `A changed bit of a packed file is damage, or stands where gzip keeps no data`() throws {
    let whole = try read(Self.compressed)
    for place in Self.compressed.indices {
      for bit in 0..<8 {
        var packed = Self.compressed
        packed[place] ^= 1 << UInt8(bit)
        do {
          let table = try read(packed)
          // The time, the level and the system of the header are not part of the data.
          #expect((3...9).contains(place) && table.columns == whole.columns, "bit \(bit) of byte \(place)")
        } catch {
          let isHeader = place < 2
          #expect(isHeader || error.code == .damagedArchive, "bit \(bit) of byte \(place): \(error)")
        }
      }
    }
  }

  @Test(arguments: [[0], [0x1F], [0x1F, 0x8C], Array("more".utf8)] as [[UInt8]])
  func `Something else after the end of a packed file is an error`(rest: [UInt8]) throws {
    for step in [1, 1 << 18] {
      #expect { try read(Self.compressed + rest, step: step) } throws: { ($0 as? DelimitedError)?.code == .damagedArchive }
    }
  }

  @Test func `A fault in the text of a whole packed file has its line and column`() throws {
    let packed = NaiveGzip.member(Array("a,b\n1,2\n3\n".utf8))
    #expect { try read(packed) } throws: {
      ($0 as? DelimitedError)?.diagnostic.place == Diagnostic.Place(file: "rates.csv", line: 3, column: 1)
    }
  }

  @Test func `A small file does not unpack beyond the limit`() throws {
    let options = DelimitedOptions(maximumTextBytes: 600)
    #expect { try read(Self.compressed, options) } throws: { ($0 as? DelimitedError)?.code == .tooLarge }
  }
}
