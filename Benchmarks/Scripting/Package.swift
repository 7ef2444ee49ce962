// swift-tools-version: 6.2
import PackageDescription

/// The rules every Swift target of the house keeps: see the Package.swift two folders above.
let houseRules: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]

// A package of its own, so that no host builds it.
let package = Package(
  name: "safeguarding-scripting-benchmark",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "safeguarding-kit", path: "../..")],
  targets: [
    .systemLibrary(
      name: "CLuaSystem", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"]), .brew(["lua"])]),
    // The same functions and objects as plain C gives them to Lua.
    .target(name: "CPeer", dependencies: ["CLuaSystem"]),
    .executableTarget(
      name: "ScriptingBenchmark",
      dependencies: ["CPeer", .product(name: "SafeguardingScripting", package: "safeguarding-kit"), .product(name: "Safeguarding", package: "safeguarding-kit")],
      swiftSettings: houseRules),
  ],
  swiftLanguageModes: [.v6]
)
