extension WireSchema {
  /// Our own protocol, as sessions of a method speak it.
  ///
  /// What another method would send is outside of it.
  public static func own(_ method: SessionMethod) -> WireSchema {
    switch method {
    case .pae: standard
    case .mobillm, .lst: uploading(method)
    case .split: split
    case .uSplit: uSplit
    case .fedavg: federated
    }
  }

  private static let split = WireSchema(
    splitting: .split,
    device: [.own(4, "cut", .message("CutBatch"))],
    server: [
      .own(3, "progress", .message("Progress")),
      .own(4, "side_network", .message("SideNetwork")),
      .own(5, "cut_gradient", .message("CutGradient")),
    ],
    roles: [Assignment("cut.states", .activations)])

  private static let uSplit = WireSchema(
    splitting: .uSplit,
    device: [
      .own(4, "cut", .message("CutBatch")),
      .own(5, "feature_gradient", .message("FeatureGradient")),
    ],
    server: [
      .own(4, "side_network", .message("SideNetwork")),
      .own(5, "cut_gradient", .message("CutGradient")),
      .own(6, "features", .message("FeatureBatch")),
    ],
    roles: [
      Assignment("cut.states", .activations),
      Assignment("feature_gradient.gradient", .delta),
    ])

  /// The messages of a split model: the shared ones, and those that only such sessions have.
  private init(
    splitting method: SessionMethod, device: [Field], server: [Field], roles: [Assignment]
  ) {
    var hello = Self.standard.message("Hello")
    hello.fields += [
      .own(9, "method", .enumeration([Self.code(of: method)])), .own(10, "tokens", .fixed32),
      .own(11, "cut", .fixed32),
    ]
    let roots = Self.standard.message("DeviceMessage").fields.filter { $0.name != "samples" }
    let named = Set(server.map(\.name))
    let rows = { (name: String, content: String) in
      Message(name, [.own(1, "sequence", .fixed32), .own(2, content, .bytes(.batch))])
    }
    let cut: [Field] = [
      .own(1, "sequence", .fixed32), .own(2, "lengths", .packedFixed32),
      .own(3, "states", .bytes(.batch)),
    ]
    let labels: [Field] = method == .split ? [.own(4, "labels", .bytes(.batch))] : []
    let shared =
      ["Goodbye"] + (named.contains("progress") ? ["Progress"] : []) + ["SideNetwork", "Tensor"]
    self.init(
      deviceRoot: "DeviceMessage", serverRoot: "ServerMessage",
      messages: [
        Message(
          "DeviceMessage", exactlyOne: true, (roots + device).sorted { $0.number < $1.number }),
        Message("ServerMessage", exactlyOne: true, server), hello,
        Message("CutBatch", cut + labels),
        rows("CutGradient", "gradient"),
      ]
        + (method == .uSplit
          ? [rows("FeatureGradient", "gradient"), rows("FeatureBatch", "features")] : [])
        + shared.map(Self.standard.message),
      framing: .grpc, isOrdered: true, roles: roles)
  }

  /// The number that stands for a method in hello.method.
  public static func code(of method: SessionMethod) -> UInt64 {
    switch method {
    case .pae: 0
    case .mobillm: 1
    case .lst: 2
    case .split: 3
    case .uSplit: 4
    case .fedavg: 5
    }
  }
}

extension SchemaTree {
  /// The tree of our own schema, as sessions of a method speak it.
  public static func own(_ method: SessionMethod) -> SchemaTree {
    switch method {
    case .pae: standard
    case .mobillm: mobillm
    case .lst: ladder
    case .split: split
    case .uSplit: uSplit
    case .fedavg: federated
    }
  }

  private static let federated = tree(of: .fedavg)
  private static let mobillm = tree(of: .mobillm)
  private static let ladder = tree(of: .lst)
  private static let split = tree(of: .split)
  private static let uSplit = tree(of: .uSplit)

  private static func tree(of method: SessionMethod) -> SchemaTree {
    guard let tree = SchemaTree(WireSchema.own(method)) else {
      preconditionFailure("our own schema is finite")
    }
    return tree
  }
}
