import Columns
import Safeguarding
import Testing

@testable import Reports

struct DocumentTests {
  private static func finding(_ text: String) -> Document.Part { .statement(.init(kind: .finding, text: text)) }

  /// A document with everything in it that would break a form.
  private static func awkward() throws -> Document {
    let table = try Table(
      [Column("place | name", texts: ["<script>", "Bede, \"Ward\"", nil]), Column("children", integers: [1234, 0, nil], unit: "children")],
      sources: [TableSource(file: "places.csv", byteCount: 99, checksum: "0123abcd", rowCount: 3)], notes: ["one *note*"])
    return Document(
      title: "What is # here", subtitle: "A line\nwith an end",
      parts: [
        .section(title: "In short", parts: [.findings]),
        .section(
          title: "Deeper *down*",
          parts: [
            .paragraph("1. no list, and \u{1B}[31mno red"), .list(["one", "two | three"]), finding("It rose."),
            .section(title: "Below", parts: [.exhibit(.init(table, title: "Places", note: "made up")), .section(title: "Lowest", parts: [])]),
            .section(title: "Beside", parts: [.exhibit(.init(try BarChart(table))), finding("It fell.")]),
          ]),
        .statement(.init(kind: .inference, text: "Perhaps.")), .statement(.init(kind: .gap, text: "Who knows.")),
        .section(title: "Method", parts: [.method([table])]),
      ])
  }

  @Test func `Sections, findings, tables and figures are numbered in the order of reading`() throws {
    let text = Presentation(.table, in: .page(columns: 60)).text(try Self.awkward())
    #expect(
      text == """
        What is # here
        ==============
        A line with an end

        1. In short
        ===========

        1. It rose.
        2. It fell.

        2. Deeper *down*
        ================

        1. no list, and \u{FFFD}[31mno red

        - one
        - two | three

        Finding 1: It rose.

        2.1. Below
        ----------

        Table 1. Places
        place | name  children
                      children
        ------------  --------
        <script>         1,234
        Bede, "Ward"         0
        [..]              [..]
        note: one *note*
        note: made up

        2.1.1. Lowest
        -------------

        2.2. Beside
        -----------

        Figure 1. <script> is highest: 1,234
        children by place | name, children
         <script>     ███████████████████████████████████████ 1,234
         Bede, "Ward"  0
         [..]          [..]
        note: one *note*

        Finding 2: It fell.

        Inference: Perhaps.

        Intelligence gap: Who knows.

        3. Method
        =========

        3 rows of place | name, children

        - one *note*

        4. Symbols
        ==========

        - [..] missing, no reason given

        5. Sources
        ==========

        - file: places.csv, 3 rows, 99 bytes, CRC-32 0123abcd
        """)
  }

  @Test func `Nothing that a document says is taken for markup`() throws {
    let text = Presentation(.md).text(try Self.awkward())
    #expect(
      text == """
        # What is \\# here

        A line with an end

        ## 1. In short

        1. It rose.
        2. It fell.

        ## 2. Deeper \\*down\\*

        1\\. no list, and \u{FFFD}\\[31mno red

        - one
        - two \\| three

        > **Finding 1:** It rose.

        ### 2.1. Below

        **Table 1. Places**

        | place \\| name | children (children) |
        | --- | ---: |
        | \\<script\\> | 1,234 |
        | Bede, "Ward" | 0 |
        | \\[..\\] | \\[..\\] |

        - one \\*note\\*

        made up

        #### 2.1.1. Lowest

        ### 2.2. Beside

        **Figure 1. \\<script\\> is highest: 1,234**

        children by place \\| name, children

        | place \\| name | children (children) |
        | --- | ---: |
        | \\<script\\> | 1,234 |
        | Bede, "Ward" | 0 |
        | \\[..\\] | \\[..\\] |

        - one \\*note\\*

        > **Finding 2:** It fell.

        > **Inference:** Perhaps.

        > **Intelligence gap:** Who knows.

        ## 3. Method

        3 rows of place \\| name, children

        - one \\*note\\*

        ## 4. Symbols

        - \\[..\\] missing, no reason given

        ## 5. Sources

        - file: places.csv, 3 rows, 99 bytes, CRC-32 0123abcd
        """)
  }

  @Test func `As CSV a document is its tables, each beneath its caption`() throws {
    let rows = "place | name,children (children)\n<script>,1234\n\"Bede, \"\"Ward\"\"\",0\n,[..]"
    let text = Presentation(.csv).text(try Self.awkward())
    #expect(
      text
        == "Table 1. Places\n\(rows)\n\n\"Figure 1. <script> is highest: 1,234\"\n\(rows)")
  }

  @Test func `As JSON a document keeps its tree and its tables their reasons`() throws {
    let text = Presentation(.json).text(try Self.awkward())
    #expect(text.hasPrefix("{\"words\": \"What is # here: 6 sections, 1 table, 1 chart, 2 findings\", "))
    #expect(text.contains("{\"part\": \"section\", \"title\": \"Below\", \"parts\": [{\"part\": \"result\", \"title\": \"Places\", "))
    #expect(text.contains("\"children\": {\"missing\": "))
    #expect(text.contains("{\"part\": \"intelligence gap\", \"text\": \"Who knows.\"}"))
  }

  @Test func `A document of nothing but a title is one`() {
    let empty = Document(title: "Empty", parts: [.findings])
    #expect(Presentation(.table).text(empty) == "Empty\n=====\n\nNone.")
    #expect(Presentation(.md).text(empty) == "# Empty\n\nNone.")
    #expect(Presentation(.csv).text(empty) == "")
  }

  @Test func `A long document is printed in time that grows with its length`() throws {
    func document(_ count: Int) -> Document {
      Document(title: "Long", parts: (0..<count).map { .section(title: "Part \($0)", parts: [.paragraph("Words."), Self.finding("It is \($0).")]) })
    }
    let clock = ContinuousClock()
    let short = clock.measure { _ = Presentation(.md).text(document(1000)) }
    let long = clock.measure { _ = Presentation(.md).text(document(8000)) }
    // A cost that grows with the square would be 64 times as much.
    #expect(long < short * 30 + .milliseconds(200))
  }
}
