internal import Wire

/// A scenario with a leak planted in it, and what must come of it.
public struct PlantedScenario: Equatable, Sendable {
  /// The check that must fire, and what is planted, as in `raw.labels.u8.key`.
  public let name: String
  /// The check that must fire.
  public let check: String
  /// Checks that may fire too, by their names or the beginnings of their names.
  public let companions: [String]
  /// What is planted, a sentence.
  public let summary: String
  /// The scenario file.
  public let text: String
  /// The same world without the leak: a control in which nothing but `controlAlarms` may fire.
  public let control: String
  /// Checks, by the beginnings of their names, that fire on the control.
  public let controlAlarms: [String]

  /// Plants `leak` in a world; `name` is what follows the check's.
  init(_ leak: PlantedLeak, in world: CanaryWorld, name: String, summary: String) {
    check = leak.check
    self.name = "\(leak.check).\(name)"
    companions = leak.companions
    self.summary = summary
    control = world.text(name: "canary-control", canary: nil, comment: ["A control."])
    controlAlarms = world.alarms
    text = world.text(
      name: "canary-\(self.name)", canary: leak,
      comment: [summary, "Planted in \(world.summary): only \(leak.check) must fire" + leak.excuse])
  }

  /// The same leak under another name.
  init(_ other: PlantedScenario, name: String) {
    self.name = name
    (check, companions, summary) = (other.check, other.companions, other.summary)
    (text, control, controlAlarms) = (other.text, other.control, other.controlAlarms)
  }

  /// Whether `id` may fire beside the named check.
  public func allows(_ id: String) -> Bool {
    id == check || companions.contains { id.hasPrefix($0) }
  }
}

extension PlantedLeak {
  /// Checks that may fire beside the named one.
  ///
  /// One rule a mechanism: what is outside the schema is also the schema's business; a key, or a
  /// size, that follows a secret differs between paired runs; ids of the embedded backbone are the
  /// text behind a mark, so that a stretch of either is one of both; a defence of labels that fails
  /// is met by every attack on labels.
  var companions: [String] {
    switch self {
    case .content(let secret, let encoding, let place):
      (place.isOutsideSchema ? ["schema.fields"] : [])
        + (place.isInKey || place.isOutsideSchema && encoding.hasVaryingWidth
          ? ["interference.\(secret.rawValue)"] : [])
        + (secret == .tokens ? ["raw.text"] : secret == .text ? ["raw.tokens"] : [])
    case .metadata(_, let channel): channel.isOutsideSchema ? ["schema.fields"] : []
    case .message, .defence(.hashedKeys), .defence(.earlySending), .defence(.trueProbe): []
    case .defence: ["label."]
    }
  }

  /// The companions in words, behind a sentence, with its stop.
  var excuse: String {
    companions.isEmpty
      ? "."
      : ", and may "
        + companions.map { $0.hasSuffix(".") ? "other \($0)* checks" : $0 }
        .joined(separator: ", ") + "."
  }

  /// The keys of a scenario file.
  var keys: String {
    switch self {
    case .content(let secret, let encoding, let place):
      "secret: \(secret.rawValue), encoding: \(encoding.rawValue), place: \(place.rawValue)"
    case .metadata(let secret, let channel):
      "leak: metadata, secret: \(secret.rawValue), channel: \(channel.rawValue)"
    case .message(let departure): "leak: message, departure: \(departure.rawValue)"
    case .defence(let defect): "leak: defence, defect: \(defect.rawValue)"
    }
  }
}

extension PlantedLeak.Place {
  /// Whether the content lies in fields that the schema does not know.
  var isOutsideSchema: Bool {
    switch self {
    case .key, .activations, .delta, .splitFields: false
    case .sampleField, .batchField, .hello, .goodbye, .message, .splitFrames: true
    }
  }

  /// Whether a part of the key is overwritten.
  var isInKey: Bool { self == .key || self == .splitFields }
}

extension NumberEncoding {
  /// Whether the number of bytes follows the numbers.
  var hasVaryingWidth: Bool { self == .varint || self == .differences || self == .decimal }
}

extension PlantedLeak.Channel {
  /// Whether it takes frames or fields that the schema does not know.
  var isOutsideSchema: Bool { self == .size || self == .count }
}

/// The world that a leak is planted in: small, and free of leaks but for those in `alarms`.
struct CanaryWorld: Sendable {
  /// What is special about it, for a comment.
  var summary = "a world without leaks (randomized response, equal lengths)"
  var seed = 11
  var classes = 2
  var length = "48"
  var protection = "{ randomized-response: { epsilon: 2 } }"
  var settings: [String] = ["epochs: 2"]
  var cache: String?
  /// Checks, by the beginnings of their names, that fire without any planted leak.
  var alarms: [String] = []

  /// The scenario file.
  func text(name: String, canary: PlantedLeak?, comment: [String]) -> String {
    let lines =
      comment.map { "# \($0)" } + ["name: \(name)", "seed: \(seed)"]
      + (canary.map { ["canary: { \($0.keys) }"] } ?? [])
      + [
        "model: { kind: embedded, layers: 2, width: 64, max_length: 66 }",
        "data: { kind: embedded, train: 512, test: 64, classes: \(classes), length: \(length) }",
        "method:", "  name: pae",
      ] + settings.map { "  \($0)" }
      + [
        "  protection: [\(protection)]", "device: jetson-xavier-nx", "link:",
        "  up: { rate: 20 Mbit/s, delay: 25 ms }", "  down: { rate: 80 Mbit/s, delay: 25 ms }",
        "server: { compute: 10 TFLOP/s, memory_bandwidth: 600 GB/s"
          + (cache.map { ", cache: \($0)" } ?? "") + " }",
      ]
    return lines.joined(separator: "\n") + "\n"
  }
}
