public import Columns
internal import Safeguarding

/// What `help()` prints, from the declarations of the operations.
public enum Help {
  /// Returns the overview, all that is known of an operation or a kind of object, the names of `all` operations, or
  /// `everything`.
  ///
  /// - Throws: ``HelpError/unknown(_:names:)``, which offers the nearest name.
  public static func text(about topic: String? = nil) throws(HelpError) -> String {
    guard let topic else { return overview }
    switch topic {
    case "everything": return everything
    case "all": return all
    case "functions": return functions
    default: break
    }
    if let page = topics[topic.lowercased()] { return page }
    let name = topic.split(separator: ":").last.map(String.init) ?? topic
    let operations = OperationCatalogue.all.filter { $0.name == name }
    // Of a kind that shares its name with an operation, what can be asked of things of the kind comes first.
    let kinds = OperationCatalogue.objectTypes.filter { $0.kind.name == name && (operations.isEmpty || !OperationCatalogue.methods(of: $0.kind).isEmpty) }
    let pages = kinds.map { text(of: $0) } + operations.map { text(of: $0) }
    if !pages.isEmpty { return pages.joined(separator: "\n\n") }
    let found = search(topic)
    if !found.isEmpty { return found }
    let names = OperationCatalogue.all.map(\.name) + OperationCatalogue.objectTypes.map { type in type.kind.name }
    throw .unknown(topic, names: Array(Set(names)).sorted())
  }

  /// The words beside the names of operations and kinds that have a page.
  public static let topicNames = ["all", "functions", "formula", "conditions", "missing"]

  /// What is no operation and has a page all the same, by the words that ask for it.
  private static let topics: [String: String] = {
    let formula = """
      A formula is a text: table:where("age >= 10 and sex = 'Female'"), table:derive("rate", "deaths / births * 1000").
        names       columns; one with a blank or the like stands in backquotes: `Age range`
        values      12.5, 'text', true, false; after a comparison, beside .. and as a value of if "text" too
        arithmetic  + - * / and brackets; closed - opened is the days between two days, opened + 45 a day; round(x) round(x, 1) abs(x) min(x, y) max(x, y)
        of a column sum(x) mean(x) median(x) min(x) max(x) of all rows: count / sum(count) * 100
        other rows  lag(x) lag(x, 12) lead(x) cumulative(x) rolling_mean(x, 3) rolling_sum(x, 3) rank(x) quantile_group(x, 5), where a column is made: n - lag(n);
                    by("area"):derive(...) keeps areas apart, and there sum(x) is that of each area
        choice      coalesce(x, 0), the first that is there; if(age < 18, 'child', 'adult'), case when age < 18 then 'child' else 'adult' end; what a missing value leaves open is missing, for its reason
        of text     lower(x) upper(x) trim(x) length(x) left(x, 3) right(x, 3) substring(x, 2, 3) replace(x, 'old', 'new')
                    joined with ..: first .. ' ' .. last
        from text   number(x): 1,234, £5.50, 12%; date(x): 31/03/2025, the day first, or 2025-03-31
        calendar    \(CalendarUnit.allCases.map(\.rawValue).joined(separator: "(x) "))(x) \(CalendarPart.allCases.map(\.rawValue).joined(separator: "(x) "))(x)
        compare     = != < <= > >= of columns, values and what is computed: deaths / births > 0.01; in ('a', 'b'); between 10 and 17
        text        contains 'caution'; begins_with 'E06'; ends_with 'Road'; like 'E06%'; in any case of letters
        missing     is missing; is not missing; a missing value meets neither = nor !=, neither a condition nor its not
        together    and, or, not, brackets
        of a group  table:by("area"):summarise{rate = "sum(deaths) / sum(births) * 1000", young = "count(age < 18)"}
      A formula stands where a column is named, too: table:by("year(day)"):count(), table:sort("deaths / births").
      """
    let conditions = """
      Conditions are fields of a table, each a column: table:where{type = "Drugs", age = {at_least = 10, below = 18}}.
        "Drugs"                          the value is this
        {"Drugs", "Robbery"}             it is one of these
        {at_least = 10, below = 18}      also at_most, above, is, is_not, between = {10, 17}
        {contains = "caution"}           also begins_with, ends_with; in any case of letters
        {missing = true}                 there is no value
        {above = {column = "limit"}}     compared with another column
        any = {{...}, {...}}             one of several is met; none = {{...}}: not one is
      All that is named must be met. The same as a formula: help("formula").
      """
    let missing = """
      A missing value keeps the reason why it is missing, and is never a zero. It prints as a mark:
      \(MissingReason.allCases.map { "  \($0.symbol)\(String(repeating: " ", count: max(1, 7 - $0.symbol.count)))\($0.words)" }.joined(separator: "\n"))
      Sums and means leave it out and a note counts it; a comparison is not met by it; a group of its own holds it.
      is_missing(x) tells one; conditions are {missing = true}, and "x is missing" in a formula.
      table:suppress("n", {below = 5}) makes small counts missing before a table is published: help("suppress").
      """
    let profile = """
      A problem profile says who, where, when and how often; each is asked of the incidents of one problem:
        burglary = open("street.csv"):where{type = "Burglary"}
      how often   burglary:series(), burglary:year_change(), burglary:rate(...)
      when        burglary:seasons(), burglary:hours(), burglary:by("month"):count()
      where       burglary:hot_spots("lsoa"), burglary:concentration("location"), burglary:by("lsoa"):count():top(10)
      again       burglary:repeats("location"), burglary:again("location", {months = 6}), burglary:near_repeat{...}
      who         incidents:share{...}, incidents:co_occurrence("person") and by("age_band") where a file has people
      as a page   document("Burglary", {...}) and write(document, "burglary.html")
      """
    let forecast = """
      Nothing here forecasts. What stands for it:
        indicator:trend("Leeds")        whether a trend is more than chance, and how steep it is
        incidents:series(), seasons()   what was, and what is usual at a time of the year
        t:control_chart{...}            which values lie outside of what was usual
      """
    let crossing = """
      Since when a value lies beyond a threshold is asked of its series, a table in order of time:
        s = indicator:series("Leeds"):lag("value")
        s:where("value > 100 and value_lag <= 100")   when it came to lie beyond; the last of these is since when, if it still does
        s:where("value <= 100 and value_lag > 100")   when it came back
        s:where("value > 100"):count()                in how many years it lay beyond
      Without a row it lay on one side all the time, or the value before is missing. Any table has lag too: t:lag("n", {within = "area", order = "year"}).
      Which areas keep to a threshold now is thresholds(name, rules):check{...}: help("thresholds").
      """
    var pages: [String: String] = [:]
    for word in ["crossing", "crossings", "crosses", "streak", "streaks", "since", "since when", "runs", "how long"] { pages[word] = crossing }
    for word in ["profile", "problem profile", "problem_profile"] { pages[word] = profile }
    for word in ["forecast", "forecasting", "predict", "prediction", "projection"] { pages[word] = forecast }
    for word in ["formula", "formulas", "operators", "expression"] { pages[word] = formula }
    for word in ["conditions", "condition", "filter"] { pages[word] = conditions }
    for word in ["missing", "missing values", "marks", "nil", "null", "na", "nan", "suppressed"] + MissingReason.allCases.map(\.symbol) { pages[word] = missing }
    return pages
  }()

  /// The operations and fields that speak of every word of a topic, each with its summary; empty where there are none.
  private static func search(_ topic: String) -> String {
    // The first letters of a word find its other forms: ranking, ranked.
    let stems = topic.lowercased().split { !$0.isLetter && !$0.isNumber }.map { $0.count > 5 ? $0.prefix(max(5, $0.count - 3)) : $0 }
    guard !stems.isEmpty else { return "" }
    func speaks(_ texts: String...) -> Bool {
      let text = texts.joined(separator: " ").lowercased()
      return stems.allSatisfy { text.contains($0) }
    }
    var (named, lines): ([String], [String]) = ([], [])
    for operation in OperationCatalogue.all {
      let parameters = operation.parameters.map { "\($0.name) \($0.summary)" }.joined(separator: " ")
      guard speaks(operation.signature, operation.summary, operation.discussion ?? "", parameters) else { continue }
      let found = [operation.signature, "    \(operation.summary)"]
      if speaks(operation.name) { named += found } else { lines += found }
    }
    for type in OperationCatalogue.objectTypes {
      for (name, summary) in type.fieldSummaries where speaks(name, summary) { lines += ["\(type.kind.name).\(name)", "    \(summary)"] }
    }
    return (named + lines).joined(separator: "\n")
  }

  /// The pages of every operation and kind of object: the reference.
  private static var everything: String {
    let operations = OperationCatalogue.all.map { text(of: $0) }
    let kinds = OperationCatalogue.objectTypes.map { type in text(of: type) }
    return (operations + kinds).joined(separator: "\n\n")
  }

  /// What to know to begin, on a screen of 80 by 24, with a line left for the prompt and one for what was typed.
  private static let overview = """
    Open a file, ask it, and go on with what it gives:
      crimes = open("street.csv")
      crimes:where{type = "Drugs"}:by("lsoa"):count():top(5)
      lait = open("bds_long.csv.gz")
      lait:indicator("CPP_rate"):rank("Leeds", {period = "2020"})
    Values stand in order, options by name: rank{area = "Leeds", period = "2020"}.
    Of a table t:
      t:where("age >= 10 and sex = 'Female'")      the rows that meet a condition
      t:derive("rate", "deaths / births * 1000")   a further column
      t:by("area"):mean("age")                     also count sum median distinct
      t:sort("n", {descending = true}), t:head(3)  also top, select, rename
      t:join(other, {on = "lsoa"})                 also pivot, unpivot, append
      t:describe(), t:line_chart()                 also bar_chart, scatter_chart
      t[1].area, t.area, #t                        a cell, a column, how many rows
    More:
      help("rank")       all about an operation; help("threshold") finds a word
      help("functions")  the functions; help("all") those and all methods
      help("table")      a kind of thing, also help("indicator"), help("incidents")
      help("formula")    also help("conditions"), help("missing")
      why(x)             how a result was made
    """

  /// The names of all operations, with more examples.
  private static var all: String {
    let examples = """
      A table t
        t:where{age = {at_least = 10, below = 18}, sex = {"Female", "Male"}}
        t:where("deaths / births > 0.01 and note is missing")
        t:derive("band", "if(age < 18, 'child', 'adult')")
        t:group("area", {n = "count", oldest = {maximum = "age"}})
        t:group("area", {girls = {count = true, where = {sex = "Female"}}})
        t:pivot{rows = "area", column = "year", values = "n"}
        t:top(5, {by = "n", per = "area"}), t:by("area"):count():bar_chart()
        for i, row in ipairs(t) do print(row.area) end
      """
    let kinds = OperationCatalogue.objectTypes.compactMap { type -> String? in
      let methods = OperationCatalogue.methods(of: type.kind)
      return methods.isEmpty ? nil : listed("\(type.kind.name): \(type.kind.summary)", methods.map(\.name))
    }
    return ([examples, functions] + kinds).joined(separator: "\n\n")
  }

  private static var functions: String {
    listed("Functions:", OperationCatalogue.functions.map(\.name) + ["print", "show", "why", "is_missing", "help"])
  }

  /// Names in lines of a terminal's width beneath a title.
  private static func listed(_ title: String, _ names: [String]) -> String {
    var rows = ["  "]
    for name in names {
      if rows[rows.count - 1].count + name.count > 78 { rows.append("  ") }
      rows[rows.count - 1] += "\(name) "
    }
    return "\(title)\n\(rows.map { $0.dropLast() }.joined(separator: "\n"))"
  }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private static func text(of operation: Safeguarding.Operation) -> String {
    var lines = [operation.signature, "  " + operation.summary]
    if let discussion = operation.discussion { lines.append("  " + discussion) }
    let shown = operation.receiver == nil ? operation.parameters[...] : operation.parameters.dropFirst()
    let width = shown.map(\.name.count).max() ?? 0
    for parameter in shown {
      let name = parameter.name + String(repeating: " ", count: width - parameter.name.count)
      let otherwise = parameter.defaultWords.map { " Otherwise: \($0)." } ?? ""
      lines.append("    \(name)  \(parameter.summary) It is \(parameter.type).\(otherwise)")
    }
    if let source = operation.source { lines.append("  Source: \(source)") }
    lines.append("  Example:")
    lines += operation.example.split(separator: "\n").map { "    \($0)" }
    return lines.joined(separator: "\n")
  }

  private static func text(of type: any OperationObject.Type) -> String {
    var lines = ["\(capitalised(type.kind.words)): \(type.kind.summary)", "  Fields:"]
    let width = type.fieldNames.map(\.count).max() ?? 0
    lines += type.fieldSummaries.map { name, summary in
      "    \(name)\(String(repeating: " ", count: width - name.count))  \(summary)"
    }
    let methods = OperationCatalogue.methods(of: type.kind)
    if !methods.isEmpty { lines.append("  Methods:") }
    lines += methods.map { "    \($0.signature)\n        \($0.summary)" }
    return lines.joined(separator: "\n")
  }
}

/// A topic that help knows nothing of.
public enum HelpError: DiagnosableError, Hashable {
  case unknown(String, names: [String])

  public var diagnostic: Diagnostic {
    switch self {
    case .unknown(let topic, let names):
      Diagnostic(
        "there is no help on \"\(topic)\"", expectation: "help() lists what there is.",
        hint: NearestName.hint(for: topic, among: names))
    }
  }
}
