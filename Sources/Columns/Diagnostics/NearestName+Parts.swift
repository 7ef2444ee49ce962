// Areas and columns have long names of which people know a part: "Bristol" of "Bristol, City of", "score" of "imd_average_score".

extension NearestName {
  /// Returns the words ``did you mean "x"?`` for the candidates of which a text is a part, or else as ``hint(for:among:)`` does.
  public static func hint(forPart text: String, among candidates: some Collection<String>) -> String? {
    let found = holding(text, among: candidates)
    guard !found.isEmpty, synonym(of: text, among: candidates) == nil else {
      return authority(called: text, among: candidates).map { "did you mean \"\($0)\"?" } ?? hint(for: text, among: candidates)
    }
    let most = 3
    let names = found.prefix(most).map { "\"\($0)\"" }
    if found.count > most { return "did you mean \(names.joined(separator: ", ")) or another of \(found.count) such?" }
    return "did you mean \(names.dropLast().joined(separator: ", "))\(names.count > 1 ? " or " : "")\(names.last ?? "")?"
  }

  /// Returns the candidates that are a text but for case and signs; or else those that begin with its words, those that have them in
  /// another order, those that begin with its letters, and those that hold its words.
  static func holding(_ text: String, among candidates: some Collection<String>) -> [String] {
    let wanted = words(of: text)
    let letters = wanted.joined(separator: " ")
    guard !wanted.isEmpty, letters.count > 1 else { return [] }
    let sorted = wanted.sorted()
    var found = [[String]](repeating: [], count: 5)
    // A hint is no answer, and must not take as long as one.
    var left = mostBytes
    for candidate in candidates {
      left -= candidate.utf8.count
      guard left > 0 else { break }
      let held = words(of: candidate)
      let rank: Int
      if held == wanted {
        rank = 0
      } else if held.starts(with: wanted) {
        rank = 1
      } else if held.count == wanted.count, held.sorted() == sorted {
        rank = 2
      } else if letters.count > 3, held.joined(separator: " ").hasPrefix(letters) {
        rank = 3
      } else if held.count > wanted.count, held.indices.dropLast(wanted.count - 1).contains(where: { held[$0...].starts(with: wanted) }) {
        rank = 4
      } else {
        continue
      }
      found[rank].append(candidate)
    }
    return found.first { !$0.isEmpty } ?? []
  }

  private static let mostBytes = 2_000_000

  /// The candidate that is a text but for the words that say what kind of authority it is: "Bristol" for "Bristol, City of".
  private static func authority(called text: String, among candidates: some Collection<String>) -> String? {
    let wanted = place(in: words(of: text))
    guard !wanted.isEmpty, synonym(of: text, among: candidates) == nil else { return nil }
    var left = mostBytes
    return candidates.first { candidate in
      left -= candidate.utf8.count
      return left > 0 && place(in: words(of: candidate)) == wanted
    }
  }

  /// What an authority is called without its kind. Hull is called both that and Kingston upon Hull; the City of London is not London.
  private static func place(in words: [Substring]) -> [Substring] {
    let own = words.filter { !kindsOfAuthority.contains($0) }
    if own == ["london"] { return words }
    if own.first == "london", words.contains("borough") { return Array(own.dropFirst()) }
    return own == ["kingston", "upon", "hull"] ? ["hull"] : own
  }

  private static let kindsOfAuthority: Set<Substring> = [
    "authority", "borough", "city", "constabulary", "council", "county", "district", "metropolitan", "of", "police", "royal", "the", "unitary",
  ]

  /// The words of a text in small letters; an apostrophe parts none, and `&` is one.
  private static func words(of text: String) -> [Substring] {
    text.lowercased().replacing("&", with: " and ").filter { $0 != "'" && $0 != "\u{2019}" }.split { !$0.isLetter && !$0.isNumber }
  }

  /// The names of columns in a sentence: of very many the first and those near to a name, and where to see the others.
  static func listed(_ names: [String], near name: String, shown: (String) -> String = { $0 }, seenBy place: String? = nil) -> String {
    let most = 40
    guard names.count > most else { return names.map(shown).joined(separator: ", ") }
    let near = (holding(name, among: names) + [of(name, among: names)].compactMap(\.self)).prefix(10)
    let first = Array(near) + names.filter { !near.contains($0) }
    let listed = first.reduce(into: [String]()) { if $0.count < most, !$0.contains($1) { $0.append($1) } }
    return "\(listed.map(shown).joined(separator: ", ")) and \(names.count - most) more\(place.map { "; \($0) shows all" } ?? "")"
  }
}
