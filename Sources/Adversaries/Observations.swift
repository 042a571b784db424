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

  /// The states [T, d] of all positions of one sample: at the cut of a split model, or of the first
  /// level that travels.
  public struct PositionStates: Equatable, Sendable {
    /// The sample's name; of a split model, batch and row.
    public var key: SampleKey
    /// Tokens, T.
    public var length: Int
    /// The states, row-major.
    public var states: [Float]

    /// Joins the parts.
    public init(key: SampleKey, length: Int, states: [Float]) {
      self.key = key
      self.length = length
      self.states = states
    }
  }

  /// Samples whose states are kept position by position.
  public static let positionStatesMax = 8

  /// Most activation values that are kept, 64 MiB; later samples are attacked by delta alone.
  public static let activationLimit = 1 << 24

  /// The samples.
  public private(set) var samples: [Sample] = []
  /// The trained side network, block by block; empty where the server sent none.
  public private(set) var sideNetwork: [NamedTensor] = []

  /// The first samples' states, where those of all positions travel.
  public private(set) var positionStates: [PositionStates] = []

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
      if let session = knowledge.split {
        if let message = try? DeviceMessage(frame: frame.bytes, session: session) {
          add(message, session)
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

  /// Takes in a message of a split model.
  ///
  /// Later epochs shuffle anew, and nobody names their rows, so the first one is looked at: a
  /// sample's activations are the mean of its states at the cut, its delta is the gradient of its
  /// features.
  private mutating func add(_ message: DeviceMessage, _ session: SessionShape) {
    switch message {
    case .cut(let batch) where batch.sequence <= session.batchesPerEpoch:
      var first = 0
      for (row, length) in batch.lengths.enumerated() {
        let states = Array(
          batch.states[first * session.width..<(first + length) * session.width])
        first += length
        add(states, length, SampleKey(sequence: batch.sequence, row: row), width: session.width)
      }
    case .featureGradient(let rows) where rows.sequence <= session.batchesPerEpoch:
      for row in 0..<rows.values.count / session.width {
        let gradient = Array(rows.values[row * session.width..<(row + 1) * session.width])
        guard let place = places[SampleKey(sequence: rows.sequence, row: row)],
          samples[place].delta.isEmpty, gradient.allSatisfy(\.isFinite)
        else { continue }
        samples[place].delta = gradient
        samples[place].deltaSum = gradient
      }
    default: break
    }
  }

  private mutating func add(_ states: [Float], _ length: Int, _ key: SampleKey, width: Int) {
    guard places[key] == nil, states.allSatisfy(\.isFinite) else { return }
    var mean = [Float](repeating: 0, count: width)
    for (place, value) in states.enumerated() { mean[place % width] += value }
    for column in mean.indices { mean[column] /= Float(length) }
    let keeps = activationsKept + width <= Self.activationLimit
    if keeps { activationsKept += width }
    places[key] = samples.count
    samples.append(Sample(key: key, delta: [], activations: keeps ? mean : []))
    keep(states, length, key)
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
    if let session = knowledge.tokenwise { return addTokens(sample, session, knowledge.pivot) }
    let count = knowledge.activationCount ?? sample.activations.count
    let keeps =
      sample.activations.count == count && activationsKept + count <= Self.activationLimit
      && sample.activations.allSatisfy(\.isFinite)
    if keeps { activationsKept += count }
    places[sample.key] = samples.count
    samples.append(
      Sample(key: sample.key, delta: delta, activations: keeps ? sample.activations : []))
  }

  /// Keeps what the pivot makes of the activations of all tokens, for attacks on one, and the first
  /// samples' states position by position.
  private mutating func addTokens(
    _ sample: ObservedSample, _ session: SessionShape, _ pivot: Pivot
  ) {
    var added = Sample(key: sample.key, delta: [])
    let (all, width) = (sample.activations, session.width)
    let area = session.layers * width
    if !all.isEmpty, all.count.isMultiple(of: area), all.allSatisfy(\.isFinite),
      activationsKept + area <= Self.activationLimit
    {
      let tokens = all.count / area
      added.activations = ((session.method.sendsEmbeddings ? 1 : 0)..<session.layers).flatMap {
        let states = all[$0 * tokens * width..<($0 + 1) * tokens * width]
        return pivot.pool(FloatBuffer(Array(states)), lengths: [tokens], width: width).values
      }
      activationsKept += area
      keep(Array(all.prefix(tokens * width)), tokens, sample.key)
    }
    places[sample.key] = samples.count
    samples.append(added)
  }

  private mutating func keep(_ states: [Float], _ length: Int, _ key: SampleKey) {
    guard positionStates.count < Self.positionStatesMax else { return }
    positionStates.append(PositionStates(key: key, length: length, states: states))
  }

  /// The samples with a delta.
  public var withDelta: [Sample] { samples.filter { !$0.delta.isEmpty } }

  /// The samples with activations.
  public var withActivations: [Sample] { samples.filter { !$0.activations.isEmpty } }
}
