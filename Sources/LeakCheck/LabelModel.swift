/// How surprising a stretch of labels is, given what labels in this data look like.
///
/// A stretch counts the smaller of two surprises: by the shares of the labels, and by the shares
/// of what follows what. Sorted or alternating labels are therefore no surprise at all.
struct LabelModel: Sendable {
  /// The labels in the order of first upload, or in another order that was given.
  let labels: [Int]

  private let bySeparateShares: [Double]
  private let byTransitions: [Double]

  init(labels: [Int], classes: Int) {
    precondition(labels.allSatisfy { (0..<classes).contains($0) }, "a label is below C")
    self.labels = labels
    var counts = [Double](repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    // Transitions are counted sparsely: C squared may be much more than the labels.
    var transitions: [Int: Double] = [:]
    var starts = [Double](repeating: 0, count: classes)
    for (label, next) in zip(labels, labels.dropFirst()) {
      transitions[label * classes + next, default: 0] += 1
      starts[label] += 1
    }
    var separate = [0.0]
    var following = [0.0]
    let total = Double(max(1, labels.count))
    for (index, label) in labels.enumerated() {
      let surprise = -Statistics.logTwo(counts[label] / total)
      separate.append(separate[index] + surprise)
      guard index > 0 else {
        following.append(surprise)
        continue
      }
      let before = labels[index - 1]
      let share = (transitions[before * classes + label] ?? 1) / max(1, starts[before])
      following.append(following[index] - Statistics.logTwo(share))
    }
    bySeparateShares = separate
    byTransitions = following
  }

  /// Bits of surprise in a stretch.
  func bits(_ range: Range<Int>) -> Double {
    min(
      bySeparateShares[range.upperBound] - bySeparateShares[range.lowerBound],
      byTransitions[range.upperBound] - byTransitions[range.lowerBound])
  }

  /// Bits of surprise in all labels.
  var totalBits: Double { bits(0..<labels.count) }

  /// Bits of surprise that one label has at most.
  var mostBits: Double { labels.indices.map { bits($0..<$0 + 1) }.max() ?? 0 }
}
