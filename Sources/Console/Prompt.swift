/// Reads entries of one or more lines, with a prompt where somebody types.
struct Prompt {
  private let streams: StandardStreams
  private let isInteractive = StandardStreams.areTerminal
  var hasFailed = false

  init(streams: StandardStreams) { self.streams = streams }

  func greet() {
    guard isInteractive else { return }
    streams.write("safeguard \(Version.current): Lua 5.4 with safeguarding operations. help() lists them; Ctrl-D ends.\n")
    streams.flush()
  }

  /// Returns the next entry, or nil at the end of input. Lines are added until the entry is complete; an empty line
  /// ends one that is not.
  func nextEntry(isComplete: (String) -> Bool) -> String? {
    var entry = ""
    while true {
      if isInteractive {
        streams.write(entry.isEmpty ? "> " : ">> ")
        streams.flush()
      }
      guard let line = readLine(strippingNewline: true) else { return entry.isEmpty ? nil : entry }
      // Ctrl-C dropped the lines before this one, and the terminal what was typed of it.
      if Interrupt.takeIdle() { entry = "" }
      if entry.isEmpty, line.allSatisfy(\.isWhitespace) { continue }
      entry += entry.isEmpty ? line : "\n" + line
      if isComplete(entry) || (line.isEmpty && isInteractive) { return entry }
    }
  }

  func leave() { if isInteractive { streams.write("\n") } }

  /// Returns an entry that begins with `local` without that word, since a local would be gone with its line.
  static func keepingLocals(_ entry: String) -> String {
    let text = entry.drop(while: \.isWhitespace)
    guard text.hasPrefix("local ") else { return entry }
    let rest = text.dropFirst(6).drop(while: \.isWhitespace)
    let names = rest.prefix { $0 != "=" && $0 != "\n" }
    guard rest.hasPrefix("function ") || (names.count < rest.count && !names.contains("<")) else { return entry }
    return String(rest)
  }
}

/// The version of the tool and of the library.
public enum Version {
  public static let current = "0.1.0"
}
