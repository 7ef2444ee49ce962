import Columns

extension Operation {
  /// Rounds a number.
  static let round = Operation(
    "round", summary: "A number to some decimal places, halves away from zero as its digits print.",
    discussion: "It stays a number; printed gives the text that a report has. A formula has round(x, 1) of its own.",
    example: """
      round(2.675, 2)
      --> 2.68
      """,
    Parameter<Double>("number", "The number."),
    Parameter<Int>("decimals", "The decimal places.", default: 0, words: "0")
  ) { number, decimals -> Value in
    guard number.isFinite else { throw ArgumentError.unusable("number", problem: "it is \(number)", expectation: "A finite number.") }
    guard (0...12).contains(decimals) else {
      throw ArgumentError.unusable("decimals", problem: "there are \(decimals)", expectation: "From 0 to 12.")
    }
    let rounded = Expression.Function.round(number, decimals)
    return decimals == 0 ? Int(exactly: rounded).map { .integer($0) } ?? .number(rounded) : .number(rounded)
  }

  /// Writes a number as reports do.
  static let printed = Operation(
    "printed", summary: "A number as a sentence of a report has it: with commas between the thousands, and halves rounded up.",
    discussion: "Without decimals it has as many places as it needs. string.format knows no commas.",
    example: """
      "Robbery rose to " .. printed(1205) .. ", or " .. printed(3.25, {decimals = 1}) .. " a day."
      --> Robbery rose to 1,205, or 3.3 a day.
      """,
    Parameter<Double>("number", "The number."),
    Parameter<Int?>("decimals", "The decimal places.", otherwise: "as many as it needs")
  ) { number, decimals in
    guard number.isFinite else { throw ArgumentError.unusable("number", problem: "it is \(number)", expectation: "A finite number.") }
    guard decimals.map({ (0...12).contains($0) }) ?? true else {
      throw ArgumentError.unusable("decimals", problem: "there are \(decimals ?? 0)", expectation: "From 0 to 12.")
    }
    return PrintedNumber.of(number, decimals: decimals)
  }
}
