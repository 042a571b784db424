internal import Scenarios

extension Threshold {
  private var axisInfo: StudyAxis { table.study.axes[table.axis(question.axis)] }
  private var metricInfo: Metric { Metric.all[Metric.place(question.metric)] }

  /// What is wanted, in words: `reach 80 % accuracy within 60 s`.
  private var goal: String {
    if question.metric == Metric.secondsToTarget, let target = table.study.targetAccuracy,
      let limit = question.atMost
    {
      return "reach \(Quantity.text(target, "share")) accuracy within \(Quantity.text(limit, "s"))"
    }
    let title = metricInfo.title.prefix(1).lowercased() + metricInfo.title.dropFirst()
    if let limit = question.atMost {
      return "keep \(title) at or below \(Quantity.text(limit, metricInfo.unit))"
    }
    return "bring \(title) to \(Quantity.text(question.atLeast, metricInfo.unit)) or more"
  }

  /// The answer, in words and figures.
  func answer() -> Answer {
    let findings = findings()
    let reached = findings.filter { $0.enough != nil }
    // The hardest case decides what is enough for all.
    let ordered = reached.sorted { left, right in
      let (a, b) = (left.enough?.number ?? 0, right.enough?.number ?? 0)
      return question.find == .smallest ? a < b : a > b
    }
    let name = axisInfo.name
    var details: [String] = []
    var headline: String
    if let easiest = ordered.first, let hardest = ordered.last, let needed = hardest.enough {
      let isEverywhere = findings.count == reached.count
      headline = label(needed) + (isEverywhere ? " is enough" : " is enough where anything is")
      if let kinds = needs(findings) { details.append(kinds) }
      let most = question.find == .smallest ? "smallest" : "largest"
      details.append(
        "It is the \(most) \(name) with which all "
          + (findings.count == 1 ? "is well" : "\(reached.count) cases are well")
          + ": they \(goal).")
      if let less = hardest.tooLittle {
        // Close to each other, only all digits tell the two apart.
        let isClose = label(less) == label(needed)
        details.append("\(isClose ? less.label : label(less)) is not.")
      }
      if findings.count > 1 {
        let others = Set(table.study.partners(of: table.axis(question.axis)))
        details.append(
          "The hardest case is \(table.words(hardest.context, without: others)); the easiest, "
            + "\(table.words(easiest.context, without: others)), does with "
            + "\(easiest.enough.map(label) ?? "less").")
      }
      if hardest.tooLittle == nil {
        details.append("No value of the study is too little, so the true threshold lies beyond.")
      }
    } else {
      headline = "No \(name) of the study is enough"
      details.append("Nothing makes it \(goal).")
    }
    if reached.count < findings.count, !reached.isEmpty {
      details.append(
        "In \(findings.count - reached.count) of \(findings.count) cases no \(name) is enough.")
    }
    let unclean = findings.filter { !$0.isClean }.count
    if unclean > 0 {
      details.append(
        "In \(unclean) of \(findings.count) cases the limit is met, missed and met again along the "
          + "axis; the answer is the value from which on it is met.")
    }
    if findings.contains(where: { !$0.isComplete }) {
      details.append("Some cells are missing or failed; they count as not enough.")
    }
    let worst = ordered.last?.enough?.number
    return Answer(
      question: "Which \(name) is enough to \(goal)?", headline: headline, details: details,
      figures: figures(findings, answer: reached.count == findings.count ? worst : nil),
      table: thresholds(findings))
  }

  /// What each value of the axis that tells lines apart needs, where these are few.
  private func needs(_ findings: [Finding]) -> String? {
    let axis = table.axis(question.axis)
    guard let kind = table.colourAxis(beside: axis, metric: Metric.place(question.metric)),
      table.study.axes[kind].settings.count <= 4
    else { return nil }
    let settings = table.study.axes[kind].settings
    let needs = settings.indices.map { place in
      let own = findings.filter { table.study.places(of: $0.context)[kind] == place }
      let enough = own.compactMap(\.enough).sorted { ($0.number ?? 0) < ($1.number ?? 0) }
      let hardest = question.find == .smallest ? enough.last : enough.first
      return own.count == enough.count ? hardest.map(label) ?? "none" : "none"
    }
    guard Set(needs).count > 1 else { return nil }
    let list = zip(settings, needs).map { "\($0.label): \($1)" }
    return "By \(table.study.axes[kind].name), \(list.joined(separator: "; "))."
  }

  /// A setting as people read it, in the unit that fits.
  private func label(_ setting: StudySetting) -> String {
    guard let number = setting.number, !axisInfo.unit.isEmpty else { return setting.label }
    return Quantity.text(number, axisInfo.unit)
  }

  private func figures(_ findings: [Finding], answer: Double?) -> [Figure] {
    let axis = table.axis(question.axis)
    let place = Metric.place(question.metric)
    let colours = table.colourAxis(beside: axis, metric: place)
    var plot = table.linePlot(metricInfo, along: axis, colours: colours)
    plot.limit = question.atMost ?? question.atLeast
    plot.answer = answer
    var caption =
      "Lines are medians over everything else that varies; bands reach from least to most."
    if let colours { caption = "Colours: \(table.study.axes[colours].name). " + caption }
    var figures = [
      Figure(
        name: "threshold-\(axisInfo.name)-\(question.metric)",
        title: "\(metricInfo.title), by \(axisInfo.name)", caption: caption,
        canvas: plot.canvas(), table: table.plotTable(metricInfo, along: axis, colours: colours))
    ]
    if let map = neededMap(findings) { figures.append(map) }
    return figures
  }

  /// What is needed, by two other axes.
  private func neededMap(_ findings: [Finding]) -> Figure? {
    let axis = table.axis(question.axis)
    let others = table.varying.filter { $0 != axis && table.study.axes[$0].name != "seed" }
    guard others.count >= 2 else { return nil }
    let chosen = others.sorted {
      table.study.axes[$0].settings.count > table.study.axes[$1].settings.count
    }
    let (across, down) = (chosen[0], chosen[1])
    let (columns, rows) = (table.study.axes[across], table.study.axes[down])
    guard columns.settings.count <= 24, rows.settings.count <= 24 else { return nil }
    var values = [[Double?]](
      repeating: [Double?](repeating: nil, count: columns.settings.count),
      count: rows.settings.count)
    var isMissed = values.map { $0.map { _ in false } }
    for finding in findings {
      let places = table.study.places(of: finding.context)
      let (row, column) = (places[down], places[across])
      guard let number = finding.enough?.number else {
        isMissed[row][column] = true
        continue
      }
      let before = values[row][column] ?? number
      values[row][column] = question.find == .smallest ? max(before, number) : min(before, number)
    }
    for row in values.indices {
      for column in values[row].indices where isMissed[row][column] { values[row][column] = nil }
    }
    let map = HeatMap(
      title: "\(axisInfo.name) needed", xTitle: columns.name, yTitle: rows.name,
      columns: columns.settings.map(\.label), rows: rows.settings.map(\.label),
      unit: axisInfo.unit, values: values)
    return Figure(
      name: "needed-\(axisInfo.name)-\(question.metric)",
      title: "\(axisInfo.name) needed, by \(columns.name) and \(rows.name)",
      caption: "The hardest of what else varies counts. Grey: no value is enough.",
      canvas: map.canvas())
  }

  private func thresholds(_ findings: [Finding]) -> DataTable {
    let partners = Set(table.study.partners(of: table.axis(question.axis)))
    let others = table.varying.filter { !partners.contains($0) }
    let rows = findings.map { finding in
      let settings = table.study.settings(of: finding.context)
      return others.map { settings[$0].label } + [
        finding.enough.map(label) ?? "none", finding.tooLittle.map(label) ?? "–",
        Quantity.text(finding.value, metricInfo.unit),
      ]
    }
    return DataTable(
      columns: others.map { table.study.axes[$0].name } + [
        "enough", "not enough", metricInfo.title,
      ], rows: rows)
  }
}
