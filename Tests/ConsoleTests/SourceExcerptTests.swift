@testable import Console
import Testing

struct SourceExcerptTests {
  private static let line = "searches:where{month = '2025-03'}:by('object'):filter{count = 3}:sort('count'):head(12):bar_chart()"

  @Test(arguments: [
    ("a table has no \"filter\"", "…by('object'):filter{count = 3}:sort('c…"), ("no such thing", "searches:where{month = '2025-03'}:by('o…"),
    ("attempt to call 'bar_chart' in \"searches\"", "…= 3}:sort('count'):head(12):bar_chart()"), ("\"zebra\" and 'head'", "…= 3}:sort('count'):head(12):bar_chart()"),
  ])
  func `Of a long line the part is shown that the message speaks of`(message: String, excerpt: String) {
    let text = SourceExcerpt.text(of: Self.line, about: message, columns: 40)
    #expect(text == excerpt)
    #expect(text.count <= 40)
  }

  @Test(arguments: [0, 11, 40, 1_000], ["", "é", "日本語日本語日本語日本語", line])
  func `A line is no longer than its columns, where there are some`(columns: Int, line: String) {
    for message in ["", "\"head\"", "'語'"] {
      let text = SourceExcerpt.text(of: line, about: message, columns: columns)
      #expect(text == line || text.count <= columns)
    }
  }
}
