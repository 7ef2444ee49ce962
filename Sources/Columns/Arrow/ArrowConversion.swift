// Columns of other programs, whose values must be brought into the types that columns have here.
extension ArrowColumnSource {
  func convertedColumn(type: ColumnType) throws(ArrowError) -> Column {
    if field.dictionary != nil { return try columnOfCodes() }
    if field.type == .null { return try columnOfNothing() }
    var validities: [Validity] = []
    for piece in pieces { validities.append(try validity(piece)) }
    let presence = Presence(chunks: validities)
    switch field.type {
    case .text(let layout): return try columnOfTexts(layout, presence)
    case .floating(let bits):
      return Column(field.name, type: .number, chunks: try numbers(bits: bits), presence: presence)
    case .decimal(let scale, let bits) where scale != 0:
      let decimals = (0...100).contains(scale) ? scale : nil
      return Column(
        field.name, type: .number, chunks: try decimalChunks(scale: scale, bits: bits), presence: presence,
        decimals: decimals)
    default:
      var values: [[Int]] = []
      for (piece, validity) in zip(pieces, validities) { values.append(try integers(piece, validity)) }
      return Column(field.name, type: type, chunks: try chunks(values, type), presence: presence)
    }
  }

  private func validity(_ piece: ArrowPiece) throws(ArrowError) -> Validity {
    guard piece.node.missingCount > 0, let buffer = piece.buffers.first else {
      return Validity(allPresent: piece.rowCount)
    }
    guard let bits = file.bytes.bitmap(buffer, count: piece.rowCount) else { throw tooShort(piece) }
    return Validity(
      bits: bits, reason: field.metadata[.reason].flatMap { MissingReason(savedName: $0) } ?? .unspecified)
  }

  /// A column of Arrow's type of nothing is one of text in which every row is missing.
  private func columnOfNothing() throws(ArrowError) -> Column {
    // Such rows take no bytes in the file, so its size does not bound them.
    let columns = max(1, file.schema.fields.count { $0.type == .null })
    var total = 0
    for piece in pieces {
      total = min(1 << 27, total + min(1 << 27, piece.rowCount))
    }
    guard total < (1 << 26) / columns else {
      throw .tooLarge(path, "column \(DelimitedError.quoted(field.name)) has too many rows without a value")
    }
    return Column(
      field.name, type: .text, dictionary: ValueDictionary(texts: [""]),
      chunks: pieces.map { Chunk(.code8(Buffer(repeating: 0, count: $0.rowCount))) },
      presence: Presence(
        chunks: pieces.map { piece in
          piece.rowCount == 0
            ? Validity(allPresent: 0)
            : Validity(bits: Bitmap(count: piece.rowCount) { _ in false }, reason: .unspecified)
        }))
  }

  private func values<Value: BitwiseCopyable & Sendable>(
    _ piece: ArrowPiece, of type: Value.Type
  ) throws(ArrowError) -> Buffer<Value> {
    guard piece.buffers.count > 1, let values = file.bytes.buffer(piece.buffers[1], count: piece.rowCount, of: type)
    else {
      throw tooShort(piece)
    }
    return values
  }

  // MARK: - Numbers

  /// Whole numbers in the narrowest width that holds those of every piece; dates and times in theirs.
  private func chunks(_ pieces: [[Int]], _ type: ColumnType) throws(ArrowError) -> [Chunk] {
    switch type {
    case .date:
      var chunks: [Chunk] = []
      for values in pieces {
        for value in values where Int32(exactly: value) == nil {
          throw .value(path, column: field.name, "the day \(value)", wanted: "Days are counted in 32 bits from 1970")
        }
        chunks.append(Chunk(.int32(Buffer(values.map(Int32.init(truncatingIfNeeded:))))))
      }
      return chunks
    case .timestamp: return pieces.map { Chunk(.int64(Buffer($0.map(Int64.init)))) }
    default: break
    }
    let (least, most) = (pieces.compactMap { $0.min() }.min() ?? 0, pieces.compactMap { $0.max() }.max() ?? 0)
    func narrow<Value: FixedWidthInteger & BitwiseCopyable & Sendable>(
      _: Value.Type, _ chunk: (Buffer<Value>) -> Chunk.Values
    ) -> [Chunk]? {
      guard least >= Value.min, most <= Value.max else { return nil }
      return pieces.map { Chunk(chunk(Buffer($0.map(Value.init(truncatingIfNeeded:))))) }
    }
    return narrow(Int8.self) { .int8($0) } ?? narrow(Int16.self) { .int16($0) } ?? narrow(Int32.self) { .int32($0) }
      ?? pieces.map { Chunk(.int64(Buffer($0.map(Int64.init)))) }
  }

  /// The whole numbers, days or seconds of a piece, zero where there is none.
  private func integers(_ piece: ArrowPiece, _ validity: Validity) throws(ArrowError) -> [Int] {
    func widened<Value: FixedWidthInteger & BitwiseCopyable & Sendable>(
      _ type: Value.Type, _ divisor: Int = 1
    ) throws(ArrowError) -> [Int] {
      let values = try values(piece, of: type)
      var result = [Int](repeating: 0, count: values.count)
      for row in 0..<values.count where validity.bits?[row] ?? true {
        guard let value = Int(exactly: values[row]) else {
          throw .value(
            path, column: field.name, "\(values[row])", wanted: "Whole numbers lie within 64 bits with a sign")
        }
        // The quotient below, also before 1970.
        let quotient = value / divisor
        result[row] = quotient * divisor > value ? quotient - 1 : quotient
      }
      return result
    }
    switch field.type {
    case .integer(bits: 8, let isSigned): return isSigned ? try widened(Int8.self) : try widened(UInt8.self)
    case .integer(bits: 16, let isSigned): return isSigned ? try widened(Int16.self) : try widened(UInt16.self)
    case .integer(bits: 32, let isSigned): return isSigned ? try widened(Int32.self) : try widened(UInt32.self)
    case .integer(bits: 64, let isSigned): return isSigned ? try widened(Int64.self) : try widened(UInt64.self)
    case .days: return try widened(Int32.self)
    case .milliseconds: return try widened(Int64.self, 86_400_000)
    case .timestamp(let perSecond): return try widened(Int64.self, perSecond)
    case .decimal(_, bits: 32): return try widened(Int32.self)
    case .decimal(_, bits: 64): return try widened(Int64.self)
    case .decimal(_, bits: 128): return try widened(Int128.self)
    default: throw .unsupportedType(path, column: field.name, type: field.type.words)
    }
  }

  private func numbers(bits: Int) throws(ArrowError) -> [Chunk] {
    var chunks: [Chunk] = []
    for piece in pieces {
      switch bits {
      case 16: chunks.append(Chunk(.double(Buffer(try values(piece, of: UInt16.self).array.map(Double.init(half:))))))
      case 32: chunks.append(Chunk(.double(Buffer(try values(piece, of: Float.self).array.map(Double.init)))))
      default: chunks.append(Chunk(.double(try values(piece, of: Double.self))))
      }
    }
    return chunks
  }

  private func decimalChunks(scale: Int, bits: Int) throws(ArrowError) -> [Chunk] {
    func scaled<Value: FixedWidthInteger & BitwiseCopyable & Sendable>(
      _ piece: ArrowPiece, _ type: Value.Type
    ) throws(ArrowError) -> Chunk {
      // Reading the digits as a decimal number rounds once, which dividing by a power of ten would not.
      Chunk(.double(Buffer(try values(piece, of: type).array.map { $0 == 0 ? 0 : Double("\($0)e\(-scale)") ?? .nan })))
    }
    var chunks: [Chunk] = []
    for piece in pieces {
      switch bits {
      case 32: chunks.append(try scaled(piece, Int32.self))
      case 64: chunks.append(try scaled(piece, Int64.self))
      case 128: chunks.append(try scaled(piece, Int128.self))
      default: throw .unsupportedType(path, column: field.name, type: field.type.words)
      }
    }
    return chunks
  }

  // MARK: - Texts and codes

  /// Texts as codes where they occur again and again, and else one after another.
  private func columnOfTexts(_ layout: ArrowType.TextLayout, _ presence: Presence) throws(ArrowError) -> Column {
    let rowCount = presence.count
    let limit = max(1 << 16, rowCount / 4)
    var numbers: [String: UInt32] = [:]
    var different: [String] = []
    var codes: [[UInt32]] = []
    for (piece, validity) in zip(pieces, presence.chunks) where different.count <= limit {
      let texts = try ArrowTexts(layout, piece, self)
      var piecewise = [UInt32](repeating: 0, count: piece.rowCount)
      for row in 0..<piece.rowCount where validity.bits?[row] ?? true {
        let text = try texts.text(row)
        if let number = numbers[text] {
          piecewise[row] = number
        } else {
          numbers[text] = UInt32(different.count)
          piecewise[row] = UInt32(different.count)
          different.append(text)
        }
      }
      codes.append(piecewise)
    }
    if different.count <= limit {
      if different.isEmpty { different = [""] }
      return Column(
        field.name, type: .text, dictionary: ValueDictionary(texts: different),
        chunks: codes.map { Chunk.codes($0, dictionaryCount: different.count) }, presence: presence)
    }
    var chunks: [Chunk] = []
    for (piece, validity) in zip(pieces, presence.chunks) {
      let texts = try ArrowTexts(layout, piece, self)
      var all: [String] = []
      var byteCount = 0
      for row in 0..<piece.rowCount {
        let text = validity.bits?[row] ?? true ? try texts.text(row) : ""
        byteCount += text.utf8.count
        guard byteCount <= TextStore.maximumBytes else {
          throw .tooLarge(
            path, "a batch of column \(DelimitedError.quoted(field.name)) has more than 2 GB of text",
            hint: "write the file in smaller batches")
        }
        all.append(text)
      }
      chunks.append(Chunk(.text(TextStore(all))))
    }
    return Column(field.name, type: .text, chunks: chunks, presence: presence)
  }

  /// Codes of another program: its dictionary may hold a value twice, or none in a place, and its codes may be signed.
  private func columnOfCodes() throws(ArrowError) -> Column {
    guard let encoding = field.dictionary else { return try columnOfNothing() }
    let natural = field.type.columnType ?? .text
    let valuePieces = try dictionaryPieces()
    let values = try ArrowColumnSource(file, valueField, valuePieces).column()
    let coded = values.coded()
    var moved = [Int](repeating: -1, count: coded.count)
    for place in moved.indices { moved[place] = coded.code(place) ?? -1 }
    let hasValues = (coded.dictionary?.count ?? 0) > 0
    var dictionary = hasValues ? coded.dictionary : ValueDictionary(texts: [""])
    if encoding.isOrdered, let known = dictionary { dictionary = ValueDictionary(known.values, inDeclaredOrder: true) }
    var chunks: [Chunk] = []
    var validities: [Validity] = []
    for piece in pieces {
      let validity = try validity(piece)
      let indices = try indices(piece, encoding, validity)
      var codes = [UInt32](repeating: 0, count: piece.rowCount)
      var raw = [UInt8](repeating: 0, count: piece.rowCount)
      for row in 0..<piece.rowCount {
        if let reason = validity[row] {
          raw[row] = reason.rawValue
          continue
        }
        guard indices[row] >= 0, indices[row] < moved.count else {
          throw .damagedColumn(path, column: field.name, .unknownCode(row: row, code: indices[row]))
        }
        if moved[indices[row]] < 0 {
          raw[row] = MissingReason.unspecified.rawValue
        } else {
          codes[row] = UInt32(moved[indices[row]])
        }
      }
      chunks.append(Chunk.codes(codes, dictionaryCount: dictionary?.count ?? 0))
      validities.append(Validity(raw: raw))
    }
    let type = coded.count > 0 ? coded.type : natural
    return Column(
      field.name, type: hasValues ? type : .text, dictionary: dictionary, chunks: chunks,
      presence: Presence(chunks: validities))
  }

  private func indices(
    _ piece: ArrowPiece, _ encoding: ArrowDictionary, _ validity: Validity
  ) throws(ArrowError) -> [Int] {
    var source = self
    source = ArrowColumnSource(
      file,
      ArrowField(
        name: field.name, type: .integer(bits: encoding.bits, isSigned: encoding.isSigned), dictionary: nil,
        metadata: ArrowMetadata(), layout: ArrowLayout()), [piece])
    return try source.integers(piece, validity)
  }
}

extension Double {
  /// Creates the number that 16 bits stand for (IEEE 754 binary16); not every processor has the type.
  init(half bits: UInt16) {
    let (sign, exponent, fraction) = (bits >> 15, Int(bits >> 10 & 31), Double(bits & 1023))
    let size: Double =
      switch exponent {
      case 0: fraction / 16_777_216
      case 31: fraction == 0 ? .infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
      }
    self = sign == 0 ? size : -size
  }
}

/// The texts of a piece in one of Arrow's three layouts.
struct ArrowTexts {
  private enum Layout {
    case offsets32(Buffer<Int32>)
    case offsets64(Buffer<Int64>)
    case views(Buffer<UInt8>)
  }

  private let layout: Layout
  private let bytes: [Buffer<UInt8>]
  private let fault: ArrowError

  init(_ layout: ArrowType.TextLayout, _ piece: ArrowPiece, _ source: ArrowColumnSource) throws(ArrowError) {
    fault = source.tooShort(piece)
    let file = source.file.bytes
    var bytes: [Buffer<UInt8>] = []
    for range in piece.buffers.dropFirst(2) {
      bytes.append(Buffer(file.memory, byteOffset: range.lowerBound, count: range.count))
    }
    self.bytes = bytes
    guard piece.buffers.count > 1, piece.rowCount < Int.max else { throw fault }
    let (range, count) = (piece.buffers[1], piece.rowCount == 0 ? 0 : piece.rowCount + 1)
    let found: Layout? =
      switch layout {
      case .offsets32: file.buffer(range, count: count, of: Int32.self).map { .offsets32($0) }
      case .offsets64: file.buffer(range, count: count, of: Int64.self).map { .offsets64($0) }
      case .views:
        piece.rowCount <= range.count / 16
          ? file.buffer(range, count: range.count, of: UInt8.self).map { .views($0) } : nil
      }
    guard let found else { throw fault }
    self.layout = found
  }

  /// The text of a row that has one.
  func text(_ row: Int) throws(ArrowError) -> String {
    switch layout {
    case .offsets32(let offsets): try text(Int(offsets[row]), Int(offsets[row + 1]), in: 0)
    case .offsets64(let offsets): try text(Int(offsets[row]), Int(offsets[row + 1]), in: 0)
    case .views(let views): try view(views, row * 16)
    }
  }

  /// A view is a length and then either up to twelve bytes of text, or four of them and where the text stands.
  private func view(_ views: Buffer<UInt8>, _ place: Int) throws(ArrowError) -> String {
    func number(_ offset: Int) -> Int {
      var value: UInt32 = 0
      for byte in (0..<4).reversed() { value = value << 8 | UInt32(views[place + offset + byte]) }
      return Int(Int32(bitPattern: value))
    }
    let count = number(0)
    guard count >= 0 else { throw fault }
    if count <= 12 { return Self.text(views, place + 4, count) }
    let start = number(12)
    return try text(start, start + count, in: number(8))
  }

  private func text(_ start: Int, _ end: Int, in buffer: Int) throws(ArrowError) -> String {
    guard buffer >= 0, buffer < bytes.count, start >= 0, start <= end, end <= bytes[buffer].count else { throw fault }
    return Self.text(bytes[buffer], start, end - start)
  }

  private static func text(_ bytes: Buffer<UInt8>, _ start: Int, _ count: Int) -> String {
    // Safe: the slice lies within its buffer, which outlives the call.
    unsafe bytes.slice(start..<start + count).withBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
