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
    case .lst where scenario.method.isOnDevice: localTraining(samples, index, ledger)
    case .pae, .fedPAE, .mobillm, .lst:
      DeviceMachine(
        knowledge: device(samples, index: index, isPaired: isPaired, ledger: ledger),
        session: sessions[index], window: scenario.method.window, retry: RetryPolicy(scenario))
    case .full, .lora, .adapter, .bitfit: localTraining(samples, index, ledger)
    case .split, .uSplit:
      SplitDevice(
        backbone: backbone, samples: samples, settings: .init(scenario, sessions[index]),
        pool: WorkerPool(workers: isPaired ? 1 : workers),
        seed: deviceSeed(index, ledger: ledger), ledger: ledger)
    case .fedavgLora: federated(samples, index, ledger)
    }
  }

  private func localTraining(
    _ samples: [TokenizedSample], _ index: Int, _ ledger: Ledger?
  ) -> LocalTraining {
    let seed = deviceSeed(index, ledger: ledger)
    let method = scenario.method
    let model: any LocalModel =
      ladder.map { ladderModel($0, seed, ledger) } ?? fineTuned(seed, ledger)
    return LocalTraining(
      model, data: DeviceSamples(samples, seed: seed, ledger: ledger), batch: method.batch,
      epochs: method.epochs, seed: seed, ledger: ledger)
  }

  private func federated(
    _ samples: [TokenizedSample], _ index: Int, _ ledger: Ledger?
  ) -> FederatedDevice {
    let seed = deviceSeed(index, ledger: ledger)
    return FederatedDevice(
      fineTuned(seed, ledger), data: DeviceSamples(samples, seed: seed, ledger: ledger),
      session: sessions[index], rounds: rounds(of: index), seed: seed, ledger: ledger)
  }

  /// The rounds of federated averaging in which device number `index` takes part.
  func rounds(of index: Int) -> LocalRounds {
    LocalRounds(
      sessions[index], epochs: scenario.method.epochs, localSteps: scenario.method.localSteps)
  }

  private func ladderModel(
    _ shape: LadderShape, _ seed: Seed, _ ledger: Ledger?
  ) -> LadderModel {
    LadderModel(
      backbone, shape: shape, pooling: pivot, optimizer: .init(scenario.method.optimizer),
      hasValues: scenario.hasValues, backend: backend, seed: seed, ledger: ledger, pool: pool)
  }

  private func fineTuned(_ seed: Seed, _ ledger: Ledger?) -> FineTunedModel {
    FineTunedModel(
      backbone, settings: .init(scenario), seed: seed, ledger: ledger,
      pool: WorkerPool(workers: workers))
  }

  /// The root of device number `index`'s randomness.
  func deviceSeed(_ index: Int, ledger: Ledger?) -> Seed {
    let seed = Seed(scenario.seed)
    guard index > 0 else { return seed }
    var stream = seed.stream("fleet.device.\(index + 1)", ledger: ledger)
    return Seed(stream.next())
  }
}
