import Columns

/// A report as one value: sections, texts, findings, tables and charts in the order in which they are read.
///
/// It says what stands where and nothing of how it looks: the numbers of sections, findings, tables and figures, the
/// contents and the list of sources follow from it in the room that prints it. Whatever it shows keeps its reasons.
public struct Document: Sendable {
  public let title: String
  public let subtitle: String?
  public let parts: [Part]
  /// Whether it is no more than results that are written together, and nobody's report: their tables are wanted as data.
  public let isBundle: Bool

  public init(title: String, subtitle: String? = nil, parts: [Part], isBundle: Bool = false) {
    self.title = title
    self.subtitle = subtitle
    self.parts = parts
    self.isBundle = isBundle
  }

  /// A piece of a document.
  public indirect enum Part: Sendable {
    case section(title: String, parts: [Part])
    case paragraph(String)
    case list([String])
    case statement(Statement)
    /// All findings of the document, wherever they are stated.
    case findings
    case exhibit(Exhibit)
    /// How results were made; they are not shown.
    case method([any OperationObject])
  }

  /// A sentence that is told apart from the text about it.
  public struct Statement: Hashable, Sendable {
    public let kind: Kind
    public let text: String

    public init(kind: Kind, text: String) {
      self.kind = kind
      self.text = text
    }

    public enum Kind: String, Hashable, Sendable, CaseIterable {
      /// What the figures say.
      case finding
      /// What a reader might make of them.
      case inference
      /// What nobody knows, and who could.
      case gap = "intelligence gap"
    }
  }

  /// A result that is shown: a chart, a table, or a sentence.
  public struct Exhibit: Sendable {
    /// What it shows; nil where the result says so itself.
    public let title: String?
    public let result: any OperationObject
    /// What a reader must know beside its own notes.
    public let note: String?

    public init(_ result: any OperationObject, title: String? = nil, note: String? = nil) {
      self.result = result
      self.title = title
      self.note = note
    }
  }

  /// Every part in the order of reading, those of a section after it.
  func forEach(_ body: (Part) -> Void) { parts.forEach { $0.visit(body) } }

  /// The statements of a kind, in the order of reading.
  public func statements(_ kind: Statement.Kind) -> [String] {
    var texts: [String] = []
    forEach { if case .statement(let statement) = $0, statement.kind == kind { texts.append(statement.text) } }
    return texts
  }

  /// Everything that is shown or told of, in the order of reading.
  public var results: [any OperationObject] {
    var results: [any OperationObject] = []
    forEach { part in
      switch part {
      case .exhibit(let exhibit): results.append(exhibit.result)
      case .method(let told): results += told
      default: break
      }
    }
    return results
  }

  /// The files that the results come from, each once, as ``TableSource/words`` names them.
  public var files: [String] { reasons.filter { $0.hasPrefix(TableSource.label) } }
}

extension Document.Part {
  fileprivate func visit(_ body: (Self) -> Void) {
    body(self)
    if case .section(_, let parts) = self { parts.forEach { $0.visit(body) } }
  }

  /// How many sections lie in one another, this one counted.
  var depth: Int {
    if case .section(_, let parts) = self { 1 + (parts.map(\.depth).max() ?? 0) } else { 0 }
  }

  /// A text as people type it: a blank line parts paragraphs, and lines that begin with a dash are a list.
  static func parts(of text: String) -> [Document.Part] {
    var parts: [Document.Part] = []
    var (words, items): ([Substring], [String]) = ([], [])
    func end() {
      if !words.isEmpty { parts.append(.paragraph(words.joined(separator: " "))) }
      if !items.isEmpty { parts.append(.list(items)) }
      (words, items) = ([], [])
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.trimmed
      if trimmed.isEmpty {
        end()
      } else if trimmed.hasPrefix("- ") {
        if !words.isEmpty { end() }
        items.append(String(trimmed.dropFirst(2).trimmed))
      } else if items.isEmpty {
        words.append(trimmed)
      } else {
        items[items.count - 1] += " " + trimmed
      }
    }
    end()
    return parts
  }

  /// The part as a script reads it.
  fileprivate var value: Value {
    func record(_ kind: String, _ fields: [(name: String, value: Value)]) -> Value { .record([("part", .text(kind))] + fields) }
    return switch self {
    case .section(let title, let parts): record("section", [("title", .text(title)), ("parts", .list(parts.map(\.value)))])
    case .paragraph(let text): record("paragraph", [("text", .text(text))])
    case .list(let items): record("list", [("items", .list(items.map { .text($0) }))])
    case .statement(let statement): record(statement.kind.rawValue, [("text", .text(statement.text))])
    case .findings: record("findings", [])
    case .exhibit(let exhibit):
      record(
        "result",
        [
          ("title", exhibit.title.map { .text($0) } ?? .nothing), ("result", .object(exhibit.result)),
          ("note", exhibit.note.map { .text($0) } ?? .nothing),
        ].filter { !$0.value.isNothing })
    case .method(let results): record("method", [("results", .list(results.map { .text($0.words) }))])
    }
  }
}

extension Document: ScriptObject {
  public static let kind = ObjectKind("document", summary: "A report: sections, texts, findings, tables and charts.")

  public static let fields: [ObjectField<Document>] = [
    .init("title", "The title.") { .text($0.title) },
    .init("subtitle", "The line beneath the title, or nil.") { $0.subtitle.map { .text($0) } ?? .nothing },
    .init("findings", "The findings, in the order of reading.") { .list($0.statements(.finding).map { .text($0) }) },
    .init("inferences", "The inferences.") { .list($0.statements(.inference).map { .text($0) }) },
    .init("gaps", "The intelligence gaps.") { .list($0.statements(.gap).map { .text($0) }) },
    .init("parts", "The parts: records whose field part says what they are.") { .list($0.parts.map(\.value)) },
  ]

  public var words: String {
    var sections = 0
    forEach { if case .section = $0 { sections += 1 } }
    var shown: [any OperationObject] = []
    forEach { if case .exhibit(let exhibit) = $0 { shown.append(exhibit.result) } }
    let charts = shown.count { $0 is any Chart }
    func count(_ number: Int, _ one: String) -> String { "\(PrintedNumber.of(number)) \(one)\(number == 1 ? "" : "s")" }
    return "\(title): \(count(sections, "section")), \(count(shown.count { $0.table != nil } - charts, "table")), "
      + "\(count(charts, "chart")), \(count(statements(.finding).count, "finding"))"
  }

  public var reasons: [String] {
    var known: Set<String> = []
    return results.flatMap(\.reasons).filter { known.insert($0).inserted }
  }

  public var byteCount: Int { results.reduce(2048) { $0 + $1.byteCount } }
}
