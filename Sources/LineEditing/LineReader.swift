/// Reads entries at a terminal, with editing, history, completion and hints.
public final class LineReader {
  private let terminal = Terminal()
  private let hasColour: Bool
  private let width: (Character) -> Int
  public private(set) var history: History
  private var decoder = KeyDecoder()
  /// Keys that were typed ahead of the next entry.
  private var ahead: [Key] = []

  /// What came of reading.
  public enum Result: Hashable, Sendable {
    /// An entry, and whether the history took it.
    case entry(String, isKept: Bool)
    /// The entry was dropped by Ctrl-C.
    case dropped
    case endOfInput
  }

  /// - Parameter width: The columns that a character takes.
  public init(history: History, hasColour: Bool, width: @escaping (Character) -> Int) {
    self.history = history
    self.hasColour = hasColour
    self.width = width
  }

  /// Reads an entry, and adds it to the history.
  ///
  /// - Parameters:
  ///   - prompt: What stands before the first line.
  ///   - continuation: What stands before those that follow.
  /// - Returns: Nil where there is no terminal that sends keys one by one.
  public func read(prompt: String, continuation: String, assistant: any LineAssistant) -> Result? {
    guard terminal.enterRawMode() else { return nil }
    defer { terminal.leaveRawMode() }
    var editor = LineEditor(prompt: prompt, continuation: continuation, history: history, assistant: assistant)
    var screen = Screen(hasColour: hasColour)
    func draw(isTouched: Bool = false) {
      let size = Terminal.size
      terminal.write(screen.drawing(editor.frame(columns: size.columns, rows: size.rows, width: width), rows: size.rows, isTouched: isTouched))
    }
    func leave() {
      let size = Terminal.size
      terminal.write(screen.leaving(editor.frame(columns: size.columns, rows: size.rows, width: width, isLast: true), rows: size.rows))
    }
    draw()
    while true {
      if ahead.isEmpty {
        switch terminal.read(waiting: decoder.isWaiting ? 50 : -1) {
        case .bytes(let bytes): ahead = decoder.decode(bytes)
        case .nothing: ahead = decoder.finish()
        case .interrupted:
          terminal.keepRawMode()
          draw(isTouched: true)
        case .end:
          leave()
          return .endOfInput
        }
      }
      let isTyped = !ahead.isEmpty
      while !ahead.isEmpty {
        switch editor.handle(ahead.removeFirst()) {
        case .typing: break
        case .entry(let text):
          leave()
          return .entry(text, isKept: history.add(text))
        case .dropped:
          leave()
          return .dropped
        case .endOfInput:
          leave()
          return .endOfInput
        case .clearScreen: terminal.write(screen.clearing())
        case .suspend:
          leave()
          terminal.suspend()
        }
      }
      if isTyped { draw() }
    }
  }
}
