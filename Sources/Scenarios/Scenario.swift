public import Determinism
public import Devices

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
  /// What goes wrong; nil where nothing does.
  public var faults: Faults?
  /// Groups of devices that share the server; empty for one device.
  public var fleet: [FleetGroup]

  /// Whether values are computed, or only counted.
  public var hasValues: Bool { numerics.mode == .real }

  /// The frozen backbone.
  public struct Model: Equatable, Sendable {
    /// Where the backbone comes from.
    public enum Kind: Equatable, Sendable {
      /// A small seeded decoder over bytes.
      case embedded(Embedded)
      /// A Hugging Face folder: config.json, weights, tokenizer.json.
      case folder(path: String)
      /// A model of that name by its published dimensions; shape numerics only.
      case preset(String)
      /// A model by its dimensions; shape numerics only.
      case shape(Shape)
    }

    /// Dimensions of a model of a known family.
    public struct Shape: Equatable, Sendable {
      /// A family of models.
      public enum Family: String, CaseIterable, Sendable { case bert, roberta, opt, gpt2, llama }
      /// The family.
      public var family: Family
      /// Transformer layers, L.
      public var layers: Int
      /// Hidden width, d.
      public var width: Int
      /// Attention heads.
      public var heads: Int
      /// Heads of keys and values; nil for as many as heads.
      public var keyValueHeads: Int?
      /// Width inside the feed-forward part; nil for four times the width.
      public var innerWidth: Int?
      /// Number of tokens.
      public var vocabulary: Int
      /// Positions of the model.
      public var positions: Int
    }

    /// Bytes of a weight on the device.
    public enum Precision: String, CaseIterable, Sendable { case fp32, fp16 }

    /// Dimensions of the embedded backbone.
    public struct Embedded: Equatable, Sendable {
      /// Transformer layers, L.
      public var layers: Int
      /// Hidden width, d; a multiple of `heads`.
      public var width: Int
      /// Attention heads.
      public var heads: Int
    }

    /// Where the backbone comes from.
    public var kind: Kind
    /// How weights are stored, where they are only counted.
    public var precision: Precision
    /// Longest sequence in tokens, with special tokens; longer texts are cut.
    ///
    /// Nil for the model's own limit.
    public var maxLength: Int?
  }

  /// How many rows of a file are used.
  public enum SampleCount: Equatable, Sendable {
    /// Every row.
    case all
    /// The first rows.
    case first(Int)

    /// The number of rows, where it is known before the file is read.
    public var number: Int? {
      if case .first(let number) = self { number } else { nil }
    }
  }

  /// The device's private data.
  public struct DataSource: Equatable, Sendable {
    /// Where the samples come from.
    public enum Kind: Equatable, Sendable {
      /// Generated texts of `length` bytes (a range makes lengths vary).
      case embedded(length: ClosedRange<Int>)
      /// Files of labelled texts.
      case file(TextFile)
      /// Sequences of this many tokens without content; shape numerics only.
      case shape(tokens: ClosedRange<Int>)
    }

    /// Files of labelled texts and how to read them.
    public struct TextFile: Equatable, Sendable {
      /// A file format.
      public enum Format: String, CaseIterable, Sendable { case tsv, jsonl, csv }
      /// A column of a table, or a key of an object.
      public enum Column: Equatable, Sendable {
        /// By its place, counted from one.
        case number(Int)
        /// By its name in the header, or the key.
        case name(String)
      }

      /// The format of both files.
      public var format: Format
      /// Training rows.
      public var path: String
      /// Test rows; nil: they follow the training rows.
      public var testPath: String?
      /// Whether the first row names the columns.
      public var hasHeader: Bool
      /// Where the text stands; nil for the format's usual place.
      public var text: Column?
      /// Where the label stands; nil for the format's usual place.
      public var label: Column?
      /// Names of the classes in order; empty where labels are whole numbers.
      public var labels: [String]

      /// Describes files; what is left out has its default.
      public init(
        format: Format, path: String, testPath: String? = nil, hasHeader: Bool = false,
        text: Column? = nil, label: Column? = nil, labels: [String] = []
      ) {
        self.format = format
        self.path = path
        self.testPath = testPath
        self.hasHeader = hasHeader
        self.text = text
        self.label = label
        self.labels = labels
      }
    }

    /// Where the samples come from.
    public var kind: Kind
    /// Training samples.
    public var train: SampleCount
    /// Test samples.
    public var test: SampleCount
    /// Number of classes, C; declared, never inferred from labels.
    public var classes: Int
  }

  /// The fine-tuning method; what a method has no use for keeps some value without a meaning.
  public struct Method: Equatable, Sendable {
    /// Which token's activations stand for the text.
    public enum Pivot: String, CaseIterable, Sendable { case first, last, mean }
    /// The backbone's own prediction head.
    public enum Head: String, CaseIterable, Sendable { case zero, random, probe, own }
    /// Layout of activations on the wire.
    public enum ActivationFormat: String, CaseIterable, Sendable {
      case fp32, fp16, bf16, int8, int4
    }
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
      /// Gaussian noise of this deviation on every entry of delta, drawn once a sample.
      case noise(sigma: Double)
      /// A secret orthogonal matrix on delta.
      case rotation
      /// A secret orthogonal matrix on the activations of every layer.
      case key
      /// Messages of one size that leave in fixed slots, so that neither tells of lengths.
      case uniformSlots(UniformSlots)
    }

    /// Which method.
    public var name: Name
    /// Which token's activations stand for the text.
    public var pivot: Pivot
    /// The backbone's own prediction head.
    public var head: Head
    /// One word a class whose logits the model's own language-model head compares; empty where the
    /// model's own classifier speaks.
    public var verbalizers: [String]
    /// Rank r of the adapters; their inner width m, where they stand in the backbone.
    public var rank: Int
    /// Low-rank updates of the backbone.
    public var lowRank: LowRank
    /// The ladder side network.
    public var ladder: Ladder
    /// Layers on the device, where the backbone is split; nil for half of them.
    public var cut: Int?
    /// How the side network is trained.
    public var optimizer: Optimizer
    /// Samples in a batch.
    public var batch: Int
    /// Passes over the training samples.
    public var epochs: Int
    /// Steps on a device between two averages; nil for an epoch.
    public var localSteps: Int?
    /// Whether the backward pass computes the insides of a layer again rather than keep them.
    public var recomputes: Bool
    /// Layout of activations on the wire.
    public var activations: ActivationFormat
    /// Quantised elements that share a scale; nil for all of a layer's.
    public var activationGroup: Int?
    /// Sample batches that may be under way without an acknowledgement.
    public var window: Int
    /// Defences, in the order of `Protection`'s cases, in which they apply.
    public var protection: [Protection]
  }

  /// The phone.
  public struct Device: Equatable, Sendable {
    /// Profile name, or `custom`.
    public var name: String
    /// Speed and memory.
    public var compute: ComputeProfile
    /// What it draws; nil where that is not known, and no energy is reported.
    public var power: PowerProfile?
    /// Its battery; nil where it hangs on the mains.
    public var battery: Battery?
    /// How it heats up; nil where it keeps its speed.
    public var thermal: ThermalProfile?
    /// Its radio.
    public var radio: Radio

    /// What a radio draws.
    public enum Radio: String, CaseIterable, Sendable { case lte, wifi, none }
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
    /// Whether values are computed.
    public enum Mode: String, CaseIterable, Sendable {
      /// Real matrices, real gradients.
      case real
      /// Operations, bytes, memory and time are counted; nothing is learned and nothing leaks.
      case shape
    }
    /// Whether values are computed.
    public var mode: Mode
    /// Which matrix code.
    public var backend: Backend
  }
}
