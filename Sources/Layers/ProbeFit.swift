/// The linear head that a device fits on its first samples: a formula of the protocol, which the
/// server knows too.
public enum ProbeFit {
  /// Samples that it is fitted on, at most: the first that are uploaded.
  public static let samples = 256
  /// The penalty on the squares of the weights.
  public static let ridge = 10.0
  /// The factor between regression and logits.
  public static let scale = 8.0

  /// H [d, C]: ridge regression (X^T X + 10 I)^-1 X^T (Y - 1/C), scaled by 8.
  ///
  /// `features` are rows A_L [d]; `targets` rows [C].
  public static func weights(
    features: [[Float]], targets: [[Float]], width: Int, classes: Int
  ) -> [Float] {
    RidgeRegression.weights(
      features: features, targets: targets.map { $0.map { Double($0) - 1 / Double(classes) } },
      width: width, classes: classes, ridge: ridge
    ).map { Float($0 * scale) }
  }
}
