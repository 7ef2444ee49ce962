import Benchmark

/// Every kernel, in the order of the engine's parts.
let benchmarks: @Sendable () -> Void = {
  // Safe: the tool calls this once, before it starts a thread.
  unsafe Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [processorTime], warmupIterations: 1, maxDuration: .seconds(1), maxIterations: 100,
    // A shared machine differs by a third from hour to hour, so only what is half as slow again counts.
    thresholds: [processorTime: BenchmarkThresholds(relative: [.p90: 50])])
  addFilters()
  addCounts()
  addTotals()
  addOrders()
  addJoins()
  addFiles()
}
