import Columns

/// From values to places on a line of pixels, with round numbers to mark it.
struct AxisScale {
  /// The values at which the axis begins and ends.
  let lower: Double
  let upper: Double
  /// The round numbers between them.
  let ticks: [Double]
  /// The decimal places that the ticks print with.
  let decimals: Int

  /// - Parameters:
  ///   - values: What must have room; those that are not finite, or beyond any picture, are held to what is.
  ///   - includesZero: Whether the axis goes through zero.
  ///   - count: About how many marks there should be.
  init(_ values: some Sequence<Double>, includesZero: Bool, ticks count: Int = 5) {
    let held = values.filter { !$0.isNaN }.map { min(max($0, -1e300), 1e300) }
    var (least, greatest) = (held.min() ?? 0, held.max() ?? 0)
    if includesZero { (least, greatest) = (min(least, 0), max(greatest, 0)) }
    if !(greatest - least > 1e-300) {
      let room = max(abs(least) / 10, 1)
      (least, greatest) = (includesZero && least >= 0 ? 0 : least - room, greatest + room)
    }
    let rough = (greatest - least) / Double(max(1, count))
    var power = 1.0
    var exponent = 0
    while power * 10 <= rough { (power, exponent) = (power * 10, exponent + 1) }
    while power > rough, exponent > -300 { (power, exponent) = (power / 10, exponent - 1) }
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? power * 10
    let first = (least / step + 1e-9).rounded(.down)
    let last = (greatest / step - 1e-9).rounded(.up)
    lower = first * step
    upper = max(last * step, lower + step)
    let marks = Int(min(max(last - first, 1), 40))
    ticks = (0...marks).map { (first + Double($0)) * step }
    decimals = max(0, step >= power * 10 ? -exponent - 1 : -exponent)
  }

  /// Where a value stands between 0 and 1; what is beyond the axis stands at its end.
  func share(_ value: Double) -> Double { min(max((value - lower) / (upper - lower), 0), 1) }

  func label(_ tick: Double) -> String {
    tick == 0 ? "0" : decimals > 12 ? PrintedNumber.of(tick, significantDigits: 6) : PrintedNumber.of(tick, decimals: decimals)
  }
}
