import CKernels

/// The texts of a block of rows while they are cut, folded and joined: where each lies, and how long it is.
///
/// What only shortens a text moves its ends. What changes bytes writes those of all rows anew, one text behind another. Each byte is a
/// character here; see ``PlainTextColumn``.
///
/// Safe throughout: there is a place and a length for each row of the block, and a text lies in the column, constant or memory that it was
/// taken from, which live as long as the block's rows are worked on. What is written has room for it, which is counted before.
@safe
final class TextBlock {
  private(set) var count = 0
  private let starts: UnsafeMutablePointer<UnsafePointer<UInt8>>
  private let lengths: UnsafeMutablePointer<Int>
  /// What was written last, and the memory that is written next.
  private var written = Memory(byteCount: 0)
  private var spare = Memory(byteCount: 0)
  /// Whether the texts stand one behind another.
  private var isDense = false

  init(rows: Int) {
    unsafe starts = .allocate(capacity: rows)
    unsafe lengths = .allocate(capacity: rows)
  }

  deinit {
    unsafe starts.deallocate()
    unsafe lengths.deallocate()
  }

  /// How long a row's text is.
  func length(_ row: Int) -> Int { unsafe lengths[row] }

  var byteCount: Int { (0..<count).reduce(0) { $0 + (unsafe lengths[$1]) } }

  // MARK: - Where texts come from

  /// Takes the texts of a column; a row that is not wanted is empty.
  @inline(__always)
  func load(_ texts: ChunkTexts, _ rows: Int, _ place: (Int) -> Int?) {
    (count, isDense) = (rows, false)
    for row in 0..<rows {
      if let place = place(row) {
        let text = unsafe texts.text(place)
        unsafe starts[row] = text.baseAddress ?? nothing
        unsafe lengths[row] = text.count
      } else {
        empty(row)
      }
    }
  }

  /// Has the same text in each row.
  func load(_ constant: Buffer<UInt8>, _ rows: Int) {
    (count, isDense) = (rows, false)
    unsafe starts.update(repeating: constant.start, count: rows)
    unsafe lengths.update(repeating: constant.count, count: rows)
  }

  private var nothing: UnsafePointer<UInt8> { unsafe UnsafePointer(written.start.assumingMemoryBound(to: UInt8.self)) }

  /// Leaves nothing of a row's text.
  func empty(_ row: Int) {
    unsafe starts[row] = nothing
    unsafe lengths[row] = 0
    isDense = false
  }

  /// Where a row's text is not of ASCII, or has a return, which may be one character with what follows.
  func isPlain(_ row: Int) -> Bool { unsafe kernels_is_plain(starts[row], lengths[row]) != 0 }

  // MARK: - What only shortens them

  func cut(_ cut: TextCut) {
    isDense = false
    switch cut {
    case .first(let most): for row in 0..<count { unsafe lengths[row] = min(lengths[row], most) }
    case .last(let most): for row in 0..<count { dropFirst(max(0, (unsafe lengths[row]) - most), row) }
    case .dropFirst(let dropped): for row in 0..<count { dropFirst(min(dropped, unsafe lengths[row]), row) }
    case .dropLast(let dropped): for row in 0..<count { unsafe lengths[row] = max(0, lengths[row] - dropped) }
    case .trim:
      for row in 0..<count {
        let text = unsafe starts[row]
        var (first, end) = unsafe (0, lengths[row])
        while end > first, unsafe Self.isBlank(text[end - 1]) { end -= 1 }
        while first < end, unsafe Self.isBlank(text[first]) { first += 1 }
        unsafe starts[row] = text + first
        unsafe lengths[row] = end - first
      }
    }
  }

  @inline(__always)
  private func dropFirst(_ dropped: Int, _ row: Int) {
    unsafe starts[row] += dropped
    unsafe lengths[row] -= dropped
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || 9...13 ~= byte }

  // MARK: - What writes them anew

  /// Puts letters into lower or upper case.
  func fold(raising: Bool) {
    let size = byteCount
    unsafe rewrite(byteCount: size) { row, target in
      unsafe target.update(from: starts[row], count: lengths[row])
      return unsafe lengths[row]
    }
    let bytes = unsafe written.start.assumingMemoryBound(to: UInt8.self)
    let first: UInt8 = raising ? 97 : 65
    for place in 0..<size { unsafe bytes[place] ^= bytes[place] &- first < 26 ? 0x20 : 0 }
  }

  /// Puts the texts of other blocks behind these.
  func append(_ others: ArraySlice<TextBlock>) {
    unsafe rewrite(byteCount: others.reduce(byteCount) { $0 + $1.byteCount }) { row, target in
      unsafe target.update(from: starts[row], count: lengths[row])
      var size = unsafe lengths[row]
      for other in others {
        unsafe (target + size).update(from: other.starts[row], count: other.lengths[row])
        unsafe size += other.lengths[row]
      }
      return size
    }
  }

  /// Puts one text in the place of each occurrence of another, which is not empty. A row whose text may become too long, as
  /// ``Expression/Function/replacing(_:with:)`` says, is left empty and given to the closure.
  func replace(_ old: Buffer<UInt8>, with new: Buffer<UInt8>, tooLong: (Int) -> Void) {
    var growth = 0
    if new.count > old.count {
      for row in 0..<count {
        let grown = occurrences(of: old, row) * (new.count - old.count)
        if grown > 0, unsafe lengths[row] + grown > 1 << 16 {
          empty(row)
          tooLong(row)
        } else {
          growth += grown
        }
      }
    }
    unsafe rewrite(byteCount: byteCount + growth) { row, target in
      let (text, length) = unsafe (starts[row], lengths[row])
      var (from, to) = (0, 0)
      while let found = unsafe Self.place(of: old, in: text, from, length) {
        unsafe (target + to).update(from: text + from, count: found - from)
        to += found - from
        unsafe (target + to).update(from: new.start, count: new.count)
        to += new.count
        from = found + old.count
      }
      unsafe (target + to).update(from: text + from, count: length - from)
      return to + length - from
    }
  }

  private func occurrences(of old: Buffer<UInt8>, _ row: Int) -> Int {
    var (from, found) = (0, 0)
    while let place = unsafe Self.place(of: old, in: starts[row], from, lengths[row]) {
      found += 1
      from = place + old.count
    }
    return found
  }

  /// Where some bytes come next in a text.
  @inline(__always)
  private static func place(of wanted: Buffer<UInt8>, in text: UnsafePointer<UInt8>, _ from: Int, _ length: Int) -> Int? {
    let (first, size) = unsafe (wanted.start[0], wanted.count)
    var place = from
    while place &+ size <= length {
      if unsafe text[place] == first {
        var same = 1
        while same < size, unsafe text[place &+ same] == wanted.start[same] { same &+= 1 }
        if same == size { return place }
      }
      place &+= 1
    }
    return nil
  }

  /// Has a closure write each row's text and say how long it is.
  @inline(__always)
  private func rewrite(byteCount: Int, _ write: (_ row: Int, _ target: UnsafeMutablePointer<UInt8>) -> Int) {
    if spare.byteCount < byteCount { spare = Memory(byteCount: max(byteCount, 2 * spare.byteCount)) }
    var target = unsafe spare.start.assumingMemoryBound(to: UInt8.self)
    for row in 0..<count {
      let length = unsafe write(row, target)
      unsafe starts[row] = UnsafePointer(target)
      unsafe lengths[row] = length
      unsafe target += length
    }
    swap(&written, &spare)
    isDense = true
  }

  /// Adds the texts to bytes, one behind another.
  func write(to bytes: inout [UInt8]) {
    if isDense, count > 0 {
      unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: starts[0], count: byteCount))
      return
    }
    let first = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: byteCount))
    unsafe bytes.withUnsafeMutableBufferPointer { all in
      guard var target = unsafe all.baseAddress.map({ unsafe $0 + first }) else { return }
      for row in 0..<count {
        let (text, length) = unsafe (starts[row], lengths[row])
        // To call for a few bytes takes longer than to copy them.
        if length < 16 { for place in 0..<length { unsafe target[place] = text[place] } } else { unsafe target.update(from: text, count: length) }
        unsafe target += length
      }
    }
  }

  func write(_ row: Int, to bytes: inout [UInt8]) {
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: starts[row], count: lengths[row]))
  }
}

/// What leaves out some of a text's characters.
enum TextCut {
  case first(Int), last(Int), dropFirst(Int), dropLast(Int), trim
}
