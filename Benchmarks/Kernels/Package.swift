// swift-tools-version: 6.2
import PackageDescription

/// The rules every Swift target of the house keeps: see the Package.swift two folders above.
let houseRules: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]

// A package of its own, so that neither a host nor the comparison with peers builds the benchmark tool.
let package = Package(
  name: "safeguarding-kernels",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "safeguarding-kit", path: "../.."),
    // Without its traits: jemalloc would count allocations, and need a library of the system.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Kernels",
      dependencies: [
        .product(name: "Safeguarding", package: "safeguarding-kit"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Kernels",
      swiftSettings: houseRules,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ],
  swiftLanguageModes: [.v6]
)
