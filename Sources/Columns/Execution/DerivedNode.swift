/// An expression made ready to be worked out a block of rows at a time.
///
/// Each node gives values of one form: whole numbers (which dates, times and booleans are too), numbers, or places in a
/// dictionary of texts. Where two forms meet the node says so, as ``asNumber``.
indirect enum DerivedNode: Sendable {
  case missing(MissingReason)
  case wholeValue(Int64)
  case numberValue(Double)
  case textValue(UInt32)
  case whole(ValueSource)
  case bits(Column)
  case number(ValueSource)
  /// Codes of a column, and the place of each in the dictionary of the answer.
  case texts(Column, places: Buffer<UInt32>)
  case asNumber(DerivedNode)
  case wholeArithmetic(DerivedNode, Expression.Operator, DerivedNode)
  case numberArithmetic(DerivedNode, Expression.Operator, DerivedNode)
  /// Whole numbers from dates or, in seconds, from moments.
  case part(CalendarPart, of: DerivedNode, isMoment: Bool)
  /// Spans that are told by a date or a whole number.
  case wholeSpan(CalendarUnit, of: DerivedNode, isMoment: Bool)
  /// The place of a span of the calendar is its number, less the first one's, in the places.
  case span(CalendarUnit, of: DerivedNode, isMoment: Bool, first: Int, places: Buffer<UInt32>)
  case band(DerivedNode, edges: Buffer<Double>, places: Buffer<UInt32>)
  case choose([DerivedBranch], otherwise: DerivedNode)
}

struct DerivedBranch: Sendable {
  let condition: RowFilter
  let value: DerivedNode
}

/// Makes expressions ready.
struct DerivedPlan {
  private let columns: [String: QueryColumn]
  private let limits: QueryLimits
  /// The different texts of the answer, in the order in which they were met.
  private(set) var texts: [String] = []
  private var places: [String: UInt32] = [:]
  /// The columns that were written out.
  private var written: [String: Column] = [:]

  /// A node, and the type of what it gives; nil where nothing can be there.
  struct Typed {
    let node: DerivedNode
    let type: ColumnType?
    /// Whether some rows are whole numbers and others numbers, so that arithmetic on them differs row by row.
    var isMixed = false
  }

  init(columns: [String: QueryColumn], limits: QueryLimits) {
    self.columns = columns
    self.limits = limits
  }

  /// Returns the node of an expression; nil where it can only be worked out row by row.
  mutating func node(_ expression: Expression) throws -> Typed? {
    switch expression {
    case .column(let name):
      let column = written[name] ?? columns[name]?.materialised(named: name)
      written[name] = column
      return try column.flatMap { try node($0) }
    case .value(let cell): return node(cell)
    case .arithmetic(let first, let operation, let second):
      guard let one = try node(first), let other = try node(second) else { return nil }
      return arithmetic(one, operation, other)
    case .choose(let branches, let otherwise): return try node(branches, otherwise, type: type(of: expression))
    case .part(let kind, let inner):
      guard let dates = try node(inner), let isMoment = Self.isMoment(dates) else { return nil }
      return Typed(node: .part(kind, of: dates.node, isMoment: isMoment), type: .integer)
    case .span(let unit, let inner): return try node(unit, of: inner)
    case .band(let inner, let edges):
      guard let number = try node(inner), Self.isNumeric(number) else { return nil }
      return Typed(
        node: .band(Self.number(number), edges: Buffer(edges), places: Buffer(Bands(edges).labels.map { place(of: $0) })),
        type: .text)
    }
  }

  /// The type that an expression gives.
  func type(of expression: Expression) -> ColumnType? { expression.type { columns[$0]?.type } }

  private static func isNumeric(_ typed: Typed) -> Bool { typed.type?.isNumeric ?? true }

  private static func isMoment(_ typed: Typed) -> Bool? {
    switch typed.type {
    case .date, nil: false
    case .timestamp: true
    default: nil
    }
  }

  private static func number(_ typed: Typed) -> DerivedNode { typed.type == .integer ? .asNumber(typed.node) : typed.node }

  private mutating func node(_ cell: Cell) -> Typed {
    switch cell {
    case .missing(let reason): Typed(node: .missing(reason), type: nil)
    case .text(let text): Typed(node: .textValue(place(of: text)), type: .text)
    case .integer(let value): Typed(node: .wholeValue(Int64(value)), type: .integer)
    case .number(let value): Typed(node: .numberValue(value), type: .number)
    case .boolean(let value): Typed(node: .wholeValue(value ? 1 : 0), type: .boolean)
    case .date(let day): Typed(node: .wholeValue(Int64(day.daysSince1970)), type: .date)
    case .timestamp(let moment): Typed(node: .wholeValue(Int64(moment.secondsSince1970)), type: .timestamp)
    }
  }

  private mutating func node(_ column: Column) throws -> Typed? {
    switch column.type {
    case .text:
      let coded = try column.coded(within: limits)
      guard let dictionary = coded.dictionary else { return nil }
      return Typed(node: .texts(coded, places: Buffer(dictionary.texts.map { place(of: $0) })), type: .text)
    case .boolean: return column.dictionary == nil ? Typed(node: .bits(column), type: .boolean) : nil
    case .number: return ValueSource(column).map { Typed(node: .number($0), type: .number) }
    default: return ValueSource(column).map { Typed(node: .whole($0), type: column.type) }
    }
  }

  private mutating func place(of text: String) -> UInt32 {
    if let known = places[text] { return known }
    let place = UInt32(texts.count)
    places[text] = place
    texts.append(text)
    return place
  }

  private func arithmetic(_ one: Typed, _ operation: Expression.Operator, _ other: Typed) -> Typed? {
    guard Self.isNumeric(one), Self.isNumeric(other) else { return nil }
    guard operation == .over || !one.isMixed && !other.isMixed else { return nil }
    if operation != .over, one.type == .integer, other.type == .integer {
      return Typed(node: .wholeArithmetic(one.node, operation, other.node), type: .integer)
    }
    return Typed(node: .numberArithmetic(Self.number(one), operation, Self.number(other)), type: .number)
  }

  private mutating func node(_ branches: [Expression.Branch], _ otherwise: Expression, type: ColumnType?) throws -> Typed? {
    var made: [DerivedBranch] = []
    var types: Set<ColumnType> = []
    var isMixed = false
    func fitted(_ typed: Typed?) -> DerivedNode? {
      guard let typed else { return nil }
      if let own = typed.type { types.insert(own) }
      isMixed = isMixed || typed.isMixed
      return type == .number ? Self.number(typed) : typed.type == nil || typed.type == type ? typed.node : nil
    }
    for branch in branches {
      guard let value = fitted(try node(branch.value)) else { return nil }
      made.append(DerivedBranch(condition: RowFilter(branch.condition, columns: columns), value: value))
    }
    guard let rest = fitted(try node(otherwise)) else { return nil }
    return Typed(node: .choose(made, otherwise: rest), type: type, isMixed: isMixed || types.count > 1)
  }

  private mutating func node(_ unit: CalendarUnit, of inner: Expression) throws -> Typed? {
    guard let dates = try node(inner) else { return nil }
    let type = unit.cell(ofIndex: 0).type
    if type == .text, case .texts(let months, _) = dates.node, let texts = months.dictionary?.texts {
      let labels = texts.map { text in CalendarDate(month: text).map { unit.cell(ofIndex: unit.index(of: $0)).plainText } }
      guard labels.allSatisfy({ $0 != nil }) else { return nil }
      return Typed(node: .texts(months, places: Buffer(labels.map { place(of: $0 ?? "") })), type: .text)
    }
    guard let isMoment = Self.isMoment(dates) else { return nil }
    guard type == .text else { return Typed(node: .wholeSpan(unit, of: dates.node, isMoment: isMoment), type: type) }
    // The spans are known of a column, whose values have bounds.
    guard case .whole(let source) = dates.node, let bounds = source.column.wholeBounds else { return nil }
    func index(_ value: Int) -> Int { unit.index(of: isMoment ? Timestamp(secondsSince1970: value).date : CalendarDate(daysSince1970: Int32(clamping: value))) }
    let (first, last) = (index(bounds.lowerBound), index(bounds.upperBound))
    guard last - first < 1 << 20 else { return nil }
    let places = (first...last).map { place(of: unit.cell(ofIndex: $0).plainText) }
    return Typed(node: .span(unit, of: dates.node, isMoment: isMoment, first: first, places: Buffer(places)), type: .text)
  }
}

extension Column {
  /// Bounds of the whole numbers, dates or moments, those of a dictionary too.
  fileprivate var wholeBounds: ClosedRange<Int>? {
    func range(_ values: [Int]) -> ClosedRange<Int>? {
      guard let least = values.min(), let most = values.max() else { return nil }
      return least...most
    }
    return switch dictionary?.values {
    case .dates(let days): range(days.map { Int($0) })
    case .timestamps(let values), .integers(let values): range(values)
    case nil: bounds
    default: nil
    }
  }
}

extension Expression {
  /// The type of the values that the expression makes, given those of its columns; nil where none can be there.
  ///
  /// It follows from the expression, and not from the values that occur, with one exception: whole numbers become
  /// numbers where a result has more than 64 bits. Values of several types come together as numbers, or else as text.
  func type(_ column: (String) -> ColumnType?) -> ColumnType? {
    switch self {
    case .column(let name): return column(name)
    case .value(let cell): return cell.type
    case .span(let unit, _): return unit.cell(ofIndex: 0).type
    case .part: return .integer
    case .band: return .text
    case .arithmetic(let first, let operation, let second):
      return operation != .over && first.type(column) == .integer && second.type(column) == .integer ? .integer : .number
    case .choose(let branches, let otherwise):
      let types = Set((branches.map(\.value) + [otherwise]).compactMap { $0.type(column) })
      if types.count <= 1 { return types.first }
      return types.isSubset(of: [.integer, .number]) ? .number : .text
    }
  }

  /// The texts of bands in the order of their edges, which is not that of the alphabet.
  var declaredOrder: [String]? {
    if case .band(_, let edges) = self { Bands(edges).labels } else { nil }
  }
}
