internal import Determinism
internal import Tensors

/// Draws the first weights of a ladder when their places are filled, in the order of the places.
final class LadderDraws {
  var stream: RandomStream

  init(_ stream: RandomStream) { self.stream = stream }

  /// A place for a map [in, out] ~ N(0, deviation^2), and one for its bias, which is zero.
  func map(
    _ name: String, _ inputs: Int, _ outputs: Int, deviation: Double? = nil, hasBias: Bool = true,
    in allocator: inout ParameterAllocator
  ) -> TrainableMap {
    let deviation = deviation ?? 1 / Double(inputs).squareRoot()
    let weight = allocator.add(name + ".weight", [inputs, outputs]) { [self] place in
      let values = stream.normals(inputs * outputs, deviation: deviation)
      place.update(from: values, count: values.count)
    }
    return TrainableMap(
      inputs: inputs, outputs: outputs, isInputMajor: true, weight: weight,
      bias: hasBias ? allocator.add(name + ".bias", [outputs]) { _ in } : nil)
  }
}

/// Gain and bias of norms that only normalise.
struct LadderPlainNorm: Sendable {
  let gain: FloatBuffer
  let bias: FloatBuffer

  init(width: Int) {
    gain = FloatBuffer([Float](repeating: 1, count: width))
    bias = FloatBuffer(count: width)
  }
}
