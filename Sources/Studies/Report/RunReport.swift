internal import Determinism
internal import Scenarios
public import Simulation
internal import Traces

/// The page of one run: what happened when, what was learned, what it cost, what leaked.
public struct RunReport {
  private let summary: RunSummary
  private let path: String
  private var lanes: [TimelineSpan.Track: [Double]] = [:]
  private var epochs: [Double] = []
  private var kinds: [String: (messages: Int, bytes: Int)] = [:]
  private let hasTimeline: Bool

  private static let tracks: [(TimelineSpan.Track, String, Int)] = [
    (.device, "device", 0), (.uplink, "uplink", 1), (.server, "server", 2),
    (.downlink, "downlink", 3),
  ]

  /// Reads the folder of a run.
  ///
  /// - Throws: `RunFolderError` where it is none, `TraceError` where its timeline is damaged.
  public init(folder: RunFolder) throws {
    guard let summary = try folder.summary() else {
      throw RunFolderError(.notARun(missing: "summary.json"), path: folder.path)
    }
    self.summary = summary
    path = folder.path
    // The judge's folder may be missing where only what is public was handed on.
    guard let reader = try? TimelineReader(path: folder.timelinePath) else {
      hasTimeline = false
      return
    }
    hasTimeline = true
    let end = max(summary.simulatedSeconds, 1e-9)
    for (track, _, _) in Self.tracks {
      lanes[track] = [Double](repeating: 0, count: LaneChart.stretches)
    }
    while let span = try reader.next() { note(span, end) }
  }

  private mutating func note(_ span: TimelineSpan, _ end: Double) {
    if span.track == .epoch {
      epochs.append(span.end.seconds)
      return
    }
    if span.track == .uplink || span.track == .downlink {
      let name = "\(span.track == .uplink ? "to the server" : "to the device"): \(span.name)"
      let before = kinds[name] ?? (0, 0)
      kinds[name] = (before.messages + 1, before.bytes + span.amount)
    }
    guard lanes[span.track] != nil else { return }
    let stretch = end / Double(LaneChart.stretches)
    let (start, stop) = (span.start.seconds, span.end.seconds)
    let last = LaneChart.stretches - 1
    let first = min(last, max(0, Int(start / stretch)))
    for place in first...min(last, max(first, Int(stop / stretch))) {
      let low = max(start, Double(place) * stretch)
      let high = min(stop, Double(place + 1) * stretch)
      if high > low { lanes[span.track]?[place] += (high - low) / stretch }
    }
  }

  /// The page.
  public var html: String {
    var page = Page(title: "\(summary.scenario) – Sidelight run")
    let name = Markup.escaped(summary.scenario)
    page.add("<header><p>run</p><h1>\(name), seed \(summary.seed)</h1></header>")
    page.hero(headline)
    page.facts(facts)
    page.heading("What was learned")
    page.figures(training)
    page.heading("What it cost")
    page.figures([time] + bytes + [memory] + energy)
    addLeaks(to: &page)
    let digest = (try? summary.resultDigest())?.description ?? ""
    page.add(
      "<footer>Run digest <code>\(Markup.escaped(summary.runDigest))</code>, result digest "
        + "<code>\(digest)</code>. Model \(Markup.escaped(summary.model.name)), "
        + "\(summary.model.layers) layers of width \(summary.model.width). Made by Sidelight "
        + "\(Markup.escaped(summary.host.program)); time, bytes and energy are simulated.</footer>")
    return page.html
  }

  private var headline: Answer {
    let training = summary.training
    let said: String
    switch summary.outcome {
    case .completed:
      if let before = training.backboneAccuracy, let after = training.finalAccuracy {
        said = "\(Quantity.text(before, "share")) → \(Quantity.text(after, "share")) accuracy"
      } else {
        said = "Done in \(Quantity.text(summary.simulatedSeconds, "s"))"
      }
    case .diverged: said = "The training diverged"
    case .outOfMemory: said = "The device ran out of memory"
    case .batteryEmpty: said = "The battery ran empty"
    case .stalled: said = "The run went nowhere"
    }
    let shares = summary.timeShares
    let parts = [
      ("the uplink", shares.uplink), ("the device", shares.device), ("the server", shares.server),
      ("the downlink", shares.downlink), ("waiting", shares.idle),
    ]
    let most = parts.max { $0.1 < $1.1 } ?? parts[0]
    let leaks = summary.leaks.filter { $0.verdict == "leak" }.count
    var details = [
      "It took \(Quantity.text(summary.simulatedSeconds, "s")); most of it, "
        + "\(Quantity.text(most.1, "share")), went to \(most.0)."
    ]
    if !summary.leaks.isEmpty {
      details.append(
        leaks == 0
          ? "No check found a leak." : "\(leaks) of \(summary.leaks.count) checks found a leak.")
    }
    return Answer(
      question: "What did the server's help bring, and what did it cost?", headline: said,
      details: details, figures: timeline)
  }

  private var facts: [(String, String)] {
    var facts = [
      ("simulated time", Quantity.text(summary.simulatedSeconds, "s")),
      ("to the server", Quantity.text(Double(summary.uplink.wireBytes), "B")),
      ("to the device", Quantity.text(Double(summary.downlink.wireBytes), "B")),
      ("device memory", Quantity.text(Double(summary.device.peakMemoryBytes), "B")),
      ("training steps", "\(summary.server.steps)"),
    ]
    if let energy = summary.device.energy {
      facts.append(("energy", Quantity.text(energy.totalJoules, "J")))
    }
    return facts
  }

  private var timeline: [Figure] {
    guard hasTimeline else { return [] }
    let chart = LaneChart(
      title: "Device, radio and server over time", seconds: summary.simulatedSeconds,
      lanes: Self.tracks.map { track, name, colour in
        .init(name: name, busy: lanes[track] ?? [], colour: colour)
      }, marks: epochs)
    return [
      Figure(
        name: "timeline", title: "Device, radio and server over time", canvas: chart.canvas())
    ]
  }

  private var training: [Figure] {
    func curve(_ title: String, _ unit: String, _ value: (EpochReport) -> Double?) -> Figure? {
      let points = summary.training.epochs.compactMap { epoch in
        value(epoch).flatMap { number -> LinePlot.Point? in
          guard number.isFinite else { return nil }
          return .init(x: epoch.simulatedSeconds, y: number, low: number, high: number)
        }
      }
      guard !points.isEmpty else { return nil }
      let plot = LinePlot(
        title: title, xTitle: "simulated time", yTitle: title, xUnit: "s", yUnit: unit,
        isLogX: false, isLogY: false, series: [.init(name: "", points: points)])
      let numbers = DataTable(
        columns: ["time", title],
        rows: points.map { [Quantity.text($0.x, "s"), Quantity.text($0.y, unit)] })
      return Figure(
        name: "training-\(unit)", title: "\(title), epoch by epoch", canvas: plot.canvas(),
        table: numbers)
    }
    return [
      curve("Accuracy", "share") { $0.testAccuracy },
      curve("Loss", "") { $0.loss.map(Double.init) },
    ].compactMap { $0 }
  }

  private var time: Figure {
    let shares = summary.timeShares
    let parts = [shares.device, shares.uplink, shares.server, shares.downlink, shares.idle]
    let bars = StackedBars(
      title: "Where the time went", unit: "s",
      parts: ["device", "uplink", "server", "downlink", "idle"],
      bars: [.init(name: "time", parts: parts.map { $0 * summary.simulatedSeconds })])
    return Figure(
      name: "time", title: "Where the time went",
      caption: "Each moment counts once, for the first that is busy: uplink, device, server, "
        + "downlink.", canvas: bars.canvas())
  }

  private var bytes: [Figure] {
    let rows = kinds.sorted { ($1.value.bytes, $0.key) < ($0.value.bytes, $1.key) }
    guard !rows.isEmpty else { return [] }
    let bars = StackedBars(
      title: "Bytes by kind of message", unit: "B", parts: ["bytes"],
      bars: rows.map { .init(name: $0.key, parts: [Double($0.value.bytes)]) })
    return [
      Figure(
        name: "bytes", title: "Bytes by kind of message", canvas: bars.canvas(),
        table: DataTable(
          columns: ["kind", "messages", "bytes"],
          rows: rows.map { ["\($0.key)", "\($0.value.messages)", "\($0.value.bytes)"] }))
    ]
  }

  private var memory: Figure {
    let device = summary.device
    let bars = StackedBars(
      title: "Memory of the device", unit: "B", parts: ["weights", "activations", "buffers"],
      bars: [
        .init(
          name: "peak",
          parts: [
            Double(device.weightsBytes), Double(device.activationsBytes),
            Double(device.buffersBytes),
          ])
      ])
    return Figure(
      name: "memory", title: "Memory of the device, at its peak", canvas: bars.canvas())
  }

  private var energy: [Figure] {
    guard let energy = summary.device.energy else { return [] }
    let bars = StackedBars(
      title: "Energy of the device", unit: "J",
      parts: ["idle", "computing", "radio", "tail", "wake-up"],
      bars: [
        .init(
          name: "energy",
          parts: [
            energy.idleJoules, energy.computeJoules, energy.radioTransferJoules,
            energy.radioTailJoules, energy.radioPromotionJoules,
          ])
      ])
    return [Figure(name: "energy", title: "Energy of the device", canvas: bars.canvas())]
  }

  private func addLeaks(to page: inout Page) {
    page.heading("What leaked")
    guard !summary.leaks.isEmpty else {
      return page.note("No checks ran. `sidelight check` runs them on the recorded trace.")
    }
    let rows = summary.leaks.map { leak in
      let style = leak.verdict == "leak" ? "leak" : leak.verdict == "pass" ? "pass" : ""
      let word = leak.verdict == "pass" ? "no leak found" : leak.verdict
      return "<tr><td>\(Markup.escaped(leak.id))</td><td class=\"\(style)\">"
        + "\(Markup.escaped(word))</td><td>"
        + "\(leak.estimate.map { Quantity.short($0) } ?? "–")</td></tr>"
    }
    page.add(
      "<div class=\"scroll\"><table><thead><tr><th>check</th><th>verdict</th><th>estimate</th></tr>"
        + "</thead><tbody>\(rows.joined())</tbody></table></div>")
    page.note("No verdict means safe: a check finds what it looks for, and says so.")
  }
}
