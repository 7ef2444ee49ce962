import LineEditing
import Testing

struct ViewerStatusTests {
  @Test(arguments: [
    (80, " rows 1 to 21 of 300, columns 4 to 7 of 15; / finds, q leaves, ? shows keys "), (70, " rows 1 to 21 of 300, columns 4 to 7 of 15; / finds, q leaves "),
    (60, " rows 1 to 21 of 300, columns 4 to 7 of 15; q leaves "), (45, " 1-21 of 300, columns 4-7 of 15; q leaves "), (40, " 1-21 of 300; q leaves "), (25, " 1-21 of 300; q leaves "), (15, " 1-21 of 300 "), (5, "1-21 "), (0, ""),
  ])
  func `Where the line is narrow the words that matter least go, and none is cut`(columns: Int, expected: String) {
    #expect(ViewerStatus(word: "", typed: nil, rows: (0, 21, 300), columns: (3, 4, 15)).text(columns: columns) == expected)
  }

  @Test func `What came of a search stands first, and of what is looked for the end is seen`() {
    #expect(ViewerStatus(word: "not found", typed: nil, rows: (0, 9, 9), columns: (0, 2, 2)).text(columns: 60) == " not found; rows 1 to 9 of 9; / finds, q leaves ")
    #expect(ViewerStatus(word: "", typed: nil, rows: (0, 0, 0), columns: (0, 0, 0)).text(columns: 79) == " no rows; / finds, q leaves, ? shows keys ")
    #expect(ViewerStatus(word: "", typed: "Middlesbrough", rows: (0, 9, 9), columns: (0, 2, 2)).text(columns: 8) == "esbrough")
  }
}
