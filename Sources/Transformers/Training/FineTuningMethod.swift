/// Which parameters of a backbone are trained.
public enum FineTuningMethod: Hashable, Sendable {
  /// None: gradients only pass through, as to the other half of a split model.
  case frozen
  /// All weights.
  case full
  /// All biases, those of the norms included: BitFit (Ben Zaken et al., arXiv 2106.10199).
  case bias
  /// Low-rank updates of chosen projections.
  case lowRank(LowRankSettings)
  /// Bottlenecks behind attention and feed-forward.
  case adapters(AdapterSettings)

  /// Whether the backbone's own matrices and embeddings are trained.
  var trainsMatrices: Bool { self == .full }
  /// Whether the backbone's own biases are trained.
  var trainsBiases: Bool { self == .full || self == .bias }
  /// Whether the gains of norms are trained.
  var trainsGains: Bool { trainsMatrices || trainsNormsBesideAdapters }
  /// Whether the biases of norms are trained.
  var trainsNormBiases: Bool { trainsBiases || trainsNormsBesideAdapters }

  /// Whether `projection` gets a low-rank update.
  func updates(_ projection: Projection) -> Bool {
    if case .lowRank(let settings) = self {
      settings.projections.contains(projection)
    } else {
      false
    }
  }

  private var trainsNormsBesideAdapters: Bool {
    if case .adapters(let settings) = self { settings.trainsNorms } else { false }
  }
}

/// A linear map inside a transformer block.
public enum Projection: String, CaseIterable, Sendable {
  /// The attention's queries.
  case query
  /// The attention's keys.
  case key
  /// The attention's values.
  case value
  /// The map behind the attention.
  case output
  /// The gate of gated feed-forward parts; others have none.
  case gate
  /// The map into the feed-forward part.
  case expand
  /// The map out of the feed-forward part.
  case contract
}

/// LoRA (Hu et al., arXiv 2106.09685): W + (alpha / r) B A.
public struct LowRankSettings: Hashable, Sendable {
  /// Rank, r.
  public var rank: Int
  /// Scale before division by the rank.
  public var alpha: Double
  /// The maps that are updated.
  public var projections: Set<Projection>

  /// Joins the settings; the paper updates queries and values.
  ///
  /// Traps unless the rank is positive.
  public init(rank: Int, alpha: Double, projections: Set<Projection> = [.query, .value]) {
    precondition(rank > 0, "a low-rank update has a rank")
    self.rank = rank
    self.alpha = alpha
    self.projections = projections
  }
}

/// Adapters (Houlsby et al., arXiv 1902.00751): o + gelu(o Wdown + bdown) Wup + bup, where o leaves
/// attention or feed-forward, before the residual is added.
public struct AdapterSettings: Hashable, Sendable {
  /// Inner width, m.
  public var bottleneck: Int
  /// Whether the backbone's norms are trained, too, as in the paper.
  public var trainsNorms: Bool

  /// Joins the settings.
  ///
  /// Traps unless the inner width is positive.
  public init(bottleneck: Int, trainsNorms: Bool = true) {
    precondition(bottleneck > 0, "an adapter has an inner width")
    self.bottleneck = bottleneck
    self.trainsNorms = trainsNorms
  }
}
