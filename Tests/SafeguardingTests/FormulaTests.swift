import Columns
import TestSupport
import Testing

@testable import Safeguarding

/// Formulas beside the expressions and conditions that they say.
struct FormulaTests {
  /// A text and what it says, made together by chance.
  private struct Maker {
    var random: SeededGenerator

    mutating func pick<Value>(_ values: [Value]) -> Value { values.randomElement(using: &random)! }

    mutating func operand(_ depth: Int) -> (text: String, Columns.Expression) {
      switch Int.random(in: 0..<(depth > 0 ? 12 : 4), using: &random) {
      case 0: return pick([("whole", .column("whole")), ("`Age range`", .column("Age range")), ("_x1", .column("_x1"))])
      case 1: return pick([("3", .value(.integer(3))), ("0.5", .value(.number(0.5))), ("1e3", .value(.number(1000))), ("- 2", .value(.integer(-2)))])
      case 2: return pick([("'it''s'", .value(.text("it's"))), ("TRUE", .value(.boolean(true)))])
      case 3: return ("number", .column("number"))
      case 4:
        let (one, other) = (operand(depth - 1), operand(depth - 1))
        let sign = pick(Columns.Expression.Operator.allCases)
        return ("(\(one.text))\(pick(["", " "]))\(sign.rawValue) (\(other.text))", .arithmetic(one.1, sign, other.1))
      case 5:
        let (one, other) = (operand(depth - 1), operand(depth - 1))
        return ("(\(one.text))..(\(other.text))", .call(.joined, [one.1, other.1]))
      case 6:
        let inner = operand(depth - 1)
        let (name, function): (String, Columns.Expression.Function) = pick([
          ("abs", .absolute), ("lower", .lowercased), ("UPPER", .uppercased), ("Length", .length), ("trim", .trimmed), ("number", .number), ("date", .date),
        ])
        return ("\(name)(\(inner.text))", .call(function, [inner.1]))
      case 7:
        let inner = operand(depth - 1)
        let (text, function): (String, Columns.Expression.Function) = pick([
          ("round((\(inner.text)))", .rounded(decimals: 0)), ("round(\(inner.text), 2)", .rounded(decimals: 2)), ("left(\(inner.text),3)", .first(3)),
          ("right( \(inner.text), 0 )", .last(0)), ("substring(\(inner.text), 2, 4)", .part(from: 2, count: 4)),
          ("replace(\(inner.text), 'a', \"b\")", .replacing("a", with: "b")),
        ])
        return (text, .call(function, [inner.1]))
      case 8:
        let (one, other) = (operand(depth - 1), operand(depth - 1))
        let isLeast = Bool.random(using: &random)
        return ("\(isLeast ? "min" : "MAX")(\(one.text), \(other.text))", .call(isLeast ? .least : .greatest, [one.1, other.1]))
      case 9:
        let inner = operand(depth - 1)
        return pick([("financial_year(\(inner.text))", .span(.financialYear, of: inner.1)), ("weekday(\(inner.text))", .part(.weekday, of: inner.1))])
      default:
        let (condition, one, other) = (condition(), operand(depth - 1), operand(depth - 1))
        return ("IF(\(condition.text), \(one.text), \(other.text))", .when(condition.1, one.1, otherwise: other.1))
      }
    }

    /// A condition without a choice in it.
    mutating func condition(_ depth: Int = 1) -> (text: String, Predicate) {
      switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &random) {
      case 0: return ("whole >= 3", .compare(column: "whole", .greaterOrEqual, .integer(3)))
      case 1: return ("`Age range` != \"x y\"", .not(.compare(column: "Age range", .equal, .text("x y"))))
      case 2: return ("number not in (1, 'b')", .not(.oneOf(column: "number", [.integer(1), .text("b")])))
      case 3: return ("10 < number", .compare(column: "number", .greater, .integer(10)))
      case 4: return ("whole between 2 * 3 and 10", .between(column: "whole", .integer(6), .integer(10)))
      case 5: return ("whole is not missing", .not(.isMissing(column: "whole")))
      case 6: return ("lower(_x1) contains 'a'", .of("lower(_x1)", .call(.lowercased, [.column("_x1")]), .contains(column: "lower(_x1)", "a")))
      case 7:
        let (one, other) = (condition(depth - 1), condition(depth - 1))
        return ("(\(one.text)) and (\(other.text))", .and([one.1, other.1]))
      case 8:
        let (one, other) = (condition(depth - 1), condition(depth - 1))
        return ("\(one.text) OR \(other.text)", .or([one.1, other.1]))
      default:
        return (
          "(whole + 1) * 2 > number / 4",
          .of(
            "(whole + 1) * 2", .arithmetic(.arithmetic(.column("whole"), .plus, .value(.integer(1))), .times, .value(.integer(2))),
            .of(
              "number / 4", .arithmetic(.column("number"), .over, .value(.integer(4))),
              .compareColumns("(whole + 1) * 2", .greater, "number / 4")))
        )
      }
    }
  }

  @Test func `A formula is the expression that it says`() throws {
    for seed in 0..<3000 as Range<UInt64> {
      var maker = Maker(random: SeededGenerator(seed: seed))
      let made = maker.operand(3)
      #expect(try Formula.expression(made.text) == made.1, "seed \(seed): \(made.text)")
      let condition = maker.condition()
      #expect(try Formula.predicate(condition.text) == condition.1, "seed \(seed): \(condition.text)")
    }
  }

  @Test func `Words in any order are read or refused with a place in the formula, and nothing else`() throws {
    let words = [
      "whole", "number", "_x1", "`Age range`", "'text'", "\"text\"", "3", "0.5", "(", ")", "(", ")", ",", "+", "-", "*", "/", "..", ".", "=", "<", "!=", "and", "or",
      "not", "in", "between", "is", "missing", "contains", "if(", "round(", "lower(", "replace(", "left(", "min(", "month(", "nosuch(", "case", "when",
      "|", "&", "%", "[", "'", "é", "np.where(", "like", "'%a'",
    ]
    let table = try Table([
      Column("whole", integers: [1, nil, 3]), Column("number", numbers: [0.5, 2, nil]), Column("_x1", texts: ["a", "B", nil]),
      Column("Age range", texts: ["x y", "", "z"]),
    ])
    for seed in 0..<20_000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in words.randomElement(using: &random)! }.joined(separator: " ")
      for isCondition in [true, false] {
        do {
          let query = isCondition ? Query().filter(try Formula.predicate(text)) : Query().derive("made", try Formula.expression(text))
          _ = try table.answer(query)
        } catch let error as FormulaError {
          let place = try #require(error.diagnostic.place?.column)
          #expect((1...text.count + 1).contains(place), "seed \(seed): \(text)")
        } catch is TableError {} catch is PredicateError {}
      }
    }
  }

  @Test(arguments: ["(", "if(", "not ", "lower(", "-", "(a + ", "if(a > if(b > ", "a = 1 and (", "replace("]) func `A formula that nests deeply is refused`(part: String) {
    #expect(throws: FormulaError.self) { try Formula.expression(String(repeating: part, count: 5000)) }
    #expect(throws: FormulaError.self) { try Formula.predicate(String(repeating: part, count: 5000)) }
  }
}
