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
  products: [],
  targets: [
    // The rooms that know Lua's C interface.
    .systemLibrary(
      name: "CLuaLibrary", pkgConfig: "lua5.4",
      providers: [.apt(["liblua5.4-dev"]), .brew(["lua"])]),
    .target(name: "CLua", dependencies: ["CLuaLibrary"]),
    .target(name: "LuaRuntime", dependencies: ["CLua"], swiftSettings: houseRules),
    .testTarget(name: "LuaRuntimeTests", dependencies: ["LuaRuntime"], swiftSettings: houseRules),
  ],
  swiftLanguageModes: [.v6]
)
