/// Free text about where an incident happened: some of it with commas, quotation marks and accents.
struct Places {
  /// Appends a cell, quoted where CSV needs it.
  func append(to bytes: inout [UInt8], _ numbers: RandomNumbers) {
    let premises = numbers.bits(.premises).below(Self.premises.count * 8)  // One place in eight has any.
    let hasPremises = premises < Self.premises.count
    let detail = numbers.bits(.placeDetail).below(Self.details.count)
    let isQuoted = hasPremises || Self.needsQuotes[detail]
    if isQuoted { bytes.append(UInt8(ascii: "\"")) }
    if hasPremises {
      bytes.append(contentsOf: premisesTexts[premises])
      bytes.append(decimal: 1 + numbers.bits(.premisesNumber).below(40))
      bytes.append(contentsOf: separator)
    }
    bytes.append(decimal: 1 + numbers.bits(.houseNumber).below(240))
    bytes.append(UInt8(ascii: " "))
    bytes.append(contentsOf: names[numbers.bits(.streetName).below(Self.names.count)])
    bytes.append(contentsOf: kinds[numbers.bits(.streetKind).below(Self.kinds.count)])
    bytes.append(contentsOf: details[detail])
    if isQuoted { bytes.append(UInt8(ascii: "\"")) }
  }

  private let premisesTexts = TextList(Self.premises)
  private let names = TextList(Self.names)
  private let kinds = TextList(Self.kinds)
  private let details = TextList(
    Self.details.map { String($0.flatMap { $0 == "\"" ? "\"\"" : String($0) }) })
  private let separator = Array(", ".utf8)

  private static let needsQuotes = details.map { $0.contains(",") || $0.contains("\"") }

  private static let premises = ["Flat ", "Unit ", "Room ", "Block "]

  private static let names = [
    "Albert", "Ashgrove", "Beechwood", "Birchfield", "Brook", "Cambridge", "Castle", "Chapel", "Church", "Clarence",
    "Cromwell", "Derwent", "Fairview", "George", "Grange", "Grove", "Hawthorn", "High", "Highfield", "Holly", "King",
    "Linthorpe", "Mill", "Nelson", "North", "Orchard", "Park", "Princess", "Queen", "Richmond", "Saint Thérèse",
    "Schönfeld", "School", "South", "Springfield", "Station", "Trinity", "Victoria", "Waterloo", "West",
    "Zoë Wanamaker",
  ]

  private static let kinds = [
    " Road", " Street", " Avenue", " Close", " Lane", " Drive", " Way", " Gardens", " Terrace", " Crescent", " Court",
  ]

  private static let details = [
    " behind the parade of shops", " by the park gates near the pond", " at the bus station stand 4",
    " outside the leisure centre", " in the multi-storey car park", " on the recreation ground",
    " near the footbridge over the beck", " beside the railway station", " at the family home upstairs",
    " at the corner opposite the school", " in the alley, rear of number 12", " outside the \"Crown and Anchor\"",
    " near the \"Café Noël\", first floor", " in the queue at the Bäckerei",
    " known locally as \"The Cut\", by the canal", " at the children's home (north wing)",
    " at the hospital's main entrance", " below the underpass by the retail park",
    " in the stairwell between two floors", " on the night bus towards the town centre",
  ]
}
