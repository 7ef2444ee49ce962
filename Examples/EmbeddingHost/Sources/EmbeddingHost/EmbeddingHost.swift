import Foundation

/// A Swift program that links the SDK and prints what it says of South Tees, without Lua.
///
///     swift run --package-path Examples/EmbeddingHost EmbeddingHost Examples/Data
@main
struct EmbeddingHost {
  static func main() {
    do {
      let southTees = try SouthTees(folder: CommandLine.arguments.dropFirst().first ?? "Examples/Data")
      let answers = try [
        southTees.position(), southTees.trend(), southTees.immunisation(), southTees.budget(), southTees.incidents(),
      ]
      for line in answers.joined() { print(line) }
    } catch {
      // Every error says where it happened, what was wrong, what was expected and what to do.
      FileHandle.standardError.write(Data("EmbeddingHost: \(error)\n".utf8))
      exit(1)
    }
  }
}
