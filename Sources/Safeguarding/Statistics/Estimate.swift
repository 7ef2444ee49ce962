import Columns

/// A figure with its limits and its unit, as a script prints it.
public struct Estimate: Sendable {
  /// The figure in ``unit``; nil where the method gives none.
  public let value: Double?
  /// The limits in ``unit``.
  public let limits: ConfidenceLimits
  public let confidence: ConfidenceLevel
  public let unit: MeasureUnit
  /// How the limits were found.
  public let method: String
  /// What the figure was made of, such as `15 of 148`.
  public let basis: String

  /// The places that tell three digits of a number, from one to six.
  static func decimals(for number: Double) -> Int {
    var (decimals, scaled) = (1, number.magnitude)
    while scaled < 10, scaled > 0, decimals < 6 {
      scaled *= 10
      decimals += 1
    }
    return decimals
  }

  var decimals: Int { unit.kind == .percent ? 1 : Self.decimals(for: value == 0 ? limits.upper ?? 0 : value ?? 0) }
}

extension ConfidenceLimits {
  /// The limits in words: `104.0 to 127.5`.
  func words(_ text: (Double) -> String) -> String {
    let (lower, upper) = (self.lower.map(text) ?? "no lower limit", self.upper.map(text) ?? "no upper limit")
    return self.lower == nil && self.upper == nil ? "not given" : "\(lower) to \(upper)"
  }
}

extension Double? {
  /// A number that a method may not give.
  var limitValue: Value { map { .number($0) } ?? .missing(.notApplicable) }
}

extension Estimate: ScriptObject {
  public static let kind = ObjectKind("estimate", summary: "A figure with its confidence limits.")

  public static let fields: [ObjectField<Estimate>] = [
    .init("value", "The figure, in the unit.") { $0.value.limitValue },
    .init("lower", "The lower limit, in the unit; missing where the method gives none.") { $0.limits.lower.limitValue },
    .init("upper", "The upper limit, in the unit; missing where the method gives none.") { $0.limits.upper.limitValue },
    .init("unit", "The unit of the figure and its limits.") { .text($0.unit.words) },
    .init("confidence", "The level of confidence, as a fraction.") { .number($0.confidence.fraction) },
    .init("method", "How the limits were found.") { .text($0.method) },
  ]

  public var words: String {
    let figure = value.map { unit.text($0, decimals: unit.kind == .count ? 0 : decimals) } ?? "not given"
    let text = { number in
      PrintedNumber.of(number, decimals: decimals) + (unit.kind == .percent ? "%" : "")
    }
    return "\(figure) (\(confidence.words) limits \(limits.words(text)), \(method)); \(basis)"
  }

  public var reasons: [String] { ["\(basis); limits at \(confidence.words): \(method)"] }
}

extension Operation {
  static let intervalConfidence = Parameter<ConfidenceLevel>(
    "confidence", "The level of confidence, as a fraction or in per cent.", default: .percent95, words: "0.95")
  static let countMethod = Parameter<CountMethod>(
    "method", "How the limits of the count are found.", default: .exactBelow10, words: "\"exact_below_10\"")
  static let proportionMethod = Parameter<ProportionMethod>(
    "method", "How the limits are found.", default: .wilson, words: "\"wilson\"")

  static let ratePer = Parameter<Int>("per", "How many people the rate is for.", default: 10_000, words: "10000")

  /// The name of a column of figures that a table gets.
  static func newColumn(_ name: String) -> Parameter<String> {
    Parameter<String>(
      "as", "The name of the new column; its limits have _lower and _upper after it.", default: name, words: "\"\(name)\"")
  }
}

extension CountMethod: WordChoice {}
extension ProportionMethod: WordChoice {}

extension MeasureUnit {
  static let percent = MeasureUnit(published: "%")
  static let ratio = MeasureUnit(published: "ratio")

  /// The unit of a rate for so many people.
  static func rate(per people: Int) -> MeasureUnit { MeasureUnit(published: "per \(PrintedNumber.of(people))") }
}
