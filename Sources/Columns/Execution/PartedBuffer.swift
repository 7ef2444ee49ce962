import CKernels

/// Values that one thread sorts into parts as it finds them, kept in pages so that adding never moves what is there.
///
/// Where parts are many, a part's next values stand in a line of the cache until it is full, and are then written past the caches: a
/// value would else fetch a line from far away first, to write a sixteenth of it.
@safe
final class PartedBuffer<Value: BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// Where the next value of a part goes, and where its page ends.
  @safe
  private struct Cursor {
    var next: UnsafeMutablePointer<Value>?
    var end: UnsafeMutablePointer<Value>?
  }

  @safe
  private struct Page {
    let start: UnsafeMutablePointer<Value>
    let count: Int
  }

  private let cursors: UnsafeMutablePointer<Cursor>
  /// A line for each part, and how many values it has; nil where parts are few, or so many that their lines are far too.
  private let lines: UnsafeMutablePointer<Value>?
  private let fills: UnsafeMutablePointer<UInt8>
  /// The values of a line.
  private static var lineCount: Int { 64 / MemoryLayout<Value>.stride }
  private var pages: [[Page]]
  /// All pages are cut from it: values of many parts then lie on few pages of the system.
  private let arena = Arena()

  init(parts: Int) {
    pages = [[Page]](repeating: [], count: parts)
    // Safe: freed in `deinit`; a cursor at its end is never written through.
    unsafe cursors = .allocate(capacity: parts)
    unsafe cursors.initialize(repeating: Cursor(next: nil, end: nil), count: parts)
    unsafe fills = .allocate(capacity: parts)
    unsafe fills.initialize(repeating: 0, count: parts)
    let isStaged = (16...256).contains(parts) && 64.isMultiple(of: MemoryLayout<Value>.stride)
    // Safe: a line is read no further than it was filled.
    unsafe lines = isStaged
      ? UnsafeMutableRawPointer.allocate(byteCount: parts * 64, alignment: 64).bindMemory(to: Value.self, capacity: parts * Self.lineCount) : nil
  }

  deinit {
    unsafe cursors.deallocate()
    unsafe fills.deallocate()
    if let lines = unsafe lines { unsafe UnsafeMutableRawPointer(lines).deallocate() }
  }

  /// Adds a value to a part, which must be one.
  @inline(__always)
  func append(_ value: Value, to part: Int) {
    if let lines = unsafe lines {
      // Safe: there is a line for each part, which is written out when it is full.
      let fill = unsafe Int(fills[part])
      unsafe lines[part &* Self.lineCount &+ fill] = value
      if fill &+ 1 == Self.lineCount { unsafe writeLine(lines + part &* Self.lineCount, of: part) } else { unsafe fills[part] = UInt8(truncatingIfNeeded: fill &+ 1) }
      return
    }
    // Safe: there is a cursor for each part, and its page has room for the value.
    let cursor = unsafe cursors + part
    if unsafe cursor.pointee.next == cursor.pointee.end { addPage(to: part) }
    let next = unsafe cursor.pointee.next.unsafelyUnwrapped
    unsafe next.pointee = value
    unsafe cursor.pointee.next = next + 1
  }

  @inline(__always)
  private func writeLine(_ line: UnsafeMutablePointer<Value>, of part: Int) {
    let cursor = unsafe cursors + part
    if unsafe cursor.pointee.next == cursor.pointee.end { addPage(to: part) }
    // Safe: a page has room for whole lines and begins at one.
    let next = unsafe cursor.pointee.next.unsafelyUnwrapped
    unsafe lines_write(next, line)
    unsafe cursor.pointee.next = next + Self.lineCount
    unsafe fills[part] = 0
  }

  @inline(never)
  private func addPage(to part: Int) {
    let count = min((pages[part].last?.count ?? 32) * 2, 1 << 12)
    // Safe: a piece of the arena is as long as asked for and aligned to more than a value needs.
    let start = unsafe arena.take(byteCount: count * MemoryLayout<Value>.stride).bindMemory(to: Value.self, capacity: count)
    unsafe pages[part].append(Page(start: start, count: count))
    unsafe cursors[part] = Cursor(next: start, end: start + count)
  }

  func count(of part: Int) -> Int {
    // Safe: there is a cursor for each part.
    let room = unsafe cursors[part].next.map { unsafe (cursors[part].end ?? $0) - $0 } ?? 0
    return pages[part].reduce(0) { $0 + $1.count } - room + (unsafe Int(fills[part]))
  }

  /// Calls a closure with the values of each page of a part, in the order in which they were added.
  @inline(__always)
  func forEachPage(of part: Int, _ body: (UnsafePointer<Value>, Int) -> Void) {
    for (place, page) in pages[part].enumerated() {
      // Safe: the last page is filled as far as its cursor.
      let isLast = place + 1 == pages[part].count
      let count = isLast ? unsafe (cursors[part].next ?? page.start) - page.start : page.count
      if count > 0 { unsafe body(page.start, count) }
    }
    // Safe: as many values of the line were written; without lines there are none.
    if let lines = unsafe lines, unsafe fills[part] > 0 { unsafe body(lines + part * Self.lineCount, Int(fills[part])) }
  }
}
