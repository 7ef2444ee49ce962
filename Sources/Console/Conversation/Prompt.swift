import LineEditing
import Reports

/// Reads entries of one or more lines, with a prompt where somebody types.
struct Prompt {
  private let streams: StandardStreams
  private let isInteractive = StandardStreams.areTerminal
  private let reader: LineReader?
  private let historyFile = HistoryFile()
  /// What scrolls through tables, where the terminal knows sequences.
  let viewer: Viewer?

  /// - Parameter width: The columns that a character takes.
  init(streams: StandardStreams, width: @escaping (Character) -> Int) {
    self.streams = streams
    guard isInteractive, Environment.knowsSequences else {
      (reader, viewer) = (nil, nil)
      return
    }
    let hasColour = Environment.colours != .none
    viewer = Viewer(hasColour: hasColour)
    reader = LineReader(history: historyFile.read(), hasColour: hasColour, width: width)
  }

  func greet() {
    guard isInteractive else { return }
    streams.write(Self.greeting(editsLines: reader != nil, columns: Terminal.size.columns) + "\n")
    streams.flush()
  }

  /// What the tool says first, on one line of a screen; what matters least goes where not all has room.
  static func greeting(editsLines: Bool, columns: Int) -> String {
    let name = "safeguard \(Version.current)"
    let ends = "\(editsLines ? "Tab completes, " : "")Ctrl-D ends."
    let greetings = [
      "\(name), Lua 5.4. help() and .help say more. \(ends)", "\(name). help() and .help say more. \(ends)", "\(name). help() and .help say more. Ctrl-D ends.",
      "\(name). help() says more.",
    ]
    return greetings.first { $0.count <= columns } ?? name
  }

  /// Returns the next entry, or nil at the end of input. Lines are added until the entry is complete; an empty line
  /// ends one that is not.
  ///
  /// - Parameter number: The number of the entry, which stands in the prompt.
  func nextEntry(_ number: Int, _ assistant: any LineAssistant) -> String? {
    let prompt = "\(number)> "
    let continuation = String(repeating: " ", count: max(0, prompt.count - 3)) + ">> "
    guard let reader else { return nextPlainEntry(prompt, continuation, isComplete: assistant.isComplete) }
    streams.flush()
    while let result = reader.read(prompt: prompt, continuation: continuation, assistant: assistant) {
      switch result {
      case .entry(let text, let isKept):
        if text.allSatisfy(\.isWhitespace) { continue }
        if isKept { historyFile.append(text) }
        return text
      case .dropped: continue
      case .endOfInput: return nil
      }
    }
    return nextPlainEntry(prompt, continuation, isComplete: assistant.isComplete)
  }

  /// Reads lines as they come, from a pipe or a terminal that knows no sequences.
  private func nextPlainEntry(_ prompt: String, _ continuation: String, isComplete: (String) -> Bool) -> String? {
    var entry = ""
    // How much is open after the lines so far; nil where a string or comment is open at the end of one.
    var open: Int? = 0
    while true {
      if isInteractive {
        streams.write(entry.isEmpty ? prompt : continuation)
        streams.flush()
      }
      guard let line = readLine(strippingNewline: true) else { return entry.isEmpty ? nil : entry }
      // Ctrl-C dropped the lines before this one, and the terminal what was typed of it.
      if Interrupt.takeIdle() { (entry, open) = ("", 0) }
      if entry.isEmpty, line.allSatisfy(\.isWhitespace) { continue }
      entry += entry.isEmpty ? line : "\n" + line
      open = open.flatMap { before in TypedEntry.opened(by: line).map { before + $0 } }
      // What is open needs no parser to say so, and one that read all lines after each would take the square of them.
      if let open, open > 0, entry.first != ".", !(line.isEmpty && isInteractive) { continue }
      if isComplete(entry) || (line.isEmpty && isInteractive) { return entry }
    }
  }

  func leave() { if isInteractive, reader == nil { streams.write("\n") } }
}

/// The version of the tool and of the library.
public enum Version {
  public static let current = "0.1.0"
}
