import LuaRuntime
import Testing

/// Scripts that nothing looks at until a signal says so.
struct SignalTests {
  private static func limits(_ seconds: Double?) -> LuaLimits {
    LuaLimits(memoryBytes: 32 << 20, wallSeconds: seconds, pollInterval: nil, stopsBySignal: true)
  }

  @Test(arguments: [
    "while true do end", "while true do pcall(function() while true do end end) end",
    "coroutine.wrap(function() while true do end end)()",
    "while true do coroutine.wrap(function() for i = 1, 100 do end end)() end",
    "local co = coroutine.wrap(function() while true do coroutine.yield() end end) while true do co() end",
    "local t <close> = setmetatable({}, {__close = function() while true do end end}) while true do end",
    "string.find(('a'):rep(100000), '.-.-.-.-b')", "load(('x = 1 '):rep(1000000))",
  ])
  func `The deadline stops a script, whichever coroutine runs`(source: String) throws {
    let engine = try LuaEngine(Self.limits(0.1))
    for _ in 0..<2 {
      let error = engine.failure(of: "while true do \(source) end")
      #expect(error?.code == .timeLimit, "\(error?.message ?? "")")
    }
    #expect(try shown(engine.run("return 1")) == "1")
  }

  @Test(arguments: 0..<20)
  func `Another thread stops a script, and only once`(number: Int) async throws {
    let engine = try LuaEngine(Self.limits(nil))
    let cancellation = engine.cancellation
    engine.setGlobal("started", engine.function("started") { _ in
      Task.detached {
        try await Task.sleep(for: .microseconds(number * 200))
        cancellation.cancel()
      }
      return []
    })
    let began = ContinuousClock.now
    #expect(engine.failure(of: "started() while true do coroutine.wrap(function() pcall(error) end)() end")?.code == .cancelled)
    #expect(began.duration(to: .now) < .seconds(3))
    #expect(!cancellation.isCancelled)
    #expect(try shown(engine.run("return 1")) == "1")
  }

  @Test func `An engine inside another's callback leaves the outer one its deadline`() throws {
    let outer = try LuaEngine(Self.limits(0.2))
    outer.setGlobal("inner", outer.function("inner") { _ in
      let inner = try LuaEngine(Self.limits(30))
      return try inner.run("local n = 0 for i = 1, 1000 do n = n + i end return n")
    })
    #expect(outer.failure(of: "while true do pcall(inner) end")?.code == .timeLimit)
  }

  @Test func `Instructions are counted all the same`() throws {
    var limits = Self.limits(nil)
    limits.instructions = 1_000_000
    #expect(try LuaEngine(limits).failure(of: "while true do end")?.code == .instructionLimit)
  }

  @Test func `A request that waits stops the next call`() throws {
    let engine = try LuaEngine(Self.limits(nil))
    engine.cancellation.cancel()
    #expect(engine.failure(of: "while true do end")?.code == .cancelled)
  }
}
