import CZlib

/// Unpacks gzip, one member after another, through zlib.
///
/// zlib keeps a pointer back to its `z_stream`, so the stream lives at one address from `init` to `deinit`.
/// Every use of the stream stands in this class, which makes it safe to use from outside.
@safe
final class Inflater {
  /// What a step of unpacking came to.
  enum Outcome {
    /// Some input was used or some output made, or both; ask again with more.
    case progress
    /// A member ended here, and its length and checksum were right.
    case endOfMember
    /// The packed bytes, or the checksum after them, are wrong.
    case damaged
  }

  private let stream: UnsafeMutablePointer<z_stream>
  private let isReady: Bool

  init() {
    // Safe: allocated and initialised here, used only by this object, and freed in `deinit`.
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 is the largest window; adding 16 asks for gzip and nothing else.
    // Safe: only the size is asked for.
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    // Safe: the stream is initialised, and zlib checks the version and size that it is given.
    isReady = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, size) == Z_OK
  }

  deinit {
    // Safe: each call undoes one of `init`, and `inflateEnd` accepts a stream whose preparation failed.
    unsafe inflateEnd(stream)
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  /// Unpacks bytes from a place in the input, and appends at most `limit` bytes to the output.
  ///
  /// - Parameter position: The first byte of input not yet used; moved past those used.
  func inflate(_ input: [UInt8], from position: inout Int, appendingTo output: inout [UInt8], atMost limit: Int) -> Outcome {
    guard isReady else { return .damaged }
    let available = input.count - position
    var status = Z_OK
    var unread = available
    // Safe: zlib reads no more than the rest of the input and writes no more than the memory holds, and says how much
    // of each that was. It only reads `next_in`, and the pointers are cleared before the arrays can move.
    let unpacked = unsafe [UInt8](unsafeUninitializedCapacity: max(1, limit)) { memory, count in
      unsafe input.withUnsafeBufferPointer { packed in
        guard let from = packed.baseAddress, let to = memory.baseAddress else { return }
        let (given, room) = (UInt32(clamping: available), UInt32(clamping: memory.count))
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: from + position)
        unsafe stream.pointee.avail_in = given
        unsafe stream.pointee.next_out = to
        unsafe stream.pointee.avail_out = room
        status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        unread = unsafe available - Int(given - stream.pointee.avail_in)
        count = unsafe Int(room - stream.pointee.avail_out)
        unsafe stream.pointee.next_in = nil
        unsafe stream.pointee.next_out = nil
      }
    }
    position += available - unread
    output.append(contentsOf: unpacked)
    switch status {
    case Z_STREAM_END: return .endOfMember
    // A buffer error says only that there was nothing to do: more input is needed.
    case Z_OK, Z_BUF_ERROR: return .progress
    default: return .damaged
    }
  }

  /// Makes ready for the next member.
  func reset() {
    // Safe: the stream is the one that `init` prepared.
    _ = unsafe inflateReset(stream)
  }
}

/// The running CRC-32 of bytes, as gzip and zip define it.
struct Checksum {
  private var value: UInt = 0

  mutating func add(_ bytes: ArraySlice<UInt8>) {
    // zlib takes a call without memory as a request for its first value.
    guard !bytes.isEmpty else { return }
    // Safe: the call reads as many bytes as the slice holds and keeps no pointer to them.
    value = unsafe bytes.withUnsafeBufferPointer { memory in
      unsafe UInt(crc32_z(uLong(value), memory.baseAddress, memory.count))
    }
  }

  /// The sum in eight hexadecimal digits.
  var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }
}
