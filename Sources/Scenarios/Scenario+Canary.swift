public import Wire

extension Scenario {
  /// A leak planted on purpose.
  public typealias Canary = PlantedLeak
}

extension PlantedLeak {
  /// The leaks that go by the name of the check that must find them.
  static let named: [(name: String, canary: PlantedLeak)] = [
    ("schema.fields", .message(.unknownField)),
    ("raw.labels", .content(.labels, .u32Little, .key)),
    ("raw.tokens", .content(.tokens, .u16Little, .key)),
    ("raw.text", .content(.text, .u8, .key)),
    ("interference.labels", .metadata(.labels, .time)),
    ("interference.tokens", .metadata(.tokens, .time)),
    ("label.sign", .defence(.leftOut)),
  ]

  /// Whether it takes time on the device, for which fixed slots leave no room.
  var takesTime: Bool {
    switch self {
    case .metadata(_, .time), .metadata(_, .gaps): true
    default: false
    }
  }

  /// The check that must find it.
  public var check: String {
    switch self {
    case .content(let secret, _, _) where secret != .lengths: "raw.\(secret.rawValue)"
    case .metadata(let secret, _) where secret != .lengths:
      "interference.\(secret == .labels ? "labels" : "tokens")"
    case .content, .metadata: "timing.length"
    case .message: "schema.fields"
    case .defence(.hashedKeys): "interference.tokens"
    case .defence(.earlySending): "timing.length"
    case .defence(.trueProbe): "label.probe"
    case .defence: "label.sign"
    }
  }
}
