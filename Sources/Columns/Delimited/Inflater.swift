import CScan
import CZlib

/// Unpacks gzip, one member after another, or a part of a zip file, through zlib.
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

  /// What stands around the packed bytes.
  enum Form {
    case gzip
    /// Nothing: a zip file keeps lengths and checksums elsewhere.
    case raw
  }

  private let stream: UnsafeMutablePointer<z_stream>
  private let isReady: Bool

  init(_ form: Form = .gzip) {
    // Safe: allocated and initialised here, used only by this object, and freed in `deinit`.
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 is the largest window; adding 16 asks for gzip and nothing else, and a minus for neither head nor tail.
    // Safe: only the size is asked for.
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    // Safe: the stream is initialised, and zlib checks the version and size that it is given.
    isReady = unsafe inflateInit2_(stream, form == .gzip ? 15 + 16 : -15, ZLIB_VERSION, size) == Z_OK
  }

  deinit {
    // Safe: each call undoes one of `init`, and `inflateEnd` accepts a stream whose preparation failed.
    unsafe inflateEnd(stream)
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  /// Unpacks bytes from a place in the input, and appends at most `limit` bytes to the output.
  ///
  /// - Parameters:
  ///   - position: The first byte of input not yet used; moved past those used.
  ///   - end: The end of the packed bytes within the input; nil where they go on to its own.
  func inflate(
    _ input: ByteBlock, from position: inout Int, upTo end: Int? = nil, appendingTo output: ByteBlock, atMost limit: Int
  ) -> Outcome {
    guard isReady else { return .damaged }
    let available = max(0, min(end ?? input.count, input.count) - position)
    var status = Z_OK
    var used = 0
    // Safe: zlib reads no more than the rest of the input and writes no more than the memory holds, and says how much
    // of each that was. It only reads `next_in`, and the pointers are cleared before the blocks can move.
    _ = unsafe output.append(atMost: max(1, limit)) { memory in
      let (given, room) = (UInt32(clamping: available), UInt32(clamping: memory.count))
      unsafe stream.pointee.next_in = input.start + position
      unsafe stream.pointee.avail_in = given
      unsafe stream.pointee.next_out = memory.bindMemory(to: UInt8.self).baseAddress
      unsafe stream.pointee.avail_out = room
      status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
      used = unsafe Int(given - stream.pointee.avail_in)
      unsafe stream.pointee.next_in = nil
      unsafe stream.pointee.next_out = nil
      return unsafe Int(room - stream.pointee.avail_out)
    }
    position += used
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
  private(set) var value: UInt32 = 0
  private static let isFast = cscan_has_crc32() != 0

  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    // zlib takes a call without memory as a request for its first value.
    guard var start = bytes.baseAddress, bytes.count > 0 else { return }
    var count = bytes.count
    if Self.isFast, count >= 64 {
      let whole = count & ~63
      // Safe: the calls read as many bytes as they are told, all of them among those given, and keep no pointer.
      value = unsafe cscan_crc32(value, start, whole)
      unsafe start += whole
      count -= whole
      if count == 0 { return }
    }
    value = unsafe UInt32(truncatingIfNeeded: crc32_z(uLong(value), start, count))
  }

  /// The sum in eight hexadecimal digits.
  var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }
}
