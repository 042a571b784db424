internal import Determinism
internal import Devices
internal import Networks

/// Rough sizes of a run, from above.
///
/// Only for limits: the simulation counts for itself.
struct ScenarioSize {
  let parameters: Double
  let batchBytes: Double
  let activationBytes: Double
  let textBytes: Double
  let seconds: Double

  init(_ scenario: Scenario, _ dimensions: ScenarioDimensions) {
    let (layers, width) = (Double(dimensions.layers), Double(dimensions.width))
    let length = Double(dimensions.longest)
    let (train, test) = (Double(dimensions.train), Double(dimensions.test))
    let (batch, epochs) = (Double(scenario.method.batch), Double(scenario.method.epochs))
    let backbone = dimensions.backboneParameters
    let method = scenario.method
    let head = width * Double(scenario.data.classes)
    let side = Self.trained(method, dimensions) + head
    // Weight, gradient and two moments.
    parameters = backbone + 4 * side
    // Attention scores a head, some ten vectors a token, and what a backward pass needs.
    let tape = method.trainsBackbone ? layers * 20 * width : 0
    batchBytes =
      4 * batch * length * (Double(dimensions.heads) * length + 10 * width + tape)
    let sendsTokens = method.name == .mobillm || method.name == .lst
    // One level more for the embeddings of a ladder.
    let sentBytes = 4 * train * width * (sendsTokens ? (layers + 1) * length : layers)
    // Activations of all tokens are computed for each upload, and stay in the server's cache alone.
    activationBytes =
      method.isOnDevice || method.name == .fedavgLora
      ? 0 : sendsTokens ? min(sentBytes, Double(scenario.server.cache.bytes)) : sentBytes
    textBytes = (train + test) * length

    let tokens = (train * epochs + test) * length
    let forward = tokens * (2 * backbone + 4 * layers * width * length)
    let device = scenario.device.compute
    let bytes = 4 * tokens * layers * 20 * width + 4 * backbone * (train * epochs + test)
    // Backward passes with recomputation: three times a forward pass.
    let passes = method.trainsBackbone ? 4.0 : 1
    let onDevice =
      passes * forward / Double(device.sustainedOperationsPerSecond)
      + passes * bytes / Double(device.memoryBytesPerSecond)
    let server = scenario.server.compute
    let onServer =
      6 * train * epochs * side / Double(server.sustainedOperationsPerSecond)
      + 40 * (side * train * epochs + sentBytes * epochs)
      / Double(server.memoryBytesPerSecond)
    // Every epoch sends everything, when the cache is too small.
    let sent = (sentBytes + 4 * train * Double(scenario.data.classes + 32)) * epochs
    let onLink =
      sent / ScenarioSize.bytesPerSecond(scenario.link.up)
      + 4 * side / ScenarioSize.bytesPerSecond(scenario.link.down)
    if method.name == .fedavgLora {
      let steps = max(1, (train / batch).rounded(.up)) * epochs
      let rounds = method.localSteps.map { (steps / Double($0)).rounded(.up) } ?? epochs
      seconds =
        onDevice + rounds * 4 * side / ScenarioSize.bytesPerSecond(scenario.link.up)
        + rounds * 4 * side / ScenarioSize.bytesPerSecond(scenario.link.down)
      return
    }
    guard scenario.method.isSplit else {
      seconds = onDevice + onServer + onLink
      return
    }
    // States up and gradients down, all of them every epoch; backward is twice the forward pass.
    let states = 4 * tokens * width
    seconds =
      3 * onDevice + 3 * forward / Double(server.sustainedOperationsPerSecond)
      + states / ScenarioSize.bytesPerSecond(scenario.link.up)
      + 2 * states / ScenarioSize.bytesPerSecond(scenario.link.down)
  }

  /// Trained numbers, the head's apart.
  private static func trained(
    _ method: Scenario.Method, _ dimensions: ScenarioDimensions
  ) -> Double {
    let (layers, width) = (Double(dimensions.layers), Double(dimensions.width))
    switch method.name {
    case .pae, .fedPAE: return layers * 2 * width * Double(method.rank)
    case .full: return dimensions.backboneParameters
    case .bitfit: return layers * 20 * width
    case .mobillm, .adapter: return layers * 4 * (width + 1) * Double(method.rank + 1)
    case .lst: return dimensions.backboneParameters / Double(method.ladder.reduction)
    case .lora, .split, .uSplit, .fedavgLora:
      // No map is wider than five times the width.
      return layers * 6 * width * Double(method.lowRank.rank * method.lowRank.projections.count)
    }
  }

  /// TCP's rate under loss (Mathis et al., 1997): 1460 bytes x 1.22 / (round trip x sqrt(loss)).
  private static func bytesPerSecond(_ side: Scenario.LinkSide) -> Double {
    let link = side.profile
    let line = Double(link.rate.bitsPerSecond) / 8
    let roundTrip = max(2 * link.delay.seconds, 1e-6)
    guard link.loss > 0 else { return line }
    return min(line, 1_460 * 1.22 / (roundTrip * link.loss.squareRoot()))
  }
}
