// swift-tools-version: 6.2
import PackageDescription

/// The rules every Swift target keeps: explicit existentials, imports that do not leak, and each unsafe use marked.
let houseRules: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]

// Targets stand from the bottom of the house up. Tables go one way through it: see Docs/Concepts/Architecture.md.
let package = Package(
  name: "safeguarding-kit",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Safeguarding", targets: ["Safeguarding", "Columns"]),
    .library(name: "SafeguardingScripting", targets: ["Scripting", "LuaRuntime", "Reports"]),
    .executable(name: "safeguard", targets: ["safeguard"]),
  ],
  traits: [
    .trait(name: "Workbook", description: "Excel workbooks of documents, by libxlsxwriter."),
    .trait(name: "Templates", description: "Pages laid out by a template of one's own, by swift-mustache."),
    .default(enabledTraits: ["Workbook"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // The engine: typed columns, tables, queries, files in and out. It knows no safeguarding word.
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    // Loops over bytes that the processor does many at a time: tests of columns, and the marks of delimited text.
    .target(name: "CKernels"),
    .target(name: "CScan"),
    .target(name: "Columns", dependencies: ["CZlib", "CKernels", "CScan"], swiftSettings: houseRules),
    .testTarget(name: "ColumnsTests", dependencies: ["Columns", "TestSupport"], swiftSettings: houseRules),

    // The analytics core and the front door for Swift hosts.
    .target(name: "Safeguarding", dependencies: ["Columns"], swiftSettings: houseRules),
    .testTarget(
      name: "SafeguardingTests", dependencies: ["Safeguarding", "Columns", "TestSupport"], swiftSettings: houseRules),

    // Naive oracles and fixtures that several test targets share.
    .target(
      name: "TestSupport", dependencies: ["Safeguarding", "Columns"], path: "Tests/TestSupport",
      swiftSettings: houseRules),

    // The only rooms that know Lua's C interface.
    .systemLibrary(
      name: "CLuaLibrary", pkgConfig: "lua5.4",
      providers: [.apt(["liblua5.4-dev"]), .brew(["lua"])]),
    .target(name: "CLua", dependencies: ["CLuaLibrary"]),
    .target(name: "LuaRuntime", dependencies: ["CLua"], swiftSettings: houseRules),
    .testTarget(name: "LuaRuntimeTests", dependencies: ["LuaRuntime"], swiftSettings: houseRules),

    // Walks the catalogue of operations and gives each its Lua function; names no operation.
    .target(name: "Scripting", dependencies: ["LuaRuntime", "Safeguarding", "Columns"], swiftSettings: houseRules),
    .testTarget(
      name: "ScriptingTests", dependencies: ["Scripting", "Safeguarding", "Columns", "TestSupport"],
      swiftSettings: houseRules),

    // A table or a document becomes text, CSV, JSON, Markdown, a page or a workbook.
    .systemLibrary(
      name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"]), .brew(["libxlsxwriter"])]),
    .target(
      name: "Reports",
      dependencies: [
        "Safeguarding", "Columns", .target(name: "CXlsxWriter", condition: .when(traits: ["Workbook"])),
        .product(name: "Mustache", package: "swift-mustache", condition: .when(traits: ["Templates"])),
      ],
      swiftSettings: houseRules),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "Safeguarding", "Columns", "TestSupport"], swiftSettings: houseRules),

    // An entry while it is typed: keys in, frames out. It knows no language and no safeguarding word.
    .target(name: "LineEditing", swiftSettings: houseRules),
    .testTarget(name: "LineEditingTests", dependencies: ["LineEditing", "TestSupport"], swiftSettings: houseRules),

    // The prompt and the subcommands as a library; the only room that knows the tool's terminal.
    .target(
      name: "Console", dependencies: ["LineEditing", "Scripting", "Reports", "LuaRuntime", "Safeguarding", "Columns"],
      swiftSettings: houseRules),
    .testTarget(
      name: "ConsoleTests",
      dependencies: ["safeguard", "Console", "LineEditing", "Scripting", "Safeguarding", "Columns", "TestSupport"],
      swiftSettings: houseRules),

    // The tool: parses arguments, calls Console, exits.
    .executableTarget(
      name: "safeguard",
      dependencies: [
        "Console", "Reports", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: houseRules),
  ],
  swiftLanguageModes: [.v6]
)
