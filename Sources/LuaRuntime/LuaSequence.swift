/// What `#`, `[1]` and `ipairs` give for an object that holds other values, typed so that an element costs little.
public struct LuaSequence: Sendable {
  let count: @Sendable (any Sendable) throws -> Int
  let readElement: LuaClass.ElementReader

  /// Describes a sequence.
  ///
  /// - Parameters:
  ///   - type: The type of the objects' payloads. An object with another payload has no elements.
  ///   - count: How many elements there are.
  ///   - push: Pushes the element at a place from one to the count, and nothing else.
  @inlinable
  public init<Instance: Sendable>(
    of type: Instance.Type, count: @escaping @Sendable (Instance) throws -> Int,
    push: @escaping @Sendable (Instance, Int, borrowing LuaStack) throws -> Void
  ) {
    self.init(
      count: { payload in try (payload as? Instance).map(count) ?? 0 },
      readElement: { (box: LuaBox, index: Int, stack: borrowing LuaStack) throws -> Bool in
        // Comparing types costs less than a cast.
        guard Swift.type(of: box) == LuaInstanceBox<Instance>.self, index >= 1 else { return false }
        let box = unsafe unsafeDowncast(box, to: LuaInstanceBox<Instance>.self)
        guard try index <= count(box.instance) else { return false }
        try push(box.instance, index, stack)
        return true
      })
  }

  @usableFromInline
  init(count: @escaping @Sendable (any Sendable) throws -> Int, readElement: @escaping LuaClass.ElementReader) {
    self.count = count
    self.readElement = readElement
  }
}
