import Columns
import Foundation
import TestSupport
import Testing

struct FileAccessTests {
  @Test(arguments: [
    ("a.csv", true), ("./a.csv", true), ("sub/b.csv", true), ("sub/../a.csv", true), ("absent.csv", true), ("sub", true), ("", true),
    ("../outside.csv", false), ("sub/../../outside.csv", false), (".hidden.csv", false), (".folder/c.csv", false), ("sub/.hidden.csv", false),
    ("out.csv", false), ("out/outside.csv", false), ("out/absent.csv", false), ("within.csv", true), ("absent/../../outside.csv", true),
  ])
  func `A path is allowed by where it leads`(path: String, isAllowed: Bool) throws {
    let parent = try TemporaryFolder()
    let files = FileManager.default
    for folder in ["in/sub", "in/.folder", "elsewhere"] {
      try files.createDirectory(atPath: parent.path(folder), withIntermediateDirectories: true)
    }
    for file in ["in/a.csv", "in/sub/b.csv", "in/.hidden.csv", "in/.folder/c.csv", "in/sub/.hidden.csv", "outside.csv", "elsewhere/outside.csv"] {
      try "a\n1\n".write(toFile: parent.path(file), atomically: true, encoding: .utf8)
    }
    try files.createSymbolicLink(atPath: parent.path("in/out.csv"), withDestinationPath: parent.path("outside.csv"))
    try files.createSymbolicLink(atPath: parent.path("in/out"), withDestinationPath: parent.path("elsewhere"))
    try files.createSymbolicLink(atPath: parent.path("in/within.csv"), withDestinationPath: parent.path("in/a.csv"))
    var options = DelimitedOptions()
    options.access = try FileAccess(reading: [parent.path("in")])
    let whole = parent.path("in/" + path)
    do throws(DelimitedError) {
      _ = try DelimitedReader(options).read(path: whole)
      #expect(isAllowed)
    } catch {
      #expect((error.code == .file(.outside)) == !isAllowed, "\(error)")
    }
  }

  @Test func `An allowed folder that is itself hidden is one`() throws {
    let parent = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: parent.path(".data"), withIntermediateDirectories: true)
    try "a\n1\n".write(toFile: parent.path(".data/a.csv"), atomically: true, encoding: .utf8)
    var options = DelimitedOptions()
    options.access = try FileAccess(reading: [parent.path(".data")])
    #expect(try DelimitedReader(options).read(path: parent.path(".data/a.csv")).rowCount == 1)
  }

  @Test(arguments: ["/proc/self/environ", "/sys/kernel/notes", "/dev/null", "/proc/self/root/etc/passwd"])
  func `The system's own files are out of bounds even where everything is allowed`(path: String) throws {
    var options = DelimitedOptions()
    options.access = try FileAccess(reading: ["/"])
    let error = #expect(throws: DelimitedError.self) { try DelimitedReader(options).read(path: path) }
    #expect(error?.code == .file(.outside) || error?.code == .file(.notFound) || path.hasSuffix("passwd"), "\(String(describing: error))")
  }

  @Test func `A folder that is not there can't be allowed`() {
    let error = #expect(throws: FileError.self) { try FileAccess(reading: ["/no/such/folder"]) }
    #expect(error?.code == .notFound)
  }

  @Test func `A folder whose name begins like an allowed one is another`() throws {
    let parent = try TemporaryFolder()
    for name in ["data", "data-secret"] {
      try FileManager.default.createDirectory(atPath: parent.path(name), withIntermediateDirectories: true)
    }
    try "a\n1\n".write(toFile: parent.path("data-secret/a.csv"), atomically: true, encoding: .utf8)
    var options = DelimitedOptions()
    options.access = try FileAccess(reading: [parent.path("data")])
    let error = #expect(throws: DelimitedError.self) { try DelimitedReader(options).read(path: parent.path("data-secret/a.csv")) }
    #expect(error?.code == .file(.outside))
  }
}
