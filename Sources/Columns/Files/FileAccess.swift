#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The folders in which somebody else's script may have files read and written.
///
/// ```swift
/// let access = try FileAccess(reading: ["/srv/returns"], writing: ["/srv/answers"])
/// ```
///
/// A file counts as where it really lies, with every link followed, and that is looked up again from the file that was
/// opened: a link that changes in between leads nowhere else. Files and folders whose names begin with a dot are out of
/// bounds beneath a folder, unless the folder itself is one; so are the system's `/proc`, `/sys` and `/dev`. A hard link
/// cannot be told from the file.
public struct FileAccess: Hashable, Sendable {
  /// The folders whose files may be read, with links followed.
  public let readable: [String]

  /// The folders in which files may be written, with links followed.
  public let writable: [String]

  /// No file at all.
  public static let none = FileAccess(readable: [], writable: [])

  private init(readable: [String], writable: [String]) {
    self.readable = readable
    self.writable = writable
  }

  /// Allows folders, and what lies in them however deep.
  ///
  /// - Throws: ``FileError`` for a folder that is not there.
  public init(reading: [String] = [], writing: [String] = []) throws(FileError) {
    readable = try reading.map { folder throws(FileError) in try Self.folder(folder) }
    writable = try writing.map { folder throws(FileError) in try Self.folder(folder) }
  }

  private static func folder(_ path: String) throws(FileError) -> String {
    guard let found = resolved(path) else { throw FileError(.notFound, path: path, reading: true) }
    return found
  }

  /// Checks a path before it is opened, so that nothing is told about files elsewhere, not even that they are there.
  package func check(_ path: String, writing: Bool) throws(FileError) {
    guard path.utf8.count < 4096, !path.utf8.contains(0) else { throw outside(path, writing) }
    // Of what is not there the nearest folder that is counts.
    var known = path
    while true {
      if let found = Self.resolved(known.isEmpty ? "." : known) {
        guard allows(found, writing) else { throw outside(path, writing) }
        return
      }
      guard let slash = known.lastIndex(of: "/") else {
        known = known.isEmpty ? "/" : ""
        continue
      }
      known = slash == known.startIndex ? "/" : String(known[..<slash])
    }
  }

  /// Checks where a file that was opened really lies.
  package func check(opened descriptor: Int32, as path: String, writing: Bool) throws(FileError) {
    guard let found = Self.path(of: descriptor), allows(found, writing) else { throw outside(path, writing) }
  }

  /// Checks the folder in which a file was begun, and the name that the file will have.
  func check(folderOfOpened descriptor: Int32, as path: String, target: String) throws(FileError) {
    let name = target.split(separator: "/").last ?? ""
    guard let found = Self.path(of: descriptor), let slash = found.lastIndex(of: "/"), !name.hasPrefix("."),
      allows(slash == found.startIndex ? "/" : String(found[..<slash]), true)
    else { throw outside(path, true) }
  }

  private func outside(_ path: String, _ writing: Bool) -> FileError {
    FileError(outside: String(path.prefix(240)), allowed: writing ? writable : readable, reading: !writing)
  }

  /// Whether a path without links lies in one of the folders.
  private func allows(_ path: String, _ writing: Bool) -> Bool {
    for system in ["/proc", "/sys", "/dev"] where path == system || path.hasPrefix(system + "/") { return false }
    return (writing ? writable : readable).contains { folder in
      let start = folder == "/" ? folder : folder + "/"
      guard path == folder || path.utf8.starts(with: start.utf8) else { return false }
      return !path.utf8.dropFirst(start.utf8.count).split(separator: UInt8(ascii: "/")).contains { $0.first == UInt8(ascii: ".") }
    }
  }

  /// The path of what is there, with links followed.
  static func resolved(_ path: String) -> String? {
    // Safe: `realpath` gives nil or a C string that is ours, copied here and freed once.
    guard let found = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(found) }
    return unsafe String(cString: found)
  }

  /// The path of an open file, from the system.
  private static func path(of descriptor: Int32) -> String? {
    var text = [CChar](repeating: 0, count: 4096)
    #if os(Linux)
      // Safe: the call is told the length of the array, which outlives it.
      let count = unsafe readlink("/proc/self/fd/\(descriptor)", &text, text.count)
      guard count > 0, count < text.count else { return nil }
    #else
      // Safe: the call fills at most as many bytes as a path may have, which the array has.
      guard unsafe fcntl(descriptor, F_GETPATH, &text) == 0 else { return nil }
    #endif
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
