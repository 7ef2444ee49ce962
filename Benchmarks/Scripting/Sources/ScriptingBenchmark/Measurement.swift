#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What one question took with our engine and in C, and the most that is allowed.
struct Measurement {
  let name: String
  /// Nanoseconds for one: the least of many rounds.
  var ours = Double.infinity
  var peer: Double? = nil
  let goal: Goal

  enum Goal {
    /// At most so many times what C takes.
    case ratio(Double)
    /// At most so many nanoseconds.
    case nanoseconds(Double)
    case none
  }

  var isMet: Bool? {
    switch goal {
    case .ratio(let most): peer.map { ours <= $0 * most }
    case .nanoseconds(let most): ours <= most
    case .none: nil
    }
  }

  var row: String {
    let words: String =
      switch goal {
      case .ratio(let most): "at most \(text(most, 1)) times C"
      case .nanoseconds(let most): most >= 1000 ? "at most \(text(most / 1000, 1)) us" : "at most \(text(most, 0)) ns"
      case .none: ""
      }
    let ratio = peer.map { text(ours / $0, 2) } ?? ""
    let verdict = isMet.map { $0 ? "yes" : "no" } ?? ""
    return "| \(name) | \(text(ours, 1)) | \(peer.map { text($0, 1) } ?? "") | \(ratio) | \(words) | \(verdict) |"
  }
}

/// A number with some decimal places.
func text(_ number: Double, _ places: Int) -> String {
  let scale = places == 0 ? 1.0 : places == 1 ? 10.0 : 100.0
  let scaled = Int((number * scale).rounded())
  if places == 0 { return String(scaled) }
  let digits = String(scaled % Int(scale))
  return "\(scaled / Int(scale))." + String(repeating: "0", count: places - digits.count) + digits
}

/// The processor's time of this thread, so that what else the machine does counts little.
var threadNanoseconds: Double {
  var time = timespec()
  // Safe: the pointer is to a variable that outlives the call.
  _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// The nanoseconds that a body takes.
func nanoseconds(_ body: () throws -> Void) rethrows -> Double {
  let start = threadNanoseconds
  try body()
  return threadNanoseconds - start
}

struct WrongAnswer: Error, CustomStringConvertible { let description: String }
