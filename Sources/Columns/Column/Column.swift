/// A named column of a table: values of one type, and the reason for each value that is not there.
public struct Column: Hashable, Sendable {
  /// The name, unique within a table.
  public var name: String

  /// The unit that the values are in, such as `per cent` or `per 10,000 children`; nil for labels and codes.
  public var unit: String?

  /// The decimal places that printed values take, or nil to print as many as the value needs.
  public var decimals: Int?

  /// The values. Where ``presence`` gives a reason, the value in its place means nothing.
  public let values: Values

  /// Which rows hold a value, and why the others do not.
  public let presence: Presence

  /// The values of a column, of one type.
  public enum Values: Hashable, Sendable {
    case text(TextValues)
    case integers([Int])
    case numbers([Double])
    case booleans([Bool])
    case dates([CalendarDate])
    case timestamps([Timestamp])

    /// The number of rows.
    public var count: Int {
      switch self {
      case .text(let values): values.codes.count
      case .integers(let values): values.count
      case .numbers(let values): values.count
      case .booleans(let values): values.count
      case .dates(let values): values.count
      case .timestamps(let values): values.count
      }
    }

    /// The type of the values.
    public var type: ColumnType {
      switch self {
      case .text: .text
      case .integers: .integer
      case .numbers: .number
      case .booleans: .boolean
      case .dates: .date
      case .timestamps: .timestamp
      }
    }
  }

  /// Creates a column; without a presence every row holds a value.
  ///
  /// - Precondition: the presence has as many rows as the values.
  public init(
    _ name: String, _ values: Values, presence: Presence? = nil, unit: String? = nil, decimals: Int? = nil
  ) {
    precondition(presence == nil || presence?.count == values.count, "a presence describes each row of its column")
    self.name = name
    self.values = values
    self.presence = presence ?? Presence(allPresent: values.count)
    self.unit = unit
    self.decimals = decimals
  }

  /// The number of rows.
  public var count: Int { presence.count }

  /// The type of the values.
  public var type: ColumnType { values.type }

  /// The value of a row, or the reason that there is none.
  public subscript(row: Int) -> Cell {
    if let reason = presence[row] { return .missing(reason) }
    return switch values {
    case .text(let values): .text(values[row])
    case .integers(let values): .integer(values[row])
    case .numbers(let values): .number(values[row])
    case .booleans(let values): .boolean(values[row])
    case .dates(let values): .date(values[row])
    case .timestamps(let values): .timestamp(values[row])
    }
  }

  /// Returns the column with only some rows, in the order given.
  ///
  /// - Complexity: O(rows).
  public func selecting(_ rows: [Int]) -> Column {
    let selected: Values =
      switch values {
      case .text(let values): .text(values.selecting(rows))
      case .integers(let values): .integers(rows.map { values[$0] })
      case .numbers(let values): .numbers(rows.map { values[$0] })
      case .booleans(let values): .booleans(rows.map { values[$0] })
      case .dates(let values): .dates(rows.map { values[$0] })
      case .timestamps(let values): .timestamps(rows.map { values[$0] })
      }
    return Column(name, selected, presence: presence.selecting(rows), unit: unit, decimals: decimals)
  }

  /// Returns the column under another name.
  public func named(_ name: String) -> Column {
    var copy = self
    copy.name = name
    return copy
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
