public import Determinism
public import Layers
public import Tensors

/// Which token's activations stand for a text: the token that the loss looks at.
public enum Pivot: String, CaseIterable, Sendable {
  /// The first token, such as BERT's [CLS].
  case first
  /// The last token, as decoders use it.
  case last
  /// The mean over all tokens.
  case mean
}

extension Pivot {
  /// Selects one vector [d] out of the states of a sequence, whose token t lies at `state(t)`.
  func select(
    width: Int, length: Int, into output: UnsafeMutablePointer<Float>,
    _ state: (Int) -> UnsafeMutablePointer<Float>
  ) {
    switch self {
    case .first: output.update(from: state(0), count: width)
    case .last: output.update(from: state(length - 1), count: width)
    case .mean:
      output.update(from: state(0), count: width)
      for position in 1..<max(length, 1) { Kernels.add(width, state(position), to: output) }
      Kernels.scale(width, 1 / Float(length), output, output)
    }
  }
}

/// A frozen transformer that turns tokens into pivot activations.
///
/// It is public knowledge: the server may know its weights.
public protocol Backbone: Sendable {
  /// The name of its kind, such as `bert`.
  var architectureName: String { get }
  /// Transformer layers, L.
  var layers: Int { get }
  /// Hidden width, d.
  var width: Int { get }
  /// Longest sequence.
  var maxLength: Int { get }
  /// Number of tokens.
  var vocabularySize: Int { get }
  /// Numbers in all weights.
  var parameterCount: Int { get }
  /// Bytes of all weights.
  var weightBytes: ByteCount { get }
  /// Whether a token sees only the tokens before it.
  var isCausal: Bool { get }
  /// Whether it computes activations; without values it only counts, and `pivotStates` traps.
  var hasValues: Bool { get }
  /// A digest of all weights.
  var weightsDigest: Digest128 { get }

  /// Token ids of a text.
  func tokenize(_ text: [UInt8]) -> [Int]

  /// Throws where a sequence is empty, too long, or has an id outside the vocabulary.
  func validate(_ sequences: [[Int]]) throws(ModelError)

  /// Pivot states of each sequence, [N, L + 1, d], equal bit for bit however the sequences are
  /// grouped and whatever the number of workers.
  ///
  /// Index 0 is the embeddings' output, index i that of layer i. Traps on sequences that
  /// `validate` refuses. `progress` gets the number of finished sequences, on the caller's thread.
  func pivotStates(
    of sequences: [[Int]], pivot: Pivot, pool: WorkerPool, progress: ((Int) -> Void)?
  ) -> [[Float]]

  /// All hidden states of each sequence, [L + 1, T, d] each, of which `pivotStates` selects; the
  /// same promises hold.
  func hiddenStates(of sequences: [[Int]], pool: WorkerPool) -> [[Float]]

  /// Lets the system take back memory that only holds weights as they lie in their files.
  ///
  /// The next forward pass reads them again.
  func releaseWeights()

  /// Work of one forward pass over all sequences of these lengths together, counted from shapes
  /// alone.
  func forwardWork(lengths: [Int]) -> WorkList

  /// Working memory of a forward pass over sequences of these lengths.
  func forwardMemory(lengths: [Int]) -> ByteCount
}

extension Backbone {
  /// It computes activations.
  public var hasValues: Bool { true }

  /// Does nothing: the weights lie in no file.
  public func releaseWeights() {}

  /// Pivot activations A_1 to A_L of each sequence, [N, L, d]: the pivot states without the
  /// embeddings.
  public func pivotActivations(
    of sequences: [[Int]], pivot: Pivot, pool: WorkerPool, progress: ((Int) -> Void)? = nil
  ) -> [[Float]] {
    var states = pivotStates(of: sequences, pivot: pivot, pool: pool, progress: progress)
    // In place, one by one, so that no second copy of all states is in memory.
    for index in states.indices { states[index].removeFirst(width) }
    return states
  }

  /// States of every token of each sequence from level `first` to L, [L + 1 - first, T, d] each.
  ///
  /// Level 0 is the embeddings' output, level i that of layer i.
  public func tokenStates(
    of sequences: [[Int]], from first: Int, pool: WorkerPool
  ) -> [[Float]] {
    precondition(first >= 0 && first <= layers, "a level of the backbone")
    var states = hiddenStates(of: sequences, pool: pool)
    guard first > 0 else { return states }
    for index in states.indices {
      states[index].removeFirst(first * sequences[index].count * width)
    }
    return states
  }

  /// Throws where a sequence is empty, too long, or has an id outside the vocabulary.
  public func validate(_ sequences: [[Int]]) throws(ModelError) {
    for (index, sequence) in sequences.enumerated() {
      guard !sequence.isEmpty else { throw ModelError(.emptySequence(index: index)) }
      guard sequence.count <= maxLength else {
        throw ModelError(.sequenceTooLong(index: index, limit: maxLength))
      }
      if let position = sequence.firstIndex(where: { $0 < 0 || $0 >= vocabularySize }) {
        throw ModelError(
          .tokenOutsideVocabulary(index: index, position: position, vocabulary: vocabularySize))
      }
    }
  }
}
