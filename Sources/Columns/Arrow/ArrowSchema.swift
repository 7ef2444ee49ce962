/// The columns that an Arrow file says it has.
struct ArrowSchema {
  var fields: [ArrowField]
  var metadata: ArrowMetadata
}

/// A column that an Arrow file says it has.
struct ArrowField {
  var name: String
  var type: ArrowType
  /// Where the rows hold codes; the type is then that of the dictionary's values.
  var dictionary: ArrowDictionary?
  var metadata: ArrowMetadata
  /// What a batch holds for the field and those inside it.
  var layout: ArrowLayout
}

/// How the rows of a field point into its dictionary.
struct ArrowDictionary: Hashable {
  var id: Int64
  var bits: Int
  var isSigned: Bool
  /// Whether the order of the values means something, as that of age bands, though it is not theirs by nature.
  var isOrdered = false
}

/// How many nodes, buffers and counts of further buffers a batch holds for a field.
struct ArrowLayout: Hashable {
  var nodes = 1
  var buffers = 2
  /// Whether the field has as many buffers more as a number in the batch says.
  var views = 0
}

/// The types of values that files hold, as far as they are read here.
enum ArrowType: Hashable {
  case null
  case integer(bits: Int, isSigned: Bool)
  case floating(bits: Int)
  case text(TextLayout)
  case boolean
  case decimal(scale: Int, bits: Int)
  case days
  case milliseconds
  case timestamp(perSecond: Int)
  /// A type that no column here can have, by its name in Arrow.
  case other(String)

  enum TextLayout: Hashable { case offsets32, offsets64, views }

  /// The name of the type as pyarrow prints it, for a message.
  var words: String {
    switch self {
    case .null: "null"
    case .integer(let bits, let isSigned): (isSigned ? "int" : "uint") + String(bits)
    case .floating(let bits): "float" + String(bits)
    case .text(.offsets32): "string"
    case .text(.offsets64): "large_string"
    case .text(.views): "string_view"
    case .boolean: "bool"
    case .decimal(_, let bits): "decimal" + String(bits)
    case .days: "date32"
    case .milliseconds: "date64"
    case .timestamp: "timestamp"
    case .other(let name): name
    }
  }
}

extension ArrowType {
  /// The number of the type in Arrow's Schema.fbs, and its table.
  var flat: (number: UInt8, table: FlatValue) {
    switch self {
    case .integer(let bits, let isSigned): (2, .table([0: .int32(Int32(bits)), 1: .boolean(isSigned)]))
    case .floating(let bits): (3, .table([0: .int16(bits == 64 ? 2 : bits == 32 ? 1 : 0)]))
    case .text: (5, .table([:]))
    case .boolean: (6, .table([:]))
    case .days: (8, .table([0: .int16(0)]))
    case .timestamp: (10, .table([0: .int16(0), 1: .string("UTC")]))
    case .null, .decimal, .milliseconds, .other: (1, .table([:]))
    }
  }

  /// Reads the type of a field and what a batch holds for it.
  static func read(_ field: FlatTable, depth: Int = 0) throws(FlatError) -> (ArrowType, ArrowLayout) {
    let table = try field.table(3)
    func number<Value: FixedWidthInteger>(_ slot: Int, or absent: Value) throws(FlatError) -> Int {
      try Int(truncatingIfNeeded: table?.number(slot, or: absent) ?? absent)
    }
    let kind = try field.number(2, or: UInt8(0))
    switch kind {
    case 1: return (.null, ArrowLayout(buffers: 0))
    case 2:
      let isSigned = try table?.boolean(1) ?? false
      return (.integer(bits: try number(0, or: Int32(0)), isSigned: isSigned), ArrowLayout())
    case 3:
      let bits = [0: 16, 1: 32, 2: 64][try number(0, or: Int16(0))]
      return (bits.map { .floating(bits: $0) } ?? .other("float"), ArrowLayout())
    case 5: return (.text(.offsets32), ArrowLayout(buffers: 3))
    case 6: return (.boolean, ArrowLayout())
    case 7:
      return (.decimal(scale: try number(1, or: Int32(0)), bits: try number(2, or: Int32(128))), ArrowLayout())
    case 8: return (try number(0, or: Int16(1)) == 0 ? .days : .milliseconds, ArrowLayout())
    case 10:
      let perSecond = [0: 1, 1: 1000, 2: 1_000_000, 3: 1_000_000_000][try number(0, or: Int16(0))]
      return (perSecond.map { .timestamp(perSecond: $0) } ?? .other("timestamp"), ArrowLayout())
    case 20: return (.text(.offsets64), ArrowLayout(buffers: 3))
    case 24: return (.text(.views), ArrowLayout(views: 1))
    default: return try readOther(kind, field, table, depth)
    }
  }

  /// Reads a type that no column here can have, so that the columns behind it are found.
  private static func readOther(
    _ kind: UInt8, _ field: FlatTable, _ table: FlatTable?, _ depth: Int
  ) throws(FlatError) -> (ArrowType, ArrowLayout) {
    let names: [UInt8: String] = [
      4: "binary", 9: "time", 11: "interval", 12: "list", 13: "struct", 14: "union", 15: "fixed_size_binary",
      16: "fixed_size_list", 17: "map", 18: "duration", 19: "large_binary", 21: "large_list", 22: "run_end_encoded",
      23: "binary_view", 25: "list_view", 26: "large_list_view",
    ]
    // A type that came after this was written has a layout that nobody here knows.
    guard let name = names[kind], depth < 32 else { throw FlatError(offset: 0) }
    var layout = ArrowLayout()
    switch kind {
    case 4, 19, 25, 26: layout.buffers = 3
    case 13, 16: layout.buffers = 1
    case 14: layout.buffers = try table?.number(0, or: Int16(0)) == 1 ? 2 : 1
    case 22: layout.buffers = 0
    case 23: layout.views = 1
    default: break
    }
    let children = try field.vector(5, width: 4)
    for place in 0..<children.count {
      let child = try children.table(place)
      let inner = try child.table(4) == nil ? read(child, depth: depth + 1).1 : ArrowLayout()
      layout.nodes += inner.nodes
      layout.buffers += inner.buffers
      layout.views += inner.views
    }
    return (.other(name), layout)
  }
}

extension ArrowSchema {
  init(_ table: FlatTable) throws(FlatError) {
    let vector = try table.vector(1, width: 4)
    fields = []
    for place in 0..<vector.count { fields.append(try ArrowField(vector.table(place))) }
    metadata = try table.metadata(2)
  }

  var flat: FlatValue {
    var slots: [Int: FlatValue] = [0: .int16(0), 1: .tables(fields.map(\.flat))]
    if !metadata.pairs.isEmpty { slots[2] = metadata.flat }
    return .table(slots)
  }
}

extension ArrowField {
  init(_ table: FlatTable) throws(FlatError) {
    name = try table.string(0) ?? ""
    (type, layout) = try ArrowType.read(table)
    metadata = try table.metadata(6)
    guard let encoding = try table.table(4) else { return }
    let index = try encoding.table(1)
    dictionary = ArrowDictionary(
      id: try encoding.number(0, or: Int64(0)), bits: Int(try index?.number(0, or: Int32(0)) ?? 32),
      isSigned: try index?.boolean(1) ?? true, isOrdered: try encoding.boolean(2))
    layout = ArrowLayout()
  }

  var flat: FlatValue {
    let (number, table) = type.flat
    var slots: [Int: FlatValue] = [
      0: .string(name), 1: .boolean(true), 2: .int8(number), 3: table, 5: .tables([]),
    ]
    if let dictionary {
      let index = FlatValue.table([0: .int32(Int32(dictionary.bits)), 1: .boolean(dictionary.isSigned)])
      slots[4] = .table([0: .int64(dictionary.id), 1: index, 2: .boolean(dictionary.isOrdered)])
    }
    if !metadata.pairs.isEmpty { slots[6] = metadata.flat }
    return .table(slots)
  }
}
