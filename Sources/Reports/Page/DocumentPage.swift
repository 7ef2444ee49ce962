import Columns
import Safeguarding

/// A document as one file of HTML that needs nothing beside it: no network, no script, no style but its own.
///
/// The same document gives the same bytes.
struct DocumentPage {
  let outline: DocumentOutline

  /// Headings of the document's own sections that a list of contents pays for.
  private static let fewestForContents = 3

  /// The page in the house's own layout.
  var text: String {
    var page = Markup()
    page.element("html", ["lang": "en-GB"]) { page in
      page.newLine()
      page.element("head") { head in
        head.empty("meta", ["charset": "utf-8"])
        head.empty("meta", ["http-equiv": "Content-Security-Policy", "content": Self.policy])
        head.empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
        head.empty("meta", ["name": "generator", "content": "safeguarding-kit"])
        head.element("title", text: outline.title)
        head.addStyle(Stylesheet.text)
      }
      page.newLine()
      page.element("body") { body in
        body.element("a", ["class": "skip", "href": "#main"], text: "Skip to the main content")
        body.element("header") { header in
          header.element("h1", text: outline.title)
          if let subtitle = outline.subtitle { header.element("p", ["class": "lead"], text: subtitle) }
        }
        body.newLine()
        body.element("main", ["id": "main"]) { main in
          main.add(contents)
          main.add(self.body)
        }
        body.newLine()
        body.element("footer") { $0.element("p", text: Self.stamp) }
      }
      page.newLine()
    }
    return "<!DOCTYPE html>\n" + page.text + "\n"
  }

  /// What the page may load and run: nothing, but the house's style.
  static let policy =
    "default-src 'none'; style-src 'sha256-\(Stylesheet.hash)'; img-src data:; base-uri 'none'; form-action 'none'"

  /// What the document says and shows, from its first section to its sources.
  var body: Markup {
    var markup = Markup()
    for (place, block) in outline.blocks.enumerated() {
      add(block, place: place, to: &markup)
      markup.newLine()
    }
    return markup
  }

  /// What the page says of its making. It names no day, so that the same data give the same page.
  static let stamp = "Made by safeguarding-kit from the files named under Sources. The same files and script give the same page."

  private func anchor(_ number: String) -> String { "section-" + number.map { $0 == "." ? "-" : String($0) }.joined() }

  /// The list of the sections; nothing where they are few.
  var contents: Markup {
    var markup = Markup()
    let sections = outline.blocks.compactMap { block -> (number: String, title: String)? in
      if case .heading(1, let number, let title) = block { (number, title) } else { nil }
    }
    guard sections.count >= Self.fewestForContents else { return markup }
    markup.element("nav", ["aria-labelledby": "contents"]) { nav in
      nav.element("h2", ["id": "contents"], text: "Contents")
      nav.element("ol") { list in
        for section in sections {
          list.element("li") { $0.element("a", ["href": "#\(anchor(section.number))"], text: "\(section.number). \(section.title)") }
        }
      }
    }
    markup.newLine()
    return markup
  }

  private func add(_ block: DocumentOutline.Block, place: Int, to main: inout Markup) {
    switch block {
    case .heading(let level, let number, let title):
      main.element("h\(level + 1)", ["id": anchor(number)], text: "\(number). \(title)")
    case .paragraph(let text): main.element("p", text: text)
    case .list(let items): main.element("ul") { list in for item in items { list.element("li", text: item) } }
    case .findings(let texts):
      guard !texts.isEmpty else { return main.element("p", text: "None.") }
      main.element("ol") { list in for text in texts { list.element("li", text: text) } }
    case .statement(let kind, let label, let text):
      let style = kind == .inference ? "statement inference" : kind == .gap ? "statement gap" : "statement"
      main.element("p", ["class": style]) { paragraph in
        paragraph.element("strong", text: label + ": ")
        paragraph.add(text)
      }
    case .exhibit(let exhibit): add(exhibit, place: place, to: &main)
    }
  }

  private func add(_ exhibit: DocumentOutline.Exhibit, place: Int, to main: inout Markup) {
    let id = "exhibit-\(place)"
    guard let caption = exhibit.caption, let table = exhibit.result.table else {
      for line in (exhibit.words ?? "").split(separator: "\n") { main.element("p", text: String(line)) }
      if let note = exhibit.note { main.element("p", ["class": "note"], text: note) }
      return
    }
    let picture = (exhibit.result as? any Chart).flatMap { ChartPicture(of: $0) }?.element(id: id)
    main.element("figure", ["id": id, "class": picture == nil ? nil : "chart"]) { figure in
      figure.element("figcaption", ["id": "\(id)-caption"]) { text in
        text.add(caption)
        for line in (exhibit.words ?? "").split(separator: "\n") { text.element("span", ["class": "measure"], text: String(line)) }
      }
      if let picture {
        figure.element("div", ["class": "scroll picture", "tabindex": "0", "role": "group", "aria-label": "\(exhibit.label ?? ""), picture"]) { $0.add(picture) }
        figure.element("details") { details in
          details.element("summary", text: "Data of \(exhibit.label ?? "the figure")")
          TablePage.add(table, labelledBy: "\(id)-caption", to: &details)
        }
      } else {
        TablePage.add(table, labelledBy: "\(id)-caption", to: &figure)
      }
      for note in table.notes + [exhibit.note].compactMap({ $0 }) { figure.element("p", ["class": "note"], text: note) }
      TablePage.addDownload(table, name: exhibit.label ?? "table", file: exhibit.fileName ?? "table", to: &figure)
    }
  }
}
