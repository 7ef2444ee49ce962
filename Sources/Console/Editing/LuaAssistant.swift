import Columns
import LineEditing
import Safeguarding
import Scripting

/// Completion, hints and colours for Lua with safeguarding operations.
///
/// It looks things up and runs nothing: the type of an expression follows from the globals' own kinds and from what the
/// operations say that they give back.
struct LuaAssistant: LineAssistant {
  /// The names of the globals.
  let globals: () -> [String]
  /// The object of a global, or nil where it is none.
  let object: (String) -> (any OperationObject)?
  /// The names in a folder, folders with a slash at their end.
  let folder: (String) -> [String]
  /// Whether a text is whole.
  let isWhole: (String) -> Bool

  func isComplete(_ text: String) -> Bool { PromptCommand.Call(text) != nil || isWhole(text) }

  // MARK: Colours

  func styles(of text: [Character]) -> [Style] {
    var styles = [Style](repeating: .plain, count: text.count)
    for token in LuaToken.tokens(of: text) {
      let style: Style =
        switch token.kind {
        case .keyword: .keyword
        case .string: .string
        case .number: .number
        case .comment: .comment
        case .name, .symbol: .plain
        }
      for place in token.range { styles[place] = style }
    }
    return styles
  }

  // MARK: Indentation

  func indentation(ofLastLineIn text: [Character]) -> Int { LuaIndentation(text).ofLastLine }

  // MARK: Hints

  /// The parameters of the call that was just opened.
  func hint(for text: [Character], at cursor: Int) -> String? {
    let expression = LuaExpression(text, upTo: cursor)
    guard expression.openString == nil, expression.word.isEmpty, let last = expression.tokens.last, let call = expression.openCall, call.open == expression.tokens.count - 1,
      expression.text(last) == "(" || expression.text(last) == "{"
    else { return nil }
    guard let operation = operations(of: call, in: expression).first else { return nil }
    let signature = operation.signature
    guard let open = signature.firstIndex(of: "(") else { return nil }
    // With room before it, so that it is not taken for what was typed where there are no colours.
    return " " + signature[signature.index(after: open)...]
  }

  // MARK: Completion

  func completion(of text: [Character], at cursor: Int) -> Completion {
    let wordEnd = text[cursor...].firstIndex { !$0.isASCII || !($0.isLetter || $0.isNumber || $0 == "_") } ?? text.count
    if let command = commandCompletion(String(text[..<cursor]), wordEnd: wordEnd) { return command }
    let expression = LuaExpression(text, upTo: cursor)
    if let string = expression.openString {
      let typed = String(text[(string + 1)..<cursor])
      if let formula = formula(in: expression, typed: typed, quote: text[string]) {
        return Completion(start: cursor - formula.typedCount, candidates: formula.candidates, closingQuote: formula.closingQuote)
      }
      let texts = texts(in: expression, typed: typed)
      let candidates = texts.map { Self.escaped($0, within: text[string]) }
      guard candidates.count == 1, let only = candidates.first, !only.hasSuffix("/") else { return Completion(start: string + 1, candidates: candidates) }
      // The one that there is ends the string.
      let isClosed = cursor < text.count && text[cursor] == text[string]
      return isClosed
        ? Completion(start: string + 1, candidates: [only])
        : Completion(start: string + 1, candidates: [only + String(text[string])], closingQuote: text[string])
    }
    let word = expression.word
    let start = cursor - word.count
    let names: [String]
    switch expression.before {
    case ":": names = methods(of: kind(endingAt: expression.beforeIndex - 1, in: expression))
    case ".": names = fields(endingAt: expression.beforeIndex - 1, in: expression)
    case "=" where word.isEmpty: names = variables + functions
    default:
      let options = expression.isAtField ? options(in: expression) : []
      names = !options.isEmpty ? options : word.isEmpty ? [] : globals().map(callable) + LuaToken.keywords.sorted()
    }
    var seen: Set<String> = []
    let fitting = names.filter { $0.hasPrefix(word) && seen.insert($0).inserted }
    return Completion(start: start, end: word.isEmpty ? nil : wordEnd, candidates: fitting)
  }

  /// A text as it stands within the quotes of a string that was opened.
  private static func escaped(_ text: String, within quote: Character) -> String {
    guard quote == "\"" || quote == "'" else { return text }
    let inside = TypedEntry.quoted(text).dropFirst().dropLast()
    return quote == "'" ? String(inside).replacing("'", with: "\\'") : String(inside)
  }

  /// What a command to the prompt could be, or the path that it takes; nil for Lua.
  private func commandCompletion(_ typed: String, wordEnd: Int) -> Completion? {
    guard typed.first == ".", typed.dropFirst().first?.isNumber != true else { return nil }
    let words = typed.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard words.count == 2 else {
      let names = PromptCommand.all.map { ".\($0.name) " }
      return Completion(start: 0, end: wordEnd, candidates: names.filter { $0.hasPrefix(typed) })
    }
    let usage = PromptCommand.all.first { ".\($0.name)" == words[0] }?.usage ?? ""
    let path = words[1].trimmingPrefix(usage.hasPrefix("[--write]") ? "--write " : "")
    guard usage.hasPrefix("PATH") || usage.hasSuffix("FOLDER"), !path.contains(" ") else { return nil }
    let found = paths(String(path)).filter { $0.hasPrefix(path) && (usage.hasPrefix("PATH") || $0.hasSuffix("/")) }
    return Completion(start: typed.count - path.count, candidates: found)
  }

  private func paths(_ typed: String) -> [String] {
    let path = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
    return folder(path.isEmpty ? "." : path).map { path + $0 }
  }

  /// What somebody gave a name, objects first.
  private var variables: [String] {
    let names = globals().filter { !$0.hasPrefix("_") && LuaExpression.libraries[$0] == nil && callable($0) == $0 }
    return names.filter { object($0) != nil } + names.filter { object($0) == nil }
  }

  private var functions: [String] { globals().map(callable).filter { $0.hasSuffix("(") } }

  /// A global's name, with a parenthesis behind that of a function.
  private func callable(_ name: String) -> String {
    let isFunction = Self.functions.contains(name) || OperationCatalogue.functions.contains { $0.name == name }
    return isFunction && object(name) == nil ? name + "(" : name
  }

  private static let functions: Set<String> = [
    "assert", "collectgarbage", "error", "getmetatable", "help", "ipairs", "is_missing", "load", "next", "pairs", "pcall", "print", "rawequal",
    "rawget", "rawlen", "rawset", "require", "select", "setmetatable", "tonumber", "tostring", "type", "why", "xpcall",
  ]

  /// The methods of a kind, or of every kind where none is known.
  private func methods(of kind: ObjectKind?) -> [String] {
    let operations = OperationCatalogue.all.filter { $0.receiver != nil && Self.isMethod($0, of: kind) }
    return Set(operations.map { $0.name + "(" }).sorted()
  }

  private func fields(endingAt index: Int, in expression: LuaExpression) -> [String] {
    let columns = rows(endingAt: index, in: expression)?.columns.filter(TypedEntry.isName) ?? []
    return columns + members(endingAt: index, in: expression)
  }

  private func members(endingAt index: Int, in expression: LuaExpression) -> [String] {
    if index >= 0, let library = LuaExpression.libraries[expression.text(at: index)] { return library }
    let kind = kind(endingAt: index, in: expression)
    let types = OperationCatalogue.objectTypes.filter { type in kind.map { $0 == type.kind } ?? false }
    return types.flatMap { type in type.fieldNames }
  }

  /// The names of the options that the innermost call takes, where a field can stand.
  private func options(in expression: LuaExpression) -> [String] {
    guard let call = expression.openCall, call.isInFields else { return [] }
    return operations(of: call, in: expression).flatMap { operation in
      let parameters = operation.parameters.dropFirst(operation.receiver == nil ? 0 : 1)
      // The fields of conditions are columns, and those of a column's condition are ways to compare.
      guard parameters.contains(where: { $0.type == Conditions.argumentWords }) else { return parameters.map { $0.name + " = " } }
      if call.field != nil, expression.openBraces(in: call) > 1 { return Conditions.comparisons.map { $0 + " = " } }
      return (rows(endingAt: call.name - 2, in: expression)?.columns ?? []).map { TypedEntry.isName($0) ? "\($0) = " : "[\"\($0)\"] = " }
    }
  }

  /// The rows that a chain of calls gives, which begins with a global.
  private func rows(endingAt index: Int, in expression: LuaExpression) -> ChainedRows? {
    guard index >= 0 else { return nil }
    if let call = expression.call(closedAt: index) {
      guard call.isMethod else { return nil }
      return rows(endingAt: call.name - 2, in: expression)?
        .after(expression.text(at: call.name), expression.arguments(of: call, closedAt: index))
    }
    guard expression.tokens[index].kind == .name, let object = object(expression.text(at: index)) else { return nil }
    return ChainedRows(object, columns: columnNames(object))
  }

  private func columnNames(_ object: any OperationObject) -> [String] {
    if let rows = (object as? IndicatorCollection)?.rows { return rows.columnNames }
    guard case .list(let names)? = object.field("columns") else { return [] }
    return names.compactMap { if case .text(let name) = $0 { name } else { nil } }
  }

  /// The different texts of a column, where it keeps them.
  private func values(of column: String, in object: any OperationObject) -> [String] {
    guard let table = object as? Table ?? (object as? Incidents)?.base ?? (object as? IndicatorCollection)?.rows else { return [] }
    return table.columnIfPresent(column)?.keptTexts ?? []
  }

  /// The operations that a call may mean: one where its receiver is known.
  private func operations(of call: LuaExpression.Call, in expression: LuaExpression) -> [Safeguarding.Operation] {
    let name = expression.text(at: call.name)
    guard call.isMethod else { return OperationCatalogue.functions.filter { $0.name == name } }
    let kind = kind(endingAt: call.name - 2, in: expression)
    let methods = OperationCatalogue.all.filter { $0.name == name && $0.receiver != nil && Self.isMethod($0, of: kind) }
    // A kind's own method stands before that of a table.
    let own = methods.filter { $0.receiver == kind }
    return own.isEmpty ? methods : own
  }

  /// Whether an operation is a method of a kind, or of every kind where none is known; what has rows has those of a table.
  private static func isMethod(_ operation: Safeguarding.Operation, of kind: ObjectKind?) -> Bool {
    guard let kind, operation.receiver != kind else { return true }
    return operation.receiver == Table.kind && OperationCatalogue.objectTypes.contains { type in type.kind == kind && type.hasRows }
  }

  /// The kind of the object that an expression gives whose last word is at an index.
  private func kind(endingAt index: Int, in expression: LuaExpression) -> ObjectKind? {
    guard index >= 0 else { return nil }
    if expression.tokens[index].kind == .name, index == 0 || ![":", "."].contains(expression.text(at: index - 1)) {
      return object(expression.text(at: index)).map { type(of: $0).kind }
    }
    guard let call = expression.call(closedAt: index) else { return nil }
    return operations(of: call, in: expression).first?.resultKind
  }

  // MARK: Texts

  /// The end of a formula or of conditions in quotes; nil where the string is another.
  private func formula(in expression: LuaExpression, typed: String, quote: Character) -> FormulaCompletion? {
    guard let call = expression.openCall, call.isMethod, !call.isInFields, let rows = rows(endingAt: call.name - 2, in: expression) else { return nil }
    let isFormula = operations(of: call, in: expression).contains { operation in
      operation.parameters.dropFirst(1 + call.place).first?.takesFormula ?? false
    }
    return isFormula ? FormulaCompletion(typed, quote: quote, columns: rows.columns) { values(of: $0, in: rows.object) } : nil
  }

  /// What a string could say, by the parameter that it is given to.
  private func texts(in expression: LuaExpression, typed: String) -> [String] {
    guard let call = expression.openCall else { return [] }
    if expression.text(at: call.name) == "help", !call.isMethod {
      return (Help.topicNames + OperationCatalogue.all.map(\.name) + OperationCatalogue.objectTypes.map { type in type.kind.name })
        .filter { $0.hasPrefix(typed) }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
    let rows = call.isMethod ? rows(endingAt: call.name - 2, in: expression) : nil
    let receiver = call.isMethod && call.name >= 2 ? object(expression.text(at: call.name - 2)) : nil
    var texts: [String] = []
    var operations = operations(of: call, in: expression)
    // A chart is written by the function, as its first argument.
    if operations.isEmpty, expression.text(at: call.name) == "write" { operations = OperationCatalogue.functions.filter { $0.name == "write" } }
    for operation in operations {
      let parameters = operation.parameters.dropFirst(call.isMethod ? 1 : 0)
      let parameter =
        call.field.map { field in parameters.first { $0.name == field } }
        ?? (call.isInFields ? nil : parameters.dropFirst(call.place).first)
      if let column = call.field, let rows, parameters.contains(where: { $0.type == Conditions.argumentWords }) {
        texts += rows.columns.contains(column) ? values(of: column, in: rows.object) : []
      }
      guard let parameter else { continue }
      texts += candidates(for: parameter, of: operation, receiver: receiver, columns: rows?.columns ?? [], typed: typed)
    }
    let lowered = typed.lowercased()
    var seen: Set<String> = []
    return texts.filter { $0.lowercased().hasPrefix(lowered) && seen.insert($0).inserted }
  }

  private func candidates(
    for parameter: ParameterDescription, of operation: Safeguarding.Operation, receiver: (any OperationObject)?, columns: [String], typed: String
  ) -> [String] {
    if parameter.type.contains(Area.nameWords) {
      return (receiver as? Indicator)?.areas.map(\.name) ?? AreaRegister.england.areas.map(\.name)
    }
    if parameter.type.contains(Period.nameWords), let indicator = receiver as? Indicator { return indicator.periods.map(\.label) }
    let choices = parameter.type.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
    // Choices are all that such a type says; elsewhere what stands in quotes is an example.
    if !choices.isEmpty, parameter.type.hasPrefix("\"") { return choices.map { String($0.element) } }
    if let collection = receiver as? IndicatorCollection, operation.name == "indicator" {
      return collection.indicators.map(\.definition.key)
    }
    let isPath = parameter.name == "path" || columns.isEmpty && (operation.name.hasPrefix("load_") || operation.name == "open")
    return isPath ? paths(typed) : columns
  }
}

extension LuaAssistant {
  /// An assistant that looks things up in a session.
  init(_ session: ScriptSession) {
    self.init(
      globals: { session.globalNames }, object: { session.object(named: $0) }, folder: FolderNames.of,
      isWhole: { session.isWhole(TypedEntry.lua($0, isGlobal: session.hasGlobal)) })
  }
}
