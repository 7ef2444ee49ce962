import LuaRuntime

/// An error of a script with the line that it stands in.
struct ScriptFailure: Error, CustomStringConvertible {
  let error: LuaError
  private let source: [UInt8]
  private let name: String

  init(_ error: LuaError, source: [UInt8], name: String) {
    self.error = error
    self.source = source
    self.name = name
  }

  /// The most bytes of a message that are told: a script can raise megabytes.
  private static let longest = 16 << 10

  /// The message, and beneath it the line of the script, where it is known to be of this script.
  var description: String {
    let isLong = error.message.utf8.count > Self.longest
    let message = isLong ? String(decoding: error.message.utf8.prefix(Self.longest), as: UTF8.self) + " ..." : error.message
    var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if let line = error.line, error.message.hasPrefix("\(name):\(line):"), let text = sourceLine(line) {
      lines.insert("  \(line) | \(text)", at: 1)
    }
    if let method = message.firstMatch(of: #/attempt to call a table value \(method '(\w+)'\)/#)?.1 {
      lines.append("  hint: a column named \(method) stands before the method: t:by{}:\(method)(...) is the method")
    }
    return lines.map(Self.printable).joined(separator: "\n")
  }

  private func sourceLine(_ number: Int) -> String? {
    let lines = source.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.indices.contains(number - 1) else { return nil }
    let line = lines[number - 1]
    let text = String(decoding: line.prefix(160), as: UTF8.self)
    return text.isEmpty ? nil : text + (line.count > 160 ? " ..." : "")
  }

  /// A line in which nothing steers a terminal.
  static func printable(_ line: some StringProtocol) -> String {
    var text = ""
    for scalar in line.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control && scalar != "\t"
      text.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
    }
    return text
  }
}

/// Code that ends before its statement does.
struct IncompleteCode: Error, CustomStringConvertible {
  let code: String
  var description: String { "the code ends before its statement does: \(code)" }
}
