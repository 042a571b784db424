internal import Determinism
internal import DeviceSide
internal import Layers
internal import Scenarios
internal import Tensors
internal import Transformers
internal import Wire

extension RunMaterial {
  /// What runs on device number `index`, which has these samples; a paired run's `isPaired`
  /// activations are not kept.
  func program(
    _ samples: [TokenizedSample], index: Int, isPaired: Bool, ledger: Ledger?
  ) -> any DeviceProgram {
    switch scenario.method.name {
    case .pae, .mobillm, .lst:
      DeviceMachine(
        knowledge: device(samples, index: index, isPaired: isPaired, ledger: ledger),
        session: sessions[index], window: scenario.method.window, retry: RetryPolicy(scenario))
    case .full, .lora, .adapter, .bitfit: localTraining(samples, index, ledger)
    case .split, .uSplit:
      SplitDevice(
        backbone: backbone, samples: samples, settings: .init(scenario, sessions[index]),
        pool: WorkerPool(workers: isPaired ? 1 : workers),
        seed: deviceSeed(index, ledger: ledger), ledger: ledger)
    case .fedavgLora:
      preconditionFailure("the scenario's rules let no other method pass")
    }
  }

  private func localTraining(
    _ samples: [TokenizedSample], _ index: Int, _ ledger: Ledger?
  ) -> LocalTraining {
    let seed = deviceSeed(index, ledger: ledger)
    let method = scenario.method
    let model = FineTunedModel(
      backbone, settings: .init(scenario), seed: seed, ledger: ledger,
      pool: WorkerPool(workers: workers))
    return LocalTraining(
      model, data: DeviceSamples(samples, seed: seed, ledger: ledger), batch: method.batch,
      epochs: method.epochs, seed: seed, ledger: ledger)
  }

  /// The root of device number `index`'s randomness.
  func deviceSeed(_ index: Int, ledger: Ledger?) -> Seed {
    let seed = Seed(scenario.seed)
    guard index > 0 else { return seed }
    var stream = seed.stream("fleet.device.\(index + 1)", ledger: ledger)
    return Seed(stream.next())
  }
}
