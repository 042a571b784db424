internal import Determinism

/// Reads study files.
public enum StudyLoader {
  /// Columns of a study's results that no axis may be called after.
  public static let reservedNames = [
    "cell_id", "point", "status", "run_digest", "numeric_digest", "error", "epoch_reports",
    "leak_verdicts", "seed", "outcome",
  ]

  /// Reads the study at `path`, and the scenario that it names.
  ///
  /// `metrics` are the names of all metrics. Texts of `data` take the place of the scenario's own,
  /// if they are given.
  ///
  /// - Throws: `ScenarioError` with everything that is wrong with either file.
  public static func load(
    path: String, metrics: [String], data: DataLocation? = nil
  ) throws(ScenarioError) -> Study {
    let contents = try ScenarioFile.read(path, limit: ScenarioLimits.fileLength)
    return try load(contents: contents, path: path, metrics: metrics, data: data)
  }

  /// Reads a study from `contents`, the bytes of a file that would stand at `path`; `scenario` are
  /// the bytes of its scenario's file, which else are read.
  public static func load(
    contents: [UInt8], path: String, metrics: [String], data: DataLocation? = nil,
    scenario: [UInt8]? = nil
  ) throws(ScenarioError) -> Study {
    let root = try MapReader.root(of: contents, path: path, noun: "study")
    let resolver = PathResolver(scenarioPath: path)
    var reader = ScenarioReader(resolvePath: resolver.resolve)
    var draft = StudyDraft()
    reader.read(StudyDescription.root(metrics: metrics), root, at: "", into: &draft)
    guard reader.problems.isEmpty else { throw ScenarioError(reader.problems) }
    var builder = Builder(draft: draft, metrics: metrics)
    builder.check(&reader)
    guard reader.problems.isEmpty else { throw ScenarioError(reader.problems) }

    let bytes: [UInt8]
    if let scenario {
      bytes = scenario
    } else {
      bytes = try ScenarioFile.read(draft.scenario, limit: ScenarioLimits.fileLength)
    }
    var base = try MapReader.root(of: bytes, path: draft.scenario, noun: "scenario")
    let description = ScenarioDescription.root
    for change in draft.assignments {
      try ScenarioOverride(keys: change.keys, value: change.value, origin: change.origin)
        .apply(to: &base, by: description)
    }
    // Where texts lie is this machine's business, so it is none of the study's digest.
    let digest = builder.digest(base)
    if let data { try data.apply(to: &base, by: description) }
    let study = Study(
      name: draft.name, title: draft.title, path: path, scenarioPath: draft.scenario,
      axes: builder.axes, count: builder.count, metrics: draft.metrics,
      questions: draft.questions, targetAccuracy: draft.targetAccuracy, checksLeaks: draft.leaks,
      digest: digest, sources: (contents, bytes), dimensions: builder.dimensions, base: base,
      baseArguments: draft.assignments.flatMap { change in
        StudySetting(label: "", number: nil, assignments: [change]).arguments
      },
      paths: StudyPaths(
        studyPath: path, study: resolver, scenario: PathResolver(scenarioPath: draft.scenario)))
    try check(study)
    return study
  }

  /// Every value of every axis must be one that its key takes.
  private static func check(_ study: Study) throws(ScenarioError) {
    let description = ScenarioDescription.root
    var problems: [ScenarioProblem] = []
    func collect(_ settings: [StudySetting]) throws(ScenarioError) {
      var reader = ScenarioReader(resolvePath: study.paths.resolve)
      var draft = ScenarioDraft()
      reader.read(description, try study.tree(settings, description), at: "", into: &draft)
      for problem in reader.problems where !problems.contains(problem) { problems.append(problem) }
      if draft.hasCanary, problems.isEmpty {
        let place = ScenarioProblem.Origin.file(path: study.scenarioPath, line: nil, column: nil)
        problems.append(
          ScenarioProblem(
            .conflict("a study wants an honest scenario, without a planted leak"), at: place,
            keyPath: "canary"))
      }
    }
    let first = study.settings(of: 0)
    try collect(first)
    guard problems.isEmpty else { throw ScenarioError(problems) }
    for (place, axis) in study.axes.enumerated() {
      // What lies between two ends is right where the ends are.
      let ends = [axis.settings.count - 1]
      let isRange = axis.maker != nil && axis.settings.count > 100
      for index in isRange ? ends : Array(axis.settings.indices.dropFirst()) {
        var settings = first
        settings[place] = axis.settings[index]
        try collect(settings)
      }
    }
    guard problems.isEmpty else { throw ScenarioError(problems) }
  }

  /// Joins the parts of a study, and says where they do not fit.
  private struct Builder {
    let draft: StudyDraft
    let metrics: [String]
    private(set) var axes: [StudyAxis] = []
    private(set) var dimensions: [[Int]] = []
    private(set) var count = 1

    init(draft: StudyDraft, metrics: [String]) {
      self.draft = draft
      self.metrics = metrics
    }

    mutating func check(_ reader: inout ScenarioReader) {
      buildAxes(&reader)
      guard reader.problems.isEmpty else { return }
      for dimension in dimensions {
        let (product, overflow) = count.multipliedReportingOverflow(
          by: axes[dimension[0]].settings.count)
        guard !overflow, product <= Study.pointLimit else {
          reader.report("more than \(Study.pointLimit) cells", at: "axes")
          return
        }
        count = product
      }
      for (index, question) in draft.questions.enumerated() {
        checkQuestion(question, at: "questions[\(index)]", &reader)
      }
      let asked = draft.metrics + draft.questions.flatMap { [$0.metric] + $0.low + $0.high }
      let verdicts: Set = ["leaks_found", "labels_guessed", "labels_predicted"]
      if !draft.leaks, let metric = asked.first(where: verdicts.contains) {
        reader.report("\(metric) needs leaks: true, or nothing is checked", at: "")
      }
      if draft.targetAccuracy == nil, asked.contains("seconds_to_target") {
        reader.report("seconds_to_target needs target_accuracy", at: "")
      }
    }

    private mutating func buildAxes(_ reader: inout ScenarioReader) {
      if draft.hasSample, !draft.axes.contains(where: { $0.from != nil && $0.steps == nil }) {
        reader.report("no axis has from and to without steps", at: "sample")
      }
      if !draft.seeds.isEmpty { addSeeds(&reader) }
      guard !draft.axes.isEmpty || !draft.seeds.isEmpty else {
        reader.report("axes or seeds must say what varies", at: "")
        return
      }
      let builder = StudyAxisBuilder(sample: draft.hasSample ? draft.sample : nil)
      var groups: [String: Int] = [:]
      for (index, axis) in draft.axes.enumerated() {
        let path = "axes[\(index)]"
        let taken = StudyLoader.reservedNames + metrics + axes.map(\.name)
        let name = axis.name.lowercased()
        if taken.contains(where: { $0.lowercased() == name || "\($0.lowercased())_label" == name })
        {
          reader.report("\(axis.name) is the name of something else", at: "\(path).name")
        }
        guard let made = builder.axis(axis, at: path, &reader) else { continue }
        axes.append(made)
        let isSampled = axis.from != nil && axis.steps == nil
        // No name begins with a mark, so this one is nobody's.
        let group = isSampled ? "-sample" : axis.together.isEmpty ? nil : axis.together
        guard let group, let dimension = groups[group] else {
          if let group { groups[group] = dimensions.count }
          dimensions.append([axes.count - 1])
          continue
        }
        let partner = axes[dimensions[dimension][0]]
        guard partner.settings.count == made.settings.count else {
          reader.report(
            "\(made.settings.count) values advance together with the \(partner.settings.count) of "
              + partner.name, at: path)
          continue
        }
        dimensions[dimension].append(axes.count - 1)
      }
    }

    private mutating func addSeeds(_ reader: inout ScenarioReader) {
      guard let maker = StudyNumber(.integer(0...UInt64.max)) else { return }
      let settings = draft.seeds.map {
        maker.setting(text: $0.flowText, keys: ["seed"], origin: $0.origin)
      }
      if Set(settings.map(\.label)).count < settings.count {
        reader.report("a seed is in the list twice", at: "seeds")
      }
      axes.append(
        StudyAxis(
          name: "seed", keys: ["seed"], scale: .category, unit: "", settings: settings,
          maker: nil))
      dimensions.append([0])
    }

    private func checkQuestion(
      _ question: StudyQuestion, at path: String, _ reader: inout ScenarioReader
    ) {
      if question.kind == .threshold || question.kind == .compare {
        guard let axis = axes.first(where: { $0.name == question.axis }) else {
          let nearest = EditDistance.nearest(to: question.axis, among: axes.map(\.name))
          let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
          let shown = ScenarioProblem.shown(question.axis)
          return reader.report("there is no axis \(shown)\(hint)", at: "\(path).axis")
        }
        if question.kind == .threshold, !axis.isNumeric {
          reader.report("the values of \(axis.name) are no numbers", at: "\(path).axis")
        }
        let place = axes.firstIndex { $0.name == axis.name }
        if question.kind == .threshold, !dimensions.contains([place ?? -1]) {
          reader.report(
            "\(axis.name) advances together with other axes, so none is a threshold's",
            at: "\(path).axis")
        }
      }
      switch question.kind {
      case .threshold:
        if (question.atMost == nil) == (question.atLeast == nil) {
          reader.report("one of at_most and at_least says what is enough", at: path)
        }
      case .pareto:
        let all = question.low + question.high
        if all.count < 2 || Set(all).count < all.count {
          reader.report("low and high name at least two different metrics", at: path)
        }
      case .sensitivity, .compare: break
      }
    }

    func digest(_ base: SourceNode) -> Digest128 {
      let builder = DigestBuilder()
      builder.update("sidelight.study.v1")
      builder.update(base.flowText)
      builder.update(UInt64(draft.leaks ? 1 : 0))
      for dimension in dimensions {
        builder.update(UInt64(dimension.count))
        for axis in dimension.map({ axes[$0] }) {
          builder.update(axis.name)
          builder.update(UInt64(axis.settings.count))
          for setting in axis.settings {
            builder.update(setting.label)
            for change in setting.assignments {
              builder.update(change.keys.joined(separator: "."))
              builder.update(change.value.flowText)
            }
          }
        }
      }
      return builder.digest
    }
  }
}

/// The JSON Schema of study files, for editors and other tools.
public enum StudySchema {
  /// The schema as JSON (draft 2020-12), with a stable order of keys.
  ///
  /// `metrics` are the names of all metrics.
  public static func jsonSchema(metrics: [String]) -> String {
    let members: [(String, JSONText)] =
      [
        ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
        ("title", .string("Sidelight study")),
      ] + ScenarioSchema.object(StudyDescription.root(metrics: metrics))
    return JSONText.object(members).rendered() + "\n"
  }
}
