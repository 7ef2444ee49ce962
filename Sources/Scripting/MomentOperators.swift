internal import Columns
internal import LuaRuntime
internal import Safeguarding

/// A value of time that scripts compare, move and subtract.
protocol Moment: Comparable, Sendable, OperationObject {
  /// The distance from a fixed moment, in the unit that scripts add and subtract.
  var offset: Int { get }
  init?(offset: Int)
  init?(words: String)
}

extension CalendarDate: Moment {
  var offset: Int { Int(daysSince1970) }

  init?(offset: Int) {
    guard let days = Int32(exactly: offset) else { return nil }
    self.init(daysSince1970: days)
  }

  init?(words: String) { self.init(words) }
}

extension Timestamp: Moment {
  var offset: Int { secondsSince1970 }

  init?(offset: Int) {
    // Beyond these the day is none that a date can hold.
    guard Int(Int32.min) * 86_400...Int(Int32.max) * 86_400 ~= offset else { return nil }
    self.init(secondsSince1970: offset)
  }

  init?(words: String) { self.init(words) }
}

/// What operators do with days and moments: `a < b`, `day + 7`, `later - earlier`, `"on " .. day`.
struct MomentOperators {
  let equals: LuaClass.Comparison
  let less: LuaClass.Comparison
  let add: LuaClass.Operator
  let subtract: LuaClass.Operator
  let concatenate: LuaClass.Operator

  init?(of type: any OperationObject.Type) {
    switch type {
    case is CalendarDate.Type: self.init(CalendarDate.self)
    case is Timestamp.Type: self.init(Timestamp.self)
    default: return nil
    }
  }

  private init<Time: Moment>(_ type: Time.Type) {
    let name = Time.kind.name

    @Sendable func held(_ value: LuaValue) -> Time? {
      if case .object(let object) = value { object.payload as? Time } else { nil }
    }
    @Sendable func comparable(_ value: LuaValue) -> Time? { held(value) ?? value.text.flatMap { Time(words: $0) } }
    @Sendable func refusal(_ verb: String, _ left: LuaValue, _ right: LuaValue) -> MomentError {
      MomentError(description: "attempt to \(verb) \(left.kindName) \(verb == "compare" ? "with" : "and") \(right.kindName)")
    }
    @Sendable func moved(_ time: Time, by distance: Int, forwards: Bool) throws -> LuaValue {
      let (offset, overflow) =
        forwards ? time.offset.addingReportingOverflow(distance) : time.offset.subtractingReportingOverflow(distance)
      guard !overflow, let result = Time(offset: offset) else {
        throw MomentError(description: "there is no \(name) \(distance) from \(time.words)")
      }
      return .object(LuaObject(result, as: ObjectClasses.of(result)))
    }

    equals = { left, right in
      guard let one = held(left), let other = held(right) else { return false }
      return one == other
    }
    less = { left, right in
      guard let one = comparable(left), let other = comparable(right) else { throw refusal("compare", left, right) }
      return one < other
    }
    add = { left, right in
      if let time = held(left), let distance = right.wholeNumber { return try moved(time, by: distance, forwards: true) }
      if let time = held(right), let distance = left.wholeNumber { return try moved(time, by: distance, forwards: true) }
      throw refusal("add", left, right)
    }
    subtract = { left, right in
      guard let time = held(left) else { throw refusal("subtract", left, right) }
      // Offsets of one type are far from an overflow, see `init(offset:)`; a host may have made one that is not.
      if let other = held(right) {
        let (distance, overflow) = time.offset.subtractingReportingOverflow(other.offset)
        if !overflow { return .integer(distance) }
      }
      if let distance = right.wholeNumber { return try moved(time, by: distance, forwards: false) }
      throw refusal("subtract", left, right)
    }
    concatenate = { left, right in .text(try text(left) + text(right)) }

    @Sendable func text(_ value: LuaValue) throws -> String {
      if let time = held(value) { return time.words }
      switch value {
      case .integer(let number): return String(number)
      case .number(let number): return Cell.number(number).plainText
      default:
        guard let text = value.text else {
          throw MomentError(description: "attempt to concatenate a \(value.kindName) value")
        }
        return text
      }
    }
  }
}

/// An operator between a day or a moment and what it does not go with.
struct MomentError: Error, CustomStringConvertible {
  let description: String
}
