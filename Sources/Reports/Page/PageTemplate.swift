public import Columns
import Safeguarding

#if Templates
  import Mustache
#endif

/// A page's layout as somebody else wrote it, in Mustache.
///
/// It may name `title`, `subtitle` and `stamp`, which are text; and `contents`, `body`, `style` and `policy`, which are the
/// house's markup, stylesheet and content security policy, and so stand in three braces: `{{{body}}}`.
public struct PageTemplate: Sendable {
  #if Templates
    private let template: MustacheTemplate
  #endif

  /// - Throws: ``PageTemplateError``.
  public init(_ text: String, file: String) throws(PageTemplateError) {
    guard text.contains(#/\{\{\{\s*body\s*\}\}\}|\{\{&\s*body\s*\}\}/#) else { throw .noBody(file: file) }
    #if Templates
      do { template = try MustacheTemplate(string: text) } catch let error as MustacheTemplate.ParserError {
        throw .malformed(file: file, line: error.context.lineNumber, problem: "\(error.error)")
      } catch { throw .malformed(file: file, line: 1, problem: "\(error)") }
    #else
      throw .notBuilt
    #endif
  }

  func text(of outline: DocumentOutline) -> String {
    let page = DocumentPage(outline: outline)
    #if Templates
      var values = [
        "title": outline.title, "stamp": DocumentPage.stamp, "contents": page.contents.text, "body": page.body.text,
        "style": "\(Stylesheet.text)", "policy": DocumentPage.policy,
      ]
      // A section about a subtitle stands only where there is one.
      values["subtitle"] = outline.subtitle
      return template.render(values)
    #else
      return page.text  // no template was ever made
    #endif
  }
}

/// A template that makes no page.
public enum PageTemplateError: DiagnosableError, Hashable {
  case noBody(file: String)
  case malformed(file: String, line: Int, problem: String)
  /// The package was built without the trait Templates.
  case notBuilt

  public var diagnostic: Diagnostic {
    switch self {
    case .noBody(let file):
      Diagnostic(
        "the template never shows {{{body}}}", at: .init(file: file),
        expectation: "It may name title, subtitle, stamp, and in three braces contents, body, style and policy.")
    case .malformed(let file, let line, let problem): Diagnostic("the template is malformed: \(problem)", at: .init(file: file, line: line))
    case .notBuilt: Diagnostic("this build knows no templates", hint: "swift build -c release --product safeguard --traits Workbook,Templates makes one that does")
    }
  }
}
