/// Random numbers of several distributions, the same from a seed on every platform.
///
/// The bits are those of xoshiro256++, started by SplitMix64. Normal deviates come from a ziggurat of 256 layers, gamma
/// deviates by rejection from them. Nothing but exact integer steps and the operations that IEEE 754 rounds alike
/// everywhere is used, so a seed gives the same numbers to the last bit.
///
/// - SeeAlso: D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", *ACM Transactions on
///   Mathematical Software* 47 (2021); G. Marsaglia and W. W. Tsang, "The ziggurat method for generating random
///   variables", *Journal of Statistical Software* 5 (2000); the same, "A simple method for generating gamma variables",
///   *ACM Transactions on Mathematical Software* 26 (2000), 363 to 372.
struct RandomStream {
  private var state: (UInt64, UInt64, UInt64, UInt64)
  private let ziggurat = Ziggurat.shared

  /// Starts the stream of a seed; streams of one seed with different numbers are independent.
  init(seed: UInt64, stream: UInt64 = 0) {
    var counter = seed
    func mixed() -> UInt64 {
      counter &+= 0x9E37_79B9_7F4A_7C15
      var mixed = counter
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
    counter = mixed() ^ (stream &* 0xD1B5_4A32_D192_ED03)
    self.init(state: (mixed(), mixed(), mixed(), mixed()))
  }

  /// Starts from a state that is not all zero.
  init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

  /// Returns the next 64 bits.
  @inline(__always)
  mutating func next() -> UInt64 {
    let sum = state.0 &+ state.3
    let result = ((sum << 23) | (sum >> 41)) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = (state.3 << 45) | (state.3 >> 19)
    return result
  }

  /// Returns a number between zero and one that is neither.
  @inline(__always)
  mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

  /// Returns a whole number from zero to one less than a bound above zero, each as likely as any other (Lemire 2019, "Fast random
  /// integer generation in an interval", ACM Transactions on Modeling and Computer Simulation 29, 3).
  mutating func below(_ bound: Int) -> Int {
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let least = (0 &- bound) % bound
      while product.low < least { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// Returns a standard normal deviate.
  @inline(__always)
  mutating func normal() -> Double {
    while true {
      let bits = next()
      let layer = Int(bits & 255)
      let size = Double(bits >> 11) * 0x1p-53 * ziggurat.widths[layer]
      let deviate = bits & 256 == 0 ? size : -size
      if size < ziggurat.widths[layer + 1] { return deviate }
      if let settled = settle(layer: layer, size: size) { return bits & 256 == 0 ? settled : -settled }
    }
  }

  /// Settles the two cases in a hundred in which a point lies in a layer's wedge or in the tail.
  @inline(never)
  private mutating func settle(layer: Int, size: Double) -> Double? {
    if layer == 0 {
      while true {
        let beyond = -ElementaryFunctions.logarithm(uniform()) / Ziggurat.start
        let test = -ElementaryFunctions.logarithm(uniform())
        if 2 * test > beyond * beyond { return Ziggurat.start + beyond }
      }
    }
    let (low, high) = (ziggurat.heights[layer], ziggurat.heights[layer + 1])
    let height = low + uniform() * (high - low)
    return height < ElementaryFunctions.exponential(-0.5 * size * size) ? size : nil
  }

  /// Returns a deviate of a prepared gamma distribution with rate one.
  @inline(__always)
  mutating func gamma(_ distribution: Gamma) -> Double {
    while true {
      let deviate = normal()
      let base = 1 + distribution.width * deviate
      guard base > 0 else { continue }
      let cube = base * base * base
      let test = uniform()
      let square = deviate * deviate
      if test < 1 - 0.0331 * square * square || isInside(test, square, cube, distribution.size) {
        let value = distribution.size * cube
        return distribution.power == 0 ? value : boosted(value, distribution.power)
      }
    }
  }

  @inline(never)
  private func isInside(_ test: Double, _ square: Double, _ cube: Double, _ size: Double) -> Bool {
    ElementaryFunctions.logarithm(test) < 0.5 * square + size * (1 - cube + ElementaryFunctions.logarithm(cube))
  }

  /// A deviate of a shape below one from one of the shape above it.
  @inline(never)
  private mutating func boosted(_ value: Double, _ power: Double) -> Double {
    value * ElementaryFunctions.exponential(max(ElementaryFunctions.logarithm(uniform()) * power, -700))
  }

  /// The constants of a gamma distribution, worked out once.
  struct Gamma {
    fileprivate let size: Double
    fileprivate let width: Double
    /// One over the shape where that is below one, else zero.
    fileprivate let power: Double

    /// - Precondition: The shape is finite and above zero.
    init(shape: Double) {
      size = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
      width = 1 / (9 * size).squareRoot()
      power = shape < 1 ? 1 / shape : 0
    }
  }
}

/// The layers of equal area that cover half of the normal density, as far as they are the same for every deviate.
private final class Ziggurat: Sendable {
  static let shared = Ziggurat()

  /// Where the tail begins, and the area of a layer, for 256 layers.
  static let start = 3.654_152_885_361_009
  private static let area = 0.004_928_673_233_974_655

  /// The right edge of each layer, the bottom one first; the bottom one's is that of a block with its area.
  let widths: [Double]
  /// The density at each edge, without its constant.
  let heights: [Double]

  private init() {
    func density(_ place: Double) -> Double { ElementaryFunctions.exponential(-0.5 * place * place) }
    var widths = [Self.area / density(Self.start), Self.start]
    for layer in 2..<256 {
      let height = Self.area / widths[layer - 1] + density(widths[layer - 1])
      widths.append((-2 * ElementaryFunctions.logarithm(height)).squareRoot())
    }
    widths.append(0)
    self.widths = widths
    heights = widths.enumerated().map { $0.offset == 0 ? 0 : density($0.element) }
  }
}
