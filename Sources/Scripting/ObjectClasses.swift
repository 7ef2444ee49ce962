internal import Columns
internal import LuaRuntime
internal import Safeguarding
internal import Synchronization

/// The Lua class of each kind of object: its fields from the kind, its methods from the catalogue.
enum ObjectClasses {
  /// Returns the class of an object's kind.
  static func of(_ object: any OperationObject) -> LuaClass {
    let type = type(of: object)
    let name = type.kind.name
    return known.withLock { known in
      if let known = known[name] { return known }
      // A table that waits has the class of a table.
      let made = made(OperationCatalogue.objectTypes.first { $0.kind.name == name } ?? type)
      known[name] = made
      return made
    }
  }

  /// The classes by kind. Each is made when a script first meets its kind: a short script meets few, and all of them would take it a
  /// seventh of its time.
  private static let known = Mutex<[String: LuaClass]>([:])

  /// How a table is had from an object of a kind that has no rows of its own.
  private static let tableWords = [
    "grouping": "count(), sum(column) and the like give one",
    "indicator": "values(), series(area) and ranking() give one",
  ]

  private static func made(_ type: any OperationObject.Type) -> LuaClass {
    let kind = type.kind
    var methods: [String: LuaClass.Method] = [:]
    for operation in OperationCatalogue.methods(of: kind) {
      methods[operation.name] = { call in try OperationCall.run(operation, call) }
    }
    // What prints as a table can be asked as one.
    if type.hasRows {
      for operation in OperationCatalogue.methods(of: Table.kind) where methods[operation.name] == nil && !type.fieldNames.contains(operation.name) {
        methods[operation.name] = { call in try OperationCall.run(operation, call) }
      }
    }
    methods["why"] = { call in try call.why(of: kind.name) }
    if type is any Chart.Type, let write = OperationCatalogue.functions.first(where: { $0.name == "write" }) {
      methods["write"] = { call in try OperationCall.run(write, call) }
    }
    let memberNames = (type.fieldNames + methods.keys).sorted()
    let fieldNames = type.fieldNames
    let others = addOtherNames(to: &methods, of: kind.name, isTable: type.hasRows, besides: fieldNames)
    let element: LuaClass.Element = { payload, index in
      guard let table = try (payload as? any OperationObject)?.settled().writtenRows(), index >= 1, index <= table.rowCount else { return nil }
      return table.record(index - 1).tree
    }
    let length: @Sendable (any Sendable) throws -> Int = { payload in
      try (payload as? any OperationObject)?.settled().writtenRows()?.rowCount ?? 0
    }
    // A column that a group made, such as count, is read before the method of that name.
    let yielding = others.union(type.hasRows ? Safeguarding.Operation.aggregatesOfTable.map(\.name) + ["count"] : [])
    let field: LuaClass.Field = { payload, key in
      guard let object = payload as? any OperationObject else { return nil }
      if fieldNames.contains(key) {
        // Where a table that waits cannot be written out, it is said why.
        return try (object.field(key) ?? object.settled().field(key))?.tree
      }
      if object.hasColumn(key), let column = try object.settled().writtenRows()?.columnIfPresent(key) {
        return .made(count: column.count) { Value(column[$0 - 1]).tree }
      }
      if yielding.contains(key) { return nil }
      if let own = OtherNames.field(key, of: kind.name) {
        OtherNames.tell(key, is: own)
        return try object.settled().field(own)?.tree
      }
      // What is asked as a table has the fields of one.
      if type.hasRows, Table.fieldNames.contains(key), let rows = try object.settled().writtenRows() { return rows.field(key)?.tree }
      let isOfTable = !memberNames.contains(key) && OperationCatalogue.methods(of: Table.kind).contains { $0.name == key }
      throw UnknownField(
        kind: kind.words, name: key, names: memberNames, tableWords: isOfTable ? tableWords[kind.name] : nil,
        columns: object.columnsOfTable, indicatorKey: (object as? IndicatorCollection)?.indicators.first?.definition.key)
    }
    // Of groups `pairs` gave the one field there is, and `#` an error that told nothing.
    let isUncounted = kind.name == "grouping"
    let noElement: LuaClass.Element = { payload, _ in
      if let error = UncountedGroups(payload) { throw error }
      return nil
    }
    let noLength: @Sendable (any Sendable) throws -> Int = { payload in
      if let error = UncountedGroups(payload) { throw error }
      return 0
    }
    let text: @Sendable (any Sendable) throws -> String = { payload in
      try (payload as? any OperationObject)?.settled().words ?? ""
    }
    let names: @Sendable (any Sendable) -> [String] = { _ in fieldNames }
    if type is ColumnView.Type {
      return LuaClass(
        kind.name, methods: methods, field: field, sequence: .columnElements, text: text)
    }
    if let moments = MomentOperators(of: type) {
      return LuaClass(
        kind.name, methods: methods, field: field, text: text, names: names, equals: moments.equals, less: moments.less,
        add: moments.add, subtract: moments.subtract, concatenate: moments.concatenate)
    }
    return LuaClass(
      kind.name, methods: methods, yielding: yielding, hidden: others, field: field, element: isUncounted ? noElement : type.isList ? element : nil,
      length: isUncounted ? noLength : type.isList ? length : nil, text: text, names: type.isList || isUncounted ? nil : names)
  }
}

extension ObjectClasses {
  /// Adds methods by the names that other tools have for them, and returns these names.
  private static func addOtherNames(to methods: inout [String: LuaClass.Method], of kind: String, isTable: Bool, besides fields: [String]) -> Set<String> {
    var others: Set<String> = []
    for (name, own) in OtherNames.running(on: kind, methods: Set(methods.keys)) where !fields.contains(name) {
      guard let method = methods[own] else { continue }
      methods[name] = { call in
        OtherNames.tell(name, is: own)
        return try method(call)
      }
      others.insert(name)
    }
    for preset in OtherNames.presets where (preset.kind == kind || isTable && preset.kind == Table.kind.name) && methods[preset.name] == nil && !fields.contains(preset.name) {
      guard let operation = OperationCatalogue.all.first(where: { $0.receiver?.name == preset.kind && $0.name == preset.own }) else { continue }
      methods[preset.name] = { call in
        OtherNames.tell(preset.name, is: preset.own, with: "\(preset.option.name) = \(preset.option.value.written)")
        return try OperationCall.run(operation, call, adding: [preset.option])
      }
      others.insert(preset.name)
    }
    for name in ["print", "show", "display", "view"] where methods[name] == nil && !fields.contains(name) {
      methods[name] = { call in
        guard case .function(let print) = call.engine.global("print") else { return [] }
        LoadingListener.current?.naming?("print(t) prints it")
        return try call.engine.call(print, [call[1]])
      }
      others.insert(name)
    }
    if kind == Table.kind.name {
      methods["rows"] = { call in
        LoadingListener.current?.naming?("a table is the list of its rows: ipairs(t) needs no rows()")
        return [call[1]]
      }
      others.insert("rows")
    }
    return others
  }
}

extension LuaCall {
  /// The thing that an argument holds, or nil where it holds none.
  func object(_ index: Int) -> (any OperationObject)? {
    if case .object(let object) = self[index] { object.payload as? any OperationObject } else { nil }
  }

  /// Says what the thing that is the first argument is, and how it was made.
  func why(of kind: String) throws -> [LuaValue] {
    guard let object = try object(1)?.settled() else { throw expected(kind, at: 1) }
    return [.text(([object.words] + [object.madeBy].compactMap { $0 } + object.reasons).joined(separator: "\n"))]
  }
}
