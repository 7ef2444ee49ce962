internal import Safeguarding

/// Names that other tools give to operations which take the same arguments.
///
/// A first guess by such a name runs, and a remark says what it is called here: the language has one name for each thing, which help,
/// completion and errors use. A field or a column of the name comes first.
enum OtherNames {
  /// By each operation its other names, in pandas, R, SQL and Excel.
  static let ofMethods: KeyValuePairs = [
    "where": "filter query", "sort": "order_by sort_values arrange", "by": "groupby group_by", "join": "merge left_join", "head": "limit take",
    "top": "nlargest", "write": "save write_csv to_csv to_excel export", "append": "concat union bind_rows", "summarise": "agg aggregate summarize",
    "correlation": "correlate corr cor", "count": "value_counts", "distinct": "nunique n_distinct", "mean": "avg average", "maximum": "max", "minimum": "min",
    "standard_deviation": "std stdev sd", "sum": "total", "cumulative": "cumsum", "lag": "shift", "distinct_rows": "drop_duplicates", "unpivot": "melt pivot_longer",
    "pivot": "pivot_table crosstab pivot_wider", "hot_spots": "hotspots", "describe": "summary", "histogram": "hist", "bar_chart": "bar barplot",
    "line_chart": "plot", "scatter_chart": "scatter", "boundary_map": "map choropleth", "ranked": "rank", "rates": "rate", "indicators": "find search",
    "sample": "sample_n", "rename": "rename_columns", "derive": "with_column",
  ]

  /// By kind and name the field that is meant.
  private static let ofFields = ["position.of": "n", "trend.p_value": "p", "trend.pvalue": "p"]

  static func field(_ name: String, of kind: String) -> String? { ofFields["\(kind).\(name)"] }

  /// Says what something is called here.
  static func tell(_ name: String, is own: String) { LoadingListener.current?.remark?("\(name) is called \(own) here") }
}
