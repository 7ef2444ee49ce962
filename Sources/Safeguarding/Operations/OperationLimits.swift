public import Columns

/// What the operations that a script calls may use: how long a query or a file may take, and who may stop it.
///
/// ```swift
/// let limits = QueryLimits(deadline: .now + .seconds(5))
/// try OperationLimits.$current.withValue(OperationLimits(limits)) { try session.run(script, name: "query.lua") }
/// ```
///
/// A script session sets them from its own limits for each run.
public final class OperationLimits: Sendable {
  public let limits: QueryLimits

  public init(_ limits: QueryLimits) { self.limits = limits }

  /// The limits of the operations that are called now; nil for none.
  @TaskLocal public static var current: OperationLimits?

  static var forQueries: QueryLimits { current?.limits ?? QueryLimits() }
}
