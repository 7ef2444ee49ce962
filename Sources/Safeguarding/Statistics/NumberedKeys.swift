import Columns

/// Numbers different keys, such as the values of the columns that make groups, in the order in which they first come.
struct NumberedKeys {
  private var numbers: [[Cell]: Int] = [:]
  private(set) var keys: [[Cell]] = []

  /// The number of a key, from zero on: that of the latest key where it is a new one.
  mutating func number(of key: [Cell]) -> Int {
    if let known = numbers[key] { return known }
    numbers[key] = keys.count
    keys.append(key)
    return keys.count - 1
  }
}
