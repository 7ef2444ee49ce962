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
}

/// A document as the files that a folder is given.
public struct ReportFiles: Sendable {
  /// The paths below the folder, with what stands in each; the file to open stands first.
  public let files: [(path: String, text: String)]

  /// - Parameter name: What the files' names begin with.
  public init(of document: Document, named name: String, as form: ReportForm) {
    switch form {
    case .html: files = [("\(name).html", Presentation(.html).text(document))]
    case .json: files = [("\(name).json", Presentation(.json).text(document) + "\n")]
    case .md:
      let outline = DocumentOutline(document)
      let folder = "\(name)-figures"
      let pictures = outline.exhibits.compactMap { exhibit -> (String, String)? in
        guard let chart = exhibit.result as? any Chart, let picture = ChartPicture(of: chart), let file = exhibit.fileName else { return nil }
        return ("\(folder)/\(file).svg", picture.file(showing: exhibit.words ?? chart.title))
      }
      files = [("\(name).md", DocumentMarkdown(outline: outline, pictures: folder).text + "\n")] + pictures
    case .csv:
      let folder = "\(name)-tables"
      let tables = DocumentOutline(document).exhibits.compactMap { exhibit -> (exhibit: DocumentOutline.Exhibit, file: String, table: Table)? in
        guard let table = exhibit.result.table, let file = exhibit.fileName else { return nil }
        return (exhibit, "\(file).csv", table)
      }
      let contents = Table(
        checked: [
          Column("label", texts: tables.map { $0.exhibit.label ?? "" }), Column("title", texts: tables.map { $0.exhibit.title ?? "" }),
          Column("file", texts: tables.map(\.file)), Column("notes", texts: tables.map { $0.table.notes.joined(separator: "; ") }),
        ], rowCount: tables.count)
      files =
        [("\(folder)/contents.csv", Presentation(.csv).text(contents) + "\n")]
        + tables.map { ("\(folder)/\($0.file)", Presentation(.csv).text($0.table) + "\n") }
    }
  }
}
