/// How instances of one Swift type behave in scripts, with members that are typed.
///
/// ```swift
/// extension Point: LuaObjectConvertible {
///   static let luaType = LuaType<Point>(
///     "point",
///     members: [
///       .property("x") { point in point.x },
///       .method("reach") { (point: Point, other: Point) in point.reach(other) },
///     ],
///     text: { point in "\(point)" })
/// }
/// ```
///
/// A method's object is its first parameter. A script reads `p.x` and calls `p:reach(q)`; it cannot assign to an object.
/// For objects whose fields are known only when they are read, see ``LuaClass``.
@safe public final class LuaType<Instance: Sendable>: @unchecked Sendable {
  // Safe to share: constants all, and the address is only compared.
  let cls: LuaClass
  /// The class's address, apart from the class since nothing need count references to an address.
  @usableFromInline let tag: UnsafeRawPointer
  private let bytes: @Sendable (Instance) -> Int

  /// Describes a type.
  ///
  /// - Parameters:
  ///   - name: What scripts see in `bad argument #1 (point expected, got nil)`.
  ///   - bytes: What an instance holds in memory; see ``LuaObject/init(_:as:bytes:)``.
  ///   - text: What `tostring` and `print` give.
  ///   - sequence: What `#`, `[1]` and `ipairs` give.
  ///   - equals: What `==` gives for two objects of the type that are not the same one.
  ///   - less: What `<` gives for two of the type; `<=`, `>` and `>=` follow from it.
  ///   - add: What `+` gives where at least one operand is of the type.
  ///   - subtract: What `-` gives where at least one operand is of the type.
  ///   - concatenate: What `..` gives where at least one operand is of the type.
  public init(
    _ name: String, members: [LuaTypeMember<Instance>] = [], bytes: @escaping @Sendable (Instance) -> Int = { _ in 0 },
    text: (@Sendable (Instance) throws -> String)? = nil, sequence: LuaSequence? = nil,
    equals: (@Sendable (Instance, Instance) -> Bool)? = nil,
    less: (@Sendable (Instance, Instance) throws -> Bool)? = nil, add: LuaClass.Operator? = nil,
    subtract: LuaClass.Operator? = nil, concatenate: LuaClass.Operator? = nil
  ) {
    self.bytes = bytes
    let names = members.filter { !$0.member.isMethod }.map(\.name)
    var table: [String: LuaMember] = [:]
    for member in members { table[member.name] = member.member }
    var length: (@Sendable (any Sendable) throws -> Int)?
    if let sequence { length = sequence.count }
    var plainText: (@Sendable (any Sendable) throws -> String)?
    if let text { plainText = { payload in try (payload as? Instance).map(text) ?? name } }
    var areEqual: LuaClass.Comparison?
    if let equals { areEqual = { left, right in Self.pair(left, right).map { equals($0, $1) } ?? false } }
    var isLess: LuaClass.Comparison?
    if let less {
      isLess = { left, right in
        guard let (left, right) = Self.pair(left, right) else {
          throw LuaOperandError(description: "attempt to compare \(left.kindName) with \(right.kindName)")
        }
        return try less(left, right)
      }
    }
    var fieldNames: (@Sendable (any Sendable) -> [String])?
    if sequence == nil { fieldNames = { _ in names } }
    cls = LuaClass(
      name: name, members: table, readElement: sequence?.readElement, length: length, text: plainText, names: fieldNames,
      equals: areEqual, less: isLess, add: add, subtract: subtract, concatenate: concatenate)
    // Compared with what Lua's objects hold, while this keeps the class.
    unsafe tag = unsafe cls.tag
  }

  private static func pair(_ left: LuaValue, _ right: LuaValue) -> (Instance, Instance)? {
    guard case .object(let one) = left, case .object(let other) = right, let one = one.payload as? Instance,
      let other = other.payload as? Instance
    else { return nil }
    return (one, other)
  }

  /// The name that scripts see.
  public var name: String { cls.name }

  /// Wraps an instance for Lua.
  public func object(_ instance: Instance) -> LuaObject { LuaObject(box: box(instance)) }

  @usableFromInline
  func box(_ instance: Instance) -> LuaBox { LuaInstanceBox(instance, cls: cls, bytes: bytes(instance)) }
}

/// A type whose instances are objects in scripts.
public protocol LuaObjectConvertible: LuaConvertible, Sendable {
  /// How they behave. Keep it in a constant: each new one is another class to Lua.
  static var luaType: LuaType<Self> { get }
}

extension LuaObjectConvertible {
  public static var luaKind: String { luaType.name }

  @inlinable
  public static func read(_ index: Int, of stack: borrowing LuaStack) -> Self? {
    guard let payload = unsafe stack.payload(at: index, tag: luaType.tag) else { return nil }
    // A payload is a box, and Lua keeps it for as long as it is an argument. Comparing types costs less than a cast.
    return unsafe Unmanaged<LuaBox>.fromOpaque(payload)._withUnsafeGuaranteedRef { box in
      type(of: box) == LuaInstanceBox<Self>.self
        ? unsafe unsafeDowncast(box, to: LuaInstanceBox<Self>.self).instance : nil
    }
  }

  public func push(to stack: borrowing LuaStack) { stack.push(fresh: Self.luaType.box(self)) }

  /// The value as a Lua value.
  public var luaValue: LuaValue { .object(Self.luaType.object(self)) }
}

/// A property or a method of a ``LuaType``.
public struct LuaTypeMember<Instance: Sendable>: Sendable {
  let name: String
  let member: LuaMember


  @usableFromInline
  init(_ name: String, _ member: LuaMember) {
    self.name = name
    self.member = member
  }

  /// A value that a script reads by name.
  @inlinable
  public static func property<Value: LuaConvertible>(
    _ name: String, _ read: @escaping @Sendable (Instance) throws -> Value
  ) -> LuaTypeMember where Instance: LuaObjectConvertible {
    LuaTypeMember(name, .property { (stack: borrowing LuaStack) throws -> Int32 in
      var count = 0
      try read(Instance.next(&count, of: stack)).push(to: stack)
      return 1
    })
  }

  /// A function that takes the object first, and up to three arguments.
  @inlinable
  public static func method<Result: LuaConvertible>(
    _ name: String, _ body: @escaping @Sendable (Instance) throws -> Result
  ) -> LuaTypeMember where Instance: LuaObjectConvertible {
    LuaTypeMember(name, .method { (stack: borrowing LuaStack) throws -> Int32 in
      var count = 0
      try body(Instance.next(&count, of: stack)).push(to: stack)
      return 1
    })
  }

  /// A function that takes the object and one argument.
  @inlinable
  public static func method<First: LuaConvertible, Result: LuaConvertible>(
    _ name: String, _ body: @escaping @Sendable (Instance, First) throws -> Result
  ) -> LuaTypeMember where Instance: LuaObjectConvertible {
    LuaTypeMember(name, .method { (stack: borrowing LuaStack) throws -> Int32 in
      var count = 0
      try body(Instance.next(&count, of: stack), First.next(&count, of: stack)).push(to: stack)
      return 1
    })
  }

  /// A function that takes the object and two arguments.
  @inlinable
  public static func method<First: LuaConvertible, Second: LuaConvertible, Result: LuaConvertible>(
    _ name: String, _ body: @escaping @Sendable (Instance, First, Second) throws -> Result
  ) -> LuaTypeMember where Instance: LuaObjectConvertible {
    LuaTypeMember(name, .method { (stack: borrowing LuaStack) throws -> Int32 in
      var count = 0
      try body(
        Instance.next(&count, of: stack),
        First.next(&count, of: stack), Second.next(&count, of: stack)
      ).push(to: stack)
      return 1
    })
  }

  /// A function that takes the object and three arguments.
  @inlinable
  public static func method<First: LuaConvertible, Second: LuaConvertible, Third: LuaConvertible, Result: LuaConvertible>(
    _ name: String, _ body: @escaping @Sendable (Instance, First, Second, Third) throws -> Result
  ) -> LuaTypeMember where Instance: LuaObjectConvertible {
    LuaTypeMember(name, .method { (stack: borrowing LuaStack) throws -> Int32 in
      var count = 0
      try body(
        Instance.next(&count, of: stack),
        First.next(&count, of: stack), Second.next(&count, of: stack), Third.next(&count, of: stack)
      ).push(to: stack)
      return 1
    })
  }
}
