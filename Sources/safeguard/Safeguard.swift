public import ArgumentParser
import Console
public import Reports

@main
struct Safeguard: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "safeguard",
    abstract: "Ranks, trends, thresholds, budgets and incidents for children's safeguarding, scripted in Lua.",
    discussion: """
      A script loads published files and asks them questions:

        local lait = load_indicators("lait.csv.gz", {dictionary = "dictionary.csv"})
        print(lait:indicator("CPP_rate"):rank("Middlesbrough", {period = "2020"}))

      Without a subcommand safeguard reads lines and answers them. help() at its prompt lists the operations, and \
      help("rank") tells all about one. Results go to standard output and talk to standard error; an error ends a \
      script with exit code 1.
      """,
    version: "safeguard \(Version.current)",
    subcommands: [Run.self, Eval.self, Repl.self], defaultSubcommand: Repl.self)
}

struct FormatOptions: ParsableArguments {
  @Option(name: .long, help: "How results are written: table, csv, json (one result a line) or md.")
  var format: PresentationFormat = .table
}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a script.",
    discussion: """
      The script finds its arguments in `...` and in the table arg, and its own folder in here. Paths that it loads \
      are relative to the working folder.

        safeguard run Examples/south-tees.lua
        safeguard run --format csv ranks.lua CPP_rate 2020 > ranks.csv
      """)

  @OptionGroup var options: FormatOptions

  @Argument(help: "The script, or - for standard input.", completion: .file(extensions: ["lua"]))
  var file: String

  @Argument(parsing: .captureForPassthrough, help: "What the script finds in `...`.")
  var arguments: [String] = []

  func run() throws { throw ExitCode(Tool(format: options.format).run(file: file, arguments: arguments)) }
}

struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Evaluate code and write what it gives.",
    discussion: """
        safeguard eval 'area("redcar")'
        safeguard eval --format json 'load_contributions("contributions.csv")'
      """)

  @OptionGroup var options: FormatOptions

  @Argument(help: "An expression or statements in Lua.")
  var code: String

  func run() throws { throw ExitCode(Tool(format: options.format).evaluate(code)) }
}

struct Repl: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read lines and answer them.",
    discussion: "Lines can be piped in: then there is no prompt, and the exit code is 1 if any of them failed.")

  @OptionGroup var options: FormatOptions

  func run() throws { throw ExitCode(Tool(format: options.format).converse()) }
}

extension PresentationFormat: ExpressibleByArgument {}
