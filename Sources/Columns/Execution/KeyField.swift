/// The bits that one key has in the number of a group: the first key has the highest, so that numbers stand in the order
/// of the keys.
struct KeyField: Sendable {
  let shift: UInt64
  let mask: UInt64

  /// The fields of keys, and how many bits they take together.
  static func fields(_ keys: [GroupKey]) -> (fields: [KeyField], bits: Int) {
    var fields: [KeyField] = []
    var bits = 0
    for key in keys.reversed() {
      let width = key.slots <= 1 ? 0 : Int.bitWidth - (key.slots - 1).leadingZeroBitCount
      fields.append(KeyField(shift: UInt64(bits), mask: width == 0 ? 0 : .max >> UInt64(64 - width)))
      bits += width
    }
    return (fields.reversed(), bits)
  }

  /// What a slot of the key counts for in a number.
  var stride: UInt64 { 1 &<< shift }
}
