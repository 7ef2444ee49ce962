public import Columns
internal import Safeguarding

/// What `help()` prints, from the declarations of the operations.
public enum Help {
  /// Returns the overview, all that is known of an operation or a kind of object, or `everything`.
  ///
  /// - Throws: ``HelpError/unknown(_:names:)``, which offers the nearest name.
  public static func text(about topic: String? = nil) throws(HelpError) -> String {
    guard let topic else { return overview }
    if topic == "everything" { return everything }
    let name = topic.split(separator: ":").last.map(String.init) ?? topic
    let operations = OperationCatalogue.all.filter { $0.name == name }
    if !operations.isEmpty { return operations.map { text(of: $0) }.joined(separator: "\n\n") }
    if let type = OperationCatalogue.objectTypes.first(where: { $0.kind.name == name }) { return text(of: type) }
    let names = OperationCatalogue.all.map(\.name) + OperationCatalogue.objectTypes.map { type in type.kind.name }
    throw .unknown(topic, names: Array(Set(names)).sorted())
  }

  /// The pages of every operation and kind of object: the reference.
  private static var everything: String {
    let operations = OperationCatalogue.all.map { text(of: $0) }
    let kinds = OperationCatalogue.objectTypes.map { type in text(of: type) }
    return (operations + kinds).joined(separator: "\n\n")
  }

  private static var overview: String {
    var lines = ["Functions"]
    lines += OperationCatalogue.functions.map { "  \($0.signature)\n      \($0.summary)" }
    for type in OperationCatalogue.objectTypes {
      let methods = OperationCatalogue.methods(of: type.kind)
      guard !methods.isEmpty else { continue }
      lines.append("\n\(capitalised(type.kind.words)): \(type.kind.summary)")
      lines += methods.map { "  \($0.signature)\n      \($0.summary)" }
    }
    lines.append("\nprint(x) shows a result, why(x) says how it was made, is_missing(x) tells a missing value.")
    lines.append("help(\"rank\") tells all about an operation, help(\"indicator\") about a kind of object, help(\"everything\") all.")
    return lines.joined(separator: "\n")
  }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private static func text(of operation: Safeguarding.Operation) -> String {
    var lines = [operation.signature, "  " + operation.summary]
    if let discussion = operation.discussion { lines.append("  " + discussion) }
    let shown = operation.receiver == nil ? operation.parameters[...] : operation.parameters.dropFirst()
    let width = shown.map(\.name.count).max() ?? 0
    for parameter in shown {
      let name = parameter.name + String(repeating: " ", count: width - parameter.name.count)
      let otherwise = parameter.defaultWords.map { " Otherwise: \($0)." } ?? ""
      lines.append("    \(name)  \(parameter.summary) It is \(parameter.type).\(otherwise)")
    }
    if let source = operation.source { lines.append("  Source: \(source)") }
    lines.append("  Example:")
    lines += operation.example.split(separator: "\n").map { "    \($0)" }
    return lines.joined(separator: "\n")
  }

  private static func text(of type: any OperationObject.Type) -> String {
    var lines = ["\(capitalised(type.kind.words)): \(type.kind.summary)", "  Fields:"]
    let width = type.fieldNames.map(\.count).max() ?? 0
    lines += type.fieldSummaries.map { name, summary in
      "    \(name)\(String(repeating: " ", count: width - name.count))  \(summary)"
    }
    let methods = OperationCatalogue.methods(of: type.kind)
    if !methods.isEmpty { lines.append("  Methods:") }
    lines += methods.map { "    \($0.signature)\n        \($0.summary)" }
    return lines.joined(separator: "\n")
  }
}

/// A topic that help knows nothing of.
public enum HelpError: DiagnosableError, Hashable {
  case unknown(String, names: [String])

  public var diagnostic: Diagnostic {
    switch self {
    case .unknown(let topic, let names):
      Diagnostic(
        "there is no help on \"\(topic)\"", expectation: "help() lists what there is.",
        hint: NearestName.hint(for: topic, among: names))
    }
  }
}
