import Columns
import Safeguarding

/// A document as it is read from top to bottom: each part with its number, and the sources at the end.
struct DocumentOutline {
  let title: String
  let subtitle: String?
  /// Whether it is no more than results that are written together.
  let isBundle: Bool
  let blocks: [Block]

  enum Block {
    /// Level 1 is a section of the document itself.
    case heading(level: Int, number: String, title: String)
    case paragraph(String)
    case list([String])
    /// A finding has a number, other statements have none.
    case statement(Document.Statement.Kind, label: String, text: String)
    case findings([String])
    case exhibit(Exhibit)
  }

  /// A result with its place: `Table 3`, `Figure 1`, or none for a sentence.
  struct Exhibit {
    let label: String?
    let title: String?
    let result: any OperationObject
    let note: String?

    /// What the result says for itself beside its title and its rows; of a chart, what it shows.
    let words: String?

    /// The line above it; nil for a sentence.
    var caption: String? { label.map { label in title.map { "\(label). \($0)" } ?? label } }

    /// The label as the name of a file: `table-3`.
    var fileName: String? { label.map { $0.lowercased().map { $0 == " " ? "-" : String($0) }.joined() } }

    fileprivate init(_ exhibit: Document.Exhibit, label: String?) {
      self.label = label
      result = exhibit.result
      note = exhibit.note
      if let chart = exhibit.result as? any Chart {
        title = chart.headline
        words = chart.measure(exhibit.title ?? chart.title)
        return
      }
      // A table says nothing for itself. What others say in a line is their title where they are given none.
      let said = exhibit.result is Table ? nil : exhibit.result.words
      let isTitle = exhibit.title == nil && label != nil && said?.contains("\n") == false
      title = exhibit.title ?? (isTitle ? said : nil)
      words = isTitle ? nil : said
    }
  }

  init(_ document: Document) {
    title = document.title
    isBundle = document.isBundle
    subtitle = document.subtitle
    var outline = Numbering(findings: document.statements(.finding))
    outline.add(document.parts, level: 1, prefix: "")
    let symbols = Self.symbols(of: outline.blocks)
    if !symbols.isEmpty {
      outline.addHeading("Symbols", level: 1, prefix: "")
      outline.blocks.append(.list(symbols))
    }
    let files = document.files
    if !files.isEmpty {
      outline.addHeading("Sources", level: 1, prefix: "")
      outline.blocks.append(.list(files))
    }
    blocks = outline.blocks
  }

  /// What is shown, in the order of reading.
  var exhibits: [Exhibit] { blocks.compactMap { if case .exhibit(let exhibit) = $0 { exhibit } else { nil } } }

  /// What the symbols mean that stand in the tables in place of values.
  private static func symbols(of blocks: [Block]) -> [String] {
    var used: Set<MissingReason> = []
    for case .exhibit(let exhibit) in blocks {
      for column in exhibit.result.table?.columns ?? [] { used.formUnion(column.presence.countsByReason.keys) }
    }
    return MissingReason.allCases.filter(used.contains).map { "\($0.symbol) \($0.words)" }
  }

  private struct Numbering {
    let findings: [String]
    var blocks: [Block] = []
    private var findingCount = 0
    private var tableCount = 0
    private var figureCount = 0
    /// How many sections there are so far at each level that is open.
    private var sections: [Int] = []

    init(findings: [String]) { self.findings = findings }

    @discardableResult
    mutating func addHeading(_ title: String, level: Int, prefix: String) -> String {
      sections.removeSubrange(min(level, sections.count)...)
      while sections.count < level { sections.append(0) }
      sections[level - 1] += 1
      let number = prefix + String(sections[level - 1])
      blocks.append(.heading(level: level, number: number, title: title))
      return number
    }

    mutating func add(_ parts: [Document.Part], level: Int, prefix: String) {
      for part in parts {
        switch part {
        case .section(let title, let parts):
          let number = addHeading(title, level: level, prefix: prefix)
          add(parts, level: level + 1, prefix: number + ".")
        case .paragraph(let text): blocks.append(.paragraph(text))
        case .list(let items): blocks.append(.list(items))
        case .statement(let statement):
          if statement.kind == .finding { findingCount += 1 }
          let name = statement.kind.rawValue.prefix(1).uppercased() + statement.kind.rawValue.dropFirst()
          blocks.append(.statement(statement.kind, label: statement.kind == .finding ? "\(name) \(findingCount)" : name, text: statement.text))
        case .findings: blocks.append(.findings(findings))
        case .exhibit(let exhibit): add(exhibit)
        case .method(let results):
          for result in results {
            let reasons = result.reasons.filter { !$0.isEmpty && !$0.hasPrefix(TableSource.label) }
            blocks += [.paragraph(result.words)] + (reasons.isEmpty ? [] : [.list(reasons)])
          }
        }
      }
    }

    private mutating func add(_ exhibit: Document.Exhibit) {
      var label: String?
      if exhibit.result is any Chart {
        figureCount += 1
        label = "Figure \(figureCount)"
      } else if exhibit.result.table != nil {
        tableCount += 1
        label = "Table \(tableCount)"
      }
      blocks.append(.exhibit(Exhibit(exhibit, label: label)))
    }
  }
}
