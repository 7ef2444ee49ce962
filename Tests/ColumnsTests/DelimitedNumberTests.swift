@testable import Columns
import Testing
import TestSupport

struct DelimitedNumberTests {
  func read(_ text: String) -> NumberText { NumberText(Array(text.utf8).span) }

  @Test(arguments: [
    "0.1", "1.2e-3", "-0.0", "1e22", "1e23", "9007199254740993.0", "123456789012345678901234567890.5", ".5", "1E5", "2e+3",
    "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623157e308", "1e-999", "0e999",
    "8.5e22", "9007199254740992e-22", "0.000000000000000000000000000001", "9999999999999999999.5", "7.2057594037927933e16",
  ])
  func `A decimal is the Double nearest to it`(text: String) throws {
    let value = try #require(Double(text))
    #expect(read(text) == .decimal(value))
  }

  @Test func `Random decimals are the Doubles that Swift reads`() throws {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<20_000 {
      var text = Bool.random(using: &random) ? "-" : ""
      text += String(UInt64.random(in: 0...(.max), using: &random) >> UInt64.random(in: 0...63, using: &random))
      text += "." + String(UInt64.random(in: 0...(.max), using: &random) >> UInt64.random(in: 0...63, using: &random))
      if Bool.random(using: &random) { text += "e\(Int.random(in: -330...300, using: &random))" }
      let value = try #require(Double(text))
      #expect(read(text) == (value.isFinite ? .decimal(value) : .none), "\(text)")
    }
  }

  @Test func `Each short decimal is the Double that Swift reads`() throws {
    for whole in 0..<100 {
      for fraction in 0..<1000 {
        let text = "\(whole).\(fraction)"
        let value = try #require(Double(text))
        guard read(text) == .decimal(value) else { Issue.record("\(text)"); return }
      }
    }
  }

  @Test(arguments: [0, 1, -1, 10, .max, .min, 999_999_999_999_999_999, 1_000_000_000_000_000_000])
  func `A whole number is read to its last digit`(value: Int) { #expect(read(String(value)) == .integer(value)) }

  @Test(arguments: ["9223372036854775808", "-9223372036854775809", "18446744073709551616", "100000000000000000000"])
  func `Digits that no Int holds are not taken for another number`(text: String) { #expect(read(text) == .longInteger) }

  @Test(arguments: [
    "", "-", "+1", "007", "-01", "00", "1.", ".", "-.", "1e", "1e+", "e5", ".e5", "1.5.2", "1,200", "1 2", "0x10", "inf",
    "nan", "infinity", "1e999", "-1e999", "1_000", "٣", "1e5x", "--1", "1-",
  ])
  func `Text that is not wholly a number is none`(text: String) { #expect(read(text) == .none) }

  @Test func `Dates and times of any bytes are those that their types read`() {
    let samples = [
      "2019-09-30", "2019-02-30", "2020-02-29", "0000-01-01", "2023-06-30T23:00:00Z", "2023-06-30T23:00:00+00:00",
      "2023-06-30 23:59:60-01:30", "2023-06-30T23:00:00.250+0100", "2023-06-30T23:00:00+24:00",
    ]
    let letters = Array("0129-:T Z+.é".utf8)
    for seed in 0..<4000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var bytes = Array((samples.randomElement(using: &random) ?? "").utf8)
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = letters.randomElement(using: &random) ?? 0
      }
      if seed % 5 == 0 { bytes.removeLast() }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(CellText.date(bytes.span) == CalendarDate(text), "seed \(seed): \(text)")
      #expect(CellText.timestamp(bytes.span) == Timestamp(text), "seed \(seed): \(text)")
    }
  }

  @Test func `Digits of any number with a point at any place are read as the naive reader reads them`() {
    for seed in 0..<3000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var letters = (0..<Int.random(in: 1...20, using: &random)).map { _ in "0123456789".randomElement(using: &random) ?? "0" }
      if Bool.random(using: &random) { letters.insert(".", at: Int.random(in: 0...letters.count, using: &random)) }
      if Int.random(in: 0...3, using: &random) == 0 { letters.insert("-", at: 0) }
      // Now and then a letter that is none of a number.
      if Int.random(in: 0...5, using: &random) == 0 {
        letters[Int.random(in: letters.indices, using: &random)] = [" ", "/", ":", "x", ".", "-"].randomElement(using: &random) ?? "x"
      }
      // A neighbour of the type that is likely, so that the cell is met by the short way.
      let bytes = Array("a,b\n1,2.5\n\(String(letters)),\(String(letters))\n".utf8)
      let expected = Expected(bytes)
      let found = Expected(reading: bytes, with: DelimitedOptions(), stepBytes: 1 << 18)
      if found != expected { Issue.record("seed \(seed): \(String(letters)) gives \(found), not \(expected)") }
    }
  }
}
