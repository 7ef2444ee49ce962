/// The texts of a column in the order of their Unicode scalars, for all sinks that ask for the least or the greatest.
struct TextOrder: Sendable {
  let source: CodeSource
  /// The place of each code, and the code at each place; nil where codes stand in that order.
  fileprivate let order: (places: [UInt32], codes: [UInt32])?

  init(_ source: CodeSource) {
    self.source = source
    guard let dictionary = source.column.dictionary, !dictionary.isSorted else {
      order = nil
      return
    }
    let codes = (0..<UInt32(dictionary.count)).sorted { Cell.areInIncreasingOrder(source.cell(Int($0)), source.cell(Int($1))) }
    var places = [UInt32](repeating: 0, count: codes.count)
    for (place, code) in codes.enumerated() { places[Int(code)] = UInt32(place) }
    order = (places, codes)
  }
}

/// The least and the greatest text of each group: of months and codes as well as of names.
final class TextExtremesSink: GroupSink, @unchecked Sendable {
  private let source: CodeSource
  private let order: (places: [UInt32], codes: [UInt32])?
  /// One more than the place of each group's least and greatest text; the least is all bits set and the greatest zero in a group without one.
  private let least: GroupCells<UInt32>
  private let greatest: GroupCells<UInt32>

  init(groups: Int, _ texts: TextOrder) {
    (source, order) = (texts.source, texts.order)
    least = GroupCells(count: groups + 1, repeating: .max)
    greatest = GroupCells(count: groups + 1, repeating: 0)
  }

  override func consume(_ keys: UnsafePointer<UInt32>, _ block: RowBlock) {
    let (least, greatest) = unsafe (least.start, greatest.start)
    skipped += source.forEachCode(block) { place, code in
      // Safe: every key is a group.
      let group = unsafe Int(keys[place])
      let text = (order.map { $0.places[code] } ?? UInt32(truncatingIfNeeded: code)) &+ 1
      unsafe least[group] = min(least[group], text)
      unsafe greatest[group] = max(greatest[group], text)
    }
  }

  override func merge(_ other: GroupSink, groups: Range<Int>) {
    guard let other = other as? TextExtremesSink else { return }
    for group in groups {
      // Safe: both have as many groups.
      unsafe least.start[group] = min(least.start[group], other.least.start[group])
      unsafe greatest.start[group] = max(greatest.start[group], other.greatest.start[group])
    }
  }

  override func answer(of groups: GroupList, for kind: Query.Aggregate.Kind) -> AnswerColumn {
    let (source, order, wanted) = (source, order, kind == .minimum ? least : greatest)
    return AnswerColumn {
      let cells = groups.all.map { group -> Cell in
        let place = wanted[group]
        guard place != 0, place != .max else { return .missing(.notAvailable) }
        return source.cell(Int(order.map { $0.codes[Int(place - 1)] } ?? place - 1))
      }
      return Column("", cells: cells, typeWhereMissing: .text)
    }
  }
}
