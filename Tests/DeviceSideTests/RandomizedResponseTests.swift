import Determinism
import DeviceSide
import Foundation
import TestSupport
import Testing
import Wire

struct RandomizedResponseTests {
  /// The share of samples whose label survives is e^eps / (e^eps + K - 1).
  @Test(arguments: [(2, 0.1), (2, 1.0), (2, 4.0), (4, 1.0), (10, 2.0)])
  func labelsSurviveAtTheStatedRate(classes: Int, epsilon: Double) throws {
    let count = 3000
    let fixture = DeviceFixture(samples: count, classes: classes, batch: 64, epsilon: epsilon)
    let order = fixture.knowledge.uploadOrder
    let kept = try fixture.firstUploads().enumerated().filter { position, sample in
      let top = sample.delta.max() ?? 0
      return sample.delta.firstIndex(of: top) == fixture.labels[order[position]]
    }.count
    let rate = Foundation.exp(epsilon) / (Foundation.exp(epsilon) + Double(classes - 1))
    // Five standard errors of a binomial.
    let margin = 5 * (rate * (1 - rate) / Double(count)).squareRoot()
    #expect(abs(Double(kept) / Double(count) - rate) < margin)
  }

  /// E[target] = onehot(y): the debiased rows average to the true label's row.
  @Test func targetsAreUnbiased() throws {
    let (classes, epsilon) = (3, 1.5)
    let fixture = DeviceFixture(samples: 6000, classes: classes, batch: 64, epsilon: epsilon)
    let order = fixture.knowledge.uploadOrder
    var sums = [[Double]](repeating: [0, 0, 0], count: classes)
    var counts = [Double](repeating: 0, count: classes)
    for (position, sample) in try fixture.firstUploads().enumerated() {
      let label = fixture.labels[order[position]]
      counts[label] += 1
      for c in 0..<classes { sums[label][c] += Double(sample.delta[c]) + 1 / Double(classes) }
    }
    for label in 0..<classes {
      for c in 0..<classes {
        // One target has a deviation below 1.2 at epsilon 1.5; five standard errors of 2,000.
        #expect(abs(sums[label][c] / counts[label] - (c == label ? 1 : 0)) < 0.14)
      }
    }
  }

  /// A probe fitted on true labels would void the guarantee: under protection it must not change
  /// when a true label changes and its public label does not.
  @Test func theProbeHeadSeesOnlyRandomizedLabels() throws {
    let strong = DeviceFixture(samples: 40, classes: 2, head: .probe, epsilon: 0.000_01)
    let order = strong.knowledge.uploadOrder
    // At epsilon near zero public labels are coin flips, so the head cannot know the true ones.
    let right = try strong.firstUploads().enumerated().filter { position, sample in
      let label = strong.labels[order[position]]
      return sample.delta[label] > sample.delta[1 - label]
    }.count
    #expect((8...32).contains(right))
  }

  @Test func theDrawIsKeptForEverySampleWhateverTheOrderOfUse() throws {
    let one = try DeviceFixture(samples: 30, batch: 3, epsilon: 1).firstUploads(window: 1)
    let other = try DeviceFixture(samples: 30, batch: 7, epsilon: 1).firstUploads(window: 5)
    #expect(one == other)
  }
}
