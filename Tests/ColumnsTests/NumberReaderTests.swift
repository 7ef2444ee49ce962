import TestSupport
import Testing

@testable import Columns

struct NumberReaderTests {
  private static let whole: [[Int?]] = [
    [1, nil, -3], [200, nil, -300], [70_000, 0, -70_000, nil], Array(repeating: 7, count: 300) + [nil, 8],
    (0..<1000).map { $0 % 5 == 0 ? nil : $0 * 3 }, [1 << 53, 5], [nil, nil], [],
  ]

  @Test(arguments: whole.indices)
  func `Whole numbers read as the column reads them, in every width`(place: Int) throws {
    let column = Column("n", integers: Self.whole[place])
    try compare(column)
  }

  @Test func `Numbers read as the column reads them, plain and coded`() throws {
    try compare(Column("n", numbers: [1.5, nil, -0.0, .nan, .infinity, 1e300]))
    for values in [40, 400, 70_000] {
      let rows = (0..<70_000).map { ($0 * 31) % values }
      try compare(Column("n", numbers: rows.map { $0 % 7 == 0 ? nil : Double($0) / 4 }))
      try compare(Column("n", integers: rows.map { $0 }))
    }
  }

  @Test func `Other columns, and whole numbers that no Double holds, have no reader`() {
    #expect(NumberReader(Column("t", texts: ["a", "b"])) == nil)
    #expect(NumberReader(Column("n", integers: [.max, .min])) == nil)
    #expect(NumberReader(Column("d", dates: [CalendarDate(daysSince1970: 3)], presence: nil)) == nil)
  }

  private func compare(_ column: Column) throws {
    guard let reader = NumberReader(column) else {
      // Several pieces, none at all, or 64 bits: then the column itself is read.
      #expect(column.chunks.count != 1 || column.count == 0 || column.bounds.map { $0.upperBound > Int32.max } == true)
      return
    }
    for row in -2..<(column.count + 2) {
      let expected = row >= 0 && row < column.count ? column[row].number : nil
      let found = reader.number(row)
      #expect(found == expected || (found?.isNaN == true && expected?.isNaN == true), "row \(row)")
    }
  }
}
