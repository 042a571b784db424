import Layers
import Tensors
import Testing

/// What P003 claims of real numbers, in the float32 that the device computes with.
@Suite struct FloatGapTests {
  /// The entries of delta for a label whose logit is `gap` above all the others, which are equal.
  private static func delta(gap: Float, classes: Int) -> [Float] {
    let logits = FloatBuffer([gap] + [Float](repeating: 0, count: classes - 1))
    softmaxRows(logits, rows: 1, columns: classes)
    return LabelFormulas.delta(
      target: LabelFormulas.oneHot(0, classes: classes), prediction: logits.values(0..<classes))
  }

  @Test func theLabelIsTheOnlyPositiveEntryUntilSoftmaxSaturates() {
    for classes in 2...50 {
      var wasSaturated = false
      for step in -400...400 {
        let delta = Self.delta(gap: Float(step) / 8, classes: classes)
        #expect(delta.dropFirst().allSatisfy { $0 <= 0 })
        let isSaturated = delta[0] == 0
        #expect(isSaturated || delta[0] > 0)
        // Between these gaps rounding decides, and with more classes later.
        if step <= 16 * 8 { #expect(!isSaturated, "\(classes) classes, gap \(step)/8") }
        if step >= 23 * 8 { #expect(isSaturated, "\(classes) classes, gap \(step)/8") }
        #expect(isSaturated || !wasSaturated)
        wasSaturated = isSaturated
      }
    }
  }
}
