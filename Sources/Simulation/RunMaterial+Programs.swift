internal import Determinism
internal import DeviceSide
internal import Scenarios
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
    case .split, .uSplit, .full, .lora, .adapter, .bitfit, .fedavgLora:
      preconditionFailure("the scenario's rules let no other method pass")
    }
  }

  /// What measures the accuracy that `program` reaches.
  func meter(for program: any DeviceProgram) -> (any AccuracyMeter)? {
    if scenario.method.session.sendsTokens { return TokenNetworkMeter(self) }
    return (program as? DeviceMachine).map {
      SideNetworkMeter(material: self, device: $0.knowledge)
    }
  }

  /// The root of device number `index`'s randomness.
  func deviceSeed(_ index: Int, ledger: Ledger?) -> Seed {
    let seed = Seed(scenario.seed)
    guard index > 0 else { return seed }
    var stream = seed.stream("fleet.device.\(index + 1)", ledger: ledger)
    return Seed(stream.next())
  }
}
