/// Where secrets are opened, and which planted leaks there are.
enum SecrecyRules {
  /// The files that may open a secret.
  ///
  /// Whoever adds one shows in review why it must.
  static let reviewed: Set<String> = [
    // The definition.
    "Sources/PrivateData/Secret.swift",
    // The device computes on its own data.
    "Sources/DeviceSide/FederatedDevice.swift",
    "Sources/DeviceSide/LabelTargets.swift",
    "Sources/DeviceSide/LocalTraining.swift",
    "Sources/DeviceSide/PlantedLeak+Device.swift",
    "Sources/DeviceSide/SplitDevice.swift",
    "Sources/DeviceSide/TokenizedSample.swift",
    // The judge scores what others found without secrets.
    "Sources/LeakCheck/CheckMaterial.swift",
    "Sources/LeakCheck/Judge.swift",
    "Sources/LeakCheck/PrefixTest.swift",
    "Sources/LeakCheck/RawCheck.swift",
    "Sources/LeakCheck/SecretCorpus.swift",
    "Sources/LeakCheck/TokenJudge.swift",
    // The world makes data, activations, pairs of runs, accuracy and the judge's file.
    "Sources/Simulation/AccuracyMeter.swift",
    "Sources/Simulation/ActivationSource.swift",
    "Sources/Simulation/BackboneReader.swift",
    "Sources/Simulation/JudgeFile.swift",
    "Sources/Simulation/MaterialParts.swift",
    "Sources/Simulation/Predictor.swift",
    "Sources/Simulation/RunMaterial.swift",
    "Sources/Simulation/TrainedRun.swift",
    "Sources/Simulation/Variation.swift",
    // The command line hands texts to a tokenizer and labels to a file that the user asked for.
    "Sources/sidelight/ModelCommand.swift",
  ]

  /// Files that open a secret without review.
  static func openings(in file: SwiftFile, reviewed: Set<String> = reviewed) -> [Finding] {
    guard file.path.hasPrefix("Sources/"), !reviewed.contains(file.path) else { return [] }
    return matches(#"\bwithRevealed\b"#, in: file.code).map {
      Finding(
        path: file.path, line: $0.line,
        message: "withRevealed opens a secret in a file that is not on the review list")
    }
  }

  /// Entries of the review list that match nothing.
  static func staleEntries(
    _ files: [SwiftFile], reviewed: Set<String> = reviewed
  ) -> [Finding] {
    let opening = files.filter { !matches(#"\bwithRevealed\b"#, in: $0.code).isEmpty }.map(\.path)
    return reviewed.subtracting(opening).sorted().map {
      Finding(path: $0, line: 1, message: "on the review list, but opens no secret")
    }
  }

  /// The checks that the sources of checks and attacks name.
  static func checkNames(_ files: [SwiftFile]) -> Set<String> {
    let folders = ["Sources/LeakCheck/", "Sources/Adversaries/", "Sources/Audits/"]
    let literals = files.filter { file in folders.contains { file.path.hasPrefix($0) } }
      .flatMap(\.literals)
    return Set(literals.filter { !matches(#"\A[a-z]+\.[a-z]+\z"#, in: $0).isEmpty })
  }

  /// A file of a planted leak begins with the check that must find it, and plants one leak.
  static func canary(_ file: TrackedFile, checks: Set<String>) -> [Finding] {
    let name = file.path.split(separator: "/").last ?? ""
    let check = name.split(separator: ".").prefix(2).joined(separator: ".")
    var findings: [Finding] = []
    if !checks.contains(check) {
      findings.append(
        Finding(path: file.path, line: 1, message: "there is no check called '\(check)'"))
    }
    if matches(#"^canary:[ \t]*(\S*)"#, in: file.text).count != 1 {
      findings.append(Finding(path: file.path, line: 1, message: "must say `canary:` once"))
    }
    return findings
  }
}
