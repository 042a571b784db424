internal import Wire

/// All planted leaks: secrets by encodings by places, channels, departures, and failing defences.
public enum CanaryCatalogue {
  /// The leaks of `Scenarios/canaries`: each encoding and each place of each secret at least once,
  /// and one of each other kind.
  public static let standard: [PlantedScenario] =
    contents.flatMap { diagonal($0) } + others

  /// Every encoding in every place that can hold it, in worlds of two and of four classes and two
  /// seeds in turn; everything else with two seeds.
  public static let expanded: [PlantedScenario] = {
    var count = 0
    let content = contents.flatMap { content -> [PlantedScenario] in
      content.encodings.flatMap { encoding -> [PlantedScenario] in
        content.places.compactMap { place -> PlantedScenario? in
          let world = contentWorlds[count % contentWorlds.count]
          guard fits(content.secret, encoding, place, classes: world.classes) else { return nil }
          count += 1
          return planted(content.secret, encoding, place, in: world)
        }
      }
    }
    let moved = otherLeaks(seed: 12).map { PlantedScenario($0, name: "\($0.name).seed-12") }
    return content + others + moved
  }()

  // MARK: Content

  private struct Content {
    var secret: PlantedLeak.Secret
    var encodings: [NumberEncoding]
    var places: [PlantedLeak.Place]
  }

  private static let fixedWidths: [NumberEncoding] = [
    .u16Little, .u16Big, .u32Little, .u32Big, .u64Little, .u64Big, .f16Little, .f16Big,
    .bf16Little, .bf16Big, .f32Little, .f32Big, .f64Little, .f64Big,
  ]

  /// Ids of the embedded backbone are the bytes of the text behind a begin mark, so that ids of
  /// eight bits are the text.
  ///
  /// A varint of a byte of ASCII, or of a label, is that byte.
  private static let contents = [
    Content(
      secret: .labels,
      encodings: [.u8] + fixedWidths + [
        .decimal, .hexadecimal, .base64, .oneHotU8, .oneHotF16, .oneHotF32, .bitsLow, .bitsHigh,
      ],
      places: [
        .key, .activations, .sampleField, .batchField, .hello, .goodbye, .message, .splitFrames,
        .delta,
      ]),
    Content(
      secret: .tokens,
      encodings: fixedWidths + [
        .varint, .differences, .decimal, .hexadecimal, .base64, .base64URL,
      ], places: longPlaces),
    Content(
      secret: .text,
      encodings: [.u8] + fixedWidths + [.decimal, .hexadecimal, .base64, .base64URL],
      places: longPlaces),
  ]

  private static let longPlaces: [PlantedLeak.Place] = [
    .key, .activations, .sampleField, .batchField, .hello, .goodbye, .message, .splitFields,
    .splitFrames,
  ]

  /// Encodings and places in step, so that each of both is there.
  private static func diagonal(_ content: Content) -> [PlantedScenario] {
    let world = CanaryWorld()
    let places = content.places
    var found: [(encoding: NumberEncoding, place: PlantedLeak.Place)] = []
    for (number, encoding) in content.encodings.enumerated() {
      let turn = places.indices.map { places[(number + $0) % places.count] }
      guard
        let place = turn.first(where: { fits(content.secret, encoding, $0, classes: world.classes) }
        )
      else { continue }
      found.append((encoding, place))
    }
    for place in places where !found.contains(where: { $0.place == place }) {
      guard
        let encoding = content.encodings.first(where: {
          fits(content.secret, $0, place, classes: world.classes)
        })
      else { continue }
      found.append((encoding, place))
    }
    return found.map { planted(content.secret, $0.encoding, $0.place, in: world) }
  }

  private static let contentWorlds: [CanaryWorld] = [(2, 11), (4, 11), (2, 12), (4, 12)].map {
    CanaryWorld(
      summary: "a world without leaks (randomized response, equal lengths, \($0.0) classes)",
      seed: $0.1, classes: $0.0)
  }

  /// Whether the place holds enough of the secret in that encoding for it to be a leak.
  private static func fits(
    _ secret: PlantedLeak.Secret, _ encoding: NumberEncoding, _ place: PlantedLeak.Place,
    classes: Int
  ) -> Bool {
    let isLabel = secret == .labels
    let width = encoding.bytes(of: [1], bound: isLabel ? classes : 1 << 16).count
    switch place {
    case .key:
      // Ten bytes; of token ids the first is a mark that tells nothing, and a stretch of text
      // forms is too short to be decoded.
      if isLabel { return width <= 10 }
      return fixedWidths.contains(encoding) && width <= (secret == .text ? 8 : 4)
        || encoding == .u8 && secret == .text
    case .delta: return encoding == .u8 || encoding == .decimal
    case .activations, .sampleField:
      // One label in bits is a number of eight bits, or a single bit.
      return !isLabel || encoding != .bitsLow && encoding != .bitsHigh
    case .batchField, .message:
      // Where batches meet, groups of base64 are cut, and numbers without a comma become one: the
      // labels of one batch, with which runs then end, are too few for an alarm.
      return !isLabel || encoding != .base64 && encoding != .decimal
    case .hello, .goodbye, .splitFields, .splitFrames: return true
    }
  }

  private static func planted(
    _ secret: PlantedLeak.Secret, _ encoding: NumberEncoding, _ place: PlantedLeak.Place,
    in world: CanaryWorld
  ) -> PlantedScenario {
    PlantedScenario(
      .content(secret, encoding, place), in: world,
      name: "\(encoding.rawValue).\(place.rawValue)",
      summary: "\(secret.words) as \(encoding.rawValue) \(place.words).")
  }
}

extension PlantedLeak.Secret {
  fileprivate var words: String {
    switch self {
    case .labels: "Labels"
    case .tokens: "Token ids"
    case .text: "Texts"
    case .lengths: "Lengths"
    }
  }
}

extension PlantedLeak.Place {
  fileprivate var words: String {
    switch self {
    case .key: "over the beginning of each sample's key"
    case .activations: "over the end of each sample's activations"
    case .delta: "over the beginning of each sample's prediction difference"
    case .sampleField: "in an unknown field of each sample"
    case .batchField: "in an unknown field of each batch"
    case .hello: "in an unknown field of the message that opens the session"
    case .goodbye: "in an unknown field of the message that ends the session"
    case .message: "in a message of an unknown kind before each batch"
    case .splitFields: "over the end of each key and the beginning of the activations behind it"
    case .splitFrames: "in pieces, one in an unknown field of each batch"
    }
  }
}
