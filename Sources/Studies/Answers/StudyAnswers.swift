internal import Scenarios

/// Answers the questions of a study.
package struct StudyAnswers {
  let table: StudyTable

  /// Every answer, in the order of the questions.
  var all: [Answer] {
    table.study.questions.map { question in
      switch question.kind {
      case .threshold: Threshold(table: table, question: question).answer()
      case .pareto: pareto(question)
      case .sensitivity: sensitivity(question)
      case .compare: compare(question)
      }
    }
  }

  private func sensitivity(_ question: StudyQuestion) -> Answer {
    let metric = Metric.all[Metric.place(question.metric)]
    let found = Sensitivity(table: table, metric: Metric.place(question.metric))
    let axes = table.varying.sorted {
      (found.shares[$1], $0) < (found.shares[$0], $1)
    }
    let title = metric.title.prefix(1).lowercased() + metric.title.dropFirst()
    let rows = axes.map { axis -> [String] in
      let means = found.means[axis].compactMap { $0 }
      return [
        table.study.axes[axis].name, Quantity.text(found.shares[axis], "share"),
        "\(Quantity.text(means.min(), metric.unit)) to \(Quantity.text(means.max(), metric.unit))",
      ]
    }
    let bars = StackedBars(
      title: "What moves \(title)", unit: "share", parts: ["share of the variance"],
      bars: axes.map { .init(name: table.study.axes[$0].name, parts: [found.shares[$0]]) })
    let headline =
      axes.first.map { axis in
        found.shares[axis] > 0
          ? "\(table.study.axes[axis].name) moves \(title) most" : "Nothing moves \(title)"
      } ?? "Nothing varies"
    let numbers = DataTable(
      columns: ["axis", "share of the variance", "means from the least to the greatest"], rows: rows
    )
    return Answer(
      question: "What moves \(title)?", headline: headline,
      details: [
        "Shares are first-order Sobol indices over the cells: what an axis explains by itself. "
          + "What is missing to 100 % is the axes' doing together."
      ],
      figures: [
        Figure(
          name: "sensitivity-\(question.metric)", title: "What moves \(title)",
          canvas: bars.canvas(), table: numbers)
      ], table: nil)
  }
}
