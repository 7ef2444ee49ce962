#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Columns
public import Reports
import Safeguarding
import Scripting

/// Where the documents of a script are written, and as what.
public struct ReportTarget: Sendable {
  let folder: String
  let forms: [ReportForm]
  /// The file of a page's layout; nil for the house's own.
  let template: String?
  let opens: Bool

  public init(folder: String, forms: [ReportForm], template: String? = nil, opens: Bool = false) {
    self.folder = folder
    self.forms = forms
    self.template = template
    self.opens = opens
  }

  /// Reads the template, where there is one: before a script runs that may take minutes.
  func layout() throws -> PageTemplate? {
    try template.map { path in
      do { return try PageTemplate(String(decoding: ScriptFile(path).bytes, as: UTF8.self), file: path) } catch is ScriptFileError {
        throw ReportError.noTemplate(path)
      }
    }
  }

  /// Writes each document that a script returned, and gives back the paths.
  ///
  /// - Parameter name: What the files' names begin with; a second document's have `-2` after it.
  func write(_ results: [ScriptResult], named name: String, layout: PageTemplate?) throws -> [String] {
    let documents = results.compactMap { result -> Document? in
      if case .value(.object(let object)) = result { object as? Document } else { nil }
    }
    guard !documents.isEmpty else { throw ReportError.noDocument }
    var paths: [String] = []
    var made: Set<String> = []
    for (place, document) in documents.enumerated() {
      for form in forms {
        let documentName = place == 0 ? name : "\(name)-\(place + 1)"
        let files = try ReportFiles(of: document, named: documentName, as: form, template: layout).files
        // The list of tables comes last, so that it never names one that is not there.
        for file in files.dropFirst() + files.prefix(1) {
          let path = path(of: file.path)
          let parent = ScriptFile.folder(of: path)
          if made.insert(parent).inserted {
            let failure = SystemCalls.makeFolder(parent, mode: 0o777)
            // Safe: the system's words are constants.
            guard failure == 0 else { throw ReportError.noFolder(parent, reason: unsafe String(cString: strerror(failure))) }
          }
          try AtomicFile.write(file.bytes, to: path)
        }
        if let first = files.first { paths.append(path(of: first.path)) }
        if let folder = form.folder(of: documentName) { removeStale(from: folder, keeping: Set(files.map(\.path))) }
      }
    }
    return paths
  }

  /// Removes the tables and figures of an earlier run that this one has no more; other files stay.
  private func removeStale(from folder: String, keeping files: Set<String>) {
    for name in (try? DelimitedReader.names(in: path(of: folder))) ?? [] where name.wholeMatch(of: /(table|figure)-[0-9]+\.(csv|svg)/) != nil {
      guard !files.contains("\(folder)/\(name)") else { continue }
      // Safe: the text ends with a zero and outlives the call.
      _ = unsafe unlink(path(of: "\(folder)/\(name)"))
    }
  }

  private func path(of file: String) -> String { folder.hasSuffix("/") ? folder + file : "\(folder)/\(file)" }

  /// Hands a file to the program that the system opens such files with.
  static func open(_ path: String) throws {
    #if canImport(Darwin)
      let program = "open"
    #else
      let program = "xdg-open"
    #endif
    // Safe: nothing is to be done with its files.
    guard let process = unsafe SystemCalls.start(program, [program, path]) else { throw ReportError.notOpened(path, program: program) }
    var status: Int32 = 0
    // Safe: the variable outlives the call.
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    if status != 0 { throw ReportError.notOpened(path, program: program) }
  }
}

/// A report that is not written.
enum ReportError: DiagnosableError, Hashable {
  case noDocument
  case noTemplate(String)
  case noFolder(String, reason: String)
  case notOpened(String, program: String)

  var diagnostic: Diagnostic {
    switch self {
    case .noDocument:
      Diagnostic("the script returned no document", hint: "end it with return document(\"Title\", {...})")
    case .noTemplate(let path): Diagnostic("can't read the template", at: .init(file: path))
    case .noFolder(let folder, let reason):
      Diagnostic("can't make the folder: \(reason)", at: .init(file: folder))
    case .notOpened(let path, let program):
      Diagnostic("\(program) did not open it; the file is written", at: .init(file: path))
    }
  }
}
