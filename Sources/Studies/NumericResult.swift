internal import Determinism
internal import Simulation

/// The values of a run: what depends on data, method and order of training, and not on the clock.
struct NumericResult: Codable, Equatable, Sendable {
  /// One epoch; numbers are kept by their bits, since a loss need not be a number.
  struct Epoch: Codable, Equatable, Sendable {
    var loss: UInt32?
    var accuracy: UInt64?
  }

  var backboneAccuracy: UInt64?
  var epochs: [Epoch]
  var sideNetworkDigest: String
  var leaks: [LeakSummary]

  init(_ result: SimulationResult, leaks: [LeakSummary]) {
    backboneAccuracy = result.backboneAccuracy?.bitPattern
    epochs = result.epochs.map {
      Epoch(loss: $0.loss?.bitPattern, accuracy: $0.testAccuracy?.bitPattern)
    }
    sideNetworkDigest = result.sideNetworkDigest.description
    self.leaks = leaks
  }

  /// Puts the values into the result of a run without any.
  ///
  /// Returns false where the two do not belong together.
  func complete(_ result: inout SimulationResult) -> Bool {
    guard epochs.count == result.epochs.count,
      let digest = Digest128(hexadecimal: sideNetworkDigest)
    else { return false }
    result.backboneAccuracy = backboneAccuracy.map { Double(bitPattern: $0) }
    for (place, epoch) in epochs.enumerated() {
      result.epochs[place].loss = epoch.loss.map { Float(bitPattern: $0) }
      result.epochs[place].testAccuracy = epoch.accuracy.map { Double(bitPattern: $0) }
    }
    result.sideNetworkDigest = digest
    let isFinite = result.epochs.allSatisfy { $0.loss?.isFinite ?? true }
    if result.outcome == .completed, !isFinite { result.outcome = .diverged }
    return true
  }
}
