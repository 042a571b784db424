/// How a device's steps fall into rounds of federated averaging: public arithmetic that both sides
/// must agree on.
public struct LocalRounds: Equatable, Sendable {
  private let session: SessionShape
  private let epochs: Int
  /// Steps on the device in a round that is not its last.
  private let stepsEach: Int

  /// Rounds of `localSteps` steps, or of an epoch, until a device with such a session has passed
  /// `epochs` times over its samples.
  public init(_ session: SessionShape, epochs: Int, localSteps: Int?) {
    precondition(epochs > 0 && localSteps ?? 1 > 0, "training has steps")
    self.session = session
    self.epochs = epochs
    stepsEach = localSteps ?? session.batchesPerEpoch
  }

  private var steps: Int { session.batchesPerEpoch * epochs }

  /// Rounds in which the device takes part, the first ones.
  public var count: Int { (steps + stepsEach - 1) / stepsEach }

  /// The device's steps in a round, counted over all epochs from one.
  public func steps(inRound round: Int) -> Range<Int> {
    let first = min((round - 1) * stepsEach, steps)
    return first + 1..<min(first + stepsEach, steps) + 1
  }

  /// Samples that the device trains on in a round.
  public func samples(inRound round: Int) -> Int {
    steps(inRound: round).reduce(0) { $0 + session.sequences(inBatch: $1) }
  }

  /// Whole epochs behind the device when a round is over.
  public func epochs(after round: Int) -> Int {
    (steps(inRound: round).upperBound - 1) / session.batchesPerEpoch
  }
}
