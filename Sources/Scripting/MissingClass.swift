internal import Columns
internal import LuaRuntime
internal import Safeguarding

extension LuaClass {
  /// A value that should be there and is not: it keeps its reason through sums and prints it, and it can't be compared.
  static let missing = LuaClass(
    "missing",
    field: { payload, key in
      guard let reason = payload as? MissingReason else { return nil }
      switch key {
      case "reason": return .text(reason.words)
      case "symbol": return .text(reason.symbol)
      default: throw UnknownField(kind: "a missing value", name: key, names: ["reason", "symbol"])
      }
    },
    text: { payload in (payload as? MissingReason).map { "\($0.symbol) \($0.words)" } ?? "" },
    names: { _ in ["reason", "symbol"] },
    equals: { left, right in reason(left) == reason(right) },
    less: { _, _ in throw MissingComparison() },
    add: propagate, subtract: propagate, multiply: propagate, divide: propagate, negate: { $0 },
    concatenate: { left, right in .text(text(left) + text(right)) })

  /// The object of each reason: one and the same wherever it occurs, so that a column of them takes no memory.
  static let missingObjects: [MissingReason: LuaObject] = Dictionary(
    uniqueKeysWithValues: MissingReason.allCases.map { ($0, LuaObject($0, as: .missing)) })

  private static func reason(_ value: LuaValue) -> MissingReason? {
    if case .object(let object) = value { object.payload as? MissingReason } else { nil }
  }

  /// The result of arithmetic on a missing value: missing, for the reason of the first operand that has one.
  private static let propagate: LuaClass.Operator = { left, right in reason(left) == nil ? right : left }

  private static func text(_ value: LuaValue) -> String {
    if let reason = reason(value) { return reason.symbol }
    return switch value {
    case .integer(let number): String(number)
    case .number(let number): Cell.number(number).plainText
    default: value.text ?? value.kindName
    }
  }
}

/// A comparison of a missing value, which is neither more nor less than another.
struct MissingComparison: Error, CustomStringConvertible {
  var description: String {
    "attempt to compare a missing value\n  hint: test it with is_missing(value) first"
  }
}

/// A field that an object does not have.
struct UnknownField: DiagnosableError {
  /// The kind of object with its article.
  let kind: String
  let name: String
  let names: [String]
  /// How a table is had from the object, of which the name may be a method.
  var tableWords: String?

  var diagnostic: Diagnostic {
    let function = NearestName.synonym(of: name, among: OperationCatalogue.functions.map(\.name))
    let near = NearestName.hint(for: name, among: names) ?? function.map { "\($0) is a function: help(\"\($0)\")" }
    // Who only misspelt a name need not read all the others.
    let isKnown = names.count > 20 && (near != nil || tableWords != nil)
    return Diagnostic(
      "\(kind) has no \"\(name)\"",
      expectation: isKnown ? "help(\"\(kind.split(separator: " ").last ?? "")\") lists what it has." : "It has \(names.joined(separator: ", ")).",
      hint: tableWords.map { "\(name) is a method of a table: \($0)" } ?? near)
  }
}
