/// How the server's part is trained, as far as it decides what messages hold.
public enum SessionMethod: String, CaseIterable, Sendable {
  /// Pivot activations and a prediction difference of each sample.
  case pae
  /// Activations of all tokens of each sample and its label, for parallel adapters.
  case mobillm
  /// Hidden states of all tokens, from the embeddings on, and the label, for a ladder.
  case lst
  /// States of all tokens at a cut, and labels.
  case split
  /// States of all tokens at a cut, and gradients of features.
  case uSplit = "u-split"
  /// Trained arrays alone, which devices train and the server averages.
  case fedavg = "fedavg-lora"

  /// Whether a sample holds the activations of all its tokens, and its label.
  public var sendsTokens: Bool { self == .mobillm || self == .lst }
  /// Whether they begin with the embeddings, so that there is one level more than layers.
  public var sendsEmbeddings: Bool { self == .lst }
  /// Whether a model is split at a cut.
  public var isSplit: Bool { self == .split || self == .uSplit }
  /// Whether low-rank updates of the backbone travel.
  public var sendsUpdates: Bool { isSplit || self == .fedavg }
  /// Whether states of all tokens travel, not those of one that stands for them.
  public var sendsSequences: Bool { sendsTokens || isSplit }
}

/// The dimensions that open a session.
///
/// All of them are public.
public struct SessionShape: Hashable, Sendable {
  /// Version of the message set that this code speaks.
  public static let protocolVersion = 1
  /// Greatest value of any extent that a hello may announce.
  public static let extentLimit: UInt32 = 1 << 24
  /// Greatest number of activations of one token, layers x width.
  public static let activationLimit = 1 << 26

  /// Levels whose states travel: the backbone's layers, L, or one more with the embeddings.
  public var layers: Int
  /// Hidden width of the backbone, d.
  public var width: Int
  /// Classes, C.
  public var classes: Int
  /// Training samples that the device will upload.
  public var samples: Int
  /// Samples in a batch.
  public var batch: Int
  /// Layout of the activations.
  public var format: ActivationFormat
  /// What messages hold.
  public var method: SessionMethod
  /// Most tokens of a sequence, where those of all positions travel; else one.
  public var tokens: Int
  /// Layers on the device, where a model is split; else none.
  public var cut: Int

  /// Makes a shape from its parts.
  ///
  /// Traps unless a sequence has a token, or just one where only a pivot travels, and a split model
  /// layers on both sides of its cut.
  public init(
    layers: Int, width: Int, classes: Int, samples: Int, batch: Int, format: ActivationFormat,
    method: SessionMethod = .pae, tokens: Int = 1, cut: Int = 0
  ) {
    precondition(method.sendsSequences ? tokens > 0 : tokens == 1, "a sequence has tokens")
    precondition(method.isSplit ? cut > 0 && cut < layers : cut == 0, "a cut parts layers")
    self.layers = layers
    self.width = width
    self.classes = classes
    self.samples = samples
    self.batch = batch
    self.format = format
    self.method = method
    self.tokens = tokens
    self.cut = cut
  }

  /// Bytes of a pivot's, or of one token's, activations on the wire.
  public var activationBytes: Int { format.byteCount(of: layers * width) }

  /// Bytes of a sample's label or prediction difference.
  public var targetBytes: Int { 4 * (method.sendsTokens ? 1 : classes) }

  /// The tokens of a sample with so many bytes of activations; nil where no sample has them.
  public func tokens(inBytes count: Int) -> Int? {
    guard count > 0, count.isMultiple(of: activationBytes) else { return nil }
    let found = count / activationBytes
    return found <= tokens ? found : nil
  }
}

/// What the device sends about one sample: never tokens, text or the head, and a label only in
/// methods that train on it.
public struct UploadedSample: Equatable, Sendable {
  /// The opaque name of the sample.
  public var key: SampleKey
  /// Activations A_1 to A_L: the pivot's, [L, d] row-major, or those of all tokens, [L, T, d].
  public var activations: [Float]
  /// The prediction difference, C floats; empty where the label travels.
  public var delta: [Float]
  /// The label; nil where a difference travels.
  public var label: Int?
  /// Tokens, T, also where activations are left out; one where a pivot stands for them.
  public var tokens: Int

  /// Makes a sample of PAE from its parts.
  public init(key: SampleKey, activations: [Float], delta: [Float]) {
    self.key = key
    self.activations = activations
    self.delta = delta
    tokens = 1
  }

  /// Makes a sample of `tokens` tokens with its label.
  public init(key: SampleKey, activations: [Float], tokens: Int, label: Int) {
    precondition(tokens > 0, "a sample has tokens")
    self.key = key
    self.activations = activations
    self.tokens = tokens
    self.label = label
    delta = []
  }
}

/// A message from the device to the server.
public enum DeviceMessage: Equatable, Sendable {
  /// Opens the session.
  case hello(SessionShape)
  /// Samples, in batch number `sequence` (counted from one).
  case samples(sequence: Int, [UploadedSample])
  /// The trained parameters have arrived.
  case goodbye
  /// States at the cut of a split model.
  case cut(CutBatch)
  /// The gradient [N, d] of a batch's features, from the device's head.
  case featureGradient(BatchRows)
  /// What the device has trained in a round.
  case localUpdate(LocalUpdate)
}

/// A named array of float32 with its extents, outermost first.
public struct NamedTensor: Equatable, Sendable {
  /// Parameter path, such as `layers.0.down`.
  public var name: String
  /// Extents, outermost first.
  public var shape: [Int]
  /// Elements, row-major; none where only the shape is known.
  public var values: [Float]

  /// Makes a tensor; `values` must fill `shape`, or be none.
  public init(name: String, shape: [Int], values: [Float]) {
    precondition(
      values.isEmpty || shape.reduce(1, *) == values.count, "a tensor's values must fill its shape")
    self.name = name
    self.shape = shape
    self.values = values
  }
}

/// A message from the server to the device.
public enum ServerMessage: Equatable, Sendable {
  /// The batch with this sequence number has arrived.
  case acknowledgement(sequence: Int)
  /// The server no longer holds these samples and needs them.
  case resend([SampleKey])
  /// An epoch is over; `loss` is its mean.
  case progress(epoch: Int, loss: Float)
  /// The trained side network.
  case sideNetwork([NamedTensor])
  /// The gradient [T, d] of a batch's states at the cut.
  case cutGradient(BatchRows)
  /// The features [N, d] of a batch, for the device's head.
  case features(BatchRows)
  /// The arrays with which every device begins round number `round`, counted from one.
  case globalModel(round: Int, [NamedTensor])
}

/// The kind of a message, as the trace records it.
public enum MessageKind: UInt8, CaseIterable, Sendable {
  /// Device messages lie below 16, server messages above.
  case hello = 1
  case samples = 2
  case goodbye = 3
  case cut = 4
  case featureGradient = 5
  case localUpdate = 6
  case acknowledgement = 17
  case resend = 18
  case progress = 19
  case sideNetwork = 20
  case cutGradient = 21
  case features = 22
  case globalModel = 23

  /// The kind's name in reports, such as `side-network`.
  public var name: String {
    switch self {
    case .hello: "hello"
    case .samples: "samples"
    case .goodbye: "goodbye"
    case .cut: "cut"
    case .featureGradient: "feature-gradient"
    case .localUpdate: "local-update"
    case .acknowledgement: "acknowledgement"
    case .resend: "resend"
    case .progress: "progress"
    case .sideNetwork: "side-network"
    case .cutGradient: "cut-gradient"
    case .features: "features"
    case .globalModel: "global-model"
    }
  }

  /// The code of a framed message's kind, read off the first tag behind its prefix.
  ///
  /// Zero when there is none. The code may be one that no kind has.
  public static func code(of frame: [UInt8], fromDevice: Bool) -> UInt8 {
    guard frame.count > MessageFrame.prefixByteCount else { return 0 }
    let number = frame[MessageFrame.prefixByteCount] >> 3
    return fromDevice ? number : number + 16
  }
}

extension DeviceMessage {
  /// The kind of this message.
  public var kind: MessageKind {
    switch self {
    case .hello: .hello
    case .samples: .samples
    case .goodbye: .goodbye
    case .cut: .cut
    case .featureGradient: .featureGradient
    case .localUpdate: .localUpdate
    }
  }
}

extension ServerMessage {
  /// The kind of this message.
  public var kind: MessageKind {
    switch self {
    case .acknowledgement: .acknowledgement
    case .resend: .resend
    case .progress: .progress
    case .sideNetwork: .sideNetwork
    case .cutGradient: .cutGradient
    case .features: .features
    case .globalModel: .globalModel
    }
  }
}
