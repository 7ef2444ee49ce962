internal import CLua

/// What a script may use. Nil stands for no limit.
///
/// Every budget but memory counts from the outermost call into Lua, and again from nothing at the next one.
public struct LuaLimits: Hashable, Sendable {
  /// The memory that Lua and the payloads of its objects may hold, in bytes. One block of it may take a quarter.
  public var memoryBytes: Int?

  /// The time a call may take on the clock, in seconds, including the time of its callbacks.
  public var wallSeconds: Double?

  /// The instructions of Lua's machine a call may take, to within ``pollInterval``.
  public var instructions: Int?

  /// What `print` may write, in bytes.
  public var outputBytes: Int?

  /// How large the source of a script may be, in bytes.
  public var sourceBytes: Int?

  /// How deep the machine's stack may grow through nested protected calls, callbacks and coroutines, in bytes.
  public var stackBytes: Int?

  /// How many calls from Swift into Lua may be in progress, one inside the callback of another.
  public var nestedCalls: Int?

  /// The instructions between two looks at the clock and the cancellation, or nil to look never.
  ///
  /// Looking costs tight loops about a third of their speed. Without it, and without ``stopsBySignal``, only memory,
  /// output and stack are limited.
  public var pollInterval: Int?

  /// Whether the end of the time and a cancellation send a signal to the script's thread, which then looks.
  ///
  /// Loops run at their full speed, and a stop takes effect at the next instruction. The signal is `SIGURG`; a handler that
  /// the process has for it when the first such script runs is called for signals that are not meant for a script. For a
  /// tool that owns its process; where the system has no timer for a thread, as on macOS, a time limit is polled for.
  public var stopsBySignal: Bool

  /// Makes limits; what is left out has a default that suits an analyst's script.
  public init(
    memoryBytes: Int? = 256 << 20, wallSeconds: Double? = 60, instructions: Int? = nil, outputBytes: Int? = 64 << 20,
    sourceBytes: Int? = 8 << 20, stackBytes: Int? = 384 << 10, nestedCalls: Int? = 64, pollInterval: Int? = 1000,
    stopsBySignal: Bool = false
  ) {
    self.memoryBytes = memoryBytes
    self.wallSeconds = wallSeconds
    self.instructions = instructions
    self.outputBytes = outputBytes
    self.sourceBytes = sourceBytes
    self.stackBytes = stackBytes
    self.nestedCalls = nestedCalls
    self.pollInterval = pollInterval
    self.stopsBySignal = stopsBySignal
  }

  /// The limits as C takes them, where the greatest number stands for none.
  var imported: CLuaLimits {
    func size(_ value: Int?) -> Int { max(0, value ?? .max) }
    return CLuaLimits(
      memory: memoryBytes.map { max(0, $0) } ?? .max, output: size(outputBytes), source: size(sourceBytes),
      stack: size(stackBytes), instructions: instructions.map { UInt64(clamping: $0) } ?? .max,
      nanoseconds: wallSeconds.map(Self.nanoseconds) ?? .max,
      interval: interval, bySignal: stopsBySignal)
  }

  /// Instructions can't be counted without looking, and neither can the time where no timer signals a thread.
  private var interval: Int32 {
    if let pollInterval { return Int32(clamping: max(1, pollInterval)) }
    #if os(Linux)
      let needsPolling = instructions != nil
    #else
      let needsPolling = instructions != nil || wallSeconds != nil
    #endif
    return stopsBySignal && needsPolling ? 1000 : 0
  }

  /// Negative and unordered times allow none; times beyond five centuries are no limit.
  private static func nanoseconds(_ seconds: Double) -> UInt64 {
    let scaled = seconds * 1e9
    if scaled >= 1.8e19 { return .max }
    return scaled > 0 ? UInt64(scaled) : 0
  }
}
