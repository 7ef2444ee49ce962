// A queue of jobs and the thread that works it off.
//
// The thread holds the queue, never the executor, so that an executor nobody holds ends its thread. A job holds the
// executor until it has run, since Swift's runtime still looks at it then.

internal import CLua
internal import Dispatch
internal import Synchronization

/// A thread with a stack of 8 MiB that works off the jobs of actors one after another.
///
/// Lua's parser and its matcher of patterns call themselves, and the stacks of Swift's own threads may be small. An actor
/// names it as its executor:
///
/// ```swift
/// actor Scripts {
///   private let thread: LuaThread
///   nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
/// }
/// ```
public final class LuaThread: SerialExecutor {
  private let queue: JobQueue

  /// The bytes of the thread's stack.
  public static let stackBytes = 8 << 20

  /// Starts the thread, which ends when nobody holds it and its jobs are done.
  ///
  /// - Throws: ``LuaError`` with the code `unavailable` if the system gives no thread.
  public init() throws(LuaError) {
    queue = JobQueue()
    let context = unsafe Unmanaged.passRetained(queue)
    // The thread takes over the reference; if there is none, it is given back here.
    let started = unsafe clua_start_thread(
      Self.stackBytes, { context in unsafe Unmanaged<JobQueue>.fromOpaque(context).takeRetainedValue().work() },
      context.toOpaque())
    guard started else {
      unsafe context.release()
      throw LuaError(.unavailable, "no thread for a Lua engine")
    }
  }

  deinit { queue.add(nil) }

  public func enqueue(_ job: consuming ExecutorJob) {
    queue.add(Job(job: UnownedJob(job), executor: self))
  }
}

private struct Job: Sendable {
  let job: UnownedJob
  let executor: LuaThread
}

private final class JobQueue: Sendable {
  /// Jobs in order; nil ends the thread.
  private let jobs = Mutex<[Job?]>([])
  private let signal = DispatchSemaphore(value: 0)

  func add(_ job: Job?) {
    jobs.withLock { $0.append(job) }
    signal.signal()
  }

  func work() {
    while true {
      signal.wait()
      guard let job = jobs.withLock({ $0.removeFirst() }) else { return }
      // The job was handed to this executor, and runs once.
      unsafe job.job.runSynchronously(on: job.executor.asUnownedSerialExecutor())
    }
  }
}
