internal import DeviceSide
internal import Layers
internal import PrivateData
internal import Tensors
internal import Transformers
internal import Wire

/// Measures test accuracy out of band: it costs no simulated time and no traffic.
struct Evaluator {
  private static let chunk = 256

  private let device: DeviceKnowledge
  /// As the side network reads them.
  private let activations: [[Float]]
  private let predictions: [[Float]]
  private let test: [TokenizedSample]
  private let layers: Int
  private let width: Int

  /// Measures what `device` would predict.
  init(material: RunMaterial, device: DeviceKnowledge) {
    self.device = device
    test = material.test
    layers = material.backbone.layers
    width = material.backbone.width
    let plain = material.activations(of: material.test, keeping: false)
    let width = self.width
    predictions = device.head.predictions(
      material.headStates(of: material.test, keeping: false)
        ?? plain.map { Array($0.suffix(width)) })
    activations = plain.map(device.keyed)
  }

  /// Accuracy of argmax(y_b).
  var backboneAccuracy: Double { accuracy { argumentOfMaximum(predictions[$0]) } }

  /// Accuracy of argmax(y_b + out) with the side network as it stands, or of
  /// argmax(y_b + R^T out) where a rotation R turned delta.
  func accuracy(of network: SideNetwork) -> Double {
    let classes = network.shape.classes
    var classOf: [Int] = []
    for start in stride(from: 0, to: test.count, by: Self.chunk) {
      let range = start..<min(start + Self.chunk, test.count)
      let input = FloatBuffer(count: layers * range.count * width)
      for (row, sample) in range.enumerated() {
        for layer in 0..<layers {
          input.copy(
            activations[sample][layer * width..<(layer + 1) * width],
            at: (layer * range.count + row) * width)
        }
      }
      let outputs = network.outputs(activations: input, samples: range.count)
      for (row, sample) in range.enumerated() {
        let output = device.unrotated(Array(outputs[row * classes..<(row + 1) * classes]))
        classOf.append(argumentOfMaximum(zip(predictions[sample], output).map { $0 + $1 }))
      }
    }
    return accuracy { classOf[$0] }
  }

  private func accuracy(_ classOf: (Int) -> Int) -> Double {
    let right = test.indices.filter { index in
      test[index].label.withRevealed { $0 == classOf(index) }
    }
    return Double(right.count) / Double(test.count)
  }
}
