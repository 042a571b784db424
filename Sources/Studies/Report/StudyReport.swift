public import Determinism
public import Scenarios
internal import Simulation

/// The page, the tables and the figures of a study.
public struct StudyReport {
  /// Metrics that are shown where a study names none.
  private static let usualMetrics = [
    "simulated_seconds", "final_accuracy", "uplink_bytes", "device_joules",
    "device_peak_memory_bytes",
  ]
  private static let timeParts = [
    "device_seconds", "uplink_seconds", "server_seconds", "downlink_seconds", "idle_seconds",
  ]

  package let table: StudyTable
  let cells: [CellRow]
  let facts: [String: String]
  let answers: [Answer]

  /// Reads everything that `folder` holds of `study`.
  ///
  /// - Throws: `StudyError` where the results cannot be read.
  public init(folder: StudyFolder, study: Study) throws {
    cells = try folder.database.cells()
    guard cells.allSatisfy({ (0..<study.count).contains($0.point) }) else {
      throw StudyError(.malformed(reason: "a cell has no place in the study"), path: folder.path)
    }
    facts = try folder.facts()
    table = StudyTable(study: study, cells: cells, probes: try folder.database.probes())
    answers = StudyAnswers(table: table).all
    try folder.database.updateTarget(table.rows.compactMap { $0 })
  }

  var study: Study { table.study }
  private var failed: [CellRow] { cells.filter { $0.status == .failed } }

  /// A digest of the results: names and digests of all cells, in the order of their names.
  public var digest: Digest128 {
    let builder = DigestBuilder()
    builder.update("sidelight.study-results.v1")
    for cell in cells {
      builder.update(cell.id)
      builder.update(cell.status.rawValue)
      builder.update(cell.runDigest ?? "")
    }
    return builder.digest
  }

  /// Whether every cell is there.
  public var isComplete: Bool { cells.count == study.count }

  /// The names of the cells, by point.
  public var cellIDs: [String] { table.rows.compactMap { $0?.id } }

  /// The cell at `point`; nil where it is not there.
  public func row(at point: Int) -> CellRow? { table.rows[point] }

  /// The cell at `point` as JSON; nil where it is not there.
  public func cell(at point: Int) -> String? { StudyExport(table: table).object(at: point) }

  /// Writes all files of the folder but the results themselves.
  ///
  /// - Throws: `StudyError` where one cannot be written.
  public func write(to folder: StudyFolder) throws {
    let export = StudyExport(table: table)
    try folder.write(export.csv, to: "results.csv")
    try folder.write(export.json, to: "results.json")
    try folder.write(summary, to: "summary.json")
    try folder.write(page.html, to: "report.html")
    for figure in answers.flatMap(\.figures) + overview + timeFigures + leakFigures {
      try folder.write(figure.canvas.file(title: figure.title), to: "figures/\(figure.name).svg")
    }
  }

  /// What `summary.json` holds.
  public var summary: String {
    let questions = answers.map { answer in
      JSONText.object([
        ("question", .string(answer.question)), ("answer", .string(answer.headline)),
        ("details", .array(answer.details.map { .string($0) })),
      ])
    }
    return JSONText.object([
      ("study", .string(study.name)), ("study_digest", .string(digest.description)),
      ("definition_digest", .string(study.digest.description)),
      ("program", .string(facts["program"])), ("cells", .number("\(study.count)")),
      ("done", .number("\(cells.count - failed.count)")),
      ("failed", .number("\(failed.count)")),
      ("missing", .number("\(study.count - cells.count)")), ("answers", .array(questions)),
    ]).rendered() + "\n"
  }

  /// A few lines for a terminal.
  public var screen: String {
    var lines = ["\(study.name): \(cells.count) of \(study.count) cells"]
    if !failed.isEmpty { lines[0] += ", \(failed.count) failed" }
    if cells.count < study.count {
      lines.append("  cells are missing: what follows holds for those that are there")
    }
    for answer in answers {
      lines.append("  " + answer.question)
      lines.append("    \(answer.headline)" + (answer.details.first.map { ": \($0)" } ?? ""))
    }
    if let error = failed.first?.error { lines.append("  first failure: \(error)") }
    lines.append("  digest \(digest)")
    return lines.joined(separator: "\n")
  }

  var metrics: [Metric] {
    let names = study.metrics.isEmpty ? Self.usualMetrics : study.metrics
    return names.map { Metric.all[Metric.place($0)] }.filter { metric in
      cells.contains { $0.metric(metric.name) != nil }
    }
  }

  /// Each metric along the main axis.
  private var overview: [Figure] {
    guard let axis = table.mainAxis else { return categories }
    return metrics.map { metric in
      let colours = table.colourAxis(beside: axis, metric: Metric.place(metric.name))
      let plot = table.linePlot(metric, along: axis, colours: colours)
      let caption = colours.map { "Colours: \(study.axes[$0].name)." } ?? ""
      return Figure(
        name: "metric-\(metric.name)", title: "\(metric.title), by \(study.axes[axis].name)",
        caption: caption, canvas: plot.canvas(),
        table: table.plotTable(metric, along: axis, colours: colours))
    } + maps
  }

  /// Metrics by the values of the largest axis, where no axis is numeric.
  private var categories: [Figure] {
    guard
      let axis = table.varying.max(by: {
        study.axes[$0].settings.count < study.axes[$1].settings.count
      })
    else { return [] }
    return metrics.map { metric in
      let groups = table.grouped(Metric.place(metric.name), by: axis, and: nil)
      let bars = StackedBars(
        title: metric.title, unit: metric.unit, parts: ["median"],
        bars: groups.indices.prefix(40).map { group in
          .init(
            name: study.axes[axis].settings[group].label,
            parts: [StudyTable.Spread(groups[group][0])?.middle ?? 0])
        })
      return Figure(
        name: "metric-\(metric.name)", title: "\(metric.title), by \(study.axes[axis].name)",
        canvas: bars.canvas(), table: table.plotTable(metric, along: axis, colours: nil))
    }
  }

  /// The first metric over the two largest axes.
  private var maps: [Figure] {
    guard let metric = metrics.first, let across = table.mainAxis else { return [] }
    let partners = study.partners(of: across)
    let others = table.varying.filter {
      !partners.contains($0) && study.axes[$0].name != "seed"
        && study.axes[$0].settings.count <= 24
    }
    let largest = others.max { study.axes[$0].settings.count < study.axes[$1].settings.count }
    guard let down = largest, study.axes[across].settings.count <= 40 else { return [] }
    let groups = table.grouped(Metric.place(metric.name), by: across, and: down)
    let values = study.axes[down].settings.indices.map { row in
      groups.map { StudyTable.Spread($0[row])?.middle }
    }
    let map = HeatMap(
      title: metric.title, xTitle: study.axes[across].name, yTitle: study.axes[down].name,
      columns: study.axes[across].settings.map(\.label),
      rows: study.axes[down].settings.map(\.label), unit: metric.unit, values: values)
    return [
      Figure(
        name: "map-\(metric.name)",
        title: "\(metric.title), by \(study.axes[across].name) and \(study.axes[down].name)",
        caption: "Medians over everything else that varies.", canvas: map.canvas())
    ]
  }

  /// Where the time goes, by the main axis.
  private var timeFigures: [Figure] {
    let axes =
      [table.mainAxis].compactMap { $0 }
      + table.varying.filter {
        $0 != table.mainAxis && !study.axes[$0].isNumeric && study.axes[$0].name != "seed"
      }
    return axes.prefix(2).compactMap { axis in
      let groups = Self.timeParts.map {
        table.grouped(Metric.place($0), by: axis, and: nil)
      }
      let settings = study.axes[axis].settings
      let every = max(1, (settings.count + 19) / 20)
      let bars = settings.indices.filter { $0 % every == 0 }.compactMap { place in
        let parts = groups.map { group in
          let values = group[place][0]
          return values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
        }
        return StackedBars.Bar(name: settings[place].label, parts: parts)
      }
      guard bars.contains(where: { $0.parts.reduce(0, +) > 0 }) else { return nil }
      let largest = bars.map { $0.parts.reduce(0, +) }.max() ?? 0
      let least = bars.map { $0.parts.reduce(0, +) }.min() ?? 0
      let chart = StackedBars(
        title: "Where the time goes", unit: "s",
        parts: ["device", "uplink", "server", "downlink", "idle"], bars: bars,
        isRelative: largest > 8 * least)
      let numbers = DataTable(
        columns: [study.axes[axis].name, "device", "uplink", "server", "downlink", "idle"],
        rows: bars.map { [$0.name] + $0.parts.map { Quantity.text($0, "s") } })
      return Figure(
        name: "time-\(study.axes[axis].name)",
        title: "Where the time goes, by \(study.axes[axis].name)",
        caption: "Means over everything else that varies."
          + (chart.isRelative ? " Bars are shares; the number is the whole." : ""),
        canvas: chart.canvas(), table: numbers)
    }
  }

  private var page: Page {
    var page = Page(title: "\(study.name) – Sidelight study")
    let title = study.title.isEmpty ? study.name : study.title
    page.add(
      "<header><p>\(Markup.escaped(study.name))</p><h1>\(Markup.escaped(title))</h1></header>")
    if let first = answers.first { page.hero(first) }
    var facts = [("cells", "\(cells.count) of \(study.count)")]
    for axis in table.varying {
      facts.append(("values of \(study.axes[axis].name)", "\(study.axes[axis].settings.count)"))
    }
    let numerics = Set(cells.compactMap(\.numericDigest)).count
    if numerics > 0 { facts.append(("trainings behind them", "\(numerics)")) }
    if !failed.isEmpty { facts.append(("failed", "\(failed.count)")) }
    page.facts(facts)
    addAnswers(to: &page)
    page.heading("What it costs")
    page.figures(overview)
    page.heading("Where the time goes")
    page.figures(timeFigures)
    addLeaks(to: &page)
    addCells(to: &page)
    page.add(
      "<footer>Digest of the results: <code>\(digest)</code>. "
        + "Made by Sidelight \(Markup.escaped(self.facts["program"] ?? "")); "
        + "time, bytes and energy are simulated.</footer>")
    return page
  }

  private func addAnswers(to page: inout Page) {
    guard let first = answers.first else { return }
    page.add("<section class=\"answers\">")
    if first.figures.count > 1 || first.table != nil {
      page.heading("The answer in detail")
      page.figures(Array(first.figures.dropFirst()))
      if let table = first.table {
        page.add("<details><summary>Every case</summary>\(table.html)</details>")
      }
    }
    if answers.count > 1 { page.heading("More answers") }
    for answer in answers.dropFirst() {
      page.add(
        "<h3>\(Markup.escaped(answer.question))</h3><p class=\"said\">"
          + "\(Markup.escaped(answer.headline))</p>")
      for detail in answer.details { page.note(detail) }
      page.figures(answer.figures)
      if let table = answer.table {
        page.add("<details><summary>Every case</summary>\(table.html)</details>")
      }
    }
    page.add("</section>")
  }

  private func addCells(to page: inout Page) {
    page.heading("Every cell, and how to run it again")
    let (file, scenario) = (Self.fileName(study.path), Self.fileName(study.scenarioPath))
    page.add(
      "<pre>sidelight study cell \(Markup.escaped(file)) CELL\n"
        + "sidelight run \(Markup.escaped(scenario)) OPTIONS</pre>")
    let axes = table.varying
    let rows = cells.sorted { $0.point < $1.point }.prefix(DataTable.shownRows + 1).map { cell in
      let settings = study.settings(of: cell.point)
      return axes.map { settings[$0].label } + [cell.outcome ?? "failed"]
        + metrics.map { Quantity.text(cell.metric($0.name), $0.unit) } + [
          String(cell.id.prefix(12)), StudyExport.shell(study.arguments(settings)),
        ]
    }
    var table = DataTable(
      columns: axes.map { study.axes[$0].name } + ["outcome"] + metrics.map(\.title) + [
        "cell", "options",
      ], rows: rows)
    table.rows = Array(table.rows.prefix(DataTable.shownRows))
    page.add(table.html)
    if cells.count > DataTable.shownRows {
      page.note("The first \(DataTable.shownRows) of \(cells.count); results.csv holds all.")
    }
    if !failed.isEmpty {
      page.heading("Cells that failed")
      page.add(
        DataTable(
          columns: axes.map { study.axes[$0].name } + ["error"],
          rows: failed.sorted { $0.point < $1.point }.map { cell in
            let settings = study.settings(of: cell.point)
            return axes.map { settings[$0].label } + [cell.error ?? ""]
          }
        ).html)
    }
  }

  private static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
