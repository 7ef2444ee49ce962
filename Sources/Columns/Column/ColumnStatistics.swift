/// What is known of a column's values without reading them, as the file says that the column was read from.
///
/// A file that was altered may say what is not so. The figures are good for a summary and for passing over rows that
/// cannot matter; nothing that must be safe rests on them.
public struct ColumnStatistics: Hashable, Sendable {
  /// The least value, or nil where no row has one.
  public var least: Cell?
  /// The most value, or nil where no row has one.
  public var most: Cell?
  /// The number of rows without a value.
  public var missingCount: Int
  /// The number of different values that the column keeps once each, or nil where it keeps none so.
  public var distinctCount: Int?
  /// Whether no row has a value below that of the row before it, and none is missing.
  public var isAscending: Bool
}
