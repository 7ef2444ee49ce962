/// Reads entries at a terminal, with editing, history, completion and hints.
public final class LineReader {
  private let terminal = Terminal()
  private let prompt: String
  private let continuation: String
  private let hasColour: Bool
  private let width: (Character) -> Int
  public private(set) var history: History

  /// What came of reading.
  public enum Result: Hashable, Sendable {
    case entry(String)
    /// The entry was dropped by Ctrl-C.
    case dropped
    case endOfInput
  }

  /// - Parameter width: The columns that a character takes.
  public init(
    prompt: String, continuation: String, history: History, hasColour: Bool, width: @escaping (Character) -> Int
  ) {
    self.prompt = prompt
    self.continuation = continuation
    self.history = history
    self.hasColour = hasColour
    self.width = width
  }

  /// The columns and rows of the terminal.
  public var size: (columns: Int, rows: Int) { terminal.size }

  /// Reads an entry, and adds it to the history.
  ///
  /// - Returns: Nil where there is no terminal that sends keys one by one.
  public func read(assistant: any LineAssistant) -> Result? {
    guard terminal.enterRawMode() else { return nil }
    defer { terminal.leaveRawMode() }
    var editor = LineEditor(prompt: prompt, continuation: continuation, history: history, assistant: assistant)
    var decoder = KeyDecoder()
    var screen = Screen(hasColour: hasColour)
    func draw() {
      let size = terminal.size
      terminal.write(screen.drawing(editor.frame(columns: size.columns, width: width), rows: size.rows))
    }
    func leave(mark: String = "") {
      let size = terminal.size
      terminal.write(screen.leaving(editor.frame(columns: size.columns, width: width, isLast: true), rows: size.rows) + mark)
    }
    draw()
    while true {
      var keys: [Key] = []
      switch terminal.read(waiting: decoder.isWaiting ? 50 : -1) {
      case .bytes(let bytes): keys = decoder.decode(bytes)
      case .nothing: keys = decoder.finish()
      case .interrupted: draw()
      case .end:
        leave()
        return .endOfInput
      }
      for key in keys {
        switch editor.handle(key) {
        case .typing: break
        case .entry(let text):
          leave()
          history.add(text)
          return .entry(text)
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
      if !keys.isEmpty { draw() }
    }
  }
}
