/// What is known of a column's type, from the blocks that were read so far.
///
/// What the values of a column make of its type does not depend on the order in which they are met: whole numbers and
/// numbers together are numbers, as long as a Double holds each whole number; any other mixture is text.
struct ColumnPlan: Sendable {
  /// The type so far, or nil as long as every cell is blank or a marker.
  var type: ColumnType?
  let isDeclared: Bool
  /// Whether each whole number so far is one that a Double holds exactly.
  var isExact = true
  var hasMarker = false
  /// Whether the column is to be read again as text, so that this reading need not look at it any more.
  var isPostponed = false

  init(declared: ColumnType?) {
    type = declared
    isDeclared = declared != nil
  }

  /// The type that holds the values of two types, nil standing for no values.
  static func joined(_ one: ColumnType?, _ other: ColumnType?, isExact: Bool) -> ColumnType? {
    guard let one, let other, one != other else { return one ?? other }
    let isNumeric = (one == .integer || one == .number) && (other == .integer || other == .number)
    return isNumeric && isExact ? .number : .text
  }

  /// Takes in what another block showed.
  mutating func learn(_ found: ColumnPlan) {
    hasMarker = hasMarker || found.hasMarker
    isPostponed = isPostponed || found.isPostponed
    guard !isDeclared else { return }
    isExact = isExact && found.isExact
    let before = type
    type = Self.joined(before, found.type, isExact: isExact)
    // Numbers that are not all exact are no numbers, in whichever order that came out.
    if type == .number, !isExact { type = .text }
    if type == .text, [before, found.type].contains(where: { $0 != nil && $0 != .text }) { isPostponed = true }
  }

  /// Whether a block showed anything that was not known when it was taken.
  func differs(from known: ColumnPlan) -> Bool {
    type != known.type || isExact != known.isExact || hasMarker != known.hasMarker
  }

  /// The type once all was read. Markers alone say that there would have been numbers; blank cells say nothing.
  var finalType: ColumnType { type ?? (hasMarker ? .number : .text) }
}

/// Which columns of a file are read, and where they stand in its rows.
final class FileLayout: Sendable {
  let file: String
  let header: [String]
  /// For each column that is read, its place in the set of all files and in a row of this one.
  let columns: [(column: Int, place: Int)]

  init(file: String, header: [String], columns: [(column: Int, place: Int)]) {
    self.file = file
    self.header = header
    self.columns = columns
  }

  var width: Int { header.count }
}

/// The columns of all files together, united by name in the order in which they first appear.
struct ColumnSet: Sendable {
  private(set) var names: [String] = []
  private(set) var plans: [ColumnPlan] = []
  private var columnByName: [String: Int] = [:]
  private var isFound: [Bool] = []
  private let options: DelimitedOptions
  /// Whether a column may be missing from one file if another has it.
  private let isDataset: Bool

  init(_ options: DelimitedOptions, isDataset: Bool) {
    self.options = options
    self.isDataset = isDataset
    for name in options.columns ?? [] { add(name) }
  }

  /// Adds a column, unless it is there; a name that is asked for twice is read once.
  private mutating func add(_ name: String) {
    guard columnByName[name] == nil else { return }
    columnByName[name] = names.count
    names.append(name)
    isFound.append(false)
    plans.append(ColumnPlan(declared: options.types[name]))
  }

  /// Takes the columns of a file whose header was read.
  mutating func layout(of file: String, _ scan: ExactScan) throws(DelimitedError) -> FileLayout {
    var places: [String: Int] = [:]
    for (place, name) in scan.header.enumerated() { places[name] = place }
    let mustHave = isDataset ? [] : options.columns ?? []
    for name in mustHave + options.requiredColumns + (isDataset ? [] : options.types.keys.sorted())
    where places[name] == nil { throw scan.missing(name) }
    if options.columns == nil { for name in scan.header { add(name) } }
    var columns: [(column: Int, place: Int)] = []
    for (column, name) in names.enumerated() {
      guard let place = places[name] else { continue }
      columns.append((column, place))
      isFound[column] = true
    }
    return FileLayout(file: file, header: scan.header, columns: columns)
  }

  /// Says which columns only some of the files have; nil where each has all.
  func noteOfDrift(_ layouts: [FileLayout]) -> String? {
    var counts = [Int](repeating: 0, count: names.count)
    for layout in layouts { for (column, _) in layout.columns { counts[column] += 1 } }
    let partial = names.indices.filter { counts[$0] < layouts.count }
    guard !partial.isEmpty else { return nil }
    let shown = partial.prefix(4).map { "\"\(names[$0])\" in \(PrintedNumber.of(counts[$0]))" }.joined(separator: ", ")
    let more = partial.count > 4 ? " and \(PrintedNumber.of(partial.count - 4)) more" : ""
    return "of \(PrintedNumber.of(layouts.count)) files not all have the same columns: \(shown)\(more); in the rows of the others they are not available"
  }

  /// Throws if a column was asked for or declared that no file has.
  func checkFound(first file: String) throws(DelimitedError) {
    let known = names.indices.filter { isFound[$0] }.map { names[$0] }
    for (column, name) in names.enumerated() where !isFound[column] {
      throw .noColumn(name, among: known, hint: nil, at: Diagnostic.Place(file: file))
    }
    guard options.columns == nil else { return }
    for name in options.types.keys.sorted() where columnByName[name] == nil {
      throw .noColumn(name, among: known, hint: nil, at: Diagnostic.Place(file: file))
    }
  }

  func plans(of layout: FileLayout) -> [ColumnPlan] { layout.columns.map { plans[$0.column] } }

  mutating func learn(_ found: [ColumnPlan], layout: FileLayout) {
    for (place, plan) in zip(layout.columns, found) { plans[place.column].learn(plan) }
  }
}
