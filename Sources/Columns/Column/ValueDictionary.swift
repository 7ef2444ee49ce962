import Synchronization

/// The different values of a column whose rows hold codes: the place of their value here.
///
/// No value occurs twice, so two rows are equal where their codes are. A dictionary may hold values that no row has. Numbers
/// of a file are copied out of it when the first is asked for.
final class ValueDictionary: Sendable {
  /// The type of the values.
  let type: ColumnType
  /// How many values there are.
  let count: Int
  /// Whether the values stand in their order, so that codes compare as their values do.
  let isSorted: Bool
  /// Whether the values stand in an order that rows come in: their own, or one that was declared, as of age bands.
  let isOrdered: Bool

  /// Whether the order was declared and is not that of the values.
  var isInDeclaredOrder: Bool { isOrdered && !isSorted }

  enum Values: Sendable {
    case texts(TextStore)
    case integers([Int])
    case numbers([Double])
    case booleans([Bool])
    case dates([Int32])
    case timestamps([Int])

    var count: Int {
      switch self {
      case .texts(let texts): texts.count
      case .integers(let values), .timestamps(let values): values.count
      case .numbers(let values): values.count
      case .booleans(let values): values.count
      case .dates(let values): values.count
      }
    }

    var type: ColumnType {
      switch self {
      case .texts: .text
      case .integers: .integer
      case .numbers: .number
      case .booleans: .boolean
      case .dates: .date
      case .timestamps: .timestamp
      }
    }
  }

  /// The values, where they were at hand from the start.
  private let given: Values?
  /// Fetches the values where they were not.
  private let fetch: (@Sendable () -> Values)?
  private let fetched = AtomicLazyReference<Fetched>()
  private let strings = AtomicLazyReference<Strings>()
  private let scaled = AtomicLazyReference<ScaledNumbers>()

  private final class Fetched: Sendable {
    let values: Values
    init(_ values: Values) { self.values = values }
  }

  /// The texts as strings, made when the first is asked for.
  private final class Strings: Sendable {
    let all: [String]
    init(_ all: [String]) { self.all = all }
  }

  /// Takes over different values. Whether they are sorted is looked at here.
  init(_ values: Values, inDeclaredOrder isDeclared: Bool = false) {
    given = values
    fetch = nil
    (type, count) = (values.type, values.count)
    let isSorted =
      switch values {
      case .texts(let texts): (1..<max(1, texts.count)).allSatisfy { texts.isLess($0 - 1, $0) }
      case .integers(let values): zip(values, values.dropFirst()).allSatisfy(<)
      case .numbers(let values): zip(values, values.dropFirst()).allSatisfy(<)
      case .booleans(let values): values == [false, true] || values.count < 2
      case .dates(let values): zip(values, values.dropFirst()).allSatisfy(<)
      case .timestamps(let values): zip(values, values.dropFirst()).allSatisfy(<)
      }
    self.isSorted = isSorted
    isOrdered = isSorted || isDeclared
  }

  /// Takes over different values of which it is known whether they are sorted.
  init(_ values: Values, isSorted: Bool, inDeclaredOrder isDeclared: Bool = false) {
    given = values
    fetch = nil
    (type, count) = (values.type, values.count)
    self.isSorted = isSorted
    isOrdered = isSorted || isDeclared
  }

  /// Keeps a way to get at different values, of which the same is known, until the first is asked for.
  init(
    of type: ColumnType, count: Int, isSorted: Bool, inDeclaredOrder isDeclared: Bool,
    fetching fetch: @escaping @Sendable () -> Values
  ) {
    given = nil
    self.fetch = fetch
    (self.type, self.count) = (type, count)
    self.isSorted = isSorted
    isOrdered = isSorted || isDeclared
  }

  convenience init(texts: some Sequence<String>) { self.init(.texts(TextStore(texts))) }

  /// Whether the values are at hand; for tests.
  var isFetched: Bool { given != nil || fetched.load() != nil }

  var values: Values {
    if let given { return given }
    if let known = fetched.load() { return known.values }
    return fetched.storeIfNil(Fetched(fetch?() ?? .texts(TextStore([])))).values
  }

  /// The texts in the order of their codes; empty where the values are no texts.
  var texts: [String] {
    guard case .texts(let store) = values else { return [] }
    if let known = strings.load() { return known.all }
    return strings.storeIfNil(Strings((0..<store.count).map { store[$0] })).all
  }

  /// The numbers as whole numbers of their last decimal place, worked out when they are first asked for.
  ///
  /// - Complexity: O(count) for the first caller, O(1) after.
  var scaledNumbers: ScaledNumbers {
    if let known = scaled.load() { return known }
    guard case .numbers(let numbers) = values else { return scaled.storeIfNil(ScaledNumbers(of: [])) }
    return scaled.storeIfNil(ScaledNumbers(of: numbers))
  }

  /// The value of a code; a code that the dictionary lacks, which only a row without a value has, is missing.
  func cell(_ code: Int) -> Cell {
    guard code < count else { return .missing(.unspecified) }
    return switch values {
    case .texts(let store): .text(store.count <= 1 << 17 ? texts[code] : store[code])
    case .integers(let values): .integer(values[code])
    case .numbers(let values): .number(values[code])
    case .booleans(let values): .boolean(values[code])
    case .dates(let values): .date(CalendarDate(daysSince1970: values[code]))
    case .timestamps(let values): .timestamp(Timestamp(secondsSince1970: values[code]))
    }
  }

  /// The code of a text, or nil where no row can hold it. Two spellings of one text are one text.
  ///
  /// - Complexity: O(log count) where the texts are sorted, else O(count).
  func code(of text: String) -> Int? {
    guard case .texts(let store) = values else { return nil }
    var copy = text
    let found = copy.withUTF8 { wanted in unsafe store.place(of: wanted, isSorted: isSorted) }
    if found != nil || text.utf8.allSatisfy({ $0 < 0x80 }) { return found }
    return (0..<count).first { store[$0] == text }
  }

  /// For each code the place of its value among the sorted values, or among those in the order that was declared.
  func ranks() -> [UInt32] {
    guard !isOrdered else { return (0..<UInt32(count)).map { $0 } }
    let order: [Int] =
      switch values {
      case .texts(let store): store.order()
      case .integers(let values): (0..<count).sorted { values[$0] < values[$1] }
      // What is no number comes last, as it stands.
      case .numbers(let values):
        (0..<count).sorted { values[$0] < values[$1] || values[$1].isNaN && (!values[$0].isNaN || $0 < $1) }
      case .booleans(let values): (0..<count).sorted { !values[$0] && values[$1] }
      case .dates(let values): (0..<count).sorted { values[$0] < values[$1] }
      case .timestamps(let values): (0..<count).sorted { values[$0] < values[$1] }
      }
    var ranks = [UInt32](repeating: 0, count: count)
    for (rank, code) in order.enumerated() { ranks[code] = UInt32(rank) }
    return ranks
  }
}
