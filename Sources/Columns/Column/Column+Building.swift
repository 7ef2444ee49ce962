extension Column {
  /// Creates a column of text; nil is missing, with no reason given.
  public init(_ name: String, texts: [String?]) {
    self.init(
      name, .text(TextValues(texts.map { $0 ?? "" })), presence: Presence(texts.map { $0 == nil ? .unspecified : nil }))
  }

  /// Creates a column of whole numbers; nil is missing, with no reason given.
  public init(_ name: String, integers: [Int?], unit: String? = nil) {
    self.init(
      name, .integers(integers.map { $0 ?? 0 }), presence: Presence(integers.map { $0 == nil ? .unspecified : nil }),
      unit: unit)
  }

  /// Creates a column of numbers; nil is missing, with no reason given.
  public init(_ name: String, numbers: [Double?], unit: String? = nil, decimals: Int? = nil) {
    self.init(
      name, .numbers(numbers.map { $0 ?? 0 }), presence: Presence(numbers.map { $0 == nil ? .unspecified : nil }),
      unit: unit, decimals: decimals)
  }

  /// Creates a column from cells, of the narrowest type that holds them all: whole numbers and numbers together make
  /// numbers, and any other mixture makes text.
  public init(_ name: String, cells: [Cell], unit: String? = nil, decimals: Int? = nil) {
    let presence = Presence(cells.map(\.missingReason))
    self.init(name, Self.values(of: cells), presence: presence, unit: unit, decimals: decimals)
  }

  private static func values(of cells: [Cell]) -> Values {
    var types: Set<ColumnType> = []
    for cell in cells { if let type = cell.type { types.insert(type) } }
    if types == [.integer] {
      return .integers(cells.map { if case .integer(let value) = $0 { value } else { 0 } })
    }
    if !types.isEmpty, types.isSubset(of: [.integer, .number]) { return .numbers(cells.map { $0.number ?? 0 }) }
    if types == [.boolean] {
      return .booleans(cells.map { if case .boolean(let value) = $0 { value } else { false } })
    }
    let dayZero = CalendarDate(daysSince1970: 0)
    if types == [.date] { return .dates(cells.map { if case .date(let value) = $0 { value } else { dayZero } }) }
    let start = Timestamp(secondsSince1970: 0)
    if types == [.timestamp] {
      return .timestamps(cells.map { if case .timestamp(let value) = $0 { value } else { start } })
    }
    return .text(TextValues(cells.map { $0.isMissing ? "" : $0.plainText }))
  }
}

extension Cell {
  /// The type of the value, or nil where it is missing.
  public var type: ColumnType? {
    switch self {
    case .missing: nil
    case .text: .text
    case .integer: .integer
    case .number: .number
    case .boolean: .boolean
    case .date: .date
    case .timestamp: .timestamp
    }
  }

  /// The value as text that reads back as the same value: no thousands separators and no rounding.
  public var plainText: String {
    switch self {
    case .missing(let reason): reason.symbol
    case .text(let value): value
    case .integer(let value): String(value)
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    case .boolean(let value): String(value)
    case .date(let value): value.description
    case .timestamp(let value): value.description
    }
  }
}
