public import LuaRuntime
public import Safeguarding
public import Columns

/// A Lua engine in which every operation of the catalogue is a function or a method.
///
/// ```swift
/// let session = try ScriptSession(output: { bytes in console.write(bytes) }, show: { value in Presentation(.table).text(value) })
/// try session.run(source, name: "south-tees.lua")
/// ```
///
/// A session belongs to one task or thread at a time.
public final class ScriptSession {
  /// The engine, for functions and classes of the host's own.
  public let engine: LuaEngine

  private let limits: LuaLimits
  /// The folders whose files scripts may load and write, from the next run on.
  public var files: FileAccess
  private let forms: [String: ResultForm]

  /// Makes a session.
  ///
  /// - Parameters:
  ///   - limits: What scripts may use. The memory is also what a query may take beside its table, and what a file may hold.
  ///   - files: The folders whose files scripts may load and write.
  ///   - modules: The folders in which `require` looks for `NAME.lua`, in order. Without any there is no `require`.
  ///   - forms: What results are written as, by the ending of a file's name, beside .csv and .arrow.
  ///   - output: Receives what scripts print.
  ///   - show: Returns what `print` writes for an object, and `show` for any value, without a newline at the end.
  /// - Throws: ``LuaError`` if there is no memory for an engine.
  public init(
    limits: LuaLimits = LuaLimits(), files: FileAccess = .none, modules: [String] = [],
    forms: [String: ResultForm] = [:], output: @escaping ([UInt8]) -> Void,
    show: @escaping (Value) -> String
  ) throws(LuaError) {
    self.limits = limits
    self.files = files
    self.forms = forms
    engine = try LuaEngine(limits: limits, output: output)
    for operation in OperationCatalogue.functions {
      engine.setGlobal(
        operation.name, engine.function(operation.name) { call in try OperationCall.run(operation, call) })
    }
    for (name, own) in OtherNames.functions {
      engine.setGlobal(
        name,
        engine.function(name) { call in
          OtherNames.tell(name, is: own.name)
          return try OperationCall.run(own, call)
        })
    }
    addHelpers(show: show)
    if !modules.isEmpty {
      let finder = ModuleFinder(folders: modules, greatestBytes: limits.sourceBytes ?? .max)
      engine.provideModules { name in try finder.source(of: name) }
    }
  }

  private func addHelpers(show: @escaping (Value) -> String) {
    let printed = engine.global("print")
    let bounds = printingBounds
    func text(_ value: LuaValue, _ engine: LuaEngine) throws -> [UInt8] {
      try engine.checkLimits()
      return try Array(ScriptResult(value, within: bounds).text(show).utf8)
    }
    let greatest = min(limits.memoryBytes ?? .max, limits.outputBytes ?? .max)
    engine.setGlobal(
      "print",
      engine.function("print") { call in
        guard case .function(let function) = printed else { return [] }
        var arguments = call.arguments
        var bytes = 0
        for (place, value) in arguments.enumerated() where bytes <= greatest {
          let isShown =
            switch value {
            case .object(let object): object.payload is any OperationObject
            // A list or named values, of which Lua itself would print an address.
            case .table(let table): !table.hasMetatable
            default: false
            }
          guard isShown else { continue }
          let shown = try text(value, call.engine)
          bytes += shown.count
          arguments[place] = .string(shown)
        }
        try call.engine.call(function, arguments)  // raises where it is too much
        return []
      })
    engine.setGlobal(
      "show",
      engine.function("show") { call in
        guard case .function(let function) = printed else { return [] }
        let values = call.arguments
        for value in values { try call.engine.call(function, [.string(text(value, call.engine))]) }
        return values
      })
    engine.setGlobal(
      "is_missing",
      engine.function("is_missing") { (value: LuaValue) in
        if case .object(let object) = value { object.payload is MissingReason } else { false }
      })
    engine.setGlobal("why", engine.function("why") { call in try call.why(of: "a result of an operation") })
    engine.setGlobal(
      "help",
      engine.function("help") { call in
        switch call[1] {
        case .nothing: return [.text(try Help.text())]
        case .object(let object):
          guard let thing = object.payload as? any OperationObject else { throw call.expected("the name of an operation", at: 1) }
          return [.text(try Help.text(about: type(of: thing).kind.name))]
        default:
          guard let topic = call[1].text else { throw call.expected("the name of an operation", at: 1) }
          return [.text(try Help.text(about: String(topic.prefix(200))))]
        }
      })
  }

  /// How much of a list or of named values is printed: a small share of the memory, since it takes many times as much on
  /// its way, and nothing looks at the limits while it is laid out. Of a larger one only the kind prints.
  private var printingBounds: LuaTree.Bounds {
    var bounds = LuaTree.Bounds()
    guard let memory = limits.memoryBytes else { return bounds }
    bounds.values = min(bounds.values, max(1000, memory / 1024))
    bounds.bytes = min(bounds.bytes, memory / 16)
    return bounds
  }

  /// The handle that stops a run from another thread.
  public var cancellation: LuaCancellation { engine.cancellation }

  /// Sets a global that scripts read. What the host gives does not count towards the memory of scripts.
  public func set(_ name: String, to value: Value) {
    if case .object(let object) = value {
      engine.setGlobal(name, engine.object(object, as: ObjectClasses.of(object)))
    } else {
      engine.setGlobal(name, engine.value(of: value.tree))
    }
  }

  /// Runs a script.
  ///
  /// - Parameters:
  ///   - source: The script as bytes.
  ///   - name: What errors call it, usually the file as it was named.
  ///   - arguments: What it finds in `...` and in `arg`.
  /// - Returns: What the script returns.
  /// - Throws: ``LuaError``, whose underlying error is that of the operation that failed.
  @discardableResult
  public func run(_ source: [UInt8], name: String, arguments: [String] = []) throws(LuaError) -> [ScriptResult] {
    engine.setGlobal("arg", engine.table(arguments.map { .text($0) }))
    return try limited { () throws(LuaError) in
      try results(engine.run(source, name: name, arguments: arguments.map { .text($0) }))
    }
  }

  /// The values as a host takes them. Rows that wait are written out, and what goes wrong with them is the script's error.
  private func results(_ values: [LuaValue]) throws(LuaError) -> [ScriptResult] {
    guard !values.isEmpty else { return [] }
    var results: [ScriptResult] = []
    let settle = engine.function("result") { call in
      for index in 0..<call.count { results.append(try ScriptResult(call[index + 1])) }
      return []
    }
    if case .function(let settle) = settle { try engine.call(settle, values) }
    return results
  }

  /// Runs a body whose queries and files stop where Lua would: when the time is over, or when somebody cancels.
  private func limited<Result>(_ body: () throws(LuaError) -> Result) throws(LuaError) -> Result {
    let cancellation = cancellation
    let deadline = limits.wallSeconds.map { ContinuousClock.now + .seconds(min(max($0, 0), 1e9)) }
    let queryLimits = QueryLimits(
      memoryBytes: limits.memoryBytes, deadline: deadline, shouldContinue: { !cancellation.isCancelled })
    let account = engine.account
    let operationLimits = OperationLimits(queryLimits, files: files, forms: forms, hold: { account.add($0) })
    let outcome = OperationLimits.$current.withValue(operationLimits) {
      Swift.Result { () throws(LuaError) in try body() }
    }
    // A query that was stopped has served the request as Lua would have.
    if case .failure(let error) = outcome, error.underlying as? QueryError == .cancelled { cancellation.reset() }
    return try outcome.get()
  }

  /// Whether a source is whole: Lua can read it, or can't and more lines would not help.
  public func isComplete(_ source: [UInt8]) -> Bool { engine.isComplete(source) }

  /// Evaluates what somebody typed: as an expression, or else as statements.
  ///
  /// - Parameter names: The globals that hold its first value then, unless that is nil.
  /// - Returns: The values of it, or nil if the source ends before the statement does.
  public func evaluate(
    _ source: [UInt8], name: String, keptAs names: [String] = []
  ) throws(LuaError) -> [ScriptResult]? {
    try limited { () throws(LuaError) in
      switch try engine.evaluate(source, name: name) {
      case .incomplete: return nil
      case .values(let values):
        if let first = values.first, !first.isNothing { for name in names { engine.setGlobal(name, first) } }
        return try results(values)
      }
    }
  }
}

/// What a script or a line gave back.
public enum ScriptResult: Sendable {
  case value(Value)
  /// A function, a coroutine, or a table that is no list and no record, by its kind.
  case opaque(String)

  init(_ value: LuaValue, within bounds: LuaTree.Bounds = LuaTree.Bounds()) throws {
    if let tree = try? value.tree(within: bounds) { self = .value(try Value(tree).settled()) } else { self = .opaque(value.kindName) }
  }

  public var isNothing: Bool {
    if case .value(.nothing) = self { true } else { false }
  }

  /// The result as text, made by what makes text of a value.
  public func text(_ show: (Value) -> String) -> String {
    switch self {
    case .value(let value): show(value)
    case .opaque(let kind): "a \(kind)"
    }
  }
}
