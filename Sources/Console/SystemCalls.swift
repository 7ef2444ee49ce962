#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Calls of the system that more than one place makes.
enum SystemCalls {
  /// Makes a folder and those that it stands in, where there are none. Returns zero, or the number of the system's error.
  static func makeFolder(_ folder: String, mode: mode_t) -> Int32 {
    var path = folder.hasPrefix("/") ? "/" : ""
    for part in folder.split(separator: "/") {
      path += part + "/"
      // Safe: the text ends with a zero and outlives the calls. The slash at the end asks for a folder.
      if unsafe mkdir(path, mode) == 0 { continue }
      guard errno == EEXIST, unsafe access(path, X_OK) == 0 else { return errno }
    }
    return 0
  }

  #if canImport(Darwin)
    typealias SpawnActions = posix_spawn_file_actions_t?
  #else
    typealias SpawnActions = posix_spawn_file_actions_t
  #endif

  /// Starts a program, which is looked for as a shell does where its name has no slash. Returns its process, or nil with `errno`.
  static func start(_ program: String, _ words: [String], actions: UnsafePointer<SpawnActions>? = nil) -> pid_t? {
    // Safe below: texts end with a zero and outlive the call.
    var pointers = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { for unsafe pointer in unsafe pointers { unsafe free(pointer) } }
    var process: pid_t = 0
    let failure = unsafe posix_spawnp(&process, program, actions, nil, &pointers, environ)
    guard failure == 0 else {
      errno = failure
      return nil
    }
    return process
  }
}
