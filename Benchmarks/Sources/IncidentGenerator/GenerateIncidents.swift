import ArgumentParser

@main
struct GenerateIncidents: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate-incidents",
    abstract: "Writes invented incidents as CSV: the same bytes for the same rows and seed, whatever the threads.")

  @Option(help: "The number of incidents.") var rows: Int
  @Option(help: "Another seed gives other people, places and incidents.") var seed: UInt64 = 1
  @Option(help: "The file to write; one that is there is replaced.") var output: String
  @Option(help: "The pieces of the file that are made at the same time.") var threads = 2

  func validate() throws {
    guard (0...1_000_000_000).contains(rows) else { throw ValidationError("--rows is from 0 to 1000000000.") }
    guard (1...256).contains(threads) else { throw ValidationError("--threads is from 1 to 256.") }
  }

  func run() async throws {
    let incidents = Incidents(rowCount: rows, seed: seed)
    let file = try NewFile(path: output)
    try file.write(Array(Incidents.header.utf8))
    var pieces = stride(from: 0, to: rows, by: Self.rowsInPiece).makeIterator()
    var tasks: [Task<[UInt8], Never>] = []
    func startNext() {
      guard let first = pieces.next() else { return }
      tasks.append(Task { incidents.csv(first..<min(first + Self.rowsInPiece, rows)) })
    }
    for _ in 0..<threads { startNext() }
    while !tasks.isEmpty {
      let bytes = await tasks.removeFirst().value
      startNext()
      try file.write(bytes)
    }
    try file.finish()
  }

  private static let rowsInPiece = 16_384
}
