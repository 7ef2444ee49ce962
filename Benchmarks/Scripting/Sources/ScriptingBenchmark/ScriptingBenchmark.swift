import Columns
import LuaRuntime
import Safeguarding
import Scripting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A point whose methods the interpreter finds by itself.
struct Point: LuaObjectConvertible {
  let x: Double
  static let luaType = LuaType<Point>("point", members: [.method("plus") { (point: Point, by: Double) in point.x + by }])
}

/// A point with a property as well.
struct OtherPoint: LuaObjectConvertible {
  let x: Double
  static let luaType = LuaType<OtherPoint>(
    "other_point",
    members: [
      .method("plus") { (point: OtherPoint, by: Double) in point.x + by },
      .property("x") { point in point.x },
    ])
}

struct NoSuchArea: Error, CustomStringConvertible {
  var description: String { "no such area" }
}

/// Asks our engine and plain C the same questions in turn, and prints the least time of each.
@main struct ScriptingBenchmark {
  static let rounds = 40
  static let repeats = 100_000
  static let values = (0..<1000).map { Double($0) + 0.5 }

  static func main() {
    do {
      try run()
    } catch {
      print("wrong: \(error)")
      exit(1)
    }
  }

  private static func run() throws {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.first == "leaks" { return try Leaks.check(count: arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000) }
    if arguments.first == "hostile", arguments.count == 3 {
      return try Hostile.measure(folder: arguments[arguments.startIndex + 1], data: arguments[arguments.startIndex + 2])
    }
    // No polling and no clock, since the peer has neither; what polling costs stands in a line of its own.
    var limits = LuaLimits(memoryBytes: nil, wallSeconds: nil, outputBytes: nil)
    limits.pollInterval = nil
    let session = try session(limits)
    let peer = try Peer(values: values)
    var rows: [Measurement] = []
    func ask(_ name: String, _ statement: String, goal: Measurement.Goal) throws {
      rows.append(try loop(name, statement, session.engine, peer, goal: goal))
    }
    try ask("call of a typed function", "s = s + double(i)", goal: .ratio(1.5))
    try ask("call of a typed method", "s = s + p:plus(i)", goal: .ratio(1))
    try ask("method of a class with properties", "s = s + q:plus(i)", goal: .ratio(1))
    try ask("property", "s = s + q.x", goal: .ratio(1))
    try ask("element of a column", "s = s + c[(i & 511) + 1]", goal: .nanoseconds(35))
    try ask("Swift error that a script catches", "if not pcall(fail) then s = s + 1 end", goal: .nanoseconds(1500))
    rows.append(try callsFromSwift(session.engine, peer))
    rows.append(try creations())
    print("| question | ours, ns | C, ns | ratio | goal | met |\n|---|---:|---:|---:|---|---|")
    for row in rows { print(row.row) }
  }

  private static func session(_ limits: LuaLimits) throws -> ScriptSession {
    let session = try ScriptSession(limits: limits, output: { _ in }, show: { if case .object(let object) = $0 { object.words } else { $0.words } })
    let engine = session.engine
    engine.setGlobal("double", engine.function("double") { (x: Double) in x * 2 })
    engine.setGlobal("fail", engine.function("fail") { () throws -> Void in throw NoSuchArea() })
    engine.setGlobal("p", Point(x: 3).luaValue)
    engine.setGlobal("q", OtherPoint(x: 3).luaValue)
    session.set("t", to: .object(try Table([Column("value", numbers: values)])))
    guard let column = try engine.run(Array("return t:column('value')".utf8), name: "set up").first else {
      throw WrongAnswer(description: "no column")
    }
    engine.setGlobal("c", column)
    return session
  }

  /// A statement in a loop, less the loop itself.
  private static func loop(
    _ name: String, _ statement: String, _ engine: LuaEngine, _ peer: Peer, goal: Measurement.Goal
  ) throws -> Measurement {
    let head = "local double, fail, p, q, c, pcall, s = double, fail, p, q, c, pcall, 0 for i = 1, \(repeats) do "
    let empty = head + "s = s + i end return s", full = head + statement + " end return s"
    var result = Measurement(name: name, goal: goal)
    var least = (ours: Double.infinity, ourEmpty: Double.infinity, peer: Double.infinity, peerEmpty: Double.infinity)
    guard case .function(let ourFull)? = try engine.run(Array("return function() \(full) end".utf8), name: name).first,
      case .function(let ourEmpty)? = try engine.run(Array("return function() \(empty) end".utf8), name: name).first
    else { throw WrongAnswer(description: "\(name): no function") }
    try peer.load(full)
    let right = peer.run(), answer = try engine.call(ourFull).first?.floatingPoint
    guard answer == right else { throw WrongAnswer(description: "\(name): \(answer ?? .nan) where C has \(right)") }
    for _ in 0..<rounds {
      least.ours = min(least.ours, try nanoseconds { try engine.call(ourFull) })
      least.ourEmpty = min(least.ourEmpty, try nanoseconds { try engine.call(ourEmpty) })
      try peer.load(full)
      least.peer = min(least.peer, nanoseconds { _ = peer.run() })
      try peer.load(empty)
      least.peerEmpty = min(least.peerEmpty, nanoseconds { _ = peer.run() })
    }
    result.ours = (least.ours - least.ourEmpty) / Double(repeats)
    result.peer = (least.peer - least.peerEmpty) / Double(repeats)
    return result
  }

  private static func callsFromSwift(_ engine: LuaEngine, _ peer: Peer) throws -> Measurement {
    let source = "function callee(x) return x + 1 end return callee"
    guard case .function(let callee)? = try engine.run(Array(source.utf8), name: "callee").first else {
      throw WrongAnswer(description: "no function")
    }
    try peer.load("function callee(x) return x + 1 end")
    _ = peer.run()
    guard try engine.call(callee, [.number(1)]).first?.floatingPoint == 2, peer.call(1) == 2 else {
      throw WrongAnswer(description: "calls from Swift")
    }
    var result = Measurement(name: "call of a Lua function from Swift", peer: .infinity, goal: .none)
    for _ in 0..<rounds {
      let ours = try nanoseconds { for _ in 0..<10_000 { try engine.call(callee, [.number(1)]) } }
      let peers = nanoseconds { for _ in 0..<10_000 { _ = peer.call(1) } }
      result.ours = min(result.ours, ours / 10_000)
      result.peer = min(result.peer ?? .infinity, peers / 10_000)
    }
    return result
  }

  /// Ours has the sandbox and the limits; C's has all libraries.
  private static func creations() throws -> Measurement {
    var result = Measurement(name: "engine made and let go", peer: .infinity, goal: .nanoseconds(200_000))
    for _ in 0..<rounds {
      let ours = try nanoseconds {
        for _ in 0..<10 {
          let engine = try LuaEngine { _ in }
          guard try engine.run(Array("return 1".utf8), name: "one").count == 1 else { return }
        }
      }
      let peers = try nanoseconds {
        for _ in 0..<10 {
          let peer = try Peer(values: [1])
          try peer.load("return 1")
          _ = peer.run()
        }
      }
      result.ours = min(result.ours, ours / 10)
      result.peer = min(result.peer ?? .infinity, peers / 10)
    }
    return result
  }
}
