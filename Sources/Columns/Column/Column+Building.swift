extension Column {
  /// Creates a column of text; nil is missing, with no reason given.
  public init(_ name: String, texts: [String?]) {
    self.init(name, texts: texts.map { $0 ?? "" }, presence: Presence(texts.map { $0 == nil ? .unspecified : nil }))
  }

  /// Creates a column of whole numbers; nil is missing, with no reason given.
  public init(_ name: String, integers: [Int?], unit: String? = nil) {
    self.init(
      name, integers: integers.map { $0 ?? 0 }, presence: Presence(integers.map { $0 == nil ? .unspecified : nil }),
      unit: unit)
  }

  /// Creates a column of numbers; nil is missing, with no reason given.
  public init(_ name: String, numbers: [Double?], unit: String? = nil, decimals: Int? = nil) {
    self.init(
      name, numbers: numbers.map { $0 ?? 0 }, presence: Presence(numbers.map { $0 == nil ? .unspecified : nil }),
      unit: unit, decimals: decimals)
  }

  /// Creates a column from cells, of the narrowest type that holds them all: whole numbers and numbers together make
  /// numbers, and any other mixture makes text.
  ///
  /// - Parameter type: The type of a column whose cells are all missing.
  public init(
    _ name: String, cells: [Cell], unit: String? = nil, decimals: Int? = nil, typeWhereMissing type: ColumnType = .text
  ) {
    let presence = Presence(cells.map(\.missingReason))
    var types: Set<ColumnType> = []
    for cell in cells { if let type = cell.type { types.insert(type) } }
    if types.isEmpty { types = [type] }
    if types == [.integer] {
      let values = cells.map { if case .integer(let value) = $0 { value } else { 0 } }
      self.init(name, integers: values, presence: presence, unit: unit)
      self.decimals = decimals
    } else if !types.isEmpty, types.isSubset(of: [.integer, .number]) {
      self.init(name, numbers: cells.map { $0.number ?? 0 }, presence: presence, unit: unit, decimals: decimals)
    } else if types == [.boolean] {
      let values = cells.map { if case .boolean(let value) = $0 { value } else { false } }
      self.init(name, booleans: values, presence: presence)
    } else if types == [.date] {
      let dayZero = CalendarDate(daysSince1970: 0)
      let values = cells.map { if case .date(let value) = $0 { value } else { dayZero } }
      self.init(name, dates: values, presence: presence)
    } else if types == [.timestamp] {
      let start = Timestamp(secondsSince1970: 0)
      let values = cells.map { if case .timestamp(let value) = $0 { value } else { start } }
      self.init(name, timestamps: values, presence: presence)
    } else {
      let values = cells.map { $0.isMissing ? "" : $0.plainText }
      self.init(name, texts: values, presence: presence)
    }
    self.unit = unit
    self.decimals = decimals
  }

  /// Creates a column of text, each different text kept once.
  ///
  /// - Precondition: the presence, if there is one, has as many rows as the values. So it is for all that follow.
  public init(_ name: String, texts: [String], presence: Presence?) {
    var places: [String: UInt32] = [:]
    var different: [String] = []
    let codes = texts.map { text in
      if let place = places[text] { return place }
      places[text] = UInt32(different.count)
      different.append(text)
      return UInt32(different.count - 1)
    }
    self.init(name, codes: codes, texts: different, presence: presence)
  }

  /// Creates a column of text from the place of each row's text among different texts.
  package init(_ name: String, codes: [UInt32], texts: [String], presence: Presence?) {
    self = Column(
      name, type: .text, dictionary: ValueDictionary(texts: texts),
      chunks: [Chunk.codes(codes, dictionaryCount: texts.count)], presence: presence
    ).withSortedDictionary()
  }

  /// Creates a column of whole numbers.
  public init(_ name: String, integers: [Int], presence: Presence?, unit: String? = nil) {
    self.init(name, type: .integer, chunks: [Chunk.integers(integers)], presence: presence, unit: unit)
  }

  /// Creates a column of numbers.
  public init(_ name: String, numbers: [Double], presence: Presence?, unit: String? = nil, decimals: Int? = nil) {
    self.init(
      name, type: .number, chunks: [Chunk(.double(Buffer(numbers)))], presence: presence, unit: unit, decimals: decimals)
  }

  /// Creates a column of booleans.
  public init(_ name: String, booleans: [Bool], presence: Presence?) {
    self.init(
      name, type: .boolean, chunks: [Chunk(.bits(Bitmap(count: booleans.count) { booleans[$0] }))], presence: presence)
  }

  /// Creates a column of dates.
  public init(_ name: String, dates: [CalendarDate], presence: Presence?) {
    self.init(
      name, type: .date, chunks: [Chunk(.int32(Buffer(dates.map(\.daysSince1970))))], presence: presence)
  }

  /// Creates a column of moments.
  public init(_ name: String, timestamps: [Timestamp], presence: Presence?) {
    self.init(
      name, type: .timestamp, chunks: [Chunk(.int64(Buffer(timestamps.map { Int64($0.secondsSince1970) })))],
      presence: presence)
  }

  /// Whether a text is among the values of a column of texts that are kept once each.
  package func holds(_ text: String) -> Bool { dictionary?.code(of: text) != nil }

  /// The different texts of a column of text, in no promised order; among them may be texts that no row has.
  ///
  /// - Complexity: O(different texts), or O(rows) where the texts are not kept once each.
  public var differentTexts: [String] {
    guard type == .text else { return [] }
    if let dictionary { return dictionary.texts }
    var seen: Set<String> = []
    for row in 0..<count { if let text = self[row].text { seen.insert(text) } }
    return seen.sorted()
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
