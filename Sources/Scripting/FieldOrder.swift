internal import LuaRuntime
internal import Safeguarding

/// The order in which a script writes the fields of a table: `{n = "count", mean = "mean(age)"}`.
///
/// A table of Lua keeps none, so that columns would come by the letters of their names. The script's own text has it: what stands in
/// braces with the very same names, from the line of the call on or else anywhere. Where there is none, as of names that are made while
/// the script runs, the order is that of the letters.
struct FieldOrder {
  let site: LuaCallSite

  /// The operations of which the answer has its columns, parts or sheets in the order of fields.
  static let operations: Set = ["summarise", "group", "derive", "table_of", "write", "document", "apportion", "contributions"]

  /// Whether a value has fields of which the order may show.
  static func shows(_ value: Value) -> Bool {
    switch value {
    case .record(let fields): fields.count > 1
    case .list(let values): if case .record(let fields)? = values.first { fields.count > 1 } else { false }
    default: false
    }
  }

  /// The same value with the fields of a record, or of the first of a list of them, in the order in which they are written.
  func ordered(_ value: Value) -> Value {
    switch value {
    case .record(let fields) where fields.count > 1: .record(ordered(fields))
    // The first row decides how columns follow each other.
    case .list(let values):
      if case .record(let fields)? = values.first, fields.count > 1 { .list([.record(ordered(fields))] + values.dropFirst()) } else { value }
    default: value
    }
  }

  private func ordered(_ fields: [(name: String, value: Value)]) -> [(name: String, value: Value)] {
    let wanted = Set(fields.map(\.name))
    // Most tables are written where they are given, so that little of the source is read.
    var (ahead, whole) = (ConstructorScanner(site.source, from: site.line), ConstructorScanner(site.source, from: 1))
    guard let names = ahead.firstTable(of: wanted) ?? whole.firstTable(of: wanted) else { return fields }
    let places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return fields.sorted { places[$0.name] ?? 0 < places[$1.name] ?? 0 }
  }
}

/// Finds the tables that a source writes, and the names of their fields.
private struct ConstructorScanner {
  private let bytes: ArraySlice<UInt8>
  private var place: Int

  /// - Parameter line: The line to begin with, which should not be one within a text.
  init(_ bytes: ArraySlice<UInt8>, from line: Int) {
    (self.bytes, place) = (bytes, bytes.startIndex)
    for _ in 1..<max(1, line) { place = bytes[place...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.endIndex }
  }

  private enum Token: Equatable {
    case name(String), text(String), sign(UInt8), other
  }

  /// A table that is open: its names so far, and the last tokens since its brace or the comma before.
  private struct Open {
    var names: [String] = []
    var begun: [Token] = []
    /// How many other brackets are open within.
    var depth = 0
  }

  /// The names of the first table that has some names and no other, in their order; nil where there is none.
  ///
  /// - Complexity: O(bytes up to its end).
  mutating func firstTable(of wanted: Set<String>) -> [String]? {
    var open: [Open] = []
    while let token = next() {
      switch token {
      case .sign(UInt8(ascii: "{")): open.append(Open())
      case .sign(UInt8(ascii: "}")):
        guard let closed = open.popLast() else { continue }
        if closed.names.count == wanted.count, wanted.isSuperset(of: closed.names) { return closed.names }
        if !open.isEmpty { open[open.count - 1].begun.append(.other) }
      case _ where open.isEmpty: continue
      case .sign(UInt8(ascii: "(")): open[open.count - 1].depth += 1
      case .sign(UInt8(ascii: ")")): open[open.count - 1].depth -= 1
      case _ where open[open.count - 1].depth > 0: continue
      case .sign(UInt8(ascii: ",")), .sign(UInt8(ascii: ";")): open[open.count - 1].begun = []
      case .sign(UInt8(ascii: "=")):
        switch open[open.count - 1].begun {
        case let begun where begun.count == 1: if case .name(let name) = begun[0] { open[open.count - 1].names.append(name) }
        case let begun where begun.count == 3 && begun[0] == .sign(UInt8(ascii: "[")) && begun[2] == .sign(UInt8(ascii: "]")):
          if case .text(let name) = begun[1] { open[open.count - 1].names.append(name) }
        default: break
        }
        open[open.count - 1].begun = [.other, .other]
      default: if open[open.count - 1].begun.count < 4 { open[open.count - 1].begun.append(token) }
      }
    }
    return nil
  }

  private func byte(_ ahead: Int = 0) -> UInt8? { place + ahead < bytes.endIndex ? bytes[place + ahead] : nil }

  private mutating func next() -> Token? {
    while let byte = byte() {
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): place += 1
      case UInt8(ascii: "-") where self.byte(1) == byte:
        place += 2
        if self.byte() != UInt8(ascii: "[") || longText() == nil { skipLine() }
      case UInt8(ascii: "\""), UInt8(ascii: "'"): return .text(quoted(byte))
      case UInt8(ascii: "["):
        if let text = longText() { return .text(text) }
        place += 1
        return .sign(byte)
      // Signs of two of which one is no equals sign of a field.
      case UInt8(ascii: "="), UInt8(ascii: "~"), UInt8(ascii: "<"), UInt8(ascii: ">"):
        let isComparison = self.byte(1) == UInt8(ascii: "=")
        place += isComparison ? 2 : 1
        return isComparison ? .other : .sign(byte)
      case _ where Self.isLetter(byte):
        let start = place
        while let next = self.byte(), Self.isLetter(next) || 48...57 ~= next { place += 1 }
        return .name(String(decoding: bytes[start..<place], as: UTF8.self))
      default:
        place += 1
        return .sign(byte)
      }
    }
    return nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool { 65...90 ~= byte || 97...122 ~= byte || byte == UInt8(ascii: "_") }

  private mutating func skipLine() { while let byte = byte(), byte != UInt8(ascii: "\n") { place += 1 } }

  /// A text in quotes; one with escapes is not read, and names no field.
  private mutating func quoted(_ mark: UInt8) -> String {
    place += 1
    let start = place
    var hasEscape = false
    while let byte = byte(), byte != mark, byte != UInt8(ascii: "\n") {
      hasEscape = hasEscape || byte == UInt8(ascii: "\\")
      place += byte == UInt8(ascii: "\\") && self.byte(1) != nil ? 2 : 1
    }
    let text = hasEscape ? "" : String(decoding: bytes[start..<min(place, bytes.endIndex)], as: UTF8.self)
    if byte() == mark { place += 1 }
    return text
  }

  /// A text in long brackets, `[[...]]` or `[==[...]==]`; nil where none begins here, and then nothing is passed over.
  private mutating func longText() -> String? {
    var level = 0
    while byte(1 + level) == UInt8(ascii: "=") { level += 1 }
    guard byte() == UInt8(ascii: "["), byte(1 + level) == UInt8(ascii: "[") else { return nil }
    place += level + 2
    let start = place
    while let byte = byte() {
      if byte == UInt8(ascii: "]"), (0..<level).allSatisfy({ self.byte(1 + $0) == UInt8(ascii: "=") }), self.byte(1 + level) == byte {
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        place += level + 2
        return text
      }
      place += 1
    }
    return String(decoding: bytes[start..<bytes.endIndex], as: UTF8.self)
  }
}
