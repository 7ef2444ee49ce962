import Columns

/// The arguments of one call, each under its parameter's name.
struct Arguments {
  var values: [String: Value] = [:]
  private let names: [String]
  private var namesGiven: Set<String> = []

  /// Binds values to parameters.
  ///
  /// Named fields that stand last are options, unless the parameter in that place takes named fields and a field is none
  /// of the options. A list that stands alone where no list is taken is the values in order: `rank{"Middlesbrough"}`.
  init(of operation: Operation, values: [Value], named: [(name: String, value: Value)]) throws {
    let parameters = operation.parameters
    names = parameters.map(\.name)
    var values = values
    var named = named
    if let last = values.last {
      let place = values.count - 1
      let parameter = place < parameters.count ? parameters[place] : nil
      switch last {
      case .record(let fields):
        // What tells the kind of a join elsewhere may be a column of its key.
        let isKey = operation.name == "join" && parameter?.takesRecord == true && fields.allSatisfy { ["kind", "type"].contains($0.name) }
        let areOptions = !isKey && fields.allSatisfy { option(called: $0.name, of: operation) != nil }
        // Of a join's options one that it lacks makes no map of columns.
        let isJoin = operation.name == "join" && fields.contains { ["on", "how", "left_on", "right_on"].contains($0.name) }
        if areOptions || isJoin || parameter?.takesRecord != true {
          values.removeLast()
          named += fields
        }
      case .list(let items):
        if items.isEmpty, parameter?.isRequired != true {
          values.removeLast()
        } else if let parameter, !items.isEmpty, !parameter.takesList, !parameter.takesRecord {
          values.removeLast()
          values += items
        }
      default: break
      }
    }
    let first = operation.receiver == nil ? 0 : 1
    // select("area", "type"): texts one after the other where a list of them is taken, and no text after it, or one that is named.
    if parameters.count > first, parameters[first].takesList, values.count > first + 1, values[first...].allSatisfy(\.isText),
      parameters.count == first + 1 || !parameters[first + 1].takesText
        || named.contains(where: { option(called: $0.name, of: operation) == parameters[first + 1].name })
    {
      values = values[..<first] + [.list(Array(values[first...]))]
    }
    // slice_max("count", {n = 5}) of R: the number has a name, and what it is of stands in its place.
    if operation.name == "top", values.count == first + 1, values[first].isText, let place = named.firstIndex(where: { option(called: $0.name, of: operation) == "count" }) {
      values.insert(named.remove(at: place).value, at: first)
    }
    guard values.count <= names.count else {
      throw ArgumentError.tooMany(given: values.count - first, signature: operation.signature)
    }
    for (name, value) in zip(names, values) { self.values[name] = value }
    for (name, value) in named {
      let isTurned = name == Self.ascending && !names.contains(name)
      guard let name = option(called: name, of: operation) else {
        if let words = OptionNames.needless(name, of: operation.name) {
          throw ArgumentError.unusable(name, problem: "\(operation.name) has no such option", expectation: words)
        }
        let offered = operation.receiver == nil ? names : Array(names.dropFirst())
        throw ArgumentError.unknownName(name, operation: operation.name, names: offered)
      }
      if let earlier = self.values[name] {
        guard case .nothing = earlier else { throw ArgumentError.twice(name, earlier: Self.shown(earlier), signature: operation.signature) }
      }
      if isTurned, case .boolean(let isAscending) = value { self.values[name] = .boolean(!isAscending) } else { self.values[name] = value }
      namesGiven.insert(name)
    }
  }

  /// A value as it was written, where it is a text.
  private static func shown(_ value: Value) -> String { if case .text(let text) = value { "\"\(text)\"" } else { value.words } }

  /// What pandas and R call the contrary of `descending`.
  private static let ascending = "ascending"

  /// The option that is called by a name, or meant by it; nil for none. Operations of one name may have different ones.
  private func option(called name: String, of operation: Operation) -> String? {
    if names.contains(name) { return name }
    if name == Self.ascending, names.contains("descending") { return "descending" }
    return OptionNames.option(meantBy: name, of: operation.name).flatMap { names.contains($0) ? $0 : nil }
  }

  /// Calls a column by its own name.
  mutating func name(_ name: String, _ column: String, of operation: Operation) {
    for parameter in operation.parameters {
      values[parameter.name] = values[parameter.name]?.naming(name, column, inFormula: parameter.takesFormula)
    }
  }

  /// Puts columns that are called as a formula that made them, `year(date)`, into backquotes within formulas; false where none of them
  /// stands there.
  mutating func quote(_ columns: [String], of operation: Operation) -> Bool {
    var isFound = false
    for parameter in operation.parameters where parameter.takesFormula {
      for column in columns {
        guard let value = values[parameter.name], let quoted = value.quoting(column) else { continue }
        values[parameter.name] = quoted
        isFound = true
      }
    }
    return isFound
  }

  /// The place of a parameter among those given in order, from one, or nil where it was given by its name.
  func place(of name: String) -> Int? {
    namesGiven.contains(name) ? nil : (names.firstIndex(of: name) ?? 0) + 1
  }
}
