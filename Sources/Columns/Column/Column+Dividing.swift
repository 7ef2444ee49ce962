extension Column {
  /// Returns the same cells in chunks of the lengths given, which add up to the rows.
  ///
  /// The values of a column in one chunk are shared, bits that begin within a word excepted.
  func divided(_ chunkRows: [Int]) -> Column {
    guard chunkRows != chunks.map(\.rowCount) else { return self }
    precondition(chunkRows.reduce(0, +) == count, "chunks that hold each row")
    guard let chunk = chunks.first, chunks.count == 1 else {
      return chunks.isEmpty ? inChunks(chunkRows.map { _ in (Chunk(.code8(Buffer([]))), Validity(allPresent: 0)) })
        : gathering(Array(0..<count)).divided(chunkRows)
    }
    var start = 0
    let parts = chunkRows.map { rows in
      defer { start += rows }
      return (chunk.slice(start..<start + rows), presence.chunks[0].slice(start..<start + rows))
    }
    return inChunks(parts)
  }

  private func inChunks(_ parts: [(Chunk, Validity)]) -> Column {
    Column(
      name, type: type, dictionary: dictionary, chunks: parts.map(\.0), presence: Presence(chunks: parts.map(\.1))
    ).described(as: self)
  }
}

extension Chunk {
  /// Some rows that follow each other; their values are shared.
  fileprivate func slice(_ range: Range<Int>) -> Chunk {
    switch values {
    case .code8(let values): Chunk(.code8(values.slice(range)))
    case .code16(let values): Chunk(.code16(values.slice(range)))
    case .code32(let values): Chunk(.code32(values.slice(range)))
    case .int8(let values): Chunk(.int8(values.slice(range)))
    case .int16(let values): Chunk(.int16(values.slice(range)))
    case .int32(let values): Chunk(.int32(values.slice(range)))
    case .int64(let values): Chunk(.int64(values.slice(range)))
    case .double(let values): Chunk(.double(values.slice(range)))
    case .bits(let bits): Chunk(.bits(bits.slice(range)))
    case .text(let texts):
      Chunk(.text(TextStore(offsets: texts.offsets.slice(range.lowerBound..<range.upperBound + 1), bytes: texts.bytes)))
    }
  }
}

extension Bitmap {
  /// The bits of some rows that follow each other; shared where they begin with a word.
  fileprivate func slice(_ range: Range<Int>) -> Bitmap {
    let (first, shift) = (range.lowerBound >> 6, UInt64(range.lowerBound & 63))
    let wordCount = Bitmap.wordCount(range.count)
    guard shift > 0 else { return Bitmap(words: words.slice(first..<first + wordCount), count: range.count) }
    let moved = unsafe Buffer<UInt64>(count: wordCount) { target in
      for word in 0..<wordCount {
        let next = first + word + 1 < words.count ? words[first + word + 1] << (64 - shift) : 0
        // Safe: the target has this many words.
        unsafe target[word] = words[first + word] >> shift | next
      }
    }
    return Bitmap(words: moved, count: range.count)
  }
}

extension Validity {
  /// What is known of some rows that follow each other.
  fileprivate func slice(_ range: Range<Int>) -> Validity {
    guard let bits else { return Validity(allPresent: range.count) }
    if let rawReasons { return Validity(raw: rawReasons.slice(range)) }
    return Validity(bits: bits.slice(range), reason: sharedReason ?? .unspecified)
  }
}
