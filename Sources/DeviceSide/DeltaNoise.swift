internal import Determinism

/// Gaussian noise on delta (local differential privacy of the label by the Gaussian mechanism).
///
/// It is drawn once a sample, entry by entry, and kept, so epochs do not compose.
struct DeltaNoise {
  /// Standard deviation of each entry.
  let deviation: Double
  /// Where the noise comes from.
  var stream: RandomStream

  /// Adds noise to the entries of `delta`, in as many draws whatever they are.
  mutating func add(to delta: inout [Float]) {
    let noise = stream.normals(delta.count, deviation: deviation)
    for (index, value) in noise.enumerated() { delta[index] += value }
  }
}
