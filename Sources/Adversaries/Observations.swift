internal import Tensors
public import Traces
internal import Transformers
public import Wire

/// What the server saw, sample by sample, in the order of first upload.
///
/// Vectors that are not whole or not finite are left out: what is wrong with a frame is the
/// business of the schema check.
public struct Observations: Sendable {
  /// All uploads of one sample.
  public struct Sample: Equatable, Sendable {
    /// The sample's name.
    public var key: SampleKey
    /// The first delta, [C]; empty without one.
    public var delta: [Float]
    /// The sum of all deltas, [C].
    public var deltaSum: [Float]
    /// The first activations, [L, d]; empty without, or beyond the budget.
    ///
    /// Where those of all tokens travel, what the pivot makes of them.
    public var activations: [Float]
    /// The activations of all tokens, [L, T, d], where they travel and within the budget.
    public var tokenActivations: [Float] = []
    /// Uploads of the sample.
    public var uploads = 1
    /// Uploads whose delta differs from the first one.
    public var changes = 0

    /// A sample that was uploaded once.
    public init(key: SampleKey, delta: [Float], activations: [Float] = []) {
      self.key = key
      self.delta = delta
      self.activations = activations
      deltaSum = delta
    }
  }

  /// Most activation values that are kept, 64 MiB; later samples are attacked by delta alone.
  public static let activationLimit = 1 << 24

  /// The samples.
  public private(set) var samples: [Sample] = []
  /// The trained side network, block by block; empty where the server sent none.
  public private(set) var sideNetwork: [NamedTensor] = []

  private var places: [SampleKey: Int] = [:]
  private var activationsKept = 0

  /// Collects from the frames that `next` gives in order; throws what reading throws.
  public init(_ knowledge: PublicKnowledge, from next: () throws -> TraceFrame?) throws {
    let reader = SampleReader(knowledge.tree)
    while let frame = try next() {
      guard frame.direction == .toServer else {
        if frame.kind == MessageKind.sideNetwork.rawValue,
          case .sideNetwork(let tensors)? = try? ServerMessage(frame: frame.bytes)
        {
          sideNetwork = tensors
        }
        continue
      }
      for sample in reader.samples(in: frame.bytes, kind: frame.kind, format: knowledge.format) {
        add(sample, knowledge)
      }
    }
  }

  /// Observations of samples that are at hand.
  public init(_ samples: [Sample]) {
    self.samples = samples
    for (place, sample) in samples.enumerated() { places[sample.key] = place }
  }

  private mutating func add(_ sample: ObservedSample, _ knowledge: PublicKnowledge) {
    let isWhole = sample.delta.count == knowledge.classes && sample.delta.allSatisfy(\.isFinite)
    let delta = isWhole ? sample.delta : []
    if let place = places[sample.key] {
      samples[place].uploads += 1
      guard !delta.isEmpty, !samples[place].delta.isEmpty else { return }
      if delta != samples[place].delta { samples[place].changes += 1 }
      for index in delta.indices { samples[place].deltaSum[index] += delta[index] }
      return
    }
    if knowledge.seesAllTokens { return addTokens(sample, knowledge) }
    let count = knowledge.activationCount ?? sample.activations.count
    let keeps =
      sample.activations.count == count && activationsKept + count <= Self.activationLimit
      && sample.activations.allSatisfy(\.isFinite)
    if keeps { activationsKept += count }
    places[sample.key] = samples.count
    samples.append(
      Sample(key: sample.key, delta: delta, activations: keeps ? sample.activations : []))
  }

  /// Keeps the activations of all tokens, and what the pivot makes of them for attacks on one.
  private mutating func addTokens(_ sample: ObservedSample, _ knowledge: PublicKnowledge) {
    var added = Sample(key: sample.key, delta: [])
    let all = sample.activations
    if let layers = knowledge.activationLayers, let count = knowledge.activationCount,
      layers > 0, count > 0, !all.isEmpty, all.count.isMultiple(of: count),
      activationsKept + count <= Self.activationLimit, all.allSatisfy(\.isFinite)
    {
      let (tokens, width) = (all.count / count, count / layers)
      added.activations = ((1 - knowledge.firstLevel)..<layers).flatMap { layer in
        let states = all[layer * tokens * width..<(layer + 1) * tokens * width]
        return knowledge.pivot.pool(FloatBuffer(Array(states)), lengths: [tokens], width: width)
          .values
      }
      activationsKept += count
      if activationsKept + all.count <= Self.activationLimit {
        added.tokenActivations = all
        activationsKept += all.count
      }
    }
    places[sample.key] = samples.count
    samples.append(added)
  }

  /// The samples with a delta.
  public var withDelta: [Sample] { samples.filter { !$0.delta.isEmpty } }

  /// The samples with activations.
  public var withActivations: [Sample] { samples.filter { !$0.activations.isEmpty } }
}
