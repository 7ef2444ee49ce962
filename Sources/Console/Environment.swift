#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

import Reports

/// The environment that the tool was started in.
enum Environment {
  /// Returns the value of a variable, or nil where there is none.
  static func variable(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

  /// What the terminal shows in colour: nothing where standard input or output is none, it calls itself dumb, or `NO_COLOR` is set.
  static var colours: Paint.Colours {
    guard StandardStreams.areTerminal, knowsSequences, (variable("NO_COLOR") ?? "").isEmpty else { return .none }
    let kind = variable("TERM") ?? ""
    let hasMany = ["256color", "direct", "kitty", "alacritty", "ghostty"].contains { kind.contains($0) } || !(variable("COLORTERM") ?? "").isEmpty
    return hasMany ? .many : .few
  }

  /// Whether the terminal, where there is one, knows sequences: one that calls itself dumb, or nothing, does not.
  static var knowsSequences: Bool { !["", "dumb"].contains(variable("TERM") ?? "") }
}
