public import Determinism

/// A study: one scenario, and what varies in it.
///
/// Points are the combinations of all axes, numbered from 0; the last axis varies fastest.
public struct Study: Sendable {
  /// How a joint sample is drawn.
  public enum SampleMethod: String, CaseIterable, Sendable {
    /// Independent draws.
    case random
    /// Every part of every axis once (McKay, Beckman and Conover, Technometrics 21(2), 1979).
    case latinHypercube = "latin-hypercube"
  }

  /// The most points of a study.
  public static let pointLimit = 1_000_000

  /// Short name, used for the study's folder.
  public let name: String
  /// What the study asks, in words; may be empty.
  public let title: String
  /// The study file, as it was named.
  public let path: String
  /// The scenario that all points start from; absolute.
  public let scenarioPath: String
  /// What varies: seeds first, then the axes of the file.
  public let axes: [StudyAxis]
  /// Points.
  public let count: Int
  /// Metrics that the report shows, in order; may be empty.
  public let metrics: [String]
  /// What the study is asked, the most important first.
  public let questions: [StudyQuestion]
  /// The accuracy behind the metric `seconds_to_target`.
  public let targetAccuracy: Double?
  /// Whether the checks for leaks run.
  public let checksLeaks: Bool
  /// Covers what decides the points and their scenarios, and neither metrics nor questions.
  public let digest: Digest128
  /// The bytes of the study file and of the scenario file.
  public let sources: (study: [UInt8], scenario: [UInt8])

  /// Axes that advance together, by their places in `axes`, slowest first.
  let dimensions: [[Int]]
  let base: SourceNode
  /// Changes that all points share, as on the command line.
  let baseArguments: [String]
  let paths: StudyPaths

  /// The place of the setting of each axis at a point.
  public func places(of point: Int) -> [Int] {
    precondition((0..<count).contains(point), "a study has points 0 to \(count - 1)")
    var places = [Int](repeating: 0, count: axes.count)
    var rest = point
    for dimension in dimensions.reversed() {
      let count = axes[dimension[0]].settings.count
      for axis in dimension { places[axis] = rest % count }
      rest /= count
    }
    return places
  }

  /// Axes that advance together with axis number `axis`, that one included.
  public func partners(of axis: Int) -> [Int] {
    dimensions.first { $0.contains(axis) } ?? [axis]
  }

  /// The setting of each axis at a point.
  public func settings(of point: Int) -> [StudySetting] {
    zip(axes, places(of: point)).map { $0.settings[$1] }
  }

  /// The scenario of a point.
  ///
  /// - Throws: `ScenarioError` where values that are right by themselves are wrong together.
  public func scenario(of point: Int) throws(ScenarioError) -> LoadedScenario {
    try scenario(settings(of: point))
  }

  /// The scenario with these settings, one an axis.
  public func scenario(_ settings: [StudySetting]) throws(ScenarioError) -> LoadedScenario {
    let description = ScenarioDescription.root
    let root = try tree(settings, description)
    return try ScenarioLoader.read(root, description, resolve: paths.resolve)
  }

  func tree(
    _ settings: [StudySetting], _ description: FieldGroup<ScenarioDraft>
  ) throws(ScenarioError) -> SourceNode {
    var root = base
    for setting in settings {
      for change in setting.assignments {
        try ScenarioOverride(keys: change.keys, value: change.value, origin: change.origin)
          .apply(to: &root, by: description)
      }
    }
    return root
  }

  /// Options of `sidelight run` that make a run of the scenario a run of these settings.
  public func arguments(_ settings: [StudySetting]) -> [String] {
    baseArguments + settings.flatMap(\.arguments)
  }
}

/// Something that varies in a study.
public struct StudyAxis: Sendable {
  /// How values lie on the axis.
  public enum Scale: String, Sendable { case linear, log, category }

  /// Short name.
  public let name: String
  /// Keys of the scenario that it sets; empty where its settings set keys of their own.
  public let keys: [String]
  /// How its values lie.
  public let scale: Scale
  /// The unit of its numbers, such as `bit/s`; empty for none.
  public let unit: String
  /// Its values, in order.
  public let settings: [StudySetting]
  /// What makes a setting of a number; nil where numbers are not what varies.
  let maker: StudyNumber?

  /// Whether every value has a number.
  public var isNumeric: Bool { scale != .category }

  /// The value nearest to `number` that a file can hold; nil where numbers are not what varies.
  public func setting(near number: Double) -> StudySetting? {
    guard let maker, let text = maker.text(number) else { return nil }
    return maker.setting(text: text, keys: keys, origin: .argument(name))
  }
}

/// One value of an axis.
public struct StudySetting: Sendable {
  /// The value as people read it.
  public let label: String
  /// Its number in the axis's unit, where it has one.
  public let number: Double?
  let assignments: [StudyDraft.Assignment]

  /// Options of `sidelight run`.
  var arguments: [String] {
    assignments.flatMap { change in
      change.keys == ["seed"]
        ? ["--seed", change.value.flowText]
        : ["--set", "\(change.keys.joined(separator: "."))=\(change.value.flowText)"]
    }
  }
}

/// Makes paths absolute: those of the study file by its folder, those of the scenario by its own.
struct StudyPaths: Sendable {
  let studyPath: String
  let study: PathResolver
  let scenario: PathResolver

  func resolve(_ path: String, from origin: ScenarioProblem.Origin) -> String {
    if case .file(studyPath, _, _) = origin { return study.resolve(path, from: origin) }
    return scenario.resolve(path, from: origin)
  }
}

extension SourceNode {
  /// The value on one line, as YAML reads it.
  var flowText: String {
    switch content {
    case .scalar(let text, let isQuoted):
      isQuoted && SourceNode.isAmbiguous(text) ? ScalarKind.quoted(text) : text
    case .sequence(let items): "[\(items.map(\.flowText).joined(separator: ", "))]"
    case .mapping(let entries):
      "{\(entries.map { "\($0.key): \($0.value.flowText)" }.joined(separator: ", "))}"
    }
  }
}
