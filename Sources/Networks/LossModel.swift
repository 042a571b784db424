/// How packets get lost at random, after they have crossed the bottleneck.
public enum LossModel: Hashable, Sendable {
  /// No packet is lost.
  case none
  /// Each packet alone, with this probability in 0..<1.
  case bernoulli(Double)
  /// Bursts (Gilbert, 1960; Elliott, 1963).
  case gilbertElliott(GilbertElliott)

  /// The long-run share of packets that are lost.
  public var mean: Double {
    switch self {
    case .none: 0
    case .bernoulli(let loss): loss
    case .gilbertElliott(let model): model.mean
    }
  }
}

/// A channel with a good and a bad state that may change at every packet.
public struct GilbertElliott: Hashable, Sendable {
  /// Probability that a good channel turns bad at a packet, above 0.
  public var goodToBad: Double
  /// Probability that a bad channel turns good at a packet, above 0.
  public var badToGood: Double
  /// Probability of loss while good.
  public var lossWhenGood: Double
  /// Probability of loss while bad.
  public var lossWhenBad: Double

  /// Makes a channel; it starts good.
  public init(goodToBad: Double, badToGood: Double, lossWhenGood: Double, lossWhenBad: Double) {
    precondition(
      goodToBad > 0 && goodToBad <= 1 && badToGood > 0 && badToGood <= 1,
      "both states of a channel must be left some time")
    precondition(
      lossWhenGood >= 0 && lossWhenGood < 1 && lossWhenBad >= 0 && lossWhenBad <= 1,
      "a loss probability must lie in [0, 1]")
    self.goodToBad = goodToBad
    self.badToGood = badToGood
    self.lossWhenGood = lossWhenGood
    self.lossWhenBad = lossWhenBad
  }

  /// The long-run share of packets that are lost.
  public var mean: Double {
    let bad = goodToBad / (goodToBad + badToGood)
    return (1 - bad) * lossWhenGood + bad * lossWhenBad
  }
}
