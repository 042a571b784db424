internal import Tensors
internal import Transformers

/// A batch of samples with the activations of all their tokens.
final class TokenBatch: StagedBatch {
  let samples: [Int]
  private(set) var missing: Int
  /// Tokens of each sample; zero until it is there.
  private(set) var lengths: [Int]
  private var entries: [[Float]]
  private let layers: Int
  private let width: Int

  init(samples: [Int], layers: Int, width: Int) {
    precondition(!samples.isEmpty, "a batch must not be empty")
    self.samples = samples
    self.layers = layers
    self.width = width
    missing = samples.count
    lengths = [Int](repeating: 0, count: samples.count)
    entries = [[Float]](repeating: [], count: samples.count)
  }

  /// An entry holds activations [L, T, d], then the label.
  func fill(_ row: Int, from entry: UnsafeBufferPointer<Float>, tokens: Int) {
    precondition(missing > 0 && lengths[row] == 0, "a sample is copied in once")
    precondition(
      entry.isEmpty || entry.count == layers * tokens * width + 1, "an entry holds its tokens")
    missing -= 1
    lengths[row] = tokens
    entries[row] = Array(entry)
  }

  /// All tokens.
  var tokens: Int { lengths.reduce(0, +) }

  /// The labels in the order of the samples.
  var labels: [Int] { entries.map { Int($0.last ?? 0) } }

  /// Activations of all samples, [L, R, d].
  var activations: FloatBuffer {
    FloatBuffer.joined(entries.map { $0.dropLast() }, lengths, layers: layers, width: width)
  }
}
