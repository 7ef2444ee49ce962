/// Other names of options, under which charts, pandas and spreadsheets have taught people to look for them.
enum OptionNames {
  /// The option of an operation that is meant by a name that none has.
  static func option(meantBy name: String, of operation: String) -> String? { others[operation]?[name.lowercased()] }

  private static let rate = ["count": "numerator", "cases": "numerator", "population": "denominator"]

  private static let others: [String: [String: String]] = [
    "bar_chart": ["x": "label", "y": "value"], "line_chart": ["x": "along", "y": "value", "color": "by", "colour": "by"],
    "a condition": ["from": "at_least", "to": "at_most", "starts_with": "begins_with", "starts": "begins_with", "ends": "ends_with", "is_missing": "missing"],
    "fill_calendar": ["per": "within"], "join": ["by": "on", "left": "on", "left_on": "on", "right": "equals", "right_on": "equals", "columns": "add", "keep": "add"],
    "standardised_rates": ["count": "events", "cases": "events", "numerator": "events", "denominator": "population"],
    "rates": rate, "proportions": rate, "funnel": rate,
    "rank": ["within": "among"], "ranking": ["within": "among"],
    "pivot": ["index": "rows", "columns": "column", "value": "values", "total": "totals", "margins": "totals"],
    "unpivot": ["keep": "rows", "id_vars": "rows", "name": "column", "names": "column", "value": "values", "value_vars": "columns"],
    "rolling": ["window": "rows", "n": "rows"], "quantile_groups": ["n": "groups", "q": "groups", "bins": "groups", "per": "within"], "lag": ["periods": "rows"], "sort": ["desc": "descending"], "top": ["column": "by", "within": "per"],
  ]
}
