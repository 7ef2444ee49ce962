import Synchronization

/// What the figures of a script left out, each told once when it is over, and not without end.
final class Remarks: Sendable {
  private let heard = Mutex<[String]>([])
  private static let most = 10

  func hear(_ remark: String) {
    heard.withLock { heard in
      if heard.count <= Self.most, !heard.contains(remark) { heard.append(remark) }
    }
  }

  /// The remarks since the last were taken, as lines.
  func take() -> [String] {
    let heard = heard.withLock { heard in
      defer { heard.removeAll() }
      return heard
    }
    return heard.prefix(Self.most).map { "note: \($0)" } + (heard.count > Self.most ? ["note: further figures leave something out too"] : [])
  }
}
