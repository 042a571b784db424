import Determinism

/// Decides for one packet after the other whether it is lost.
struct LossProcess {
  private let model: LossModel
  private var stream: RandomStream
  private var isBad = false

  /// Makes the process of a model; nil for one that loses nothing.
  init?(_ model: LossModel, randomness: LinkRandomness) {
    guard model.mean > 0 else { return nil }
    self.model = model
    stream = randomness.stream("loss")
  }

  /// Whether the next packet is lost.
  ///
  /// The number of draws does not depend on their values.
  mutating func losesNext() -> Bool {
    switch model {
    case .none: return false
    case .bernoulli(let loss): return stream.nextUnit() < loss
    case .gilbertElliott(let channel):
      let turn = stream.nextUnit()
      isBad = isBad ? turn >= channel.badToGood : turn < channel.goodToBad
      return stream.nextUnit() < (isBad ? channel.lossWhenBad : channel.lossWhenGood)
    }
  }
}
