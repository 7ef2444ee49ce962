import Columns
import Foundation
import LuaRuntime
import Safeguarding
import Scripting
import TestSupport
import Testing

/// The scripts of `Tests/Fixtures/hostile-scripts`, run as a host runs them, with every operation to abuse.
///
/// `Scripts/benchmark lua --hostile` runs the same in release with a second and 64 MB, and tells how late each stop was.
struct HostileFileTests {
  struct Script: Sendable, CustomTestStringConvertible {
    let name: String
    let source: [UInt8]
    /// Whether only the host can end it.
    var isEndless: Bool { source.starts(with: Array("-- limit\n".utf8)) }
    /// Whether it has to end well, since it says itself what it found.
    var answers: Bool { source.starts(with: Array("-- answers\n".utf8)) }
    var testDescription: String { name }
  }

  private static let scripts: [Script] = {
    let folder = ProjectFiles.fixtures + "/hostile-scripts"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().compactMap { name in
      FileManager.default.contents(atPath: folder + "/" + name).map { Script(name: name, source: Array($0)) }
    }
  }()

  @Test func `There are more than a hundred and fifty`() { #expect(Self.scripts.count > 150) }

  @Test(arguments: scripts) func `A hostile script ends, and the session goes on with what it had`(script: Script) throws {
    var limits = LuaLimits(memoryBytes: 64 << 20, wallSeconds: script.answers ? 10 : 0.1, outputBytes: 8 << 20)
    // Each way of being stopped has half of them.
    if script.name.utf8.reduce(0, { $0 ^ $1 }) & 1 == 0 {
      limits.pollInterval = nil
      limits.stopsBySignal = true
    }
    let session = try ScriptSession(
      limits: limits, files: FileAccess(reading: [ProjectFiles.exampleData]), modules: [ProjectFiles.fixtures], output: { _ in },
      show: { $0.words })
    session.set("examples", to: .text(ProjectFiles.exampleData))
    session.set("kept", to: .integer(41))
    let before = ContinuousClock.now
    var failure: LuaError?
    do throws(LuaError) { try session.run(script.source, name: script.name) } catch { failure = error }
    let took = before.duration(to: .now)
    #expect(took < .seconds(60), "\(took): \(failure?.message.prefix(200) ?? "no error")")
    if let failure { #expect(!failure.message.isEmpty && !script.answers, "\(failure.message.prefix(200))") }
    if script.isEndless {
      let isLimit = failure?.code != .script && failure?.code != .syntax && failure != nil
      #expect(isLimit, "\(failure?.message.prefix(200) ?? "it ended")")
    }
    let results = try session.answer("return kept + 1, ('x'):rep(3), #table.concat({1, 2}), pairs ~= nil")
    guard case .value(.integer(42))? = results.first, results.count == 4 else {
      Issue.record("the next script found \(results)")
      return
    }
    // A stack that grew is given back in steps, one a collection.
    for _ in 0..<8 { session.engine.collectGarbage() }
    #expect(session.engine.memoryInUse < 4 << 20)
  }
}

extension ScriptSession {
  /// What the next script gives. A machine that is busy elsewhere for the time limit stops it, too, and then it runs again.
  func answer(_ source: String) throws -> [ScriptResult] {
    for _ in 0..<50 {
      do throws(LuaError) { return try run(Array(source.utf8), name: "next") } catch { if error.code != .timeLimit { throw error } }
    }
    return []
  }
}
