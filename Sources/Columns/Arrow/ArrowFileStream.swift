/// Writes an Arrow file batch by batch, so that a table may be larger than the memory.
///
/// Each table that is appended has the columns of the first, by name and type. Values that a column keeps once each are
/// numbered anew across all batches, in the order in which they first come, and their dictionary is written at the end.
/// So the width of the codes is chosen before it is known how many there are: 32 bits, or fewer where the caller knows.
/// Whole numbers take 64 bits for the same reason.
///
/// ```swift
/// var stream = ArrowFileStream(path: "all-years.arrow")
/// for file in files { try stream.append(DelimitedReader().read(path: file)) }
/// try stream.finish()
/// ```
///
/// A stream that is not finished leaves no file.
public struct ArrowFileStream: ~Copyable {
  /// The width of a code, which bounds the different values that a column may have.
  public enum CodeWidth: Int, Hashable, Sendable {
    case bits8 = 8
    case bits16 = 16
    case bits32 = 32
  }

  private let path: String
  private let width: CodeWidth
  private let reasonColumns: Set<String>
  private var state: State?
  /// What stopped the stream; nothing is written after it.
  private var failure: ArrowError?

  /// What is known once the first table has come.
  fileprivate struct State: ~Copyable {
    var assembly: ArrowAssembly
    var plans: [ArrowColumnPlan]
    var tallies: [ColumnTally]
    var numbering: [ValueNumbering?]
    let template: [Column]
  }

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - codeWidth: The width of the codes of every column that has some.
  ///   - reasonColumns: The columns in which rows may be missing for reasons that differ. Those of which the first table
  ///     shows it need not be named.
  public init(path: String, codeWidth: CodeWidth = .bits32, reasonColumns: Set<String> = []) {
    self.path = path
    width = codeWidth
    self.reasonColumns = reasonColumns
  }

  /// Appends the rows of a table. Sources and notes are those of the first.
  ///
  /// - Throws: ``ArrowError`` where the columns differ from those of the first table, where a column has more different
  ///   values than a code of the width can number, and where rows are missing for a reason that the file cannot hold.
  public mutating func append(_ table: Table) throws(ArrowError) {
    if let failure { throw failure }
    do throws(ArrowError) {
      try write(table)
    } catch {
      failure = error
      throw error
    }
  }

  private mutating func write(_ table: Table) throws(ArrowError) {
    for column in table.columns { try column.checkContents() }
    if state == nil { try begin(table) }
    let template = state?.template ?? []
    guard table.columns.map(\.name) == template.map(\.name), table.columns.map(\.type) == template.map(\.type) else {
      throw .differentBatch(path, "a batch has columns that differ from those of the first")
    }
    var columns: [Column] = []
    for place in template.indices { columns.append(try uniform(table.columns[place], place)) }
    let uniformTable = Table(checked: columns, rowCount: table.rowCount)
    guard let plans = state?.plans else { return }
    try state?.append(uniformTable, plans)
  }

  /// Writes the dictionaries and the footer, and gives the file its name. Without a table there is a file of no columns.
  public consuming func finish() throws(ArrowError) {
    if let failure { throw failure }
    if state == nil { try begin(Table(checked: [], rowCount: 0)) }
    guard let state = state.take() else { return }
    try state.finish()
  }

  private mutating func begin(_ table: Table) throws(ArrowError) {
    var numbering: [ValueNumbering?] = []
    var template: [Column] = []
    for column in table.columns {
      let numbers = column.dictionary == nil ? nil : ValueNumbering(limit: 1 << width.rawValue)
      numbering.append(numbers)
      template.append(Self.empty(column, width, isCoded: numbers != nil))
    }
    var taken = Set(table.columnNames)
    var plans: [ArrowColumnPlan] = []
    for (place, column) in table.columns.enumerated() {
      let reasons = Set(column.presence.countsByReason.keys)
      let hasReasons = reasonColumns.contains(column.name) || !reasons.isSubset(of: [.unspecified])
      plans.append(ArrowColumnPlan(template[place], id: Int64(place) * 2, taken: &taken, hasReasons: hasReasons))
    }
    let assembly = try ArrowAssembly(path: path, schema: ArrowSchema(plans, table))
    state = State(
      assembly: assembly, plans: plans, tallies: template.map { _ in ColumnTally(nil) }, numbering: numbering,
      template: template)
  }

  /// A column without rows that has the layout of every batch.
  private static func empty(_ column: Column, _ width: CodeWidth, isCoded: Bool) -> Column {
    let values: Chunk.Values =
      switch (isCoded, column.type) {
      case (true, _):
        switch width {
        case .bits8: .code8(Buffer([]))
        case .bits16: .code16(Buffer([]))
        case .bits32: .code32(Buffer([]))
        }
      case (_, .text): .text(TextStore([]))
      case (_, .integer), (_, .timestamp): .int64(Buffer([]))
      case (_, .number): .double(Buffer([]))
      case (_, .boolean): .bits(Bitmap(count: 0) { _ in false })
      case (_, .date): .int32(Buffer([]))
      }
    return Column(
      column.name, type: column.type, dictionary: isCoded ? ValueDictionary(cells: [], type: column.type) : nil,
      chunks: [Chunk(values)], unit: column.unit, decimals: column.decimals)
  }

  /// The column in the layout of every batch.
  private mutating func uniform(_ column: Column, _ place: Int) throws(ArrowError) -> Column {
    let holdsReasons = state?.plans[place].reasons != nil
    if !holdsReasons, column.presence.countsByReason.keys.contains(where: { $0 != .unspecified }) {
      throw .differentBatch(
        path,
        "column \(DelimitedError.quoted(column.name)) has rows missing for a reason, which the first batch had not",
        hint: "name the column among those whose reasons differ when the stream is begun")
    }
    if state?.numbering[place] != nil { return try renumbered(column.coded(), place) }
    var chunks: [Chunk] = []
    for (chunk, start) in zip(column.chunks, column.starts) {
      let cells = start..<start + chunk.rowCount
      switch (column.type, chunk.values) {
      case (.integer, .int64), (.timestamp, .int64), (.number, .double), (.boolean, .bits), (.date, .int32),
        (.text, .text):
        chunks.append(Chunk(chunk.values))
      case (.text, _): chunks.append(Chunk(.text(TextStore(cells.lazy.map { column[$0].text ?? "" }))))
      case (.number, _): chunks.append(Chunk(.double(Buffer(cells.map { column[$0].number ?? 0 }))))
      case (.boolean, _):
        chunks.append(Chunk(.bits(Bitmap(count: cells.count) { column[start + $0] == .boolean(true) })))
      case (.date, _): chunks.append(Chunk(.int32(Buffer(cells.map { Int32(clamping: column[$0].wholeNumber) }))))
      case (.integer, _), (.timestamp, _):
        chunks.append(Chunk(.int64(Buffer(cells.map { Int64(column[$0].wholeNumber) }))))
      }
    }
    return Column(column.name, type: column.type, chunks: chunks, presence: column.presence)
  }

  private mutating func renumbered(_ column: Column, _ place: Int) throws(ArrowError) -> Column {
    guard let dictionary = column.dictionary, var numbering = state?.numbering[place] else { return column }
    state?.numbering[place] = nil
    var moved = [UInt32](repeating: 0, count: max(1, dictionary.count))
    for code in column.usedCodes() {
      guard let number = numbering.number(of: dictionary.cell(code)) else {
        throw .tooLarge(
          path, "column \(DelimitedError.quoted(column.name)) has more than \(1 << width.rawValue) different values",
          hint: "begin the stream with wider codes")
      }
      moved[code] = number
    }
    state?.numbering[place] = numbering
    var chunks: [Chunk] = []
    for chunk in column.chunks {
      let codes = (0..<chunk.rowCount).map { chunk.code($0).map { moved[$0] } ?? 0 }
      switch width {
      case .bits8: chunks.append(Chunk(.code8(Buffer(codes.map(UInt8.init(truncatingIfNeeded:))))))
      case .bits16: chunks.append(Chunk(.code16(Buffer(codes.map(UInt16.init(truncatingIfNeeded:))))))
      case .bits32: chunks.append(Chunk(.code32(Buffer(codes))))
      }
    }
    return Column(
      column.name, type: column.type, dictionary: numbering.noValues(column.type), chunks: chunks,
      presence: column.presence)
  }
}

extension ArrowFileStream.State {
  fileprivate mutating func append(_ table: Table, _ plans: [ArrowColumnPlan]) throws(ArrowError) {
    try assembly.append(table, plans, &tallies)
  }

  fileprivate consuming func finish() throws(ArrowError) {
    var statistics: [SavedStatistics] = []
    for (place, column) in template.enumerated() {
      var saved = tallies[place].saved(column)
      if let values = numbering[place] {
        let dictionary = values.dictionary(column.type)
        plans[place].dictionary = dictionary
        // The codes do not stand in the order of their values, and the tally knew no values.
        saved.least = dictionary.extremes.flatMap { $0.least.savedText }
        saved.most = dictionary.extremes.flatMap { $0.most.savedText }
        saved.distinct = dictionary.count
        saved.sorted = dictionary.isSorted
        saved.ascending = saved.ascending && dictionary.isSorted
      }
      statistics.append(saved)
    }
    for plan in plans {
      for (batch, buffers) in plan.dictionaryBatches() { try assembly.append(batch, buffers: buffers) }
    }
    try assembly.finish(statistics: statistics)
  }
}

/// Numbers different values in the order in which they come.
private struct ValueNumbering {
  private let limit: Int
  private var numbers: [Cell: UInt32] = [:]
  private var values: [Cell] = []

  init(limit: Int) { self.limit = limit }

  mutating func number(of value: Cell) -> UInt32? {
    if let known = numbers[value] { return known }
    guard values.count < limit else { return nil }
    numbers[value] = UInt32(values.count)
    values.append(value)
    return UInt32(values.count - 1)
  }

  /// A dictionary to stand for this one while batches are written; only that there is one counts.
  func noValues(_ type: ColumnType) -> ValueDictionary { ValueDictionary(cells: [], type: type) }

  func dictionary(_ type: ColumnType) -> ValueDictionary { ValueDictionary(cells: values, type: type) }
}

extension ValueDictionary {
  /// The least and the most value, or nil where there is none.
  fileprivate var extremes: (least: Cell, most: Cell)? {
    let ranks = ranks()
    guard let least = ranks.firstIndex(of: 0), let most = ranks.firstIndex(of: UInt32(count - 1)) else { return nil }
    return (cell(least), cell(most))
  }
}

extension Cell {
  /// The whole number, days or seconds of a value; zero for another.
  fileprivate var wholeNumber: Int {
    switch self {
    case .integer(let value): value
    case .date(let day): Int(day.daysSince1970)
    case .timestamp(let moment): moment.secondsSince1970
    default: 0
    }
  }
}
