import Columns

/// The areas of a table of one's own, however they are written: by name, code or DfE number.
struct AreaSpellings {
  /// The column; where it writes an area in more ways than one, by the area's name.
  let areas: Column
  /// The code of each row's area; not available where the register doesn't know it.
  let codes: Column
  let notes: [String]

  init(_ column: Column) {
    var known: [String: Area] = [:]
    var unknown: [String] = []
    codes = column.mappingValues(named: "area_code") { cell in
      let text = cell.plainText
      guard let area = AreaRegister.england.areaIfKnown(text) else {
        unknown.append(text)
        return .missing(.notAvailable)
      }
      known[text] = area
      return .text(area.code)
    }
    unknown.sort()
    let several = Dictionary(grouping: known.keys.sorted(), by: { known[$0]?.code }).values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    let isMixed = Set(several.joined())
    areas = several.isEmpty ? column : column.mappingValues(named: column.name) { cell in
      isMixed.contains(cell.plainText) ? known[cell.plainText].map { .text($0.name) } ?? cell : cell
    }
    func listed(_ texts: [String]) -> String {
      texts.prefix(6).map { "\"\($0)\"" }.joined(separator: ", ") + (texts.count > 6 ? " and \(PrintedNumber.of(texts.count - 6)) more" : "")
    }
    notes = several.prefix(6).map { "\(column.name): \(listed($0)) are \(known[$0[0]]?.name ?? "one area"), and counted as one" }
      + (several.count > 6 ? ["\(column.name): \(PrintedNumber.of(several.count - 6)) more areas are written in several ways, and each counted as one"] : [])
      + (unknown.isEmpty ? [] : ["\(column.name): \(listed(unknown)) \(unknown.count == 1 ? "is no area" : "are no areas") that the register knows"])
  }
}
