import CPeer

/// The same in plain C. It is made, used and destroyed by one owner.
@safe final class Peer {
  // The state lives from `init` to `deinit`, and only this class has its address.
  private let state: UnsafeMutableRawPointer

  init(values: [Double]) throws {
    let made: UnsafeMutableRawPointer? = unsafe values.withUnsafeBufferPointer { values in
      values.baseAddress.flatMap { unsafe peer_create($0, values.count) }
    }
    guard let made = unsafe made else { throw WrongAnswer(description: "no memory for the peer") }
    unsafe state = made
  }

  deinit { unsafe peer_destroy(state) }

  func load(_ source: String) throws {
    guard unsafe peer_load(state, source) else { throw WrongAnswer(description: "the peer cannot read: \(source)") }
  }

  func run() -> Double { unsafe peer_run(state) }
  func call(_ argument: Double) -> Double { unsafe peer_call(state, argument) }
}
