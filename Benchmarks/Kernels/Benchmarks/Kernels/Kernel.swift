import Benchmark
import Columns

/// The work of one thread, so that the processor's time is the work and not the waiting.
let oneThread = QueryLimits(threads: 1)

/// The one figure that is held against the stored thresholds.
let processorTime = BenchmarkMetric.custom("cpuNanoseconds", polarity: .prefersSmaller, useScalingFactor: false)

/// Registers work whose result is checked before it is timed.
///
/// Each figure is the least of three runs, since whatever else the machine does only ever adds to one.
///
/// - Parameter name: The question and its size. The tool finds no thresholds of a name with spaces.
/// - Parameter cleaningUp: Removes what the work left behind.
/// - Parameter check: Throws ``WrongAnswer`` where the work gave something else than it should.
func kernel<Result>(
  _ name: String, _ work: @escaping () throws -> Result, cleaningUp: @escaping () throws -> Void = {},
  check: @escaping (Result) throws -> Void
) {
  Benchmark(
    name,
    closure: { benchmark in
      var least = Int.max
      for _ in 0..<3 {
        let start = ProcessorTime.nanoseconds
        blackHole(try work())
        least = min(least, ProcessorTime.nanoseconds - start)
      }
      benchmark.measurement(processorTime, least)
    },
    setup: { try check(work()) },
    teardown: { try cleaningUp() })
}

/// Registers a query of the incidents, and the groups that it must find.
///
/// - Parameter expected: For each group, by the cells that tell it from others, the figures that stand after these.
func kernel(
  _ name: String, _ query: Query, of table: @autoclosure @escaping () throws -> Table = Incidents.table,
  gives expected: @escaping () -> [[Cell]: [Double]]
) {
  kernel(name, { try table().answer(query, within: oneThread) }) { answer in
    try requireEqual(answer, expected(), in: name)
  }
}
