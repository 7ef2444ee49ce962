/// What went wrong with something that came from outside: where, what, what was expected, what to do next.
///
/// Every room words its errors through this one value, so that the tool, the REPL and a Swift host print them alike:
///
/// ```text
/// referrals.csv:214:9: "n/a" is not a whole number
///   Column "referrals_count" holds counts, so each cell is digits or a missing marker.
///   hint: to read "n/a" as missing, pass missing = {"n/a"}
/// ```
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
  /// Where the fault stands, or nil where it has no place in a file.
  public var place: Place?

  /// What was wrong, in the user's own text.
  public var problem: String

  /// What would have been right.
  public var expectation: String?

  /// What to do next.
  public var hint: String?

  /// Creates a diagnostic; the problem is one line without a full stop.
  public init(
    _ problem: String, at place: Place? = nil, expectation: String? = nil, hint: String? = nil
  ) {
    self.place = place
    self.problem = problem
    self.expectation = expectation
    self.hint = hint
  }

  /// The diagnostic in one to three lines, without a newline at the end.
  public var description: String {
    var text = place.map { "\($0): " } ?? ""
    text += Self.shortened(problem)
    if let expectation { text += "\n  \(Self.shortened(expectation))" }
    if let hint { text += "\n  hint: \(Self.shortened(hint))" }
    return text
  }

  /// Both ends of a text that is very long: somebody can hand over megabytes as a name, and be told all of it.
  private static func shortened(_ text: String) -> String {
    guard text.utf8.count > 4096 else { return text }
    let scalars = text.unicodeScalars
    return String(Substring(scalars.prefix(600))) + " ... " + String(Substring(scalars.suffix(400)))
  }

  /// A place in a file: lines and columns count from one, and a column counts characters (Unicode scalars).
  public struct Place: Hashable, Sendable, CustomStringConvertible {
    public var file: String
    public var line: Int?
    public var column: Int?

    public init(file: String, line: Int? = nil, column: Int? = nil) {
      self.file = file
      self.line = line
      self.column = column
    }

    public var description: String {
      ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
    }
  }
}

/// An error that can say where it happened, what was wrong, what was expected and what to do.
public protocol DiagnosableError: Error, CustomStringConvertible {
  var diagnostic: Diagnostic { get }
}

extension DiagnosableError {
  public var description: String { diagnostic.description }
}
