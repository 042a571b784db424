internal import Determinism
public import Layers
internal import Transformers
public import Wire

/// What happens to a device.
public enum DeviceEvent: Sendable {
  /// The session begins.
  case start
  /// The work that the device asked for last is done.
  case computed
  /// A frame from the server has arrived.
  case received([UInt8])
}

/// What a device asks of its surroundings.
public enum DeviceEffect: Sendable {
  /// Do this work and answer with `computed`; one piece at a time.
  case compute(WorkList)
  /// Send this frame to the server.
  case send([UInt8])
  /// The side network is on the device; nothing is left to do.
  case finished
}

/// The device of PAE as a state machine: no clock, no socket, no thread.
///
/// It uploads each sample once, in batches, at most `window` of them unacknowledged, and again
/// when the server has evicted it. It never sends tokens, text, labels or its head.
public struct DeviceMachine {
  private let knowledge: DeviceKnowledge
  private let session: SessionShape
  private let window: Int
  private var nextBatch = 0
  private var resends: [[Int]] = []
  private var job: Job?
  private var sequence = 0
  private var pendingFrames: [(sequence: Int, bytes: Int)] = []

  /// Samples that went through the backbone, repetitions included.
  public private(set) var forwardSamples = 0
  /// Greatest memory in use: weights, working memory, unacknowledged frames.
  public private(set) var peakMemoryBytes: Int
  /// The side network, once it has arrived.
  public private(set) var sideNetwork: [NamedTensor]?

  private enum Job {
    case fitHead
    case upload([Int])
  }

  /// Makes a device that knows `knowledge` and speaks in the shape of `session`.
  public init(knowledge: DeviceKnowledge, session: SessionShape, window: Int) {
    precondition(window > 0, "a device must be allowed to send")
    precondition(session.samples == knowledge.samples.count, "the session counts all samples")
    self.knowledge = knowledge
    self.session = session
    self.window = window
    peakMemoryBytes = Int(knowledge.backbone.weightBytes.bytes)
  }

  /// Takes one event and returns what follows from it, in order.
  public mutating func handle(_ event: DeviceEvent) throws(WireError) -> [DeviceEffect] {
    var effects: [DeviceEffect] = []
    switch event {
    case .start:
      effects.append(.send(DeviceMessage.hello(session).encoded(format: session.format)))
      if knowledge.fitsProbe {
        begin(.fitHead, &effects)
        return effects
      }
    case .computed:
      guard let done = job else { preconditionFailure("work is done only after it was asked for") }
      job = nil
      if case .upload(let samples) = done { upload(samples, &effects) }
    case .received(let frame):
      try receive(ServerMessage(frame: frame), &effects)
    }
    beginNextJob(&effects)
    return effects
  }

  private mutating func receive(
    _ message: ServerMessage, _ effects: inout [DeviceEffect]
  ) throws(WireError) {
    switch message {
    case .acknowledgement(let sequence):
      pendingFrames.removeAll { $0.sequence == sequence }
    case .resend(let keys):
      var samples: [Int] = []
      for key in keys {
        guard let sample = knowledge.sample(named: key) else {
          throw WireError(.badField(name: "resend.keys", got: 0, expected: 1))
        }
        samples.append(sample)
      }
      for start in stride(from: 0, to: samples.count, by: session.batch) {
        resends.append(Array(samples[start..<min(start + session.batch, samples.count)]))
      }
    case .progress: break
    case .sideNetwork(let tensors):
      sideNetwork = tensors
      effects.append(.send(DeviceMessage.goodbye.encoded(format: session.format)))
      effects.append(.finished)
    }
  }

  /// Starts the next forward pass if the device is idle and may send.
  private mutating func beginNextJob(_ effects: inout [DeviceEffect]) {
    guard job == nil, pendingFrames.count < window else { return }
    if !resends.isEmpty {
      begin(.upload(resends.removeFirst()), &effects)
    } else if nextBatch * session.batch < session.samples {
      let start = nextBatch * session.batch
      let range = start..<min(start + session.batch, session.samples)
      nextBatch += 1
      begin(.upload(Array(knowledge.uploadOrder[range])), &effects)
    }
  }

  private mutating func begin(_ next: Job, _ effects: inout [DeviceEffect]) {
    job = next
    let samples =
      switch next {
      case .fitHead: Array(knowledge.probeSamples)
      case .upload(let samples): samples
      }
    var work = knowledge.forwardWork(samples)
    if case .fitHead = next { work.append(knowledge.probeWork) }
    forwardSamples += samples.count
    let memory =
      Int(knowledge.backbone.weightBytes.bytes) + knowledge.forwardMemory(samples)
      + pendingFrames.reduce(0) { $0 + $1.bytes }
    peakMemoryBytes = max(peakMemoryBytes, memory)
    effects.append(.compute(work))
  }

  private mutating func upload(_ samples: [Int], _ effects: inout [DeviceEffect]) {
    sequence += 1
    let message = DeviceMessage.samples(
      sequence: sequence, samples.map { knowledge.uploadedSample($0) })
    var frame = message.encoded(format: session.format)
    if let leak = knowledge.plantedLeak { frame = leak.rewrite(frame) }
    pendingFrames.append((sequence, frame.count))
    effects.append(.send(frame))
  }
}
