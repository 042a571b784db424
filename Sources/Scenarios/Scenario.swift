public import Determinism
public import Devices
public import Networks

/// A complete description of one run, as a scenario file gives it.
public struct Scenario: Equatable, Sendable {
  /// Short name, used for the run's folder: letters, digits, `-`, `_` and `.`.
  public var name: String
  /// Root of all randomness on the device's side and in the world.
  public var seed: UInt64
  /// Root of the server's randomness, public; nil derives it from the scenario's public part.
  public var serverSeed: UInt64?
  /// The frozen backbone.
  public var model: Model
  /// The device's private data.
  public var data: DataSource
  /// The fine-tuning method.
  public var method: Method
  /// The phone.
  public var device: Device
  /// The two directions between phone and server.
  public var link: Link
  /// The server.
  public var server: Server
  /// How numbers are computed.
  public var numerics: Numerics
  /// A leak planted on purpose, to show that a check fires; nil in honest scenarios.
  public var canary: Canary?

  /// The frozen backbone.
  public struct Model: Equatable, Sendable {
    /// `embedded`: a small seeded decoder over bytes.
    public enum Kind: String, CaseIterable, Sendable { case embedded }
    /// Which backbone.
    public var kind: Kind
    /// Transformer layers, L.
    public var layers: Int
    /// Hidden width, d; a multiple of `heads`.
    public var width: Int
    /// Attention heads.
    public var heads: Int
    /// Longest sequence in tokens, with the begin and end marks; longer texts are cut.
    public var maxLength: Int
  }

  /// The device's private data.
  public struct DataSource: Equatable, Sendable {
    /// Where the samples come from.
    public enum Kind: Equatable, Sendable {
      /// Generated texts of `length` bytes (a range makes lengths vary).
      case embedded(length: ClosedRange<Int>)
      /// A file of `text TAB label` lines. Without `testPath`, test rows follow the training rows.
      case tsv(path: String, testPath: String?)
    }
    /// Where the samples come from.
    public var kind: Kind
    /// Training samples.
    public var train: Int
    /// Test samples.
    public var test: Int
    /// Number of classes, C; declared, never inferred from labels.
    public var classes: Int
  }

  /// The fine-tuning method, PAE.
  public struct Method: Equatable, Sendable {
    /// Which token's activations stand for the text.
    public enum Pivot: String, CaseIterable, Sendable { case first, last, mean }
    /// The backbone's own prediction head.
    public enum Head: String, CaseIterable, Sendable { case zero, random, probe }
    /// Layout of activations on the wire.
    public enum ActivationFormat: String, CaseIterable, Sendable { case fp32, fp16 }
    /// The method's name.
    public enum Name: String, CaseIterable, Sendable { case pae }

    /// AdamW's settings.
    public struct Optimizer: Equatable, Sendable {
      /// The optimizer's name.
      public enum Name: String, CaseIterable, Sendable { case adamw }
      /// Which optimizer.
      public var name: Name
      /// Step size.
      public var learningRate: Double
      /// Decoupled weight decay.
      public var weightDecay: Double
      /// Decay of the first moment.
      public var beta1: Double
      /// Decay of the second moment.
      public var beta2: Double
      /// Added to the root of the second moment.
      public var epsilon: Double
    }

    /// A defence on the device.
    public enum Protection: Equatable, Sendable {
      /// K-ary randomized response on labels, drawn once a sample.
      case randomizedResponse(epsilon: Double)
    }

    /// Which method.
    public var name: Name
    /// Which token's activations stand for the text.
    public var pivot: Pivot
    /// The backbone's own prediction head.
    public var head: Head
    /// Rank r of the adapters.
    public var rank: Int
    /// How the side network is trained.
    public var optimizer: Optimizer
    /// Samples in a batch.
    public var batch: Int
    /// Passes over the training samples.
    public var epochs: Int
    /// Layout of activations on the wire.
    public var activations: ActivationFormat
    /// Sample batches that may be under way without an acknowledgement.
    public var window: Int
    /// Defences, in the order in which they apply.
    public var protection: [Protection]
  }

  /// The phone.
  public struct Device: Equatable, Sendable {
    /// Profile name, or `custom`.
    public var name: String
    /// Speed and memory.
    public var compute: ComputeProfile
  }

  /// The two directions between phone and server.
  public struct Link: Equatable, Sendable {
    /// From the device to the server.
    public var up: LinkProfile
    /// From the server to the device.
    public var down: LinkProfile
  }

  /// The server.
  public struct Server: Equatable, Sendable {
    /// Speed; its memory is not limited.
    public var compute: ComputeProfile
    /// Capacity of the activation cache.
    public var cache: ByteCount
  }

  /// How numbers are computed.
  public struct Numerics: Equatable, Sendable {
    /// Which matrix code: OpenBLAS, or plain Swift with the same bits on every machine.
    public enum Backend: String, CaseIterable, Sendable { case openblas, reference }
    /// Which matrix code.
    public var backend: Backend
  }

  /// A leak planted on purpose.
  public enum Canary: String, CaseIterable, Sendable {
    /// A field outside the schema, with constant content.
    case schemaField = "schema.fields"
    /// The label, as four bytes inside the sample key.
    case rawLabels = "raw.labels"
    /// Token ids, as 16-bit numbers inside the sample key.
    case rawTokens = "raw.tokens"
    /// The beginning of the text, inside the sample key.
    case rawText = "raw.text"
    /// Upload takes a little longer for some labels.
    case interferenceLabels = "interference.labels"
    /// Upload takes a little longer for some tokens.
    case interferenceTokens = "interference.tokens"
    /// Randomized response is declared and left out.
    case labelSign = "label.sign"
  }
}
