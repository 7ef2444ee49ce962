internal import CLua

/// How a kind of Swift value behaves in scripts: its fields, elements, methods and operators.
///
/// ```swift
/// static let point: LuaClass = LuaClass(
///   "point",
///   methods: ["reach": { call in [.number(reach(try call.object(1, as: point)))] }],
///   field: { payload, key in key == "x" ? .number((payload as? Point)?.x ?? 0) : nil },
///   text: { payload in "\(payload)" })
/// ```
///
/// A script reads `p.x` as a method's name first and a field after that, but for the methods that yield; `p[1]` is an
/// element. It cannot assign to an object. Whatever a closure throws becomes an error at the script's line. Where a
/// closure is left out, the operation fails as it does for any Lua value that has none.
public final class LuaClass: Sendable {
  /// A method; the object itself is the first argument.
  public typealias Method = @Sendable (borrowing LuaCall) throws -> [LuaValue]
  /// Reads a field. Nil reads as `nil`; throw to say that there is no such field.
  public typealias Field = @Sendable (_ payload: any Sendable, _ key: String) throws -> LuaTree?
  /// Reads an element, counted from one. Nil, as beyond the end, stops `ipairs`. A record is a row: reading a field that it lacks is an
  /// error, which names those it has.
  public typealias Element = @Sendable (_ payload: any Sendable, _ index: Int) throws -> LuaTree?
  /// Joins two operands, of which at least one is an object of the class.
  public typealias Operator = @Sendable (_ left: LuaValue, _ right: LuaValue) throws -> LuaValue
  /// Compares two operands, of which at least one is an object of the class.
  public typealias Comparison = @Sendable (_ left: LuaValue, _ right: LuaValue) throws -> Bool

  /// The name that scripts see in `bad argument #1 (indicator expected, got nil)`.
  public let name: String

  let members: [String: LuaMember]
  private let hidden: Set<String>
  /// Pushes an element counted from one, and says whether there is one. Nil where the class has no elements.
  let readElement: ElementReader?

  @usableFromInline typealias ElementReader = @Sendable (LuaBox, Int, borrowing LuaStack) throws -> Bool

  let field: Field?
  let length: (@Sendable (any Sendable) throws -> Int)?
  let text: (@Sendable (any Sendable) throws -> String)?
  let names: (@Sendable (any Sendable) -> [String])?
  let equals: Comparison?
  let less: Comparison?
  let lessOrEqual: Comparison?
  let add: Operator?
  let subtract: Operator?
  let multiply: Operator?
  let divide: Operator?
  let concatenate: Operator?
  let negate: (@Sendable (LuaValue) throws -> LuaValue)?

  /// Describes a class of objects.
  ///
  /// - Parameters:
  ///   - yielding: Methods before which a field of the same name stands, for objects that have one.
  ///   - hidden: Methods that completion does not offer.
  ///   - length: What `#object` gives.
  ///   - sequence: The same as `length` and `element` for payloads of one type, at less cost.
  ///   - text: What `tostring` and `print` give.
  ///   - names: The fields there are, for `pairs` and for completion. Without it, `pairs` gives the elements, if the
  ///     class has a length.
  ///   - equals: What `==` gives for two objects that are not the same one. Without it they differ.
  ///   - lessOrEqual: What `<=` gives. Without it, `a <= b` is `not (b < a)`.
  public convenience init(
    _ name: String, methods: [String: Method] = [:], yielding: Set<String> = [], hidden: Set<String> = [], field: Field? = nil, element: Element? = nil,
    length: (@Sendable (any Sendable) throws -> Int)? = nil, sequence: LuaSequence? = nil, text: (@Sendable (any Sendable) throws -> String)? = nil,
    names: (@Sendable (any Sendable) -> [String])? = nil, equals: Comparison? = nil, less: Comparison? = nil,
    lessOrEqual: Comparison? = nil, add: Operator? = nil, subtract: Operator? = nil, multiply: Operator? = nil,
    divide: Operator? = nil, negate: (@Sendable (LuaValue) throws -> LuaValue)? = nil, concatenate: Operator? = nil
  ) {
    var members: [String: LuaMember] = [:]
    for (key, body) in methods {
      let method: LuaMember.Body = { stack in try stack.answer(name, body) }
      guard yielding.contains(key), let field else {
        members[key] = .method(method)
        continue
      }
      let property: LuaMember.Body = { stack in
        try stack.answer(name) { call in
          guard case .object(let object) = call[1], let value = try field(object.payload, key) else { return [] }
          return [call.engine.value(of: value)]
        }
      }
      members[key] = .property(property, method: method)
    }
    var readElement = sequence?.readElement
    if let element {
      readElement = { (box: LuaBox, index: Int, stack: borrowing LuaStack) throws -> Bool in
        guard let value = try element(box.value, index) else { return false }
        stack.push(stack.engine.value(of: value))
        if case .record = value { stack.makeRow() }
        return true
      }
    }
    self.init(
      name: name, members: members, hidden: hidden, field: field, readElement: readElement, length: length ?? sequence?.count, text: text,
      names: names, equals: equals, less: less, lessOrEqual: lessOrEqual, add: add,
      subtract: subtract, multiply: multiply, divide: divide, negate: negate, concatenate: concatenate)
  }

  init(
    name: String, members: [String: LuaMember], hidden: Set<String> = [], field: Field? = nil,
    readElement: ElementReader? = nil,
    length: (@Sendable (any Sendable) throws -> Int)? = nil, text: (@Sendable (any Sendable) throws -> String)? = nil,
    names: (@Sendable (any Sendable) -> [String])? = nil, equals: Comparison? = nil, less: Comparison? = nil,
    lessOrEqual: Comparison? = nil, add: Operator? = nil, subtract: Operator? = nil, multiply: Operator? = nil,
    divide: Operator? = nil, negate: (@Sendable (LuaValue) throws -> LuaValue)? = nil, concatenate: Operator? = nil
  ) {
    self.name = name
    self.members = members
    self.hidden = hidden
    self.field = field
    self.readElement = readElement
    self.length = length
    self.text = text
    self.names = names
    self.equals = equals
    self.less = less
    self.lessOrEqual = lessOrEqual
    self.add = add
    self.subtract = subtract
    self.multiply = multiply
    self.divide = divide
    self.negate = negate
    self.concatenate = concatenate
  }

  /// The fields and methods of an object in order of name, for completion.
  public func memberNames(of payload: any Sendable) -> [String] {
    Set(members.keys).subtracting(hidden).union(names?(payload) ?? []).sorted()
  }

  /// The address that marks this class's objects in C.
  var tag: UnsafeRawPointer {
    // Only compared and handed back, while `LuaCore` keeps the class.
    unsafe UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
  }

  /// How objects are read, for C.
  var reading: CLuaReading {
    if readElement != nil { return .elements }
    return field == nil && members.values.allSatisfy { $0.isMethod } ? .methods : .fields
  }

  /// The operations there are, one bit each, for C.
  var operations: UInt32 {
    let offered: [(CLuaOperation, Bool)] = [
      (.length, length != nil), (.text, text != nil), (.equal, equals != nil), (.less, less != nil),
      (.lessOrEqual, less != nil || lessOrEqual != nil), (.add, add != nil), (.subtract, subtract != nil),
      (.multiply, multiply != nil), (.divide, divide != nil), (.negate, negate != nil),
      (.concatenate, concatenate != nil), (.pairs, names != nil || (length != nil && readElement != nil)),
    ]
    return offered.reduce(0) { $1.1 ? $0 | 1 << $1.0.rawValue : $0 }
  }
}

/// What a class's objects answer by name.
@usableFromInline enum LuaMember: Sendable {
  @usableFromInline typealias Body = @Sendable (borrowing LuaStack) throws -> Int32

  /// Called with the object first.
  case method(Body)
  /// Called with the object when it is read. Where it pushes nothing the method stands in its place.
  case property(Body, method: Body? = nil)

  var isMethod: Bool { if case .method = self { true } else { false } }
}
