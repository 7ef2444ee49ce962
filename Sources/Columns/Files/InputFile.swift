#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A regular file, open for reading from its first byte to its last.
///
/// Text is read and not mapped: a mapped file that another program cuts short ends this process. Saved tables are mapped.
package final class InputFile {
  package let path: String
  /// The size of the file when it was opened.
  package let byteCount: Int
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - access: The folders that the file has to lie in; nil for any.
  ///   - writing: Whether these are the folders for writing: the file is read to compare it with what would be written.
  /// - Throws: ``FileError`` where there is none, where it may not be read, and where it is a folder, a pipe, a device
  ///   or a socket.
  package init(path: String, access: FileAccess? = nil, writing: Bool = false) throws(FileError) {
    // A C string ends at its first NUL, so a path with one inside would open some other file.
    guard !path.isEmpty, !path.utf8.contains(0) else { throw FileError(.notFound, path: path, reading: true) }
    try access?.check(path, writing: writing)
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    // Safe: the string outlives the call, which keeps no pointer to it.
    let opened = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard opened >= 0 else { throw FileError(systemFileCode(errno), path: path, reading: true) }
    var status = stat()
    // Safe: `status` outlives the call, which fills it and keeps no pointer to it.
    guard unsafe fstat(opened, &status) == 0 else {
      let number = errno
      close(opened)
      throw FileError(systemFileCode(number), path: path, reading: true)
    }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG else {
      close(opened)
      throw FileError(kind == S_IFDIR ? .directory : .notRegular, path: path, reading: true)
    }
    do throws(FileError) { try access?.check(opened: opened, as: path, writing: writing) } catch {
      close(opened)
      throw error
    }
    descriptor = opened
    byteCount = Int(status.st_size)
    self.path = path
  }

  deinit { close(descriptor) }

  /// Maps the whole file into memory, which keeps it after this object is gone; nil for a file of no bytes.
  ///
  /// The pages are this process's own view, read from the disk when they are first used. A file that another program
  /// replaces by renaming stays as it was mapped. One that another program cuts short in place ends this process when
  /// a page behind the cut is used: that is the known limit of mapping, and the reason to write files beside and rename
  /// them, as ``AtomicFile`` does.
  func mapped() throws(FileError) -> Memory? {
    guard byteCount > 0 else { return nil }
    // Safe: the call is given a length and an open file, and what it returns is checked before it is used.
    let start = unsafe mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else {
      throw FileError(systemFileCode(errno), path: path, reading: true)
    }
    // Safe: the map is this long, and nobody else lets it go.
    return unsafe Memory(mapped: start, byteCount: byteCount)
  }

  /// Reads the next bytes of the file into memory and returns how many there were; none at the end of the file.
  package func readBytes(into memory: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    while true {
      let result = unsafe Self.readBytes(descriptor, memory)
      if result >= 0 { return result }
      let number = errno
      if number != EINTR { throw FileError(systemFileCode(number), path: path, reading: true) }
    }
  }

  /// Whether the bytes from here to the end are those of another file.
  func holdsSameBytes(as other: InputFile) throws(FileError) -> Bool {
    let (mine, others) = (Memory(byteCount: 1 << 20), Memory(byteCount: 1 << 20))
    while true {
      let (count, otherCount) = (try fill(mine), try other.fill(others))
      // Safe: both were filled so far.
      guard count == otherCount, unsafe memcmp(mine.start, others.start, count) == 0 else { return false }
      if count == 0 { return true }
    }
  }

  /// Reads the next bytes, as many as there is room for or are left, and returns how many they are.
  private func fill(_ memory: Memory) throws(FileError) -> Int {
    var count = 0
    while count < memory.byteCount {
      // Safe: what is read lies within the memory.
      let read = try unsafe readBytes(into: UnsafeMutableRawBufferPointer(start: memory.start + count, count: memory.byteCount - count))
      guard read > 0 else { break }
      count += read
    }
    return count
  }

  private static func readBytes(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
    // Safe: the call is told the length of the memory it may write to.
    unsafe read(descriptor, bytes.baseAddress, bytes.count)
  }
}

/// The kind of fault that one of the system's error numbers stands for.
func systemFileCode(_ number: Int32) -> FileError.Code {
  switch number {
  case ENOENT, ENOTDIR: .notFound
  case EISDIR: .directory
  case EACCES, EPERM, EROFS: .notPermitted
  case ENOSPC, EDQUOT: .noSpace
  case ENXIO, ENODEV: .notRegular
  default: .system(number)
  }
}
