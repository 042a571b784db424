internal import Determinism
internal import Networks

extension ScenarioDescription {
  static var link: FieldGroup<LinkPairDraft> {
    FieldGroup([
      .group(
        "up", .required, direction.focused(on: \.up), "From the device to the server."),
      .group(
        "down", .required, direction.focused(on: \.down), "From the server to the device."),
      .group(
        "transport", .optional,
        FieldGroup([
          .choice(
            "model", \.transport.model, .fallback("fluid"),
            "fluid: TCP in few steps a message. packet: every packet. auto: packets up to 2 GB, "
              + "and wherever the fluid is far too fast."),
          .choice(
            "control", \.transport.control, .fallback("reno"), "How TCP's window adapts."),
        ]), "How TCP is simulated."),
    ])
  }

  private static var direction: FieldGroup<LinkDraft> {
    FieldGroup([
      .quantity(
        "rate", .dataRate, ScenarioLimits.dataRates, get: { $0.rate }, set: { $0.rate = $1 },
        .optional, "Rate of the bottleneck. Else steps, states or trace."),
      .words(
        "trace", .path, get: { $0.trace }, set: { $0.trace = $1 }, .optional,
        "A recorded link: a Mahimahi trace, or a table that begins with a line such as s,Mbit/s."
      ).known(to: .machine),
      .integer(
        "opportunity_bytes", \.opportunityBytes, 1...65_536, .fallback("1504"),
        "Bytes that an opportunity of a Mahimahi trace carries: 1500 or 1504."),
      .items(
        "steps", \.steps,
        FieldGroup([
          .time("at", \.at, 0...ScenarioLimits.moments, .required, "When the rate begins."),
          rate(\.rate, "The rate from then on; may be 0 bit/s."),
        ]), blank: .init(), "Rates over time."),
      .quantity(
        "repeats_after", .duration, 1_000_000...ScenarioLimits.moments, get: { $0.period },
        set: { $0.period = $1 }, .optional, "Period of the steps. Default: the last rate stays."),
      .items(
        "states", \.states,
        FieldGroup([
          rate(\.rate, "The rate in this state; may be 0 bit/s."),
          .time(
            "lasts", \.lasts, 1_000_000...ScenarioLimits.moments, .required,
            "Mean time in this state."),
        ]), blank: .init(), "A Markov model: random states, each other one equally likely next."),
      .time("delay", \.delay, ScenarioLimits.delays, .required, "One-way propagation delay."),
      .time(
        "jitter", \.jitter, ScenarioLimits.delays, .fallback("0 ns"),
        "Greatest extra delay of a packet, uniform from zero."),
      .flag(
        "jitter_reorders", \.reorders, .fallback("false"),
        "Whether packets may overtake each other."),
      .share(
        "loss", \.loss, RealRange(lower: 0, upper: 0.5), .fallback("0"),
        "Probability that a packet is lost."),
      .section(
        "bursts", \.hasBursts, bursts.focused(on: \.bursts),
        "Losses in bursts (Gilbert-Elliott), in place of loss."),
      .integer("mtu", \.mtu, 576...65_535, .fallback("1500"), "Largest IP packet in bytes."),
      .optionalInteger(
        "queue", \.queue, 1...1_000_000, .optional,
        "Packets that may wait at the bottleneck; those beyond are dropped. Default: no limit."),
      .items(
        "outages", \.outages,
        FieldGroup([
          .time("at", \.at, 0...ScenarioLimits.moments, .required, "When it begins."),
          .time(
            "lasts", \.lasts, 1_000...ScenarioLimits.moments, .required, "How long it lasts."),
          .choice("effect", \.effect, .fallback("hold"), "Whether packets wait or are dropped."),
        ]), blank: .init(), "Planned outages."),
      .items(
        "interruptions", \.interruptions,
        FieldGroup([
          .time(
            "every", \.every, 1_000_000...ScenarioLimits.moments, .required,
            "Time between the starts of two."),
          .time(
            "lasts", \.lasts, 1_000...ScenarioLimits.moments, .required, "How long one lasts."),
          .choice("spacing", \.spacing, .fallback("random"), "Whether they come at random."),
          .choice("effect", \.effect, .fallback("hold"), "Whether packets wait or are dropped."),
        ]), blank: .init(), "Outages that come again: weak coverage, hand-overs."),
    ])
  }

  private static var bursts: FieldGroup<GilbertElliott> {
    let change = RealRange(lower: 0, upper: 1, excludesLower: true)
    return FieldGroup([
      .share("begin", \.goodToBad, change, .required, "Probability a packet that a burst begins."),
      .share("end", \.badToGood, change, .required, "Probability a packet that it ends."),
      .share(
        "loss", \.lossWhenBad, RealRange(lower: 0, upper: 1), .fallback("1"),
        "Probability of loss inside a burst."),
      .share(
        "loss_outside", \.lossWhenGood, RealRange(lower: 0, upper: 0.5), .fallback("0"),
        "Probability of loss outside."),
    ])
  }

  private static func rate<Item>(
    _ path: WritableKeyPath<Item, UInt64>, _ summary: String
  ) -> Field<Item> {
    .quantity(
      "rate", .dataRate, 0...ScenarioLimits.dataRates.upperBound, get: { $0[keyPath: path] },
      set: { $0[keyPath: path] = $1 }, .required, summary)
  }
}
