/// Tells the slots of one key in the numbers of groups.
protocol KeySlots: Sendable {
  /// Calls a closure with each of some places and the slot of its group.
  func forEach(_ places: Range<Int>, _ body: (_ place: Int, _ slot: Int) -> Void)
}

/// The slots of a key in numbers that rise and that all slots are multiplied into.
struct ProductSlots: KeySlots {
  let numbers: GroupCells<UInt32>
  let stride: Int
  let slots: Int

  @inline(__always)
  func forEach(_ places: Range<Int>, _ body: (_ place: Int, _ slot: Int) -> Void) {
    // Groups that stand in order mostly have the slot of the group before, or the next one: a division is seldom needed.
    let numbers = unsafe numbers.start
    var (start, end, slot) = (0, 0, 0)
    for place in places {
      // Safe: there is a number for each place.
      let number = unsafe Int(numbers[place])
      if number >= end {
        if number < end &+ stride, slot < slots &- 1, end > 0 {
          slot &+= 1
          start = end
        } else {
          let whole = number / stride
          start = whole &* stride
          slot = whole % slots
        }
        end = start &+ stride
      }
      body(place, slot)
    }
  }
}

/// The slots of a key in numbers in which it has some bits of its own.
struct FieldSlots: KeySlots {
  let numbers: GroupCells<UInt64>
  let field: KeyField

  @inline(__always)
  func forEach(_ places: Range<Int>, _ body: (_ place: Int, _ slot: Int) -> Void) {
    let numbers = unsafe numbers.start
    let (shift, mask) = (field.shift, field.mask)
    // Safe: there is a number for each place.
    for place in places { body(place, Int(truncatingIfNeeded: unsafe numbers[place] &>> shift & mask)) }
  }
}

extension GroupKey {
  /// The column of the answer: the value of each group's slot. The different values are kept once, as they were.
  func answer(count: Int, _ slots: some KeySlots) -> AnswerColumn {
    switch cells {
    case .codes:
      guard let dictionary = source.column.dictionary else { return uncoded(count, slots) }
      return coded(count, slots, dictionary, order: nil)
    case .ordered(let order):
      guard let dictionary = source.column.dictionary else { return uncoded(count, slots) }
      return coded(count, slots, dictionary, order: Buffer(order))
    case .mapped(let mapped, let places):
      guard let dictionary = mapped.values.dictionary, let values = mapped.values.chunks.first else {
        return uncoded(count, slots)
      }
      return coded(count, slots, dictionary, order: Buffer(places.map { UInt32(values.code($0) ?? 0) }))
    }
  }

  /// The reasons of missing places as they are written; nil where no place can be missing.
  private func reasons(_ count: Int) -> WrittenBuffer<UInt8>? {
    slots > valueCount ? WrittenBuffer(count: count) : nil
  }

  private func coded(
    _ count: Int, _ slots: some KeySlots, _ dictionary: ValueDictionary, order: Buffer<UInt32>?
  ) -> AnswerColumn {
    switch dictionary.count {
    case ...256: written(count, slots, dictionary, order, as: UInt8.self) { .code8($0) }
    case ...65_536: written(count, slots, dictionary, order, as: UInt16.self) { .code16($0) }
    default: written(count, slots, dictionary, order, as: UInt32.self) { .code32($0) }
    }
  }

  private func written<Code: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ count: Int, _ slots: some KeySlots, _ dictionary: ValueDictionary, _ order: Buffer<UInt32>?, as: Code.Type,
    _ values: @escaping @Sendable (Buffer<Code>) -> Chunk.Values
  ) -> AnswerColumn {
    let codes = WrittenBuffer<Code>(count: count)
    let (reasons, valueCount) = (reasons(count), valueCount)
    return AnswerColumn { places in
      // Safe throughout: there is a place for each group, and an order has a code for each slot of a value.
      let target = unsafe codes.start
      if let reasons {
        slots.forEach(places) { place, slot in
          let isValue = slot < valueCount
          unsafe target[place] = isValue ? Code(truncatingIfNeeded: order.map { Int($0[slot]) } ?? slot) : 0
          unsafe reasons.start[place] = isValue ? 0 : UInt8(truncatingIfNeeded: slot &- valueCount &+ 1)
        }
      } else if let order {
        let first = unsafe order.start
        slots.forEach(places) { place, slot in unsafe target[place] = Code(truncatingIfNeeded: first[slot]) }
      } else {
        slots.forEach(places) { place, slot in unsafe target[place] = Code(truncatingIfNeeded: slot) }
      }
    } column: {
      self.column(type: dictionary.type, dictionary, Chunk(values(codes.buffer)), reasons)
    }
  }

  private func column(
    type: ColumnType, _ dictionary: ValueDictionary?, _ chunk: Chunk, _ reasons: WrittenBuffer<UInt8>?
  ) -> Column {
    var column = Column(
      name, type: type, dictionary: dictionary, chunks: [chunk],
      presence: reasons.map { Presence(chunks: [Validity(raw: $0.buffer)]) }, unit: source.column.unit,
      decimals: source.column.decimals)
    column.calendarPart = if case .mapped(let mapped, _) = cells { mapped.values.calendarPart } else { source.column.calendarPart }
    return column
  }

  /// The column of a key whose values are whole numbers or booleans.
  private func uncoded(_ count: Int, _ slots: some KeySlots) -> AnswerColumn {
    let found = WrittenBuffer<Int64>(count: count)
    let (source, valueCount, reasons) = (source, valueCount, reasons(count))
    return AnswerColumn { places in
      // Safe: there is a place for each group.
      slots.forEach(places) { place, slot in
        unsafe found.start[place] = Int64(slot < valueCount ? source.least &+ slot : source.least)
        if let reasons { unsafe reasons.start[place] = slot < valueCount ? 0 : UInt8(truncatingIfNeeded: slot &- valueCount &+ 1) }
      }
    } column: {
      let (type, values) = (source.column.type, found.buffer)
      let chunk =
        switch (source.column.layout, type) {
        case (.bits, _): Chunk(.bits(Bitmap(count: count) { values[$0] == 1 }))
        case (_, .date): Chunk(.int32(Buffer(narrowing: values)))
        case (_, .timestamp): Chunk(.int64(values))
        case (_, .number): Chunk(.double(Buffer(values.array.map(Double.init))))
        default: Chunk.integers(values)
        }
      return self.column(type: type, nil, chunk, reasons)
    }
  }
}
