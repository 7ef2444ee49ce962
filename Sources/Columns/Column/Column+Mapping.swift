extension Column {
  /// Returns a column that holds for each row what a function makes of the row's value.
  ///
  /// The function is asked once a different value, not once a row, and only for values that rows have. A row without a
  /// value stays missing for its reason; a value that the function finds no answer for is missing for the reason it
  /// gives. The result is of the narrowest type that holds every answer.
  ///
  /// - Complexity: O(rows), and a call for each different value.
  public func mappingValues(named name: String, _ transform: (Cell) throws -> Cell) rethrows -> Column {
    let source = coded()
    guard let dictionary = source.dictionary else { return named(name) }
    var answers = [Cell](repeating: .missing(.unspecified), count: dictionary.count)
    for code in source.usedCodes() { answers[code] = try transform(dictionary.cell(code)) }
    return source.recoded(named: name, by: answers)
  }

  /// The codes that rows with a value hold, in their order.
  func usedCodes() -> [Int] {
    var isUsed = [Bool](repeating: false, count: dictionary?.count ?? 0)
    for (chunk, validity) in zip(chunks, presence.chunks) {
      for row in 0..<chunk.rowCount where validity.bits?[row] ?? true {
        if let code = chunk.code(row) { isUsed[code] = true }
      }
    }
    return isUsed.indices.filter { isUsed[$0] }
  }

  /// Returns a coded column whose every code stands for another value now, or for none.
  func recoded(named name: String, by answers: [Cell]) -> Column {
    // The answers as a small column decide the type and number the different values.
    let small = Column(name, cells: answers).coded()
    var reasons = [UInt8](repeating: 0, count: answers.count)
    var codes = [UInt32](repeating: 0, count: answers.count)
    for code in answers.indices {
      reasons[code] = small.presence[code]?.rawValue ?? 0
      codes[code] = UInt32(small.chunks.first?.code(code) ?? 0)
    }
    let canBeMissing = small.presence.missingCount > 0
    var newChunks: [Chunk] = []
    var validities: [Validity] = []
    for (chunk, validity) in zip(chunks, presence.chunks) {
      var raw = [UInt8](repeating: 0, count: canBeMissing || validity.missingCount > 0 ? chunk.rowCount : 0)
      var moved = [UInt32](repeating: 0, count: chunk.rowCount)
      for row in 0..<chunk.rowCount {
        if let reason = validity[row] {
          raw[row] = reason.rawValue
        } else if let code = chunk.code(row) {
          moved[row] = codes[code]
          if canBeMissing { raw[row] = reasons[code] }
        }
      }
      newChunks.append(Chunk.codes(moved, dictionaryCount: small.dictionary?.count ?? 0))
      validities.append(raw.isEmpty ? Validity(allPresent: chunk.rowCount) : Validity(raw: raw))
    }
    return Column(
      name, type: small.type, dictionary: small.dictionary, chunks: newChunks, presence: Presence(chunks: validities))
  }

  /// The most values that a dictionary is sorted for.
  static let sortedDictionaryLimit = 1 << 16

  /// Returns the same cells with the dictionary's values in their order, if they are not too many to be worth it.
  func withSortedDictionary() -> Column {
    guard let dictionary, !dictionary.isOrdered, dictionary.count <= Self.sortedDictionaryLimit else { return self }
    let ranks = dictionary.ranks()
    return Column(
      name, type: type, dictionary: dictionary.sorted(by: ranks),
      chunks: chunks.map { chunk in
        Chunk.codes((0..<chunk.rowCount).map { ranks[chunk.code($0) ?? 0] }, dictionaryCount: dictionary.count)
      }, presence: presence
    ).described(as: self)
  }
}

extension Column {
  /// Returns the same cells with a dictionary of the values that rows have, in the order in which they stand.
  package func withoutUnusedValues() -> Column {
    guard let dictionary else { return self }
    let used = usedCodes()
    guard used.count < dictionary.count else { return self }
    var places = [UInt32](repeating: 0, count: dictionary.count)
    for (place, code) in used.enumerated() { places[code] = UInt32(place) }
    return Column(
      name, type: type, dictionary: dictionary.selecting(used),
      chunks: chunks.map { Chunk.codes($0.looked(up: places, default: 0).array, dictionaryCount: used.count) },
      presence: presence
    ).described(as: self)
  }
}

extension ValueDictionary {
  /// Returns the values in the order of their ranks.
  func sorted(by ranks: [UInt32]) -> ValueDictionary {
    var order = [Int](repeating: 0, count: ranks.count)
    for (code, rank) in ranks.enumerated() { order[Int(rank)] = code }
    return selecting(order)
  }

  /// Returns the values of some codes, in the order given; one that was declared is kept where the codes rise.
  func selecting(_ codes: [Int]) -> ValueDictionary {
    let isDeclared = isOrdered && !isSorted && zip(codes, codes.dropFirst()).allSatisfy(<)
    let chosen: Values =
      switch values {
      case .texts(let store): .texts(TextStore(codes.lazy.map { store[$0] }))
      case .integers(let values): .integers(codes.map { values[$0] })
      case .numbers(let values): .numbers(codes.map { values[$0] })
      case .booleans(let values): .booleans(codes.map { values[$0] })
      case .dates(let values): .dates(codes.map { values[$0] })
      case .timestamps(let values): .timestamps(codes.map { values[$0] })
      }
    return ValueDictionary(chosen, inDeclaredOrder: isDeclared)
  }

  /// Creates a dictionary of different cells of one type.
  convenience init(cells: [Cell], type: ColumnType) {
    switch type {
    case .text: self.init(texts: cells.map { $0.text ?? "" })
    case .integer: self.init(.integers(cells.map { if case .integer(let value) = $0 { value } else { 0 } }))
    case .number: self.init(.numbers(cells.map { $0.number ?? 0 }))
    case .boolean: self.init(.booleans(cells.map { $0 == .boolean(true) }))
    case .date: self.init(.dates(cells.map { if case .date(let day) = $0 { day.daysSince1970 } else { 0 } }))
    case .timestamp:
      self.init(.timestamps(cells.map { if case .timestamp(let moment) = $0 { moment.secondsSince1970 } else { 0 } }))
    }
  }
}
