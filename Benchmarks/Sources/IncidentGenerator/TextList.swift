/// Many short texts in one piece of memory, ready to be copied into a file.
struct TextList {
  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]

  init(_ texts: some Sequence<String>) {
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      ends.append(bytes.count)
    }
  }

  /// The bytes of a text.
  subscript(number: Int) -> ArraySlice<UInt8> { bytes[ends[number]..<ends[number + 1]] }
}
