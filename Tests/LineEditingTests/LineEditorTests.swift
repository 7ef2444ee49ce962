import LineEditing
import TestSupport
import Testing

struct KeyDecoderTests {
  @Test(arguments: [
    ("a", [.character("a")]), ("é", [.character("é")]), ("日", [.character("日")]), ("\u{1F600}", [.character("\u{1F600}")]),
    ("\r", [.enter]), ("\n", [.enter]), ("\u{1B}\r", [.newline]), ("\t", [.tab]), ("\u{7F}", [.backspace]), ("\u{3}", [.interrupt]),
    ("\u{1B}[A", [.up]), ("\u{1B}OA", [.up]), ("\u{1B}[1;5C", [.wordRight]), ("\u{1B}[1;3D", [.wordLeft]), ("\u{1B}[3~", [.delete]),
    ("\u{1B}[H", [.home]), ("\u{1B}[4~", [.end]), ("\u{1B}b", [.wordLeft]), ("\u{1B}[99~", [.unknown]), ("\u{1B}[1;2P", [.unknown]), ("\u{7}", [.cancel]),
    ("\u{1B}[200~a\r\nb\u{1B}[A\u{1B}[201~c", [.paste("a\nb\u{1B}[A"), .character("c")]), ("\u{1B}\u{1B}[A", [.escape, .up]),
    ("\u{12}\u{17}\u{15}\u{B}\u{19}\u{4}\u{C}", [.search, .killWordBack, .killToStart, .killToEnd, .yank, .endOfInput, .clear]),
  ] as [(String, [Key])])
  func `A sequence is one key, in whatever pieces it comes`(sequence: String, keys: [Key]) {
    var whole = KeyDecoder()
    let together = whole.decode(Array(sequence.utf8))
    #expect(together == keys)
    var pieces = KeyDecoder()
    var found: [Key] = []
    for byte in sequence.utf8 { found += pieces.decode([byte]) }
    #expect(found == keys)
    #expect(!pieces.isWaiting)
  }

  @Test func `A lone escape is told once nothing follows it`() {
    var decoder = KeyDecoder()
    let first = decoder.decode([0x1B])
    #expect(first == [] && decoder.isWaiting)
    let later = decoder.finish()
    #expect(later == [.escape])
    #expect(!decoder.isWaiting)
  }

  @Test func `Bytes that are no text are dropped, and what follows is read`() {
    var decoder = KeyDecoder()
    let keys = decoder.decode([0xFF, 0xC3, 0x61, 0xE2, 0x82, 0x62, 0xC0, 0xAF, 0x63])
    #expect(keys == [.character("a"), .character("b"), .character("c")])
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `Hostile bytes neither crash nor stop the decoder`(seed: UInt64) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    var decoder = KeyDecoder()
    var editor = LineEditor(prompt: "> ", continuation: ">> ", history: History(["one", "two\nthree"]), assistant: Words(words: ["rank", "ranking"]))
    for _ in 0..<400 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let byte = UInt8(truncatingIfNeeded: state >> 33)
      for key in decoder.decode([state >> 60 < 4 ? 0x1B : byte]) { _ = editor.handle(key) }
      let frame = editor.frame(columns: Int(state >> 58) + 1, width: columns)
      #expect(frame.cursorRow < frame.rows.count)
    }
    _ = decoder.finish()
    for byte in Array("\u{1B}[201~".utf8) { for key in decoder.decode([byte]) { _ = editor.handle(key) } }
    for key in decoder.decode([UInt8(ascii: "x")]) { _ = editor.handle(key) }
    #expect(editor.buffer.cursor <= editor.buffer.characters.count)
  }
}

struct LineEditorTests {
  @Test(arguments: [
    (text("abc"), "abc|"), (text("abc") + [.left, .character("x")], "abx|c"), (text("abc") + [.home, .delete], "|bc"),
    (text("one two") + [.killWordBack], "one |"), (text("one two") + [.killWordBack, .yank, .yank], "one twotwo|"),
    (text("one two") + [.wordLeft, .killToStart], "|two"), (text("one two") + [.home, .killToEnd, .character("x")], "x|"),
    (text("a\nbc") + [.home, .character("x")], "a\nx|bc"), (text("a\nbc") + [.up, .character("x")], "ax|\nbc"),
    (text("abc\nd") + [.up, .end, .delete], "abc|d"), (text("a.b") + [.wordLeft, .wordLeft, .killWordForward], "|.b"),
    (text("ab") + [.undo, .undo], "|"), (text("ab") + [.killToStart, .undo], "ab|"), ([.paste("x\ty\nz")], "x\ty\nz|"),
    ([.paste("\u{1B}[31mred")], "[31mred|"), (text("e") + [.character("\u{301}")], "é|"), (text("e") + [.character("\u{301}"), .backspace], "|"),
    (text("  f(") + [.enter], "  f(\n  |"), (text("  s = [[") + [.newline, .newline], "  s = [[\n\n|"), (text("  s = [[]]") + [.newline], "  s = [[]]\n  |"), ([.backspace, .left, .delete, .yank, .undo, .up, .down, .killToEnd], "|"),
  ] as [([Key], String)])
  func `A key does what it does in every shell`(keys: [Key], expected: String) { #expect(typed(keys) == expected) }

  @Test(arguments: [
    ([.up], "two\nlines|"), ([.up, .up, .up], "one|"), ([.up, .up, .up, .up], "one|"),
    (text("mine") + [.up, .up, .down, .down], "mine|"), (text("mine") + [.up, .up, .up, .down, .down, .down], "mine|"),
  ] as [([Key], String)])
  func `The history keeps what was being typed`(keys: [Key], expected: String) {
    #expect(typed(keys, history: ["one", "two\nlines"]) == expected)
  }

  @Test(arguments: [
    ([.search] + text("an") + [.escape], "rank b|"), ([.search] + text("an") + [.search, .escape], "rank a|"),
    ([.search] + text("an") + [.search, .search, .search, .escape], "rank a|"), ([.search] + text("zz") + [.escape], "|"),
    (text("x") + [.search] + text("an") + [.interrupt], "x|"), (text("xy") + [.left, .search] + text("an") + [.cancel], "x|y"), (text("xy") + [.left, .search] + text("an") + [.search, .cancel, .character("z")], "xz|y"),
    (text("xy") + [.left, .search] + text("an") + [.escape, .escape], "x|y"), ([.search] + text("an") + [.escape, .left, .escape], "rank |b"), (text("x") + [.cancel, .escape], "x|"), ([.search] + text("RANK") + [.left], "rank |b"),
    ([.search] + text("anx") + [.backspace, .escape], "rank b|"),
  ] as [([Key], String)])
  func `Ctrl-R finds what was typed before`(keys: [Key], expected: String) {
    #expect(typed(keys, history: ["rank a", "rank b", "other"]) == expected)
  }

  @Test(arguments: [
    (text("in") + [.tab], "indicator|"), (text("ra") + [.tab], "rank|"), (text("x + in") + [.tab], "x + indicator|"),
    (text("zz") + [.tab], "zz|"), (text("ind x") + [.left, .left, .tab], "indicator| x"),
  ] as [([Key], String)])
  func `Tab completes as far as there is no choice`(keys: [Key], expected: String) {
    #expect(typed(keys, words: ["rank", "ranking", "indicator"]) == expected)
  }

  @Test(arguments: [
    ("c:whe|re(x)", "c:where(|x)"), ("c:whe|(x)", "c:where(|x)"), ("c:whe|n(x)", "c:where(|x)"), ("ra|nk_of", "rank|_of"), ("ra|x", "rank|x"), ("|where(", "|where("),
    ("f(\"Middles|brough\")", "f(\"Middlesbrough\"|)"), ("f(\"Mid|\")", "f(\"Middlesbrough\"|)"), ("peri|od = 1", "period = |1"), ("where|(x)", "where(|x)"),
  ])
  func `Tab takes the whole word about the cursor, and writes nothing twice`(before: String, after: String) {
    let places = before.split(separator: "|", omittingEmptySubsequences: false)
    let keys = text(before.filter { $0 != "|" }) + Array(repeating: Key.left, count: places[1].count) + [.tab]
    #expect(typed(keys, words: ["where(", "ranking", "ranks", "Middlesbrough", "period = "]) == after)
  }

  @Test(arguments: [
    (text("f(\"na") + [.tab] + text("\")"), "f(\"name\")|"), (text("f(\"na") + [.tab] + text("\"\""), "f(\"name\"\"|"), (text("f(\"na") + [.tab] + text("'"), "f(\"name\"'|"),
    (text("f(\"na") + [.tab, .left, .right] + text("\""), "f(\"name\"\"|"), (text("f(\"na") + [.tab, .backspace] + text("\""), "f(\"name\"|"),
    (text("f(\"na") + [.tab, .undo] + text("\""), "f(\"na\"|"), (text("na") + [.tab] + text("\""), "name\"|"),
  ] as [([Key], String)])
  func `A quote typed behind the one that Tab has just written is that one`(keys: [Key], expected: String) {
    #expect(typed(keys, words: ["name"]) == expected)
  }

  @Test(arguments: [
    (text("whe") + [.tab] + text("(x"), "where(x|"), (text("whe") + [.tab] + text("(("), "where((|"), (text("whe") + [.tab] + text("x("), "where(x(|"),
    (text("whe") + [.tab] + text("{"), "where({|"), (text("whe") + [.tab, .left, .right] + text("("), "where((|"), (text("where(") + text("("), "where((|"),
  ] as [([Key], String)])
  func `A parenthesis typed behind the one that Tab has just written is that one`(keys: [Key], expected: String) {
    #expect(typed(keys, words: ["where("]) == expected)
  }

  @Test func `Enter ends an entry that is whole, and an empty line one that is not`() {
    var editor = LineEditor(prompt: "> ", continuation: ">> ", history: History(), assistant: Words())
    for key in text("for do") { _ = editor.handle(key) }
    let first = editor.handle(.enter)
    #expect(first == .typing && editor.buffer.text == "for do\n")
    let second = editor.handle(.enter)
    #expect(second == .entry("for do\n"))
    var other = LineEditor(prompt: "> ", continuation: ">> ", history: History(), assistant: Words())
    for key in text("ab") + [.left] { _ = other.handle(key) }
    let entered = other.handle(.enter)
    #expect(entered == .entry("ab"), "wherever the cursor is")
    let dropped = other.handle(.interrupt)
    #expect(dropped == .dropped)
  }

  @Test func `What would steer a terminal is a mark on the screen, from a history, a file's name or a paste`() {
    let hostile = "a\u{1B}]0;x\u{7}\u{9B}31m\rb"
    var editor = LineEditor(
      prompt: "> ", continuation: ">> ", history: History([hostile]), assistant: Words(words: ["q\u{1B}[2Ja", "q\nb"]))
    func screen() -> String { editor.frame(columns: 40, width: columns).rows.map(\.text).joined(separator: "|") }
    _ = editor.handle(.up)
    #expect(screen() == "> a\u{FFFD}]0;x\u{FFFD}\u{FFFD}31m\u{FFFD}b")
    #expect(editor.buffer.text == hostile, "what was written is kept")
    _ = editor.handle(.down)
    for key in text("q") + [.tab] { _ = editor.handle(key) }
    #expect(screen() == "> q|q\u{FFFD}[2Ja  q\u{FFFD}b")
    for key in [Key.search, .paste("\u{1B}[31ma\n")] { _ = editor.handle(key) }
    #expect(screen() == "(nothing found) [31ma: ")
  }

  @Test func `Ctrl-D ends input at an empty line, and deletes elsewhere`() {
    var editor = LineEditor(prompt: "> ", continuation: ">> ", history: History(), assistant: Words())
    let ended = editor.handle(.endOfInput)
    #expect(ended == .endOfInput)
    for key in text("ab") + [.home] { _ = editor.handle(key) }
    let deleted = editor.handle(.endOfInput)
    #expect(deleted == .typing)
    #expect(editor.buffer.text == "b")
  }
}

struct HistoryTests {
  @Test(arguments: ["plain", "two\nlines", "back\\slash", "\\n", "a\\\nb", "", "é日"])
  func `An entry survives as a line of a file`(entry: String) {
    let line = History.line(of: entry)
    #expect(!line.contains("\n"))
    #expect(History.entry(of: line) == entry)
  }

  @Test func `Blank, repeated and private entries are not kept, and there is a most`() {
    var history = History()
    let kept = ["a", "a", "", "  ", " secret", "\n"].map { entry in history.add(entry) }
    #expect(kept == [true, false, false, false, false, false])
    #expect(history.entries == ["a"])
    for number in 0..<(History.most + 10) { history.add("x\(number)") }
    #expect(history.entries.count == History.most)
    #expect(history.entries.last == "x\(History.most + 9)")
  }
}

struct FrameTests {
  private func screen(_ keys: [Key], columns width: Int, rows: Int, words: [String] = []) -> EmulatedScreen {
    var editor = LineEditor(prompt: "> ", continuation: ">> ", history: History(), assistant: Words(words: words))
    var drawn = EmulatedScreen(columns: width, rows: rows, width: columns)
    var screen = Screen(hasColour: true)
    drawn.write(screen.drawing(editor.frame(columns: width, rows: rows, width: columns), rows: rows))
    for key in keys {
      _ = editor.handle(key)
      drawn.write(screen.drawing(editor.frame(columns: width, rows: rows, width: columns), rows: rows))
    }
    return drawn
  }

  @Test(arguments: [
    (text("abc"), 20, "> abc", 0, 5), (text("abcdefgh"), 10, "> abcdefgh", 1, 0), (text("abcdefghi"), 10, "> abcdefgh\ni", 1, 1),
    (text("日本語"), 7, "> 日本\n語", 1, 2), (text("a\nb"), 20, "> a\n>> b", 1, 4), (text("abcdefgh") + [.left], 10, "> abcdefgh", 0, 9),
    (text("abcdefghijkl") + [.home], 10, "> abcdefgh\nijkl", 0, 2), (text("12 ab"), 20, "> 12 ab", 0, 7),
    (text("rank("), 30, "> rank(area, {period})", 0, 7), (text("rank("), 12, "> rank(area", 0, 7),
    (text("abcdefghi") + Array(repeating: .backspace, count: 5), 10, "> abcd", 0, 6),
  ] as [([Key], Int, String, Int, Int)])
  func `A screen shows the entry and the cursor where they are`(keys: [Key], width: Int, expected: String, row: Int, column: Int) {
    let drawn = screen(keys, columns: width, rows: 6)
    #expect(drawn.text == expected)
    #expect(drawn.row == row && drawn.column == column)
  }

  @Test(arguments: [
    text("word"), text(String(repeating: "0123456789", count: 12)), text(String(repeating: "0123456789", count: 12)) + [.home],
    text("abc\n" + String(repeating: "x", count: 26) + "\nrank("), text(String(repeating: "x", count: 28)),
  ])
  func `A window of another size shows the entry once, and what stood above it`(keys: [Key]) {
    var editor = LineEditor(prompt: "> ", continuation: ">> ", history: History(), assistant: Words())
    for key in keys { _ = editor.handle(key) }
    var drawn = EmulatedScreen(columns: 60, rows: 20)
    drawn.write("above\r\n")
    var screen = Screen(hasColour: true)
    for (width, rows) in [(60, 20), (30, 12), (100, 20), (60, 20), (33, 12), (30, 12), (61, 20)] {
      drawn.resize(columns: width, rows: rows)
      let frame = editor.frame(columns: width, rows: rows, width: columns)
      drawn.write(screen.drawing(frame, rows: rows))
      let expected = (["above"] + frame.rows.map(\.text)).joined(separator: "\n")
      #expect(drawn.text == expected.replacing(#/ +(\n|$)/#) { $0.1 }.replacing(#/\n$/#, with: ""), "\(width)")
    }
  }

  @Test func `A key sends what it changes and not the whole entry`() {
    var editor = LineEditor(prompt: "> ", continuation: ">> ", history: History(), assistant: Words())
    var screen = Screen(hasColour: true)
    func sent(_ keys: [Key]) -> [String] {
      keys.map { key in
        _ = editor.handle(key)
        return screen.drawing(editor.frame(columns: 20, rows: 6, width: columns), rows: 6)
      }
    }
    let first = sent([.character("a")])[0]
    #expect(first.contains("\u{1B}[J"))
    #expect(sent(text("bc1")) == ["b", "c", "\u{1B}[36m1\u{1B}[0m"])
    #expect(sent([.left, .left, .character("x"), .unknown]) == ["\r\u{1B}[5C", "\r\u{1B}[4C", "xc\u{1B}[36m1\u{1B}[0m\r\u{1B}[5C", ""])
    #expect(sent([.end, .backspace]) == ["\r\u{1B}[7C", "\r\u{1B}[6C\u{1B}[K"])
    #expect(sent([.character("é")])[0].contains("\u{1B}[J"), "what may take other room than its places is drawn anew")
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `What is sent for the changes shows the same as all of it`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let assistant = Words(words: ["rank(", "ranking", "ranks"])
    var editor = LineEditor(prompt: "> ", continuation: ">> ", history: History(["rank(", "one\ntwo", "12 é"]), assistant: assistant)
    let (width, rows) = (Int.random(in: 5...30, using: &generator), Int.random(in: 2...6, using: &generator))
    var drawn = EmulatedScreen(columns: width, rows: rows, width: columns)
    var screen = Screen(hasColour: true)
    let keys: [Key] = text("ran(1 x日") + [.left, .right, .home, .end, .backspace, .delete, .tab, .up, .down, .newline, .killWordBack, .search, .cancel, .undo, .wordLeft]
    for _ in 0..<80 {
      let key = keys.randomElement(using: &generator) ?? .tab
      _ = editor.handle(key)
      let frame = editor.frame(columns: width, rows: rows, width: columns)
      drawn.write(screen.drawing(frame, rows: rows))
      var whole = EmulatedScreen(columns: width, rows: rows, width: columns)
      var other = Screen(hasColour: true)
      whole.write(other.drawing(frame, rows: rows))
      #expect(drawn.text.hasSuffix(whole.text) && drawn.column == whole.column, "\(key)")
    }
  }

  @Test func `Candidates stand below in columns and go with the next key`() {
    let words = ["rank", "ranking", "rankings"]
    let listed = screen(text("rank") + [.tab], columns: 30, rows: 6, words: words)
    #expect(listed.text == "> rank\nrank      ranking   rankings")
    #expect(listed.row == 0 && listed.column == 6)
    #expect(screen(text("rank") + [.tab, .character("x")], columns: 30, rows: 6, words: words).text == "> rankx")
  }

  @Test func `A second Tab lists what the first had no room for, as far as the screen has some`() {
    let words = (10..<60).map { "rank" + String(repeating: "x", count: $0 % 10) + ["a", "b", "c", "d", "e"][$0 / 10 - 1] + String(repeating: "y", count: 25) }
    let once = screen(text("rank") + [.tab], columns: 40, rows: 60, words: words)
    #expect(once.text.split(separator: "\n").count == 1 + 8 + 1 && once.text.hasSuffix("and 42 more"))
    #expect(screen(text("rank") + [.tab, .tab], columns: 40, rows: 60, words: words).text.split(separator: "\n").count == 1 + 50)
    let low = screen(text("rank") + [.tab, .tab], columns: 40, rows: 20, words: words)
    #expect(low.text.hasPrefix("> rank\n") && low.text.hasSuffix("and 32 more"), "\(low.text)")
  }

  @Test func `An entry that is higher than the screen shows the rows about the cursor`() {
    let keys = (1...9).flatMap { text("line\($0)\n") } + text("end")
    let bottom = screen(keys, columns: 20, rows: 4)
    #expect(bottom.text == ">> line7\n>> line8\n>> line9\n>> end")
    let top = screen(keys + Array(repeating: .up, count: 9), columns: 20, rows: 4)
    #expect(top.text.hasPrefix("> line1\n>> line2"))
  }
}
