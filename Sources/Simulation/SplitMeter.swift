internal import DeviceSide
internal import PrivateData
internal import ServerSide
internal import Tensors
internal import Transformers

/// Measures what the device's and the server's part of a split model predict together.
///
/// Whoever uses the trained model has all of it, so states are not rounded.
struct SplitMeter: AccuracyMeter {
  private static let chunk = 32

  private let test: [TokenizedSample]

  /// Measures on the test samples of `material`.
  init(material: RunMaterial) { test = material.test }

  /// The backbone has no head of its own.
  var backboneAccuracy: Double? { nil }

  func accuracy(server: ServerEdge, devices: [any DeviceProgram]) -> Double? {
    guard case .split(let back, let served)? = server.model,
      let device = devices.first as? SplitDevice, let head = served ?? device.head
    else { return nil }
    var predictions: [Int] = []
    for start in stride(from: 0, to: test.count, by: Self.chunk) {
      let part = test[start..<min(start + Self.chunk, test.count)]
      let sequences = part.map { sample in sample.tokens.withRevealed { $0 } }
      guard let states = device.states(of: sequences) else { return nil }
      predictions += head.predictions(
        pooled: back.pooled(states, lengths: sequences.map(\.count)))
    }
    return Self.accuracy(of: predictions, on: test)
  }
}
