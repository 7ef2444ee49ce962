@testable import Columns
import Testing

struct TextSamplingTests {
  /// One block in each of the first two parts, every text of them different.
  private func observation(_ seed: UInt64) -> TextSampling.Observation {
    TextSampling.Observation(
      column: 0, rowCount: 4000, byteCount: 40_000, newHashes: (0..<4000).map { ($0 &+ seed &* 4000) &* 0x9E37_79B9_7F4A_7C15 })
  }

  @Test(arguments: [[0, 1], [1, 0]])
  func `A part is decided upon whichever thread is the last, and however little that one knew`(order: [Int]) {
    let sampling = TextSampling(codedLimit: 100)
    let ends = [SamplingParts.End(block: 1, share: 1.0 / 16)]
    // The thread of the first block took it before any part had an end.
    let known: [[SamplingParts.End]] = [[], ends]
    var plain: Set<Int> = []
    for block in order { plain = sampling.take([observation(UInt64(block))], part: block, ends: known[block]) }
    #expect(plain == [0])
    #expect(sampling.plain == [0])
  }
}
