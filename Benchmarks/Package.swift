// swift-tools-version: 6.2
import PackageDescription

/// The rules every Swift target of the house keeps: see the Package.swift above this one.
let houseRules: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]

// A package of its own, so that a host never downloads what only benchmarks need.
let package = Package(
  name: "safeguarding-benchmarks",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "generate-incidents", targets: ["IncidentGenerator"]),
    .executable(name: "SafeguardPeer", targets: ["SafeguardPeer"]),
  ],
  dependencies: [
    .package(name: "safeguarding-kit", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    // Writes the seeded dataset. It shares no code with the engine that reads it.
    .executableTarget(
      name: "IncidentGenerator",
      dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: houseRules),

    // Answers the questions of Benchmarks/peers through the public API, as the engines in Python do.
    .executableTarget(
      name: "SafeguardPeer",
      dependencies: [.product(name: "Safeguarding", package: "safeguarding-kit")],
      swiftSettings: houseRules),
  ],
  swiftLanguageModes: [.v6]
)
