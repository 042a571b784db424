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
    /// How the backbone predicts.
    public var head: PredictionHead.Kind
    /// Randomized response on labels, if any.
    public var randomizedResponseEpsilon: Double?
    /// A leak planted on purpose, if any.
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
  /// The private samples.
  public let samples: [TokenizedSample]
  /// Keys, sample by sample.
  public let keys: [SampleKey]
  /// The order in which samples are first uploaded; it depends on no secret.
  public let uploadOrder: [Int]
  /// The device's own head.
  public let head: PredictionHead

  let settings: Settings
  /// Whether values are computed, or only counted.
  public var hasValues: Bool { settings.hasValues }
  var plantedLeak: PlantedLeak? { settings.plantedLeak }
  private let activations: [[Float]]
  private let deltas: [[Float]]
  private let sampleOfKey: [SampleKey: Int]

  /// Prepares a device: draws keys, order, head and protected labels.
  ///
  /// `activations` are the backbone's pivot activations of `samples`, [L, d] each; `headStates` [d]
  /// are the last-layer states that the head reads, where they are not those of the pivot.
  public init(
    backbone: any Backbone, backend: MatrixBackend, samples: [TokenizedSample],
    activations: [[Float]], headStates: [[Float]]? = nil, settings: Settings, seed: Seed,
    ledger: Ledger?
  ) {
    precondition(
      activations.count == (settings.hasValues ? samples.count : 0),
      "each sample has its activations, where there are values")
    self.backbone = backbone
    self.samples = samples
    self.settings = settings
    self.activations = activations
    var orderStream = seed.stream("device.order", ledger: ledger)
    uploadOrder = orderStream.permutation(samples.count)
    keys = Self.drawKeys(samples, settings.plantedLeak, seed: seed, ledger: ledger)
    sampleOfKey = Dictionary(uniqueKeysWithValues: zip(keys, samples.indices))
    precondition(sampleOfKey.count == samples.count, "sample keys must differ")

    var response: RandomizedResponse?
    if let epsilon = settings.randomizedResponseEpsilon {
      response = RandomizedResponse(epsilon: epsilon, classes: settings.classes)
    }
    if case .labelSign? = settings.plantedLeak { response = nil }
    var labelStream = seed.stream("device.labels", ledger: ledger)
    let targets = LabelTargets(
      samples: samples, classes: settings.classes, response: response, stream: &labelStream)

    let width = backbone.width
    let final = headStates ?? activations.map { Array($0.suffix(width)) }
    let kind = settings.hasValues ? settings.head : settings.head.withoutValues
    switch kind {
    case .zero:
      head = .zero(width: width, classes: settings.classes, backend: backend)
    case .random:
      var stream = seed.stream("device.head", ledger: ledger)
      head = .random(
        width: width, classes: settings.classes, backend: backend, stream: &stream)
    case .probe:
      let chosen = uploadOrder.prefix(PredictionHead.probeSamples)
      head = .probe(
        features: chosen.map { final[$0] }, targets: chosen.map { targets.target($0) },
        width: width, classes: settings.classes, backend: backend)
    case .own(let own): head = PredictionHead(own: own, width: width)
    }
    guard settings.hasValues else {
      deltas = []
      return
    }
    deltas = zip(samples.indices, head.predictions(final)).map { sample, prediction in
      LabelFormulas.delta(target: targets.target(sample), prediction: prediction)
    }
  }

  /// Keys are 16 random bytes each; a planted leak overwrites a part of them.
  private static func drawKeys(
    _ samples: [TokenizedSample], _ leak: PlantedLeak?, seed: Seed, ledger: Ledger?
  ) -> [SampleKey] {
    var stream = seed.stream("device.keys", ledger: ledger)
    return samples.map { sample in
      let key = SampleKey(drawnFrom: &stream)
      guard let leak, let planted = SampleKey(bytes: leak.key(key.bytes, for: sample)) else {
        return key
      }
      return planted
    }
  }

  /// Whether a head must be fitted before the first upload.
  var fitsProbe: Bool {
    if case .probe = settings.head { true } else { false }
  }
  /// The samples that a probe is fitted on.
  var probeSamples: ArraySlice<Int> { uploadOrder.prefix(PredictionHead.probeSamples) }

  /// Work of fitting a probe, charged as one operation.
  var probeWork: WorkItem {
    let operations = PredictionHead.probeOperations(
      samples: probeSamples.count, width: backbone.width, classes: settings.classes)
    let features = UInt64(probeSamples.count * (backbone.width + settings.classes) * 4)
    return WorkItem(.head, operations: operations, bytes: features)
  }

  /// The sample called `key`.
  func sample(named key: SampleKey) -> Int? { sampleOfKey[key] }

  /// What travels about one sample.
  func uploadedSample(_ sample: Int) -> UploadedSample {
    guard hasValues else { return UploadedSample(key: keys[sample], activations: [], delta: []) }
    return UploadedSample(
      key: keys[sample], activations: activations[sample], delta: deltas[sample])
  }

  /// Work of a forward pass with head over `chosen` samples.
  func forwardWork(_ chosen: [Int]) -> WorkList {
    var work = backbone.forwardWork(lengths: chosen.map { samples[$0].length })
    let operations = UInt64(chosen.count) * head.operationsPerSample
    if operations > 0 {
      let states = UInt64(chosen.count * (backbone.width + settings.classes) * 4)
      let weights = UInt64(backbone.width * settings.classes * 4)
      work.append(WorkItem(.head, operations: operations, bytes: states + weights))
    }
    if let leak = plantedLeak {
      let extra = leak.extraOperations(chosen.map { samples[$0] })
      work.append(WorkItem(.other, operations: extra, bytes: 0))
    }
    return work
  }

  /// Working memory of that pass, and the activations it leaves behind.
  func forwardMemory(_ chosen: [Int]) -> Int {
    Int(backbone.forwardMemory(lengths: chosen.map { samples[$0].length }).bytes)
      + chosen.count * (backbone.layers * backbone.width + settings.classes) * 4
  }
}
