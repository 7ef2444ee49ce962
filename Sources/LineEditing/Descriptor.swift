#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writing to a descriptor, such as that of standard output.
package enum Descriptor {
  /// Writes all bytes, in as many steps as the system takes.
  ///
  /// - Returns: The number of the system's error where it takes no more, as on a full disk; nil where all were written.
  @discardableResult
  package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        guard let start = buffer.baseAddress else { return 0 }
        // Safe: the buffer lives for the call, and `sent` is below its count.
        return unsafe systemWrite(descriptor, start + sent, buffer.count - sent)
      }
      if count > 0 {
        sent += count
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        // Whoever shares the stream made it one that does not wait.
        var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&waited, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }

  /// Writes a short text if there is room for it, and waits no longer than so many milliseconds for some: nobody may be reading.
  package static func writeIfRoom(_ text: String, to descriptor: Int32, waiting milliseconds: Int32) {
    // A pipe that can be written to has room for this much.
    let bytes = Array(text.utf8.prefix(4096))
    var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    // Safe: the call is told of one descriptor.
    guard unsafe poll(&waited, 1, milliseconds) == 1, waited.revents & Int16(POLLOUT) != 0 else { return }
    write(bytes, to: descriptor)
  }

  /// Opens nothing in the place of each standard stream that the caller has closed: the next file would else get its number, and be
  /// read as input or written to as output. Reading from the one and writing to the others fails, as it would have.
  package static func holdStandardStreams() {
    for descriptor in 0...2 as ClosedRange<Int32> where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      _ = unsafe open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }
}

/// `write(2)`, which the method of the same name hides.
private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer, _ count: Int) -> Int {
  unsafe write(descriptor, start, count)
}
