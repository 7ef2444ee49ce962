import Columns

/// What knows the calls of a script that made it, for `why` to tell.
protocol Called: OperationObject {
  /// The calls, in their order and as they are written: `by("agency")`.
  var calls: [String] { get set }
  /// The columns that calls added to those there were, the latest first.
  var added: [String] { get set }
}

extension Called {
  /// Returns the same, made by one more call than another thing. Of very many calls the last are kept, since a loop may add a column a
  /// thousand times.
  func called(_ call: String, after thing: any OperationObject) -> any OperationObject {
    // Conditions on incidents are told in words.
    let before = (thing as? any Called)?.calls ?? (thing as? Incidents)?.conditions.map { "where(\"\($0)\")" } ?? []
    var made = self
    made.calls = (before.count > 40 ? ["..."] + before.suffix(39) : before) + [call]
    made.added = Self.added(to: thing, giving: columnsOfTable)
    return made
  }

  /// The columns that a thing knows as added and still has, behind those that are new where it has lost none.
  private static func added(to thing: any OperationObject, giving names: [String]) -> [String] {
    let (before, after) = (Set(thing.columnsOfTable), Set(names))
    let new = before.isEmpty || !before.isSubset(of: after) ? [] : names.filter { !before.contains($0) }
    return new + ((thing as? any Called)?.added ?? []).filter(after.contains)
  }
}

extension Table: Called {}
extension PendingTable: Called {}
extension Grouping: Called {
  var added: [String] {
    get { [] }
    set {}
  }
}

extension OperationObject {
  /// How a table was made of what its sources hold, as one line; nil for any other thing.
  package var madeBy: String? { (self as? Table).flatMap { $0.calls.isEmpty ? nil : "calls: \($0.calls.joined(separator: ":"))" } }
}

extension Value {
  /// The value as a script writes it, cut where it is long.
  package var written: String { written(room: 160) }

  private func written(room: Int) -> String {
    switch self {
    case .nothing: return "nil"
    case .missing(let reason): return "missing (\(reason.words))"
    case .boolean(let flag): return flag ? "true" : "false"
    case .integer(let number): return String(number)
    case .number(let number): return Cell.number(number).plainText
    case .text(let text): return "\"\(text.unicodeScalars.count > room ? String(Substring(text.unicodeScalars.prefix(room))) + "..." : text)\""
    case .list(let values): return "{\(Self.joined(values.lazy.map { (nil, $0) }, room: room))}"
    case .record(let fields): return "{\(Self.joined(fields.lazy.map { ($0.name, $0.value) }, room: room))}"
    case .object(let object): return object.cell?.plainText ?? type(of: object).kind.name
    }
  }

  private static func joined(_ values: some Sequence<(name: String?, value: Value)>, room: Int) -> String {
    var parts: [String] = []
    var left = room
    for (name, value) in values {
      guard left > 0 else { return (parts + ["..."]).joined(separator: ", ") }
      let isPlain = name.map { name in name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_") } } ?? true
      let part = (name.map { isPlain ? "\($0) = " : "[\"\($0)\"] = " } ?? "") + value.written(room: left)
      left -= part.count
      parts.append(part)
    }
    return parts.joined(separator: ", ")
  }
}
