/// Values that one thread sorts into parts as it finds them, kept in pages so that adding never moves what is there.
@safe
final class PartedBuffer<Value: BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// Where the next value of a part goes, and how many more fit into its page.
  @safe
  private struct Cursor {
    var next: UnsafeMutablePointer<Value>?
    var room: Int
  }

  private struct Page {
    let memory: GroupCells<Value>
    var count: Int
  }

  private let cursors: UnsafeMutablePointer<Cursor>
  private var pages: [[Page]]

  init(parts: Int) {
    pages = [[Page]](repeating: [], count: parts)
    // Safe: freed in `deinit`; a cursor without room is never written through.
    unsafe cursors = .allocate(capacity: parts)
    unsafe cursors.initialize(repeating: Cursor(next: nil, room: 0), count: parts)
  }

  deinit { unsafe cursors.deallocate() }

  /// Adds a value to a part, which must be one.
  @inline(__always)
  func append(_ value: Value, to part: Int) {
    // Safe: there is a cursor for each part, and it has room for the value.
    let cursor = unsafe cursors + part
    if unsafe cursor.pointee.room == 0 { addPage(to: part) }
    let next = unsafe cursor.pointee.next.unsafelyUnwrapped
    unsafe next.pointee = value
    unsafe cursor.pointee.next = next + 1
    unsafe cursor.pointee.room &-= 1
  }

  @inline(never)
  private func addPage(to part: Int) {
    let last = pages[part].last?.count ?? 128
    let memory = GroupCells<Value>(uninitialized: min(last * 2, 1 << 13))
    pages[part].append(Page(memory: memory, count: memory.count))
    unsafe cursors[part] = Cursor(next: memory.start, room: memory.count)
  }

  func count(of part: Int) -> Int {
    // Safe: there is a cursor for each part.
    let room = unsafe cursors[part].room
    return pages[part].reduce(0) { $0 + $1.count } - room
  }

  /// Calls a closure with the values of each page of a part, in the order in which they were added.
  func forEachPage(of part: Int, _ body: (UnsafePointer<Value>, Int) -> Void) {
    for (place, page) in pages[part].enumerated() {
      let unused = place + 1 == pages[part].count ? unsafe cursors[part].room : 0
      if page.count > unused { unsafe body(page.memory.start, page.count - unused) }
    }
  }

  /// Lets the memory of a part go.
  func removeAll(of part: Int) {
    pages[part] = []
    unsafe cursors[part].room = 0
  }
}
