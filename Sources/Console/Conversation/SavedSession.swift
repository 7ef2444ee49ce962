/// A conversation as a script that prints the same.
struct SavedSession {
  /// The script.
  let text: String
  /// How many entries it has.
  let count: Int

  init(_ entries: [Conversation.Entry]) {
    var lines = ["-- A session of safeguard \(Version.current). It runs in the folder that it was typed in."]
    let spokenOf = entries.reduce(into: Set<String>()) { $0.formUnion(TypedEntry.names(in: $1.lua)) }
    for entry in entries {
      switch entry.kind {
      case .failed: continue
      case .statement: lines.append(String(entry.lua.drop(while: \.isWhitespace)))
      // An entry may end in a comment, which the parenthesis must not be part of.
      case .expression: lines.append("_ = show(\(entry.lua)\(entry.lua.contains("--") ? "\n" : ""))")
      case .returning: lines.append("_ = show((function()\n\(entry.lua)\nend)())")
      }
      if entry.kind != .statement, spokenOf.contains("_\(entry.number)") { lines.append("_\(entry.number) = _") }
    }
    text = lines.joined(separator: "\n") + "\n"
    count = entries.count { $0.kind != .failed }
  }
}
