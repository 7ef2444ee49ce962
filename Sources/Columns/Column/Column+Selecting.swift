extension Column {
  /// Returns some rows in the order given, as one chunk; the dictionary is shared.
  func gathering(_ rows: [Int]) -> Column {
    let places = Places(rows, starts: starts)
    let values: Chunk.Values =
      switch layout {
      case .code8: .code8(places.gather { if case .code8(let values) = chunks[$0].values { values } else { nil } })
      case .code16: .code16(places.gather { if case .code16(let values) = chunks[$0].values { values } else { nil } })
      case .code32: .code32(places.gather { if case .code32(let values) = chunks[$0].values { values } else { nil } })
      case .int8: .int8(places.gather { if case .int8(let values) = chunks[$0].values { values } else { nil } })
      case .int16: .int16(places.gather { if case .int16(let values) = chunks[$0].values { values } else { nil } })
      case .int32: .int32(places.gather { if case .int32(let values) = chunks[$0].values { values } else { nil } })
      case .int64: .int64(places.gather { if case .int64(let values) = chunks[$0].values { values } else { nil } })
      case .double: .double(places.gather { if case .double(let values) = chunks[$0].values { values } else { nil } })
      case .bits:
        .bits(
          Bitmap(count: rows.count) { place in
            let (chunk, row) = places[place]
            guard case .bits(let bits) = chunks[chunk].values else { return false }
            return bits[row]
          })
      case .text: .text(gatheredTexts(places))
      case nil: .none(of: type, isCoded: dictionary != nil)
      }
    return Column(
      name, type: type, dictionary: dictionary, chunks: [Chunk(values)], presence: presence.selecting(rows), unit: unit,
      decimals: decimals)
  }

  /// The bytes of the texts of some rows, where texts are not kept once; zero where all of them fit in a chunk anyway.
  func textBytes(of rows: [Int]) -> Int {
    guard type == .text, dictionary == nil, byteCount > TextStore.maximumBytes else { return 0 }
    let places = Places(rows, starts: starts)
    var total = 0
    for place in rows.indices {
      let (chunk, row) = places[place]
      if case .text(let texts) = chunks[chunk].values { unsafe total += texts.withBytes(row) { $0.count } }
    }
    return total
  }

  private func gatheredTexts(_ places: Places) -> TextStore {
    TextStore(
      (0..<places.count).lazy.map { place -> String in
        let (chunk, row) = places[place]
        guard case .text(let texts) = chunks[chunk].values else { return "" }
        return texts[row]
      })
  }

  /// The chunk of each of some rows, and the place in it.
  private struct Places {
    private let rows: [Int]
    private let starts: [Int]

    init(_ rows: [Int], starts: [Int]) {
      self.rows = rows
      self.starts = starts
    }

    var count: Int { rows.count }

    subscript(place: Int) -> (chunk: Int, row: Int) {
      let chunk = ChunkPlaces.chunk(of: rows[place], starts: starts)
      return (chunk, rows[place] - starts[chunk])
    }

    /// Copies the values of the rows out of their chunks.
    func gather<Element>(_ values: (Int) -> Buffer<Element>?) -> Buffer<Element> {
      let buffers = starts.indices.map(values)
      return unsafe Buffer(count: rows.count) { target in
        for place in rows.indices {
          let (chunk, row) = self[place]
          guard let buffer = buffers[chunk] else { continue }
          // Safe: the target holds a value for each row.
          unsafe target[place] = buffer[row]
        }
      }
    }
  }
}

extension Chunk.Values {
  /// No values, in the layout that a column of a type has where nothing is known of its rows.
  static func none(of type: ColumnType, isCoded: Bool) -> Chunk.Values {
    guard !isCoded else { return .code8(Buffer([])) }
    return switch type {
    case .text: .text(TextStore([]))
    case .integer: .int8(Buffer([]))
    case .number: .double(Buffer([]))
    case .boolean: .bits(Bitmap(count: 0) { _ in false })
    case .date: .int32(Buffer([]))
    case .timestamp: .int64(Buffer([]))
    }
  }
}
