internal import Determinism

/// The batches of one device's training: in the order of `first` in the first epoch, shuffled in
/// later ones.
struct BatchOrder {
  private let first: [Int]
  private let batch: Int
  private var stream: RandomStream

  init(first: [Int], batch: Int, seed: Seed, ledger: Ledger?) {
    self.first = first
    self.batch = batch
    stream = seed.stream("device.shuffle", ledger: ledger)
  }

  /// The batches of the next epoch, which is the first one if `isFirst`.
  mutating func batches(isFirst: Bool) -> [[Int]] {
    let order = isFirst ? first : stream.permutation(first.count).map { first[$0] }
    return stride(from: 0, to: order.count, by: batch).map {
      Array(order[$0..<min($0 + batch, order.count)])
    }
  }
}
