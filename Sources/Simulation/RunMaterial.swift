public import Determinism
internal import DeviceSide
import Foundation
internal import Layers
internal import Networks
public import PrivateData
public import Scenarios
internal import Tensors
public import Transformers
public import Wire

/// What a run is made of, before any clock starts: backbone, samples, activations.
///
/// Paired runs share the material, since activations depend on tokens alone.
public final class RunMaterial {
  /// The scenario.
  public let scenario: Scenario
  /// Digest of the scenario; without values, of the one with values that it stands for.
  public internal(set) lazy var scenarioDigest = scenario.digest
  /// The dimensions of each device's session.
  public let sessions: [SessionShape]
  /// Random draws and events of the run.
  public let ledger: Ledger
  /// Workers for numeric work.
  public let workers: Int
  /// The numeric fingerprint of this process.
  public let fingerprint: String

  /// Texts or facts that a person should know before the run.
  public private(set) var warnings: [String] = []

  let model: LoadedBackbone
  let backend: MatrixBackend
  let training: [TokenizedSample]
  let test: [TokenizedSample]
  /// The training samples of each device: equal parts, in order.
  let shares: [Range<Int>]
  /// The token whose activations travel.
  public let pivot: Pivot
  /// The ladder that the server trains; nil for other methods.
  let ladder: LadderShape?
  /// Who computes.
  let pool: WorkerPool
  /// The backbone at work.
  let reader: BackboneReader
  /// Whether other materials use the same activations, so that all are worth keeping.
  let isShared: Bool
  private let samples: MaterialParts.Samples
  private let links: MemberLinks

  /// The frozen backbone, which is public knowledge.
  public var backbone: any Backbone { model.backbone }
  /// The model's own head, where the scenario asks for it; it is public, too.
  public var publicHead: OwnHead? { model.ownHead }

  /// Reads or generates the data and opens the backbone.
  ///
  /// Activations of folder models are kept in `store`, if there is one. What other scenarios need
  /// too is taken out of `parts`; draws for it then are in the ledger of the first. `progress`
  /// hears of long computations.
  ///
  /// - Throws: `DataError`, `ModelError`, `TokenizerError`, or `MaterialError` where these do not
  ///   fit the scenario.
  public init(
    scenario: Scenario, workers: Int, store: ActivationStore? = nil,
    ledgerSink: (any Ledger.Sink)? = nil, parts: MaterialParts? = nil,
    progress: Simulator.Progress? = nil
  ) throws {
    self.scenario = scenario
    self.workers = workers
    ledger = Ledger(sink: ledgerSink)
    backend = scenario.numerics.backend == .openblas ? .openBLAS : .reference
    fingerprint = NumericRuntime.fingerprint(backend: backend)
    links = try MemberLinks(scenario)
    isShared = parts != nil
    let parts = parts ?? MaterialParts()
    let (backend, ledger, isShared) = (backend, ledger, isShared)
    let model = try parts.model(scenario, backend, ledger: ledger)
    self.model = model
    ladder = try LadderShape.of(scenario)
    let backbone = model.backbone
    samples = try parts.samples(scenario, backend) {
      try Self.samples(scenario, backbone, ledger)
    }
    (training, test) = (samples.training, samples.test)
    pivot = Pivot(scenario.method.pivot)
    let (count, devices) = (training.count, scenario.members.count)
    shares = (0..<devices).map { count * $0 / devices..<count * ($0 + 1) / devices }
    sessions = shares.map { SessionShape(scenario, backbone, samples: $0.count) }
    pool = WorkerPool(workers: workers)
    let (fingerprint, pool) = (fingerprint, pool)
    let source = parts.source(scenario, backend) {
      ActivationSource(
        backbone: backbone, numerics: fingerprint, pool: pool,
        store: model.isWorthStoring ? store ?? parts.store : nil,
        room: isShared ? parts.tokenStates : nil,
        progress: progress.map { progress in { progress("activations", $0, $1) } })
    }
    reader = BackboneReader(model: model, pivot: pivot, source: source, pool: pool)
    try checkFit()
  }

  /// Reads or draws the samples, and has the backbone read them.
  private static func samples(
    _ scenario: Scenario, _ backbone: any Backbone, _ ledger: Ledger
  ) throws -> MaterialParts.Samples {
    let data = try PrivateDataset(scenario.data, seed: Seed(scenario.seed), ledger: ledger)
    guard case .shape(let tokens) = scenario.data.kind else {
      return .init(
        training: tokenized(data.training, backbone), test: tokenized(data.test, backbone))
    }
    var stream = Seed(scenario.seed).stream("data.lengths", ledger: ledger)
    let training = blank(data.training, tokens, &stream)
    return .init(training: training, test: blank(data.test, tokens, &stream))
  }

  private static func tokenized(
    _ samples: [PrivateSample], _ backbone: any Backbone
  ) -> [TokenizedSample] {
    samples.map { sample in
      TokenizedSample(
        tokens: sample.text.withRevealed { Secret(backbone.tokenize($0)) }, text: sample.text,
        label: sample.label)
    }
  }

  /// Sequences of drawn lengths, without content.
  private static func blank(
    _ samples: [PrivateSample], _ lengths: ClosedRange<Int>, _ stream: inout RandomStream
  ) -> [TokenizedSample] {
    samples.map { sample in
      let length = lengths.lowerBound + stream.next(below: lengths.count)
      return TokenizedSample(
        tokens: Secret([Int](repeating: 0, count: length)), text: sample.text, label: sample.label)
    }
  }

  /// Applies the rules that need the model's and the data's dimensions.
  private func checkFit() throws {
    for (samples, key) in [(training, "data.path"), (test, "data.test")] {
      do throws(ModelError) {
        try backbone.validate(samples.map { $0.tokens.withRevealed { $0 } })
      } catch {
        let isShape = if case .shape = scenario.data.kind { true } else { false }
        throw MaterialError(isShape ? "data.tokens" : key, error.description)
      }
    }
    let violations = scenario.violations(dimensions)
    guard violations.isEmpty else { throw MaterialError(violations) }
    if let smallest = shares.map(\.count).min(), smallest < scenario.method.batch {
      throw MaterialError(
        "fleet",
        "each device's share of data.train is \(smallest) samples, less than a batch of "
          + "\(scenario.method.batch)")
    }
    if let session = sessions.first(where: { !$0.fitsFrames }) {
      throw MaterialError(
        "method.batch",
        "the states of \(session.batch) sequences of up to \(session.tokens) tokens are more than "
          + "a message can hold; lower method.batch or model.max_length")
    }
    // Of the embedded backbone the scenario's own warnings tell.
    let isEmbedded = if case .embedded = scenario.model.kind { true } else { false }
    if !isEmbedded, pivot == .first, backbone.isCausal {
      warnings.append(Scenario.firstPivotWarning)
    }
    if scenario.method.trainsBackbone,
      backbone.fineTuningPlan(FineTuningMethod(scenario.method)).trainedNumbers == 0
    {
      let name = scenario.method.name.rawValue
      warnings.append(
        "method.name: \(name): the backbone has nothing of what is trained, such as biases, so "
          + "only the head learns")
    }
    let remarks = LinkWarnings(
      scenario, links, sessions, ladder: ladder, longest: training.map(\.length).max() ?? 1)
    guard remarks.violations.isEmpty else { throw MaterialError(remarks.violations) }
    warnings += remarks.sentences
    for member in scenario.members.indices { try checkSlots(of: member) }
  }

  /// What rules between keys need to know of model and data.
  var dimensions: ScenarioDimensions {
    ScenarioDimensions(
      layers: backbone.layers, width: backbone.width, heads: model.heads,
      backboneParameters: Double(backbone.parameterCount),
      longest: max(training.map(\.length).max() ?? 1, test.map(\.length).max() ?? 1),
      train: training.count, test: test.count)
  }

  /// Tokens and labels of all samples.
  var samplesDigest: Digest128 { samples.digest }

  /// A slot must hold the longest pass, or the passes that miss it would show.
  private func checkSlots(of member: Int) throws {
    guard let slots = slots(of: member) else { return }
    let (device, batch) = (scenario.members[member].device, scenario.method.batch)
    let needed = device.longestDuration(of: uploadWork.longest(batch))
    guard slots.interval < needed else { return }
    throw MaterialError(
      "method.protection",
      "uniform-slots: \(slots.interval) is less than \(needed), which \(batch) sequences of "
        + "\(backbone.maxLength) tokens can take on \(device.name); lower model.max_length or "
        + "method.batch, or give a longer interval")
  }

  /// When uploads of device number `member` leave; nil where they leave at once.
  func slots(of member: Int) -> SendSlots? {
    guard deviceSettings.usesSlots, let slots = scenario.method.uniformSlots else { return nil }
    return SendSlots(
      slots.interval, upload: uploadWork.longest(scenario.method.batch),
      on: scenario.members[member].device)
  }

  private var uploadWork: UploadWork {
    UploadWork(backbone: backbone, settings: deviceSettings)
  }

  private var deviceSettings: DeviceKnowledge.Settings { .init(scenario, model) }

  /// A digest of backbone and training secrets, for noticing that a file has changed since a run.
  public var inputsDigest: Digest128 {
    let builder = DigestBuilder()
    builder.update(backbone.weightsDigest.bytes)
    for sample in training {
      sample.text.withRevealed { text in
        builder.update(UInt64(text.count))
        builder.update(text)
      }
      sample.label.withRevealed { builder.update(UInt64($0)) }
    }
    return builder.digest
  }

  /// What a person should know behind the run: trouble with the store, values that are no numbers.
  public var afterthoughts: [String] {
    let source = reader.source
    var sentences = source.storeProblem.map { [$0] } ?? []
    if source.broken > 0 {
      sentences.append(
        "the activations of \(source.broken) texts are not finite numbers; are the model's weights "
          + "whole, and meant for float32?")
    }
    return sentences
  }

  /// Whether there are activations, and pivots alone travel.
  private var sendsPivots: Bool { scenario.hasValues && !sendsTokens }

  /// Whether the states of all tokens travel.
  var sendsTokens: Bool { SessionMethod(scenario.method).sendsTokens }

  /// States of all tokens of each sample, as the method sends them; kept where other materials use
  /// the same.
  func tokenStates(of samples: [TokenizedSample], keeping: Bool = true) -> [[Float]] {
    reader.source.tokenStates(of: samples, for: sessions[0].method, keeping: keeping)
  }

  /// Device number `index` with these samples; a paired run's `isPaired` activations are not kept.
  func device(
    _ samples: [TokenizedSample], index: Int, isPaired: Bool, ledger: Ledger?
  ) -> DeviceKnowledge {
    let (tokens, keeping) = (samples.map(\.tokens), !isPaired || isShared)
    return DeviceKnowledge(
      backbone: backbone, backend: backend, samples: samples,
      activations: sendsPivots ? reader.activations(of: tokens, keeping: keeping) : [],
      headStates: sendsPivots ? reader.headStates(of: tokens, keeping: keeping) : nil,
      settings: deviceSettings, seed: deviceSeed(index, ledger: ledger), ledger: ledger,
      pool: pool, tokenStates: { self.tokenStates(of: $0, keeping: !isPaired) })
  }

  /// What a direction of device number `index` is made of.
  func route(_ index: Int, isUp: Bool, ledger: Ledger?) -> Pipe.Route {
    let pair = links.pairs[index]
    let name = (index == 0 ? "link" : "link.\(index + 1)") + (isUp ? ".up" : ".down")
    return Pipe.Route(
      data: isUp ? pair.up : pair.down, acknowledgements: isUp ? pair.down : pair.up,
      transport: scenario.members[index].link.transport,
      expectedBytes: expectedUpload(index), seed: Seed(scenario.seed),
      name: name,
      ledger: ledger)
  }

  /// What device number `index` uploads where nothing is sent twice, nearly.
  private func expectedUpload(_ index: Int) -> ByteCount {
    let session = sessions[index]
    if session.method == .fedavg {
      let plan = backbone.fineTuningPlan(FineTuningMethod(scenario.method))
      let numbers = plan.trainedNumbers + session.classes * (session.width + 1)
      return ByteCount(4 * numbers * rounds(of: index).count)
    }
    let tokens =
      session.method.sendsSequences
      ? training[shares[index]].reduce(0) { $0 + $1.length } : session.samples
    guard session.method.isSplit else {
      return ByteCount(
        tokens * session.activationBytes + session.samples * session.targetBytes)
    }
    return ByteCount(scenario.method.epochs * tokens * session.tokenBytes)
  }

  /// Samples as a paired run sees them.
  func varied(_ variation: Variation) -> VariedSamples {
    VariedSamples(
      variation, of: training, classes: scenario.data.classes, constant: model.constantToken,
      substitute: model.substitution)
  }

  /// Samples with made-up secrets.
  func assigned(_ assignment: SecretAssignment) -> VariedSamples {
    VariedSamples(
      assignment, of: training, classes: scenario.data.classes, tokenize: backbone.tokenize)
  }

  /// Whether the judge's records are those of this data: every sample once, with its secrets.
  public func matches(_ records: [JudgeRecord]) -> Bool {
    guard records.count == training.count, Set(records.map(\.sample)) == Set(training.indices),
      Set(records.map(\.key)).count == records.count
    else { return false }
    return records.allSatisfy { record in
      let sample = training[record.sample]
      return record.label.withRevealed { label in sample.label.withRevealed { $0 == label } }
        && record.tokens.withRevealed { tokens in sample.tokens.withRevealed { $0 == tokens } }
        && record.text.withRevealed { text in sample.text.withRevealed { $0 == text } }
    }
  }
}
