import Columns
import Foundation
import LuaRuntime
import Safeguarding
import TestSupport
import Testing

@testable import Scripting

/// Calls everything that a script can reach, from a script, with arguments that mean harm.
///
/// Each call gives an answer or an error in words, in time; the session goes on, and nothing is left behind. A run of some
/// seconds belongs to the tests; `Scripts/fuzz-scripts` makes a long one of it.
struct OperationScriptFuzzTests {
  private static let limits = LuaLimits(memoryBytes: 64 << 20, wallSeconds: 0.25, outputBytes: 1 << 20)

  @Test func `There is an object of every kind to call`() throws {
    let kinds = try Set(FuzzedObjects.all.get().map { type(of: $0.object).kind.name })
    for type in OperationCatalogue.objectTypes { #expect(kinds.contains(type.kind.name), "\(type.kind.name)") }
  }

  @Test func `Hostile calls of every operation give an answer or words, and leave nothing behind`() throws {
    if let long = LongRun() { return try long.run() }
    let fuzz = try ScriptFuzz(Self.limits)
    let seeds = 0..<200 as Range<UInt64>
    // What is made once, such as the classes of objects, is made by the first round.
    for seed in seeds { try fuzz.call(seed: seed) }
    var (before, isSteady) = (fuzz.memoryInUse, false)
    var grown: [Int] = []
    // Lua's table of texts doubles once it is full; what is left behind would be so in each round.
    for _ in 0..<3 where !isSteady {
      for seed in seeds { try fuzz.call(seed: seed) }
      let after = fuzz.memoryInUse
      isSteady = after <= before + 32 << 10
      grown.append(after - before)
      before = after
    }
    #expect(isSteady, "bytes that each round left: \(grown)")
  }
}

/// Objects of every kind, as the operations' examples make them.
enum FuzzedObjects {
  typealias Known = (name: String, object: any OperationObject)

  static let all: Result<[Known], any Error> = Result {
    let examples = try ExampleSession()
    var known: [Known] = []
    var kinds: Set<String> = []
    for operation in OperationCatalogue.all {
      // One way to make a kind is enough, and what gives plain values may make others on the way.
      if let kind = operation.resultKind, kinds.contains(kind.name) { continue }
      let lines = operation.example.split(separator: "\n").dropLast().map(String.init)
      for expression in prefixes(of: lines.last ?? "") {
        let script = lines.dropLast().joined(separator: "\n") + "\nreturn " + expression
        guard case .value(.object(let object))? = try? examples.session.run(Array(script.utf8), name: "object").first else { continue }
        if kinds.insert(type(of: object).kind.name).inserted { known.append((name: "o\(known.count)", object: object)) }
      }
    }
    // A table that waits is written out when it is first asked for, in whichever round that is, and holds its rows from then on.
    for (_, object) in known { _ = object.table }
    return known
  }

  /// The expression, and each shorter one that ends where its brackets do.
  private static func prefixes(of expression: String) -> [String] {
    let expression = expression.hasPrefix("#") ? expression.dropFirst() : expression[...]
    var depth = 0
    var prefixes: [String] = []
    for place in expression.indices {
      switch expression[place] {
      case "(", "{", "[": depth += 1
      case ")", "}", "]":
        depth -= 1
        if depth == 0 { prefixes.append(String(expression[...place])) }
      default: break
      }
    }
    return prefixes
  }
}

/// A session that hostile calls are made in.
final class ScriptFuzz {
  private let examples: ExampleSession
  private let calls: HostileCalls
  private let seconds: Double
  private(set) var slowest: [(seconds: Double, seed: UInt64)] = []
  private(set) var slowestNext: [(seconds: Double, seed: UInt64)] = []
  private(set) var outcomes: [String: Int] = [:]

  init(_ limits: LuaLimits) throws {
    examples = try ExampleSession(limits: limits)
    seconds = limits.wallSeconds ?? 0
    let known = try FuzzedObjects.all.get()
    for (name, object) in known { examples.session.set(name, to: .object(object)) }
    examples.session.set("missing", to: .missing(.suppressed))
    examples.session.set("day", to: .object(try #require(CalendarDate("2020-02-29"))))
    examples.session.set("moment", to: .object(try #require(Timestamp("2020-02-29T12:00:00Z"))))
    calls = HostileCalls(
      objects: known.map { name, object in (name, LuaObject(object, as: ObjectClasses.of(object)).memberNames) })
  }

  var memoryInUse: Int {
    // A stack that grew is given back in steps, one a collection.
    for _ in 0..<8 { examples.session.engine.collectGarbage() }
    return examples.session.engine.memoryInUse
  }

  func script(seed: UInt64) -> String { calls.script(seed: seed) }

  func call(seed: UInt64) throws {
    let script = script(seed: seed)
    let clock = ContinuousClock()
    let began = clock.now
    do throws(LuaError) {
      try examples.session.run(Array(script.utf8), name: "fuzz")
      outcomes["answer", default: 0] += 1
    } catch {
      outcomes["\(error.code)", default: 0] += 1
      let fault = Self.fault(in: error, of: script)
      #expect(fault == nil, "seed \(seed): \(fault ?? ""): \(error.message.prefix(500))\n\(script)")
    }
    let ended = clock.now
    let took = began.duration(to: ended) / .seconds(1)
    #expect(took < seconds + 60, "seed \(seed) took \(took) s: \(script)")
    let next = try examples.session.answer("return 40 + 2, #partners")
    guard next.count == 2, case .value(.integer(42)) = next[0], case .value(.integer(8)) = next[1] else {
      Issue.record("seed \(seed) left the session broken: \(script)")
      return
    }
    Self.note(took, seed, in: &slowest)
    Self.note(ended.duration(to: clock.now) / .seconds(1), seed, in: &slowestNext)
  }

  private static func note(_ seconds: Double, _ seed: UInt64, in list: inout [(seconds: Double, seed: UInt64)]) {
    list.append((seconds, seed))
    guard list.count > 20 else { return }
    list.sort { $0.seconds > $1.seconds }
    list.removeLast(10)
  }

  /// Texts that come from the inside of the house and not from the script.
  private static let internals = [
    "Optional(", "Swift.", "Safeguarding.", "Columns.", "LuaRuntime.", "Scripting.", "Error(", ": 0x", "fatal", "NSError", "OpaquePointer",
  ]

  private static func fault(in error: LuaError, of script: String) -> String? {
    if error.message.isEmpty { return "no words" }
    // A script that raises a long text of its own has it back.
    if error.code == .callback, error.message.utf8.count > 16 << 10 { return "\(error.message.utf8.count) bytes of words" }
    if let underlying = error.underlying, !(type(of: underlying) is any CustomStringConvertible.Type) { return "an error without a description" }
    guard let found = internals.first(where: { error.message.contains($0) && !script.contains($0) }) else { return nil }
    return "\"\(found)\" in the words"
  }
}

/// A run of many minutes, as `Scripts/fuzz-scripts` asks for it in the environment.
struct LongRun {
  private let seconds: Double
  private let seed: UInt64
  private let last: String

  init?() {
    let environment = ProcessInfo.processInfo.environment
    guard let seconds = environment["SAFEGUARDING_FUZZ_SECONDS"].flatMap({ Double($0) }) else { return nil }
    self.seconds = seconds
    seed = environment["SAFEGUARDING_FUZZ_SEED"].flatMap { UInt64($0) } ?? 0
    last = environment["SAFEGUARDING_FUZZ_LAST"] ?? "/dev/null"
  }

  /// Calls until the time is over. The script that runs is in a file, for the case that the process ends with it.
  func run() throws {
    let fuzz = try ScriptFuzz(LuaLimits(memoryBytes: 64 << 20, wallSeconds: 1, outputBytes: 1 << 20))
    let end = ContinuousClock.now + .seconds(seconds)
    var next = seed
    while ContinuousClock.now < end {
      let seeds = next..<(next + 500)
      var sizes: [Int] = []
      for _ in 0..<2 {
        for seed in seeds where ContinuousClock.now < end {
          try Data("-- seed \(seed)\n\(fuzz.script(seed: seed))\n".utf8).write(to: URL(fileURLWithPath: last))
          try fuzz.call(seed: seed)
        }
        sizes.append(fuzz.memoryInUse)
      }
      if ContinuousClock.now < end { #expect(sizes[1] <= sizes[0] + 32 << 10, "calls with the seeds \(seeds) leave \(sizes) bytes") }
      next = seeds.upperBound
      print("seeds up to \(next), \(fuzz.outcomes)")
      print("slowest calls: \(fuzz.slowest.sorted { $0.seconds > $1.seconds }.prefix(5))")
      print("slowest next calls: \(fuzz.slowestNext.sorted { $0.seconds > $1.seconds }.prefix(5))")
    }
  }
}
