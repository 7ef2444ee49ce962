import Dispatch

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a host lets a query use.
public struct QueryLimits: Sendable {
  /// The threads that scan at the same time, from one to 256.
  public let threads: Int

  /// The most bytes that a query may take beside the table and its answer; nil for no limit. A query that needs more is
  /// refused before it takes them.
  public var memoryBytes: Int?

  /// When the query must have stopped.
  public var deadline: ContinuousClock.Instant?

  /// Asked every few milliseconds, from any of the threads; the query stops with ``QueryError/cancelled`` on false.
  public var shouldContinue: (@Sendable () -> Bool)?

  /// Told how far a pass over rows has come, from any of the threads: how many of its parts are begun, and of how many.
  public var progress: (@Sendable (_ begun: Int, _ parts: Int) -> Void)?

  public init(
    threads: Int = QueryLimits.processors, memoryBytes: Int? = nil, deadline: ContinuousClock.Instant? = nil,
    shouldContinue: (@Sendable () -> Bool)? = nil
  ) {
    self.threads = min(max(1, threads), 256)
    self.memoryBytes = memoryBytes
    self.deadline = deadline
    self.shouldContinue = shouldContinue
  }

  /// The processors of this machine that are in use.
  public static let processors = ProcessInfo.processInfo.activeProcessorCount

  /// The same limits for work that is too little to be spread.
  var withOneThread: QueryLimits {
    var limits = QueryLimits(threads: 1, memoryBytes: memoryBytes, deadline: deadline, shouldContinue: shouldContinue)
    limits.progress = progress
    return limits
  }

  /// Whether neither the deadline nor the host asks for an end.
  package var allowMore: Bool { (try? check()) != nil }

  /// Throws if the deadline has passed or the host asks for an end.
  package func check() throws(QueryError) {
    if let deadline, ContinuousClock.now >= deadline { throw .deadlineExceeded }
    if let shouldContinue, !shouldContinue() { throw .cancelled }
  }

  package func checkMemory(_ bytes: Int, for purpose: String) throws(QueryError) {
    if let memoryBytes, bytes > memoryBytes { throw .tooMuchMemory(bytes, limit: memoryBytes, purpose: purpose) }
  }
}

/// A query that was stopped, or that its host does not let run.
public enum QueryError: DiagnosableError, Hashable {
  case cancelled
  case deadlineExceeded
  case tooMuchMemory(Int, limit: Int, purpose: String)

  public var diagnostic: Diagnostic {
    switch self {
    case .cancelled: Diagnostic("the query was cancelled")
    case .deadlineExceeded:
      Diagnostic("the query took longer than it may", hint: "ask of fewer rows or groups, or raise the limit")
    case .tooMuchMemory(let bytes, let limit, let purpose):
      Diagnostic(
        "the query needs \(bytes >> 20) MiB for \(purpose)", expectation: "It may take \(limit >> 20) MiB.",
        hint: "group by fewer or coarser columns, filter first, or raise the limit")
    }
  }
}
