/// Reads XML from front to back, a tag or a text at a time, without building a tree.
///
/// Source: W3C, *Extensible Markup Language (XML) 1.0*, fifth edition, of which it reads what spreadsheets have: elements, attributes,
/// text, CDATA, comments, processing instructions, and references to characters. Elements are known by their names without
/// prefix. It takes UTF-8 alone, and refuses a document type, which could declare entities without end.
///
/// The bytes come from a part of a zip file and pass through a window, so that memory does not grow with the part.
struct XMLScanner {
  enum Token {
    /// An element begins. An empty element has an end as well.
    case start
    case end
    case text
    /// The document ended.
    case finish
  }

  private struct Attribute {
    let prefix: XMLName?
    let name: XMLName
    let range: Range<Int>
  }

  /// The most bytes that one tag or one run of text may take.
  private static let longestToken = 64 << 20
  private static let deepest = 256

  private let part: ZipPart
  private var window: [UInt8] = []
  private var place = 0
  private var isAtEnd = false
  private let step = ByteBlock()

  /// The name of the element that begins or ends.
  private(set) var name = XMLName()
  private var attributes: [Attribute] = []
  private var text = 0..<0
  private var isVerbatim = false
  /// Whether the element that began has its end in the same tag.
  private var isClosed = false
  /// The names, with their prefixes, of the elements that are open.
  private var open: [XMLName] = []
  private var hasRoot = false

  /// The number of elements that are open, the one that begins or ends included.
  private(set) var depth = 0

  init(_ part: ZipPart) throws(SpreadsheetError) {
    self.part = part
    while window.count < 4, try fill() {}
    if window.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    if window.starts(with: [0xFF, 0xFE]) || window.starts(with: [0xFE, 0xFF]) || window.prefix(4).contains(0) {
      throw damage("is UTF-16 or UTF-32, which spreadsheet programs do not write")
    }
  }

  func damage(_ what: String) -> SpreadsheetError { .damagedPart(part.archive.file, part.entry.name, what) }

  /// Takes more bytes into the window, and lets go of those before the place. The place is the start of a token.
  private mutating func fill() throws(SpreadsheetError) -> Bool {
    guard !isAtEnd else { return false }
    window.removeSubrange(0..<place)
    place = 0
    guard window.count <= Self.longestToken else { throw damage("has a tag or a text of more than \(Self.longestToken >> 20) MB") }
    step.removeAll()
    // As much as is there already, so that a long token is not looked at too often.
    isAtEnd = try !part.append(to: step, about: max(1 << 17, window.count))
    // Safe: the step does not change while it is copied.
    unsafe window.append(contentsOf: step.bytes)
    return !isAtEnd
  }

  // MARK: Tokens

  mutating func next() throws(SpreadsheetError) -> Token {
    if isClosed {
      isClosed = false
      return .end
    }
    depth = open.count
    while true {
      guard place < window.count else {
        if try fill() { continue }
        guard open.isEmpty, hasRoot else { throw damage("is cut short") }
        return .finish
      }
      if window[place] == UInt8(ascii: "<") {
        if let token = try markup() { return token }
      } else {
        var end = find(UInt8(ascii: "<"), from: place)
        while end == nil, try fill() { end = find(UInt8(ascii: "<"), from: place) }
        text = place..<(end ?? window.count)
        place = text.upperBound
        isVerbatim = false
        // Between the elements of the outermost level stand ends of lines.
        if !open.isEmpty { return .text }
      }
    }
  }

  private func find(_ byte: UInt8, from start: Int) -> Int? {
    let bytes = window.span
    var at = start
    while at < bytes.count {
      if bytes[at] == byte { return at }
      at += 1
    }
    return nil
  }

  /// Reads what a `<` begins; nil for a comment and the like.
  private mutating func markup() throws(SpreadsheetError) -> Token? {
    while window.count - place < 9, try fill() {}
    let second = place + 1 < window.count ? window[place + 1] : 0
    if second == UInt8(ascii: "!") {
      if isNext("<!--") {
        _ = try passed("-->", from: 4)
        return nil
      }
      guard isNext("<![CDATA["), !open.isEmpty else { throw damage("declares a document type or entities, which no spreadsheet program writes") }
      text = try passed("]]>", from: 9)
      isVerbatim = true
      return .text
    }
    if second == UInt8(ascii: "?") {
      let range = try passed("?>", from: 2)
      try checkDeclaration(range)
      return nil
    }
    var end = tagEnd()
    while end == nil, try fill() { end = tagEnd() }
    guard let end else { throw damage("is cut short") }
    defer { place = end + 1 }
    if second == UInt8(ascii: "/") {
      var at = place + 2
      let found = names(at: &at, before: end)
      name = found.local
      guard let last = open.popLast(), last == found.whole else { throw damage("closes an element that is not open") }
      depth = open.count + 1
      return .end
    }
    try readTag(place + 1, end)
    return .start
  }

  private func isNext(_ text: String) -> Bool { window[place...].starts(with: text.utf8) }

  /// Moves behind the next mark, and returns what stood before it.
  private mutating func passed(_ mark: String, from offset: Int) throws(SpreadsheetError) -> Range<Int> {
    let mark = Array(mark.utf8)
    var looked = offset
    while true {
      var at = place + looked
      while at + mark.count <= window.count {
        if window[at] == mark[0], window[at..<at + mark.count].elementsEqual(mark) {
          defer { place = at + mark.count }
          return place + offset..<at
        }
        at += 1
      }
      looked = max(offset, at - place)
      guard try fill() else { throw damage("is cut short") }
    }
  }

  /// Throws where the first line says that the text is of another encoding.
  private func checkDeclaration(_ range: Range<Int>) throws(SpreadsheetError) {
    guard window[range].starts(with: "xml ".utf8) else { return }
    let words = String(decoding: window[range], as: UTF8.self).lowercased().split(whereSeparator: { " =\"'\n\r\t".contains($0) })
    guard let place = words.firstIndex(of: "encoding"), place + 1 < words.count else { return }
    guard ["utf-8", "utf8", "us-ascii", "ascii"].contains(words[place + 1]) else { throw damage("is in the encoding \(words[place + 1]), and not in UTF-8") }
  }

  /// The place of the `>` that ends the tag at the place; those in quotes do not.
  private func tagEnd() -> Int? {
    let bytes = window.span
    var quote: UInt8 = 0
    var at = place
    while at < bytes.count {
      let byte = bytes[at]
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == UInt8(ascii: ">") {
        return at
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      }
      at += 1
    }
    return nil
  }

  /// Reads a name, with its prefix and without.
  private func names(at: inout Int, before end: Int) -> (whole: XMLName, prefix: XMLName?, local: XMLName) {
    let bytes = window.span
    var (whole, local) = (XMLName(), XMLName())
    var prefix: XMLName?
    while at < end {
      let byte = bytes[at]
      if byte <= UInt8(ascii: " ") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=") { break }
      if byte == UInt8(ascii: ":") { (prefix, local) = (whole, XMLName()) } else { local.add(byte) }
      whole.add(byte)
      at += 1
    }
    return (whole, prefix, local)
  }

  private mutating func readTag(_ start: Int, _ tagEnd: Int) throws(SpreadsheetError) {
    isClosed = window[tagEnd - 1] == UInt8(ascii: "/") && tagEnd - 1 > start
    let end = isClosed ? tagEnd - 1 : tagEnd
    var at = start
    let element = names(at: &at, before: end)
    guard at > start else { throw damage("has a tag without a name") }
    attributes.removeAll(keepingCapacity: true)
    while true {
      skipBlanks(&at, before: end)
      guard at < end else { break }
      attributes.append(try attribute(at: &at, before: end))
    }
    name = element.local
    guard hasRoot == !open.isEmpty else { throw damage("has more than one outermost element") }
    hasRoot = true
    guard open.count < Self.deepest else { throw damage("has elements in more than \(Self.deepest) others") }
    depth = open.count + 1
    if !isClosed { open.append(element.whole) }
  }

  private func attribute(at: inout Int, before end: Int) throws(SpreadsheetError) -> Attribute {
    let start = at
    let name = names(at: &at, before: end)
    guard at > start else { throw damage("has a tag that is not well formed") }
    skipBlanks(&at, before: end)
    guard at < end, window[at] == UInt8(ascii: "=") else { throw damage("has an attribute without a value") }
    at += 1
    skipBlanks(&at, before: end)
    guard at < end, window[at] == UInt8(ascii: "\"") || window[at] == UInt8(ascii: "'") else { throw damage("has an attribute without quotes") }
    let quote = window[at]
    at += 1
    let valueStart = at
    let bytes = window.span
    while at < end, bytes[at] != quote { at += 1 }
    guard at < end else { throw damage("has an attribute without its closing quote") }
    defer { at += 1 }
    return Attribute(prefix: name.prefix, name: name.local, range: valueStart..<at)
  }

  private func skipBlanks(_ at: inout Int, before end: Int) {
    while at < end, window[at] <= UInt8(ascii: " ") { at += 1 }
  }

  // MARK: What a token holds

  /// The bytes of an attribute of the element that began, references not resolved; nil where it has none.
  ///
  /// What LibreOffice adds under the prefix `calcext` has the names of OpenDocument's own, and is asked for by that prefix.
  func bytes(_ name: XMLName, prefix: XMLName? = nil) -> ArraySlice<UInt8>? {
    for attribute in attributes where attribute.name == name {
      if prefix == nil ? attribute.prefix != .extensions : attribute.prefix == prefix { return window[attribute.range] }
    }
    return nil
  }

  /// The text of an attribute of the element that began.
  func text(_ name: XMLName, prefix: XMLName? = nil) throws(SpreadsheetError) -> String? {
    guard let bytes = bytes(name, prefix: prefix) else { return nil }
    var text: [UInt8] = []
    try resolve(bytes.startIndex..<bytes.endIndex, into: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The whole number that an attribute holds, or nil where it has none; one beyond any count is a very large one.
  func number(_ name: XMLName) -> Int? {
    guard let bytes = bytes(name) else { return nil }
    var number = 0
    for byte in bytes {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      number = min(number * 10 + Int(byte - UInt8(ascii: "0")), 1 << 50)
    }
    return bytes.isEmpty ? nil : number
  }

  /// Appends the text that was read.
  func appendText(to bytes: inout [UInt8]) throws(SpreadsheetError) {
    if isVerbatim { bytes.append(contentsOf: window[text]) } else { try resolve(text, into: &bytes) }
  }

  /// Appends a range with its references resolved, and each end of a line as LF.
  private func resolve(_ range: Range<Int>, into text: inout [UInt8]) throws(SpreadsheetError) {
    let bytes = window.span
    var at = range.lowerBound
    while at < range.upperBound {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "&") {
        try resolveReference(&at, before: range.upperBound, into: &text)
      } else if byte == UInt8(ascii: "\r") {
        text.append(UInt8(ascii: "\n"))
        if at < range.upperBound, bytes[at] == UInt8(ascii: "\n") { at += 1 }
      } else {
        text.append(byte)
      }
    }
  }

  private func resolveReference(_ at: inout Int, before end: Int, into text: inout [UInt8]) throws(SpreadsheetError) {
    guard let semicolon = window[at..<min(end, at + 12)].firstIndex(of: UInt8(ascii: ";")) else { throw damage("has an & that begins no reference") }
    let name = String(decoding: window[at..<semicolon], as: UTF8.self)
    at = semicolon + 1
    switch name {
    case "amp": text.append(UInt8(ascii: "&"))
    case "lt": text.append(UInt8(ascii: "<"))
    case "gt": text.append(UInt8(ascii: ">"))
    case "quot": text.append(UInt8(ascii: "\""))
    case "apos": text.append(UInt8(ascii: "'"))
    default:
      let code = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
      guard let code, code > 0, let scalar = Unicode.Scalar(code) else { throw damage("has the reference &\(name.prefix(12));, which is not declared") }
      text.append(contentsOf: String(Character(scalar)).utf8)
    }
  }

  /// Passes over the element that just began, up to its end.
  mutating func skip() throws(SpreadsheetError) {
    let outer = depth
    while true {
      switch try next() {
      case .end where depth <= outer: return
      case .finish: return
      default: continue
      }
    }
  }
}
