/// Numbers of a dictionary as whole numbers of their last decimal place, of which there are six at most.
final class ScaledNumbers: Sendable {
  /// The whole numbers; nil where a number has more decimal places, or is no number.
  let form: ValueSource.Form?

  init(of values: [Double]) {
    var scale = 1.0
    for decimals in 0...6 {
      var whole: [Int64] = []
      whole.reserveCapacity(values.count)
      for value in values {
        let scaled = (value * scale).rounded()
        guard abs(scaled) < 1e12, scaled / scale == value, !(value == 0 && value.sign == .minus) else { break }
        whole.append(Int64(scaled))
      }
      if whole.count == values.count {
        let largest = whole.reduce(0) { max($0, Int($1.magnitude)) }
        form = .whole(table: Buffer(whole), decimals: decimals, largest: largest)
        return
      }
      scale *= 10
    }
    form = nil
  }
}

/// A column whose values are added up or compared, as whole numbers where that loses nothing.
///
/// Numbers that are kept once each and have few decimal places are taken as whole numbers of their last place, so that
/// their sums are exact, and the same whatever the order of the rows.
struct ValueSource: Sendable {
  let column: Column
  let form: Form

  enum Form: Sendable {
    /// Whole numbers, which times `10^-decimals` are the values; from a table where the rows hold codes.
    case whole(table: Buffer<Int64>?, decimals: Int, largest: Int)
    /// Numbers; from a table where the rows hold codes.
    case double(table: Buffer<Double>?)
  }

  /// Fails for texts and booleans.
  init?(_ column: Column) {
    self.column = column
    switch column.dictionary?.values {
    case .texts, .booleans: return nil
    case .integers(let values): form = .whole(table: Buffer(values.map(Int64.init)), decimals: 0, largest: Self.largest(values))
    case .timestamps(let values): form = .whole(table: Buffer(values.map(Int64.init)), decimals: 0, largest: Self.largest(values))
    case .dates(let values): form = .whole(table: Buffer(values.map(Int64.init)), decimals: 0, largest: Int(Int32.max) + 1)
    case .numbers(let values):
      let scaled = column.dictionary?.scaledNumbers
      form = scaled?.form ?? .double(table: Buffer(values))
    case nil:
      switch column.layout {
      case .int8, .int16, .int32, .int64:
        let bounds = column.bounds ?? 0...0
        form = .whole(table: nil, decimals: 0, largest: Self.largest([bounds.lowerBound, bounds.upperBound]))
      case .double: form = .double(table: nil)
      default: return nil
      }
    }
  }

  private static func largest(_ values: [Int]) -> Int {
    values.reduce(0) { max($0, Int(clamping: $1.magnitude)) }
  }

  /// The value of a whole number that was read, as a cell of the column's type.
  func cell(whole value: Int) -> Cell {
    guard case .whole(_, let decimals, _) = form, decimals > 0 else { return column.cell(integer: value) }
    return .number(Double(value) / Self.powers[decimals])
  }

  static let powers: [Double] = [1, 10, 100, 1000, 1e4, 1e5, 1e6]

  /// Writes the whole number of each row of a block; those of missing rows mean nothing.
  func load(_ block: RowBlock, into target: UnsafeMutablePointer<Int64>) {
    guard case .whole(let table, _, _) = form else { return }
    switch column.chunks[block.chunk].values {
    case .code8(let values): unsafe Self.look(up: values.start + block.start, in: table, block, target)
    case .code16(let values): unsafe Self.look(up: values.start + block.start, in: table, block, target)
    case .code32(let values): unsafe Self.look(up: values.start + block.start, in: table, block, target)
    case .int8(let values): unsafe Self.widen(values.start + block.start, block, target)
    case .int16(let values): unsafe Self.widen(values.start + block.start, block, target)
    case .int32(let values): unsafe Self.widen(values.start + block.start, block, target)
    case .int64(let values): unsafe Self.widen(values.start + block.start, block, target)
    default: break
    }
  }

  /// Writes the number of each row of a block, whatever the form; those of missing rows mean nothing.
  func load(_ block: RowBlock, into target: UnsafeMutablePointer<Double>) {
    switch form {
    case .double(let table):
      switch column.chunks[block.chunk].values {
      case .code8(let values): unsafe Self.look(up: values.start + block.start, in: table, block, target)
      case .code16(let values): unsafe Self.look(up: values.start + block.start, in: table, block, target)
      case .code32(let values): unsafe Self.look(up: values.start + block.start, in: table, block, target)
      case .double(let values):
        let from = unsafe values.start + block.start
        // Safe: the block's rows lie within the chunk, and the target holds a value for each.
        if unsafe block.rows == nil {
          unsafe target.update(from: from, count: block.count)
        } else {
          for place in 0..<block.count { unsafe target[place] = from[block.row(place)] }
        }
      default: break
      }
    case .whole(_, let decimals, _):
      // Safe: the memory is as long as the block, and each of its whole numbers is written before it is read.
      unsafe withUnsafeTemporaryAllocation(of: Int64.self, capacity: max(1, block.count)) { memory in
        guard let whole = memory.baseAddress else { return }
        unsafe load(block, into: whole)
        let scale = Self.powers[decimals]
        for place in 0..<block.count { unsafe target[place] = Double(whole[place]) / scale }
      }
    }
  }

  @inline(__always)
  private static func look<Code: FixedWidthInteger, Value: BitwiseCopyable & Sendable>(
    up codes: UnsafePointer<Code>, in table: Buffer<Value>?, _ block: RowBlock, _ target: UnsafeMutablePointer<Value>
  ) {
    // Safe: the table has a value for each code, and every row's code is one; for no codes there are no rows with values,
    // whose codes are zero.
    guard let table, table.count > 0 else { return }
    let values = unsafe table.start
    if let rows = unsafe block.rows {
      for place in 0..<block.count { unsafe target[place] = values[Int(codes[Int(rows[place])])] }
    } else {
      for place in 0..<block.count { unsafe target[place] = values[Int(codes[place])] }
    }
  }

  @inline(__always)
  private static func widen<Value: FixedWidthInteger>(
    _ values: UnsafePointer<Value>, _ block: RowBlock, _ target: UnsafeMutablePointer<Int64>
  ) {
    // Safe: the block's rows lie within the chunk, and the target holds a value for each.
    if let rows = unsafe block.rows {
      for place in 0..<block.count { unsafe target[place] = Int64(truncatingIfNeeded: values[Int(rows[place])]) }
    } else {
      for place in 0..<block.count { unsafe target[place] = Int64(truncatingIfNeeded: values[place]) }
    }
  }
}
