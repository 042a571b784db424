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

  /// The scenario files in `Scenarios` and all folders below it but those of policies and
  /// studies, sorted.
  static var everyScenario: [String] {
    listing(root + "/Scenarios").filter { name in
      name.hasSuffix(".yaml") && !name.hasPrefix("policies/") && !name.hasPrefix("studies/")
    }.map { "\(root)/Scenarios/\($0)" }
  }
}
