/// The name of an element or an attribute, as a hash (FNV-1a, 64 bits), so that names are compared without being copied.
///
/// Two names of one hash would be taken for each other. Only somebody who looks for such a pair finds one, and wins no more than a
/// differently named element in a file of their own.
struct XMLName: Hashable {
  var code: UInt64 = 0xCBF2_9CE4_8422_2325

  init() {}

  init(_ text: String) { for byte in text.utf8 { add(byte) } }

  @inline(__always)
  mutating func add(_ byte: UInt8) { code = (code ^ UInt64(byte)) &* 0x100_0000_01B3 }
}

extension XMLName {
  // Open packaging, and workbooks (ECMA-376).
  static let relationship = XMLName("Relationship"), id = XMLName("Id"), type = XMLName("Type"), target = XMLName("Target")
  static let sheet = XMLName("sheet"), name = XMLName("name"), state = XMLName("state"), reference = XMLName("id")
  static let workbookProperties = XMLName("workbookPr"), date1904 = XMLName("date1904")
  static let sharedItem = XMLName("si"), text = XMLName("t"), phoneticRun = XMLName("rPh")
  static let numberFormats = XMLName("numFmts"), numberFormat = XMLName("numFmt"), formatID = XMLName("numFmtId"), formatCode = XMLName("formatCode")
  static let cellFormats = XMLName("cellXfs"), cellFormat = XMLName("xf")
  static let sheetData = XMLName("sheetData"), row = XMLName("row"), cell = XMLName("c"), value = XMLName("v"), formula = XMLName("f")
  static let inline = XMLName("is"), place = XMLName("r"), style = XMLName("s"), hidden = XMLName("hidden")
  static let mergeCell = XMLName("mergeCell"), range = XMLName("ref")

  // OpenDocument 1.3, part 3.
  static let openSpreadsheet = XMLName("spreadsheet"), openTable = XMLName("table"), openStyle = XMLName("style")
  static let tableProperties = XMLName("table-properties"), display = XMLName("display"), styleName = XMLName("style-name")
  static let openRow = XMLName("table-row"), openCell = XMLName("table-cell"), coveredCell = XMLName("covered-table-cell")
  static let rowsRepeated = XMLName("number-rows-repeated"), columnsRepeated = XMLName("number-columns-repeated")
  static let rowsSpanned = XMLName("number-rows-spanned"), columnsSpanned = XMLName("number-columns-spanned")
  static let visibility = XMLName("visibility"), openFormula = XMLName("formula"), extensions = XMLName("calcext")
  static let valueType = XMLName("value-type"), openValue = XMLName("value"), dateValue = XMLName("date-value"), timeValue = XMLName("time-value")
  static let booleanValue = XMLName("boolean-value"), stringValue = XMLName("string-value")
  static let paragraph = XMLName("p"), spaces = XMLName("s"), count = XMLName("c"), tab = XMLName("tab"), lineBreak = XMLName("line-break")
  static let annotation = XMLName("annotation"), note = XMLName("note"), ruby = XMLName("ruby-text"), encryption = XMLName("encryption-data")
}
