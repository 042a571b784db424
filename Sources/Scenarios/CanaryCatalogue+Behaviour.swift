internal import Wire

extension CanaryCatalogue {
  /// What leaks without a secret's content: channels, departures, failing defences.
  static let others = otherLeaks(seed: 11)

  static func otherLeaks(seed: Int) -> [PlantedScenario] {
    departures(seed) + channels(seed) + defects(seed)
  }

  private static func departures(_ seed: Int) -> [PlantedScenario] {
    PlantedLeak.Departure.allCases.map { departure in
      PlantedScenario(
        .message(departure), in: CanaryWorld(seed: seed), name: departure.rawValue,
        summary: "\(departure.words), with constant content.")
    }
  }

  private static func channels(_ seed: Int) -> [PlantedScenario] {
    // Lengths of texts show in the time of a pass but for fixed slots, which hide all times.
    let slotted = CanaryWorld(
      summary: "a world without leaks (randomized response, fixed slots, texts of 24 to 64 bytes)",
      seed: seed, length: "24-64",
      protection: "{ randomized-response: { epsilon: 2 } }, uniform-slots")
    let lengths = PlantedLeak.Channel.allCases.filter { $0 != .time && $0 != .gaps }
    func leak(
      _ secret: PlantedLeak.Secret, _ channel: PlantedLeak.Channel, _ world: CanaryWorld
    ) -> PlantedScenario {
      PlantedScenario(
        .metadata(secret, channel), in: world, name: channel.rawValue,
        summary: "\(channel.words) follows \(secret.rawValue).")
    }
    return [PlantedLeak.Secret.labels, .tokens].flatMap { secret in
      PlantedLeak.Channel.allCases.map { leak(secret, $0, CanaryWorld(seed: seed)) }
    } + lengths.map { leak(.lengths, $0, slotted) } + [
      PlantedScenario(
        .content(.lengths, .u16Little, .key), in: slotted, name: "u16-le.key",
        summary: "Lengths as u16-le over the beginning of each sample's key."),
      PlantedScenario(
        .defence(.earlySending), in: slotted, name: "early-sending",
        summary: "Fixed slots are declared, and uploads leave as soon as they are ready."),
    ]
  }

  private static func defects(_ seed: Int) -> [PlantedScenario] {
    func response(_ epsilon: Int, _ classes: Int) -> CanaryWorld {
      CanaryWorld(
        summary: "a world of \(classes) classes, randomized response of epsilon \(epsilon)",
        seed: seed, classes: classes, protection: "{ randomized-response: { epsilon: \(epsilon) } }"
      )
    }
    var noise = CanaryWorld(
      summary: "a world with noise of deviation 2 on delta", seed: seed,
      protection: "{ noise: { sigma: 2 } }")
    let rotated = CanaryWorld(
      summary: "a world that only rotates delta, where all label attacks but label.sign fire",
      seed: seed, protection: "rotation", alarms: ["label."])
    var both = response(2, 2)
    both.protection += ", { noise: { sigma: 1 } }"
    both.summary += " and noise of deviation 1"
    let response1 = response(1, 2)
    func plant(
      _ defect: PlantedLeak.Defect, _ name: String, _ world: CanaryWorld, _ summary: String
    ) -> PlantedScenario {
      PlantedScenario(
        .defence(defect), in: world, name: "\(defect.rawValue)\(name.isEmpty ? "" : ".\(name)")",
        summary: summary)
    }
    var result = [
      plant(
        .leftOut, "response", response(2, 2), "Randomized response is declared, and left out."),
      plant(
        .leftOut, "response-4", response(2, 4),
        "Randomized response of four classes is declared, and left out."),
      plant(.leftOut, "noise", noise, "Noise on delta is declared, and left out."),
      plant(.leftOut, "both", both, "Randomized response and noise are declared, and left out."),
      plant(.leftOut, "rotation", rotated, "A rotation of delta is declared, and left out."),
      plant(.weakened, "response", response1, "Labels are randomized at 4 times the epsilon."),
      plant(
        .weakened, "response-4", response(1, 4),
        "Labels of four classes are randomized at 4 times the epsilon."),
      plant(.weakened, "noise", noise, "Noise has a quarter of the declared deviation."),
      plant(
        .hashedKeys, "", CanaryWorld(seed: seed),
        "Keys begin with a digest of the tokens, so that equal texts can be told."),
    ]
    for (name, response) in [("response", response(2, 2)), ("response-4", response(1, 4))] {
      var world = response
      world.settings.append("head: probe")
      result.append(
        plant(
          .trueProbe, name, world, "The probe head is fitted on true labels, not on those sent."))
    }
    // A cache that holds a tenth of the samples makes every epoch ask for them again.
    var again = response1
    (again.cache, again.settings) = ("30 kB", ["epochs: 12"])
    (noise.cache, noise.settings) = ("30 kB", ["epochs: 12"])
    result += [
      plant(.redrawn, "response", again, "Labels are randomized anew for every upload."),
      plant(.redrawn, "noise", noise, "Noise is drawn anew for every upload."),
    ]
    return result
  }
}

extension PlantedLeak.Channel {
  fileprivate var words: String {
    switch self {
    case .time: "The time of a forward pass"
    case .gaps: "A pause before some batches"
    case .size: "The size of frames"
    case .count: "The number of frames"
    case .order: "The order of samples"
    }
  }
}

extension PlantedLeak.Departure {
  fileprivate var words: String {
    switch self {
    case .unknownField: "A field that no schema knows"
    case .unknownSampleField: "A field of each sample that no schema knows"
    case .wrongWireType: "A known field of another wire type"
    case .repeatedField: "A field of each sample a second time"
    case .disorder: "Fields out of order"
    case .unknownMessage: "A message of an unknown kind"
    case .trailingBytes: "Bytes behind a message"
    case .longKey: "A key of 17 bytes"
    case .longVarint: "A length written in more bytes than it needs"
    case .compression: "A frame marked as compressed"
    case .skippedNumber: "A batch number far beyond the next"
    }
  }
}
