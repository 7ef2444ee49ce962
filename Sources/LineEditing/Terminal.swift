#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The terminal at standard input and output, while keys come one by one.
///
/// It is put into raw mode for the time of one entry only: a script that runs finds it as the shell left it, and Ctrl-C
/// sends its signal then.
package final class Terminal {
  private var original = termios()
  private var raw = termios()
  private var isRaw = false

  /// Whether the terminal now sends every key by itself.
  func enterRawMode() -> Bool {
    guard unsafe tcgetattr(STDIN_FILENO, &original) == 0 else { return false }
    raw = original
    raw.c_iflag &= ~tcflag_t(BRKINT | ICRNL | INPCK | ISTRIP | IXON)
    raw.c_cflag |= tcflag_t(CS8)
    raw.c_lflag &= ~tcflag_t(ECHO | ICANON | IEXTEN | ISIG)
    unsafe withUnsafeMutableBytes(of: &raw.c_cc) { controls in
      // Safe: both are places of the array of control characters, whose elements are bytes.
      unsafe controls[Int(VMIN)] = 1
      unsafe controls[Int(VTIME)] = 0
    }
    TerminalRescue.arm(original)
    guard unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0 else {
      TerminalRescue.disarm()
      return false
    }
    isRaw = true
    // Bracketed paste: the terminal marks where a paste begins and ends.
    write("\u{1B}[?2004h")
    return true
  }

  func leaveRawMode() {
    guard isRaw else { return }
    write("\u{1B}[?2004l")
    _ = unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &original)
    TerminalRescue.disarm()
    isRaw = false
  }

  /// Puts the terminal into raw mode again, as after somebody stopped the process and let it go on.
  func keepRawMode() { if isRaw { _ = unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) } }

  /// The columns and rows; 80 by 24 where the terminal does not tell.
  package static var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// What a wait for input came to.
  enum Input {
    case bytes([UInt8])
    case nothing
    /// A signal came, such as that of a window that changed its size.
    case interrupted
    case end
  }

  /// Waits for input, for so many milliseconds or, below zero, for ever.
  func read(waiting milliseconds: Int32) -> Input {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    let ready = unsafe poll(&descriptor, 1, milliseconds)
    if ready == 0 { return .nothing }
    if ready < 0 { return errno == EINTR ? .interrupted : .end }
    var buffer = [UInt8](repeating: 0, count: 4096)
    // Safe: the buffer outlives the call and has so many bytes.
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in unsafe systemRead(STDIN_FILENO, bytes.baseAddress, bytes.count) }
    if count > 0 { return .bytes(Array(buffer[..<count])) }
    return count < 0 && errno == EINTR ? .interrupted : .end
  }

  /// Stops the process as Ctrl-Z does in a shell; returns when it goes on.
  func suspend() {
    leaveRawMode()
    _ = kill(0, SIGTSTP)
    _ = enterRawMode()
  }

  func write(_ text: String) { Descriptor.write(Array(text.utf8), to: STDOUT_FILENO) }
}

private func systemRead(_ descriptor: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  guard let start = unsafe start else { return 0 }
  return unsafe read(descriptor, start, count)
}
