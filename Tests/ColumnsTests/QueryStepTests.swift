import TestSupport
import Testing

@testable import Columns

/// The steps of a query against computations made here cell by cell.
struct QueryStepTests {
  private func day(_ text: String) -> CalendarDate { CalendarDate(text)! }

  private func cells(_ table: Table, _ name: String) throws -> [Cell] {
    let column = try table.column(name)
    return (0..<table.rowCount).map { column[$0] }
  }

  // MARK: Derived columns

  @Test(arguments: [
    ("1969-12-31", "1969-12-29", "1969-12", "1969 Q4", 1969, "1969/70", "1969/70", 12, 31, 3),
    ("1970-01-01", "1969-12-29", "1970-01", "1970 Q1", 1970, "1969/70", "1969/70", 1, 1, 4),
    ("2024-02-29", "2024-02-26", "2024-02", "2024 Q1", 2024, "2023/24", "2023/24", 2, 29, 4),
    ("1900-03-31", "1900-03-26", "1900-03", "1900 Q1", 1900, "1899/00", "1899/00", 3, 31, 6),
    ("1999-04-01", "1999-03-29", "1999-04", "1999 Q2", 1999, "1999/00", "1998/99", 4, 1, 4),
    ("2023-08-31", "2023-08-28", "2023-08", "2023 Q3", 2023, "2023/24", "2022/23", 8, 31, 4),
    ("2023-09-01", "2023-08-28", "2023-09", "2023 Q3", 2023, "2023/24", "2023/24", 9, 1, 5),
    ("2024-09-01", "2024-08-26", "2024-09", "2024 Q3", 2024, "2024/25", "2024/25", 9, 1, 7),
  ]) func `Every span and part of a day is that of the calendar, before 1970 too`(
    _ text: String, _ week: String, _ month: String, _ quarter: String, _ year: Int, _ financial: String, _ academic: String,
    _ monthNumber: Int, _ dayNumber: Int, _ weekday: Int
  ) throws {
    let midnight = Timestamp(secondsSince1970: Int(day(text).daysSince1970) * 86_400)
    let lastSecond = Timestamp(secondsSince1970: midnight.secondsSince1970 + 86_399)
    let columns = [
      Column("d", dates: [day(text)], presence: nil), Column("d", timestamps: [midnight], presence: nil),
      Column("d", timestamps: [lastSecond], presence: nil),
    ]
    for (place, column) in columns.enumerated() {
      for column in [column, column.coded()] {
        var query = Query()
        for unit in CalendarUnit.allCases { query = query.derive(unit.rawValue, .span(unit, of: .column("d"))) }
        for part in CalendarPart.allCases { query = query.derive(part.rawValue, .part(part, of: .column("d"))) }
        let answer = try Table([column]).answer(query)
        let hour: Cell = place == 0 ? .missing(.notApplicable) : .integer(place == 1 ? 0 : 23)
        #expect(
          answer.row(0).dropFirst() == [
            .date(day(text)), .date(day(week)), .text(month), .text(quarter), .integer(year), .text(financial), .text(academic),
            .integer(monthNumber), .integer(dayNumber), .integer(weekday), hour,
          ])
      }
    }
  }

  @Test func `Spans have numbers that follow each other and tell the same span back`() {
    for unit in CalendarUnit.allCases {
      var last: Int?
      for number in Int32(-40_000)..<40_000 {
        let date = CalendarDate(daysSince1970: number)
        let index = unit.index(of: date)
        if let last, index != last { #expect(index == last + 1) }
        if index != last { #expect(unit.index(ofCell: unit.cell(ofIndex: index)) == index, "\(unit) \(date)") }
        last = index
      }
    }
  }

  @Test func `Moments and numbers at the ends of 64 bits have spans or none, and nothing stops`() throws {
    let table = try Table([
      Column("t", timestamps: [.init(secondsSince1970: .min), .init(secondsSince1970: .max)], presence: nil),
      Column("y", integers: [Int.min, Int.max], presence: nil), Column("q", texts: ["9223372036854775807 Q1", "2024 Q1"]),
      Column("f", texts: ["9223372036854775807/08", "2024/25"]),
      Column("m", integers: [Int.max - 1, 0], presence: Presence([nil, .suppressed])),
    ])
    for unit in CalendarUnit.allCases { _ = try table.answer(Query().derive("s", .span(unit, of: .column("t")))) }
    for part in CalendarPart.allCases { _ = try table.answer(Query().derive("s", .part(part, of: .column("t")))) }
    for (name, unit) in [("y", CalendarUnit.year), ("q", .quarter), ("f", .financialYear), ("t", .day)] {
      #expect(throws: TableError.self) { try table.answer(Query().calendar(.init(name, unit: unit, zeros: []))) }
    }
    let groups = try table.answer(Query().group(by: ["m"], [.count()]))
    #expect(try cells(groups, "m") == [.integer(.max - 1), .missing(.suppressed)])
    #expect(try table.answer(Query().group(by: ["y"], [.count()])).rowCount == 2)
  }

  @Test func `Bands come in the order of their edges, from numbers kept in any way`() throws {
    let ages: [Double?] = [20, 4, 9.5, nil, 13, 0, -1, 10, 18, 17.99]
    let plain = Column("age", numbers: ages)
    for column in [plain, plain.coded(), Column("age", integers: ages.map { $0.map { Int($0) } })] {
      let isWhole = column.type == .integer
      let expected = ["under 0", isWhole ? "0 to 9" : "0 to under 10", isWhole ? "10 to 17" : "10 to under 18", "18 and over"]
      let query = Query().derive("band", .band(.column("age"), from: [0, 10, 18]))
      let groups = try Table([column]).answer(query.group(by: ["band"], [.count()]))
      #expect(try cells(groups, "band").compactMap(\.text).filter(expected.contains).first != nil)
      let texts = try cells(groups, "band").compactMap(\.text)
      #expect(texts == expected.filter(texts.contains), "\(texts)")
      let ordered = try Table([column]).answer(query.order(by: [.init("band")]))
      let inOrder = try cells(ordered, "band").compactMap(\.text).map { expected.firstIndex(of: $0)! }
      #expect(inOrder == inOrder.sorted() && inOrder.count == 9)
    }
  }

  @Test func `Arithmetic keeps the first reason, divides by zero into nothing and leaves 64 bits for numbers`() throws {
    let all: [Cell] = [
      .integer(0), .integer(3), .integer(.max), .integer(.min), .missing(.suppressed), .missing(.notAvailable), .number(0.5),
      .number(-0.0), .number(1e308),
    ]
    let numbers = all.flatMap { one in all.map { (one, $0) } }
    let whole = numbers.filter { pair in [pair.0, pair.1].allSatisfy { if case .number = $0 { false } else { true } } }
    for pairs in [numbers, whole] {
      let table = try Table([Column("a", cells: pairs.map(\.0)), Column("b", cells: pairs.map(\.1))])
      for operation in Expression.Operator.allCases {
        let answer = try table.answer(Query().derive("c", .arithmetic(.column("a"), operation, .column("b"))))
        for row in 0..<table.rowCount {
          let (one, other, found) = (answer.row(row)[0], answer.row(row)[1], answer.row(row)[2])
          let text = "\(one) \(operation.rawValue) \(other) is \(found)"
          if one.isMissing || other.isMissing {
            #expect(found == (one.isMissing ? one : other), "\(text)")
          } else if operation == .over, other.number == 0 {
            #expect(found == .missing(.notApplicable), "\(text)")
          } else {
            let (first, second) = (one.number!, other.number!)
            // A sum of the two ends of 64 bits is whole again, and no Double knows it.
            if found.number == -1, operation == .plus, first + second == 0 { continue }
            let wanted = [.plus: first + second, .minus: first - second, .times: first * second, .over: first / second][operation]!
            #expect(found.number == wanted || abs(found.number! - wanted) <= abs(wanted) * 1e-15, "\(text)")
          }
        }
      }
    }
    let large = try Table([Column("a", integers: [Int.max, 2], presence: nil)])
    let sum = try large.answer(Query().derive("c", .arithmetic(.column("a"), .plus, .value(.integer(1)))))
    #expect(try cells(sum, "c") == [.number(9.223372036854775807e18), .number(3)])
  }

  @Test func `Choices ask what is missing, columns are derived of derived ones, and a replaced column was asked before`() throws {
    let table = try Table([Column("x", cells: [.integer(5), .missing(.suppressed), .integer(-2), .integer(5)])])
    let expression = Expression.choose(
      [.init(when: .isMissing(column: "x"), .value(.integer(0))), .init(when: .compare(column: "x", .less, .integer(0)), .value(.integer(-1)))],
      otherwise: .arithmetic(.column("x"), .times, .value(.integer(2))))
    let query = Query().derive("y", expression).derive("z", .arithmetic(.column("y"), .plus, .column("y")))
      .derive("z", .arithmetic(.column("z"), .minus, .column("x")))
    #expect(try cells(table.answer(query), "z") == [.integer(15), .missing(.suppressed), .integer(0), .integer(15)])
    let replaced = Query().filter(.compare(column: "x", .greater, .integer(0))).derive("x", .value(.integer(-9)))
      .filter(.compare(column: "x", .equal, .integer(-9)))
    #expect(try cells(table.answer(replaced), "x") == [.integer(-9), .integer(-9)])
    #expect(throws: TableError.self) { try table.answer(Query().filter(.isMissing(column: "nowhere"))) }
  }

  @Test func `A column that was selected away can be derived anew, and not asked`() throws {
    let table = try Table([Column("a", integers: [1, 2]), Column("b", integers: [3, 4])])
    let query = Query().filter(.compare(column: "b", .equal, .integer(4))).select(["a"])
    #expect(try table.answer(query.derive("b", .column("a"))).row(0) == [.integer(2), .integer(2)])
    #expect(try table.answer(Query().select(["a"]).derive("b", .column("a"))).columnNames == ["a", "b"])
    #expect(throws: TableError.self) { try table.answer(query.group(by: ["b"], [.count()])) }
    #expect(throws: TableError.self) { try table.answer(Query().select(["a", "a"])) }
  }

  // MARK: Joined tables

  @Test func `A chain from small area to region is that of looking each row up`() throws {
    let areas = try Table([Column("lsoa", texts: ["L1", "L2", "L3", nil]), Column("la", texts: ["A", "B", nil, "A"])])
    let regions = try Table([Column("code", texts: ["A", "B"]), Column("region", texts: ["North", "South"]), Column("code2", integers: [1, 2])])
    for seed in 0..<6 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let texts = (0..<500).map { _ in ["L1", "L2", "L3", "L9", nil].randomElement(using: &random)! }
      let plain = try Table([Column("lsoa", texts: texts), Column("n", integers: texts.indices.map { $0 % 7 }, presence: nil)])
      let join = Query().join(areas, on: ["lsoa"], adding: ["la"]).join(regions, on: ["la"], equal: ["code"], adding: ["region"])
      let expected: [Cell] = texts.map { ["L1": .text("North"), "L2": .text("South")][$0 ?? ""] ?? .missing(.notAvailable) }
      #expect(try cells(plain.answer(join), "region") == expected)
      let written = try plain.adding(Column("region", cells: expected))
      let tables = try [plain, plain.clustered(by: ["lsoa"]), plain.projected(by: "lsoa", columns: ["n"])]
      let group = Query().group(by: ["region"], [.count(), .sum(of: "n", as: "sum"), .distinct(of: "lsoa", as: "areas")])
      let wanted = try written.answer(group)
      for table in tables {
        var query = join
        for step in group.steps { query = query.then(step) }
        let answer = try table.answer(query, within: QueryLimits(threads: Int(seed) % 4 + 1))
        #expect((0..<answer.rowCount).map(answer.row) == (0..<wanted.rowCount).map(wanted.row))
      }
    }
  }

  @Test func `A join may replace its own key, and finds whole numbers by numbers and several keys together`() throws {
    let names = try Table([Column("code", numbers: [1, 2.5, -0.0]), Column("la", texts: ["Ash", "Birch", "Cedar"]), Column("size", integers: [7, 8, 9])])
    let table = try Table([Column("la", integers: [0, 1, 2, nil]), Column("k", texts: ["x", "y", "x", "y"])])
    let answer = try table.answer(Query().join(names, on: ["la"], equal: ["code"], adding: ["la", "size"]))
    let none = Cell.missing(.notAvailable)
    #expect(try cells(answer, "la") == [.text("Cedar"), .text("Ash"), none, none])
    #expect(try cells(answer, "size") == [.integer(9), .integer(7), none, none])
    let pairs = try Table([Column("a", numbers: [0, 2]), Column("b", texts: ["x", "y"]), Column("v", numbers: [0.5, 1])])
    let paired = try table.answer(Query().join(pairs, on: ["la", "k"], equal: ["a", "b"], adding: ["v"]))
    #expect(try cells(paired, "v") == [.number(0.5), none, none, none])
    let unknown = try Table([Column("la", integers: [8]), Column("k", texts: ["q"])])
      .answer(Query().join(pairs, on: ["la", "k"], equal: ["a", "b"], adding: ["v"]))
    #expect(try unknown.column("v").type == .number)
  }

  @Test func `A key in two rows is an error unless they say the same, and so is a key of no column`() throws {
    let twice = try Table([Column("k", texts: ["a", "a"]), Column("v", integers: [1, 2]), Column("w", integers: [3, 3])])
    let table = try Table([Column("k", texts: ["a", "b"])])
    #expect(throws: TableError.self) { try table.answer(Query().join(twice, on: ["k"], adding: ["v"])) }
    #expect(try cells(table.answer(Query().join(twice, on: ["k"], adding: ["w"])), "w") == [.integer(3), .missing(.notAvailable)])
    #expect(throws: TableError.self) { try table.answer(Query().join(twice, on: [], adding: ["w"])) }
    #expect(throws: TableError.self) { try table.answer(Query().join(twice, on: ["k"], equal: ["none"], adding: ["w"])) }
    #expect(throws: TableError.self) { try table.answer(Query().join(twice, on: ["k"], adding: ["none"])) }
  }
}
