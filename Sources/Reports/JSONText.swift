import Columns
import Safeguarding

/// Values as JSON text on one line, so that several results make JSON Lines. A missing value is an object that names its reason: `{"missing": "suppressed"}`.
struct JSONText {
  private(set) var text = ""

  static func of(_ table: Table) -> String {
    var json = JSONText()
    json.add(table)
    return json.text
  }

  static func of(_ value: Value) -> String {
    var json = JSONText()
    json.add(value)
    return json.text
  }

  private mutating func add(_ table: Table) {
    text += "{\"columns\": ["
    join(table.columns) { json, column in
      json.text += "{\"name\": \(Self.quoted(column.name)), \"type\": \"\(column.type.rawValue)\""
      if let unit = column.unit { json.text += ", \"unit\": \(Self.quoted(unit))" }
      json.text += "}"
    }
    text += "], \"rows\": ["
    join(0..<table.rowCount) { json, row in
      json.text += "{"
      json.join(table.columns) { json, column in
        json.text += "\(Self.quoted(column.name)): "
        json.add(Value(column[row]))
      }
      json.text += "}"
    }
    text += "], \"notes\": ["
    join(table.notes) { json, note in json.text += Self.quoted(note) }
    text += "], \"sources\": ["
    join(table.sources) { json, source in
      json.text += "{\"file\": \(Self.quoted(source.file)), \"bytes\": \(source.byteCount), "
      json.text += "\"crc32\": \(Self.quoted(source.checksum)), \"rows\": \(source.rowCount)\(source.sheet.map { ", \"sheet\": \(Self.quoted($0))" } ?? "")}"
    }
    text += "]}"
  }

  private mutating func add(_ value: Value) {
    switch value {
    case .nothing: text += "null"
    case .missing(let reason): text += "{\"missing\": \(Self.quoted(reason.words))}"
    case .boolean(let flag): text += flag ? "true" : "false"
    case .integer(let number): text += String(number)
    case .number(let number): text += number.isFinite ? Cell.number(number).plainText : "null"
    case .text(let words): text += Self.quoted(words)
    case .list(let values):
      text += "["
      join(values) { json, value in json.add(value) }
      text += "]"
    case .record(let fields):
      text += "{"
      join(fields) { json, field in
        json.text += "\(Self.quoted(field.name)): "
        json.add(field.value)
      }
      text += "}"
    case .object(let object): add(object)
    }
  }

  private mutating func add<Object: OperationObject>(_ object: Object) {
    if object.cell != nil {
      text += Self.quoted(object.words)
    } else if Object.isList, let table = object.table {
      add(table)
    } else {
      let fields = Object.fields.map { (name: $0.name, value: $0.value(object)) }
      add(.record([(name: "words", value: .text(object.words))] + fields))
    }
  }

  private mutating func join<Items: Collection>(_ items: Items, _ body: (inout JSONText, Items.Element) -> Void) {
    for (place, item) in items.enumerated() {
      if place > 0 { text += ", " }
      body(&self, item)
    }
  }

  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0x2028 || scalar.value == 0x2029:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
