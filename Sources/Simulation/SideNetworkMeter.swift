internal import DeviceSide
internal import Layers
internal import PrivateData
internal import Tensors
internal import Transformers
internal import Wire

/// Measures what a side network on pivot activations adds to the backbone's own prediction.
struct SideNetworkMeter: AccuracyMeter {
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
  var backboneAccuracy: Double? { accuracy { argumentOfMaximum(predictions[$0]) } }

  /// Accuracy of argmax(y_b + out) with the side network as it stands, or of
  /// argmax(y_b + R^T out) where a rotation R turned delta.
  private func accuracy(of network: SideNetwork) -> Double {
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

  func accuracy(server: ServerEdge, devices: [any DeviceProgram]) -> Double? {
    server.network.map { accuracy(of: $0) }
  }

  private func accuracy(_ classOf: (Int) -> Int) -> Double {
    Self.accuracy(of: test.indices.map(classOf), on: test)
  }
}
