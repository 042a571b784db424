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
    let side =
      layers * 2 * width * Double(scenario.method.rank) + width * Double(scenario.data.classes)
    // Weight, gradient and two moments.
    parameters = backbone + 4 * side
    // Attention scores a head, and some ten vectors a token.
    batchBytes =
      4 * batch * length * (Double(dimensions.heads) * length + 10 * width)
    let sendsTokens = [.mobillm, .lst].contains(scenario.method.name)
    // One level more for the embeddings of a ladder.
    let sentBytes = 4 * train * width * (sendsTokens ? (layers + 1) * length : layers)
    // Activations of all tokens are computed for each upload, and stay in the server's cache alone.
    activationBytes =
      sendsTokens
      ? min(sentBytes, Double(scenario.server.cache.bytes)) : 4 * train * layers * width
    textBytes = (train + test) * length

    let tokens = (train * epochs + test) * length
    let forward = tokens * (2 * backbone + 4 * layers * width * length)
    let device = scenario.device.compute
    let bytes = 4 * tokens * layers * 20 * width + 4 * backbone * (train * epochs + test)
    let onDevice =
      forward / Double(device.sustainedOperationsPerSecond)
      + bytes / Double(device.memoryBytesPerSecond)
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
    seconds = onDevice + onServer + onLink
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
