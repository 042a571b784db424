import Adversaries
import Determinism
import LeakCheck
import PrivateData
import Wire

/// Deltas with known labels, sent through a channel whose leak has a closed form.
struct PlantedChannel {
  var labels: [Int]
  let keys: [SampleKey]
  let classes: Int
  var deltas: [[Float]]
  var activations: [[Float]]
  private var stream: RandomStream

  /// onehot(y) - p with labels drawn evenly; p is uniform, or a softmax of normal logits.
  init(seed: UInt64, samples: Int, classes: Int, headSpread: Double = 0) {
    var stream = Seed(seed).stream("channel", ledger: nil)
    labels = (0..<samples).map { _ in stream.next(below: classes) }
    keys = (0..<samples).map { _ in SampleKey(drawnFrom: &stream) }
    self.classes = classes
    deltas = labels.map { label in
      let weights = (0..<classes).map { _ in
        DeterministicMath.exp(headSpread * stream.nextNormal())
      }
      let total = weights.reduce(0, +)
      return (0..<classes).map { Float(($0 == label ? 1 : 0) - weights[$0] / total) }
    }
    activations = labels.map { _ in [] }
    self.stream = stream
  }

  /// Adds normal noise to every entry.
  mutating func addNoise(_ deviation: Double) {
    for index in deltas.indices {
      deltas[index] = deltas[index].map { $0 + Float(deviation * stream.nextNormal()) }
    }
  }

  /// Deltas that have nothing to do with the labels.
  mutating func replaceByNoise() {
    for index in deltas.indices { deltas[index] = stream.normals(classes, deviation: 1) }
  }

  /// Turns all deltas by one random rotation.
  mutating func rotate() {
    let rotation = randomRotation(classes, &stream)
    deltas = deltas.map { turned($0, by: rotation) }
  }

  /// Passes labels through randomized response before delta is made, with a head of zeros.
  mutating func randomize(epsilon: Double) {
    let keep = RandomizedResponse(classes: classes, epsilon: epsilon).keepProbability
    for (index, label) in labels.enumerated() {
      let isKept = stream.nextUnit() < keep
      let other = (label + 1 + stream.next(below: classes - 1)) % classes
      let sent = isKept ? label : other
      deltas[index] = (0..<classes).map { Float(($0 == sent ? 1 : 0) - 1 / Double(classes)) }
    }
  }

  /// Activations that point to the label with the given strength.
  mutating func addFeatures(width: Int, strength: Double) {
    activations = labels.map { label in
      var values = stream.normals(width, deviation: 1)
      values[label] += Float(strength)
      return values
    }
  }

  var observations: Observations {
    Observations(
      keys.indices.map { index in
        Observations.Sample(
          key: keys[index], delta: deltas[index], activations: activations[index])
      })
  }

  var judge: Judge { Judge(records: records(labels), classes: classes) }

  /// A judge whose labels are those of other samples.
  var mistakenJudge: Judge {
    var other = Seed(99).stream("mistake", ledger: nil)
    return Judge(
      records: records(other.permutation(labels.count).map { labels[$0] }), classes: classes)
  }

  private func records(_ labels: [Int]) -> [JudgeRecord] {
    keys.indices.map { index in
      JudgeRecord(
        key: keys[index].bytes, sample: index, label: Secret(labels[index]), tokens: Secret([]),
        text: Secret([]))
    }
  }

  /// The share of the labels that a grouping attack names, by the judge's matching.
  func share(_ attack: any GroupingAttack.Type) -> Double {
    result(attack).estimate ?? 0
  }

  func result(_ attack: any GroupingAttack.Type, judge: Judge? = nil) -> CheckResult {
    (judge ?? self.judge).score(
      id: attack.id, groups: attack.groups(observations, classes: classes).groups,
      .init(epsilon: nil))
  }

  /// The share of the labels at the largest entry.
  var argmaxShare: Double {
    let right = zip(deltas, labels).count { delta, label in
      delta.indices.allSatisfy { delta[$0] <= delta[label] }
    }
    return Double(right) / Double(labels.count)
  }
}

/// A random rotation [n, n]: normal rows made orthogonal one after the other.
func randomRotation(_ size: Int, _ stream: inout RandomStream) -> [[Double]] {
  var rows: [[Double]] = []
  while rows.count < size {
    var row = (0..<size).map { _ in stream.nextNormal() }
    for other in rows {
      let part = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
      row = zip(row, other).map { $0 - part * $1 }
    }
    let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
    rows.append(row.map { $0 / length })
  }
  return rows
}

/// The row vector times a matrix of rows.
func turned(_ vector: [Float], by rotation: [[Double]]) -> [Float] {
  rotation.indices.map { column in
    Float(vector.indices.reduce(0) { $0 + Double(vector[$1]) * rotation[$1][column] })
  }
}
