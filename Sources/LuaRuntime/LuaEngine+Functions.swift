// One overload for each number of parameters: Swift 6.3.1 does not specialise a function over a parameter pack, and
// builds metadata at every call of it instead, which costs as much as the call. Those that give nothing are disfavoured, or a
// closure of one `if` could be either.

extension LuaEngine {
  /// Makes a function that takes and gives Swift values.
  ///
  /// ```swift
  /// engine.setGlobal("rate", engine.function("rate") { (cases: Int, people: Double) in Double(cases) / people * 10_000 })
  /// ```
  ///
  /// There may be up to four parameters. Arguments of another kind are refused in Lua's words, `bad argument #1 to 'rate'
  /// (number expected, got nil)`; those beyond the last parameter are passed over. A parameter that may be left out is an
  /// optional. What the body throws becomes an error at the script's line, which the script can catch; uncaught, it is the
  /// ``LuaError/underlying`` error of the call.
  ///
  /// - Parameter name: What an argument error calls the function when Lua does not know better.
  @inlinable
  public func function<Result: LuaConvertible>(
    _ name: String, _ body: @escaping () throws -> Result
  ) -> LuaValue {
    function(LuaFunctionBox(name: name) { (stack: borrowing LuaStack) throws -> Int32 in
      try body().push(to: stack)
      return 1
    })
  }

  /// Makes a function of one parameter.
  @inlinable
  public func function<First: LuaConvertible, Result: LuaConvertible>(
    _ name: String, _ body: @escaping (First) throws -> Result
  ) -> LuaValue {
    function(LuaFunctionBox(name: name) { (stack: borrowing LuaStack) throws -> Int32 in
      var count = 0
      try body(First.next(&count, of: stack)).push(to: stack)
      return 1
    })
  }

  /// Makes a function of two parameters.
  @inlinable
  public func function<First: LuaConvertible, Second: LuaConvertible, Result: LuaConvertible>(
    _ name: String, _ body: @escaping (First, Second) throws -> Result
  ) -> LuaValue {
    function(LuaFunctionBox(name: name) { (stack: borrowing LuaStack) throws -> Int32 in
      var count = 0
      try body(First.next(&count, of: stack), Second.next(&count, of: stack)).push(to: stack)
      return 1
    })
  }

  /// Makes a function of three parameters.
  @inlinable
  public func function<First: LuaConvertible, Second: LuaConvertible, Third: LuaConvertible, Result: LuaConvertible>(
    _ name: String, _ body: @escaping (First, Second, Third) throws -> Result
  ) -> LuaValue {
    function(LuaFunctionBox(name: name) { (stack: borrowing LuaStack) throws -> Int32 in
      var count = 0
      try body(First.next(&count, of: stack), Second.next(&count, of: stack), Third.next(&count, of: stack)).push(to: stack)
      return 1
    })
  }

  /// Makes a function of four parameters.
  @inlinable
  public func function<First: LuaConvertible, Second: LuaConvertible, Third: LuaConvertible, Fourth: LuaConvertible, Result: LuaConvertible>(
    _ name: String, _ body: @escaping (First, Second, Third, Fourth) throws -> Result
  ) -> LuaValue {
    function(LuaFunctionBox(name: name) { (stack: borrowing LuaStack) throws -> Int32 in
      var count = 0
      try body(First.next(&count, of: stack), Second.next(&count, of: stack), Third.next(&count, of: stack), Fourth.next(&count, of: stack)).push(to: stack)
      return 1
    })
  }

  /// Makes a function that gives nothing; see above for the rest.
  @inlinable @_disfavoredOverload
  public func function(
    _ name: String, _ body: @escaping () throws -> Void
  ) -> LuaValue {
    function(LuaFunctionBox(name: name) { (stack: borrowing LuaStack) throws -> Int32 in
      try body()
      return 0
    })
  }

  /// Makes a function of one parameter that gives nothing.
  @inlinable @_disfavoredOverload
  public func function<First: LuaConvertible>(
    _ name: String, _ body: @escaping (First) throws -> Void
  ) -> LuaValue {
    function(LuaFunctionBox(name: name) { (stack: borrowing LuaStack) throws -> Int32 in
      var count = 0
      try body(First.next(&count, of: stack))
      return 0
    })
  }

  /// Makes a function of two parameters that gives nothing.
  @inlinable @_disfavoredOverload
  public func function<First: LuaConvertible, Second: LuaConvertible>(
    _ name: String, _ body: @escaping (First, Second) throws -> Void
  ) -> LuaValue {
    function(LuaFunctionBox(name: name) { (stack: borrowing LuaStack) throws -> Int32 in
      var count = 0
      try body(First.next(&count, of: stack), Second.next(&count, of: stack))
      return 0
    })
  }

  /// Makes a function of three parameters that gives nothing.
  @inlinable @_disfavoredOverload
  public func function<First: LuaConvertible, Second: LuaConvertible, Third: LuaConvertible>(
    _ name: String, _ body: @escaping (First, Second, Third) throws -> Void
  ) -> LuaValue {
    function(LuaFunctionBox(name: name) { (stack: borrowing LuaStack) throws -> Int32 in
      var count = 0
      try body(First.next(&count, of: stack), Second.next(&count, of: stack), Third.next(&count, of: stack))
      return 0
    })
  }

  /// Makes a function of four parameters that gives nothing.
  @inlinable @_disfavoredOverload
  public func function<First: LuaConvertible, Second: LuaConvertible, Third: LuaConvertible, Fourth: LuaConvertible>(
    _ name: String, _ body: @escaping (First, Second, Third, Fourth) throws -> Void
  ) -> LuaValue {
    function(LuaFunctionBox(name: name) { (stack: borrowing LuaStack) throws -> Int32 in
      var count = 0
      try body(First.next(&count, of: stack), Second.next(&count, of: stack), Third.next(&count, of: stack), Fourth.next(&count, of: stack))
      return 0
    })
  }
}
