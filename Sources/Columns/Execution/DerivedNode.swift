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
  case band(DerivedNode, edges: BandEdges, places: Buffer<UInt32>)
  case choose([DerivedBranch], otherwise: DerivedNode)
  /// Rounds numbers to some decimal places, or drops their sign.
  case rounded(DerivedNode, decimals: Int)
  case absolute(DerivedNode)
  /// Seconds of moments as clocks in London show them.
  case londonTime(DerivedNode)
  /// The whole number at or below each number, or the one at or above it.
  case toWhole(DerivedNode, isUp: Bool)
  /// The lesser or the greater of two values of one form.
  case extreme(DerivedNode, DerivedNode, isLeast: Bool)
  /// What a function gives of each text that there can be: a place, a whole number or a number, or a reason.
  case textFunction(DerivedNode, TextFunctionTable)
  /// Two texts joined, by the places of both.
  case joined(DerivedNode, DerivedNode, JoinedTextTable)
  /// Missing, for the reason of the first of these that is.
  case reason(of: [DerivedPlan.Typed])
}

/// What a function gives of each text, by the text's place.
struct TextFunctionTable: Sendable {
  var places: [UInt32] = []
  var whole: [Int64] = []
  var numbers: [Double] = []
  var reasons: [UInt8] = []
}

struct DerivedBranch: Sendable {
  let condition: RowFilter
  let value: DerivedNode
}

/// The place of each text that two texts can make together.
struct JoinedTextTable: Sendable {
  /// The number of a text among those that can stand first or second, by its place.
  var first: [UInt32]
  var second: [UInt32]
  /// How many can stand second.
  var width: Int
  /// The place of what both make, by the first one's number and then the second's.
  var places: [UInt32]

  /// The most texts that are made ahead; more are joined row by row.
  static let most = 1 << 16
}

/// Makes expressions ready.
struct DerivedPlan {
  private let columns: [String: QueryColumn]
  private let limits: QueryLimits
  /// The different texts of the answer, in the order in which they were met.
  private(set) var texts: [String] = []
  private var places: [String: UInt32] = [:]
  /// Whether some texts are only those that others were made of.
  private(set) var isMadeOfTexts = false
  /// The columns that were written out.
  private var written: [String: Column] = [:]

  /// A node, and the type of what it gives; nil where nothing can be there.
  struct Typed: Sendable {
    let node: DerivedNode
    let type: ColumnType?
    /// Whether some rows are whole numbers and others numbers, so that arithmetic on them differs row by row.
    var isMixed = false
    /// The places of the texts that there can be.
    var places: [UInt32] = []
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
      let places = Bands(edges).labels(ofWholeNumbers: number.type == .integer).map { place(of: $0) }
      return Typed(node: .band(Self.number(number), edges: BandEdges(edges), places: Buffer(places)), type: .text, places: places)
    case .call(let function, let parts):
      guard let operands = try nodes(parts) else { return nil }
      return try call(function, operands)
    case .reason(let parts): return try nodes(parts).map { Typed(node: .reason(of: $0), type: nil) }
    }
  }

  private mutating func nodes(_ expressions: [Expression]) throws -> [Typed]? {
    var made: [Typed] = []
    for expression in expressions {
      guard let one = try node(expression) else { return nil }
      made.append(one)
    }
    return made
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
    case .text(let text): known(place(of: text))
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
      let places = dictionary.texts.map { place(of: $0) }
      return Typed(node: .texts(coded, places: Buffer(places)), type: .text, places: places)
    case .boolean: return column.dictionary == nil ? Typed(node: .bits(column), type: .boolean) : nil
    case .number: return ValueSource(column).map { Typed(node: .number($0), type: .number) }
    default: return ValueSource(column).map { Typed(node: .whole($0), type: column.type) }
    }
  }

  private func known(_ place: UInt32) -> Typed { Typed(node: .textValue(place), type: .text, places: [place]) }

  mutating func place(of text: String) -> UInt32 {
    if let known = places[text] { return known }
    let place = UInt32(texts.count)
    places[text] = place
    texts.append(text)
    return place
  }

  private func arithmetic(_ one: Typed, _ operation: Expression.Operator, _ other: Typed) -> Typed? {
    if operation == .minus, one.type == .date, other.type == .date {
      return Typed(node: .wholeArithmetic(one.node, .minus, other.node), type: .integer)
    }
    guard Self.isNumeric(one), Self.isNumeric(other) else { return nil }
    guard operation == .over || !one.isMixed && !other.isMixed else { return nil }
    if operation != .over, one.type == .integer, other.type == .integer {
      return Typed(node: .wholeArithmetic(one.node, operation, other.node), type: .integer)
    }
    return Typed(node: .numberArithmetic(Self.number(one), operation, Self.number(other)), type: .number)
  }

  private mutating func call(_ function: Expression.Function, _ operands: [Typed]) throws -> Typed? {
    let first = operands[0]
    switch function {
    case .rounded(let decimals):
      guard Self.isNumeric(first) else { return nil }
      return first.type == .integer ? first : Typed(node: .rounded(first.node, decimals: decimals), type: .number, isMixed: first.isMixed)
    case .floor, .ceiling:
      guard Self.isNumeric(first) else { return nil }
      return first.type == .integer ? first : Typed(node: .toWhole(first.node, isUp: function == .ceiling), type: .number, isMixed: first.isMixed)
    case .absolute:
      guard Self.isNumeric(first) else { return nil }
      return Typed(node: .absolute(first.node), type: first.type ?? .number, isMixed: first.isMixed)
    case .londonTime: return first.type == .timestamp ? Typed(node: .londonTime(first.node), type: .timestamp) : nil
    case .least, .greatest:
      let type = function.type(operands.map(\.type))
      let nodes = operands.map { type == .number ? Self.number($0) : $0.node }
      return Typed(
        node: .extreme(nodes[0], nodes[1], isLeast: function == .least), type: type, isMixed: operands.contains(where: \.isMixed))
    case .joined:
      // A text beside one that is the same in every row is a function of one text.
      if case .textValue(let place) = first.node {
        let before = texts[Int(place)]
        return try textFunction(function, operands[1]) { .text(before + $0) }
      }
      guard case .textValue(let place) = operands[1].node else { return try joined(first, operands[1]) }
      let behind = texts[Int(place)]
      return try textFunction(function, first) { .text($0 + behind) }
    default: return try textFunction(function, first) { function.cell(of: $0) }
    }
  }

  /// Two texts joined, where few pairs of them can be; nil where only rows tell which there are.
  private mutating func joined(_ one: Typed, _ other: Typed) throws -> Typed? {
    guard one.type == .text, other.type == .text, one.places.count * other.places.count <= JoinedTextTable.most else { return nil }
    isMadeOfTexts = true
    let count = max(1, texts.count)
    var table = JoinedTextTable(
      first: [UInt32](repeating: 0, count: count), second: [UInt32](repeating: 0, count: count), width: max(1, other.places.count), places: [])
    for (number, place) in one.places.enumerated() { table.first[Int(place)] = UInt32(number) }
    for (number, place) in other.places.enumerated() { table.second[Int(place)] = UInt32(number) }
    var bytes = 0
    for first in one.places {
      for second in other.places {
        let text = texts[Int(first)] + texts[Int(second)]
        bytes += text.utf8.count
        table.places.append(place(of: text))
      }
      try limits.checkMemory(bytes, for: "the texts that are made")
    }
    return Typed(node: .joined(one.node, other.node, table), type: .text, places: Array(Set(table.places)))
  }

  /// What a function gives of a text, worked out once for each text that there can be.
  private mutating func textFunction(_ function: Expression.Function, _ operand: Typed, _ cell: (String) -> Cell) throws -> Typed? {
    guard operand.type == .text || operand.type == nil else { return nil }
    isMadeOfTexts = true
    let type = function.type([operand.type])
    let count = max(1, texts.count)
    var table = TextFunctionTable(reasons: [UInt8](repeating: 0, count: count))
    switch type {
    case .text: table.places = [UInt32](repeating: 0, count: count)
    case .number: table.numbers = [Double](repeating: 0, count: count)
    default: table.whole = [Int64](repeating: 0, count: count)
    }
    var bytes = 0
    for place in operand.places {
      let (made, place) = (cell(texts[Int(place)]), Int(place))
      switch made {
      case .missing(let reason): table.reasons[place] = reason.rawValue
      case .text(let text):
        table.places[place] = self.place(of: text)
        bytes += text.utf8.count
        try limits.checkMemory(bytes, for: "the texts that are made")
      case .number(let number): table.numbers[place] = number
      case .integer(let whole): table.whole[place] = Int64(whole)
      case .date(let day): table.whole[place] = Int64(day.daysSince1970)
      case .timestamp, .boolean: break
      }
    }
    let places = Array(Set(operand.places.map { table.places.isEmpty ? 0 : table.places[Int($0)] }))
    return Typed(node: .textFunction(operand.node, table), type: type, places: type == .text ? places : [])
  }

  private mutating func node(_ branches: [Expression.Branch], _ otherwise: Expression, type: ColumnType?) throws -> Typed? {
    var made: [DerivedBranch] = []
    var types: Set<ColumnType> = []
    var places: Set<UInt32> = []
    var isMixed = false
    func fitted(_ typed: Typed?) -> DerivedNode? {
      guard let typed else { return nil }
      if let own = typed.type { types.insert(own) }
      isMixed = isMixed || typed.isMixed
      places.formUnion(typed.places)
      return type == .number ? Self.number(typed) : typed.type == nil || typed.type == type ? typed.node : nil
    }
    for branch in branches {
      guard let value = fitted(try node(branch.value)) else { return nil }
      made.append(DerivedBranch(condition: try RowFilter(branch.condition, columns: columns, limits: limits), value: value))
    }
    guard let rest = fitted(try node(otherwise)) else { return nil }
    return Typed(node: .choose(made, otherwise: rest), type: type, isMixed: isMixed || types.count > 1, places: Array(places))
  }

  private mutating func node(_ unit: CalendarUnit, of inner: Expression) throws -> Typed? {
    guard let dates = try node(inner) else { return nil }
    let type = unit.cell(ofIndex: 0).type
    if type == .text, case .texts(let months, _) = dates.node, let texts = months.dictionary?.texts {
      let labels = texts.map { text in CalendarDate(month: text).map { unit.cell(ofIndex: unit.index(of: $0)).plainText } }
      guard labels.allSatisfy({ $0 != nil }) else { return nil }
      let places = labels.map { place(of: $0 ?? "") }
      return Typed(node: .texts(months, places: Buffer(places)), type: .text, places: places)
    }
    guard let isMoment = Self.isMoment(dates) else { return nil }
    guard type == .text else { return Typed(node: .wholeSpan(unit, of: dates.node, isMoment: isMoment), type: type) }
    // The spans are known of a column, whose values have bounds.
    guard let bounds = dates.node.boundsOfColumn else { return nil }
    func index(_ value: Int) -> Int { unit.index(of: isMoment ? Timestamp(secondsSince1970: value).date : CalendarDate(daysSince1970: Int32(clamping: value))) }
    let (first, last) = (index(bounds.lowerBound), index(bounds.upperBound))
    guard last - first < 1 << 20 else { return nil }
    let places = (first...last).map { place(of: unit.cell(ofIndex: $0).plainText) }
    return Typed(node: .span(unit, of: dates.node, isMoment: isMoment, first: first, places: Buffer(places)), type: .text, places: places)
  }
}

extension Column {
  /// Bounds of the whole numbers, dates or moments, those of a dictionary too.
  var wholeBounds: ClosedRange<Int>? {
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
  package func type(_ column: (String) throws -> ColumnType?) rethrows -> ColumnType? {
    switch self {
    case .column(let name): return try column(name)
    case .value(let cell): return cell.type
    case .span(let unit, _): return unit.cell(ofIndex: 0).type
    case .part: return .integer
    case .band: return .text
    case .arithmetic(let first, let operation, let second):
      // Each once: a sum of a hundred parts is a hundred deep.
      let (one, other) = (try first.type(column), try second.type(column))
      return Self.typeOfDays(one, operation, other) ?? (operation != .over && one == .integer && other == .integer ? .integer : .number)
    case .choose(let branches, let otherwise):
      let types = Set(try (branches.map(\.value) + [otherwise]).compactMap { try $0.type(column) })
      if types.count <= 1 { return types.first }
      return types.isSubset(of: [.integer, .number]) ? .number : .text
    case .call(let function, let parts): return function.type(try parts.map { try $0.type(column) })
    case .reason: return nil
    }
  }

  /// The texts of bands in the order of their edges, which is not that of the alphabet.
  func declaredOrder(_ column: (String) -> ColumnType?) -> [String]? {
    guard case .band(let number, let edges) = self else { return nil }
    return Bands(edges).labels(ofWholeNumbers: number.type(column) == .integer)
  }
}
