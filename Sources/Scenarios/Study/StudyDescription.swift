/// Every key of a study file: its type, range, default and meaning.
enum StudyDescription {
  static func root(metrics: [String]) -> FieldGroup<StudyDraft> {
    FieldGroup([
      .words(
        "name", .name, get: { $0.name }, set: { $0.name = $1 }, .required,
        "Short name of the study, used for its folder."),
      line("title", \.title, .optional, "What the study asks, in words, for the report's heading."),
      .words(
        "scenario", .path, get: { $0.scenario }, set: { $0.scenario = $1 }, .required,
        "The scenario that all cells start from, relative to the study file."),
      assignments("set", \.assignments, "Changes to the scenario that all cells share."),
      nodes(
        "seeds", \.seeds, .integer(0...UInt64.max),
        "Seeds: each cell runs once with each. Default: the scenario's."),
      .items(
        "axes", \.axes, axis, blank: .init(),
        "What varies. Cells are all combinations; the last axis varies fastest."),
      .section(
        "sample", \.hasSample, sample.focused(on: \.sample),
        "A joint sample of all axes that have from and to, and no steps."),
      optionalReal(
        "target_accuracy", \.targetAccuracy, RealRange(lower: 0, upper: 1),
        "The accuracy behind the metric seconds_to_target."),
      .flag(
        "leaks", \.leaks, .fallback("false"),
        "Whether the checks for leaks run, once for all cells of equal contents."),
      metricList("metrics", \.metrics, metrics, "Metrics that the report shows, in order."),
      .items(
        "questions", \.questions, question(metrics: metrics), blank: .init(),
        "What the study is asked; the report begins with the answer to the first."),
    ])
  }

  private static var axis: FieldGroup<StudyDraft.AxisDraft> {
    FieldGroup([
      .words(
        "name", .name, get: { $0.name }, set: { $0.name = $1 }, .required,
        "Short name, which is also a column's."),
      key,
      nodes(
        "keys", \.keys, .name, "Several keys of the scenario that all take the same value."),
      values,
      .items(
        "settings", \.settings, setting, blank: .init(), "Named sets of values, such as networks."),
      end("from", \.from, "The first value of a range."),
      end("to", \.to, "The last value of a range."),
      .optionalInteger(
        "steps", \.steps, 2...10_000, .optional,
        "Values of the range, both ends included. Without it, the axis belongs to the sample."),
      .choice("scale", \.scale, .fallback("linear"), "How values of a range are spread."),
      .words(
        "together", .name, get: { $0.together.isEmpty ? nil : $0.together },
        set: { $0.together = $1 }, .optional,
        "A group: axes of one group advance together, and have equally many values."),
    ])
  }

  private static var setting: FieldGroup<StudyDraft.SettingDraft> {
    FieldGroup([
      line("name", \.name, .required, "What the report calls it."),
      optionalReal(
        "number", \.number, RealRange(lower: -1e15, upper: 1e15),
        "Its place on a numeric axis; give one to all settings or to none."),
      assignments("set", \.assignments, "Keys and values."),
    ])
  }

  private static var sample: FieldGroup<StudyDraft.SampleDraft> {
    FieldGroup([
      .integer("points", \.points, 1...1_000_000, .required, "Points that are drawn."),
      .choice(
        "method", \.method, .fallback("latin-hypercube"),
        "random: independent draws. latin-hypercube: each axis is cut into as many parts as there "
          + "are points, and each part is drawn once (McKay et al., 1979)."),
      .seed(
        "seed", get: { $0.seed }, set: { $0.seed = $1 }, .required, "Root of the draws."),
    ])
  }

  private static func question(metrics: [String]) -> FieldGroup<StudyQuestion> {
    let metric = ScalarKind.choice(metrics)
    return FieldGroup([
      .choice(
        "ask", \.kind, .required,
        "threshold: the end of an axis where a metric still meets a limit. pareto: points that no "
          + "other beats. sensitivity: which axes move a metric. compare: values of one axis "
          + "against each other."),
      .words(
        "axis", .name, get: { $0.axis }, set: { $0.axis = $1 }, .required,
        "The axis that is asked about."
      ).only(with: "ask", "threshold", "compare"),
      .words(
        "metric", metric, get: { $0.metric }, set: { $0.metric = $1 }, .required,
        "The metric that is asked about."
      ).only(with: "ask", "threshold", "sensitivity", "compare"),
      optionalReal(
        "at_most", \.atMost, RealRange(lower: -1e18, upper: 1e18),
        "The metric must not be above this, in its unit."
      ).only(with: "ask", "threshold"),
      optionalReal(
        "at_least", \.atLeast, RealRange(lower: -1e18, upper: 1e18),
        "The metric must not be below this, in its unit."
      ).only(with: "ask", "threshold"),
      .choice("find", \.find, .fallback("smallest"), "Which end of the axis is wanted.")
        .only(with: "ask", "threshold"),
      .share(
        "tolerance", \.tolerance, RealRange(lower: 0.0001, upper: 1), .fallback("0.01"),
        "How closely the threshold is found, between two values of the axis."
      ).only(with: "ask", "threshold"),
      metricList("low", \.low, metrics, "Metrics of which less is better.")
        .only(with: "ask", "pareto"),
      metricList("high", \.high, metrics, "Metrics of which more is better.")
        .only(with: "ask", "pareto"),
    ])
  }
}

extension StudyDescription {
  /// Bytes in a line of text.
  private static let lineLength = 300

  private static var key: Field<StudyDraft.AxisDraft> {
    free(
      "key", .optional, "The key of the scenario that varies, such as link.up.rate.",
      ScalarKind.name.schema
    ) { reader, node, path, axis in
      guard reader.word(node, at: path, limit: lineLength) != nil else { return }
      axis.keys.append(node)
    }
  }

  private static var values: Field<StudyDraft.AxisDraft> {
    free(
      "values", .optional, "The values, each as it would stand in a scenario.",
      [("type", .string("array"))]
    ) { reader, node, path, axis in
      axis.values = reader.nodes(node, at: path)
    }
  }

  private static func end(
    _ key: String, _ target: WritableKeyPath<StudyDraft.AxisDraft, SourceNode?>, _ summary: String
  ) -> Field<StudyDraft.AxisDraft> {
    free(key, .optional, summary, [("type", .array([.string("string"), .string("number")]))]) {
      reader, node, path, axis in
      axis[keyPath: target] = reader.word(node, at: path, limit: lineLength) == nil ? nil : node
      axis.origin = node.origin
    }
  }

  private static func line<Root>(
    _ key: String, _ target: WritableKeyPath<Root, String>, _ presence: Presence<Root>,
    _ summary: String
  ) -> Field<Root> {
    free(key, presence, summary, [("type", .string("string"))]) { reader, node, path, root in
      guard let text = reader.word(node, at: path, limit: lineLength) else { return }
      root[keyPath: target] = text
    }
  }

  private static func optionalReal<Root>(
    _ key: String, _ target: WritableKeyPath<Root, Double?>, _ range: RealRange,
    _ summary: String
  ) -> Field<Root> {
    Field(
      key: key, summary: summary, presence: .optional,
      content: .scalar(
        .real(range), get: { root in root[keyPath: target].map { .real($0) } },
        set: { root, value in
          guard case .real(let number) = value else { preconditionFailure("\(key) is a number") }
          root[keyPath: target] = number
        }))
  }

  private static func nodes<Root>(
    _ key: String, _ target: WritableKeyPath<Root, [SourceNode]>, _ kind: ScalarKind,
    _ summary: String
  ) -> Field<Root> {
    free(
      key, .optional, summary,
      [("type", .string("array")), ("items", .object(kind.schema))]
    ) { reader, node, path, root in
      root[keyPath: target] += reader.nodes(node, at: path)
    }
  }

  private static func metricList<Root>(
    _ key: String, _ target: WritableKeyPath<Root, [String]>, _ metrics: [String],
    _ summary: String
  ) -> Field<Root> {
    let item = ScalarKind.choice(metrics).schema
    return free(
      key, .optional, summary, [("type", .string("array")), ("items", .object(item))]
    ) { reader, node, path, root in
      for (index, item) in reader.nodes(node, at: path).enumerated() {
        let place = "\(path)[\(index)]"
        guard let word = reader.word(item, at: place, limit: lineLength) else { continue }
        guard metrics.contains(word) else {
          let nearest = EditDistance.nearest(to: word, among: metrics)
          reader.report(
            .unknownChoice(found: word, accepted: metrics, nearest: nearest), item.origin, place)
          continue
        }
        root[keyPath: target].append(word)
      }
    }
  }

  /// A list of overrides as on the command line, each `KEY=VALUE`.
  private static func assignments<Root>(
    _ key: String, _ target: WritableKeyPath<Root, [StudyDraft.Assignment]>, _ summary: String
  ) -> Field<Root> {
    free(
      key, .optional, summary + " Each as KEY=VALUE.",
      [("type", .string("array")), ("items", .object([("type", .string("string"))]))]
    ) { reader, node, path, root in
      for (index, item) in reader.nodes(node, at: path).enumerated() {
        let place = "\(path)[\(index)]"
        guard let text = reader.word(item, at: place, limit: ScenarioLimits.fileLength) else {
          continue
        }
        do throws(ScenarioError) {
          let change = try ScenarioOverride(text, at: item.origin)
          root[keyPath: target].append(
            StudyDraft.Assignment(
              keys: change.keys, value: change.value ?? item, origin: item.origin))
        } catch {
          for problem in error.problems { reader.report(problem.code, item.origin, place) }
        }
      }
    }
  }

  private static func free<Root>(
    _ key: String, _ presence: Presence<Root>, _ summary: String, _ schema: [(String, JSONText)],
    _ read: @escaping (inout ScenarioReader, SourceNode, String, inout Root) -> Void
  ) -> Field<Root> {
    Field(
      key: key, summary: summary, presence: presence,
      content: .free(FreeValue(read: read, schema: schema)))
  }
}

extension ScenarioReader {
  /// A text of one line, or a problem.
  mutating func word(_ node: SourceNode, at path: String, limit: Int) -> String? {
    guard case .scalar(let text, _) = node.content, case .text = node.found, !text.isEmpty,
      text.utf8.count <= limit, !text.contains(where: \.isNewline)
    else {
      let expected = "a text of one line, of at most \(limit) bytes"
      report(.wrongType(expected: expected, found: node.found), node.origin, path)
      return nil
    }
    return text
  }

  /// The items of a list, or a problem.
  mutating func nodes(_ node: SourceNode, at path: String) -> [SourceNode] {
    guard case .sequence(let items) = node.content else {
      report(.wrongType(expected: "a list", found: node.found), node.origin, path)
      return []
    }
    guard !items.isEmpty, items.count <= ScenarioLimits.items else {
      let range = "from 1 to \(ScenarioLimits.items) entries"
      report(.outOfRange(range: range, found: "\(items.count)"), node.origin, path)
      return []
    }
    return items
  }
}
