import Columns
import Safeguarding

/// Tables on a page: a head for each column with its unit, the first column of words as the head of its rows.
enum TablePage {
  /// Of a table with more rows the page shows the first ones; the download has all.
  private static let mostRows = 1000
  /// The bytes of CSV beyond which a page offers no download: every byte of it would stand in the page.
  private static let mostDownloaded = 2 << 20

  static func add(_ table: Table, labelledBy caption: String, to markup: inout Markup) {
    let printers = table.columns.map(CellPrinter.init)
    let heading = table.columns.firstIndex { $0.type == .text || $0.type == .date }
    let shown = min(table.rowCount, Self.mostRows)
    // On paper nothing scrolls, and no number may be broken: a wide table is set smaller.
    let width = table.columns.count > 14 ? "scroll widest" : table.columns.count > 8 ? "scroll wide" : "scroll"
    markup.element("div", ["class": width, "tabindex": "0", "role": "region", "aria-labelledby": caption]) { region in
      region.element("table", ["aria-labelledby": caption]) { rows in
        rows.element("thead") { head in
          head.element("tr") { row in
            for (column, printer) in zip(table.columns, printers) {
              row.element("th", ["scope": "col", "class": printer.isNumeric ? "number" : nil]) { cell in
                cell.add(column.name.isEmpty ? "(no name)" : column.name)
                if let unit = column.unit { cell.element("span", ["class": "unit"], text: unit) }
              }
            }
          }
        }
        rows.newLine()
        rows.element("tbody") { body in
          for row in 0..<shown {
            body.element("tr") { cells in
              for (place, printer) in printers.enumerated() {
                let text = printer.text(row)
                if place == heading {
                  cells.element("th", ["scope": "row"], text: text)
                } else {
                  let isDate = table.columns[place].type == .date || table.columns[place].type == .timestamp
                  if let sparkline = SparklinePicture(text) {
                    cells.element("td") { $0.add(sparkline.element) }
                    continue
                  }
                  cells.element("td", ["class": printer.isNumeric ? "number" : isDate ? "date" : Self.status(text)], text: text)
                }
              }
            }
            body.newLine()
          }
        }
      }
    }
    if shown < table.rowCount {
      markup.element("p", ["class": "note"], text: "The first \(PrintedNumber.of(shown)) of \(PrintedNumber.of(table.rowCount)) rows.")
    }
  }

  /// Red, amber and green are words, and a mark of that colour stands beside them.
  private static func status(_ text: String) -> String? { ["red", "amber", "green"].contains(text) ? text : nil }

  /// Offers a table as CSV, which stands in the page itself.
  static func addDownload(_ table: Table, name: String, file: String, to markup: inout Markup) {
    let bytes = Array(Presentation.spreadsheetText(table).utf8)
    guard bytes.count <= Self.mostDownloaded else { return }
    markup.element("p", ["class": "note download"]) { paragraph in
      paragraph.element(
        "a", ["href": "data:text/csv;charset=utf-8;base64," + Base64.text(of: bytes), "download": "\(file).csv"],
        text: "Download \(name) (CSV, \(PrintedNumber.of((bytes.count + 1023) / 1024)) KB)")
    }
  }
}

/// Bytes as text in base 64.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(of bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = (0..<3).map { start + $0 < bytes.count ? UInt32(bytes[start + $0]) : 0 }
      let bits = group[0] << 16 | group[1] << 8 | group[2]
      for place in 0..<4 {
        text.append(start + place <= bytes.count ? alphabet[Int(bits >> (18 - 6 * UInt32(place)) & 63)] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
