internal import Columns
internal import LuaRuntime

/// Finds the files that scripts require.
struct ModuleFinder {
  let folders: [String]
  let greatestBytes: Int

  /// Reads `NAME.lua` from the first folder that has it; a point in the name stands for a folder. Links out of the folder
  /// are not followed.
  ///
  /// - Throws: ``ModuleError``, or ``FileError`` for a file that may not be read.
  func source(of name: String) throws -> LuaModuleSource {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let isName = name.utf8.count <= 200 && parts.allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      }
    }
    guard isName else { throw ModuleError.notAName(String(name.prefix(80))) }
    let file = parts.joined(separator: "/") + ".lua"
    for folder in folders {
      let path = folder == "/" ? "/" + file : folder + "/" + file
      let input: InputFile
      do throws(FileError) {
        input = try InputFile(path: path, access: FileAccess(reading: [folder]))
      } catch {
        if error.code == .notFound { continue }
        throw error
      }
      guard input.byteCount <= greatestBytes else { throw ModuleError.tooLarge(path, limit: greatestBytes) }
      return LuaModuleSource(identity: path, name: path, bytes: try Self.bytes(of: input, atMost: greatestBytes))
    }
    throw ModuleError.notFound(name, file: file, folders: folders)
  }

  private static func bytes(of input: InputFile, atMost limit: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      // Safe: the file writes no more than the memory holds, and the memory is the array's own.
      let outcome = unsafe chunk.withUnsafeMutableBytes { memory in
        Result { () throws(FileError) in unsafe try input.readBytes(into: memory) }
      }
      let count = try outcome.get()
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
    throw ModuleError.tooLarge(input.path, limit: limit)
  }
}

/// A module that can't be loaded.
enum ModuleError: DiagnosableError, Hashable {
  case notAName(String)
  case notFound(String, file: String, folders: [String])
  case tooLarge(String, limit: Int)

  var diagnostic: Diagnostic {
    switch self {
    case .notAName(let name):
      Diagnostic(
        "\"\(name)\" is no name of a module",
        expectation: "A name is of letters, digits, _ and -; a point stands for a folder: require \"shared.areas\".")
    case .notFound(let name, let file, let folders):
      Diagnostic(
        "there is no module \"\(name)\"", expectation: "\(file) was looked for in \(folders.joined(separator: ", ")).",
        hint: "put the file beside the script")
    case .tooLarge(let path, let limit):
      Diagnostic("the module is larger than \(limit) bytes", at: .init(file: path))
    }
  }
}
