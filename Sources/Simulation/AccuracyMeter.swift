internal import DeviceSide
internal import PrivateData

/// Measures test accuracy out of band: it costs no simulated time and no traffic.
protocol AccuracyMeter {
  /// Accuracy of the backbone alone; nil where it predicts nothing by itself.
  var backboneAccuracy: Double? { get }

  /// Accuracy of what has been trained so far; nil before there is anything.
  func accuracy(server: ServerEdge, devices: [any DeviceProgram]) -> Double?
}

extension AccuracyMeter {
  /// The share of `test` whose class is the predicted one.
  static func accuracy(of predictions: [Int], on test: [TokenizedSample]) -> Double {
    let right = zip(test, predictions).count { sample, prediction in
      sample.label.withRevealed { $0 == prediction }
    }
    return Double(right) / Double(test.count)
  }
}
