/// A named column of a table: values of one type, and the reason for each value that is not there.
///
/// The values lie in chunks of rows, in the layout of Arrow. Texts that occur again and again are kept once, in a
/// dictionary, and so may dates and numbers be; each row then holds its value's place there in 8, 16 or 32 bits. Whole
/// numbers take 8 to 64 bits, dates 32, moments and numbers 64, booleans one.
public struct Column: Hashable, Sendable {
  /// The name, unique within a table.
  public var name: String

  /// The unit that the values are in, such as `per cent` or `per 10,000 children`; nil for labels and codes.
  public var unit: String?

  /// The decimal places that printed values take, or nil to print as many as the value needs.
  public var decimals: Int?

  /// What the values measure, where the name alone does not say: an indicator and its period. Charts are titled by it.
  public var measure: String?

  /// The part of the calendar that the values are, where a query made them so. A file that calls its column weekday does not tell
  /// whether weeks begin with Monday.
  package internal(set) var calendarPart: CalendarPart?
  /// Whether its values are of other rows than the one that they stand in, as a sum so far and what a join found are.
  var isOfOtherRows = false

  /// Whether its values count the rows of the groups that they stand in, so that where there is no row there is none.
  package var countsItsRows: Bool { unit == "rows" && type == .integer && !isOfOtherRows }

  /// The type of the values.
  public let type: ColumnType

  /// Which rows hold a value, and why the others do not.
  public let presence: Presence

  /// The different values, where the rows hold codes.
  let dictionary: ValueDictionary?
  private(set) var chunks: [Chunk]
  /// The first row of each chunk.
  let starts: [Int]
  private let facts: ColumnFacts
  /// What the file that the column was read from says of its values; nil where none does.
  public internal(set) var statistics: ColumnStatistics?

  /// Takes over chunks of one kind, as many and as long as those of the presence.
  init(
    _ name: String, type: ColumnType, dictionary: ValueDictionary? = nil, chunks: [Chunk], presence: Presence? = nil,
    unit: String? = nil, decimals: Int? = nil
  ) {
    let presence = presence ?? Presence(chunks: chunks.map { Validity(allPresent: $0.rowCount) })
    precondition(
      chunks.map(\.rowCount) == presence.chunks.map(\.count), "a presence describes each row of its column")
    self.name = name
    self.type = type
    self.dictionary = dictionary
    self.chunks = chunks
    self.presence = presence
    self.unit = unit
    self.decimals = decimals
    var (starts, count) = ([Int](), 0)
    for chunk in chunks {
      starts.append(count)
      count += chunk.rowCount
    }
    self.starts = starts
    facts = ColumnFacts()
  }

  /// The layout of every chunk, which is that of the first; nil where there is none. It is for its case, not its values.
  var layout: Chunk.Values? { chunks.first?.stored }

  /// Whether rows show a file and were not all looked at yet.
  var isToBeChecked: Bool { chunks.contains { $0.check.map { !$0.isKnownSound } ?? false } }

  /// The same column without checks, for a scan that looks at each portion of rows before it uses them.
  var unchecked: Column {
    var copy = self
    copy.chunks = chunks.map(\.unchecked)
    return copy
  }

  /// The number of rows.
  public var count: Int { presence.count }

  /// The different texts of a column that keeps them, in order; nil for any other column.
  package var keptTexts: [String]? { type == .text ? dictionary?.texts.sorted() : nil }

  /// The bytes in memory or in the mapped file that the rows take, a dictionary's values not counted.
  public var byteCount: Int {
    var total = 0
    for (chunk, validity) in zip(chunks, presence.chunks) {
      total += chunk.byteCount + (validity.bits?.words.count ?? 0) * 8 + (validity.rawReasons?.count ?? 0)
    }
    return total
  }

  /// The value of a row, or the reason that there is none.
  public subscript(row: Int) -> Cell {
    precondition(row >= 0 && row < count, "a row of the column")
    let place = ChunkPlaces.chunk(of: row, starts: starts)
    let inside = row - starts[place]
    if let reason = presence.chunks[place][inside] { return .missing(reason) }
    let chunk = chunks[place]
    if let code = chunk.storedCode(inside) { return dictionary?.cell(code) ?? .missing(.unspecified) }
    if let value = chunk.integer(inside) { return cell(integer: value) }
    return switch chunk.values {
    case .double(let values): .number(values[inside])
    case .bits(let values): .boolean(values[inside])
    case .text(let values): .text(values[inside])
    default: .missing(.unspecified)
    }
  }

  /// The code of a row's value; nil where it has none, or where the rows hold no codes.
  package func code(_ row: Int) -> Int? {
    let place = ChunkPlaces.chunk(of: row, starts: starts)
    let inside = row - starts[place]
    return presence.chunks[place][inside] == nil ? chunks[place].code(inside) : nil
  }

  /// The cell of a whole number, as this column's type has it.
  func cell(integer value: Int) -> Cell {
    switch type {
    case .date: .date(CalendarDate(daysSince1970: Int32(clamping: value)))
    case .timestamp: .timestamp(Timestamp(secondsSince1970: value))
    case .number: .number(Double(value))
    default: .integer(value)
    }
  }

  /// A range that every whole number, date or moment of the column lies in; nil for other columns and for no rows.
  ///
  /// - Complexity: O(rows) for the first caller, O(1) after.
  package var bounds: ClosedRange<Int>? { facts.bounds(of: self) }

  /// The least and the most whole number, date or moment that a row has; nil for other columns and where no row has any.
  ///
  /// - Complexity: O(rows) for the first caller, O(1) after.
  var boundsOfPresent: ClosedRange<Int>? { facts.boundsOfPresent(of: self) }

  /// Returns the column with only some rows, in the order given.
  ///
  /// - Complexity: O(rows).
  public func selecting(_ rows: [Int]) -> Column { gathering(rows) }

  /// Returns the column under another name.
  public func named(_ name: String) -> Column {
    var copy = self
    copy.name = name
    return copy
  }

  /// Returns the same values with a unit and decimal places.
  public func with(unit: String?, decimals: Int?) -> Column {
    var copy = self
    copy.unit = unit
    copy.decimals = decimals
    return copy
  }

  /// Returns the column with the unit, the decimal places, the measure, the calendar's part and the like of another.
  func described(as other: Column) -> Column {
    var copy = with(unit: other.unit, decimals: other.decimals)
    copy.measure = other.measure
    copy.calendarPart = other.calendarPart
    copy.isOfOtherRows = other.isOfOtherRows
    return copy
  }

  /// Returns the column with words for what its values measure.
  public func measuring(_ measure: String) -> Column {
    var copy = self
    copy.measure = measure
    return copy
  }

  /// Whether both hold the same cells under one name, unit and decimals, however they are laid out.
  public static func == (one: Column, other: Column) -> Bool {
    guard one.name == other.name, one.unit == other.unit, one.decimals == other.decimals, one.type == other.type,
      one.presence == other.presence
    else { return false }
    return (0..<one.count).allSatisfy { one[$0] == other[$0] }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(type)
    for row in 0..<min(count, 64) { hasher.combine(self[row]) }
  }
}

/// The type of a column's values.
public enum ColumnType: String, Hashable, Sendable, CaseIterable {
  case text, integer, number, boolean, date, timestamp

  /// The type with its article, for a message.
  public var words: String {
    switch self {
    case .text: "text"
    case .integer: "whole numbers"
    case .number: "numbers"
    case .boolean: "true or false"
    case .date: "dates"
    case .timestamp: "times"
    }
  }
}
