internal import Columns
internal import Safeguarding

/// Names that other tools give to operations which take the same arguments in the same places.
///
/// A first guess by such a name runs, and a remark says what it is called here: the language has one name for each thing, which help,
/// completion and errors use. A field or a column of the name comes first. Left out are names that columns have as often as not (total,
/// rate, rank), and what takes its arguments elsewhere otherwise (melt, pivot_table, hist) or does another thing (union): they stay errors
/// that say what to write.
enum OtherNames {
  /// Those of ``NearestName`` that run.
  private static let running = [
    "filter", "query", "order_by", "sort_values", "arrange", "groupby", "group_by", "merge", "left_join", "limit", "nlargest", "save", "write_csv", "to_csv",
    "to_excel", "export", "concat", "bind_rows", "agg", "aggregate", "summarize", "correlate", "corr", "cor", "value_counts", "nunique", "n_distinct", "avg",
    "std", "stdev", "sd", "cumsum", "drop_duplicates", "dedup", "deduplicate", "slice_max", "tabyl", "hotspots", "barplot", "scatter", "choropleth", "find", "search", "sample_n", "rename_columns",
    "with_column", "with_columns", "mutate", "assign", "near_repeats", "max", "min", "average",
    "having", "keep_if", "rbind", "add_rows", "count_distinct", "nrow", "tabulate", "tab", "freq", "take", "crosstab", "ntile", "shift",
  ]

  /// Functions that run.
  private static let runningFunctions = ["read_csv", "load_csv", "read_excel", "read_xlsx", "read_ods"]

  /// Functions by the names that other tools have, each with the function that it means.
  static let functions: [(name: String, own: Safeguarding.Operation)] = runningFunctions.compactMap { name in
    let own = NearestName.synonym(of: name, among: OperationCatalogue.functions.map(\.name))
    return OperationCatalogue.functions.first { $0.name == own }.map { (name, $0) }
  }

  /// Methods that are one of ours with an option, by the kind of thing.
  static let presets: [(kind: String, name: String, own: String, option: (name: String, value: Value))] = {
    let smallest = (name: "descending", value: Value.boolean(false))
    return [
      ("table", "inner_join", "join", ("how", .text("inner"))), ("table", "semi_join", "join", ("how", .text("semi"))),
      ("table", "anti_join", "join", ("how", .text("anti"))),
      ("table", "bottom", "top", smallest), ("table", "nsmallest", "top", smallest), ("table", "slice_min", "top", smallest),
      ("grouping", "bottom", "top", smallest),
    ]
  }()

  /// The names that run on a kind of thing, each with the method that it means.
  static func running(on kind: String, methods: some Collection<String>) -> [(name: String, own: String)] {
    running.compactMap { name in
      guard !leftOut.contains("\(kind).\(name)"), !methods.contains(name), let own = NearestName.synonym(of: name, among: methods) else { return nil }
      return (name, own)
    }
  }

  /// By kind and name what means another thing there.
  private static let leftOut: Set = ["grouping.value_counts"]

  /// By kind and name the field that is meant.
  private static let ofFields = ["position.of": "n", "trend.p_value": "p", "trend.pvalue": "p"]

  static func field(_ name: String, of kind: String) -> String? { ofFields["\(kind).\(name)"] }

  /// What is another in the tool that the name is from.
  private static let differences = ["merge": ", and keeps the rows that find no partner unless how = \"inner\""]

  /// Says what something is called here.
  static func tell(_ name: String, is own: String, with option: String? = nil) {
    LoadingListener.current?.naming?("\(name) is called \(own) here\(option.map { ", with \($0)" } ?? differences[name] ?? "")")
  }
}
