/// Estimates of mutual information from nearest neighbours, in nats.
///
/// A hint and nothing more: no confident lower bound above about ln N follows from N samples,
/// whatever the estimator (McAllester and Stratos, AISTATS 2020), and the bias is unknown. Gates
/// belong on error rates, which have exact intervals.
///
/// Values repeat in discrete data. Where the k-th neighbour lies at distance zero, all neighbours
/// there are counted instead of k, which turns a term into the frequency estimate (Gao, Kannan, Oh,
/// Viswanath, NeurIPS 2017).
public enum MutualInformation {
  /// Between two continuous quantities, row by row, in the maximum norm.
  ///
  /// The first estimator of Kraskov, Stoegbauer and Grassberger, Physical Review E 69, 066138
  /// (2004), equation 8.
  ///
  /// Precondition: equal numbers of rows, more than `neighbours` of them.
  public static func kraskov(
    _ first: [Double], width firstWidth: Int, _ second: [Double], width secondWidth: Int,
    neighbours: Int = 3
  ) -> Double {
    let rows = first.count / firstWidth
    precondition(rows == second.count / secondWidth, "both quantities have equally many rows")
    precondition(neighbours > 0 && rows > neighbours, "there are more rows than neighbours")
    var points: [Double] = []
    for row in 0..<rows {
      points += first[row * firstWidth..<(row + 1) * firstWidth]
      points += second[row * secondWidth..<(row + 1) * secondWidth]
    }
    let joint = Space(points: points, width: firstWidth + secondWidth)
    let marginals = [
      Space(points: first, width: firstWidth), Space(points: second, width: secondWidth),
    ]
    var queue = NeighbourQueue()
    var sum = 0.0
    for row in 0..<rows {
      let radius = joint.distance(of: row, neighbour: neighbours, queue: &queue)
      let isTied = radius == 0
      let near = isTied ? joint.others(of: row, within: 0, includingBoundary: true) : neighbours
      sum += Statistics.digamma(Double(near))
      for space in marginals {
        let others = space.others(of: row, within: radius, includingBoundary: isTied)
        sum -= Statistics.digamma(Double(others + (isTied ? 0 : 1)))
      }
    }
    return Statistics.digamma(Double(rows)) + sum / Double(rows)
  }

  /// Between a secret and a continuous observation, in the maximum norm.
  ///
  /// Ross, PLoS ONE 9(2), e87357 (2014).
  /// Rows whose secret occurs once have no neighbour and are left out; nil if none are left.
  public static func ross(_ table: ObservationTable, neighbours: Int = 3) -> Double? {
    precondition(neighbours > 0, "at least one neighbour is asked")
    let groups = rowsBySecret(table).filter { $0.count > 1 }
    let used = groups.flatMap { $0 }
    guard !used.isEmpty else { return nil }
    let whole = Space(points: table.selecting(used).observations, width: table.width)
    var queue = NeighbourQueue()
    var sum = 0.0
    var row = 0
    for group in groups {
      let space = Space(points: table.selecting(group).observations, width: table.width)
      let wanted = min(neighbours, group.count - 1)
      for member in group.indices {
        let radius = space.distance(of: member, neighbour: wanted, queue: &queue)
        let near = space.others(of: member, within: radius, includingBoundary: true)
        let all = whole.others(of: row, within: radius, includingBoundary: true)
        sum += Statistics.digamma(Double(near)) - Statistics.digamma(Double(all))
        row += 1
      }
      sum -= Double(group.count) * Statistics.digamma(Double(group.count))
    }
    return Statistics.digamma(Double(used.count)) + sum / Double(used.count)
  }

  private static func rowsBySecret(_ table: ObservationTable) -> [[Int]] {
    let order = (0..<table.count).sorted { (table.secrets[$0], $0) < (table.secrets[$1], $1) }
    var groups: [[Int]] = []
    var previous: Int?
    for row in order {
      if table.secrets[row] != previous { groups.append([]) }
      groups[groups.count - 1].append(row)
      previous = table.secrets[row]
    }
    return groups
  }
}

/// Points and the tree over them.
private struct Space {
  private let points: [Double]
  private let width: Int
  private let tree: NeighbourTree

  init(points: [Double], width: Int) {
    self.points = points
    self.width = width
    tree = NeighbourTree(points: points, width: width, norm: .maximum)
  }

  /// The distance of the point `row` to its `neighbour`th nearest other point.
  func distance(of row: Int, neighbour: Int, queue: inout NeighbourQueue) -> Double {
    var seen = -1
    var found = 0.0
    withPoint(row) { query in
      // The point itself is among those at distance zero.
      tree.visit(query, limit: neighbour + 1, queue: &queue) { distance, _ in
        seen += 1
        found = distance
        return seen < neighbour
      }
    }
    return found
  }

  /// How many other points lie within `radius` of the point `row`.
  ///
  /// The point itself lies within every radius but zero without its boundary.
  func others(of row: Int, within radius: Double, includingBoundary: Bool) -> Int {
    let found = withPoint(row) {
      tree.count(within: radius, of: $0, includingBoundary: includingBoundary)
    }
    return max(0, found - 1)
  }

  private func withPoint<Result>(
    _ row: Int, _ body: (UnsafeBufferPointer<Double>) -> Result
  ) -> Result {
    points.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[row * width..<(row + 1) * width]))
    }
  }
}
