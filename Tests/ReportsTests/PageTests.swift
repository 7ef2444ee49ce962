import Columns
import Foundation
import Safeguarding
import Testing

@testable import Reports

/// Documents as pages of HTML, and as folders of files.
struct PageTests {
  private static func document(rows: Int = 3) throws -> Document {
    let table = try Table(
      [
        Column("pla<ce", texts: (0..<rows).map { ["<script>alert(1)</script>", "O'Brien & \"Co\"", "Ward"][$0 % 3] + " \($0)" }),
        Column("children", cells: (0..<rows).map { $0 % 3 == 2 ? .missing(.suppressed) : .integer($0 * 1000) }, unit: "children"),
        Column("rag", texts: (0..<rows).map { ["red", "amber", "green"][$0 % 3] }),
      ], sources: [TableSource(file: "<b>.csv", byteCount: 9, checksum: "00000001", rowCount: rows)], notes: ["a <note>"])
    return Document(
      title: "A <title> & more", subtitle: "Sub<title>",
      parts: [
        .section(title: "One <1>", parts: [.findings, .paragraph("A <p>"), .list(["an <li>"]), .exhibit(.init(table, note: "<n>"))]),
        .section(title: "Two", parts: [.statement(.init(kind: .finding, text: "It is <so>.")), .exhibit(.init(try BarChart(table, highlighted: [])))]),
        .section(title: "Three", parts: [.statement(.init(kind: .gap, text: "<gap>")), .section(title: "Deeper", parts: [])]),
      ])
  }

  @Test func `Whatever stands in a document is text on its page, and no markup`() throws {
    let page = Presentation(.html).text(try Self.document())
    for mark in ["<script", "<so>", "<li></li>", "<n>", "<note>", "<title> ", "<gap>", "<1>", "onerror", "javascript:"] { #expect(!page.contains(mark), "\(mark)") }
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; 0"))
    #expect(page.contains("<title>A &lt;title&gt; &amp; more</title>"))
  }

  @Test func `A page asks for nothing from elsewhere, and runs nothing`() throws {
    let page = Presentation(.html).text(try Self.document())
    #expect(page.contains("default-src &#39;none&#39;; style-src &#39;sha256-\(Stylesheet.hash)&#39;; img-src data:;"))
    #expect(!page.contains("http://") || page.components(separatedBy: "http://").dropFirst().allSatisfy { $0.hasPrefix("www.w3.org/2000/svg") })
    #expect(!page.contains("https://") && !page.contains(" style=\"") && !page.contains("@import") && !page.contains("url("))
  }

  @Test func `The page's style is the one that its policy allows`() throws {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi"]
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    input.fileHandleForWriting.write(Data("\(Stylesheet.text)".utf8))
    try input.fileHandleForWriting.close()
    let digits = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).prefix(64)
    process.waitUntilExit()
    let bytes = stride(from: 0, to: 64, by: 2).compactMap { place -> UInt8? in
      let start = digits.index(digits.startIndex, offsetBy: place)
      return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16)
    }
    #expect(Base64.text(of: bytes) == Stylesheet.hash)
  }

  @Test func `The same document is the same page`() throws {
    #expect(Presentation(.html).text(try Self.document()) == Presentation(.html).text(try Self.document()))
  }

  @Test func `Ids are the page's own, and links and labels lead to them`() throws {
    let page = Presentation(.html).text(try Self.document())
    func all(_ expression: Regex<(Substring, Substring)>) -> [String] { page.matches(of: expression).map { String($0.1) } }
    let ids = all(#/ id="([^"]*)"/#)
    #expect(Set(ids).count == ids.count)
    let wanted = all(#/href="#([^"]*)"/#) + all(#/aria-labelledby="([^"]*)"/#).flatMap { $0.split(separator: " ").map(String.init) }
    #expect(wanted.count > 8)
    for id in wanted { #expect(ids.contains(id), "\(id)") }
    #expect(all(#/<h1>([^<]*)</#).count == 1)
  }

  @Test func `A table's head, its symbols and its download are those of the table`() throws {
    let page = Presentation(.html).text(try Self.document())
    #expect(page.contains("<th scope=\"col\" class=\"number\">children<span class=\"unit\">children</span></th>"))
    #expect(page.contains("<td class=\"number\">[c]</td>") && page.contains("<td class=\"number\">1,000</td>"))
    #expect(page.contains("<td class=\"red\">red</td>"))
    let download = try #require(page.firstMatch(of: #/base64,([^"]*)" download="table-1.csv"/#)?.1)
    let text = String(decoding: try #require(Data(base64Encoded: String(download))), as: UTF8.self)
    #expect(text.hasPrefix("pla<ce,children (children),rag\n") && text.contains(",[c],green"))
  }

  @Test func `A text that a spreadsheet would take for a formula has an apostrophe before it in downloads`() throws {
    let table = try Table([
      Column("=name", texts: ["=1+1", "+x", "-y", "@z", "a=b", "\t=1", nil, " \u{FF1D}1", "=\u{301}"]), Column("n", integers: [-1, -2, 3, 4, 5, 6, 7, 8, 9], unit: "people"),
    ])
    #expect(Presentation.spreadsheetText(table) == "'=name,n (people)\n'=1+1,-1\n'+x,-2\n'-y,3\n'@z,4\na=b,5\n'\t=1,6\n,7\n' \u{FF1D}1,8\n'=\u{301},9")
    // What programs read is what it is.
    #expect(Presentation(.csv).text(table).hasPrefix("=name,n (people)\n=1+1,-1"))
  }

  @Test(arguments: [0, 1, 2, 3, 4, 255]) func `Base 64 is that of Foundation`(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    #expect(Base64.text(of: bytes) == Data(bytes).base64EncodedString())
  }

  @Test func `Of a long table a page shows the first thousand rows, and says so`() throws {
    let page = Presentation(.html).text(try Self.document(rows: 1500))
    #expect(page.contains("The first 1,000 of 1,500 rows."))
    #expect(page.components(separatedBy: "<tbody>")[1].components(separatedBy: "</tbody>")[0].components(separatedBy: "<tr>").count == 1001)
  }

  @Test func `A result that is no document is a page of its own`() {
    let page = Presentation(.html).text(.object(Table(checked: [Column("a", integers: [1])], rowCount: 1)))
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("<td class=\"number\">1</td>"))
  }

  @Test func `A document becomes the files of each form`() throws {
    let document = try Self.document()
    func paths(_ form: ReportForm) throws -> [String] { try ReportFiles(of: document, named: "r", as: form).files.map(\.path) }
    #expect(try paths(.html) == ["r.html"])
    #expect(try paths(.json) == ["r.json"])
    #expect(try paths(.md) == ["r.md", "r-figures/figure-1.svg"])
    #expect(try paths(.csv) == ["r-tables/contents.csv", "r-tables/table-1.csv", "r-tables/figure-1.csv"])
    let markdown = String(decoding: try ReportFiles(of: document, named: "r", as: .md).files[0].bytes, as: UTF8.self)
    #expect(markdown.contains("](r-figures/figure-1.svg)"))
  }
}
