// swift-tools-version: 6.2
import PackageDescription

/// Every target compiles under the same rules, so that a warning anywhere stops the build.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let sqlite = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

/// A library module.
///
/// Its dependencies are the arrows of the import graph (README, "Modules").
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [],
  resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: exclude, resources: resources,
    swiftSettings: settings)
}

/// The tests of one module.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [],
  resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude,
    resources: resources, swiftSettings: settings)
}

/// Modules that other packages may build on (Documentation/Library.md).
let libraries = [
  "Determinism", "Tensors", "EventSimulation", "PrivateData", "Wire", "Devices", "Layers", "Traces",
  "Networks", "Scenarios", "Transformers", "LeakCheck", "Simulation",
]

let package = Package(
  name: "Sidelight",
  products: [.executable(name: "sidelight", targets: ["sidelight"])]
    + libraries.map { .library(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    // Level 0: C.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),
    .target(name: "CScan", cSettings: [.unsafeFlags(["-O3"])]),

    // Level 1.
    module("Determinism", ["CXXHash"]),

    // Level 2.
    module("Tensors", ["COpenBLAS", "CKernels", "Determinism"]),
    module("EventSimulation", ["Determinism"]),
    module("PrivateData", ["Determinism"]),
    module("Wire", [protobuf, "Determinism"], exclude: ["sidelight.proto"]),
    module("Devices", ["Determinism"], resources: [.embedInCode("devices.json")]),

    // Level 3.
    module("Layers", ["Tensors", "Determinism"]),
    module("Traces", ["Wire", "Determinism"]),
    module("Networks", ["EventSimulation", "Determinism"]),
    module("Scenarios", ["Networks", "Devices", "Wire", "Determinism", yams]),

    // Level 4.
    module("Transformers", ["Layers", "Tensors", "Determinism"]),

    // Level 5.
    module(
      "DeviceSide", ["Transformers", "Layers", "Tensors", "PrivateData", "Wire", "Determinism"]),
    module("ServerSide", ["Transformers", "Layers", "Tensors", "Wire", "Determinism"]),
    module("LeakCheck", ["CScan", "Traces", "Wire", "PrivateData", "Determinism"]),

    // Level 6.
    module(
      "Simulation",
      [
        "DeviceSide", "ServerSide", "Transformers", "Layers", "Tensors", "PrivateData", "Wire",
        "Networks", "Devices", "EventSimulation", "Scenarios", "Traces", "Determinism", logging,
      ]),
    module(
      "Adversaries", ["Traces", "Wire", "Transformers", "Layers", "Tensors", "Determinism"]),

    // Level 7.
    module(
      "Audits",
      ["LeakCheck", "Adversaries", "Scenarios", "Traces", "Wire", "Determinism", "COpenSSL"]),
    module(
      "Proofs",
      [
        "Simulation", "LeakCheck", "DeviceSide", "Layers", "Scenarios", "Traces", "Wire",
        "Determinism",
      ]),

    module(
      "Studies",
      ["Simulation", "Audits", "Scenarios", "Traces", "Tensors", "Determinism", sqlite]),

    // Level 8.
    .executableTarget(
      name: "sidelight",
      dependencies: [
        "Studies", "Audits", "Proofs", "Adversaries", "LeakCheck", "Simulation", "Scenarios",
        "Traces",
        "PrivateData", "Transformers", "ServerSide", "Layers", "Tensors", "Wire", "Networks",
        "Devices", "EventSimulation", "Determinism",
        arguments, logging,
      ],
      swiftSettings: settings),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["Determinism"], path: "Tests/TestSupport",
      swiftSettings: settings),
    tests("DeterminismTests", ["Determinism"]),
    tests("TensorsTests", ["Tensors", "Determinism"]),
    tests("EventSimulationTests", ["EventSimulation", "Determinism"]),
    tests("PrivateDataTests", ["PrivateData", "Determinism"]),
    tests("WireTests", ["Wire", "Determinism", protobuf]),
    tests("DevicesTests", ["Devices", "Determinism"]),
    tests("LayersTests", ["Layers", "Tensors", "Determinism"]),
    tests("TracesTests", ["Traces", "Wire", "Determinism"]),
    tests("NetworksTests", ["Networks", "EventSimulation", "Determinism"]),
    tests("ScenariosTests", ["Scenarios", "Networks", "Devices", "Wire", "Determinism"]),
    tests(
      "TransformersTests", ["Transformers", "Layers", "Tensors", "Determinism"],
      exclude: ["Fixtures"]),
    tests(
      "DeviceSideTests",
      ["DeviceSide", "Transformers", "Layers", "Tensors", "PrivateData", "Wire", "Determinism"]),
    tests(
      "ServerSideTests",
      ["ServerSide", "Transformers", "Layers", "Tensors", "Wire", "Determinism"]),
    tests(
      "LeakCheckTests", ["LeakCheck", "CScan", "Traces", "Wire", "PrivateData", "Determinism"]),
    tests(
      "AdversariesTests",
      [
        "Adversaries", "LeakCheck", "Traces", "PrivateData", "Transformers", "Layers", "Tensors",
        "Wire",
        "Determinism",
      ]),
    tests(
      "AuditsTests",
      [
        "Audits", "Adversaries", "LeakCheck", "Scenarios", "Traces", "Wire", "PrivateData",
        "Determinism",
      ]),
    tests(
      "SimulationTests",
      [
        "Simulation", "Scenarios", "Traces", "Wire", "PrivateData", "DeviceSide", "ServerSide",
        "Layers", "Tensors", "Transformers", "Networks", "Devices", "Determinism",
      ]),
    tests("StudiesTests", ["Studies", "Simulation", "Scenarios", "Determinism"]),
    tests("ProofsTests", ["Proofs", "DeviceSide", "Layers", "Tensors", "Wire"]),
    tests("ReferenceTests", ["Layers", "Tensors", "Determinism"], resources: [.copy("Fixtures")]),
    tests("CLITests", ["Traces", "Wire", "Determinism", sqlite]),
    tests("LibraryExampleTests", ["Networks", "EventSimulation", "Determinism"]),
    tests("TidyTests", [yams]),
  ],
  swiftLanguageModes: [.v6]
)
