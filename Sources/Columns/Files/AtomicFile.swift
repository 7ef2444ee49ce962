#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that takes its place only once it is whole.
///
/// The bytes go to a file beside the target, are made safe on the disk, and take the target's name in one step. A
/// reader, a full disk or a failure half way sees the old file or the new one, never a part. What is not committed is
/// removed.
public struct AtomicFile: ~Copyable {
  private let given: String
  private let target: String
  private let temporary: String
  private var descriptor: Int32
  private let access: FileAccess?
  private let replaces: Bool
  private var isCommitted = false

  /// Begins a file that will stand at a path; a link at the path is followed, and keeps pointing where it did.
  ///
  /// - Parameters:
  ///   - access: The folders that the file has to lie in; nil for any.
  ///   - replaces: Whether it takes the place of a file that holds something else.
  /// - Throws: ``FileError`` where the folder is not there or may not be written to, and where a folder, a device, a
  ///   pipe or a socket stands at the path.
  public init(path: String, access: FileAccess? = nil, replaces: Bool = true) throws(FileError) {
    let begun = try Self.begin(path, access)
    given = path
    self.access = access
    self.replaces = replaces
    target = begun.target
    temporary = begun.temporary
    descriptor = begun.descriptor
  }

  private static func begin(
    _ path: String, _ access: FileAccess?
  ) throws(FileError) -> (target: String, temporary: String, descriptor: Int32) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw FileError(.notFound, path: path, reading: false) }
    try access?.check(path, writing: true)
    let target = resolved(path)
    var mode: mode_t = 0o666
    var keepsMode = false
    var status = stat()
    // Safe: `status` outlives the call, which fills it and keeps no pointer to it.
    if unsafe stat(target, &status) == 0 {
      let kind = status.st_mode & S_IFMT
      guard kind == S_IFREG else {
        throw FileError(kind == S_IFDIR ? .directory : .notRegular, path: path, reading: false)
      }
      mode = status.st_mode & 0o777
      keepsMode = true
    }
    let mark = String(UInt64.random(in: .min ... .max), radix: 36)
    // The name is short whatever the target's is, so that it is allowed wherever the target's is.
    let temporary = folder(of: target) + ".safeguard-" + mark + ".tmp"
    // Safe: the string outlives the call, which keeps no pointer to it.
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw FileError(systemFileCode(errno), path: path, reading: false) }
    do throws(FileError) { try access?.check(folderOfOpened: descriptor, as: path, target: target) } catch {
      close(descriptor)
      // Safe: the string outlives the call, which keeps no pointer to it.
      unsafe unlink(temporary)
      throw error
    }
    // A file that was kept from other people's eyes stays so; a new one takes the process's usual permissions.
    if keepsMode { _ = fchmod(descriptor, mode) }
    return (target, temporary, descriptor)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    // Safe: the string outlives the call, which keeps no pointer to it.
    if !isCommitted { unsafe unlink(temporary) }
  }

  /// Writes bytes after those written so far.
  public mutating func append(_ bytes: [UInt8]) throws(FileError) {
    // Safe: the array outlives the call.
    let number = unsafe bytes.withUnsafeBytes { unsafe writeAll($0) }
    if number != 0 { throw failure(number) }
  }

  /// Writes the bytes of a buffer after those written so far, without copying them.
  mutating func append<Element>(_ buffer: Buffer<Element>) throws(FileError) {
    // Safe: the buffer outlives the call.
    let number = unsafe buffer.withBytes { unsafe writeAll($0) }
    if number != 0 { throw failure(number) }
  }

  /// Writes bytes and returns zero, or the number of the system's error.
  private func writeAll(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    var written = 0
    while written < bytes.count {
      // Safe: `written` is less than the count of bytes, which outlive the call.
      let count = unsafe Self.writeBytes(descriptor, UnsafeRawBufferPointer(rebasing: bytes[written...]))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? errno : EIO }
      written += count
    }
    return 0
  }

  /// Makes the bytes safe on the disk and gives the file its name.
  ///
  /// A file that holds these very bytes already stays as it is where none is to be replaced.
  ///
  /// - Throws: ``FileError``, also where one that is not to be replaced holds other bytes.
  public consuming func commit() throws(FileError) {
    if !replaces, try standsAlready() { return }
    guard fsync(descriptor) == 0 else { throw failure(errno) }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw failure(errno) }
    // Safe: both strings outlive the call, which keeps no pointer to them.
    guard unsafe rename(temporary, target) == 0 else { throw failure(errno) }
    isCommitted = true
    Self.synchronizeFolder(of: target)
  }

  /// Whether the target holds the bytes that were written; throws where it holds others, or can't be read.
  private func standsAlready() throws(FileError) -> Bool {
    let old: InputFile
    do throws(FileError) { old = try InputFile(path: target, access: access, writing: true) } catch {
      if error.code == .notFound { return false }
      if error.code == .outside { throw error }
      throw FileError(.isThere, path: given, reading: false)
    }
    let new = try InputFile(path: temporary)
    guard old.byteCount == new.byteCount, try old.holdsSameBytes(as: new) else { throw FileError(.isThere, path: given, reading: false) }
    return true
  }

  /// Writes a whole file in one step.
  ///
  /// - Throws: ``FileError``; the file that stood at the path before is then unchanged.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    var file = try AtomicFile(path: path)
    try file.append(bytes)
    try file.commit()
  }

  private static func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    // Safe: the call is told the length of the memory it may read. The module is named since `write` here is another function.
    #if canImport(Glibc)
      unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      unsafe Musl.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      unsafe Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  private func failure(_ number: Int32) -> FileError {
    FileError(systemFileCode(number), path: given, reading: false)
  }

  /// The path up to its last slash, or nothing.
  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// The path of the file that a link leads to, or the path itself where there is no file yet.
  private static func resolved(_ path: String) -> String {
    // Safe: `realpath` gives nil or a C string that is ours, copied here and freed once.
    guard let found = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(found) }
    return unsafe String(cString: found)
  }

  /// Makes the new name safe too; a folder that cannot be opened keeps it in memory a moment longer, and no more.
  private static func synchronizeFolder(of path: String) {
    let folder = folder(of: path)
    // Safe: the string outlives the call, which keeps no pointer to it.
    let opened = unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { return }
    _ = fsync(opened)
    close(opened)
  }
}
