import Audits
import Determinism
import LeakCheck
import Networks
import Scenarios
import Simulation

/// What a person sees after a run: did it learn, what did it cost, what leaked, what to do next.
struct RunScreen {
  let scenario: Scenario
  let summary: RunSummary
  /// What the checks found and the policy makes of it; nil where nothing was checked.
  let checks: [JudgedCheck]?
  let folder: RunFolder

  var text: String {
    ([title] + learned + protection + cost + leaks + [record]).joined(separator: "\n")
  }

  private var title: String {
    let name = summary.model.name
    let architecture = summary.model.architecture
    let model =
      "\(name == architecture ? name : "\(name) (\(architecture))") "
      + "\(summary.model.layers)x\(summary.model.width)"
    let rates = "\(rate(scenario.link.up))/\(rate(scenario.link.down)) Mbit/s"
    let method = scenario.method.name.rawValue
    return "\(scenario.name)  seed \(scenario.seed)  \(method) on \(model)  "
      + "\(scenario.device.name)  \(rates), "
      + "\(fixed(scenario.link.up.delay.seconds * 1e3, 0)) ms"
  }

  private func rate(_ side: Scenario.LinkSide) -> String {
    if side.trace != nil { return "recorded" }
    let isSteady = if case .constant = side.profile.capacity { true } else { false }
    return (isSteady ? "" : "~") + megabits(side.rate.bitsPerSecond)
  }

  private var learned: [String] {
    guard summary.outcome != .outOfMemory else {
      let memory = ByteCount(summary.device.peakMemoryBytes)
      return [
        "  OUT OF MEMORY  the device would need \(memory), more than it has"
      ]
    }
    guard scenario.hasValues else {
      return [
        "  shape      \(summary.model.parameters) parameters, \(summary.model.trainingSamples) "
          + "samples; nothing is computed, so nothing is learned and nothing leaks"
      ]
    }
    let after = summary.training.finalAccuracy.map { fixed($0, 3) } ?? "-"
    let losses = summary.training.epochs.map { fixed(Double($0.loss ?? .nan), 3) }
    let diverged =
      summary.outcome == .diverged
      ? ["  DIVERGED   the loss is no longer a number; lower method.optimizer.learning_rate"] : []
    let empty =
      summary.outcome == .batteryEmpty
      ? ["  BATTERY EMPTY  the run used more than the battery held"] : []
    return empty + diverged + [
      "  accuracy   " + accuracy(after),
      "  loss       \(brief(losses).joined(separator: " "))  (\(losses.count) epochs)",
    ]
  }

  /// A backbone without a head of its own predicts nothing before it is trained.
  private func accuracy(_ after: String) -> String {
    guard let before = summary.training.backboneAccuracy, scenario.method.isPAE else {
      return "\(after) when trained"
    }
    return "\(fixed(before, 3)) backbone alone -> \(after) with the side network"
  }

  private var protection: [String] {
    guard !summary.protection.isEmpty else { return [] }
    return ["  protect    " + summary.protection.joined(separator: ", ")]
  }

  private var cost: [String] {
    let shares = summary.timeShares
    let parts = [
      ("uplink", shares.uplink), ("device", shares.device), ("server", shares.server),
      ("downlink", shares.downlink), ("idle", shares.idle),
    ].map { "\($0) \(fixed($1 * 100, 0)) %" }.joined(separator: ", ")
    return [
      "  time       \(fixed(summary.simulatedSeconds, 2)) s simulated "
        + "(\(fixed(summary.host.wallSeconds, 1)) s of yours): \(parts)",
      "  uplink     \(traffic(summary.uplink))",
      "  downlink   \(traffic(summary.downlink))",
      "  device     \(ByteCount(summary.device.peakMemoryBytes)) peak memory, "
        + "\(summary.device.forwardSamples) forward passes, "
        + "\(fixed(summary.device.busySeconds, 2)) s busy" + energy,
    ] + server
  }

  /// A device that trains alone has none.
  private var server: [String] {
    guard !scenario.method.isOnDevice else { return [] }
    let cache = summary.server.cache
    return [
      "  server     \(summary.server.steps) steps, \(fixed(summary.server.busySeconds, 2)) s busy; "
        + "cache \(cache.entries) samples in \(ByteCount(cache.bytes)), \(cache.hits) hits, "
        + "\(cache.misses) misses"
    ]
  }

  private var energy: String {
    guard let energy = summary.device.energy else { return "" }
    let radio =
      energy.radioTransferJoules + energy.radioTailJoules + energy.radioPromotionJoules
    var text =
      ", \(fixed(energy.totalJoules, 1)) J (radio \(fixed(radio, 1)))"
    if let charge = summary.device.batteryCharge {
      text += ", battery at \(fixed(charge * 100, 1)) %"
    }
    return text
  }

  private var leaks: [String] {
    guard let checks else {
      return scenario.hasValues ? ["  leaks      not checked"] : []
    }
    let short = checks.filter { $0.check.level != .inference }.map { "\($0.check.id) \(word($0))" }
    var lines = ["  leaks      " + short.prefix(4).joined(separator: ", ")]
    if short.count > 4 {
      lines.append("             " + short.dropFirst(4).joined(separator: ", "))
    }
    lines += attacks(checks.filter { $0.check.level == .inference }).map { "             " + $0 }
    let leaks = checks.filter { $0.verdict == Verdict.leak.rawValue }.map(\.check.id)
    if leaks.contains("label.sign") {
      lines.append(
        "             try: --set 'method.protection=[{randomized-response: {epsilon: 2}}]'")
    }
    if let worst = leaks.first {
      lines.append("             what it means: sidelight explain \(worst)")
    }
    return lines
  }

  /// The attack that leads, then the others by what came of them.
  private func attacks(_ checks: [JudgedCheck]) -> [String] {
    guard let first = checks.first else { return [] }
    let others = checks.dropFirst()
    func list(_ verdict: Verdict, _ word: String) -> [String] {
      let names = others.filter { $0.verdict == verdict.rawValue }.map(\.check.id)
      return stride(from: 0, to: names.count, by: 4).map { start in
        (start == 0 ? word : String(repeating: " ", count: word.count))
          + names[start..<min(start + 4, names.count)].joined(separator: ", ")
      }
    }
    return [inference(first, of: "labels")] + list(.leak, "LEAK, too: ")
      + list(.inconclusive, "inconclusive: ") + list(.pass, "pass: ")
      + others.filter(\.isDeclared).map { inference($0, of: "cases") }
      + list(.notApplicable, "not applicable: ")
  }

  /// The verdict, aloud where something leaks.
  private func word(_ judged: JudgedCheck) -> String {
    judged.isLoud ? judged.verdict.uppercased() : judged.verdict
  }

  private func inference(_ judged: JudgedCheck, of what: String) -> String {
    let check = judged.check
    guard let estimate = check.estimate else { return "\(check.id) \(judged.verdict)" }
    var text =
      "\(check.id) \(word(judged)): the server guesses \(fixed(estimate * 100, 1)) % of "
      + "\(check.samples) \(what)"
    if let low = check.low, let high = check.high {
      text += " [\(fixed(low * 100, 1)), \(fixed(high * 100, 1))]"
    }
    if let baseline = check.baseline {
      text += " (chance \(fixed(baseline * 100, 1)) %)"
    }
    return text
  }

  private var record: String {
    "  record     \(folder.path)/   check it again: sidelight check \(folder.path)"
  }

  private func traffic(_ report: TrafficReport) -> String {
    "\(ByteCount(report.payloadBytes)) in \(report.messages) messages, "
      + "\(ByteCount(report.wireBytes)) on the wire"
  }

  private func megabits(_ rate: UInt64) -> String {
    let value = Double(rate) / 1e6
    return value == value.rounded() ? fixed(value, 0) : fixed(value, 3)
  }

  /// The first three and the last of a long list.
  private func brief(_ values: [String]) -> [String] {
    values.count <= 6 ? values : values.prefix(3) + ["..."] + values.suffix(1)
  }
}
