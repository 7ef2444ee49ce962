/// A file that could not be read from or written to.
public struct FileError: DiagnosableError, Hashable {
  /// The kind of fault, for a program that answers each in its own way.
  public enum Code: Hashable, Sendable {
    /// Nothing stands at the path, or a folder on the way to it does not exist.
    case notFound
    /// A folder stands at the path.
    case directory
    /// A pipe, a device or a socket stands at the path.
    case notRegular
    /// A file of other bytes stands at the path, and none was to be replaced.
    case isThere
    /// The system does not let this process use the file.
    case notPermitted
    /// The file lies outside the folders that its reader or writer is allowed; see ``FileAccess``.
    case outside
    /// The file became longer or shorter while it was read.
    case changed
    /// The disk is full, or the share of it that this user may take.
    case noSpace
    /// The system refused for another reason, by its error number.
    case system(Int32)
  }

  public let code: Code
  /// The path as it was given.
  public let path: String
  public let diagnostic: Diagnostic

  /// A file that lies outside the allowed folders.
  init(outside path: String, allowed: [String], reading: Bool) {
    code = .outside
    self.path = path
    diagnostic = Diagnostic(
      "this lies outside the folders that a script may \(reading ? "read from" : "write to")", at: .init(file: path),
      expectation: allowed.isEmpty ? "None is allowed." : "Allowed: \(allowed.joined(separator: ", ")). Names that begin with a dot are not.",
      hint: "the host names the folders; on the command line: \(reading ? "--allow-read" : "--allow-write") FOLDER")
  }

  init(_ code: Code, path: String, reading: Bool) {
    self.code = code
    self.path = path
    let verb = reading ? "read" : "written"
    let place = Diagnostic.Place(file: path)
    diagnostic =
      switch code {
      case .notFound:
        Diagnostic(
          reading ? "there is no such file" : "there is no such folder", at: place,
          hint: reading && path.contains("*")
            ? "a pattern is no path: the files of a folder are read as one, or those of a list, {\"a.csv\", \"b.csv\"}; load_table(folder, {ending = \"-street.csv\"}) reads some"
            : "look at the spelling, and at the folder that the path starts from")
      case .directory:
        Diagnostic("this is a folder, not a file", at: place, hint: "name a file inside it")
      case .outside: Diagnostic("this lies outside the allowed folders", at: place)
      case .notRegular:
        Diagnostic(
          "this is not a regular file", at: place,
          expectation: "A pipe, a device or a socket has no size and may have no end.",
          hint: "save the data in a file first")
      case .isThere: Diagnostic("there is a file already", at: place, expectation: "It holds something else, and stays as it is.")
      case .notPermitted:
        Diagnostic(
          "the file may not be \(verb): permission denied", at: place,
          hint: "ask the owner of the file, or look at its permissions with ls -l")
      case .changed:
        Diagnostic(
          "the file changed while it was read", at: place,
          expectation: "The rows read so far may belong to two versions of it.",
          hint: "wait until the program that writes it is done, and read it again")
      case .noSpace:
        Diagnostic(
          "there is no space left to write the file", at: place,
          expectation: "The file that stood there before, if there was one, is unchanged.")
      case .system(let number):
        Diagnostic("the file could not be \(verb): the system gave error \(number)", at: place)
      }
  }
}
