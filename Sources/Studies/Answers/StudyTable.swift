public import Scenarios

/// A study and what its cells brought out, by point.
public struct StudyTable: Sendable {
  /// The study.
  public let study: Study
  /// Finished cells; nil for those that are not there.
  public let rows: [CellRow?]
  /// Cells between two values of an axis.
  let probes: [ProbeKey: CellRow]

  /// What a probe is called by.
  struct ProbeKey: Hashable, Sendable {
    var axis: String
    var context: Int
    var label: String
  }

  init(study: Study, cells: [CellRow], probes: [StudyDatabase.Probe]) {
    self.study = study
    var rows = [CellRow?](repeating: nil, count: study.count)
    for cell in cells where rows.indices.contains(cell.point) {
      var cell = cell
      cell.reach(study.targetAccuracy)
      rows[cell.point] = cell
    }
    self.rows = rows
    var known: [ProbeKey: CellRow] = [:]
    for probe in probes {
      var cell = probe.cell
      cell.reach(study.targetAccuracy)
      known[ProbeKey(axis: probe.axis, context: probe.context, label: probe.label)] = cell
    }
    self.probes = known
  }

  /// The place of an axis.
  func axis(_ name: String) -> Int {
    guard let place = study.axes.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("only known axes pass the reading of a study")
    }
    return place
  }

  /// A metric at a point.
  func value(_ metric: Int, at point: Int) -> Double? { rows[point]?.metrics[metric] }

  /// Points that differ along `axis` alone (and what advances with it), in the order of its
  /// settings; each such group once, by its first point.
  func lines(along axis: Int) -> [[Int]] {
    let partners = Set(study.partners(of: axis))
    var groups: [[Int]: Int] = [:]
    var lines: [[Int]] = []
    for point in 0..<study.count {
      let places = study.places(of: point).enumerated().filter { !partners.contains($0.offset) }
      let key = places.map(\.element)
      if let group = groups[key] {
        lines[group].append(point)
      } else {
        groups[key] = lines.count
        lines.append([point])
      }
    }
    return lines
  }

  /// What a point is but for some axes, in words.
  func words(_ point: Int, without axes: Set<Int>) -> String {
    let settings = study.settings(of: point)
    return study.axes.indices.filter { !axes.contains($0) && study.axes[$0].settings.count > 1 }
      .map { "\(study.axes[$0].name) \(settings[$0].label)" }.joined(separator: ", ")
  }
}
