@testable import Reports
import TestSupport
import Testing

struct TextWidthTests {
  /// The same, each line measured from its start: what is left of a word is copied for each line.
  private func naive(_ text: String, to width: Int) -> [String] {
    guard TextWidth.of(text) > width, width > 0 else { return [text] }
    var (lines, line) = ([String](), "")
    for word in text.split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
      if !line.isEmpty, TextWidth.of(line) + 1 + TextWidth.of(word) <= width {
        line += " " + word
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = word
      while TextWidth.of(line) > width {
        var (most, used) = ("", 0)
        for character in line {
          used += TextWidth.of(character)
          if used > width { break }
          most.append(character)
        }
        if most.isEmpty { most = String(line.prefix(1)) }
        let head = most.lastIndex { "_-/".contains($0) }.map { String(most[...$0]) } ?? most
        lines.append(head)
        line.removeFirst(head.count)
      }
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }

  @Test(arguments: 1...9) func `Text is broken between words, and in words behind signs`(width: Int) {
    var random = SeededGenerator(seed: UInt64(width))
    for _ in 0..<300 {
      // Wide characters, combining marks and those that belong together are among them.
      let text = String((0..<Int.random(in: 0...40, using: &random)).map { _ in "ab  _-/é日e\u{301}\u{200B}👩‍👧".randomElement(using: &random) ?? "a" })
      #expect(TextWidth.wrapped(text, to: width) == naive(text, to: width), "\(text.debugDescription)")
    }
  }

  @Test func `A cell of very many letters is as many lines as its width makes`() {
    let lines = TextWidth.wrapped(String(repeating: "x", count: 300_000), to: 30)
    #expect(lines.count == 10_000 && lines.allSatisfy { $0.count == 30 })
  }
}
