import Foundation

/// The source tree that this test was compiled from.
enum Checkout {
  /// The repository's root.
  static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The scenario files directly in `folder`, such as `Scenarios/canaries`, sorted.
  static func scenarios(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(root)/\(folder)/\($0)" }
  }

  /// The scenario files in `Scenarios` and all folders below it but that of policies, sorted.
  static var everyScenario: [String] {
    listing(root + "/Scenarios").filter { $0.hasSuffix(".yaml") && !$0.hasPrefix("policies/") }
      .map { "\(root)/Scenarios/\($0)" }
  }
}
