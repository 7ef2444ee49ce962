import TestSupport

@testable import Columns

/// Tables for the tests of saved files.
enum ArrowTables {
  static let texts = [
    "York", "", "Zo\u{EB}", "\u{1F469}\u{200D}\u{1F466}", "a,b\n", "\"", "Kingston upon Hull, City of", "\0",
  ]

  /// A small table with every type and every reason, which never changes: its bytes are kept in the fixtures.
  static func golden() throws -> Table {
    let day = CalendarDate(daysSince1970: 18_000)
    let start = Timestamp(secondsSince1970: 1_600_000_000)
    var table = try Table([
      Column("area", texts: ["York", "Barking", nil, "York", "Zo\u{EB}"]),
      Column(
        "count", cells: [.integer(3), .missing(.suppressed), .integer(-200), .integer(40_000), .missing(.suppressed)],
        unit: "children"),
      Column(
        "rate",
        cells: [.number(1.5), .missing(.suppressed), .missing(.notApplicable), .number(-0.25), .missing(.unspecified)],
        unit: "per 10,000 children", decimals: 1),
      Column("small", integers: [1, 2, 3, 4, 5]),
      Column("large", integers: [.min, nil, 0, 1, .max]),
      Column(
        "open", cells: [.boolean(true), .boolean(false), .missing(.notAvailable), .boolean(true), .boolean(false)]),
      Column("day", cells: (0..<5).map { $0 == 3 ? .missing(.unspecified) : .date(day.advanced(byDays: $0 * 400)) }),
      Column(
        "time",
        cells: (0..<5).map {
          $0 == 1 ? .missing(.notAvailable) : .timestamp(Timestamp(secondsSince1970: start.secondsSince1970 + $0))
        }),
      Column("coded day", cells: (0..<5).map { .date(day.advanced(byDays: $0 % 2)) }).coded(),
      Column("coded rate", cells: (0..<5).map { $0 == 4 ? .missing(.lowReliability) : .number(Double($0 % 3) + 0.5) })
        .coded(),
      Column("coded count", cells: (0..<5).map { .integer($0 % 2 * 1000) }).coded(),
      Column("coded time", cells: (0..<5).map { .timestamp(Timestamp(secondsSince1970: $0 % 2)) }).coded(),
      Column("coded flag", cells: (0..<5).map { .boolean($0 % 2 == 0) }).coded(),
      Column("note", type: .text, chunks: [Chunk(.text(TextStore(["first", "", "Zo\u{EB}", "a,b", "last"])))]),
    ])
    table.sources = [TableSource(file: "a \"file\".csv", byteCount: 12, checksum: "00c0ffee", rowCount: 5)]
    table.notes = ["Two rows were left out: caf\u{E9}/\u{2028}."]
    return table
  }

  /// A small table in an order by two columns, with a projection and a column of bands, which never changes.
  static func ordered() throws -> Table {
    let areas: [String?] = ["York", "Hull", "York", nil, "Zo\u{EB}", "Hull", "York", "York", nil, "Hull", "Zo\u{EB}", "York"]
    let ages = [17, 3, 9, 12, 15, 3, 8, 0, 5, 10, 16, 4]
    let table = try Table([
      Column("area", texts: areas),
      Column("day", cells: areas.indices.map { .date(CalendarDate(daysSince1970: Int32(18_000 + $0 % 2))) }),
      Column(
        "person",
        cells: areas.indices.map { $0 == 5 ? .missing(.suppressed) : $0 == 7 ? .missing(.notAvailable) : .integer($0 % 4) }),
      Column("age", integers: ages),
    ])
    return try table.answer(Query().derive("band", .band(.column("age"), from: [0, 5, 10, 16])))
      .clustered(by: ["area", "day"]).projected(by: "person", columns: ["area", "band"])
  }

  /// A table of three chunks, one without rows, with codes of each width.
  static func chunked() -> Table {
    let words = ValueDictionary(texts: ["Hull", "Leeds", "York"])
    let places: [[Int]] = [[0, 2, 1], [], [1, 2]]
    func column(_ name: String, _ values: ([Int]) -> Chunk.Values) -> Column {
      Column(name, type: .text, dictionary: words, chunks: places.map { Chunk(values($0)) })
    }
    let counts = Column(
      "count", type: .integer, chunks: places.map { Chunk(.int16(Buffer($0.map { Int16($0 * 1000) }))) },
      presence: Presence(chunks: [Validity(raw: [0, 2, 0]), Validity(raw: []), Validity(raw: [3, 0])]))
    return Table(
      checked: [
        column("one") { .code8(Buffer($0.map(UInt8.init))) }, column("two") { .code16(Buffer($0.map(UInt16.init))) },
        column("four") { .code32(Buffer($0.map(UInt32.init))) }, counts,
        Column("note", type: .text, chunks: places.map { Chunk(.text(TextStore($0.map { "note \($0)" }))) }),
      ], rowCount: 5)
  }

  /// Tables of one kind for a stream, whose values grow from one to the next.
  static func parts() throws -> [Table] {
    func part(_ texts: [String?], _ counts: [Cell]) throws -> Table {
      try Table([
        Column("area", texts: texts), Column("count", cells: counts), Column("rate", numbers: counts.map(\.number)),
        Column("day", cells: counts.indices.map { .date(CalendarDate(daysSince1970: Int32($0))) }),
      ])
    }
    return [
      try part(["York", nil], [.integer(1), .missing(.suppressed)]),
      try part(["Hull", "York", "Zo\u{EB}"], [.integer(70_000), .missing(.notAvailable), .integer(-1)]),
      try part(["Hull"], [.integer(.max)]),
    ]
  }

  /// A random table: every type and layout, rows missing for several reasons, some chunks.
  static func random(_ random: inout SeededGenerator) throws -> Table {
    let counts = (0..<Int.random(in: 0...4, using: &random)).map { _ in
      [0, 1, 7, 63, 64, 65, 300].randomElement(using: &random) ?? 1
    }
    let kinds = (0..<Int.random(in: 0...7, using: &random)).map { _ in Int.random(in: 0..<14, using: &random) }
    var columns: [Column] = []
    for (place, kind) in kinds.enumerated() {
      columns.append(column("c\(place)\(texts[place])", kind, counts, &random))
    }
    var table = Table(checked: columns, rowCount: columns.isEmpty ? 0 : counts.reduce(0, +))
    if Bool.random(using: &random) { table.notes = ["note \(texts[1])"] }
    return table
  }

  private static func column(_ name: String, _ kind: Int, _ counts: [Int], _ random: inout SeededGenerator) -> Column {
    let dictionaryCount = kind == 1 ? 300 : kind == 2 ? 70_000 : 8
    let dictionary = ValueDictionary(texts: (0..<dictionaryCount).map { $0 < 8 ? texts[$0] : "text \($0)" })
    var chunks: [Chunk] = []
    var validities: [Validity] = []
    let reasonKind = Int.random(in: 0...3, using: &random)
    for count in counts {
      let numbers = (0..<count).map { _ in Int.random(in: 0..<dictionaryCount, using: &random) }
      let reasons = (0..<count).map { _ -> UInt8 in
        guard reasonKind > 0, Int.random(in: 0...3, using: &random) == 0 else { return 0 }
        return reasonKind == 1 ? 1 : reasonKind == 2 ? 3 : UInt8.random(in: 1...6, using: &random)
      }
      let values: Chunk.Values =
        switch kind {
        case 0: .code8(Buffer(numbers.map(UInt8.init)))
        case 1: .code16(Buffer(numbers.map(UInt16.init)))
        case 2, 3: .code32(Buffer(numbers.map(UInt32.init)))
        case 4: .int8(Buffer(numbers.map { Int8($0 - 4) }))
        case 5: .int16(Buffer(numbers.map { Int16($0 - 4) * 256 }))
        case 6, 7: .int32(Buffer(numbers.map { Int32($0 - 4) << 20 }))
        case 8, 9: .int64(Buffer(numbers.map { Int64($0 - 4) << 34 }))
        case 10: .double(Buffer(numbers.map { [Double.infinity, 0.1, -0.0, 1e300, -5, 2, 3, 1.5][$0] }))
        case 11: .bits(Bitmap(count: count) { numbers[$0] % 2 == 0 })
        case 12: .text(TextStore(numbers.map { texts[$0] }))
        default: .code8(Buffer(numbers.map(UInt8.init)))
        }
      chunks.append(Chunk(values))
      validities.append(Validity(raw: reasons))
    }
    let type: ColumnType =
      switch kind {
      case 4...6: .integer
      case 7: .date
      case 8: .timestamp
      case 9: .integer
      case 10: .number
      case 11: .boolean
      case 13: .number
      default: .text
      }
    let numbers = ValueDictionary(.numbers([1, 2.5, 3, 4, 5.5, 6, 7, 8]))
    return Column(
      name, type: type, dictionary: kind < 4 ? dictionary : kind == 13 ? numbers : nil, chunks: chunks,
      presence: Presence(chunks: validities), unit: kind == 5 ? "per cent" : nil, decimals: kind == 10 ? 2 : nil)
  }
}
