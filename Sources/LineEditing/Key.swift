/// A key that somebody pressed, or what a terminal sends for several at once.
public enum Key: Hashable, Sendable {
  case character(Character)
  /// Text from a clipboard, between the marks of bracketed paste.
  case paste(String)
  case enter
  /// A line end that does not end the entry: Alt-Enter.
  case newline
  case tab
  case backspace, delete
  case left, right, up, down
  case wordLeft, wordRight
  case home, end
  case pageUp, pageDown
  case killToEnd, killToStart, killWordBack, killWordForward
  case yank, undo
  case interrupt, endOfInput, suspend
  case search, clear
  /// Ctrl-G, which takes back a search.
  case cancel
  case escape
  /// A sequence that means nothing here.
  case unknown
}

/// Makes keys of the bytes that a terminal sends, in whatever pieces they come.
///
/// Escape sequences are those of xterm and its like (CSI and SS3), with modifiers; text is UTF-8, and a byte that is none
/// is dropped. A lone escape can only be told from a sequence by waiting: see ``isWaiting``.
public struct KeyDecoder {
  private var pending: [UInt8] = []
  private var paste: [UInt8]?

  private static let pasteEnd = Array("\u{1B}[201~".utf8)

  /// The most bytes of one paste; what is more is dropped.
  private static let mostPasted = 1 << 20

  public init() {}

  /// Whether what came last may be the beginning of a longer sequence.
  public var isWaiting: Bool { pending.first == 0x1B && paste == nil }

  /// Returns the keys that the bytes complete.
  public mutating func decode(_ bytes: some Sequence<UInt8>) -> [Key] {
    var keys: [Key] = []
    for byte in bytes {
      if paste != nil {
        if let key = addToPaste(byte) { keys.append(key) }
        continue
      }
      pending.append(byte)
      if let key = complete() { keys.append(key) }
    }
    return keys
  }

  /// Returns what waits, once nothing more has come for a while: a lone escape.
  public mutating func finish() -> [Key] {
    guard isWaiting else { return [] }
    let isEscape = pending == [0x1B]
    pending.removeAll()
    return [isEscape ? .escape : .unknown]
  }

  private mutating func addToPaste(_ byte: UInt8) -> Key? {
    paste?.append(byte)
    guard let bytes = paste, bytes.last == UInt8(ascii: "~"), bytes.suffix(Self.pasteEnd.count).elementsEqual(Self.pasteEnd)
    else {
      // Beyond the most, only the last bytes are kept, so that the end is still seen.
      if let count = paste?.count, count > Self.mostPasted + 64 {
        paste?.removeSubrange(Self.mostPasted..<(count - Self.pasteEnd.count))
      }
      return nil
    }
    paste = nil
    let text = String(decoding: bytes.dropLast(Self.pasteEnd.count), as: UTF8.self)
    return .paste(text.replacing("\r\n", with: "\n").replacing("\r", with: "\n"))
  }

  /// Returns the key that the pending bytes make, or nil while more are needed.
  private mutating func complete() -> Key? {
    guard let first = pending.first else { return nil }
    if first == 0x1B { return completeEscape() }
    if first < 0x20 || first == 0x7F {
      pending.removeAll()
      return Self.control(first)
    }
    let length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
    guard length > 0 else {
      pending.removeAll()
      return nil
    }
    // A byte that continues nothing begins anew.
    if pending.count > 1, let last = pending.last, last & 0xC0 != 0x80 {
      pending = [last]
      return complete()
    }
    guard pending.count == length else { return nil }
    defer { pending.removeAll() }
    guard let text = String(validating: pending, as: UTF8.self), let character = text.first else { return nil }
    return .character(character)
  }

  private static func control(_ byte: UInt8) -> Key {
    switch byte {
    case 0x01: .home
    case 0x02: .left
    case 0x03: .interrupt
    case 0x04: .endOfInput
    case 0x05: .end
    case 0x06: .right
    case 0x07: .cancel
    case 0x08, 0x7F: .backspace
    case 0x09: .tab
    case 0x0A, 0x0D: .enter
    case 0x0B: .killToEnd
    case 0x0C: .clear
    case 0x0E: .down
    case 0x10: .up
    case 0x12: .search
    case 0x15: .killToStart
    case 0x17: .killWordBack
    case 0x19: .yank
    case 0x1A: .suspend
    case 0x1F: .undo
    default: .unknown
    }
  }

  private mutating func completeEscape() -> Key? {
    guard pending.count > 1 else { return nil }
    switch pending[1] {
    case UInt8(ascii: "["): return completeSequence()
    case UInt8(ascii: "O"):
      guard pending.count > 2 else { return nil }
      defer { pending.removeAll() }
      return Self.letter(pending[2], modified: false)
    case 0x1B:
      // The first escape stood alone.
      pending.removeFirst()
      return .escape
    case let byte:
      pending.removeAll()
      return switch byte {
      case 0x0A, 0x0D: .newline
      case 0x7F, 0x08: .killWordBack
      case UInt8(ascii: "b"): .wordLeft
      case UInt8(ascii: "f"): .wordRight
      case UInt8(ascii: "d"): .killWordForward
      default: .unknown
      }
    }
  }

  /// Completes `ESC [ parameters letter`.
  private mutating func completeSequence() -> Key? {
    guard pending.count > 2, let last = pending.last else { return nil }
    // Parameters and intermediates lie from 0x20 to 0x3F, and a letter ends the sequence.
    guard (0x40...0x7E).contains(last) else {
      if !(0x20...0x3F).contains(last) || pending.count > 32 {
        pending.removeAll()
        return .unknown
      }
      return nil
    }
    let parameters = pending[2..<(pending.count - 1)].split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      .map { Int(String(decoding: $0, as: UTF8.self)) ?? 1 }
    pending.removeAll()
    let isModified = parameters.count > 1 && parameters[1] > 2
    guard last == UInt8(ascii: "~") else { return Self.letter(last, modified: isModified) }
    switch parameters.first {
    case 1, 7: return .home
    case 3: return isModified ? .killWordForward : .delete
    case 4, 8: return .end
    case 5: return .pageUp
    case 6: return .pageDown
    case 200:
      paste = []
      return nil
    default: return .unknown
    }
  }

  private static func letter(_ byte: UInt8, modified: Bool) -> Key {
    switch byte {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): modified ? .wordRight : .right
    case UInt8(ascii: "D"): modified ? .wordLeft : .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    default: .unknown
    }
  }
}
