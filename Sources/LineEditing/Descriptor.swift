#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writing to a descriptor, such as that of standard output.
package enum Descriptor {
  /// Writes all bytes, in as many steps as the system takes; gives up where it takes no more.
  package static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        guard let start = buffer.baseAddress else { return 0 }
        // Safe: the buffer lives for the call, and `sent` is below its count.
        return unsafe systemWrite(descriptor, start + sent, buffer.count - sent)
      }
      if count > 0 {
        sent += count
      } else if errno != EINTR {
        return
      }
    }
  }
}

/// `write(2)`, which the method of the same name hides.
private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer, _ count: Int) -> Int {
  unsafe write(descriptor, start, count)
}
