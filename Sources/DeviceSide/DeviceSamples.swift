public import Determinism
public import Wire

/// A device's private samples, their keys, and the order in which they are first used.
public struct DeviceSamples: Sendable {
  /// The samples.
  public let samples: [TokenizedSample]
  /// The order in which samples are first uploaded, or trained; it depends on no secret.
  public let order: [Int]
  /// What the samples are called on the wire, sample by sample.
  public let keys: [SampleKey]

  /// Draws order and keys, 16 random bytes each.
  public init(_ samples: [TokenizedSample], seed: Seed, ledger: Ledger?) {
    self.init(samples, leak: nil, classes: 0, seed: seed, ledger: ledger)
  }

  /// The same samples in the same order under other names, which follow from their places in it.
  func named(_ key: (_ place: Int) -> SampleKey) -> DeviceSamples {
    var keys = self.keys
    for (place, sample) in order.enumerated() { keys[sample] = key(place) }
    return DeviceSamples(samples: samples, order: order, keys: keys)
  }

  private init(samples: [TokenizedSample], order: [Int], keys: [SampleKey]) {
    precondition(Set(keys).count == keys.count, "sample keys must differ")
    self.samples = samples
    self.order = order
    self.keys = keys
  }

  /// A planted leak may choose the order and overwrite a part of the keys.
  init(
    _ samples: [TokenizedSample], leak: PlantedLeak?, classes: Int, seed: Seed, ledger: Ledger?
  ) {
    self.samples = samples
    var orderStream = seed.stream("device.order", ledger: ledger)
    let drawn = orderStream.permutation(samples.count)
    order = leak?.order(drawn, of: samples) ?? drawn
    var keyStream = seed.stream("device.keys", ledger: ledger)
    keys = samples.map { sample in
      let key = SampleKey(drawnFrom: &keyStream)
      guard let leak,
        let planted = SampleKey(bytes: leak.key(key.bytes, for: sample, classes: classes))
      else { return key }
      return planted
    }
    precondition(Set(keys).count == keys.count, "sample keys must differ")
  }
}
