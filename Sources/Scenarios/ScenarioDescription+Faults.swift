internal import Determinism
internal import Devices
internal import Networks

extension ScenarioDescription {
  static var faults: FieldGroup<Scenario.Faults> {
    FieldGroup([
      .group(
        "retry", .optional,
        FieldGroup([
          .time(
            "timeout", \.retryTimeout, ScenarioLimits.waits, .fallback("2 s"),
            "First wait before something unanswered is sent again; doubles each time."),
          .time(
            "limit", \.retryLimit, ScenarioLimits.waits, .fallback("60 s"), "Longest wait."),
        ]), "When unanswered frames are sent again."),
      .integer(
        "checkpoint", \.checkpointInterval, 1...1_000_000, .fallback("16"),
        "Training steps between two durable checkpoints of the server."),
      .group("random", .optional, rates.focused(on: \.rates), "Frames struck at random."),
      .items(
        "schedule", \.schedule, fault,
        blank: Scenario.Faults.Entry(
          kind: .drop, device: 1, at: .zero, lasts: .zero, direction: .up, frame: 1),
        "Planned faults."),
    ])
  }

  private static var rates: FieldGroup<Scenario.Faults.Rates> {
    let range = RealRange(lower: 0, upper: 0.25)
    return FieldGroup([
      .share("drop", \.drop, range, .fallback("0"), "Share of frames that are lost."),
      .share("duplicate", \.duplicate, range, .fallback("0"), "Share that arrive twice."),
      .share("reorder", \.reorder, range, .fallback("0"), "Share that arrive half a second late."),
      .share(
        "corrupt", \.corrupt, range, .fallback("0"),
        "Share that arrive damaged, which ends the connection."),
    ])
  }

  private static var fault: FieldGroup<Scenario.Faults.Entry> {
    let frames = ["drop", "duplicate", "reorder", "corrupt"]
    let moments = ["disconnect", "device-restart", "server-restart"]
    return FieldGroup([
      .choice("kind", \.kind, .required, "What happens."),
      .integer("device", \.device, 1...1_000, .fallback("1"), "To which device, counted from 1."),
      .time(
        "at", \.at, 0...ScenarioLimits.moments, .required, "When it happens."
      ).only(with: "kind", moments),
      .choice(
        "direction", \.direction, .fallback("up"), "Which way the frame goes."
      ).only(with: "kind", frames),
      .integer(
        "frame", \.frame, 1...1_000_000_000, .required,
        "Which frame, counted from 1 in the order of arrival."
      ).only(with: "kind", frames),
      .time(
        "lasts", \.lasts, 0...ScenarioLimits.moments, .fallback("1 s"),
        "How long the outage lasts, the process is down, or the frame is late."
      ).only(with: "kind", moments + ["reorder"]),
    ])
  }

  static var fleet: FieldGroup<ScenarioDraft.FleetDraft> {
    FieldGroup([
      .integer("count", \.count, 1...1_000, .fallback("1"), "Devices in the group."),
      .section(
        "device", \.hasDevice, device.focused(on: \.device),
        "Their kind. Default: the scenario's device."),
      .section(
        "link", \.hasLink, link.focused(on: \.link), "Their links. Default: the scenario's."),
    ])
  }
}
