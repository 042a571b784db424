internal import Determinism
internal import Layers
internal import Tensors
internal import Wire

/// Trains the side network, batch by batch.
final class Trainer {
  let network: SideNetwork
  private let pass: SideNetworkPass
  private let optimizer: AdamW
  private var lossSum = 0.0
  private var samplesSeen = 0

  init(shape: SideNetworkShape, settings: ServerMachine.Settings, batch: Int, ledger: Ledger?) {
    var stream = settings.seed.stream("server.init", ledger: ledger)
    network = SideNetwork(shape: shape, backend: settings.backend, stream: &stream)
    pass = SideNetworkPass(shape: shape, samples: batch)
    optimizer = AdamW(count: shape.parameterCount, settings: settings.optimizer)
  }

  /// The work of one step.
  func work(samples: Int) -> WorkList { network.shape.trainingWork(samples: samples) }

  /// One step of the optimizer on `batch`.
  func train(_ batch: StagedBatch) {
    precondition(batch.missing == 0, "only complete batches are trained")
    let samples = batch.samples.count
    pass.forward(network, activations: batch.activations, samples: samples)
    let loss = pass.backward(
      network, activations: batch.activations, targets: batch.targets, samples: samples)
    optimizer.step(network.parameters, gradient: pass.gradient)
    lossSum += Double(loss) * Double(samples)
    samplesSeen += samples
  }

  /// The mean loss since the last call.
  func finishEpoch() -> Float {
    let loss = lossSum / Double(max(samplesSeen, 1))
    lossSum = 0
    samplesSeen = 0
    return Float(loss)
  }

  /// The parameters, block by block.
  var tensors: [NamedTensor] {
    network.shape.blocks.map {
      NamedTensor(
        name: $0.name, shape: $0.shape,
        values: network.parameters.values($0.offset..<$0.offset + $0.count))
    }
  }
}
