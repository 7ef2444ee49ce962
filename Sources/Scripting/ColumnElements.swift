internal import Columns
internal import LuaRuntime
internal import Safeguarding

extension LuaSequence {
  /// The values of a column, straight from its memory to Lua's stack.
  static let columnElements = LuaSequence(of: ColumnView.self, count: { $0.column.count }) { view, index, stack in
    switch view.column[index - 1] {
    case .integer(let value): stack.push(value)
    case .number(let value):
      // As everywhere in scripts, a count that came as a number prints 379 and not 379.0.
      if let whole = Int(exactly: value) { stack.push(whole) } else { stack.push(value) }
    case .text(let text): stack.push(text)
    case .boolean(let flag): stack.push(flag)
    case let cell: stack.push(stack.engine.value(of: Value(cell).tree))
    }
  }
}
