public import ArgumentParser
public import Console
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
      help("rank") tells all about one. Results go to standard output and talk to standard error.

      Scripts load files of the working folder, and of the script's own, that are not hidden; --allow-read adds folders. \
      The exit code is 0, 1 for an error of the script, 3 where a limit stopped it, 130 where Ctrl-C did, and 64 for a \
      wrong option.
      """,
    version: "safeguard \(Version.current)",
    subcommands: [Run.self, Report.self, Eval.self, Repl.self], defaultSubcommand: Repl.self)
}

struct FormatOptions: ParsableArguments {
  @Option(name: .long, help: "How results are written: table, csv, json (one result a line), md or html.")
  var format: PresentationFormat = .table
}

struct LimitOptions: ParsableArguments {
  @Option(name: .long, help: "The seconds a script, or an entry at the prompt, may take.")
  var timeLimit: Double?

  @Option(name: .long, help: "The memory that scripts, their tables and a query may each take, such as 64M.")
  var memoryLimit = ByteCount(bytes: 8 << 30)

  @Option(name: .long, help: "The instructions of Lua that a script may take, in whole numbers; loops run slower with it.")
  var instructionLimit: Int?

  @Option(name: .long, help: "The bytes that a script may print, such as 1M.")
  var outputLimit: ByteCount?

  @Option(name: .long, help: ArgumentHelp("A further folder whose files may be loaded.", valueName: "folder"))
  var allowRead: [String] = []

  @Option(name: .long, help: ArgumentHelp("A folder in which files may be written; none otherwise.", valueName: "folder"))
  var allowWrite: [String] = []

  @Option(name: .long, help: ArgumentHelp("A further folder in which require finds modules.", valueName: "folder"))
  var modules: [String] = []

  func validate() throws {
    if let timeLimit, !(timeLimit >= 0 && timeLimit.isFinite) { throw ValidationError("--time-limit takes a number of seconds, such as 1 or 0.5") }
    if let instructionLimit, instructionLimit < 0 { throw ValidationError("--instruction-limit takes a whole number from zero") }
  }

  var limits: ToolLimits {
    ToolLimits(
      seconds: timeLimit, memoryBytes: memoryLimit.bytes, instructions: instructionLimit, outputBytes: outputLimit?.bytes,
      readFolders: allowRead, writeFolders: allowWrite, moduleFolders: modules)
  }
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

  @OptionGroup var limits: LimitOptions

  @Flag(name: .long, help: "Run the script in a process of its own, which is killed where it does not stop in time.")
  var isolate = false

  /// What the process has beside `--isolate`.
  @Flag(name: .long, help: .hidden)
  var isolated = false

  @Argument(help: "The script, or - for standard input.", completion: .file(extensions: ["lua"]))
  var file: String

  @Argument(parsing: .captureForPassthrough, help: "What the script finds in `...`.")
  var arguments: [String] = []

  func run() throws {
    if isolated {
      Isolation.enter(limits.limits)
    } else if isolate {
      // The first argument is the name of the subcommand.
      throw ExitCode(Isolation.run(["run", "--isolated"] + CommandLine.arguments.dropFirst(2), limits: limits.limits))
    }
    throw ExitCode(Tool(format: options.format, limits: limits.limits).run(file: file, arguments: arguments))
  }
}

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a script and write the document that it returns as a page or as other files.",
    discussion: """
      A page is one file of HTML that needs no network. Files of an earlier run are replaced; a script's document is named \
      after the script.

        safeguard report Examples/scorecard.lua -o out
        safeguard report --format html --format csv -o out Examples/scorecard.lua 2024 Hartlepool
      """)

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder that the files are written in; it is made where there is none.", valueName: "folder"))
  var output: String

  @Option(name: .long, help: "html, md (with pictures), xlsx, csv (a folder of tables) or json; may be given again for more than one.")
  var format: [ReportForm] = [.html]

  @Option(name: .long, help: ArgumentHelp("A Mustache file that lays the page out: title, subtitle, stamp, {{{contents}}}, {{{body}}}, {{{style}}}, {{{policy}}}.", valueName: "file"))
  var template: String?

  @Flag(name: .long, help: "Open the first file in the program that the system has for it.")
  var open = false

  @OptionGroup var limits: LimitOptions

  @Argument(help: "The script, or - for standard input.", completion: .file(extensions: ["lua"]))
  var file: String

  @Argument(help: "What the script finds in `...`; after -- also what begins with a dash.")
  var arguments: [String] = []

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output names a folder, and got nothing") }
  }

  func run() throws {
    let target = ReportTarget(folder: output, forms: format, template: template, opens: open)
    throw ExitCode(Tool(limits: limits.limits).report(file: file, arguments: arguments, into: target))
  }
}

struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Evaluate code and write what it gives.",
    discussion: """
        safeguard eval 'area("redcar")'
        safeguard eval --format json 'load_contributions("contributions.csv")'
      """)

  @OptionGroup var options: FormatOptions

  @OptionGroup var limits: LimitOptions

  @Argument(help: "An expression or statements in Lua.")
  var code: String

  func run() throws { throw ExitCode(Tool(format: options.format, limits: limits.limits).evaluate(code)) }
}

struct Repl: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read lines and answer them.",
    discussion: "Lines can be piped in: then there is no prompt, and the exit code is 1 if any of them failed.")

  @OptionGroup var options: FormatOptions

  @OptionGroup var limits: LimitOptions

  @Argument(help: "A script to run instead, as `safeguard run` does.", completion: .file(extensions: ["lua"]))
  var file: String?

  func run() throws {
    let tool = Tool(format: options.format, limits: limits.limits)
    throw ExitCode(file.map { tool.run(file: $0, arguments: []) } ?? tool.converse())
  }
}

extension PresentationFormat: ExpressibleByArgument {}

extension ReportForm: ExpressibleByArgument {}

extension ByteCount: ExpressibleByArgument {
  public init?(argument: String) { self.init(text: argument) }
}
