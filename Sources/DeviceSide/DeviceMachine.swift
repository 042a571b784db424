internal import Determinism
internal import Layers
internal import Transformers
public import Wire

/// The device that uploads samples, as a state machine: no clock, no socket, no thread.
///
/// It uploads each sample once, in batches, at most `window` of them unacknowledged, and again
/// when the server has evicted it or what was sent got lost. It never sends tokens, text or its
/// head, and labels only in methods that train on them.
public struct DeviceMachine: DeviceProgram {
  /// What the device knows, and the server does not.
  public let knowledge: DeviceKnowledge
  private let session: SessionShape
  private let window: Int
  private let retry: RetryPolicy?

  /// What stays on disk when the device restarts.
  private struct Durable {
    /// First uploads that the server has acknowledged, by batch.
    var acknowledged: [Bool]
    /// Sequence numbers used for repeated uploads; those of first uploads are fixed.
    var repeated = 0
    var hasHead: Bool
    var sideNetwork: [NamedTensor]?
  }

  private var durable: Durable
  private var batches: [Int]
  private var resends: [[Int]] = []
  /// Samples that the server waits for.
  private var owed: Set<Int> = []
  private var job: Job?
  private var pending: [Pending] = []
  private var isHeard = false
  private var attempts = 0

  /// Samples that went through the backbone, repetitions included.
  public private(set) var forwardSamples = 0
  /// What memory held when it held the most.
  public private(set) var memoryAtPeak: DeviceMemory
  /// The device's private samples.
  public var data: DeviceSamples { knowledge.data }
  /// The head H [d, C], where it was fitted to labels.
  public var fittedHead: NamedTensor? {
    guard knowledge.fitsProbe, let weights = knowledge.head.weights else { return nil }
    let width = knowledge.backbone.width
    return NamedTensor(
      name: "weight", shape: [width, weights.count / width], values: weights)
  }
  /// The side network, once it has arrived.
  public var trainedTensors: [NamedTensor]? { durable.sideNetwork }

  private enum Job {
    case fitHead
    case first(batch: Int)
    case again([Int])
  }

  /// A frame that nobody has acknowledged.
  private struct Pending {
    let sequence: Int
    let frame: Frame
    let samples: [Int]
    /// Whether it has been sent more than once.
    var isRepeated = false
  }

  /// Makes a device that knows `knowledge` and speaks in the shape of `session`.
  public init(
    knowledge: DeviceKnowledge, session: SessionShape, window: Int, retry: RetryPolicy? = nil
  ) {
    precondition(window > 0, "a device must be allowed to send")
    precondition(session.samples == knowledge.samples.count, "the session counts all samples")
    self.knowledge = knowledge
    self.session = session
    self.window = window
    self.retry = retry
    let count = (session.samples + session.batch - 1) / session.batch
    durable = Durable(
      acknowledged: [Bool](repeating: false, count: count), hasHead: !knowledge.fitsProbe)
    batches = Array((0..<count).reversed())
    memoryAtPeak = DeviceMemory(
      weights: knowledge.weightBytes, activations: 0, buffers: 0)
  }

  /// Takes one event and returns what follows from it, in order.
  public mutating func handle(_ event: DeviceEvent) throws(WireError) -> [DeviceEffect] {
    var effects: [DeviceEffect] = []
    switch event {
    case .start: effects += hello
    case .computed:
      guard let done = job else { preconditionFailure("work is done only after it was asked for") }
      job = nil
      switch done {
      case .fitHead: durable.hasHead = true
      case .first(let batch): upload(samples(of: batch), sequence: batch + 1, &effects)
      case .again(let samples):
        durable.repeated += 1
        upload(samples, sequence: durable.acknowledged.count + durable.repeated, &effects)
      }
    case .received(let frame): try receive(ServerMessage(frame), &effects)
    case .reconnected: repeatUnanswered(&effects)
    case .timer:
      attempts += 1
      repeatUnanswered(&effects)
    }
    beginNextJob(&effects)
    armTimer(&effects)
    return effects
  }

  /// The device starts again: all memory is lost, what is on disk stays.
  public mutating func restart() {
    job = nil
    pending = []
    resends = []
    owed = []
    isHeard = false
    attempts = 0
    batches = durable.acknowledged.indices.filter { !durable.acknowledged[$0] }.reversed()
  }

  private var hello: [DeviceEffect] { sessionFrames(.hello(session), isHello: true) }
  private var goodbye: [DeviceEffect] { sessionFrames(.goodbye, isHello: false) }

  private func sessionFrames(_ message: DeviceMessage, isHello: Bool) -> [DeviceEffect] {
    let frame = message.frame(in: session, withValues: true)
    let frames = knowledge.plantedFrames?.frames(for: frame, isHello: isHello)
    return (frames ?? [frame]).map(DeviceEffect.send)
  }

  private func samples(of batch: Int) -> [Int] {
    let start = batch * session.batch
    return Array(
      knowledge.uploadOrder[start..<min(start + session.batch, session.samples)])
  }

  /// Makes up a whole batch where uploads have one size: behind `wanted` come samples that the
  /// server has, byte for byte as before.
  ///
  /// It knows their keys and trains them no second time. All of them belong to the first batch, so
  /// that it has them whatever it has.
  private func filled(_ wanted: [Int]) -> [Int] {
    guard knowledge.usesSlots else { return wanted }
    let known = knowledge.uploadOrder.lazy.filter { !wanted.contains($0) }
    return wanted + known.prefix(session.batch - wanted.count)
  }

  private mutating func receive(
    _ message: ServerMessage, _ effects: inout [DeviceEffect]
  ) throws(WireError) {
    isHeard = true
    switch message {
    case .acknowledgement(let sequence):
      guard let index = pending.firstIndex(where: { $0.sequence == sequence }) else { return }
      let answered = pending.remove(at: index)
      for sample in answered.samples { owed.remove(sample) }
      // Only an answer to something sent once says that the wait is long enough (Karn's rule,
      // RFC 6298, section 3); otherwise repetitions could feed on their own answers.
      if !answered.isRepeated { attempts = 0 }
      if sequence <= durable.acknowledged.count { durable.acknowledged[sequence - 1] = true }
    case .resend(let keys):
      var wanted: [Int] = []
      for key in keys {
        guard let sample = knowledge.sample(named: key) else {
          throw WireError(.badField(name: "resend.keys", got: 0, expected: 1))
        }
        // What is owed already is on its way.
        if owed.insert(sample).inserted { wanted.append(sample) }
      }
      for start in stride(from: 0, to: wanted.count, by: session.batch) {
        resends.append(Array(wanted[start..<min(start + session.batch, wanted.count)]))
      }
    case .progress: break
    case .cutGradient, .features, .globalModel: throw WireError(.emptyMessage)
    case .sideNetwork(let tensors):
      let isFirst = durable.sideNetwork == nil
      durable.sideNetwork = tensors
      effects += goodbye
      if isFirst { effects.append(.finished) }
    }
  }

  /// Starts the next forward pass if the device is idle and may send.
  private mutating func beginNextJob(_ effects: inout [DeviceEffect]) {
    guard job == nil, pending.count < window else { return }
    if !durable.hasHead {
      begin(.fitHead, &effects)
    } else if !resends.isEmpty {
      begin(.again(resends.removeFirst()), &effects)
    } else if let batch = batches.popLast() {
      begin(.first(batch: batch), &effects)
    }
  }

  private mutating func begin(_ next: Job, _ effects: inout [DeviceEffect]) {
    job = next
    let chosen =
      switch next {
      case .fitHead: Array(knowledge.probeSamples)
      case .first(let batch): filled(samples(of: batch))
      case .again(let samples): filled(samples)
      }
    var work = knowledge.forwardWork(chosen)
    var bound = knowledge.usesSlots ? knowledge.longestWork(chosen.count) : nil
    if case .fitHead = next {
      work.append(knowledge.probeWork)
      bound?.append(knowledge.probeWork)
    }
    forwardSamples += chosen.count
    let memory = DeviceMemory(
      weights: knowledge.weightBytes,
      activations: knowledge.forwardMemory(chosen),
      buffers: pending.reduce(0) { $0 + $1.frame.byteCount })
    if memory.total > memoryAtPeak.total { memoryAtPeak = memory }
    effects.append(.compute(work, atMost: bound))
  }

  private mutating func upload(
    _ samples: [Int], sequence: Int, _ effects: inout [DeviceEffect]
  ) {
    let chosen = filled(samples)
    let message = DeviceMessage.samples(
      sequence: sequence, knowledge.uploadedSamples(chosen, upload: sequence))
    let honest = message.frame(in: session, withValues: knowledge.hasValues)
    let batch = chosen.map { knowledge.samples[$0] }
    let frames =
      knowledge.plantedFrames?.frames(for: honest, sequence: sequence, of: batch) ?? [honest]
    pending.append(
      Pending(sequence: sequence, frame: frames.last ?? honest, samples: samples))
    effects += frames.map(DeviceEffect.send)
  }

  /// Sends again what the server has not answered, behind a hello if it has never answered.
  private mutating func repeatUnanswered(_ effects: inout [DeviceEffect]) {
    guard durable.sideNetwork == nil else {
      effects += goodbye
      return
    }
    if !isHeard { effects += hello }
    for index in pending.indices {
      pending[index].isRepeated = true
      effects.append(.send(pending[index].frame))
    }
  }

  /// Asks for a timer while an answer is due.
  private func armTimer(_ effects: inout [DeviceEffect]) {
    guard let retry else { return }
    let isDue = durable.sideNetwork == nil && (!isHeard || !pending.isEmpty)
    effects.append(.setTimer(isDue ? retry.wait(attempts: attempts) : nil))
  }
}
