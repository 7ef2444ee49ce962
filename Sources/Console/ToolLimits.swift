import Columns
import LuaRuntime

/// What the tool lets scripts use, as its options say.
public struct ToolLimits: Sendable {
  /// The seconds that a script, or an entry at the prompt, may take; nil for any.
  public var seconds: Double?
  /// The memory that Lua may hold, and what a query or a file may take.
  public var memoryBytes: Int
  /// The instructions of Lua; nil for any.
  public var instructions: Int?
  /// What may be printed, in bytes; nil for any.
  public var outputBytes: Int?
  /// Folders whose files may be loaded, beside the working folder and the script's.
  public var readFolders: [String]
  /// Folders in which files may be written.
  public var writeFolders: [String]
  /// Folders in which `require` looks, after the script's.
  public var moduleFolders: [String]

  public init(
    seconds: Double? = nil, memoryBytes: Int = 8 << 30, instructions: Int? = nil, outputBytes: Int? = nil,
    readFolders: [String] = [], writeFolders: [String] = [], moduleFolders: [String] = []
  ) {
    self.seconds = seconds
    self.memoryBytes = memoryBytes
    self.instructions = instructions
    self.outputBytes = outputBytes
    self.readFolders = readFolders
    self.writeFolders = writeFolders
    self.moduleFolders = moduleFolders
  }

  /// The tool owns its process, so a signal stops scripts and nothing slows their loops.
  var ofScripts: LuaLimits {
    LuaLimits(
      memoryBytes: memoryBytes, wallSeconds: seconds, instructions: instructions, outputBytes: outputBytes,
      pollInterval: nil, stopsBySignal: true)
  }

  /// The folders of a script: its own and the working folder, with those of the options.
  ///
  /// The root of the file system counts only where an option names it: a tool that starts there, as a service does, would
  /// otherwise let scripts read everything.
  func files(besideScriptIn folder: String) throws(FileError) -> FileAccess {
    let usual = try FileAccess(reading: [".", folder]).readable.filter { $0 != "/" }
    return try FileAccess(reading: usual + readFolders, writing: writeFolders)
  }
}

/// A number of bytes as an option says it: `500`, `64K`, `64M` or `2G`, in powers of 1,024.
public struct ByteCount: Hashable, Sendable {
  public let bytes: Int

  public init(bytes: Int) { self.bytes = bytes }

  /// Reads a number with or without a letter, in either case; nil for anything else, and for what an `Int` can't hold.
  public init?(text: String) {
    let shifts: [Character: Int] = ["K": 10, "M": 20, "G": 30]
    let shift = text.last.flatMap { shifts[Character($0.uppercased())] }
    guard let number = Int(shift == nil ? text[...] : text.dropLast()), number >= 0 else { return nil }
    let product = number.multipliedReportingOverflow(by: 1 << (shift ?? 0))
    guard !product.overflow else { return nil }
    bytes = product.partialValue
  }
}

extension ByteCount: CustomStringConvertible {
  /// The largest unit that divides it.
  public var description: String {
    for (letter, shift) in [("G", 30), ("M", 20), ("K", 10)] where bytes > 0 && bytes % (1 << shift) == 0 {
      return "\(bytes >> shift)\(letter)"
    }
    return "\(bytes)"
  }
}
