import Columns
import Synchronization

/// A table whose last steps wait until somebody looks at its rows.
///
/// To scripts it is a table like any other. `where`, `derive`, `join` and `select` give one, so that a group that follows
/// them is one scan and writes no rows between; `sort` gives one, so that only the first rows are sorted where `head` follows.
/// Whoever asks it a second question gets its rows written out, once.
final class PendingTable: ScriptObject {
  private struct State {
    var steps: TableInSteps
    /// The order that the rows are to be put into behind the steps.
    var order: [Query.Order]?
    var table: Table?
    var wasAsked = false
    var calls: [String] = []
    var added: [String] = []
    /// Gives back the bytes of the rows.
    var release: (@Sendable () -> Void)?
    /// The groups that the steps go on with, which other tables that wait may share.
    var groups: SharedBytes?
    /// Whether the groups count as bytes of this table.
    var ownsGroups = false

    /// Lets the groups go; where others go on with them they count as the script's memory from here on.
    mutating func dropGroups() {
      if ownsGroups, !isKnownUniquelyReferenced(&groups) { groups?.outlive() }
      groups = nil
    }
  }

  /// Bytes that several tables hold which wait. They count as those of the first, and when that is gone by themselves.
  private final class SharedBytes: Sendable {
    let count: Int
    private let hold = OperationLimits.current?.hold
    private let isHeld = Mutex(false)

    init(_ count: Int) { self.count = count }

    func outlive() {
      isHeld.withLock { $0 = true }
      hold?(count)
    }

    deinit { if isHeld.withLock({ $0 }) { hold?(-count) } }
  }

  private let state: Mutex<State>

  /// The bytes that it holds and no other thing: what its steps made.
  let byteCount: Int

  /// The incidents that the rows are, or are counts of, where some months of them were not recorded.
  let recorded: RecordedMonths?

  init(_ table: Table, recorded: RecordedMonths? = nil) {
    state = Mutex(State(steps: TableInSteps(table), table: table, calls: table.calls, added: table.added))
    byteCount = 512
    self.recorded = recorded
  }

  private init(_ steps: TableInSteps, order: [Query.Order]? = nil, sharing groups: SharedBytes?, owning: Bool = false, recorded: RecordedMonths?) {
    state = Mutex(State(steps: steps, order: order, groups: groups, ownsGroups: owning))
    byteCount = 512 + max(0, steps.madeBytes - (owning ? 0 : groups?.count ?? 0))
    self.recorded = recorded
  }

  deinit {
    state.withLock { state in
      state.release?()
      state.dropGroups()
    }
  }

  /// The calls that made it, for `why`.
  var calls: [String] {
    get { state.withLock { $0.calls } }
    set {
      state.withLock {
        $0.calls = newValue
        $0.table?.calls = newValue
      }
    }
  }

  /// The columns that calls added, the latest first.
  var added: [String] {
    get { state.withLock { $0.added } }
    set {
      state.withLock {
        $0.added = newValue
        $0.table?.added = newValue
      }
    }
  }

  /// The names of the columns; no row is written out for them.
  var columnNames: [String] { state.withLock { $0.steps.columnNames } }

  /// A range in which every whole number of a column lies, as far as that is known without a look at the rows.
  func bounds(of name: String) -> ClosedRange<Int>? { state.withLock { $0.steps.bounds(of: name) } }

  /// Returns the table with one more step, which waits; an order goes on waiting behind columns that it is told by.
  func adding(_ step: Query.Step) throws -> PendingTable {
    if case .select(let names) = step, case (let steps, let order?, let groups) = state.withLock({ ($0.steps, $0.order, $0.groups) }),
      order.allSatisfy({ names.contains($0.column) })
    {
      return PendingTable(try steps.taking(step, within: OperationLimits.forQueries), order: order, sharing: groups, recorded: recorded)
    }
    let (steps, groups) = try unorderedSteps()
    return PendingTable(try steps.taking(step, within: OperationLimits.forQueries), sharing: groups, recorded: recorded)
  }

  /// Returns the table, which goes on waiting, with more to be said beside its figures.
  func noting(_ notes: [String]) throws -> PendingTable {
    guard !notes.isEmpty else { return self }
    let (steps, groups) = try unorderedSteps()
    return PendingTable(steps.noting(notes), sharing: groups, recorded: recorded)
  }

  /// Returns the table in an order, which waits.
  func sorted(by order: [Query.Order]) throws -> PendingTable {
    let (steps, groups) = try unorderedSteps()
    try OperationLimits.forQueries.check()
    if let unknown = order.first(where: { !steps.columnNames.contains($0.column) }) {
      throw TableError.noColumn(unknown.column, available: steps.columnNames)
    }
    return PendingTable(steps, order: order, sharing: groups, recorded: recorded)
  }

  /// The first rows.
  func first(_ count: Int) throws -> Table {
    let waiting = state.withLock { state -> (TableInSteps, [Query.Order])? in
      guard let order = state.order, !state.wasAsked else { return nil }
      state.wasAsked = true
      return (state.steps, order)
    }
    guard let (steps, order) = waiting else { return try answer(.limit(count)) }
    var (first, isTie) = try steps.firstAndTie(count, by: order, within: OperationLimits.forQueries)
    first.orderedBy = order.map(\.column)
    if isTie { first.notes.append("the row behind the last has the same \(order.map(\.column).joined(separator: ", "))") }
    return first
  }

  /// The steps, behind which no order waits, and the groups that they go on with.
  private func unorderedSteps() throws -> (TableInSteps, SharedBytes?) {
    try state.withLock { state in
      if state.order != nil { _ = try write(&state) }
      return (state.steps, state.groups)
    }
  }

  /// Answers a step.
  func answer(_ step: Query.Step) throws -> Table { try taken(step).table(within: OperationLimits.forQueries).withoutNotesOnOtherColumns }

  /// The steps with one more, which is answered.
  private func taken(_ step: Query.Step) throws -> TableInSteps { try askedSteps().taking(step, within: OperationLimits.forQueries) }

  /// The steps for a question, which are written out for the second one.
  private func askedSteps() throws -> TableInSteps {
    try state.withLock { state in
      if state.order != nil || state.wasAsked && !state.steps.isWrittenOut { _ = try write(&state) }
      state.wasAsked = true
      return state.steps
    }
  }

  /// The first rows of each part in an order, and how many that are left out tie with the last of their part where one column makes the
  /// order.
  func top(_ count: Int, per parts: [String], by order: [Query.Order]) throws -> (rows: Table, tied: Int) {
    var (rows, tied) = try askedSteps().topAndTies(count, per: parts, by: order, within: OperationLimits.forQueries)
    rows = rows.withoutNotesOnOtherColumns
    return (rows, tied)
  }

  /// What was said on reading about the texts of columns of which a condition asks whether they are missing; it goes on where the columns
  /// do not.
  func notesOnTexts(_ condition: Predicate) -> [String] {
    let notes = state.withLock { $0.steps }.notes
    return condition.columnsAskedMissing.sorted().flatMap { name in
      notes.filter { $0.hasPrefix("column \"\(name)\" has the text ") }.map { "the condition: \($0)" }
    }
  }

  /// The type of a column; nil where there is none of that name.
  func type(of column: String) -> ColumnType? { state.withLock { $0.steps }.type(of: column) }

  /// The days that a column of spans covers, be there rows of all of them or not.
  func covered(_ column: String) -> ClosedRange<CalendarDate>? { state.withLock { $0.steps }.covered(column) }

  /// The rows in groups, with what is counted or computed of each. Of incidents a note tells which months were not recorded.
  func grouped(by names: [String], _ aggregates: [Query.Aggregate]) throws -> PendingTable {
    let (aggregates, notesOfFigures) = try conditioned(aggregates)
    let unlikeRows = try notesOnUnlikeRows(within: names, having: WholesAndParts.columns(of: aggregates), isSpoilt: aggregates.contains(where: UnlikeMeasures.spoil))
    let steps = try taken(.group(by: names, aggregates))
    // Groups may be put into their order when somebody looks at them.
    let answer = try steps.rows(of: steps.columnNames, within: OperationLimits.forQueries).withoutNotesOnOtherColumns
    let unlike = try UnlikeSums.note(self, aggregates, saying: answer.notes)
    var notes = notesOfFigures + (try notesOnConditions(aggregates, of: answer)) + unlikeRows + SumsOfRates.notes(aggregates) + [unlike].compactMap(\.self)
    if let recorded, !names.isEmpty { notes += try recorded.incidents.coverageNotes() }
    for name in names where CensusAreas.isNamedSo(name) {
      if let codes = answer.columnIfPresent(name), let note = CensusAreas.note(on: name, codes) { notes.append(note) }
    }
    if let note = noteOnNamesOfAreas(among: names) { notes.append(note) }
    // Among few groups they are seen.
    if names.count > 1, answer.rowCount > 20 {
      for name in names where answer.columnIfPresent(name)?.presence.isComplete == false {
        notes.append("by \(names.joined(separator: ", ")): rows without \"\(name)\" make groups of their own; where(\"\(name) is not missing\") before leaves them out")
      }
    }
    if let note = PlaceWords.noteOfUnnamed(among: names, of: answer) { notes.append(note) }
    if let note = try PlaceWords.noteOfSharedNames(among: names, in: self) { notes.append(note) }
    return PendingTable(steps.noting(notes), sharing: SharedBytes(steps.madeBytes), owning: true, recorded: recorded)
  }

  func coveredCombinations(of names: [String]) -> (places: [Int], all: Set<[String]>)? {
    state.withLock { $0.steps }.coveredCombinations(of: names)
  }

  /// What is to be said beside the figures of the rows.
  var notes: [String] { state.withLock { $0.steps }.notes }

  func unit(of column: String) -> String? { state.withLock { $0.steps }.unit(of: column) }

  /// Those of some texts that a column has, or had before rows were left out.
  func texts(_ wanted: [String], in column: String) -> [String] {
    let steps = state.withLock { $0.steps }
    return steps.texts(wanted, in: column, ofAtMost: .max)
  }

  /// Says that rows are taken together of which a figure says nothing: those of a whole and of its parts, of several measures or periods.
  ///
  /// - Parameters:
  ///   - columns: Those without whose values a row is in no figure; nil for figures that a whole beside its parts does not spoil.
  ///   - isSpoilt: Whether several measures or periods spoil it.
  func notesOnUnlikeRows(within keys: [String], having columns: [String]?, isSpoilt: Bool) throws -> [String] {
    let wholes = try columns.flatMap { try noteOfWholes(within: keys, having: $0) }
    return try (isSpoilt ? [wholes, noteOfMeasures(within: keys), noteOfPeriods(within: keys)] : [wholes]).compactMap(\.self)
  }

  /// Says that rows of a whole are taken together with rows of its parts; nil where they are not.
  ///
  /// - Parameter columns: Those without whose values a row is in no figure.
  func noteOfWholes(within keys: [String], having columns: [String] = []) throws -> String? {
    var steps = state.withLock { $0.steps }
    let incomplete = columns.filter(steps.isIncomplete)
    if !incomplete.isEmpty { steps = try steps.taking(.filter(.and(incomplete.map { .not(.isMissing(column: $0)) })), within: OperationLimits.forQueries) }
    return try WholesAndParts.note(steps, columns: steps.columnNames, within: keys)
  }

  /// Says that rows of several measures are taken together; nil where they are not.
  func noteOfMeasures(within keys: [String]) throws -> String? {
    let steps = state.withLock { $0.steps }
    return try UnlikeMeasures.note(steps, columns: steps.columnNames, within: keys)
  }

  /// Says that areas of two censuses stand side by side among groups by their names; nil where they do not.
  private func noteOnNamesOfAreas(among names: [String]) -> String? {
    guard let name = names.first(where: CensusAreas.isOfNames), let code = columnNames.first(where: CensusAreas.isNamedSo), !names.contains(code) else { return nil }
    let codes = ["E01", "W01"].flatMap { state.withLock { $0.steps }.texts(beginning: $0, in: code, ofAtMost: .max) }
    return CensusAreas.note(on: name, Column(code, texts: codes))
  }

  /// Says that rows of several periods of a publication are taken together; nil where they are not.
  private func noteOfPeriods(within keys: [String]) throws -> String? {
    guard recorded == nil else { return nil }
    return try UnlikeMeasures.noteOfPeriods(state.withLock { $0.steps }, columns: columnNames, within: keys)
  }

  /// Whether a note on rows is to be told beside a number that was made of them: they found no partner, or lack what was asked for.
  static func isToldOfNumbers(_ note: String) -> Bool { note.hasPrefix("join by ") || note.hasPrefix(Predicate.beginningOfOpenRows) }

  /// The aggregates with conditions that the rows can be asked, and what is to be said of the figures of all rows in them.
  private func conditioned(_ aggregates: [Query.Aggregate]) throws -> ([Query.Aggregate], notes: [String]) {
    let names = columnNames
    let spans = LondonSpans(of: self)
    var notes: [String] = []
    let conditioned = try aggregates.map { aggregate in
      var aggregate = aggregate
      // A condition in place of a column, count("age < 18"), of which another figure may have made a column: last("age < 18").
      if aggregate.kind == .count, let column = aggregate.column, !names.contains(column) || type(of: column) == .boolean,
        let condition = FormulaColumns.condition(column, columns: names)
      {
        (aggregate.column, aggregate.condition) = (nil, aggregate.condition == .all ? condition : .and([aggregate.condition, condition]))
      }
      aggregate.condition = try aggregate.condition.replacing { try WholeColumns.value(of: $0, in: self, notes: &notes) }
      aggregate.condition = spans.local(aggregate.condition)
      return aggregate
    }
    return (conditioned, notes)
  }

  /// What is to be said of figures with conditions: how many rows are in none of them since it is not known whether they meet the
  /// condition, which a share of all rows takes for not; and which look for a text that no row holds.
  private func notesOnConditions(_ aggregates: [Query.Aggregate], of answer: Table) throws -> [String] {
    let steps = state.withLock { $0.steps }
    var open: [String: [String]] = [:]
    var unmet: [String] = []
    for aggregate in aggregates where aggregate.condition != .all {
      for column in aggregate.condition.columnsThatLeaveOpen where steps.isIncomplete(column) { open[column, default: []].append(aggregate.name) }
      if aggregate.kind == .count, let column = aggregate.condition.columnsLookedInto.first, try answer.column(aggregate.name).wholes.allSatisfy({ $0 == 0 }) {
        unmet.append("\(aggregate.name): no row meets the condition; t:unique(\"\(column)\") lists what \(column) holds")
      }
    }
    return unmet + (try open.sorted { $0.key < $1.key }.compactMap { column, names in
      let lacking = try count(where: .isMissing(column: column))
      let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(PrintedNumber.of(names.count - 3)) more" : "")
      return lacking == 0 ? nil
        : "\(shown): \(PrintedNumber.of(lacking, "row has", "rows have")) no \(column), and \(lacking == 1 ? "counts" : "count") as not meeting the condition; where(\"\(Formula.spelling(of: column)) is not missing\") before leaves them out of all figures"
    })
  }

  /// How many rows meet a condition; none is written out for it.
  func count(where condition: Predicate) throws -> Int {
    let (steps, limits) = (state.withLock { $0.steps }, OperationLimits.forQueries)
    let counted = try steps.taking(.filter(condition), within: limits).taking(.group(by: [], [.count()]), within: limits).table(within: limits)
    return counted.columns[0].wholes[0]
  }

  /// The rows, written out when they are first asked for.
  func answer() throws -> Table { try state.withLock { try write(&$0) } }

  private func write(_ state: inout State) throws -> Table {
    if let table = state.table { return table }
    let limits = OperationLimits.forQueries
    var table = try (state.order.map { try state.steps.taking(.order($0), within: limits) } ?? state.steps).table(within: limits).withoutNotesOnOtherColumns
    table.orderedBy = state.order?.map(\.column) ?? []
    state.order = nil
    table.calls = state.calls
    table.added = state.added
    if let hold = OperationLimits.current?.hold {
      let bytes = max(0, table.byteCount - byteCount)
      hold(bytes)
      state.release = { hold(-bytes) }
    }
    state.table = table
    state.steps = TableInSteps(table, after: state.steps)
    state.dropGroups()
    return table
  }

  // MARK: To scripts

  static let kind = Table.kind
  static let fields: [ObjectField<PendingTable>] = []
  static let isList = true

  static func argument(_ value: Value) -> PendingTable? {
    guard case .object(let object) = value else { return nil }
    if let table = object as? Table { return PendingTable(table) }
    if let waiting = object as? PendingTable { return waiting }
    // Incidents say their rows as a table that waits, and a collection those of its file.
    if let rows = object.field("rows"), case .object = rows { return argument(rows) }
    return object.table.map { PendingTable($0) }
  }

  func settled() throws -> any OperationObject { try answer() }

  func field(_ name: String) -> Value? {
    name == "columns" ? .list(columnNames.map { .text($0) }) : table?.field(name)
  }

  var table: Table? { try? answer() }

  var words: String {
    do { return try answer().words } catch { return "\(error)" }
  }

  var reasons: [String] { table?.reasons ?? [] }
}

extension OperationObject {
  /// The columns of a table; none of anything else.
  package var columnsOfTable: [String] { (self as? PendingTable)?.columnNames ?? (self as? Table)?.columnNames ?? [] }

  /// Whether the thing is a table with a column of a name; no row is written out for it.
  package func hasColumn(_ name: String) -> Bool {
    switch self {
    case let table as PendingTable: table.columnNames.contains(name)
    case let table as Table: table.columnIfPresent(name) != nil
    case let incidents as Incidents: incidents.base.columnIfPresent(name) != nil
    case let collection as IndicatorCollection: collection.rows.columnIfPresent(name) != nil
    case let edition as NeighbourEdition: edition.rows.columnIfPresent(name) != nil
    default: false
    }
  }
}

extension Table {
  /// The table without what was said on reading about columns that it does not have any more.
  fileprivate var withoutNotesOnOtherColumns: Table {
    var table = self
    table.notes = notes.filter { note in
      if note.hasSuffix(Operation.weekdayNumbers), columnIfPresent(String(note.dropLast(Operation.weekdayNumbers.count))) == nil { return false }
      guard note.hasPrefix("column \""), let end = note.dropFirst(8).firstIndex(of: "\"") else { return true }
      return columnIfPresent(String(note.dropFirst(8)[..<end])) != nil
    }
    return table
  }
}
