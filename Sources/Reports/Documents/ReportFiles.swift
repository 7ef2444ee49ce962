import Columns
public import Safeguarding

/// The form in which a document becomes files.
public enum ReportForm: String, Hashable, Sendable, CaseIterable {
  /// One page that needs nothing beside it.
  case html
  /// Markdown, with its charts as pictures in a folder.
  case md
  /// A folder with each table and the data of each chart, and a list of them.
  case csv
  /// The tree.
  case json
  #if Workbook
    /// An Excel workbook with a table a sheet.
    case xlsx
  #endif

  /// The folder below the report's own that the tables or pictures of a document stand in; nil for a form of one file.
  public func folder(of name: String) -> String? { self == .md ? "\(name)-figures" : self == .csv ? "\(name)-tables" : nil }
}

/// A document as the files that a folder is given.
public struct ReportFiles: Sendable {
  /// The paths below the folder, with what stands in each; the file to open stands first.
  public let files: [(path: String, bytes: [UInt8])]

  /// - Parameters:
  ///   - name: What the files' names begin with.
  ///   - template: The layout of a page; nil for the house's own.
  public init(of document: Document, named name: String, as form: ReportForm, template: PageTemplate? = nil) throws {
    #if Workbook
      if form == .xlsx {
        files = [("\(name).xlsx", try WorkbookLayout.bytes(of: DocumentOutline(document)))]
        return
      }
    #endif
    if form == .html, let template {
      files = [("\(name).html", Array(template.text(of: DocumentOutline(document)).utf8))]
    } else {
      files = Self.texts(of: document, named: name, as: form).map { ($0, Array($1.utf8)) }
    }
  }

  /// The files that are text.
  private static func texts(of document: Document, named name: String, as form: ReportForm) -> [(String, String)] {
    switch form {
    #if Workbook
      case .xlsx: return []
    #endif
    case .html: return [("\(name).html", Presentation(.html).text(document))]
    case .json: return [("\(name).json", Presentation(.json).text(document) + "\n")]
    case .md:
      let outline = DocumentOutline(document)
      let folder = form.folder(of: name) ?? name
      let pictures = outline.exhibits.compactMap { exhibit -> (String, String)? in
        guard let chart = exhibit.result as? any Chart, let picture = ChartPicture(of: chart), let file = exhibit.fileName else { return nil }
        return ("\(folder)/\(file).svg", picture.file(showing: exhibit.words ?? chart.title))
      }
      return [("\(name).md", DocumentMarkdown(outline: outline, pictures: folder).text + "\n")] + pictures
    case .csv:
      let folder = form.folder(of: name) ?? name
      let tables = DocumentOutline(document).exhibits.compactMap { exhibit -> (exhibit: DocumentOutline.Exhibit, file: String, table: Table)? in
        guard let table = exhibit.result.table, let file = exhibit.fileName else { return nil }
        return (exhibit, "\(file).csv", table)
      }
      let contents = Table(
        checked: [
          Column("label", texts: tables.map { $0.exhibit.label ?? "" }), Column("title", texts: tables.map { $0.exhibit.title ?? "" }),
          Column("shows", texts: tables.map { $0.exhibit.words ?? "" }),
          Column("file", texts: tables.map(\.file)), Column("notes", texts: tables.map { $0.table.notes.joined(separator: "; ") }),
        ], rowCount: tables.count)
      return [("\(folder)/contents.csv", Presentation.spreadsheetText(contents) + "\n")]
        + tables.map { ("\(folder)/\($0.file)", Presentation.spreadsheetText($0.table) + "\n") }
    }
  }
}
