public import Columns

/// Writes a result as the bytes of a file; throws where it can't be one of that form.
public typealias ResultForm = @Sendable (any OperationObject) throws -> [UInt8]

/// How tables and results become files: the form follows from the ending of the name.
package enum ResultFile {
  /// Writes a result, beside the target first, so that a failure leaves what stood there before.
  ///
  /// A file that holds the very same already stays as it is: a session that wrote it runs again.
  ///
  /// - Returns: The path, as it was given.
  /// - Throws: ``WritingError``, ``FileError`` or ``ArrowError``.
  package static func write(_ result: any OperationObject, to path: String, replacing: Bool) throws -> String {
    let current = OperationLimits.current
    let (access, forms) = (current?.files, current?.forms ?? [:])
    try access?.check(path, writing: true)
    try current?.limits.check()
    let ending = path.split(separator: "/").last?.split(separator: ".").last.map { $0.lowercased() } ?? ""
    do {
      switch ending {
      case "csv": try DelimitedWriter().write(table(of: result), to: path, access: access, replaces: replacing, limits: current?.limits)
      case "arrow": try ArrowFileWriter(access: access, replaces: replacing).write(table(of: result), to: path)
      default:
        guard let form = forms[ending] else { throw WritingError.unknownForm(path, endings: ["csv", "arrow"] + forms.keys.sorted()) }
        try write(try form(result), to: path, access: access, replaces: replacing)
      }
    } catch let error as FileError where error.code == .isThere {
      throw WritingError.isThere(path)
    } catch let error as ArrowError where error.code == .file(.isThere) {
      throw WritingError.isThere(path)
    }
    return path
  }

  private static func table(of result: any OperationObject) throws -> Table {
    guard let table = result.table else { throw WritingError.noTable(type(of: result).kind.words) }
    // A file of plain values holds no notes, and who publishes it may have seen none.
    for note in table.notes where Suppression.isOnDisclosure(note) { LoadingListener.current?.remark?(note) }
    return table
  }

  /// Writes text to a new file, or one that holds it already, wherever the process may write.
  package static func write(_ text: String, toNew path: String) throws {
    do { try write(Array(text.utf8), to: path, access: nil, replaces: false) } catch let error as FileError where error.code == .isThere {
      throw WritingError.isThere(path)
    }
  }

  private static func write(_ bytes: [UInt8], to path: String, access: FileAccess?, replaces: Bool) throws {
    var file = try AtomicFile(path: path, access: access, replaces: replaces)
    try file.append(bytes)
    try file.commit()
  }
}

/// A file that is not written.
public enum WritingError: DiagnosableError, Hashable {
  case isThere(String)
  case unknownForm(String, endings: [String])
  /// A thing of a kind that is no table goes into no file of tables.
  case noTable(String)
  /// A thing of a kind that is no chart goes into no picture.
  case noChart(String)

  public var diagnostic: Diagnostic {
    switch self {
    case .isThere(let path):
      Diagnostic("there is a file already", at: .init(file: path), hint: "write(result, path, {replace = true}) replaces one")
    case .unknownForm(let path, let endings):
      Diagnostic(
        "the name does not tell what to write", at: .init(file: path),
        expectation: "It ends in \(endings.map { "." + $0 }.joined(separator: ", ")).",
        hint: [".png", ".jpg", ".jpeg", ".pdf"].contains { path.lowercased().hasSuffix($0) } ? "a chart is a picture as .svg, which browsers, Word and PowerPoint show; a page to print is .html" : nil)
    case .noChart(let kind):
      Diagnostic("\(kind) \(ObjectKind.areMany(kind) ? "are" : "is") no chart, and .svg holds one", hint: "t:bar_chart() and t:line_chart() draw a table")
    case .noTable(let kind):
      Diagnostic("\(kind) \(ObjectKind.areMany(kind) ? "are" : "is") no table, and .csv and .arrow hold one", hint: "a name that ends in .html, .md or .json takes it")
    }
  }
}

extension Operation {
  private static let path = Parameter<String>("path", "The file; its ending tells the form: .csv, .arrow, and where the host offers them .json and .md.")
  private static let replace = Parameter<Bool>("replace", "Whether a file that is there and holds something else may be replaced.", default: false, words: "false")
  private static let safety = """
    Files are written only in folders that the host allows: on the command line those of --allow-write. The file takes \
    its name when it is whole.
    """

  /// Writes a table to a file.
  static let writeTable = Operation(
    "write", summary: "Writes the table to a file and gives back its path.", discussion: safety,
    example: """
      #load_table(partners:write(answers .. "/partners.csv", {replace = true}))
      --> 8
      """,
    Parameter<Table>("table", "The table."), path, replace
  ) { table, path, replace in try ResultFile.write(table, to: path, replacing: replace) }

  /// Writes a document to a file.
  static let writeDocument = Operation(
    "write", summary: "Writes the document to a file, such as .html, .xlsx, .md or .json, and gives back its path.", discussion: safety,
    example: """
      document("Who pays", {budget}):write(answers .. "/budget.md", {replace = true}):match("budget.md")
      --> budget.md
      """,
    Parameter<Document>("document", "The document."), path, replace
  ) { document, path, replace in try ResultFile.write(document, to: path, replacing: replace) }

  /// Writes any result to a file.
  static let writeResult = Operation(
    "write", summary: "Writes a result to a file and gives back its path.",
    discussion: safety + " What prints as a table can be .csv and .arrow; a chart .svg too; a document is .html, .xlsx, .md or .json, where the host offers them.",
    example: """
      #load_table(write(budget, answers .. "/budget.csv", {replace = true}))
      --> 8
      """,
    Parameter<WrittenResult>("result", "The table or result; or several by name, which make a workbook of so many sheets, or one document."), path, replace
  ) { result, path, replace in try ResultFile.write(result.object, to: path, replacing: replace) }
}

/// What is written: a result, or several, each under its name.
struct WrittenResult: OperationArgument {
  let object: any OperationObject

  static let argumentWords = "a table or another result, or several by name such as {Leeds = one, Kent = other}"
  static let takesRecord = true

  static func argument(_ value: Value) throws -> WrittenResult? {
    guard case .record(let fields) = value else { return try ShownResult.argument(value).map { WrittenResult(object: $0.object) } }
    let parts = try fields.sorted { $0.name < $1.name }.compactMap { name, value in
      try ShownResult.argument(value).map { Document.Part.exhibit(.init($0.object, title: name)) }
    }
    guard !parts.isEmpty, parts.count == fields.count else { return nil }
    return WrittenResult(object: Document(title: fields.map(\.name).sorted().joined(separator: ", "), parts: parts, isBundle: true))
  }
}
