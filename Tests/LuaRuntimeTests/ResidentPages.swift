#if canImport(Glibc)
import Glibc

/// The pages of memory the process holds, where the system says.
func residentPages() -> Int? {
  guard let file = unsafe fopen("/proc/self/statm", "r") else { return nil }
  defer { unsafe fclose(file) }
  var text = [CChar](repeating: 0, count: 128)
  guard unsafe fgets(&text, 128, file) != nil else { return nil }
  let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
  let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ")
  return numbers.count > 1 ? Int(numbers[1]) : nil
}
#else
func residentPages() -> Int? { nil }
#endif
