import LuaRuntime
import Safeguarding
import Scripting
import Synchronization
import Testing

struct ScriptActorTests {
  /// Evaluates as a prompt does, so that globals stay.
  private func script(_ source: String, on actor: ScriptActor) async throws -> String {
    let results = try await actor.evaluate(Array(source.utf8), name: "test.lua")
    return try #require(results).map { result in
      if case .value(.integer(let value)) = result { "\(value)" } else { "\(result)" }
    }.joined(separator: ", ")
  }

  private func scriptActor(_ limits: LuaLimits = LuaLimits()) throws -> ScriptActor {
    try ScriptActor(limits: limits, output: { _ in }, show: { words(of: $0) })
  }

  @Test func `Fifty sessions run side by side and do not see each other`() async throws {
    let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
      for number in 0..<50 {
        group.addTask {
          let actor = try scriptActor()
          await actor.set("mine", to: .integer(number))
          _ = try await script("local n = 0 for i = 1, 20000 do n = n + mine end total = n", on: actor)
          return (number, try await script("return total, mine", on: actor))
        }
      }
      return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
    }
    #expect(answers == Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, "\($0 * 20000), \($0)") }))
  }

  @Test func `Calls from many tasks come one after another`() async throws {
    let actor = try scriptActor()
    _ = try await script("count = 0", on: actor)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<200 { group.addTask { _ = try await script("local c = count for i = 1, 100 do end count = c + 1", on: actor) } }
      try await group.waitForAll()
    }
    #expect(try await script("return count", on: actor) == "200")
  }

  @Test func `Cancelling a task stops its script and leaves the others alone`() async throws {
    let actor = try scriptActor()
    let endless = Task { try await script("while true do end", on: actor) }
    let waiting = Task { try await script("return 42", on: actor) }
    try await Task.sleep(for: .milliseconds(50))
    endless.cancel()
    let error = await #expect(throws: LuaError.self) { try await endless.value }
    #expect(error?.code == .cancelled)
    #expect(try await waiting.value == "42")
    #expect(try await script("return 43", on: actor) == "43")
  }

  @Test func `A script that is run has globals of its own`() async throws {
    let actor = try scriptActor()
    try await actor.run(Array("left = 1".utf8), name: "test.lua")
    #expect(try await script("return left == nil and 1 or 0", on: actor) == "1")
    #expect(try await actor.run(Array("return 1, 2".utf8), name: "test.lua").count == 2)
  }

  @Test func `A task that was cancelled before its turn runs nothing`() async throws {
    let actor = try scriptActor()
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await script("ran = 1", on: actor)
    }
    task.cancel()
    let error = await #expect(throws: LuaError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(try await script("return ran == nil and 1 or 0", on: actor) == "1")
  }

  @Test func `A script's error comes out of the actor as itself`() async throws {
    let actor = try scriptActor()
    await actor.perform { session in
      let engine = session.engine
      engine.setGlobal("fail", engine.function("fail") { () throws -> Void in throw Trouble() })
    }
    let error = await #expect(throws: LuaError.self) { try await script("fail()", on: actor) }
    #expect(error?.underlying is Trouble)
    #expect(error?.message == "test.lua:1: trouble")
  }

  @Test func `The thread's stack is deep enough for deep patterns and parentheses`() async throws {
    var limits = LuaLimits()
    limits.stackBytes = LuaThread.stackBytes / 2
    let actor = try scriptActor(limits)
    let nested = String(repeating: "(", count: 150) + "1" + String(repeating: ")", count: 150)
    #expect(try await script("return " + nested, on: actor) == "1")
    #expect(try await script("local function f(n) return n == 0 and 0 or 1 + select(2, pcall(f, n - 1)) end return f(150)", on: actor) == "150")
  }

  @Test func `Actors that nobody holds end their threads and free their engines`() async throws {
    let census = Census()
    for _ in 0..<100 {
      let actor = try scriptActor()
      await actor.perform { [token = Token(census)] session in
        let engine = session.engine
        engine.setGlobal("held", engine.object(token, as: Self.held))
      }
    }
    for _ in 0..<1000 where census.alive.withLock({ $0 }) > 0 { try await Task.sleep(for: .milliseconds(5)) }
    #expect(census.alive.withLock { $0 } == 0)
  }

  private static let held = LuaClass("held")

  private struct Trouble: Error, CustomStringConvertible { let description = "trouble" }

  private final class Census: Sendable { let alive = Mutex(0) }

  private final class Token: Sendable {
    private let census: Census
    init(_ census: Census) {
      self.census = census
      census.alive.withLock { $0 += 1 }
    }
    deinit { census.alive.withLock { $0 -= 1 } }
  }
}
