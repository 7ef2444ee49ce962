@testable import Columns
import Testing
import TestSupport

/// The reader with many threads, tiny steps, tiny chunks and tiny dictionaries, beside the naive reader.
struct DelimitedThreadTests {
  /// Texts for columns that are mostly of one type, with now and then one that changes it.
  static let kinds: [[String]] = [
    ["0", "1", "-7", "300", "70000", "9007199254740991", "c", "", "5000000000"],
    ["1.5", "2", "-0.0", "0.0", "1e22", "0.1", "[z]", "12.25"],
    ["true", "FALSE", "False", "x"], ["2019-09-30", "2020-02-29", "1066-10-14", " 2019-10-01 ", ""],
    ["2023-06-30T23:00:00+01:00", "2023-06-30 23:00:00.5Z", "-"],
    ["York", "Hull, City of", "5\" pipe", "\"", "two\nlines", "a\r\nb", "a\rb", "Zoë", "Zoe\u{308}", "K", "\u{212A}", "", "é"],
    ["E09000001", "C00000017", "a text that is longer than sixteen bytes", "another text longer than sixteen", "x"],
    ["", " ", "c", "-"],
  ]
  static let surprises = ["007", "1.5", "9223372036854775808", "9007199254740993", "word", "true", "2019-09-30", " ", "\"q\""]

  static func randomText(_ random: inout SeededGenerator, rows: Int) -> [UInt8] {
    let ending = ["\n", "\r\n", "\r", nil].randomElement(using: &random) ?? nil
    let width = Int.random(in: 1...5, using: &random)
    let kinds = (0..<width).map { _ -> [String] in Self.kinds.randomElement(using: &random) ?? [] }
    let isNumbered = Int.random(in: 0...3, using: &random) == 0
    var text = ""
    for row in 0...rows {
      let cells = kinds.indices.map { place -> String in
        var cell = row == 0 ? "n\(place)" : kinds[place].randomElement(using: &random) ?? ""
        if row > 0, isNumbered, place == 0 { cell = "text \(row * 7919 % 1009)" }
        if row > 0, Int.random(in: 0...(rows * 3), using: &random) == 0 { cell = surprises.randomElement(using: &random) ?? "" }
        let mustQuote = cell.contains { $0 == "," || $0.isNewline } || cell.hasPrefix("\"")
        let isQuoted = mustQuote || Int.random(in: 0...5, using: &random) == 0
        return isQuoted ? "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : cell
      }
      text += cells.joined(separator: ",") + (ending ?? ["\n", "\r\n", "\r", "\n\n"].randomElement(using: &random) ?? "\n")
    }
    var bytes = Array(text.utf8)
    // Some texts are cut short, and some have a byte that is something else.
    if Int.random(in: 0...3, using: &random) == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count / 2, using: &random)) }
    if Int.random(in: 0...3, using: &random) == 0, let other = ([34, 44, 10, 13, 0xFF, 0, 97] as [UInt8]).randomElement(using: &random) {
      bytes[Int.random(in: bytes.indices, using: &random)] = other
    }
    return bytes
  }

  @Test func `The outcome depends on no size and no number of threads`() {
    for seed in 0..<400 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let bytes = Self.randomText(&random, rows: Int.random(in: 1...60, using: &random))
      let expected = Expected(bytes)
      for threads in 1...4 {
        var reader = DelimitedReader(DelimitedOptions(threads: threads))
        reader.stepBytes = [1, 5, 64, 300, 1 << 18].randomElement(using: &random) ?? 1
        reader.chunkRows = [1, 3, 10, 1 << 20].randomElement(using: &random) ?? 1
        reader.codedLimit = [1, 4, 1 << 16].randomElement(using: &random) ?? 1
        reader.bytesPerThread = 1
        let found = Expected(reading: bytes, with: reader)
        guard found != expected else { continue }
        Issue.record(
          "seed \(seed), \(threads) threads, \(reader): \(String(decoding: bytes, as: UTF8.self).debugDescription) gives \(found), not \(expected)")
        return
      }
    }
  }

  @Test func `Equal texts are one text in the spelling that came first, whichever thread met it`() throws {
    let rows = (0..<400).map { $0 % 3 == 0 ? "Zoe\u{308}\($0 % 5)" : $0 % 7 == 1 ? "\u{212A}" : $0 % 7 == 2 ? "K" : "Zo\u{EB}\($0 % 5)" }
    var reader = DelimitedReader(DelimitedOptions(threads: 4))
    (reader.stepBytes, reader.bytesPerThread, reader.chunkRows) = (16, 1, 50)
    let table = try reader.read(bytes: Array(("name\n" + rows.joined(separator: "\n")).utf8), name: "x")
    var firsts: [String: String] = [:]
    for (row, text) in rows.enumerated() {
      let first = firsts[text] ?? text
      firsts[text] = first
      let found = try #require(table.columns[0][row].text)
      #expect(Array(found.utf8) == Array(first.utf8), "row \(row)")
    }
    #expect(table.columns[0].differentTexts.count == firsts.count)
  }

  @Test func `Each column takes the narrowest width that holds all of it`() throws {
    func column(_ cells: [String], chunkRows: Int = 100, codedLimit: Int = 1 << 16) throws -> Column {
      var reader = DelimitedReader(DelimitedOptions(threads: 2))
      (reader.stepBytes, reader.bytesPerThread, reader.chunkRows, reader.codedLimit) = (64, 1, chunkRows, codedLimit)
      return try reader.read(bytes: Array(("a\n" + cells.joined(separator: "\n") + "\n").utf8), name: "x").columns[0]
    }
    let many = 0..<600
    #expect(try column(many.map { "\($0 % 100)" }).byteCount == 600)
    #expect(try column(many.map { "\($0)" }).byteCount == 1200)
    #expect(try column(many.map { "\($0 * 100)" }).byteCount == 2400)
    #expect(try column(many.map { "\($0 * 10_000_000_000)" }).byteCount == 4800)
    #expect(try column(many.map { "2019-01-\(10 + $0 % 20)" }).byteCount == 600)
    #expect(try column(many.map { "\(1400 + $0)-01-01" }).byteCount == 1200)
    #expect(try column(many.map { "\(1400 + $0)-01-01" }, codedLimit: 100).byteCount == 2400)
    #expect(try column(many.map { "\($0 % 70).25" }).byteCount == 600)
    #expect(try column(many.map { "\($0 % 80).25" }).byteCount == 4800)
    #expect(try column(many.map { $0 % 2 == 0 ? "-0.0" : "0.0" }).byteCount == 4800)
    #expect(try column(many.map { "t\($0 % 256)" }).byteCount == 600)
    #expect(try column(many.map { "t\($0 % 257)" }).byteCount == 1200)
    let sorted = try column(many.map { "t\($0 % 257)" })
    #expect(sorted.dictionary?.isSorted == true)
    #expect(sorted.chunks.count > 3)
    #expect(try column(many.map { "t\($0)" }, codedLimit: 100).dictionary == nil)
    var random = SeededGenerator(seed: 1)
    let repeated = many.map { _ in "t\(Int.random(in: 0..<100, using: &random))" }
    #expect(try column(repeated, codedLimit: 60).dictionary?.count == Set(repeated).count)
  }

  @Test func `Both zeros keep their signs`() throws {
    let table = try DelimitedReader().read(bytes: Array(("a\n" + String(repeating: "-0.0\n0.0\n", count: 50)).utf8), name: "x")
    #expect((0..<4).map { table.columns[0][$0].number?.sign } == [.minus, .plus, .minus, .plus])
  }

  @Test func `A file cut at any byte is read by many threads as by one`() {
    var random = SeededGenerator(seed: 5)
    let bytes = Self.randomText(&random, rows: 12)
    for end in 0...bytes.count {
      let cut = Array(bytes[..<end])
      var reader = DelimitedReader(DelimitedOptions(threads: 3))
      (reader.stepBytes, reader.bytesPerThread, reader.chunkRows) = (20, 1, 4)
      let found = Expected(reading: cut, with: reader)
      if found != Expected(cut) { Issue.record("cut at \(end) gives \(found)") }
    }
  }

  @Test func `A packed text that is read twice is the same the second time`() throws {
    let text = "code,n\n" + (0..<300).map { "\($0),\($0).5" }.joined(separator: "\n") + "\n007,1\n"
    var reader = DelimitedReader(DelimitedOptions(threads: 2))
    (reader.stepBytes, reader.bytesPerThread) = (50, 1)
    let table = try reader.read(bytes: NaiveGzip.member(Array(text.utf8)), name: "x.csv.gz")
    #expect(table.columns.map(\.type) == [.text, .number])
    #expect(table.row(299) == [.text("299"), .number(299.5)])
    #expect(table.row(300) == [.text("007"), .number(1)])
  }

  @Test func `Whether texts are kept once each depends on no number of threads and not on which thread was first`() throws {
    for seed in 0..<12 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      // Texts that repeat more and less, and some that begin to repeat late.
      let ranges = [300, 900, 1500, 2500, 6000].shuffled(using: &random)
      var text = "a,b,c,d,e,f\n"
      for row in 0..<3000 {
        text += ranges.map { "text \(Int.random(in: 0..<$0, using: &random))" }.joined(separator: ",") + ",once \(row / 2)\n"
      }
      func layout(threads: Int) throws -> [[Int]] {
        var reader = DelimitedReader(DelimitedOptions(threads: threads))
        (reader.stepBytes, reader.bytesPerThread, reader.codedLimit, reader.chunkRows) = (700, 1, 20, 500)
        return try reader.read(bytes: Array(text.utf8), name: "x").columns.map { column in
          [column.dictionary?.count ?? -1, column.byteCount] + column.chunks.map(\.rowCount)
        }
      }
      let expected = try layout(threads: 1)
      #expect(expected.contains { $0[0] == -1 } && expected.contains { $0[0] > 0 })
      for threads in [2, 3, 4, 8] { #expect(try layout(threads: threads) == expected, "seed \(seed), \(threads) threads") }
    }
  }

  @Test func `A sketch of different hashes tells about how many there are, in parts or as a whole`() {
    for count in [0, 1, 50, 5000, 30_000, 200_000] {
      var random = SeededGenerator(seed: UInt64(count))
      var (whole, one, other) = (DistinctSketch(), DistinctSketch(), DistinctSketch())
      for place in 0..<count {
        let hash = UInt64.random(in: .min ... .max, using: &random)
        for _ in 0...place % 3 { whole.insert(hash) }
        if place % 2 == 0 { one.insert(hash) }
        if place % 3 < 2 || place % 2 == 1 { other.insert(hash) }
      }
      #expect(abs(whole.estimate - Double(count)) <= Double(count) * 0.05, "\(count) give \(whole.estimate)")
      one.merge(other)
      #expect(one.estimate == whole.estimate)
    }
  }

  @Test(arguments: [1, 2])
  func `Texts of every length are told apart and found again, in small tables and in large ones`(threads: Int) throws {
    var random = SeededGenerator(seed: UInt64(threads))
    let stem = "abcdefghijklmnopqrstuvwxyz0123456789éèABCDEFGHIJKLMNOPQRSTUVWXYZ"
    // Narrow ones first, then those that need a wider key, then those that fit in none.
    let lengths = [1...8, 1...16, 1...31, 14...34, 29...60]
    var cells: [String] = []
    for range in lengths {
      for _ in 0..<12_000 {
        let text = stem.prefix(Int.random(in: range, using: &random))
        cells.append(String(text.dropLast()) + "\(Int.random(in: 0...999, using: &random))")
      }
    }
    var reader = DelimitedReader(DelimitedOptions(types: ["a": .text], threads: threads))
    (reader.stepBytes, reader.bytesPerThread) = (5000, 1)
    let table = try reader.read(bytes: Array(("a\n" + cells.joined(separator: "\n")).utf8), name: "x")
    let found = table.columns[0]
    #expect(found.dictionary?.count == Set(cells).count)
    let wrong = cells.indices.first { found[$0] != .text(cells[$0]) }
    #expect(wrong == nil)
  }
}
