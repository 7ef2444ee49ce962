internal import CLua

/// Where a script calls a Swift function, with the script's text.
public struct LuaCallSite: Sendable {
  /// The source that Lua read.
  public let source: ArraySlice<UInt8>
  /// The line of the call, from one.
  public let line: Int
}

extension LuaCall {
  /// The place of the call; nil where no script's line made it, and for source that is too long to be kept.
  public var site: LuaCallSite? {
    let position = state.position()
    guard position.line > 0 else { return nil }
    // Safe: the position lives as long as the call, and ends its text with a zero.
    let chunk = unsafe withUnsafePointer(to: position) { unsafe String(cString: clua_position_source($0)) }
    return engine.core.source(ofChunk: chunk).map { LuaCallSite(source: $0, line: Int(position.line)) }
  }
}

/// The sources of the chunks that were read last, by the short names that Lua gives them.
struct ChunkSources {
  private var sources: [String: ArraySlice<UInt8>] = [:]

  /// Longer sources, and more of them, are not kept: a call site is for convenience alone.
  private static let mostBytes = 64 << 10
  private static let mostChunks = 64

  subscript(name: String) -> ArraySlice<UInt8>? { sources[name] }

  mutating func add(_ source: ArraySlice<UInt8>, named name: String) {
    if sources.count >= Self.mostChunks, sources[name] == nil { sources = [:] }
    sources[name] = source.count <= Self.mostBytes ? source : nil
  }
}
