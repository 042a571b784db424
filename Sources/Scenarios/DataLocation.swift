internal import Foundation

/// Labelled texts given on the command line, in place of those that a scenario names.
public struct DataLocation: Equatable, Sendable {
  private let kind: String
  private let training: String
  private let test: String?
  private let option: String

  /// Endings of file names, by the format that they promise.
  private static let formats = [
    (kind: "tsv", endings: ["tsv", "txt"]), (kind: "jsonl", endings: ["jsonl", "ndjson"]),
    (kind: "csv", endings: ["csv"]),
  ]
  /// What test rows are called, the best name first.
  private static let testNames = ["test", "dev", "validation", "valid", "val"]

  /// Finds the texts at `path`: a folder with `train.tsv` (or `.jsonl`, `.csv`) and a test file
  /// beside it, or one file whose test rows follow its training rows.
  ///
  /// Throws when there are none.
  public init(path: String) throws(ScenarioError) {
    option = "--data \(path)"
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    guard !path.isEmpty, manager.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Self.error("there is no such file or folder", option)
    }
    guard isFolder.boolValue else {
      let name = path.split(separator: "/").last ?? ""
      let ending = name.contains(".") ? name.split(separator: ".").last.map(String.init) : nil
      kind = Self.kind(ending: ending?.lowercased() ?? "") ?? "tsv"
      training = path
      test = nil
      return
    }
    for (kind, endings) in Self.formats {
      for ending in endings {
        let training = "\(path)/train.\(ending)"
        guard manager.fileExists(atPath: training) else { continue }
        self.kind = kind
        self.training = training
        test = Self.testNames.map { "\(path)/\($0).\(ending)" }.first {
          manager.fileExists(atPath: $0)
        }
        guard test != nil else {
          let names = Self.testNames.map { "\($0).\(ending)" }.joined(separator: ", ")
          throw Self.error(
            "there is no test file beside train.\(ending); looked for \(names)", option)
        }
        return
      }
    }
    throw Self.error("the folder holds no train.tsv, train.jsonl or train.csv", option)
  }

  private static func kind(ending: String) -> String? {
    formats.first { $0.endings.contains(ending) }?.kind
  }

  private static func error(_ sentence: String, _ option: String) -> ScenarioError {
    ScenarioError([ScenarioProblem(.conflict(sentence), at: .argument(option))])
  }

  /// Puts the texts into a scenario's tree.
  func apply<Root>(to node: inout SourceNode, by group: FieldGroup<Root>) throws(ScenarioError) {
    for (key, value) in [("kind", kind), ("path", training), ("test_path", test)] {
      try ScenarioOverride(keys: ["data", key], text: value, option: option)
        .apply(to: &node, by: group)
    }
  }
}
