public import Columns

/// What the operations that a script calls may use: how long a query or a file may take, who may stop it, and the
/// folders whose files it may have.
///
/// ```swift
/// let limits = QueryLimits(deadline: .now + .seconds(5))
/// try OperationLimits.$current.withValue(OperationLimits(limits)) { try session.run(script, name: "query.lua") }
/// ```
///
/// A script session sets them from its own limits for each run.
public final class OperationLimits: Sendable {
  public let limits: QueryLimits

  /// The folders whose files may be read and written; nil for any.
  public let files: FileAccess?

  /// What a result is written as, by the ending of a file's name, beside .csv and .arrow.
  let forms: [String: ResultForm]

  /// Told of bytes that a thing takes after it was made, and as a negative number of those that it gives back.
  let hold: (@Sendable (Int) -> Void)?

  public init(
    _ limits: QueryLimits, files: FileAccess? = nil, forms: [String: ResultForm] = [:],
    hold: (@Sendable (Int) -> Void)? = nil
  ) {
    self.limits = limits
    self.files = files
    self.forms = forms
    self.hold = hold
  }

  /// The limits of the operations that are called now; nil for none.
  @TaskLocal public static var current: OperationLimits?

  static var forQueries: QueryLimits {
    var limits = current?.limits ?? QueryLimits()
    limits.progress = LoadingListener.current?.work
    return limits
  }

  /// Throws if the time is over or somebody cancelled.
  package static func check() throws(QueryError) { try current?.limits.check() }

  /// Asks the same at every 512th step of a loop, such as a row: one over more than some thousand things asks at each.
  package static func check(at step: Int) throws(QueryError) {
    if step.isMultiple(of: 512) { try check() }
  }
}

extension Sequence {
  /// The elements in order, as `sorted(by:)` gives them.
  ///
  /// - Throws: ``QueryError`` if the time is over or somebody cancelled meanwhile.
  func sortedWithinLimits(by areInOrder: (Element, Element) -> Bool) throws -> [Element] {
    var comparisons = 0
    return try sorted {
      comparisons += 1
      if comparisons & 8191 == 0 { try OperationLimits.check() }
      return areInOrder($0, $1)
    }
  }
}
