#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Synchronization

/// The parts of a reading after which it is asked whether the texts of a column are worth a dictionary.
struct SamplingParts: Sendable {
  /// The first block behind a part, and the share of the text that stands before it.
  struct End: Sendable {
    let block: Int
    let share: Double
  }

  /// The shares of the text at which parts end. A part of the rows is read before anything is decided, since a file may
  /// list every area once before it lists the first again.
  static let shares = [1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2]

  /// The ends that are known, one for each part that is over.
  private(set) var ends: [End] = []
  private var bytes = 0

  /// The part that the next block belongs to; as many as there are shares once none is sampled any more.
  var current: Int { ends.count }

  /// Takes the next block, which depends on the bytes of the files only, and on the size of a step.
  mutating func append(block: Int, byteCount: Int, expectedBytes: Int) {
    let share = min(1, Double(bytes) / Double(max(1, expectedBytes)))
    while ends.count < Self.shares.count, share >= Self.shares[ends.count] { ends.append(End(block: block, share: share)) }
    bytes += byteCount
  }
}

/// Decides which columns of text are kept as they come, from parts of the reading and not from what a thread has met.
///
/// Whichever thread decodes a block, and when, the decision is taken from all blocks of the same parts, so that a file
/// always gives the same layout. It is acted upon when it is known; what was decoded before is put right at the end.
final class TextSampling: Sendable {
  /// What a block showed of a column.
  struct Observation {
    let column: Int
    /// The rows with a text, and the bytes of these.
    let rowCount: Int
    let byteCount: Int
    /// The hashes of the texts that the thread had not met before.
    let newHashes: [UInt64]
  }

  private struct Part {
    var sketch = DistinctSketch()
    var (rows, bytes) = (0, 0)
  }

  private struct State {
    /// For each column what the parts showed.
    var columns: [Int: [Part]] = [:]
    var decoded = [Int](repeating: 0, count: SamplingParts.shares.count)
    /// The ends of parts that are known to any thread: the one that decodes last may know fewer.
    var ends: [SamplingParts.End] = []
    /// The parts that were decided upon.
    var decided = 0
    var plain: Set<Int> = []
  }

  private let state = Mutex(State())
  private let codedLimit: Int

  init(codedLimit: Int) { self.codedLimit = codedLimit }

  /// The columns that are kept as they come, as far as it was decided.
  var plain: Set<Int> { state.withLock { $0.plain } }

  /// Says that a block was decoded, and what it showed.
  ///
  /// - Returns: The columns that are kept as they come.
  func take(_ observations: [Observation], part: Int, ends: [SamplingParts.End]) -> Set<Int> {
    state.withLock { state in
      if state.decided == state.decoded.count { return state.plain }
      if ends.count > state.ends.count { state.ends = ends }
      if part < state.decoded.count {
        state.decoded[part] += 1
        for one in observations {
          var parts = state.columns.removeValue(forKey: one.column) ?? state.decoded.map { _ in Part() }
          parts[part].rows += one.rowCount
          parts[part].bytes += one.byteCount
          for hash in one.newHashes { parts[part].sketch.insert(hash) }
          state.columns[one.column] = parts
        }
      }
      while state.decided < state.ends.count, state.decoded[...state.decided].reduce(0, +) == state.ends[state.decided].block {
        for (column, parts) in state.columns where !state.plain.contains(column) {
          if isOutgrown(parts[...state.decided], share: state.ends[state.decided].share) { state.plain.insert(column) }
        }
        state.decided += 1
      }
      return state.plain
    }
  }

  /// Whether the different texts of the whole column are probably more than half of its rows, or an eighth where they are
  /// long.
  ///
  /// Of `n` rows drawn from `N` texts alike, about `n * n / 2N` repeat one before them, which estimates `N`; of all
  /// rows more than half then differ as long as they are fewer than 1.594 `N`, and an eighth up to 8 `N`.
  private func isOutgrown(_ parts: ArraySlice<Part>, share: Double) -> Bool {
    var sketch = DistinctSketch()
    var (rows, bytes) = (0, 0)
    for part in parts {
      sketch.merge(part.sketch)
      rows += part.rows
      bytes += part.bytes
    }
    let seen = Double(rows)
    let different = min(sketch.estimate, seen)
    let rowsEach = TextTable.rowsWorthACode(byteCount: bytes, count: rows)
    guard different > Double(codedLimit), different * Double(rowsEach) > seen else { return false }
    let expected = seen / max(share, .leastNormalMagnitude)
    return expected * 2 * (seen - different) < (rowsEach == 2 ? 1.594 : 8) * seen * seen
  }
}

/// Estimates how many different hashes it was given, to about one part in a hundred (P. Flajolet and others,
/// "HyperLogLog", AofA 2007). Sketches of parts together are that of the whole.
struct DistinctSketch: Sendable {
  private static let bits: UInt64 = 13
  /// For each value of the first bits, the most zeros behind them, and one; empty as long as nothing was taken.
  private var registers: [UInt8] = []

  mutating func insert(_ hash: UInt64) {
    if registers.isEmpty { registers = Array(repeating: 0, count: 1 << Self.bits) }
    let place = Int(hash >> (64 - Self.bits))
    let rank = UInt8(truncatingIfNeeded: (hash << Self.bits | 1).leadingZeroBitCount + 1)
    registers[place] = max(registers[place], rank)
  }

  mutating func merge(_ other: DistinctSketch) {
    guard !registers.isEmpty else { return registers = other.registers }
    for place in other.registers.indices { registers[place] = max(registers[place], other.registers[place]) }
  }

  var estimate: Double {
    if registers.isEmpty { return 0 }
    let count = Double(registers.count)
    var (sum, zeros) = (0.0, 0.0)
    for register in registers {
      sum += 1 / Double(UInt64(1) << UInt64(register))
      zeros += register == 0 ? 1 : 0
    }
    let estimate = 0.7213 / (1 + 1.079 / count) * count * count / sum
    return estimate <= 2.5 * count && zeros > 0 ? count * log(count / zeros) : estimate
  }
}
