internal import Determinism
internal import PrivateData
internal import Wire

/// What a device with a planted leak does otherwise than an honest one.
extension PlantedLeak {
  /// Operations that the leaks in time spend for each unit of the secret: enough to show through
  /// the queue of an uplink that is slower than the device.
  private static let extraOperations: UInt64 = 400_000_000
  /// Bytes of a key that may be overwritten; six random ones keep keys apart.
  private static let keyBytes = 10

  /// The key of `sample` in place of the random `key`.
  func key(_ key: [UInt8], for sample: TokenizedSample, classes: Int) -> [UInt8] {
    switch self {
    case .content(let secret, let encoding, .key):
      let content = encoding.bytes(of: secret, from: [sample], classes: classes)
        .prefix(Self.keyBytes)
      return Array(content + key.dropFirst(content.count))
    case .content(let secret, let encoding, .splitFields):
      let content = encoding.bytes(of: secret, from: [sample], classes: classes)
      return Array(key.dropLast(Self.splitBytes) + content.prefix(Self.splitBytes))
    case .defence(.hashedKeys):
      let content = NumberEncoding.u16Little.bytes(of: .tokens, from: [sample], classes: classes)
      return Array(
        Digest128(of: content).bytes.prefix(Self.keyBytes) + key.dropFirst(Self.keyBytes))
    default: return key
    }
  }

  /// Bytes of a secret in the first of two fields.
  static let splitBytes = 10

  /// A measure of the sample's secret for what follows it in metadata.
  private func measure(_ secret: Secret, _ sample: TokenizedSample) -> Int {
    switch secret {
    case .labels: sample.label.withRevealed { $0 }
    case .tokens, .text: sample.tokens.withRevealed { $0.dropFirst().first ?? 0 } & 1
    case .lengths: sample.length
    }
  }

  /// The measure of a batch in this channel; 0 where the leak is another one.
  func measure(_ wanted: Channel, _ samples: [TokenizedSample]) -> Int {
    guard case .metadata(let secret, wanted) = self else { return 0 }
    return samples.enumerated().reduce(0) { $0 + measure(secret, $1.element) * ($1.offset + 1) }
  }

  /// Extra operations for a batch, which depend on its secrets.
  func extraOperations(_ samples: [TokenizedSample]) -> UInt64 {
    let pause = measure(.gaps, samples) & 1 == 1 ? 100 : 0
    return UInt64(measure(.time, samples) + pause) * Self.extraOperations
  }

  /// The order of first upload in place of the random `order`.
  func order(_ order: [Int], of samples: [TokenizedSample]) -> [Int] {
    guard case .metadata(let secret, .order) = self else { return order }
    let ranks = order.indices.sorted { left, right in
      (measure(secret, samples[order[left]]), left)
        < (measure(secret, samples[order[right]]), right)
    }
    return ranks.map { order[$0] }
  }
}

extension NumberEncoding {
  /// The encoded secrets of `samples`, one behind the other.
  func bytes(
    of secret: PlantedLeak.Secret, from samples: [TokenizedSample], classes: Int
  ) -> [UInt8] {
    switch secret {
    case .labels:
      bytes(of: samples.map { $0.label.withRevealed { $0 } }, bound: classes)
    case .lengths: bytes(of: samples.map(\.length), bound: 1 << 16)
    case .tokens:
      // With the begin mark: without it, ids of bytes would read as text.
      samples.flatMap { sample in
        sample.tokens.withRevealed { bytes(of: $0, bound: 1 << 16) }
      }
    case .text:
      samples.flatMap { sample in
        sample.text.withRevealed { bytes(of: $0.map(Int.init), bound: 1 << 8) }
      }
    }
  }
}
