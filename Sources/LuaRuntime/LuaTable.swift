internal import CLua

/// A table that lives in Lua, read and changed from Swift. No metamethod runs.
///
/// It stays the script's own table: what one side changes the other sees. When its engine is gone the table reads as
/// empty. To take a whole table out of Lua, use ``LuaValue/tree(within:)``.
public struct LuaTable {
  let reference: LuaReference

  /// The number of elements from one on, as `#table` counts them without a metamethod.
  public var count: Int { with { state, table in state.length(at: table) } ?? 0 }

  /// Whether the table has a metatable, also one that scripts cannot see, but for that of rows, which are what they hold.
  public var hasMetatable: Bool { with { state, table in state.hasMetatable(at: table) && !state.isRow(at: table) } ?? false }

  /// Makes the table a row: reading a field that it lacks is an error, which names those it has.
  public func becomeRow() {
    _ = with { state, _ in state.makeRow() }
  }

  /// The element at a place counted from one, or nothing.
  public func element(_ index: Int) -> LuaValue {
    with { state, table in
      state.getElement(index, of: table)
      return state.value(at: -1, in: reference.core)
    } ?? .nothing
  }

  /// The elements from one to ``count``.
  public var elements: [LuaValue] {
    with { state, table in
      (0..<state.length(at: table)).map { offset in
        state.getElement(offset + 1, of: table)
        defer { state.pop() }
        return state.value(at: -1, in: reference.core)
      }
    } ?? []
  }

  /// The value of a field, or nothing.
  public func field(_ name: String) -> LuaValue {
    with { state, table in
      state.getField(name, of: table)
      return state.value(at: -1, in: reference.core)
    } ?? .nothing
  }

  /// The names of the fields whose keys are strings, in order.
  public var fieldNames: [String] { fieldNames(ofAtMost: .max) ?? [] }

  /// The same, or nil where the table has more entries than so many.
  package func fieldNames(ofAtMost most: Int) -> [String]? {
    with { state, table in
      var names: [String] = []
      var entries = 0
      state.pushNil()
      while state.next(table) {
        entries += 1
        if entries > most { return nil }
        if let name = state.text(at: -2) { names.append(name) }
        state.pop()
      }
      return names.sorted()
    } ?? []
  }

  /// The fields whose keys are strings, in order of name.
  public var fields: [(name: String, value: LuaValue)] {
    entries.compactMap { key, value in key.text.map { ($0, value) } }.sorted { $0.name < $1.name }
  }

  /// All keys and values: the elements first and in order, then the rest in Lua's order.
  public var entries: [(key: LuaValue, value: LuaValue)] {
    with { state, table in
      var entries: [(key: LuaValue, value: LuaValue)] = []
      state.pushNil()
      // Lua's `next` fails if a table loses keys meanwhile; nothing but this loop runs until it ends.
      while state.next(table) {
        entries.append((state.value(at: -2, in: reference.core), state.value(at: -1, in: reference.core)))
        state.pop()
      }
      return entries
    } ?? []
  }

  /// Calls a function with each key and value as they are now. The function may change the table.
  public func forEach(_ body: (_ key: LuaValue, _ value: LuaValue) throws -> Void) rethrows {
    for (key, value) in entries { try body(key, value) }
  }

  /// Sets an element at a place counted from one; nothing removes it.
  public func setElement(_ index: Int, _ value: LuaValue) {
    with { state, table in
      state.push(value, in: reference.core)
      state.setElement(index, of: table)
    }
  }

  /// Sets a field; nothing removes it.
  public func setField(_ name: String, _ value: LuaValue) {
    with { state, table in
      state.push(value, in: reference.core)
      state.setField(name, of: table)
    }
  }

  /// Runs a body with the table on the stack, and clears the stack after it. Nil once the engine is gone.
  @discardableResult
  private func with<Result>(_ body: (LuaState, Int32) -> Result) -> Result? {
    guard let state = reference.core.state else { return nil }
    let base = state.top
    defer { state.setTop(base) }
    state.push(reference, in: reference.core)
    return body(state, base + 1)
  }
}

extension LuaTable: Equatable {
  /// Whether two values are the same table.
  public static func == (left: LuaTable, right: LuaTable) -> Bool {
    guard left.reference.core === right.reference.core else { return false }
    let identity = left.with { state, table in state.identity(at: table) }
    return identity != nil && identity == right.with { state, table in state.identity(at: table) }
  }
}
