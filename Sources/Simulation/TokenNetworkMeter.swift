internal import DeviceSide
internal import Layers
internal import Scenarios
internal import ServerSide
internal import Tensors
internal import Transformers
internal import Wire

/// Measures a network on the server that reads the states of all tokens.
final class TokenNetworkMeter: AccuracyMeter {
  /// Samples computed at a time; fixed, so that no bit depends on anything else.
  private static let chunk = 64
  /// Most bytes of activations that are kept from one epoch to the next; beyond them they are
  /// computed each time.
  private static let keptBytes = 1 << 31

  private let material: RunMaterial
  private let test: [TokenizedSample]
  /// Activations, chunk by chunk.
  private var kept: [FloatBuffer] = []

  init(_ material: RunMaterial) {
    self.material = material
    test = material.test
  }

  /// No head of the backbone takes part.
  var backboneAccuracy: Double? { nil }

  /// Accuracy of argmax(z).
  func accuracy(server: ServerEdge, devices: [any DeviceProgram]) -> Double? {
    guard case .tokens(let network)? = server.model else { return nil }
    var classOf: [Int] = []
    for start in stride(from: 0, to: test.count, by: Self.chunk) {
      let part = Array(test[start..<min(start + Self.chunk, test.count)])
      let outputs = network.outputs(
        activations: activations(of: part, number: start / Self.chunk),
        lengths: part.map(\.length))
      for row in part.indices {
        let range = row * network.classes..<(row + 1) * network.classes
        classOf.append(argumentOfMaximum(outputs[range]))
      }
    }
    return Self.accuracy(of: classOf, on: test)
  }

  private func activations(of part: [TokenizedSample], number: Int) -> FloatBuffer {
    if number < kept.count { return kept[number] }
    let session = material.sessions[0]
    let result = FloatBuffer.joined(
      material.tokenStates(of: part), part.map(\.length), layers: session.layers,
      width: session.width)
    let bytes = 4 * test.reduce(0) { $0 + $1.length } * session.layers * session.width
    if bytes <= Self.keptBytes { kept.append(result) }
    return result
  }
}
