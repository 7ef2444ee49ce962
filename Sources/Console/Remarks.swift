import Synchronization

/// What the figures of a script left out, and what things that it called by other names are called, each told once when it is over, and not
/// without end. Names never take the place of what figures left out.
final class Remarks: Sendable {
  private struct Heard {
    var figures: [String] = []
    var names: [String] = []
  }

  private let heard = Mutex(Heard())
  private static let most = 10

  func hear(_ remark: String) { heard.withLock { Self.add(remark, to: &$0.figures) } }

  func hear(name remark: String) { heard.withLock { Self.add(remark, to: &$0.names) } }

  private static func add(_ remark: String, to remarks: inout [String]) {
    if remarks.count <= most, !remarks.contains(remark) { remarks.append(remark) }
  }

  /// The remarks since the last were taken.
  func take() -> [String] {
    let heard = heard.withLock { heard in
      defer { heard = Heard() }
      return heard
    }
    let figures = heard.figures.prefix(Self.most) + (heard.figures.count > Self.most ? ["further figures leave something out too"] : [])
    return Array(figures + heard.names.prefix(Self.most))
  }
}
