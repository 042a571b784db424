internal import Scenarios
internal import Simulation

/// A world so small that all its secrets can be enumerated.
public struct TinyWorld: Sendable {
  /// Training samples, N.
  public var samples: Int
  /// Classes, K.
  public var classes: Int
  /// The bytes that texts are made of.
  public var alphabet: [UInt8]
  /// Bytes of every text.
  public var length: Int
  /// A scenario's keys on top of the base, such as `method.protection=[...]`.
  public var settings: [String]
  /// What is special about it.
  public var name: String

  /// Joins the dimensions.
  public init(
    _ name: String, samples: Int, classes: Int, alphabet: [UInt8], length: Int,
    settings: [String] = []
  ) {
    precondition(
      samples > 0 && classes > 1 && !alphabet.isEmpty && length > 0, "a world has secrets")
    self.name = name
    self.samples = samples
    self.classes = classes
    self.alphabet = alphabet
    self.length = length
    self.settings = settings
  }

  /// Secrets of one sample: its label and its text.
  private var secretsPerSample: Int {
    (0..<length).reduce(classes) { product, _ in product * alphabet.count }
  }

  /// All assignments of secrets, (K |A|^T)^N.
  public var count: Int { (0..<samples).reduce(1) { product, _ in product * secretsPerSample } }

  /// Assignment number `index`, read as a number with one digit a secret; 0 is the base.
  func assignment(_ index: Int) -> SecretAssignment {
    precondition((0..<count).contains(index), "assignments are numbered")
    var rest = index
    func digit(_ base: Int) -> Int {
      defer { rest /= base }
      return rest % base
    }
    var texts: [[UInt8]] = []
    var labels: [Int] = []
    for _ in 0..<samples {
      labels.append(digit(classes))
      texts.append((0..<length).map { _ in alphabet[digit(alphabet.count)] })
    }
    return SecretAssignment(texts: texts, labels: labels)
  }

  /// An assignment in which every sample's secrets differ from the base's.
  var furthest: Int { count - 1 }

  /// A link so fast, and a window so small, that every moment of the device's work shows.
  private static let base = """
    name: tiny-world
    seed: 1
    model: { kind: embedded, layers: 2, width: 8, heads: 1 }
    method: { name: pae, adapter: { rank: 1 }, batch: 1, epochs: 2, wire: { window: 1 } }
    device: jetson-xavier-nx
    link: { up: { rate: 1 Gbit/s, delay: 10 us }, down: { rate: 1 Gbit/s, delay: 10 us } }
    server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s }
    """

  /// The world's scenario, with a planted leak or none.
  func scenario(planted: String?) throws -> Scenario {
    let data = "data={ kind: embedded, train: \(samples), test: 1, classes: \(classes) }"
    return try ScenarioLoader.load(
      contents: Array(Self.base.utf8), path: "tiny-world",
      overrides: [data] + settings + (planted.map { ["canary=\($0)"] } ?? [])
    ).scenario
  }
}
