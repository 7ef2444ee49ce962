internal import Columns
internal import LuaRuntime
internal import Safeguarding

/// A script's call of an operation: arguments in, result out, errors in Lua's words.
enum OperationCall {
  static func run(_ operation: Safeguarding.Operation, _ call: borrowing LuaCall, adding options: [(name: String, value: Value)] = []) throws -> [LuaValue] {
    if let answer = try RowFunctions.run(operation, call) { return answer }
    var values: [Value] = []
    var named = options
    let most = operation.parameters.count
    let tables = (1..<(call.count + 1)).count { call.isTable($0) }
    guard tables <= most + 1 else {
      throw ArgumentError.tooMany(given: call.count - (operation.receiver == nil ? 0 : 1), signature: operation.signature)
    }
    let bounds = Self.bounds(call.engine.limits, sharedBy: tables)
    for index in 1..<(call.count + 1) {
      if index.isMultiple(of: 256) { try call.engine.checkLimits() }
      guard case .table(let table) = call[index] else {
        values.append(try Value(tree(of: call[index], within: bounds, at: index)))
        continue
      }
      // Values are read one by one, and only as many as can be arguments: one long string may stand in many places.
      let count = table.count
      let names = index == call.count && count > 0 && count <= most ? table.fieldNames(ofAtMost: count + most) ?? [] : []
      if !names.isEmpty, names.count <= most {
        guard values.count <= (operation.receiver == nil ? 0 : 1) else { throw MixedOptions(operation) }
        // rank{"Middlesbrough", period = "2017"}: values in order and options in one table.
        let bounds = Self.bounds(call.engine.limits, sharedBy: tables * (count + names.count))
        values += try (1...count).map { try Value(tree(of: table.element($0), within: bounds, at: index)) }
        named += try names.map { ($0, try Value(tree(of: table.field($0), within: bounds, at: index))) }
      } else {
        values.append(try Value(tree(of: .table(table), within: bounds, at: index)))
      }
    }
    if FieldOrder.operations.contains(operation.name), values.contains(where: FieldOrder.shows), let site = call.site {
      let order = FieldOrder(site: site)
      values = values.map(order.ordered)
    }
    do {
      let result = call.engine.value(of: try operation.pending(values, named: named).tree)
      // An operation may take as long as many thousands of the instructions between two of Lua's looks.
      try call.engine.checkLimits()
      return [result]
    } catch let error as ArgumentError {
      if let error = UnmadeIndicator(operation, values, named: named, error) { throw error }
      throw wording(error, call)
    }
  }

  /// The longest text that an operation takes; names, paths and formulas are far shorter.
  private static let longestText = 16 << 10

  /// How much each of some tables may hold: a part of the memory, since a value takes about a hundred bytes on its way.
  private static func bounds(_ limits: LuaLimits, sharedBy tables: Int) -> LuaTree.Bounds {
    let usual = LuaTree.Bounds(stringBytes: longestText)
    guard let memory = limits.memoryBytes else { return usual }
    var bounds = usual
    bounds.values = min(usual.values, max(1000, memory / 128 / max(1, tables)))
    bounds.bytes = min(usual.bytes, memory / 2 / max(1, tables))
    return bounds
  }

  private static func tree(of value: LuaValue, within bounds: LuaTree.Bounds, at index: Int) throws(LuaArgumentError) -> LuaTree {
    if case .string(let bytes) = value, bytes.count > longestText {
      throw LuaArgumentError(index: index, message: "text of at most \(longestText) bytes expected, got \(bytes.count)")
    }
    do {
      return try value.tree(within: bounds)
    } catch {
      guard case .unsupportedValue(_, "function") = error else { throw LuaArgumentError(index: index, message: "\(error)") }
      throw LuaArgumentError(
        index: index, message: "a function, and operations take none: write what it computes as text, such as \"deaths / births\"")
    }
  }

  /// An argument in the wrong place in the words of Lua's own `bad argument`; any other as it stands.
  private static func wording(_ error: ArgumentError, _ call: borrowing LuaCall) -> any Error {
    switch error {
    case .left(_, let expected, let place?):
      LuaArgumentError(index: place, message: "\(expected) expected, got no value")
    case .wrongKind(_, let expected, let got, let place?):
      LuaArgumentError(
        index: place,
        message: "\(expected) expected, got \(call[place].floatingPoint?.isFinite == false ? got : call.kindName(place))")
    default: error
    }
  }
}

/// An indicator that is asked of a table by its key, as one is of a collection: `t:indicator("CPP_rate")`.
struct UnmadeIndicator: DiagnosableError {
  private let name: String

  init?(_ operation: Safeguarding.Operation, _ values: [Value], named: [(name: String, value: Value)], _ error: ArgumentError) {
    guard case .left = error, operation.name == "indicator", operation.receiver == Table.kind, values.count == 2, named.isEmpty, case .text(let name) = values[1] else { return nil }
    self.name = name
  }

  var diagnostic: Diagnostic {
    Diagnostic(
      "a table has no indicator \"\(name)\": one is made of its columns",
      expectation: "Which they are is said by name: t:indicator{name = \"\(name)\", value = \"...\", area = \"...\", period = \"...\"}.",
      hint: "those of a file are taken before its rows are chosen: collection:indicator(\"\(name)\"), where collection is what open gave")
  }
}

/// A value without a name among options that come after other values: `sort("region", {"rate", descending = true})`.
struct MixedOptions: DiagnosableError {
  private let operation: Safeguarding.Operation

  init(_ operation: Safeguarding.Operation) { self.operation = operation }

  var diagnostic: Diagnostic {
    Diagnostic(
      "a value without a name stands among the options of \(operation.name)", expectation: "The call is \(operation.signature).",
      hint: operation.parameters.contains { $0.name == "descending" }
        ? "columns come first, and those that fall are named: \(operation.name)({\"region\", \"rate\"}, {descending = {\"rate\"}})"
        : "values come first, in their order, and options last: {name = value}")
  }
}
