extension ScenarioDescription {
  static var method: FieldGroup<Scenario.Method> {
    FieldGroup([
      .choice("name", \.name, .fallback("pae"), "The method's name."),
      .choice(
        "pivot", \.pivot, .fallback("last"),
        "Which token's activations stand for the text."),
      .choice(
        "head", \.head, .fallback("zero"),
        "The backbone's own prediction head; own: the folder's classifier or language-model head."
      ).only(for: [.pae, .fedPAE]),
      .texts(
        "verbalizers", \.verbalizers,
        "One word a class, each one token, whose logits the language-model head compares. Without "
          + "it, the folder's classifier speaks."
      ).only(with: "head", "own"),
      .group(
        "adapter", .optional, adapter, "Adapters: those of the side network, or of the backbone."
      ).only(for: [.pae, .fedPAE, .mobillm, .adapter]),
      .group("lora", .optional, lowRank.focused(on: \.lowRank), "Low-rank updates.")
        .only(for: [.lora, .split, .uSplit, .fedavgLora]),
      .group("ladder", .optional, ladder.focused(on: \.ladder), "The ladder side network.")
        .only(for: [.lst]),
      .optionalInteger(
        "cut", \.cut, 1...1_000, .optional,
        "Layers on the device, fewer than the model has. Default: half of them."
      ).only(for: [.split, .uSplit]),
      .group(
        "optimizer", .optional, optimizer.focused(on: \.optimizer), "How parameters are trained."),
      .integer(
        "batch", \.batch, 1...4_096, .fallback("16"),
        "Samples in a batch; at most the training samples."),
      .integer("epochs", \.epochs, 1...10_000, .fallback("5"), "Passes over the training samples."),
      .group(
        "fedavg", .optional, averaging, "When the server averages what the devices have trained."
      ).only(for: [.fedavgLora]),
      .flag(
        "recompute", \.recomputes, .fallback("false"),
        "Whether the backward pass computes a layer's insides again rather than keep them."
      ).only(for: [.full, .lora, .adapter, .bitfit, .fedavgLora]),
      .group("wire", .optional, wire, "What goes over the wire, and how.")
        .only(for: [.pae, .fedPAE, .mobillm, .lst, .split, .uSplit]),
      protection.only(for: [.pae, .fedPAE]),
    ])
  }

  private static var protection: Field<Scenario.Method> {
    Field(
      key: "protection",
      summary: "Defences on the device. Whatever their order here, randomized-response applies "
        + "before noise, and noise before rotation.",
      presence: .fallback("[]"),
      content: .protections(ProtectionList(path: \.protection, variants: ProtectionVariant.all)))
  }

  private static var adapter: FieldGroup<Scenario.Method> {
    FieldGroup([
      .integer(
        "rank", \.rank, 1...4_096, .fallback("16"),
        "Rank, or inner width; at most the model's width.")
    ])
  }

  private static var averaging: FieldGroup<Scenario.Method> {
    FieldGroup([
      .optionalInteger(
        "local_steps", \.localSteps, 1...1_000_000, .optional,
        "Steps on each device between two averages. Default: an epoch.")
    ])
  }

  private static var wire: FieldGroup<Scenario.Method> {
    FieldGroup([
      .choice(
        "activations", \.activations, .fallback("fp32"),
        "Layout of activations on the wire; int8 and int4 come with a scale for each group."),
      .optionalInteger(
        "group", \.activationGroup, 1...16_384, .optional,
        "Elements that share a scale; divides the width. Default: all of a layer's."
      ).only(with: "activations", "int8", "int4"),
      .integer(
        "window", \.window, 1...1_024, .fallback("8"),
        "Batches that may be under way without an acknowledgement."),
    ])
  }

  private static var lowRank: FieldGroup<Scenario.Method.LowRank> {
    FieldGroup([
      .integer("rank", \.rank, 1...4_096, .fallback("8"), "Rank; at most the model's width."),
      .real(
        "alpha", \.alpha, RealRange(lower: 0, upper: 1e6, excludesLower: true), .fallback("16"),
        "Scale of the update, before it is divided by the rank."),
      .chosen(
        "projections", \.projectionNames,
        among: Scenario.Method.LowRank.Projection.allCases.map(\.rawValue),
        .derived("[query, value]") { update in
          update.projections = [.query, .value]
          return true
        }, "The linear maps that are updated."),
    ])
  }

  private static var ladder: FieldGroup<Scenario.Method.Ladder> {
    FieldGroup([
      .integer(
        "reduction", \.reduction, 1...1_024, .fallback("8"),
        "How many times narrower than the backbone it is."),
      .real(
        "temperature", \.temperature, RealRange(lower: 1e-6, upper: 1_000), .fallback("0.1"),
        "Temperature of the gates that mix backbone and ladder."),
      .choice("on", \.site, .fallback("server"), "Where it is trained."),
    ])
  }

  private static var optimizer: FieldGroup<Scenario.Method.Optimizer> {
    let decay = RealRange(lower: 0, upper: 1, excludesUpper: true)
    // An epsilon that FP32 rounds to zero would divide by zero.
    return FieldGroup([
      .choice("name", \.name, .fallback("adamw"), "The optimizer's name."),
      .real(
        "learning_rate", \.learningRate, RealRange(lower: 0, upper: 10, excludesLower: true),
        .fallback("0.001"), "Step size."),
      .real(
        "weight_decay", \.weightDecay, RealRange(lower: 0, upper: 10), .fallback("0.01"),
        "Decoupled weight decay."),
      .real("beta1", \.beta1, decay, .fallback("0.9"), "Decay of the first moment."),
      .real("beta2", \.beta2, decay, .fallback("0.999"), "Decay of the second moment."),
      .real(
        "epsilon", \.epsilon, RealRange(lower: 1e-30, upper: 1), .fallback("1e-8"),
        "Added to the root of the second moment."),
    ])
  }
}

extension Field where Root == Scenario.Method {
  /// The same key with a meaning only for certain methods.
  fileprivate func only(for methods: [Scenario.Method.Name]) -> Field {
    only(with: "name", methods.map(\.rawValue))
  }
}
