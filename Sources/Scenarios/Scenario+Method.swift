extension Scenario.Method {
  /// The names of methods.
  public enum Name: String, CaseIterable, Sendable {
    /// Side network on the server, on activations of one token a layer.
    case pae
    /// The same with several devices, whose samples train one side network as they arrive.
    case fedPAE = "fed-pae"
    /// Side network on the server, on the states of all tokens; labels travel.
    case mobillm
    /// Ladder side network, on the server or on the device.
    case lst
    /// The backbone's front on the device, the rest on the server; labels travel.
    case split
    /// The backbone's front and the head on the device, the middle on the server.
    case uSplit = "u-split"
    /// All weights, on the device.
    case full
    /// Low-rank updates, on the device.
    case lora
    /// Bottleneck adapters, on the device.
    case adapter
    /// Biases, on the device.
    case bitfit
    /// Low-rank updates on devices, averaged by the server.
    case fedavgLora = "fedavg-lora"
  }

  /// Low-rank updates of linear maps: W + (alpha / r) B A.
  public struct LowRank: Equatable, Sendable {
    /// A linear map of a transformer block.
    public enum Projection: String, CaseIterable, Sendable {
      case query, key, value, output, gate, expand, contract
    }

    /// Rank r.
    public var rank: Int
    /// Scale, before the division by the rank.
    public var alpha: Double
    /// The maps that are updated, in the order of their cases.
    public var projections: [Projection]

    /// The maps by name.
    var projectionNames: [String] {
      get { projections.map(\.rawValue) }
      set { projections = newValue.compactMap(Projection.init) }
    }
  }

  /// A ladder side network: a narrow transformer beside the backbone.
  public struct Ladder: Equatable, Sendable {
    /// Where the ladder is trained.
    public enum Site: String, CaseIterable, Sendable { case server, device }

    /// How many times narrower than the backbone it is.
    public var reduction: Int
    /// Temperature of the gates that mix backbone and ladder.
    public var temperature: Double
    /// Where it is trained.
    public var site: Site
  }

  /// Whether gradients go through the backbone.
  public var trainsBackbone: Bool {
    switch name {
    case .full, .lora, .adapter, .bitfit, .fedavgLora, .split, .uSplit: true
    case .pae, .fedPAE, .mobillm, .lst: false
    }
  }

  /// Whether it is PAE, with one device or several.
  public var isPAE: Bool { name == .pae || name == .fedPAE }

  /// Whether the backbone is split between device and server.
  public var isSplit: Bool { name == .split || name == .uSplit }

  /// Whether all of the training happens on the device, which then sends nothing.
  public var isOnDevice: Bool {
    switch name {
    case .full, .lora, .adapter, .bitfit: true
    case .lst: ladder.site == .device
    case .pae, .fedPAE, .mobillm, .split, .uSplit, .fedavgLora: false
    }
  }
}
