import Determinism
import LeakCheck
import TestSupport
import Testing

/// Neighbour rules beside a plain search over all rows.
@Suite struct NeighbourRuleTests {
  /// The errors of the rule that asks `k` neighbours and all others as near as the k-th one.
  private func plainErrors(_ train: ObservationTable, _ test: ObservationTable, k: Int) -> Int {
    let width = train.width
    func distance(_ a: Int, _ b: Int) -> Double {
      (0..<width).reduce(0) { sum, column in
        let side = train.observations[a * width + column] - test.observations[b * width + column]
        return sum + side * side
      }
    }
    let classes = Set(train.secrets).sorted()
    let frequency = classes.map { label in train.secrets.count { $0 == label } }
    return (0..<test.count).count { row in
      let distances = (0..<train.count).map { distance($0, row) }
      let radius = distances.sorted()[min(k, train.count) - 1]
      var votes = classes.map { _ in 0 }
      for (other, near) in distances.enumerated() where near <= radius {
        for (index, label) in classes.enumerated() where label == train.secrets[other] {
          votes[index] += 1
        }
      }
      let winner = classes.indices.reduce(0) {
        (votes[$1], frequency[$1]) > (votes[$0], frequency[$0]) ? $1 : $0
      }
      return classes[winner] != test.secrets[row]
    }
  }

  @Test func treeAndPlainSearchAgreeOnLatticesAndClouds() {
    withEvery("seed", in: 0..<40) { seed in
      var stream = Seed(seed).stream("table", ledger: nil)
      let width = 1 + stream.next(below: 4)
      let isLattice = stream.next(below: 2) == 0
      let classes = 2 + stream.next(below: 5)
      func sample(_ count: Int) -> ObservationTable {
        ObservationTable(
          secrets: (0..<count).map { $0 < 2 ? $0 : stream.next(below: classes) },
          observations: (0..<count * width).map { _ in
            isLattice ? Double(stream.next(below: 6)) : stream.nextNormal()
          }, width: width)
      }
      let rows = 20 + stream.next(below: 300)
      let (train, test) = (sample(rows), sample(60))
      let estimate = try BayesRiskEstimator.estimate(train: train, test: test, seed: Seed(seed))
      let root = Int(Double(rows).squareRoot().rounded(.up))
      for (rule, k) in [(GuessingRule.nearest, 1), (.neighboursRoot, root)] {
        let error = try #require(estimate.errors.first { $0.rule == rule }).error
        try #require(error == Double(plainErrors(train, test, k: k)) / 60, "\(rule)")
      }
    }
  }
}
