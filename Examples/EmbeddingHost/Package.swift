// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "EmbeddingHost",
  platforms: [.macOS(.v15)],
  dependencies: [
    // Elsewhere: .package(url: "https://.../safeguarding-kit", from: "0.1.0")
    .package(name: "safeguarding-kit", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "EmbeddingHost", dependencies: [.product(name: "Safeguarding", package: "safeguarding-kit")],
      swiftSettings: [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility")])
  ]
)
