#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The most memory that the process has held at a time, as Linux counts it.
enum PeakMemory {
  /// Begins to count anew from what is held now. Where the system refuses, the count goes on from the start.
  static func reset() {
    guard let file = unsafe fopen("/proc/self/clear_refs", "w") else { return }
    unsafe fputs("5", file)
    unsafe fclose(file)
  }

  /// The peak in megabytes (MiB), or nil where the system does not tell.
  static var megabytes: Double? {
    guard let file = unsafe fopen("/proc/self/status", "r") else { return nil }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while unsafe fgets(&line, CInt(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      guard text.hasPrefix("VmHWM:"), let kibibytes = Double(text.filter(\.isNumber)) else { continue }
      return kibibytes / 1024
    }
    return nil
  }
}
