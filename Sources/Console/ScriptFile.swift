#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Columns

/// A script on disk.
struct ScriptFile {
  /// The largest script that is read, in bytes.
  static let largest = 8 << 20

  let bytes: [UInt8]

  /// Reads a file, or standard input for `-`.
  ///
  /// - Throws: ``ScriptFileError``.
  init(_ path: String) throws(ScriptFileError) {
    let descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { throw .cannotOpen(path, reason: Self.reason()) }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // The buffer lives for the call and is as long as it says.
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw .cannotOpen(path, reason: Self.reason())
      }
      bytes += chunk[..<count]
      guard bytes.count <= Self.largest else { throw .tooLarge(path) }
    }
    self.bytes = bytes
  }

  private static func reason() -> String { unsafe String(cString: strerror(errno)) }

  /// The name of a file without its folder and its ending.
  static func name(of path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return file }
    return String(file[..<dot])
  }

  /// The folder that a file stands in, as its path names it.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// A script that can't be read.
enum ScriptFileError: DiagnosableError, Hashable {
  case cannotOpen(String, reason: String)
  case tooLarge(String)

  var diagnostic: Diagnostic {
    switch self {
    case .cannotOpen(let path, let reason): Diagnostic("can't read the script: \(reason)", at: .init(file: path))
    case .tooLarge(let path):
      Diagnostic("is no script: it is larger than \(ScriptFile.largest >> 20) MB", at: .init(file: path))
    }
  }
}
