extension String {
  /// Makes text of bytes, with U+FFFD for what is not UTF-8.
  ///
  /// The standard library's own initializer throws an error inside for each such place, which is too slow for megabytes
  /// that mean harm.
  init(repairing bytes: some Collection<UInt8>) {
    if let text = String(validating: bytes, as: UTF8.self) {
      self = text
      return
    }
    var scalars = String.UnicodeScalarView()
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes.makeIterator()
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let scalar): scalars.append(UTF8.decode(scalar))
      case .error: scalars.append("\u{FFFD}")
      case .emptyInput:
        self.init(scalars)
        return
      }
    }
  }
}
