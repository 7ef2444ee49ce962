internal import Columns
internal import LuaRuntime
internal import Safeguarding

extension LuaSequence {
  /// The values of a column, straight from its memory to Lua's stack.
  static let columnElements = LuaSequence(of: ColumnView.self, count: { $0.column.count }) { view, index, stack in
    if let number = view.numbers?.number(index - 1) {
      push(number, to: stack)
      return
    }
    switch view.column[index - 1] {
    case .integer(let value): stack.push(value)
    case .number(let value): push(value, to: stack)
    case .text(let text): stack.push(text)
    case .boolean(let flag): stack.push(flag)
    case let cell: stack.push(stack.engine.value(of: Value(cell).tree))
    }
  }

  /// Pushes a number; as everywhere in scripts, a count that came as one prints 379 and not 379.0.
  @inline(__always)
  private static func push(_ number: Double, to stack: borrowing LuaStack) {
    // The exact conversion calls a function of the mathematical library; below this size the plain one is exact too.
    if number.magnitude < 9e15 {
      let whole = Int(number)
      if Double(whole) == number { stack.push(whole) } else { stack.push(number) }
    } else if let whole = Int(exactly: number) {
      stack.push(whole)
    } else {
      stack.push(number)
    }
  }
}
