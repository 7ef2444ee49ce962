import Foundation
import TestSupport

/// One run of the tool that the package builds, as a user's shell would run it.
struct ToolRun {
  let output: String
  let errors: String
  let exitCode: Int32

  /// Runs the tool in the project's root.
  ///
  /// - Parameters:
  ///   - input: What it reads from standard input.
  ///   - together: Whether standard error goes to standard output, as in a terminal.
  init(_ arguments: [String], input: String = "", together: Bool = false) throws {
    let folder = try TemporaryFolder()
    let paths = ["in", "out", "err"].map { folder.path($0) }
    for (path, text) in zip(paths, [input, "", ""]) { try text.write(toFile: path, atomically: false, encoding: .utf8) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.tool)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: ProjectFiles.root)
    process.standardInput = FileHandle(forReadingAtPath: paths[0])
    let out = FileHandle(forWritingAtPath: paths[1])
    process.standardOutput = out
    process.standardError = together ? out : FileHandle(forWritingAtPath: paths[2])
    try process.run()
    process.waitUntilExit()
    exitCode = process.terminationStatus
    output = try String(contentsOfFile: paths[1], encoding: .utf8)
    errors = try String(contentsOfFile: paths[2], encoding: .utf8)
  }

  /// The tool stands beside the test bundle, in the folder of the build's products.
  static let tool: String = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return bundle.deletingLastPathComponent().appendingPathComponent("safeguard").path
  }()
}
