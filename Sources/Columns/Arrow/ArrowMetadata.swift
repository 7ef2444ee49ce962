#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Key-value pairs that an Arrow file carries beside its values.
struct ArrowMetadata: Hashable, Sendable {
  private(set) var pairs: [Pair] = []

  struct Pair: Hashable, Sendable {
    let key: String
    let value: String
  }

  mutating func append(_ key: String, _ value: String) { pairs.append(Pair(key: key, value: value)) }

  /// The value of a key, or nil where there is none; setting nil changes nothing.
  subscript(_ key: ArrowKey) -> String? {
    get { pairs.first { $0.key == key.rawValue }?.value }
    set { if let newValue { append(key.rawValue, newValue) } }
  }

  var flat: FlatValue { .tables(pairs.map { .table([0: .string($0.key), 1: .string($0.value)]) }) }
}

/// The keys under which this library keeps what Arrow has no field for. Other programs show them and pass over them.
enum ArrowKey: String {
  // Of the schema: these stay true when another program writes the table again.
  case sources = "safeguarding.sources"
  case notes = "safeguarding.notes"
  // Of a field.
  case unit = "safeguarding.unit"
  case decimals = "safeguarding.decimals"
  /// The type of a column whose values Arrow would take for another.
  case type = "safeguarding.type"
  /// The reason that every missing row of a column shares.
  case reason = "safeguarding.reason"
  /// On a column of reasons, the name of the column that they belong to.
  case reasonsOf = "safeguarding.reasons_of"
  // Of the footer: these are true of this file only.
  case format = "safeguarding.format"
  case statistics = "safeguarding.statistics"
  case orders = "safeguarding.orders"
  // Of the footer, one sum for each message; of a message, one for each of its buffers.
  case checksums = "safeguarding.checksums"
  // Of a message.
  case ranges = "safeguarding.ranges"
}

/// What a column's values come to, as the footer keeps it: texts as a delimited file would have them.
struct SavedStatistics: Codable, Hashable {
  var name: String
  var least: String?
  var most: String?
  var missing: Int
  /// The values of the dictionary.
  var distinct: Int?
  /// Whether the dictionary is sorted.
  var sorted: Bool?
  var ascending: Bool
}

/// A source as the schema keeps it.
private struct SavedSource: Codable {
  var file: String
  var byteCount: Int
  var checksum: String
  var rowCount: Int
  var sheet: String?
}

/// Metadata that is more than one text, as JSON.
enum ArrowJSON {
  static func text(_ value: some Encodable) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
  }

  static func value<Value: Decodable>(_ type: Value.Type, _ text: String) -> Value? {
    try? JSONDecoder().decode(type, from: Data(text.utf8))
  }

  static func text(of sources: [TableSource]) -> String? {
    text(
      sources.map {
        SavedSource(file: $0.file, byteCount: $0.byteCount, checksum: $0.checksum, rowCount: $0.rowCount, sheet: $0.sheet)
      })
  }

  static func sources(_ text: String) -> [TableSource]? {
    value([SavedSource].self, text)?.map {
      TableSource(file: $0.file, byteCount: $0.byteCount, checksum: $0.checksum, rowCount: $0.rowCount, sheet: $0.sheet)
    }
  }
}
