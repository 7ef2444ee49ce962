import LuaRuntime
import Testing

/// Scripts that mean harm, each under a limit of time and of memory, in both ways of being stopped.
///
/// Each ends in time, whatever it catches, and the engine answers the next one. How late a stop may be is measured in
/// release by `Tests/ConsoleTests/ToolSafetyTests`; here a loaded machine and a debug build are allowed for.
struct HostileScriptTests {
  private static let limits = LuaLimits(memoryBytes: 32 << 20, wallSeconds: 0.1, outputBytes: 8 << 20, sourceBytes: 8 << 20)

  private static let scripts = HostileScripts.all

  @Test func `There are at least ninety, each with its own name`() {
    #expect(Self.scripts.count >= 90)
    #expect(Set(Self.scripts.map(\.name)).count == Self.scripts.count)
  }

  @Test(arguments: scripts)
  func `A hostile script is stopped by looking at the clock, and the engine goes on`(script: HostileScripts.Script) throws {
    try hold(script, Self.limits)
  }

  @Test(arguments: scripts)
  func `A hostile script is stopped by a signal, and the engine goes on`(script: HostileScripts.Script) throws {
    var limits = Self.limits
    limits.pollInterval = nil
    limits.stopsBySignal = true
    try hold(script, limits)
  }

  private func hold(_ script: HostileScripts.Script, _ limits: LuaLimits) throws {
    let engine = try LuaEngine(limits)
    let began = ContinuousClock.now
    let error = engine.failure(of: script.source)
    let took = began.duration(to: .now)
    #expect(took < .seconds(60), "\(script.name) took \(took): \(error?.message.prefix(200) ?? "no error")")
    if script.isEndless {
      #expect(error != nil && error?.code != .script, "\(script.name): \(error?.message.prefix(200) ?? "no error")")
    }
    #expect(try shown(answer(engine)) == #""xxx", 2, true, 2"#)
    // A stack that grew is given back in steps, one a collection.
    for _ in 0..<8 { engine.collectGarbage() }
    #expect(engine.memoryInUse < 4 << 20, "\(script.name) holds \(engine.memoryInUse)")
  }

  /// What the next script gives. A machine that is busy elsewhere for a tenth of a second stops it, too, and then it runs again.
  private func answer(_ engine: LuaEngine) throws -> [LuaValue] {
    for _ in 0..<50 {
      do throws(LuaError) {
        return try engine.run("return ('x'):rep(3), #table.concat({1, 2}), pairs ~= nil, 1 + 1")
      } catch { if error.code != .timeLimit { throw error } }
    }
    return []
  }
}
