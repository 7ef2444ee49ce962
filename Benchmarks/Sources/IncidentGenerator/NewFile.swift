#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is written beside its place and takes it when it is whole.
struct NewFile: ~Copyable {
  private let path: String
  private let partialPath: String
  private let descriptor: CInt

  init(path: String) throws(NewFileError) {
    self.path = path
    partialPath = "\(path).partial-\(getpid())"
    descriptor = unsafe open(partialPath, O_WRONLY | O_CREAT | O_EXCL, 0o644)
    guard descriptor >= 0 else { throw NewFileError(path: partialPath, code: errno) }
  }

  deinit {
    close(descriptor)
    _ = unsafe unlink(partialPath)  // There is none after `finish`.
  }

  func write(_ bytes: [UInt8]) throws(NewFileError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        // The offset is below the count, so the address and the length stay inside the buffer.
        unsafe write(descriptor: descriptor, buffer.baseAddress! + written, buffer.count - written)
      }
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw NewFileError(path: partialPath, code: errno)
      }
      written += count
    }
  }

  /// Gives the file its name.
  func finish() throws(NewFileError) {
    guard unsafe rename(partialPath, path) == 0 else { throw NewFileError(path: path, code: errno) }
  }

  private func write(descriptor: CInt, _ address: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(descriptor, address, count)
    #elseif canImport(Musl)
      unsafe Musl.write(descriptor, address, count)
    #else
      unsafe Darwin.write(descriptor, address, count)
    #endif
  }
}

/// A file that could not be written, and the system's reason.
struct NewFileError: Error, CustomStringConvertible {
  let path: String
  let code: CInt

  var description: String { unsafe "\(path) could not be written: \(String(cString: strerror(code)))" }
}
