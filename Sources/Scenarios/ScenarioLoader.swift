internal import Foundation

/// A scenario that passed every check.
public struct LoadedScenario: Equatable, Sendable {
  /// The scenario, with all defaults filled in.
  public let scenario: Scenario
  /// What is allowed and probably not meant, a sentence each, without the file's name.
  public let warnings: [String]
  /// Where its keys stand.
  public let places: ScenarioPlaces
}

/// Reads scenario files.
public enum ScenarioLoader {
  /// Reads the file at `path`, with the texts of `data` in place of its own if they are given, with
  /// overrides such as `link.up.rate=2 Mbit/s` in their order, and with the seed `seed` if there is
  /// one.
  ///
  /// Throws an error that lists all independent problems. Nothing is read but that file and files
  /// of devices: paths in it become absolute, relative ones by the file's folder, those in
  /// overrides by the current one.
  public static func load(
    path: String, data: DataLocation? = nil, overrides: [String] = [], seed: UInt64? = nil
  ) throws(ScenarioError) -> LoadedScenario {
    let contents = try ScenarioFile.read(path, limit: ScenarioLimits.fileLength)
    return try load(contents: contents, path: path, data: data, overrides: overrides, seed: seed)
  }

  /// Reads a scenario from `contents`, the bytes of a file that would stand at `path`.
  public static func load(
    contents: [UInt8], path: String, data: DataLocation? = nil, overrides: [String] = [],
    seed: UInt64? = nil
  ) throws(ScenarioError) -> LoadedScenario {
    let text = try ScenarioFile.text(contents, path: path, limit: ScenarioLimits.fileLength)
    var tree = YAMLTree(file: path)
    guard var root = try tree.parse(text), root.found != .nothing else {
      throw ScenarioError([ScenarioProblem(.empty, at: tree.origin(nil, nil))])
    }
    guard root.entries != nil else {
      throw ScenarioError([
        ScenarioProblem(.wrongType(expected: "a mapping", found: root.found), at: root.origin)
      ])
    }
    let description = ScenarioDescription.root
    if let data { try data.apply(to: &root, by: description) }
    for text in overrides {
      try ScenarioOverride(text, option: "--set").apply(to: &root, by: description)
    }
    if let seed {
      try ScenarioOverride("seed=\(seed)", option: "--seed").apply(to: &root, by: description)
    }

    let paths = PathResolver(scenarioPath: path)
    return try read(root, description, resolve: paths.resolve)
  }

  /// The scenario that a whole tree of values describes.
  static func read(
    _ root: SourceNode, _ description: FieldGroup<ScenarioDraft>,
    resolve: @escaping (String, ScenarioProblem.Origin) -> String
  ) throws(ScenarioError) -> LoadedScenario {
    var reader = ScenarioReader(resolvePath: resolve)
    var draft = ScenarioDraft()
    reader.read(description, root, at: "", into: &draft)
    // Rules between keys would judge values that are not there.
    guard reader.problems.isEmpty else { throw ScenarioError(reader.problems) }
    for violation in draft.partViolations {
      reader.report(violation.sentence, at: violation.keyPath)
    }
    guard reader.problems.isEmpty else { throw ScenarioError(reader.problems) }
    let scenario = draft.scenario
    let rules = ScenarioRules(scenario: scenario, dimensions: scenario.declaredDimensions)
    for violation in rules.violations { reader.report(violation.sentence, at: violation.keyPath) }
    guard reader.problems.isEmpty else { throw ScenarioError(reader.problems) }
    return LoadedScenario(scenario: scenario, warnings: rules.warnings, places: reader.places)
  }
}

/// Makes the paths in a scenario absolute.
struct PathResolver {
  private let fileFolder: String
  private let currentFolder: String

  init(scenarioPath: String) {
    currentFolder = FileManager.default.currentDirectoryPath
    let file = PathResolver.absolute(scenarioPath, in: currentFolder)
    fileFolder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? currentFolder
  }

  /// `path` as seen from where it was written.
  func resolve(_ path: String, from origin: ScenarioProblem.Origin) -> String {
    switch origin {
    case .file: PathResolver.absolute(path, in: fileFolder)
    case .argument: PathResolver.absolute(path, in: currentFolder)
    }
  }

  /// Joins and drops empty and `.` parts.
  ///
  /// Keeps `..`, whose meaning depends on symbolic links.
  private static func absolute(_ path: String, in folder: String) -> String {
    let whole = path.hasPrefix("/") ? path : folder + "/" + path
    return "/" + whole.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }
}
