import Columns

/// A part of a document as scripts hold it.
struct DocumentPart: ScriptObject {
  let part: Document.Part

  static let kind = ObjectKind("part", summary: "A part of a document: a section, a finding, a titled result.")

  static let fields: [ObjectField<DocumentPart>] = [
    .init("text", "What it says, or the title of a section or a result.") { .text($0.words) }
  ]

  var words: String {
    switch part {
    case .section(let title, _): title
    case .paragraph(let text): text
    case .list(let items): items.joined(separator: "; ")
    case .statement(let statement): statement.text
    case .findings: "the findings"
    case .exhibit(let exhibit): exhibit.title ?? exhibit.result.words
    case .method(let results): results.map(\.words).joined(separator: "; ")
    }
  }

  var byteCount: Int { Document(title: words, parts: [part]).byteCount }
}

/// What stands in a document or a section as scripts write it.
struct DocumentContent: OperationArgument {
  let parts: [Document.Part]

  static let argumentWords = "text, a result, a section, or a list of them"
  static var takesList: Bool { true }

  static func argument(_ value: Value) throws -> DocumentContent? {
    try OperationLimits.check()
    switch value {
    case .text(let text): return DocumentContent(parts: Document.Part.parts(of: text))
    case .object(let object):
      if let part = object as? DocumentPart { return DocumentContent(parts: [part.part]) }
      if object is Document { return nil }
      return DocumentContent(parts: [.exhibit(Document.Exhibit(try object.settled()))])
    case .list(let values):
      if let table = try Table(records: values) { return DocumentContent(parts: [.exhibit(Document.Exhibit(table))]) }
      return DocumentContent(
        parts: try values.enumerated().flatMap { place, value in
          guard let content = try argument(value) else {
            throw ArgumentError.unusable(
              "content", problem: "item \(place + 1) is \(value.words)",
              expectation: "A part is \(argumentWords); a number stands in a sentence or a table.")
          }
          return content.parts
        })
    default: return nil
    }
  }
}

extension Operation {
  private static let deepest = 5

  private static func checked(_ parts: [Document.Part], inside levels: Int) throws -> [Document.Part] {
    guard (parts.map(\.depth).max() ?? 0) + levels <= deepest else {
      throw ArgumentError.unusable("content", problem: "sections lie more than \(deepest) deep", expectation: "Nobody could follow it.")
    }
    return parts
  }

  /// A title that says something: without one nobody finds the way.
  private static func checked(title: String) throws -> String {
    guard title.contains(where: { !$0.isWhitespace }) else {
      throw ArgumentError.unusable("title", problem: "it is empty", expectation: "A title is what a reader finds the way by.")
    }
    return title
  }

  private static let text = Parameter<String>("text", "The sentence.")

  private static func statement(_ name: String, _ kind: Document.Statement.Kind, summary: String, example: String) -> Operation {
    Operation(name, summary: summary, discussion: "Put it among the content of a section.", example: example, text) { text in
      DocumentPart(part: .statement(Document.Statement(kind: kind, text: text)))
    }
  }

  /// Makes a document.
  static let document = Operation(
    "document", summary: "A report: sections, texts, findings, tables and charts, which prints as text, Markdown, CSV or JSON.",
    discussion: """
      The content is a list: text, any result (a table, a ranking, a chart), section(...), finding(...), figure(...). In \
      a text a blank line parts paragraphs, and lines that begin with a dash are a list. Sections, findings, tables and \
      figures are numbered in the order of reading, and the files that the figures come from stand at the end. \
      document:write("report.html") writes it, and safeguard report does from outside.
      """,
    example: """
      document("Who pays", {section("Contributions", {budget, finding("Four partners pay the same.")})})
      --> Who pays: 1 section, 1 table, 0 charts, 1 finding
      """,
    Parameter<String>("title", "The title."),
    Parameter<DocumentContent>("content", "The content, in the order of reading."),
    Parameter<String?>("subtitle", "The line beneath the title.", otherwise: "none")
  ) { title, content, subtitle in
    Document(title: try checked(title: title), subtitle: subtitle, parts: try checked(content.parts, inside: 0))
  }

  /// Makes a section.
  static let section = Operation(
    "section", summary: "A section of a document: a heading with what stands beneath it.",
    discussion: "Sections may lie in sections, five deep.",
    example: """
      section("Scale and trend", {"Robbery rose.", partners}).text
      --> Scale and trend
      """,
    Parameter<String>("title", "The heading, without its number."),
    Parameter<DocumentContent>("content", "The content, in the order of reading.")
  ) { title, content in DocumentPart(part: .section(title: try checked(title: title), parts: try checked(content.parts, inside: 1))) }

  /// States what the figures say.
  static let finding = statement(
    "finding", .finding, summary: "A finding of a document: what the figures say, numbered.",
    example: """
      finding("Half of all robberies are in 34 of 170 small areas.").text
      --> Half of all robberies are in 34 of 170 small areas.
      """)

  /// States what a reader might make of the figures.
  static let inference = statement(
    "inference", .inference, summary: "An inference of a document: what a reader might make of the findings, told apart from them.",
    example: """
      inference("The rise may come from recording.").text
      --> The rise may come from recording.
      """)

  /// States what nobody knows.
  static let gap = statement(
    "gap", .gap, summary: "An intelligence gap of a document: what the data do not tell, and who could.",
    example: """
      gap("Victims' ages: ask the force.").text
      --> Victims' ages: ask the force.
      """)

  /// Lists the findings.
  static let findings = Operation(
    "findings", summary: "The list of all findings of the document that it stands in, with their numbers.",
    discussion: "It may stand before them: a summary at the start lists what is found further on.",
    example: """
      document("D", {section("In short", {findings()}), section("Scale", {finding("It rose.")})}).findings[1]
      --> It rose.
      """
  ) { DocumentPart(part: .findings) }

  /// Tells how results were made.
  static let method = Operation(
    "method", summary: "How results were made, as a part of a document: what why says of each, without the files.",
    discussion: "The files stand at the end of the document by themselves.",
    example: """
      document("D", {method{lait:indicator("CPP_Num"):change("Middlesbrough", {from = "2019", to = "2020"})}}).parts[1].part
      --> method
      """,
    Parameter<[ShownResult]>("results", "The results, in the order in which they are told.")
  ) { results in
    DocumentPart(part: .method(results.map(\.object)))
  }

  /// Shows a result under a title.
  static let figure = Operation(
    "figure", summary: "A result with a title and a note of its own, as a part of a document.",
    discussion: "A result that stands in a document without it is titled by what it says for itself.",
    example: """
      figure(partners, {title = "Contributions 2020/21"}).text
      --> Contributions 2020/21
      """,
    Parameter<ShownResult>("result", "The table, chart or other result."),
    Parameter<String?>("title", "What it shows.", otherwise: "what the result says for itself"),
    Parameter<String?>("note", "What a reader must know beside its own notes.", otherwise: "none")
  ) { result, title, note in
    DocumentPart(part: .exhibit(Document.Exhibit(result.object, title: title, note: note)))
  }
}

/// A result that a document or a file can show, with its rows written out.
struct ShownResult: OperationArgument {
  let object: any OperationObject

  static let argumentWords = "a table or another result"

  static func argument(_ value: Value) throws -> ShownResult? {
    switch value {
    case .object(let object): object is DocumentPart ? nil : ShownResult(object: try object.settled())
    case .list(let values): try Table(records: values).map { ShownResult(object: $0) }
    default: nil
    }
  }
}
