/// Finds the name that a misspelt one most likely meant.
public enum NearestName {
  /// Returns the candidate nearest to a name, or nil where none is near enough to be worth offering.
  ///
  /// Nearness is the number of letters inserted, left out, replaced or swapped with a neighbour (optimal string
  /// alignment), ignoring case. One edit in three letters is the most that is offered; of equals the first stands.
  ///
  /// - Complexity: O(candidates x length²).
  public static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(String(Substring(name.unicodeScalars.prefix(120))).lowercased().unicodeScalars)
    guard !wanted.isEmpty else { return nil }
    var best: (name: String, distance: Int)?
    // Of very many names that are long the first are compared: the hint is no answer, and must not take as long as one.
    var left = mostComparisons
    for candidate in candidates {
      let letters = Array(String(candidate.unicodeScalars.prefix(120)).lowercased().unicodeScalars)
      let allowed = max(1, min(wanted.count, letters.count) / 3)
      guard abs(letters.count - wanted.count) <= allowed else { continue }
      left -= letters.count * wanted.count
      guard left > 0 else { break }
      let distance = edits(from: wanted, to: letters)
      // A name of which no letter stays is none that somebody mistyped.
      if distance <= allowed, distance < max(letters.count, wanted.count), distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// The letters that are compared with letters, a few hundredths of a second of them.
  private static let mostComparisons = 10_000_000

  /// Returns the words ``did you mean "x"?`` for the candidate that other tools call by that name, or else the nearest
  /// one; nil where there is none.
  public static func hint(for name: String, among candidates: some Collection<String>) -> String? {
    return (synonym(of: name, among: candidates) ?? of(name, among: candidates) ?? longer(than: name, among: candidates)).map { "did you mean \"\($0)\"?" }
  }

  /// The candidate that other tools call by a name.
  public static func synonym(of name: String, among candidates: some Collection<String>) -> String? {
    synonyms[name.lowercased()]?.first { candidates.contains($0) && $0 != name }
  }

  /// The one candidate that begins with a name and a space: `Cleveland Police` for `Cleveland`.
  private static func longer(than name: String, among candidates: some Collection<String>) -> String? {
    let wanted = name.lowercased()
    guard wanted.count > 3, candidates.count <= 10_000 else { return nil }
    let longer = candidates.filter { $0.lowercased().hasPrefix(wanted + " ") }
    return longer.count == 1 ? longer.first : nil
  }

  /// What SQL, pandas, R and Excel call things that are called otherwise here.
  private static let synonyms: [String: [String]] = {
    let names: KeyValuePairs = [
      "where": "filter query subset dropna drop_na loc keep keep_if drop_if having", "by": "groupby group_by", "summarise": "agg aggregate summarize collapse",
      "sort": "order_by orderby sort_values arrange order gsort", "derive": "mutate assign with_column with_columns extend apply fillna astype transform gen generate egen recode replace",
      "join": "merge left_join inner_join lookup vlookup", "head": "limit take first_rows slice", "top": "nlargest largest slice_max",
      "pivot": "crosstab tabyl pivot_table pivot_wider reshape reshape_wide", "write": "to_csv save write_csv to_excel export", "append": "concat union bind_rows rbind add_rows",
      "unique": "distinct_values levels different", "count": "value_counts size nrow len length tabulate tab freq frequencies", "describe": "info summary shape schema dtypes types glimpse str isnull isna codebook",
      "mean": "avg average", "maximum": "max", "minimum": "min", "standard_deviation": "std sd stdev stddev", "variance": "var", "sum": "total",
      "distinct": "count_distinct n_distinct nunique", "median": "p50", "count": "n", "above": "gt greater more_than over",
      "below": "lt less less_than under", "at_least": "gte ge min from since", "at_most": "lte le max to until", "is": "eq equals equal",
      "is_not": "ne not_equal neq", "contains": "like match matches includes", "begins_with": "startswith starts_with prefix", "ends_with": "endswith str_ends suffix",
      "missing": "is_missing null isnull is_null na isna", "between": "range", "one_of": "in isin", "select": "columns_only pick",
      "drop": "remove delete", "lag": "shift previous", "cumulative": "cumsum running", "rolling": "moving window", "ranked": "rank row_number",
      "unpivot": "melt pivot_longer gather stack unstack reshape_long wide_to_long", "distinct_rows": "drop_duplicates dedup deduplicate dedupe unique_rows duplicated distinct_all", "sample": "sample_n slice_sample",
      "correlation": "corr cor correlate pearson", "quantile": "percentile percentile_cont quantiles", "near_repeat": "knox near_repeats", "concentration": "gini lorenz pareto_places", "quality": "duplicates duplicated check",
      "boundary_map": "choropleth map", "hot_spots": "hotspots clusters", "shares": "proportions percentages", "suppress": "mask redact censor anonymise anonymize suppress_small",
      "printed": "comma format format_number number_format thousands", "apportion": "allocate split distribute budget share_out", "document": "report page",
      "quantile_groups": "ntile qcut quintile quintiles decile deciles quartiles quantile_group percent_rank xtile",
      "scatter_chart": "scatter scatter_plot scatterplot xy_chart point_chart", "line_chart": "plot line lineplot", "bar_chart": "barplot bar", "histogram": "hist",
      "load_table": "read_csv read load_csv read_excel read_xlsx read_ods", "sheets": "sheet_names excel_sheets", "rename": "rename_columns",
      "table_of": "as_table data_frame dataframe from_rows from_records data_table new_table make_table create_table to_table tibble",
      "n": "of out_of total count", "p": "p_value pvalue p_val significance", "indicators": "find search list", "lower": "lower_ci ci_lower", "upper": "upper_ci ci_upper",
      "descending": "desc reverse", "location": "place street address", "lsoa_name": "neighbourhood neighborhood ward", "type": "crime_type offence category crime", "month": "time when", "seed": "random_state rng set_seed", "period": "year date",
    ]
    var synonyms: [String: [String]] = [:]
    for (name, others) in names { for other in others.split(separator: " ") { synonyms[String(other), default: []].append(name) } }
    return synonyms
  }()

  private static func edits(from first: [Unicode.Scalar], to second: [Unicode.Scalar]) -> Int {
    guard !first.isEmpty, !second.isEmpty else { return max(first.count, second.count) }
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for row in 1...first.count {
      var current = [row]
      current.reserveCapacity(second.count + 1)
      for column in 1...second.count {
        let replaced = last[column - 1] + (first[row - 1] == second[column - 1] ? 0 : 1)
        var least = min(last[column] + 1, current[column - 1] + 1, replaced)
        if row > 1, column > 1, first[row - 1] == second[column - 2], first[row - 2] == second[column - 1] {
          least = min(least, beforeLast[column - 2] + 1)
        }
        current.append(least)
      }
      beforeLast = last
      last = current
    }
    return last[second.count]
  }
}
