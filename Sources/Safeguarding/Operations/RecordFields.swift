/// The named fields of a table that a script writes inside a call, each of which must be known.
struct RecordFields {
  private var fields: [String: Value]
  private let owner: String

  /// Takes the fields of a record.
  ///
  /// - Throws: ``ArgumentError/unknownName(_:operation:names:)`` for a field that is none of the names.
  init(_ value: Value, of owner: String, names: [String]) throws(ArgumentError) {
    guard case .record(let given) = value else {
      throw .wrongKind(owner, expected: "named fields", got: value.words, place: nil)
    }
    for (name, _) in given where !names.contains(name) {
      throw .unknownName(name, operation: owner, names: names)
    }
    fields = Dictionary(given.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    self.owner = owner
  }

  /// Takes a field out, or returns nil where it was left out.
  mutating func optional<Field: OperationArgument>(_ name: String, as type: Field.Type) throws -> Field? {
    guard let value = fields.removeValue(forKey: name) else { return nil }
    guard let field = try Field.argument(value) else {
      throw ArgumentError.wrongKind(name, expected: Field.argumentWords, got: value.words, place: nil)
    }
    return field
  }

  /// The text that a field holds; nil where it holds anything else.
  func text(_ name: String) -> String? {
    if case .text(let text)? = fields[name] { text } else { nil }
  }

  /// Takes out a field that must be there.
  mutating func required<Field: OperationArgument>(_ name: String, as type: Field.Type) throws -> Field {
    guard let field = try optional(name, as: type) else {
      throw ArgumentError.left(name, expected: Field.argumentWords, place: nil)
    }
    return field
  }
}
