import Columns
import Testing

struct DiagnosticTests {
  @Test func `A text that is very long is told by its ends`() {
    let name = "first " + String(repeating: "x", count: 1_000_000) + " last"
    let text = Diagnostic("there is no column \"\(name)\"", expectation: name, hint: name).description
    #expect(text.utf8.count < 4096)
    #expect(text.hasPrefix("there is no column \"first xxx"))
    #expect(text.hasSuffix("xxx last"))
    let usual = "there is no column \"\(String(repeating: "x", count: 200))\""
    #expect(Diagnostic(usual).description == usual)
  }
}
