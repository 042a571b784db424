public import Tensors

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

extension FloatBuffer {
  /// Activations [L, T, d] of sequences of these lengths as one array [L, R, d].
  public static func joined(
    _ sequences: [some Collection<Float>], _ lengths: [Int], layers: Int, width: Int
  ) -> FloatBuffer {
    let rows = lengths.reduce(0, +)
    let result = FloatBuffer(count: layers * rows * width)
    var first = 0
    for (values, length) in zip(sequences, lengths) {
      precondition(values.count == layers * length * width, "each token has its activations")
      let copied: Void? = values.withContiguousStorageIfAvailable { source in
        guard let base = source.baseAddress else { return }
        for layer in 0..<layers {
          (result.base + (layer * rows + first) * width).update(
            from: base + layer * length * width, count: length * width)
        }
      }
      precondition(copied != nil, "activations lie in one piece")
      first += length
    }
    return result
  }
}
