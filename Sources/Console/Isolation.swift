#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Dispatch
import LineEditing
import Synchronization

/// Runs a script in a process of its own, which can be killed whatever the script does.
///
/// The process is this tool once more. It holds the script to its limits as ever; what is added is that the parent kills it
/// where it does not end in time, and that a crash or the end of the parent ends the script and nothing else.
public enum Isolation {
  /// How long past its time limit the process may live: it starts, and its own watchdog has the first word.
  private static let patience = 0.5

  /// The descriptor by which the process hears that its parent is gone.
  private static let lifeline: Int32 = 3

  private static let child = Atomic<Int32>(0)
  private static let wasInterrupted = Atomic(false)

  // MARK: The parent

  /// Starts the tool with arguments, passes Ctrl-C on, and returns the exit code when the process has ended.
  public static func run(_ arguments: [String], limits: ToolLimits) -> Int32 {
    let streams = StandardStreams()
    listen()
    guard let process = start(arguments) else {
      streams.say("safeguard: no process can be started for the script: \(unsafe String(cString: strerror(errno)))")
      return ExitStatus.failure
    }
    child.store(process, ordering: .sequentiallyConsistent)
    if wasInterrupted.load(ordering: .sequentiallyConsistent) { kill(process, SIGINT) }
    return wait(for: process, limits: limits, streams: streams)
  }

  private final class Deadline: Sendable {
    let state = Mutex((hasEnded: false, wasKilled: false))
  }

  private static func wait(for process: pid_t, limits: ToolLimits, streams: StandardStreams) -> Int32 {
    let deadline = Deadline()
    if let seconds = limits.seconds {
      DispatchQueue.global(qos: .userInteractive).asyncAfter(deadline: .now() + min(seconds, 1e9) + patience) {
        deadline.state.withLock { state in
          guard !state.hasEnded else { return }
          state.wasKilled = true
          kill(process, SIGKILL)
        }
      }
    }
    // Safe here and below: each is a variable that outlives the call. The process keeps its number until nobody signals it.
    var information = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    child.store(0, ordering: .sequentiallyConsistent)
    let wasKilled = deadline.state.withLock { state in
      state.hasEnded = true
      return state.wasKilled
    }
    var status: Int32 = 0
    guard unsafe waitpid(process, &status, 0) == process else {
      streams.say("safeguard: it is not known how the script's process ended: \(unsafe String(cString: strerror(errno)))")
      return ExitStatus.failure
    }
    let signal = status & 0x7F
    if signal == 0 { return status >> 8 & 0xFF }
    if wasKilled {
      tell("stopped after \(limits.seconds ?? 0) seconds, by ending its process")
      return ExitStatus.limit
    }
    // Of Ctrl-C, and of output that nobody reads any more, the tool itself says nothing either.
    if ![SIGINT, SIGPIPE].contains(signal) { tell("the script's process was ended by signal \(signal)") }
    return 128 + signal
  }

  /// Says how the process ended, if there is room: it may have filled a pipe that nobody reads.
  private static func tell(_ words: String) { Descriptor.writeIfRoom("safeguard: \(words)\n", to: STDERR_FILENO, waiting: 100) }

  /// Starts the tool once more; nil where the system does not let it.
  private static func start(_ arguments: [String]) -> pid_t? {
    var ends: [Int32] = [0, 0]
    // Safe below: each pointer is to a variable or an array that outlives the call, and texts end with a zero.
    guard unsafe pipe(&ends) == 0 else { return nil }
    // An end has the number of a standard stream where the caller closed that, and the process must not take it for one.
    let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, lifeline + 1) }
    for end in ends { close(end) }
    defer { close(moved[0]) }  // the other end stays open until this process ends, however it does
    guard moved.allSatisfy({ $0 >= 0 }) else { return nil }
    #if canImport(Darwin)
      var actions: SystemCalls.SpawnActions
    #else
      var actions = unsafe SystemCalls.SpawnActions()
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, moved[0], lifeline)
    let name = CommandLine.arguments.first ?? "safeguard"
    return unsafe SystemCalls.start(executable ?? name, [name] + arguments, actions: &actions)
  }

  /// The file of this tool where the system knows it; elsewhere it is looked for as a shell does.
  private static var executable: String? {
    #if os(Linux)
      "/proc/self/exe"
    #else
      nil
    #endif
  }

  /// Passes Ctrl-C on that somebody sends to this process alone; a terminal sends it to both.
  private static func listen() {
    unsafe Signals.handle(SIGINT, restarting: true, pass)
    // Where a caller has it ignored the system forgets how the process ended.
    _ = signal(SIGCHLD, SIG_DFL)
  }

  // Only what a signal handler may do: atomics and kill.
  private static let pass: Signals.Handler = { number, information, _ in
    guard unsafe (information?.pointee.si_code ?? 0) <= 0 else { return }
    wasInterrupted.store(true, ordering: .sequentiallyConsistent)
    let process = child.load(ordering: .sequentiallyConsistent)
    if process > 0 { kill(process, number) }
  }

  // MARK: The process

  /// Prepares the process that a parent started: it ends when the parent does, and has no memory beyond all limits.
  public static func enter(_ limits: ToolLimits) {
    DispatchQueue(label: "safeguard.parent", qos: .userInteractive).async {
      var byte: UInt8 = 0
      // Nobody writes, so this returns when the last other end is closed.
      if unsafe read(lifeline, &byte, 1) == 0 { _exit(ExitStatus.failure) }
    }
    #if os(Linux)
      guard limits.memoryBytes < ToolLimits().memoryBytes else { return }
      // What the script may take twice, and what the tool and its threads take. A mapped file does not count.
      let most = rlim_t(limits.memoryBytes) * 2 + 256 << 20
      var limit = rlimit(rlim_cur: most, rlim_max: most)
      _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
    #endif
  }
}
