internal import Safeguarding

/// Names that other tools give to operations which take the same arguments in the same places.
///
/// A first guess by such a name runs, and a remark says what it is called here: the language has one name for each thing, which help,
/// completion and errors use. A field or a column of the name comes first. Left out are names that columns have as often as not (total,
/// rate, rank, max), and what takes its arguments elsewhere otherwise (melt, pivot_table, hist) or does another thing (union): they stay errors
/// that say what to write.
enum OtherNames {
  /// By each operation its other names, in pandas, R, SQL and Excel.
  static let ofMethods: KeyValuePairs = [
    "where": "filter query", "sort": "order_by sort_values arrange", "by": "groupby group_by", "join": "merge left_join", "head": "limit",
    "top": "nlargest", "write": "save write_csv to_csv to_excel export", "append": "concat bind_rows", "summarise": "agg aggregate summarize",
    "correlation": "correlate corr cor", "count": "value_counts", "distinct": "nunique n_distinct", "mean": "avg", "standard_deviation": "std stdev sd",
    "cumulative": "cumsum", "distinct_rows": "drop_duplicates", "hot_spots": "hotspots", "bar_chart": "barplot", "scatter_chart": "scatter",
    "boundary_map": "choropleth", "indicators": "find search", "sample": "sample_n", "rename": "rename_columns", "derive": "with_column",
  ]

  /// By kind and name what means another thing there.
  private static let leftOut: Set = ["grouping.value_counts"]

  static func isLeftOut(_ name: String, of kind: String) -> Bool { leftOut.contains("\(kind).\(name)") }

  /// By kind and name the field that is meant.
  private static let ofFields = ["position.of": "n", "trend.p_value": "p", "trend.pvalue": "p"]

  static func field(_ name: String, of kind: String) -> String? { ofFields["\(kind).\(name)"] }

  /// What is another in the tool that the name is from.
  private static let differences = ["merge": ", and keeps the rows that find no partner unless how = \"inner\""]

  /// Says what something is called here.
  static func tell(_ name: String, is own: String) { LoadingListener.current?.naming?("\(name) is called \(own) here\(differences[name] ?? "")") }
}
