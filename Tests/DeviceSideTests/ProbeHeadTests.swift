import Determinism
import DeviceSide
import Foundation
import Tensors
import TestSupport
import Testing
import Wire

struct ProbeHeadTests {
  /// Closed form: with orthonormal features X = I (d = k), H = 8 (I + 10 I)^-1 (Y - 1/C), so a
  /// sample's own logits are 8/11 (onehot - 1/C) and its prediction is softmax of that.
  @Test func theProbeIsTheStatedRidgeRegression() {
    let width = 6
    let classes = 3
    let features = (0..<width).map { row in (0..<width).map { Float($0 == row ? 1 : 0) } }
    let targets = (0..<width).map { row in (0..<classes).map { Float($0 == row % 3 ? 1 : 0) } }
    let head = PredictionHead.probe(
      features: features, targets: targets, width: width, classes: classes, backend: .reference)
    let up = exp(8.0 / 11 * (1 - 1.0 / 3))
    let down = exp(8.0 / 11 * (-1.0 / 3))
    for (row, prediction) in head.predictions(features).enumerated() {
      for c in 0..<classes {
        let want = (c == row % 3 ? up : down) / (up + 2 * down)
        #expect(abs(Double(prediction[c]) - want) < 1e-6)
      }
    }
  }

  /// Under protection the head must be the probe of the public targets: anyone can recompute every
  /// delta from what was sent.
  ///
  /// One fitted on true labels gives other deltas.
  @Test func underProtectionDeltasFollowFromPublicTargetsAlone() throws {
    withEvery("seed", in: 0..<5) { seed in
      let fixture = DeviceFixture(samples: 16, classes: 2, head: .probe, epsilon: 0.5, seed: seed)
      let uploads = try fixture.firstUploads()
      let growth = DeterministicMath.exp(0.5)
      let high = Float(growth / (growth - 1))
      let low = Float(-1 / (growth - 1))
      let features = uploads.map { Array($0.activations.suffix(16)) }
      let targets = uploads.map { $0.delta[0] > $0.delta[1] ? [high, low] : [low, high] }
      let head = PredictionHead.probe(
        features: features, targets: targets, width: 16, classes: 2, backend: .reference)
      for (row, prediction) in head.predictions(features).enumerated() {
        for c in 0..<2 {
          try #require(abs(uploads[row].delta[c] - (targets[row][c] - prediction[c])) < 1e-5)
        }
      }
    }
  }
}
