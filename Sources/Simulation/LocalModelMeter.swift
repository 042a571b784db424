internal import DeviceSide
internal import PrivateData

/// Measures what the model predicts that the first device trains.
struct LocalModelMeter: AccuracyMeter {
  let test: [TokenizedSample]

  /// Before training the head is drawn at random, which tells nothing of the backbone.
  var backboneAccuracy: Double? { nil }

  func accuracy(server: ServerEdge, devices: [any DeviceProgram]) -> Double? {
    guard let model = (devices.first as? LocalTraining)?.model, model.hasValues else { return nil }
    let sequences = test.map { sample in sample.tokens.withRevealed { $0 } }
    return Self.accuracy(of: model.predictions(for: sequences), on: test)
  }
}
