/// Arithmetic that the label formulas need: that of numbers, or of the terms of a proof.
public protocol LabelArithmetic {
  /// A whole number.
  init(_ value: Int)
  /// Sum.
  static func + (left: Self, right: Self) -> Self
  /// Difference.
  static func - (left: Self, right: Self) -> Self
  /// Product.
  static func * (left: Self, right: Self) -> Self
  /// Quotient.
  static func / (left: Self, right: Self) -> Self
}

extension Double: LabelArithmetic {}
extension Float: LabelArithmetic {}

/// The formulas from a label to delta, written once for the device and for proofs about it.
public enum LabelFormulas {
  /// onehot(y), [C].
  public static func oneHot<Number: LabelArithmetic>(_ label: Int, classes: Int) -> [Number] {
    (0..<classes).map { Number($0 == label ? 1 : 0) }
  }

  /// delta = target - prediction, [C] (PAE MobiLLM, arXiv 2507.01216).
  public static func delta<Number: LabelArithmetic>(
    target: [Number], prediction: [Number]
  ) -> [Number] {
    zip(target, prediction).map { $0 - $1 }
  }

  /// The probability with which K-ary randomized response keeps a label: E / (E + K - 1), for
  /// E = e^eps (`growth`) and K `classes` (Kairouz et al., arXiv 1407.1338).
  public static func keepProbability<Number: LabelArithmetic>(
    growth: Number, classes: Number
  ) -> Number {
    growth / (growth + (classes - Number(1)))
  }

  /// The entries of the unbiased one-hot of a public label, ((E + K - 1) onehot - 1) / (E - 1).
  public static func debiased<Number: LabelArithmetic>(
    growth: Number, classes: Number
  ) -> (high: Number, low: Number) {
    (
      high: (growth + (classes - Number(2))) / (growth - Number(1)),
      low: Number(-1) / (growth - Number(1))
    )
  }
}
