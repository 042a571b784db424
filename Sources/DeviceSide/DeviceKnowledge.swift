public import Determinism
internal import Layers
internal import PrivateData
public import Tensors
public import Transformers
public import Wire

/// Everything that the device knows and the server does not, fixed before the session begins.
///
/// Activations are a pure function of backbone and tokens, so they are computed once beforehand, on
/// all cores, and the machine only charges their cost whenever it computes them again.
public struct DeviceKnowledge {
  /// How the device is set up.
  public struct Settings: Sendable {
    /// Classes, C.
    public var classes: Int
    /// What the server trains, which decides what a sample holds.
    public var method = SessionMethod.pae
    /// How the backbone predicts.
    public var head: PredictionHead.Kind
    /// Randomized response on labels, if any.
    public var randomizedResponseEpsilon: Double?
    /// Deviation of the Gaussian noise on delta, if any.
    public var noiseDeviation: Double?
    /// Whether a secret matrix turns delta.
    public var rotatesDelta = false
    /// Whether a secret matrix turns activations.
    public var keysActivations = false
    /// Whether uploads hold whole batches and leave in fixed slots.
    public var usesSlots = false
    /// A leak planted on purpose, if any; what is declared and left out is not in these settings.
    public var plantedLeak: PlantedLeak?
    /// Whether values are computed, or only counted.
    public var hasValues = true

    /// Joins the settings.
    public init(
      classes: Int, head: PredictionHead.Kind, randomizedResponseEpsilon: Double?,
      plantedLeak: PlantedLeak?
    ) {
      self.classes = classes
      self.head = head
      self.randomizedResponseEpsilon = randomizedResponseEpsilon
      self.plantedLeak = plantedLeak
    }
  }

  /// The frozen backbone.
  public let backbone: any Backbone
  /// The private samples, with their keys and their order.
  public let data: DeviceSamples
  /// The device's own head.
  public let head: PredictionHead

  let settings: Settings
  /// Whether values are computed, or only counted.
  public var hasValues: Bool { settings.hasValues }
  var plantedLeak: PlantedLeak? { settings.plantedLeak }
  /// Pivot activations; none where those of all tokens travel, which are too many to keep.
  private let activations: [[Float]]
  /// States of all tokens of samples, where these travel.
  private let tokenStates: ([TokenizedSample]) -> [[Float]]
  private let deltas: [[Float]]
  /// What a planted leak sends in place of `deltas`.
  private let freshDeltas: FreshDeltas?
  private let sampleOfKey: [SampleKey: Int]
  private let matrices: SecretMatrices
  private let work: UploadWork

  /// Prepares a device: draws keys, order, head, protected labels, noise and secret matrices.
  ///
  /// Delta is the target, onehot(y) or its randomized form, minus the prediction; then comes noise,
  /// then the rotation. All of it is drawn once, so that repeated uploads tell nothing new.
  ///
  /// `activations` are the backbone's pivot activations of `samples`, [L, d] each, and none where
  /// those of all tokens travel: these come out of `tokenStates` for each upload, or else `pool`
  /// computes them. `headStates` [d] are the last-layer states that the head reads, where they are
  /// not those of the pivot.
  public init(
    backbone: any Backbone, backend: MatrixBackend, samples: [TokenizedSample],
    activations: [[Float]], headStates: [[Float]]? = nil, settings: Settings, seed: Seed,
    ledger: Ledger?, pool: WorkerPool = WorkerPool(workers: 1),
    tokenStates: (([TokenizedSample]) -> [[Float]])? = nil
  ) {
    let keepsActivations = settings.hasValues && !settings.method.sendsTokens
    precondition(
      activations.count == (keepsActivations ? samples.count : 0),
      "each sample has its activations, where there are values to keep")
    self.tokenStates = tokenStates ?? Self.computedStates(settings.method, backbone, pool)
    self.backbone = backbone
    self.settings = settings
    work = UploadWork(backbone: backbone, settings: settings)
    let matrices = SecretMatrices(
      settings, width: backbone.width, backend: backend, seed: seed, ledger: ledger)
    self.matrices = matrices
    self.activations = activations.map(matrices.keyed)
    let data = DeviceSamples(
      samples, leak: settings.plantedLeak, classes: settings.classes, seed: seed, ledger: ledger)
    self.data = data
    sampleOfKey = Dictionary(uniqueKeysWithValues: zip(data.keys, samples.indices))

    let response = settings.randomizedResponseEpsilon.map {
      RandomizedResponse(epsilon: $0, classes: settings.classes)
    }
    var noise = settings.noiseDeviation.map {
      DeltaNoise(deviation: $0, stream: seed.stream("device.noise", ledger: ledger))
    }
    var labelStream = seed.stream("device.labels", ledger: ledger)
    let targets = LabelTargets(
      samples: samples, classes: settings.classes, response: response, stream: &labelStream)

    let width = backbone.width
    let final = headStates ?? activations.map { Array($0.suffix(width)) }
    let kind = keepsActivations ? settings.head : settings.head.withoutValues
    if let drawn = PredictionHead.drawn(
      kind, width: width, classes: settings.classes, backend: backend, seed: seed, ledger: ledger)
    {
      head = drawn
    } else {
      let chosen = data.order.prefix(ProbeFit.samples)
      let known =
        settings.plantedLeak == .defence(.trueProbe)
        ? LabelTargets(
          samples: samples, classes: settings.classes, response: nil, stream: &labelStream)
        : targets
      head = .probe(
        features: chosen.map { final[$0] }, targets: chosen.map { known.target($0) },
        width: width, classes: settings.classes, backend: backend)
    }
    guard keepsActivations else {
      deltas = []
      freshDeltas = nil
      return
    }
    let predictions = head.predictions(final)
    deltas = zip(samples.indices, predictions).map { sample, prediction in
      var delta = LabelFormulas.delta(target: targets.target(sample), prediction: prediction)
      noise?.add(to: &delta)
      return matrices.rotated(delta)
    }
    freshDeltas =
      settings.plantedLeak == .defence(.redrawn)
      ? FreshDeltas(settings: settings, predictions: predictions, seed: seed) : nil
  }

  private static func computedStates(
    _ method: SessionMethod, _ backbone: any Backbone, _ pool: WorkerPool
  ) -> ([TokenizedSample]) -> [[Float]] {
    { TokenizedSample.states(of: $0, for: method, backbone, pool: pool) }
  }

  /// The private samples.
  public var samples: [TokenizedSample] { data.samples }
  /// Keys, sample by sample.
  public var keys: [SampleKey] { data.keys }
  /// The order in which samples are first uploaded; it depends on no secret.
  public var uploadOrder: [Int] { data.order }

  /// What rewrites frames, where a leak is planted.
  var plantedFrames: PlantedFrames? {
    plantedLeak.map {
      PlantedFrames(leak: $0, samples: samples, order: uploadOrder, classes: settings.classes)
    }
  }

  /// Whether a head must be fitted before the first upload.
  var fitsProbe: Bool { settings.fitsHead }
  /// The samples that a probe is fitted on.
  var probeSamples: ArraySlice<Int> { uploadOrder.prefix(ProbeFit.samples) }

  /// Work of fitting a probe, charged as one operation.
  var probeWork: WorkItem { work.probe(probeSamples.count) }

  /// Whether uploads hold whole batches and leave in fixed slots.
  var usesSlots: Bool { settings.usesSlots }

  /// Bytes that lie in memory throughout: the backbone and the secret matrices.
  var weightBytes: Int { Int(backbone.weightBytes.bytes) + work.matrixBytes }

  /// How the device predicts with what is trained.
  public var rule: PredictionRule { PredictionRule(head: head, matrices: matrices) }

  /// The sample called `key`.
  func sample(named key: SampleKey) -> Int? { sampleOfKey[key] }

  /// What travels about the `chosen` samples in upload number `upload`.
  func uploadedSamples(_ chosen: [Int], upload: Int) -> [UploadedSample] {
    guard settings.method.sendsTokens else {
      return chosen.map { uploadedSample($0, upload: upload) }
    }
    let picked = chosen.map { samples[$0] }
    let states = hasValues ? tokenStates(picked) : picked.map { _ in [] }
    return zip(chosen, states).map { sample, states in
      UploadedSample(
        key: keys[sample], activations: states, tokens: samples[sample].length,
        label: samples[sample].sentLabel)
    }
  }

  private func uploadedSample(_ sample: Int, upload: Int) -> UploadedSample {
    guard hasValues else { return UploadedSample(key: keys[sample], activations: [], delta: []) }
    let fresh = freshDeltas.map { matrices.rotated($0.delta(samples[sample], sample, upload)) }
    return UploadedSample(
      key: keys[sample], activations: activations[sample], delta: fresh ?? deltas[sample])
  }

  /// Work of a forward pass with head over `chosen` samples.
  func forwardWork(_ chosen: [Int]) -> WorkList {
    var work = work.work(lengths: chosen.map { samples[$0].length })
    if let leak = plantedLeak {
      let extra = leak.extraOperations(chosen.map { samples[$0] })
      work.append(WorkItem(.other, operations: extra, bytes: 0))
    }
    return work
  }

  /// The most that such a pass can take, whatever the samples.
  func longestWork(_ count: Int) -> WorkList { work.longest(count) }

  /// Working memory of that pass, and the activations and targets it leaves behind.
  func forwardMemory(_ chosen: [Int]) -> Int {
    let lengths = chosen.map { samples[$0].length }
    let left =
      settings.method.sendsTokens
      ? lengths.reduce(0, +) * (backbone.layers + (settings.method.sendsEmbeddings ? 1 : 0))
        * backbone.width + chosen.count
      : chosen.count * (backbone.layers * backbone.width + settings.classes)
    return Int(backbone.forwardMemory(lengths: lengths).bytes) + 4 * left
  }
}
