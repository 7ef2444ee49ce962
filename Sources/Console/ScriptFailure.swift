import Columns
import LuaRuntime
import Safeguarding

/// An error of a script with the line that it stands in.
struct ScriptFailure: Error, CustomStringConvertible {
  let error: LuaError
  private let source: [UInt8]
  private let name: String
  private let shownName: String
  private let prompt: Prompt?

  /// The prompt at which it is told.
  struct Prompt {
    /// The names of the globals.
    let names: [String]
    /// The columns of the screen; nil where there is none.
    let columns: Int?
  }

  /// - Parameters:
  ///   - source: The text of what the error's place names.
  ///   - name: What Lua calls it.
  ///   - shownName: What people are told that it is; nil for the same.
  init(_ error: LuaError, source: [UInt8], name: String, shownAs shownName: String? = nil, prompt: Prompt? = nil) {
    self.error = error
    self.prompt = prompt
    self.source = source
    let chunk = error.chunk.flatMap { Self.isChunk($0, of: name) ? $0 : nil } ?? name
    self.name = chunk
    self.shownName = shownName ?? chunk
  }

  /// Whether a chunk is what Lua makes of a name: of a long path it keeps the end.
  static func isChunk(_ chunk: String, of name: String) -> Bool {
    chunk == name || chunk.hasPrefix("...") && name.utf8.count >= chunk.utf8.count && name.hasSuffix(chunk.dropFirst(3))
  }

  /// The most bytes of a message that are told: a script can raise megabytes.
  private static let longest = 16 << 10

  /// The message, and beneath it the line of the script, where it is known to be of this script.
  var description: String {
    let isLong = error.message.utf8.count > Self.longest
    var message = isLong ? String(decoding: error.message.utf8.prefix(Self.longest), as: UTF8.self) + " ..." : error.message
    if shownName != name, message.hasPrefix("\(name):") { message = shownName + message.dropFirst(name.count) }
    if prompt != nil { message = Self.withCommands(message) }
    var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if let line = error.line, error.message.hasPrefix("\(name):\(line):"), let text = sourceLine(line) {
      let mark = "  \(line) | "
      lines.insert(mark + (prompt?.columns.map { SourceExcerpt.text(of: text, about: message, columns: $0 - mark.count) } ?? text), at: 1)
    }
    if let hint = hint(for: message) { lines.append("  hint: \(hint)") }
    return lines.map { Self.printable($0) }.joined(separator: "\n")
  }

  /// A message that names the prompt's command where it names an option of the command line.
  private static func withCommands(_ message: String) -> String {
    message.replacing(#/hint: the host names .*--allow-(read|write) FOLDER/#) { match in
      let folder = message.firstMatch(of: #/^[^:\n]+:\d+: (.+): this lies outside the folders/#).map { Self.folder(of: String($0.1)) } ?? "FOLDER"
      return match.1 == "read" ? "hint: .allow \(folder) lets this session read it" : "hint: .allow --write \(folder) lets this session write there"
    }
  }

  /// The folder of a path as a command takes it; a name without an ending is that of a folder.
  private static func folder(of path: String) -> String {
    let isFile = path.split(separator: "/").last?.contains(".") ?? false
    let folder = isFile ? ScriptFile.folder(of: path) : path
    return folder.contains(" ") ? "\"\(folder)\"" : folder
  }

  /// What to write in place of what Lua could not do, where that is known.
  private func hint(for message: String) -> String? {
    if let method = message.firstMatch(of: #/attempt to call a table value \(method '(\w+)'\)/#)?.1 {
      if OperationCatalogue.objectTypes.contains(where: { type in type.fieldSummaries.contains { $0.name == method } }),
        !OperationCatalogue.methods(of: Table.kind).contains(where: { $0.name == method })
      {
        return "\(method) is a field and no call: t.\(method)"
      }
      return "a column named \(method) stands before the method: t:by{}:\(method)(...) is the method"
    }
    if let field = message.firstMatch(of: #/attempt to call a (?:string|number|boolean) value \(method '(\w+)'\)/#)?.1 { return "\(field) is a field and no call: write .\(field)" }
    if message.contains("syntax error near"), source.starts(with: Array("select".utf8)) || source.starts(with: Array("SELECT".utf8)) { return Self.otherTools["sql"] }
    if let name = message.firstMatch(of: #/attempt to call a nil value \(global '(\w+)'\)/#)?.1, let words = Self.otherTools[name.lowercased()] { return words }
    if message.contains(#/attempt to index a nil value \(global '(?:io|os)'\)/#) { return "files are read by open(path) and written by t:write(path); print prints" }
    if let (_, verb, name) = message.firstMatch(of: #/attempt to ([a-z ]+) a nil value \(global '(\w+)'\)/#)?.output {
      let functions = OperationCatalogue.functions.map(\.name)
      let near = NearestName.hint(for: String(name), among: verb == "call" ? functions + (prompt?.names ?? []) : prompt?.names ?? [])
      if verb == "call", let method = methodOfTable(name) { return method }
      return verb == "call" && near != nil ? near : "nothing is called \(name)" + (prompt == nil ? "" : " yet") + (near.map { "; \($0)" } ?? "")
    }
    if let name = message.firstMatch(of: #/attempt to call a nil value \((?:method|field) '(\w+)'\)/#)?.1 {
      return methodOfTable(name)
    }
    if let (_, number, name) = message.firstMatch(of: #/bad argument #(\d+) to '(\w+)' \(.* expected, got no value\)/#)?.output, let place = Int(number) {
      let left = OperationCatalogue.all.filter { operation in
        let shown = operation.parameters.dropFirst(operation.receiver == nil ? 0 : 1)
        return operation.name == name && shown.count >= place && shown[shown.startIndex + place - 1].isRequired
      }
      if name == "funnel_chart" { return OptionNames.funnelFirst }
      if name == "distinct" { return "\(left.map(\.signature).joined(separator: ", or ")) counts different values; the rows that differ are t:distinct_rows()" }
      if !left.isEmpty { return "the call is \(left.map(\.signature).joined(separator: ", or "))" }
    }
    if message.contains("number expected, got missing") { return "a missing value is no number: is_missing(x) asks for it, and tostring(x) is its mark" }
    if message.contains(#/'why' \(a result of an operation expected, got (?:number|string)\)/#) { return "a number or text does not carry how it was made; why of the table that it was taken from says so" }
    if message.contains("perform bitwise operation on"), let number = error.line, sourceLine(number)?.contains("~") == true {
      return "there are no formulas as R has them: a table is turned by t:pivot{rows = \"type\", column = \"month\", values = \"count\"}"
    }
    if message.contains("(an indicator expected, got table)"), let made = OperationCatalogue.methods(of: Table.kind).first(where: { $0.name == "indicator" }) {
      return "an indicator is taken from a collection, open(path):indicator(key), or made of a table's rows: \(made.signature)"
    }
    if !message.contains("hint: "), let name = message.firstMatch(of: #/bad argument #\d+ to '(\w+)' \(.* expected, got \w+\)/#)?.1 {
      let calls = OperationCatalogue.all.filter { $0.name == name }.map(\.signature)
      if (1...3).contains(calls.count), hintFromLine(message) == nil { return "the call is \(calls.joined(separator: ", or "))" }
    }
    if message.contains("(for iterator 'for iterator')") { return "the rows of a table one after the other: for i, row in ipairs(t) do print(row.area) end" }
    if let hint = hintFromLine(message) { return hint }
    if message.contains(#/bad argument #1 to 'ipairs' \(table expected, got number\)/#) {
      return "t:distinct(\"column\") is how many different values there are; t:unique(\"column\") lists them"
    }
    if message.contains(#/attempt to (?:compare number with table|compare table with number|perform arithmetic on a table value)/#) {
      return "a column is a list in Lua; what is computed or asked of each row is a text: t:where(\"age > 10\"), t:derive(\"rate\", \"deaths / births\")"
    }
    return nil
  }

  /// What the line of the script tells of an error: a point where a colon stands, a condition or a text without its quotes.
  private func hintFromLine(_ message: String) -> String? {
    guard let number = error.line, !message.contains("hint: "), error.message.hasPrefix("\(name):\(number):"), let line = sourceLine(number) else { return nil }
    if let method = message.firstMatch(of: #/bad argument #1 to '(\w+)' \(/#)?.1, line.contains(".\(method)("),
      OperationCatalogue.all.contains(where: { $0.receiver != nil && $0.name == method })
    { return "a method is called with a colon: t:\(method)(...)" }
    let isUnquoted = message.contains(#/bad argument #1 to 'where' \(.*got (?:boolean|no value|nil)\)/#) || message.contains(#/attempt to (?:compare|perform arithmetic on) .*nil/#)
    if isUnquoted, line.contains("where(") { return "a condition is a text: t:where(\"age > 10 and sex = 'Female'\")" }
    if let column = message.firstMatch(of: #/there is no column "([^"]+)"/#)?.1, line.contains("= \(column)") || line.contains("=\(column)") {
      return "a text stands in quotes of its own: '\(column)'"
    }
    return nil
  }

  /// How a table is asked what was called as a function.
  private func methodOfTable(_ name: Substring) -> String? {
    let method = OperationCatalogue.methods(of: Table.kind).first { $0.name == name }?.name
    return method.map { "\($0) is a method of a table, and takes a column by its name: t:\($0)(\"column\")" }
  }

  /// Functions of other tools that have no single one here.
  private static let otherTools: [String: String] = {
    let opens = "open(path) reads what a file holds: a table, incidents, indicators or statistical neighbours"
    let rates = "rates with their limits are made by t:rates(\"cases\", \"people\", {per = 10000})"
    let sumifs = "rows that meet conditions are counted by t:where(\"age < 18 and sex = 'Female'\"):count(), and summed by :sum(\"column\")"
    let joins = "columns of another table are added by t:join(other, {on = \"code\", add = {\"name\"}})"
    let writes = "a result writes itself: t:write(\"out.xlsx\"); several are sheets of one workbook: write({Leeds = one, Kent = other}, \"out.xlsx\")"
    return [
      "countifs": sumifs, "sumifs": sumifs, "countif": sumifs, "sumif": sumifs, "averageifs": sumifs, "averageif": sumifs,
      "xlookup": joins, "vlookup": joins,
      "write_xlsx": writes, "write_excel": writes, "write_csv": writes, "to_excel": writes, "to_csv": writes, "save": writes, "export": writes,
      "rate": rates, "rates": rates,
      "profile": "help(\"profile\") says what makes a problem profile",
      "printf": "print(string.format(\"%d of %d\", a, b)) prints by a format", "sql": "there is no SQL: a table is asked by t:where(...), t:by(...):sum(...), t:join(...)",
      "load_fingertips": opens, "load_lait": opens, "load_csv": opens, "load_data": opens, "load_police": opens, "load": opens,
    ]
  }()

  private func sourceLine(_ number: Int) -> String? {
    let lines = source.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.indices.contains(number - 1) else { return nil }
    let line = lines[number - 1]
    let most = prompt?.columns == nil ? 160 : Self.longest
    let text = String(decoding: line.prefix(most), as: UTF8.self)
    return text.isEmpty ? nil : text + (line.count > most ? " ..." : "")
  }

  /// A line, or a text of several, in which nothing steers a terminal.
  static func printable(_ line: some StringProtocol, keepingLines: Bool = false) -> String {
    var text = ""
    for scalar in line.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control && scalar != "\t" && !(keepingLines && scalar == "\n")
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
