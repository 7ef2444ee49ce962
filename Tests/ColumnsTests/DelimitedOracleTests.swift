@testable import Columns
import Testing
import TestSupport

/// The reader beside a reader that is too simple to be wrong.
struct DelimitedOracleTests {
  static let steps = [1, 2, 3, 7, 64, 1 << 18]

  /// Texts that a cell may hold: values of each type, markers, and what looks like them.
  static let pool = [
    "", "", "0", "1", "-7", "007", "12.5", ".5", "5.", "1.2e-3", "1e999", "-0", "9007199254740993", "9223372036854775808",
    "c", "[z]", "x", "low", "-", " 3 ", "\t", "nan", "inf", "+1", "1,200", "true", "FALSE", "2019-09-30", "2019-02-30",
    "2023-06-30T23:00:00+01:00", "2023-06-30 23:00:00.5Z", "5\" pipe", "two\nlines", "a\rb", "a\r\nb", "\"", "é", "e\u{301}",
    "On or near ", "a;b|c\td,e", String(repeating: "long ", count: 60),
  ]

  func compare(_ bytes: [UInt8], delimiter: Delimiter, limit: Int = 16 << 20, seed: UInt64) {
    let expected = Expected(bytes, delimiter: delimiter, maximumRecordBytes: limit)
    let options = DelimitedOptions(delimiter: delimiter, maximumRecordBytes: limit)
    for step in Self.steps {
      let found = Expected(reading: bytes, with: options, stepBytes: step)
      guard found != expected else { continue }
      Issue.record(
        "seed \(seed), step \(step): \(String(decoding: bytes, as: UTF8.self).debugDescription) gives \(found), not \(expected)")
      return
    }
  }

  @Test func `Random tables are read as the naive reader reads them`() {
    for seed in 0..<1500 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let delimiter = Delimiter.allCases.randomElement(using: &random) ?? .comma
      let ending = ["\n", "\r\n", "\r", nil].randomElement(using: &random) ?? nil
      let width = Int.random(in: 1...4, using: &random)
      // A few texts for each column, so that many columns are of one type.
      let choices = (0..<width).map { _ in
        (0..<Int.random(in: 1...3, using: &random)).map { _ in Self.pool.randomElement(using: &random) ?? "" }
      }
      var text = Bool.random(using: &random) ? "" : "\u{FEFF}"
      let rows = Int.random(in: 0...8, using: &random)
      for row in 0...rows {
        let cells = choices.enumerated().map { place, texts in
          let cell = row == 0 ? "name \(place)" : texts.randomElement(using: &random) ?? ""
          let mustQuote = cell.contains { $0 == delimiter.rawValue || $0.isNewline || $0 == "\"" }
          let quotes = mustQuote || Int.random(in: 0...3, using: &random) == 0
          return quotes ? "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : cell
        }
        text += cells.joined(separator: String(delimiter.rawValue))
        let isLast = row == rows && Bool.random(using: &random)
        if !isLast { text += ending ?? ["\n", "\r\n", "\r", "\n\n"].randomElement(using: &random) ?? "\n" }
      }
      compare(Array(text.utf8), delimiter: delimiter, seed: seed)
    }
  }

  @Test func `Random bytes give the table or the fault, and its place, that the naive reader gives`() {
    let alphabet: [[UInt8]] = [
      [44], [44], [34], [34], [10], [13], [13, 10], [97], [49], [46], [45], [32], [0xC3, 0xA9], [0xE2, 0x82, 0xAC],
      [0xF0, 0x9F, 0x99, 0x82], [0xFF], [0x80], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0], [0xEF, 0xBB, 0xBF], [59],
    ]
    for seed in 0..<4000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      // Later letters of the alphabet are faults, so most texts do without them.
      let letters = alphabet.prefix([12, 13, 15, 22].randomElement(using: &random) ?? 12)
      var bytes = Array(["a", "a,b", "a,\"b\"\"\",c", "\u{FEFF}\r\na,b,c"].randomElement(using: &random)?.utf8 ?? "a".utf8)
      bytes += [[10], [13], [13, 10]].randomElement(using: &random) ?? [10]
      for _ in 0..<Int.random(in: 0...40, using: &random) { bytes += letters.randomElement(using: &random) ?? [] }
      let limit = Bool.random(using: &random) ? 16 << 20 : Int.random(in: 8...20, using: &random)
      compare(bytes, delimiter: .comma, limit: limit, seed: seed)
    }
  }

  @Test func `Every text of five bytes from a hostile alphabet is read as the naive reader reads it`() {
    let alphabet: [UInt8] = [44, 34, 10, 13, 97, 0xC3, 0xA9]
    let count = 7 * 7 * 7 * 7 * 7
    for number in 0..<count {
      var bytes = Array("a,b\n".utf8)
      var rest = number
      for _ in 0..<5 {
        bytes.append(alphabet[rest % 7])
        rest /= 7
      }
      let expected = Expected(bytes)
      let found = Expected(reading: bytes, with: DelimitedOptions(), stepBytes: 1 + number % 5)
      if found != expected { Issue.record("\(bytes) gives \(found), not \(expected)") }
    }
  }

  @Test(arguments: ["", "\""])
  func `Quotes and line ends at each place of the 64 bytes that are looked at together are read as the naive reader reads them`(
    quote: String
  ) {
    let alphabet: [UInt8] = [44, 34, 10, 97]
    for length in 55...66 {
      let filler = String(repeating: length % 2 == 0 ? "x" : "é,", count: length % 2 == 0 ? length : length / 3)
      for number in 0..<256 {
        let letters = (0..<4).map { alphabet[number >> (2 * $0) & 3] }
        let bytes = Array("a,b\n\(quote)\(filler)".utf8) + letters + Array("\(quote),y\nlast,\"one\"\n".utf8)
        let expected = Expected(bytes)
        let found = Expected(reading: bytes, with: DelimitedOptions(), stepBytes: 1 << 18)
        if found != expected { Issue.record("\(String(decoding: bytes, as: UTF8.self).debugDescription) gives \(found), not \(expected)") }
      }
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `A file cut at any byte gives what the naive reader gives`(ending: String) {
    let lines = [
      "\u{FEFF}area,\"name, \"\"official\"\"\",value,date,when", "E06000001,Hartlepool,12,2019-09-30,2019-09-30T10:00:00Z",
      "E06000002,\"Middlesbrough\r\nand \"\"more\"\"\",c,,2019-09-30T10:00:00+01:00", "", "E09000001,Zoë,1.5,-,x",
      "\"\",,\"\",\"2019-10-01\",",
    ]
    let bytes = Array(lines.joined(separator: ending).utf8)
    for end in 0...bytes.count {
      let cut = Array(bytes[..<end])
      let expected = Expected(cut)
      for step in Self.steps where Expected(reading: cut, with: DelimitedOptions(), stepBytes: step) != expected {
        Issue.record("cut at \(end), step \(step)")
      }
    }
  }

  @Test func `The first byte that is not UTF-8 is found where Swift finds it`() {
    for seed in 0..<2000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var bytes = (0..<Int.random(in: 0...150, using: &random)).map { _ in UInt8.random(in: 97...122, using: &random) }
      for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
        let scalar = Unicode.Scalar(UInt32.random(in: 1...0x2_FFFF, using: &random)) ?? "é"
        let place = Int.random(in: 0...bytes.count, using: &random)
        bytes.insert(contentsOf: Array(String(Character(scalar)).utf8), at: place)
        if Bool.random(using: &random) { bytes[place] = UInt8.random(in: 128...255, using: &random) }
      }
      let longestValid = (0...bytes.count).last { String(validating: bytes[..<$0], as: UTF8.self) != nil }
      let isValid = longestValid == bytes.count
      let found = TextCheck.firstFault(in: bytes.span, 0..<bytes.count)
      #expect(found == (isValid ? nil : longestValid), "seed \(seed)")
    }
  }
}
