internal import Layers
internal import Tensors
internal import Transformers
public import Wire

/// Lets the trained side network, which the server owns, predict the labels it was trained on.
///
/// It shows what training itself teaches: no defence of the messages removes it while training
/// works.
public enum ServedAttack {
  /// `label.served`.
  public static let id = "label.served"
  private static let batch = 256

  /// argmax(y_b + output) for each sample with activations; y_b only where the head is public.
  ///
  /// Nil where the server sent no side network that fits the activations.
  public static func guesses(
    _ observations: Observations, _ knowledge: PublicKnowledge
  ) -> [SampleKey: Int]? {
    let samples = observations.withActivations
    guard let width = samples.first?.activations.count,
      let network = network(observations.sideNetwork, knowledge.classes, activations: width),
      samples.allSatisfy({ $0.activations.count == width })
    else { return nil }
    let shape = network.shape
    var guesses: [SampleKey: Int] = [:]
    for start in stride(from: 0, to: samples.count, by: batch) {
      let chunk = samples[start..<min(start + batch, samples.count)]
      let buffer = FloatBuffer(count: chunk.count * width)
      for (place, sample) in chunk.enumerated() {
        for layer in 0..<shape.layers {
          buffer.copy(
            sample.activations[layer * shape.width..<(layer + 1) * shape.width],
            at: (layer * chunk.count + place) * shape.width)
        }
      }
      let outputs = network.outputs(activations: buffer, samples: chunk.count)
      let predictions = predictions(chunk, knowledge, width: shape.width)
      for (place, sample) in chunk.enumerated() {
        let own = outputs[place * shape.classes..<(place + 1) * shape.classes]
        guesses[sample.key] = SignAttack.largest(zip(own, predictions[place]).map { $0 + $1 })
      }
    }
    return guesses
  }

  /// y_b where the server can compute it, else zeros.
  private static func predictions(
    _ samples: ArraySlice<Observations.Sample>, _ knowledge: PublicKnowledge, width: Int
  ) -> [[Float]] {
    guard let head = knowledge.head, head.pivot == knowledge.pivot,
      head.classes == knowledge.classes, knowledge.backbone?.width == width
    else { return samples.map { _ in [Float](repeating: 0, count: knowledge.classes) } }
    return head.logits(of: samples.map { Array($0.activations.suffix(width)) }).map { logits in
      let buffer = FloatBuffer(logits)
      Kernels.softmax(rows: 1, columns: logits.count, stride: logits.count, buffer.base)
      return buffer.values
    }
  }

  /// The network of the tensors, if they are those of a side network of this size.
  private static func network(
    _ tensors: [NamedTensor], _ classes: Int, activations: Int
  ) -> SideNetwork? {
    guard let alpha = tensors.first, alpha.name == "alpha", alpha.shape.count == 1,
      let down = tensors.first(where: { $0.name == "layers.0.down" }), down.shape.count == 2,
      (alpha.shape + down.shape).allSatisfy({ $0 > 0 }),
      alpha.shape[0] <= activations, down.shape[0] == activations / alpha.shape[0],
      alpha.shape[0] * down.shape[0] == activations, down.shape[1] <= down.values.count
    else { return nil }
    let shape = SideNetworkShape(
      layers: alpha.shape[0], width: down.shape[0], rank: down.shape[1], classes: classes)
    let blocks = shape.blocks
    let values = tensors.flatMap(\.values)
    guard blocks.map(\.name) == tensors.map(\.name), blocks.map(\.shape) == tensors.map(\.shape),
      values.count == shape.parameterCount
    else { return nil }
    return SideNetwork(shape: shape, backend: .reference, parameters: values)
  }
}
