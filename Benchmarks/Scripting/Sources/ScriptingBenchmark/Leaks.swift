import CPeer
import LuaRuntime

/// Whether errors leave memory behind.
enum Leaks {
  private static let kinds: [(name: String, statement: String, uncaught: String)] = [
    ("a Lua error", "pcall(error, 'x')", "error('x')"),
    ("a wrong argument", "pcall(double, 'x')", "double('x')"),
    ("a Swift error", "pcall(fail)", "fail()"),
    ("no memory", "pcall(string.rep, 'x', 100000000)", "string.rep('x', 100000000)"),
  ]

  /// Raises errors of each kind, caught by a script and caught by Swift, and compares what is allocated after ten of each
  /// with what is allocated after many.
  ///
  /// The system's allocator must keep no freed blocks at hand, since it counts them: Scripts/benchmark sees to that.
  ///
  /// - Throws: ``WrongAnswer`` where more is.
  static func check(count: Int) throws {
    let engine = try LuaEngine(limits: LuaLimits(memoryBytes: 64 << 20, wallSeconds: nil)) { _ in }
    engine.setGlobal("double", engine.function("double") { (x: Double) in x * 2 })
    engine.setGlobal("fail", engine.function("fail") { () throws -> Void in throw NoSuchArea() })
    for kind in kinds {
      let caught = Array("local n = ... for i = 1, n do \(kind.statement) end".utf8), uncaught = Array(kind.uncaught.utf8)
      func raise(_ count: Int) throws {
        try engine.run(caught, name: "caught", arguments: [.integer(count)])
        for _ in 0..<(count / 10) {
          do throws(LuaError) { try engine.run(uncaught, name: "uncaught") } catch { continue }
          throw WrongAnswer(description: "\(kind.name) was none")
        }
        for _ in 0..<3 { engine.collectGarbage() }
      }
      // The first make what is made once, such as classes and the buffers of the system.
      try raise(10_000)
      try raise(10)
      let few = peer_allocated_bytes(), fewInLua = engine.memoryInUse
      try raise(count)
      let many = peer_allocated_bytes(), manyInLua = engine.memoryInUse
      print("\(kind.name): \(few) bytes after 10, \(many) after \(count) (in Lua \(fewInLua) and \(manyInLua))")
      guard many <= few, manyInLua <= fewInLua else {
        throw WrongAnswer(description: "\(kind.name) leaves memory behind")
      }
    }
  }
}
