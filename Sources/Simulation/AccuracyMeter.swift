internal import DeviceSide
internal import Layers
internal import PrivateData

/// Measures test accuracy out of band: it costs no simulated time and no traffic.
final class AccuracyMeter {
  private let predictor: Predictor
  private let labels: [Secret<Int>]

  /// Measures on the test samples of `material` what `device` would predict.
  init(_ material: RunMaterial, device: any DeviceProgram) {
    // PAE alone adds to what the backbone predicts.
    let rule = material.sendsTokens ? nil : (device as? DeviceMachine)?.knowledge.rule
    predictor = Predictor(
      of: material.test.map(\.tokens), reader: material.reader, rule: rule,
      sharing: material.isShared, keepsStates: true)
    labels = material.test.map(\.label)
  }

  /// Accuracy of the backbone alone; nil where it predicts nothing by itself.
  var backboneAccuracy: Double? { predictor.backbonePredictions.map(accuracy) }

  /// Accuracy of what has been trained so far; nil before there is anything.
  func accuracy(server: ServerEdge, devices: [any DeviceProgram]) -> Double? {
    guard let device = devices.first, let model = TrainedModel(server: server, device: device)
    else { return nil }
    return accuracy(predictor.outputs(of: model))
  }

  private func accuracy(_ outputs: [[Float]]) -> Double {
    Self.accuracy(of: outputs.map { argumentOfMaximum($0) }, labels)
  }

  /// The share of `labels` that are the predicted classes.
  static func accuracy(of predictions: [Int], _ labels: [Secret<Int>]) -> Double {
    let right = zip(labels, predictions).count { label, prediction in
      label.withRevealed { $0 == prediction }
    }
    return Double(right) / Double(labels.count)
  }
}
