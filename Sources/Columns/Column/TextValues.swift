/// A column of text in which each different text is kept once and each row holds its number.
public struct TextValues: Hashable, Sendable {
  /// The different texts, in the order in which they first occur.
  public let dictionary: [String]

  /// The place in the dictionary of each row's text; the code of a row without a value means nothing.
  public let codes: [UInt32]

  /// Creates a column of text from codes into a dictionary.
  ///
  /// - Precondition: every code is a place in the dictionary, or zero where the dictionary is empty.
  package init(dictionary: [String], codes: [UInt32]) {
    self.dictionary = dictionary
    self.codes = codes
  }

  /// Creates a column of text from one text a row.
  ///
  /// - Complexity: O(rows).
  public init(_ texts: some Sequence<String>) {
    var places: [String: UInt32] = [:]
    var dictionary: [String] = []
    codes = texts.map { text in
      if let place = places[text] { return place }
      let place = UInt32(dictionary.count)
      places[text] = place
      dictionary.append(text)
      return place
    }
    self.dictionary = dictionary
  }

  public subscript(row: Int) -> String {
    dictionary.isEmpty ? "" : dictionary[Int(codes[row])]
  }

  /// Returns the text of some rows, in the order given; the dictionary is shared.
  package func selecting(_ rows: [Int]) -> TextValues {
    TextValues(dictionary: dictionary, codes: rows.map { codes[$0] })
  }
}
