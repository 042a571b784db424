internal import Determinism

extension ProtectionVariant {
  /// Every defence, in the order in which they apply.
  static var all: [ProtectionVariant] {
    [randomizedResponse, noise, rotation, key, uniformSlots]
  }

  private static var randomizedResponse: ProtectionVariant {
    ProtectionVariant(
      name: "randomized-response",
      summary: "K-ary randomized response on labels, drawn once a sample.",
      group: FieldGroup([
        // Below a millionth the correction of the bias exceeds what FP32 can hold with any
        // precision.
        .real(
          "epsilon", \.epsilon, RealRange(lower: 1e-6, upper: 20), .required,
          "Privacy parameter; smaller hides labels better.")
      ]),
      make: { .randomizedResponse(epsilon: $0.epsilon) },
      match: {
        guard case .randomizedResponse(let epsilon) = $0 else { return nil }
        return Draft(epsilon: epsilon)
      })
  }

  private static var noise: ProtectionVariant {
    ProtectionVariant(
      name: "noise",
      summary: "Gaussian noise on every entry of delta, drawn once a sample.",
      group: FieldGroup([
        .real(
          "sigma", \.sigma, RealRange(lower: 1e-3, upper: 1e3), .required,
          "Standard deviation; labels lie the root of 2 apart.")
      ]),
      make: { .noise(sigma: $0.sigma) },
      match: {
        guard case .noise(let sigma) = $0 else { return nil }
        return Draft(sigma: sigma)
      })
  }

  private static var rotation: ProtectionVariant {
    plain(
      "rotation", .rotation,
      "A secret orthogonal matrix on delta. It hides which class is which, and no label.")
  }

  private static var key: ProtectionVariant {
    plain(
      "key", .key,
      "A secret orthogonal matrix on the activations of every layer. It hides the model's "
        + "coordinates, and no token.")
  }

  private static func plain(
    _ name: String, _ protection: Scenario.Method.Protection, _ summary: String
  ) -> ProtectionVariant {
    ProtectionVariant(
      name: name, summary: summary, group: FieldGroup([]), make: { _ in protection },
      match: { $0 == protection ? Draft() : nil })
  }

  private static var uniformSlots: ProtectionVariant {
    ProtectionVariant(
      name: "uniform-slots",
      summary: "Messages of one size that leave in fixed slots, so that neither tells of lengths.",
      group: FieldGroup([
        .quantity(
          "interval", .duration, 1_000...3_600_000_000_000, get: { $0.interval?.nanoseconds },
          set: { $0.interval = SimDuration(nanoseconds: $1) }, .optional,
          "From one slot to the next. Default: the longest that a batch can take, from the model's "
            + "longest sequence and the device's slowest speed.")
      ]),
      make: { .uniformSlots(.init(interval: $0.interval)) },
      match: {
        guard case .uniformSlots(let slots) = $0 else { return nil }
        return Draft(interval: slots.interval)
      })
  }
}
