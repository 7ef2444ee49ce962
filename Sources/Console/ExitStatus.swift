import Columns
import LuaRuntime

/// What the tool's exit code tells. A wrong option has 64, by the argument parser.
enum ExitStatus {
  static let success: Int32 = 0
  /// The script failed, or could not be read.
  static let failure: Int32 = 1
  /// A limit of time, memory, instructions or output stopped it.
  static let limit: Int32 = 3
  /// Ctrl-C stopped it, as a shell reports it.
  static let interrupted: Int32 = 130

  static func of(_ error: any Error) -> Int32 {
    if error is MemoryExceeded { return limit }
    guard let error = (error as? ScriptFailure)?.error ?? error as? LuaError else { return failure }
    switch error.code {
    case .timeLimit, .memoryLimit, .instructionLimit, .outputLimit, .sourceLimit, .nestingLimit: return limit
    case .cancelled: return interrupted
    default: break
    }
    // What stopped a call within another.
    if let inner = error.underlying as? LuaError { return of(inner) }
    switch error.underlying as? QueryError {
    case .deadlineExceeded, .tooMuchMemory: return limit
    case .cancelled: return interrupted
    case nil: return failure
    }
  }
}
