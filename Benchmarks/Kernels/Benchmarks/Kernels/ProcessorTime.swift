#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The time that processors have spent on this process, all threads together.
///
/// The tool's own figure comes in steps of ten milliseconds on Linux, which is longer than most kernels take.
enum ProcessorTime {
  static var nanoseconds: Int {
    var time = timespec()
    // Safe: the pointer is to a variable that outlives the call. A clock that the system lacks leaves zero.
    _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }
}
