/// Watches training from outside: which samples each step took.
///
/// Whatever goes wrong on the way, every epoch must train each sample exactly once.
struct TrainingWitness {
  private var steps: [(epoch: Int, samples: [Int])] = []

  mutating func add(epoch: Int, samples: [Int]) { steps.append((epoch, samples)) }

  /// A restart of the server has undone the last steps; one that was not over yet never counted.
  mutating func removeLast(_ count: Int) { steps.removeLast(min(count, steps.count)) }

  /// How many samples each epoch trained too often or not at all, in words; empty when all is well.
  func violations(epochs: Int, samples: Int) -> [String] {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: samples), count: epochs)
    var violations: [String] = []
    for step in steps {
      guard (1...epochs).contains(step.epoch) else {
        violations.append("a step belongs to epoch \(step.epoch) of \(epochs)")
        continue
      }
      for sample in step.samples {
        guard sample < samples else {
          violations.append("a step trains sample \(sample) of \(samples)")
          continue
        }
        counts[step.epoch - 1][sample] += 1
      }
    }
    for (epoch, counts) in counts.enumerated() {
      let missing = counts.filter { $0 == 0 }.count
      let repeated = counts.filter { $0 > 1 }.count
      if missing > 0 { violations.append("epoch \(epoch + 1) lost \(missing) samples") }
      if repeated > 0 {
        violations.append("epoch \(epoch + 1) trained \(repeated) samples more than once")
      }
    }
    return violations
  }
}
