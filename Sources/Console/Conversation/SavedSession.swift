import Columns

/// A conversation as a script that prints the same.
struct SavedSession {
  /// The script.
  let text: String
  /// How many entries it has.
  let count: Int

  /// - Parameter files: The folders that the session may use; a comment says what lets a script use them.
  init(_ entries: [Conversation.Entry], files: FileAccess) {
    var lines = ["-- A session of safeguard \(Version.current). It runs in the folder that it was typed in."]
    let usual = (try? FileAccess(reading: ["."]).readable) ?? []
    let further = files.readable.filter { !usual.contains($0) }.map { "--allow-read \($0)" } + files.writable.map { "--allow-write \($0)" }
    if !further.isEmpty { lines.append("-- It may use further folders: \(further.joined(separator: " "))".replacing("\n", with: " ")) }
    let spokenOf = entries.reduce(into: Set<String>()) { $0.formUnion(TypedEntry.names(in: $1.lua)) }
    for entry in entries {
      let isSpokenOf = spokenOf.contains("_\(entry.number)")
      // What asks about an answer leaves it the last one.
      let isQuestion = entry.kind == .expression && TypedEntry.asksAbout(entry.lua)
      switch entry.kind {
      case .failed: continue
      case .statement: lines.append(String(entry.lua.drop(while: \.isWhitespace)))
      case .assigning(let name): lines += [entry.lua] + (isSpokenOf || spokenOf.contains("_") ? ["_ = \(name)"] : [])
      // An entry may end in a comment, which the parenthesis must not be part of.
      case .expression: lines.append("\(isQuestion ? isSpokenOf ? "_\(entry.number) = " : "" : "_ = ")show(\(entry.lua)\(entry.lua.contains("--") ? "\n" : ""))")
      case .returning: lines.append("_ = show((function()\n\(entry.lua)\nend)())")
      }
      if entry.kind != .statement, isSpokenOf, !isQuestion { lines.append("_\(entry.number) = _") }
    }
    text = lines.joined(separator: "\n") + "\n"
    count = entries.count { $0.kind != .failed }
  }
}
