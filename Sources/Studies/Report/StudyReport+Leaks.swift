internal import Scenarios
internal import Simulation

extension StudyReport {
  /// Names of checks in one line of a table.
  private static let namedChecks = 3

  /// What is guessed of labels, where no other figure shows it.
  var leakFigures: [Figure] {
    let metric = Metric.all[Metric.place("labels_guessed")]
    guard let axis = table.mainAxis, !metrics.contains(where: { $0.name == metric.name }),
      cells.contains(where: { $0.metric(metric.name) != nil })
    else { return [] }
    let plot = table.linePlot(metric, along: axis, colours: nil)
    return [
      Figure(
        name: "leak-labels_guessed", title: "\(metric.title), by \(study.axes[axis].name)",
        canvas: plot.canvas(), table: table.plotTable(metric, along: axis, colours: nil))
    ]
  }

  func addLeaks(to page: inout Page) {
    let checked = cells.filter { !$0.leaks.isEmpty }
    guard !checked.isEmpty else { return }
    page.heading("What leaks, beside what it costs")
    page.note(
      "Checks ran once for all cells that send the same contents. They do not cover what times "
        + "and pauses tell, which differ between such cells. Verdicts follow the standard policy; "
        + "it declares what the trained network predicts (label.served).")
    page.figures(leakFigures)
    var seen: Set<String> = []
    let axes = table.varying
    let rows = checked.sorted { $0.point < $1.point }.filter {
      seen.insert($0.numericDigest ?? $0.id).inserted
    }.map { cell -> [String] in
      let settings = study.settings(of: cell.point)
      return axes.map { settings[$0].label } + [
        Self.verdicts(cell.leaks), Quantity.text(cell.metric("labels_guessed"), "share"),
        Quantity.text(cell.metric("labels_predicted"), "share"),
        Quantity.text(cell.metric("final_accuracy"), "share"),
        Quantity.text(cell.metric("simulated_seconds"), "s"),
        Quantity.text(cell.metric("uplink_bytes"), "B"),
      ]
    }
    page.add(
      DataTable(
        columns: axes.map { study.axes[$0].name } + [
          "verdicts", "labels guessed", "labels predicted", "accuracy", "time",
          "bytes to the server",
        ], rows: rows
      ).html)
  }

  /// Verdicts in a few words; what could not be told is no pass.
  static func verdicts(_ leaks: [LeakSummary]) -> String {
    func names(_ verdict: String) -> [String] {
      leaks.filter { $0.verdict == verdict }.map(\.id)
    }
    let parts = [("LEAK", names("leak")), ("inconclusive", names("inconclusive"))]
      .filter { !$0.1.isEmpty }.map { word, names in
        let rest = names.count - namedChecks
        return "\(word): " + names.prefix(namedChecks).joined(separator: ", ")
          + (rest > 0 ? " and \(rest) more" : "")
      }
    return parts.isEmpty ? "no leak found" : parts.joined(separator: "; ")
  }
}
