internal import CLua

extension LuaValue {
  /// Takes the value out of Lua with everything in it. No metamethod runs.
  public func tree(within bounds: LuaTree.Bounds = LuaTree.Bounds()) throws(LuaTreeError) -> LuaTree {
    switch self {
    case .nothing: return .nothing
    case .boolean(let value): return .boolean(value)
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .string(let bytes): return .string(bytes)
    case .object(let object): return .object(object)
    case .function, .opaque: throw .unsupportedValue(path: "", kind: kindName)
    case .table(let table): return try table.tree(within: bounds)
    }
  }
}

extension LuaTable {
  /// Takes the table out of Lua with everything in it; see ``LuaValue/tree(within:)``.
  public func tree(within bounds: LuaTree.Bounds = LuaTree.Bounds()) throws(LuaTreeError) -> LuaTree {
    guard let state = reference.core.state else { throw .unavailable }
    let base = state.top
    defer { state.setTop(base) }
    state.push(reference, in: reference.core)
    var reader = LuaTreeReader(state: state, core: reference.core, bounds: bounds)
    return try reader.table()
  }
}

/// Reads the value on top of the stack and leaves the stack as it was.
///
/// Nothing but the reader runs until it ends, so tables do not change under `next`.
private struct LuaTreeReader {
  let state: LuaState
  let core: LuaCore
  let bounds: LuaTree.Bounds
  var values = 0
  var tables = 0
  var bytes = 0
  /// The tables around the one being read.
  var ancestors: [UInt] = []
  var path: [Step] = []

  enum Step {
    case element(Int)
    case field(String)
  }

  init(state: LuaState, core: LuaCore, bounds: LuaTree.Bounds) {
    self.state = state
    self.core = core
    self.bounds = bounds
  }

  mutating func value() throws(LuaTreeError) -> LuaTree {
    if state.kind(at: -1) == .table { return try table() }
    try count()
    if let length = state.byteCount(at: -1) { try count(bytes: length) }  // before it is copied
    switch state.value(at: -1, in: core) {
    case .nothing: return .nothing
    case .boolean(let value): return .boolean(value)
    case .integer(let value): return .integer(value)
    case .number(let value): return .number(value)
    case .string(let text): return .string(text)
    case .object(let object): return .object(object)
    case let other: throw .unsupportedValue(path: pathText, kind: other.kindName)
    }
  }

  mutating func table() throws(LuaTreeError) -> LuaTree {
    let identity = state.identity(at: -1)
    try count()
    tables += 1
    if tables & 7 == 0 { try look() }  // each may have a million gaps, and counts as one value
    if ancestors.contains(identity) { throw .cycle(path: pathText) }
    if ancestors.count >= bounds.depth || !state.reserve(8) { throw .tooDeep(path: pathText, limit: bounds.depth) }
    ancestors.append(identity)
    let table = state.top
    let tree = try isRecord(table) ? record(table) : list(table)
    ancestors.removeLast()
    return tree
  }

  /// Whether all keys are strings; throws if they are neither that nor a list's.
  private func isRecord(_ table: Int32) throws(LuaTreeError) -> Bool {
    let length = state.length(at: table)
    var strings = 0, elements = 0
    state.pushNil()
    while state.next(table) {
      switch state.kind(at: -2) {
      case .string: strings += 1
      case .integer: elements += 1
      default: throw .unsupportedKeys(path: pathText)
      }
      if (strings + elements) & 4095 == 0 { try look() }
      state.pop()
    }
    if strings > 0 && elements == 0 { return true }
    guard strings == 0 && elements == length else { throw .unsupportedKeys(path: pathText) }
    return false
  }

  private mutating func list(_ table: Int32) throws(LuaTreeError) -> LuaTree {
    var elements: [LuaTree] = []
    let count = state.length(at: table)
    for index in 0..<count {
      state.getElement(index + 1, of: table)
      path.append(.element(index + 1))
      // As many keys as the length says, so a nil here is a gap that a key beyond the length made up for.
      if state.kind(at: -1) == .nothing {
        path.removeLast()
        throw .unsupportedKeys(path: pathText)
      }
      elements.append(try value())
      path.removeLast()
      state.pop()
    }
    return .list(elements)
  }

  private mutating func record(_ table: Int32) throws(LuaTreeError) -> LuaTree {
    var fields: [LuaTree.Field] = []
    state.pushNil()
    while state.next(table) {
      try count(bytes: state.byteCount(at: -2) ?? 0)
      let name = state.text(at: -2) ?? ""
      path.append(.field(name))
      fields.append(LuaTree.Field(name: name, value: try value()))
      path.removeLast()
      state.pop()
    }
    return .record(fields.sorted { $0.name < $1.name })
  }

  private func look() throws(LuaTreeError) { if core.check() != .none { throw .stopped } }

  private mutating func count() throws(LuaTreeError) {
    values += 1
    if values > bounds.values { throw .tooManyValues(path: pathText, limit: bounds.values) }
    if values & 4095 == 0 { try look() }
  }

  private mutating func count(bytes more: Int) throws(LuaTreeError) {
    if more > bounds.stringBytes { throw .stringTooLong(path: pathText, limit: bounds.stringBytes) }
    bytes += more
    if more > 1 << 16 { try look() }
    if bytes > bounds.bytes { throw .tooManyBytes(path: pathText, limit: bounds.bytes) }
  }

  private var pathText: String {
    path.reduce(into: "") { text, step in
      switch step {
      case .element(let index): text += "[\(index)]"
      case .field(let name): text += text.isEmpty ? name : ".\(name)"
      }
    }
  }
}
