import Columns
import Foundation
import LuaRuntime
import Safeguarding
import Scripting

/// How late hostile scripts are stopped, and how soon their engine answers again.
enum Hostile {
  private static let seconds = 1.0, memoryBytes = 64 << 20

  /// Runs each script of a folder in both ways of being stopped, and prints the slowest.
  ///
  /// - Throws: ``WrongAnswer`` where the next script finds another state than it should.
  static func measure(folder: String, data: String) throws {
    var rows: [(name: String, overshoot: Double, next: Double, left: Int, ending: String)] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
      guard let source = FileManager.default.contents(atPath: folder + "/" + name) else { continue }
      for isPolled in [true, false] {
        var limits = LuaLimits(memoryBytes: memoryBytes, wallSeconds: seconds)
        if !isPolled {
          limits.pollInterval = nil
          limits.stopsBySignal = true
        }
        let session = try ScriptSession(
          limits: limits, files: FileAccess(reading: [data]), output: { _ in }, show: { $0.words })
        session.set("examples", to: .text(data))
        var ending = "answer"
        let took = wall {
          do throws(LuaError) { try session.run(Array(source), name: name) } catch { ending = "\(error.code)" }
        }
        let next = try wall {
          let results = try session.run(Array("return ('x'):rep(3), #table.concat({1, 2}), 40 + 2".utf8), name: "next")
          guard case .value(.integer(42))? = results.last else { throw WrongAnswer(description: "\(name) broke its session") }
        }
        for _ in 0..<8 { session.engine.collectGarbage() }
        rows.append((name + (isPolled ? "" : " (signal)"), took - seconds, next, session.engine.memoryInUse, ending))
      }
    }
    func list(_ title: String, _ value: (Int) -> Double) {
      print("\(title):")
      for place in rows.indices.sorted(by: { value($0) > value($1) }).prefix(12) {
        print("  \(text(max(0, value(place)), 1))  \(rows[place].name), \(rows[place].ending)")
      }
    }
    print("\(rows.count) runs of \(text(seconds, 0)) s and \(memoryBytes >> 20) MB")
    list("milliseconds after the deadline", { rows[$0].overshoot * 1000 })
    list("milliseconds for the next script", { rows[$0].next * 1000 })
    list("kilobytes left after a collection", { Double(rows[$0].left) / 1024 })
  }

  private static func wall(_ body: () throws -> Void) rethrows -> Double {
    let began = ContinuousClock.now
    try body()
    return began.duration(to: .now) / .seconds(1)
  }
}
