import Testing

@testable import Safeguarding

struct DistributionTests {
  @Test(arguments: [
    (0.025, 1.959963984540054), (0.001, 3.090232306167813), (1e-12, 7.034483825301131), (0.5, 0), (0.975, -1.959963984540054),
  ])
  func `A normal deviate agrees with SciPy's norm.isf`(tail: Double, deviate: Double) {
    #expect(abs(NormalDistribution.deviate(upperTail: tail) - deviate) < 1e-15 * max(1, abs(deviate)) * 2)
  }

  @Test func `The deviate of a level is that of its decimal fraction`() throws {
    #expect(ConfidenceLevel.percent95.tail == 0.025)
    #expect(ConfidenceLevel.percent99_8.tail == 0.001)
    #expect(try ConfidenceLevel(99.8) == .percent99_8)
    #expect(try ConfidenceLevel(0.95).words == "95%")
    #expect(ConfidenceLevel.percent99_8.words == "99.8%")
    for level in [0.49, 1, 100, -0.95, .nan, .infinity] {
      #expect(throws: StatisticsError.self) { try ConfidenceLevel(level) }
    }
  }
}
