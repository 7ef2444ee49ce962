// The open state behind an engine. References hold the core and not the engine, so a value that outlives its engine
// finds `state` nil instead of freed memory.
//
// Why each `unsafe` in this file holds: `host` is set once the C host exists and is nil from the moment it is destroyed.

internal import CLua

@safe final class LuaCore {
  private(set) var host: OpaquePointer?
  private var pending: [Int32] = []
  private var classes: [LuaClass] = []
  private var chunkNames: Set<String> = []
  private var sources = ChunkSources()

  /// How many calls from Swift into Lua are in progress.
  var depth = 0

  /// The modules of the globals in use, by the identity that the host gave them.
  var modules: [String: LoadedModule] = [:]

  init() { unsafe host = nil }

  func open(limits: LuaLimits, flag: OpaquePointer, account: OpaquePointer, owner: LuaEngine) -> Bool {
    var limits = limits.imported
    var callbacks = LuaCallbacks.imported
    unsafe host = clua_create(&callbacks, &limits, Unmanaged.passUnretained(owner).toOpaque())
    guard let host = unsafe host else { return false }
    unsafe clua_set_flag(host, flag)
    unsafe clua_set_account(host, account)
    return true
  }

  func close() {
    guard let closing = unsafe host else { return }
    unsafe host = nil
    unsafe clua_destroy(closing)
    pending = []
    classes = []
  }

  /// The stack that calls from Swift use now: the running coroutine's inside a callback. Nil once the engine is gone.
  var state: LuaState? {
    guard let host = unsafe host else { return nil }
    return unsafe LuaState(clua_current(host))
  }

  var memoryInUse: Int { unsafe host.map { unsafe Int(clamping: clua_memory($0)) } ?? 0 }
  /// Whether what scripts hold is more than they may; what called raises then, or is stopped.
  var isSpent: Bool { unsafe host.map { unsafe clua_check($0) != .none || clua_memory_exceeded($0) } ?? true }
  var abort: CLuaAbort { unsafe host.map { unsafe clua_aborted($0) } ?? .none }
  var failure: CLuaPosition { unsafe host.map { unsafe clua_failure($0) } ?? CLuaPosition() }

  func begin() { if let host = unsafe host { unsafe clua_begin(host) } }
  func check() -> CLuaAbort { unsafe host.map { unsafe clua_check($0) } ?? .none }
  func setFlag(_ flag: OpaquePointer) { if let host = unsafe host { unsafe clua_set_flag(host, flag) } }
  func collect() { if let host = unsafe host { unsafe clua_collect(host) } }

  /// Keeps a class alive for as long as Lua may hold its address.
  func keep(_ cls: LuaClass) { classes.append(cls) }

  func remember(chunk name: String, _ source: ArraySlice<UInt8>) {
    let short = Self.shortName(of: name)
    chunkNames.insert(short)
    sources.add(source, named: short)
  }

  func source(ofChunk name: String) -> ArraySlice<UInt8>? { sources[name] }

  func isChunk(_ name: String) -> Bool { chunkNames.contains(name) || name.hasPrefix("[string \"") }

  /// A name as Lua prints it: the last 56 bytes of one that is longer than 59.
  private static func shortName(of name: String) -> String {
    let bytes = name.utf8
    return bytes.count <= 59 ? name : "..." + String(decoding: bytes.suffix(56), as: UTF8.self)
  }

  // A reference can end inside Lua's collector, in a payload's deinit. So the end is noted, and Lua hears of it at the
  // next call that makes a reference.

  func release(_ reference: Int32) { if unsafe host != nil { pending.append(reference) } }

  func releasePending(in state: LuaState) {
    while let reference = pending.popLast() { state.release(reference: reference) }
  }
}
