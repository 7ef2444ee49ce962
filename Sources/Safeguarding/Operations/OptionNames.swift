import Columns

/// Other names of options, under which charts, pandas and spreadsheets have taught people to look for them.
package enum OptionNames {
  /// The option of an operation that is meant by a name that none has.
  static func option(meantBy name: String, of operation: String) -> String? { others[operation]?[name.lowercased()] }

  /// What a chart of a funnel is drawn of.
  package static let funnelFirst =
    "the chart is of what funnel answers: t:funnel(\"cases\", \"people\", {kind = \"rate\"}):funnel_chart(\"people\"), with the denominator's column"
  static let amongNeighbours = "nb = open(path) is an edition of statistical neighbours, and then among = nb"

  /// What an option that an operation has not is written as there.
  static func hint(for name: String, of operation: String, among names: [String]) -> String? {
    let takesSets = names.contains("among")
    return switch name.lowercased() {
    case _ where operation == "write": "the result comes first, then the path: write(result, \"out.xlsx\")"
    case "numerator" where operation == "funnel_chart": funnelFirst
    case "region" where takesSets, "regional" where takesSets, "regions" where takesSets: "the areas of its region are among = \"region\", those of another among = \"North East\""
    case "neighbours" where takesSets, "neighbors" where takesSets, "peers" where takesSets: amongNeighbours
    default: NearestName.hint(for: name, among: names)
    }
  }

  /// Why an operation needs no option of a name that other tools have.
  static func needless(_ name: String, of operation: String) -> String? {
    if let words = elsewhere["\(operation).\(name.lowercased())"] { return words }
    guard let maps = builtIn[operation], ["hexes", "hexjson", "boundaries", "geojson", "shapes", "layout", "map"].contains(name.lowercased()) else { return nil }
    return "\(maps) of England's local authorities are built in: leave \(name) out, and name the column of areas in area."
  }

  /// By operation and option what is said or known in another way.
  private static let elsewhere: [String: String] = {
    let neighbours = "They are read by themselves: local neighbours = load_neighbours(path), and then indicator:rank(area, {among = neighbours}) or indicator:compare(area, {with = neighbours})."
    var words = ["load_indicators.neighbours": neighbours, "open.neighbours": neighbours]
    for name in ["aggregate", "aggfunc", "agg", "fun", "values_fn"] { words["pivot.\(name)"] = "What is computed of the rows stands in values: values = \"sum(n)\"." }
    for name in ["suffix", "suffixes"] { words["join.\(name)"] = "Of two columns of one name that of the other table gets _2; rename it before, or after." }
    for name in ["file_column", "filename", "source", "file", "id"] { words["open.\(name)"] = "load_table(path, {file_column = \"file\"}) keeps which file each row is of." }
    for name in ["sort", "order", "descending"] { words["count.\(name)"] = "The commonest first is a sort of what comes: :sort(\"count\", {descending = true})." }
    let times = "Between which times is times, in days where the incidents tell their day and in months where they tell that alone: times = {0, 1, 2}."
    for name in ["days", "months", "time"] { words["near_repeat.\(name)"] = times }
    for name in ["skip", "skiprows", "header", "header_row"] {
      words["open.\(name)"] = "The first row of a sheet with two filled cells names the columns; load_table(path, {header_row = 4}) takes another."
      if name != "header_row" { words["load_table.\(name)"] = "The first row of a sheet with two filled cells names the columns; header_row = 4 takes another." }
    }
    return words
  }()

  private static let builtIn = ["hex_map": "The hexagons", "boundary_map": "The boundaries"]

  private static let rate = ["count": "numerator", "cases": "numerator", "population": "denominator"]
  private static let points = ["x": "order", "period": "order", "month": "order", "date": "order", "time": "order", "y": "value", "values": "value"]
  private static let maps = ["values": "value", "areas": "area", "label": "area"]

  private static let others: [String: [String: String]] = [
    "repeats": ["at": "of", "unit": "of", "within": "days", "min": "at_least", "minimum": "at_least"],
    "load_table": ["filename": "file_column", "source": "file_column", "file": "file_column", "id": "file_column", "file_name": "file_column"],
    "bar_chart": ["x": "label", "labels": "label", "y": "value", "values": "value"],
    "line_chart": ["x": "along", "period": "along", "y": "value", "values": "value", "color": "by", "colour": "by", "line": "by", "series": "by", "group": "by", "hue": "by", "reference": "lines", "references": "lines", "target": "lines", "hline": "lines"],
    "scatter_chart": ["labels": "label", "area": "label", "name": "label"],
    "heat_map": ["y": "label", "row": "label", "rows": "label", "index": "label", "x": "columns", "column": "columns", "value": "values"],
    "funnel_chart": ["area": "label", "labels": "label", "name": "label", "x": "denominator", "population": "denominator"],
    "share_chart": ["x": "label", "y": "parts", "columns": "parts", "values": "parts"],
    "control_chart": points, "hex_map": maps, "boundary_map": maps,
    "a condition": ["from": "at_least", "to": "at_most", "starts_with": "begins_with", "starts": "begins_with", "ends": "ends_with", "is_missing": "missing"],
    "fill_calendar": ["per": "within"], "join": ["by": "on", "left": "on", "left_on": "on", "right": "equals", "right_on": "equals", "columns": "add", "keep": "add", "kind": "how", "type": "how"], "histogram": ["bin": "bins", "breaks": "bins", "bin_width": "width", "binwidth": "width"],
    "standardised_rates": ["count": "events", "cases": "events", "numerator": "events", "denominator": "population"],
    "rates": rate, "proportions": rate, "funnel": rate,
    "rank": ["within": "among", "neighbours": "among"], "ranking": ["within": "among", "neighbours": "among"],
    "compare": ["neighbours": "with", "among": "with", "against": "with", "to": "with"], "near_repeat": ["distance": "distances"],
    "pivot": ["index": "rows", "columns": "column", "value": "values", "total": "totals", "margins": "totals", "normalize": "percent", "normalise": "percent", "share": "percent", "shares": "percent", "per_cent": "percent", "percents": "percent"],
    "unpivot": ["keep": "rows", "id_vars": "rows", "name": "column", "names": "column", "value": "values", "value_vars": "columns"],
    "suppress": ["threshold": "below", "under": "below", "per": "within", "by": "within", "base": "round", "columns": "column", "counts": "column", "count": "column"],
    "rolling": ["window": "rows", "n": "rows"], "distinct_rows": ["subset": "columns", "by": "columns"], "quantile_groups": ["n": "groups", "q": "groups", "bins": "groups", "per": "within"], "lag": ["periods": "rows"], "sort": ["desc": "descending"], "top": ["column": "by", "within": "per", "n": "count", "order_by": "by"],
  ]
}
