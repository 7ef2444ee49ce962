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
  /// Looking costs tight loops about a third of their speed. Without it only memory, output and stack are limited.
  public var pollInterval: Int?

  /// Makes limits; what is left out has a default that suits an analyst's script.
  public init(
    memoryBytes: Int? = 256 << 20, wallSeconds: Double? = 60, instructions: Int? = nil, outputBytes: Int? = 64 << 20,
    sourceBytes: Int? = 8 << 20, stackBytes: Int? = 384 << 10, nestedCalls: Int? = 64, pollInterval: Int? = 1000
  ) {
    self.memoryBytes = memoryBytes
    self.wallSeconds = wallSeconds
    self.instructions = instructions
    self.outputBytes = outputBytes
    self.sourceBytes = sourceBytes
    self.stackBytes = stackBytes
    self.nestedCalls = nestedCalls
    self.pollInterval = pollInterval
  }

  /// The limits as C takes them, where the greatest number stands for none.
  var imported: CLuaLimits {
    func size(_ value: Int?) -> Int { max(0, value ?? .max) }
    return CLuaLimits(
      memory: memoryBytes.map { max(0, $0) } ?? .max, output: size(outputBytes), source: size(sourceBytes),
      stack: size(stackBytes), instructions: instructions.map { UInt64(clamping: $0) } ?? .max,
      nanoseconds: wallSeconds.map(Self.nanoseconds) ?? .max,
      interval: pollInterval.map { Int32(clamping: max(1, $0)) } ?? 0)
  }

  /// Negative and unordered times allow none; times beyond five centuries are no limit.
  private static func nanoseconds(_ seconds: Double) -> UInt64 {
    let scaled = seconds * 1e9
    if scaled >= 1.8e19 { return .max }
    return scaled > 0 ? UInt64(scaled) : 0
  }
}
