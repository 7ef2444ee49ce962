// A Lua stack as Swift sees it.
//
// Why each `unsafe` in this file holds: a `LuaState` is made from the engine's own state while that state is open, and
// does not outlive the call it was made for; indexes are in range because the caller reserved the slots or was called
// with them; CLua offers no function that raises, so no jump crosses a frame of Swift; and a pointer read from the stack
// is used before the value it belongs to is popped.

internal import CLua

@safe struct LuaState {
  private let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }

  /// Room on the stack that every function which pushes a fixed number of values may rely on.
  static let spareSlots = 20

  // MARK: The stack

  var top: Int32 { unsafe clua_top(pointer) }
  /// Whether the strings among the arguments fit into the memory once more; if not, an error is pushed.
  var canCopyStrings: Bool { unsafe clua_can_copy_strings(pointer) }
  func setTop(_ index: Int32) { unsafe clua_set_top(pointer, index) }
  func pop(_ count: Int32 = 1) { setTop(-count - 1) }

  /// Makes room for `count` values more than the spare ones. False when Lua's stack is at its end.
  func reserve(_ count: Int) -> Bool {
    guard let slots = Int32(exactly: count + Self.spareSlots) else { return false }
    return unsafe clua_reserve(pointer, slots)
  }

  // MARK: Reading

  func value(at index: Int32, in core: LuaCore) -> LuaValue {
    var read = unsafe CLuaValue()
    unsafe clua_read(pointer, index, &read)
    switch unsafe read.kind {
    case .nothing: return .nothing
    case .boolean: return unsafe .boolean(read.boolean)
    case .integer: return unsafe .integer(Int(read.integer))
    case .number: return unsafe .number(read.number)
    case .string: return unsafe .string([UInt8](UnsafeBufferPointer(start: read.bytes, count: read.length)))
    case .table: return .table(LuaTable(reference: reference(at: index, in: core)))
    case .function: return .function(LuaFunctionReference(reference: reference(at: index, in: core)))
    case .object:
      guard let payload = unsafe read.payload else { return .nothing }
      // From now on Swift may push the same object again.
      unsafe clua_remember(pointer, index)
      return unsafe .object(LuaObject(box: Unmanaged<LuaBox>.fromOpaque(payload).takeUnretainedValue()))
    case .opaque: return .opaque(reference(at: index, in: core))
    }
  }

  func kind(at index: Int32) -> CLuaKind {
    var read = unsafe CLuaValue()
    unsafe clua_read(pointer, index, &read)
    return unsafe read.kind
  }

  /// The text at an index, with bytes that are not UTF-8 repaired; nil for anything but a string.
  func text(at index: Int32) -> String? {
    var read = unsafe CLuaValue()
    unsafe clua_read(pointer, index, &read)
    guard unsafe read.kind == .string else { return nil }
    return unsafe String(repairing: UnsafeBufferPointer(start: read.bytes, count: read.length))
  }

  /// How many bytes the string at an index has; nil for anything but a string.
  func byteCount(at index: Int32) -> Int? {
    var length = 0
    return unsafe clua_bytes(pointer, index, &length) == nil ? nil : length
  }

  /// The integer at an index, or the number without a fraction; nil for anything else.
  @inline(__always)
  func integer(at index: Int32) -> Int? {
    let read = unsafe clua_integer(pointer, index)
    return read.isOne ? Int(read.integer) : nil
  }

  @inline(__always)
  func number(at index: Int32) -> Double? {
    let read = unsafe clua_number(pointer, index)
    return read.isOne ? read.number : nil
  }

  /// What the object at an index holds; nil for anything but an object.
  func box(at index: Int32) -> LuaBox? {
    var read = unsafe CLuaValue()
    unsafe clua_read(pointer, index, &read)
    guard unsafe read.kind == .object, let payload = unsafe read.payload else { return nil }
    return unsafe Unmanaged<LuaBox>.fromOpaque(payload).takeUnretainedValue()
  }

  @inline(__always)
  func boolean(at index: Int32) -> Bool? {
    var boolean = false
    return unsafe clua_boolean(pointer, index, &boolean) ? boolean : nil
  }

  func withBytes<Result>(at index: Int32, _ body: (Span<UInt8>) throws -> Result) rethrows -> Result? {
    var length = 0
    guard let bytes = unsafe clua_bytes(pointer, index, &length) else { return nil }
    return unsafe try body(UnsafeBufferPointer(start: bytes, count: length).span)
  }

  @inline(__always)
  func payload(at index: Int32, tag: UnsafeRawPointer) -> UnsafeMutableRawPointer? {
    unsafe clua_payload(pointer, index, tag)
  }

  func absolute(_ index: Int32) -> Int32 { unsafe clua_absolute(pointer, index) }

  /// The engine, which is alive while its state is.
  var owner: LuaEngine { unsafe Unmanaged<LuaEngine>.fromOpaque(clua_owner(pointer)).takeUnretainedValue() }

  func typeName(at index: Int32) -> String { unsafe String(cString: clua_type_name(pointer, index)) }

  /// Tells one table from another for as long as both live.
  func identity(at index: Int32) -> UInt { unsafe UInt(bitPattern: clua_pointer(pointer, index)) }

  func position() -> CLuaPosition {
    var position = CLuaPosition()
    unsafe clua_position(pointer, &position)
    return position
  }

  private func reference(at index: Int32, in core: LuaCore) -> LuaReference {
    core.releasePending(in: self)
    unsafe clua_push_copy(pointer, index)
    return unsafe LuaReference(core: core, number: clua_reference(pointer))
  }

  /// Pops the top into a reference.
  func takeReference(in core: LuaCore) -> LuaReference {
    core.releasePending(in: self)
    return unsafe LuaReference(core: core, number: clua_reference(pointer))
  }

  func release(reference: Int32) { unsafe clua_release_reference(pointer, reference) }

  // MARK: Pushing

  func push(_ value: LuaValue, in core: LuaCore) {
    switch value {
    case .nothing: unsafe clua_push_nil(pointer)
    case .boolean(let value): unsafe clua_push_boolean(pointer, value)
    case .integer(let value): unsafe clua_push_integer(pointer, Int64(value))
    case .number(let value): unsafe clua_push_number(pointer, value)
    case .string(let bytes): push(bytes)
    case .table(let table): push(table.reference, in: core)
    case .function(let function): push(function.reference, in: core)
    case .object(let object): push(object.box, in: core)
    case .opaque(let reference): push(reference, in: core)
    }
  }

  @inline(__always)
  func push(_ number: Double) { unsafe clua_push_number(pointer, number) }
  @inline(__always)
  func push(_ integer: Int) { unsafe clua_push_integer(pointer, Int64(integer)) }
  @inline(__always)
  func push(_ boolean: Bool) { unsafe clua_push_boolean(pointer, boolean) }

  func push(_ text: String) {
    var text = text
    text.withUTF8 { unsafe clua_push_bytes(pointer, $0.baseAddress, $0.count) }
  }

  func push(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe clua_push_bytes(pointer, $0.baseAddress, $0.count) }
  }

  func push(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBufferPointer { unsafe clua_push_bytes(pointer, $0.baseAddress, $0.count) }
  }

  func push(_ reference: LuaReference, in core: LuaCore) {
    precondition(reference.core === core, "A Lua value was handed to an engine it does not come from")
    unsafe clua_push_reference(pointer, reference.number)
  }

  func push(_ box: LuaBox, in core: LuaCore) {
    let payload = unsafe Unmanaged.passUnretained(box)
    if unsafe clua_push_known(pointer, payload.toOpaque()) { return }
    push(fresh: box, in: core)
    unsafe clua_remember(pointer, -1)
  }

  /// Pushes an object that no other Lua value stands for.
  func push(fresh box: LuaBox, in core: LuaCore) {
    define(box.cls, in: core)
    // Balanced by the class's finalizer, which calls back to release it; nothing between here and there can fail.
    unsafe clua_push_object(pointer, box.cls.tag, Unmanaged.passRetained(box).toOpaque(), max(0, box.bytes))
  }

  func push(_ function: LuaFunctionBox) {
    // Balanced by the finalizer of the function's userdata.
    unsafe clua_push_function(pointer, Unmanaged.passRetained(function).toOpaque())
  }

  private func define(_ cls: LuaClass, in core: LuaCore) {
    if unsafe clua_has_class(pointer, cls.tag) { return }
    core.keep(cls)
    pushTable(elements: 0, fields: cls.members.count)
    for (name, member) in cls.members {
      switch member {
      case .method(let body): push(LuaFunctionBox(name: name, body: body))
      case .property(let body, let method):
        // Balanced as a function's payload is.
        unsafe clua_push_property(pointer, Unmanaged.passRetained(LuaFunctionBox(name: name, body: body)).toOpaque())
        if let method {
          push(LuaFunctionBox(name: name, body: method))
          unsafe clua_set_method(pointer, -2)
        }
      }
      setField(name, of: -2)
    }
    unsafe clua_finish_class(pointer, cls.tag, cls.name, cls.operations, cls.reading)
  }

  // MARK: Tables

  func pushGlobals() { unsafe clua_push_globals(pointer) }
  func enterEnvironment() { unsafe clua_enter_environment(pointer) }
  func leaveEnvironment() { unsafe clua_leave_environment(pointer) }

  /// Gives the loaded chunk on top globals of its own.
  func setFreshEnvironment() {
    unsafe clua_push_environment(pointer)
    _ = unsafe clua_set_environment(pointer)
  }

  /// Pops a value and makes it a global of every script.
  func setGlobal(_ name: String) {
    var name = name
    name.withUTF8 { unsafe clua_set_global(pointer, $0.baseAddress, $0.count) }
  }

  func pushNil() { unsafe clua_push_nil(pointer) }

  func pushTable(elements: Int, fields: Int) {
    // Sizes are hints; beyond this many the table grows by itself.
    unsafe clua_push_table(pointer, Int32(min(elements, 1 << 20)), Int32(min(fields, 1 << 20)))
  }

  func length(at index: Int32) -> Int { unsafe Int(clamping: clua_table_length(pointer, index)) }
  func hasMetatable(at index: Int32) -> Bool { unsafe clua_has_metatable(pointer, index) }
  func makeRow() { unsafe clua_make_row(pointer) }
  func isRow(at index: Int32) -> Bool { unsafe clua_is_row(pointer, index) }
  func getElement(_ element: Int, of index: Int32) { unsafe clua_get_element(pointer, index, Int64(element)) }
  func setElement(_ element: Int, of index: Int32) { unsafe clua_set_element(pointer, index, Int64(element)) }

  func getField(_ name: String, of index: Int32) {
    var name = name
    name.withUTF8 { unsafe clua_get_field(pointer, index, $0.baseAddress, $0.count) }
  }

  func setField(_ name: String, of index: Int32) {
    var name = name
    name.withUTF8 { unsafe clua_set_field(pointer, index, $0.baseAddress, $0.count) }
  }

  func next(_ index: Int32) -> Bool { unsafe clua_next(pointer, index) }

  // MARK: Protected calls

  func load(_ bytes: ArraySlice<UInt8>, name: String) -> CLuaStatus {
    unsafe bytes.withUnsafeBufferPointer { unsafe clua_load(pointer, $0.baseAddress, $0.count, "@" + name) }
  }

  func call(arguments: Int) -> CLuaStatus { unsafe clua_call(pointer, Int32(arguments)) }
  func describeTop() -> CLuaStatus { unsafe clua_describe(pointer) }

  func takeTraceback() -> String? {
    unsafe clua_push_traceback(pointer)
    defer { pop() }
    return text(at: -1)
  }
}
