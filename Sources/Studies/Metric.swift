internal import Simulation

/// A number that a cell brings out.
public struct Metric: Sendable {
  /// Which way is better.
  public enum Better: Sendable { case low, high, neither }

  /// Its name: a column, and a word of study files.
  public let name: String
  /// What people call it.
  public let title: String
  /// Its unit: `s`, `B`, `J`, `share`, or empty for a number.
  public let unit: String
  /// Which way is better.
  public let better: Better
  /// The number of a run; nil where it has none.
  let value: @Sendable (RunSummary) -> Double?

  private init(
    _ name: String, _ title: String, _ unit: String, _ better: Better,
    _ value: @escaping @Sendable (RunSummary) -> Double?
  ) {
    self.name = name
    self.title = title
    self.unit = unit
    self.better = better
    self.value = value
  }

  /// The name of the metric that needs a target accuracy.
  static let secondsToTarget = "seconds_to_target"

  /// Every metric, in the order of columns.
  public static let all: [Metric] = [
    Metric("simulated_seconds", "Time to finish", "s", .low) { $0.simulatedSeconds },
    // Of the target the study knows; see `CellRow.reached`.
    Metric(secondsToTarget, "Time to the target accuracy", "s", .low) { _ in nil },
    Metric("final_accuracy", "Accuracy", "share", .high) { $0.training.finalAccuracy },
    Metric("backbone_accuracy", "Accuracy before training", "share", .neither) {
      $0.training.backboneAccuracy
    },
    Metric("final_loss", "Loss", "", .low) { summary in
      summary.training.epochs.last?.loss.flatMap { $0.isFinite ? Double($0) : nil }
    },
    Metric("uplink_bytes", "Bytes to the server", "B", .low) { Double($0.uplink.wireBytes) },
    Metric("uplink_payload_bytes", "Message bytes to the server", "B", .low) {
      Double($0.uplink.payloadBytes)
    },
    Metric("uplink_messages", "Messages to the server", "", .low) { Double($0.uplink.messages) },
    Metric("uplink_retransmissions", "Packets sent again to the server", "", .low) {
      Double($0.uplink.retransmissions)
    },
    Metric("downlink_bytes", "Bytes to the device", "B", .low) { Double($0.downlink.wireBytes) },
    Metric("uplink_seconds", "Time in which the uplink was busy", "s", .low) {
      $0.timeShares.uplink * $0.simulatedSeconds
    },
    Metric("device_seconds", "Time in which only the device was busy", "s", .low) {
      $0.timeShares.device * $0.simulatedSeconds
    },
    Metric("server_seconds", "Time in which only the server was busy", "s", .low) {
      $0.timeShares.server * $0.simulatedSeconds
    },
    Metric("downlink_seconds", "Time in which only the downlink was busy", "s", .low) {
      $0.timeShares.downlink * $0.simulatedSeconds
    },
    Metric("idle_seconds", "Time in which nothing was busy", "s", .low) {
      $0.timeShares.idle * $0.simulatedSeconds
    },
    Metric("device_busy_seconds", "Time that devices computed", "s", .low) {
      $0.device.busySeconds
    },
    Metric("device_peak_memory_bytes", "Greatest memory of a device", "B", .low) {
      Double($0.device.peakMemoryBytes)
    },
    Metric("device_joules", "Energy of the devices", "J", .low) { $0.device.energy?.totalJoules },
    Metric("radio_joules", "Energy of their radios", "J", .low) { summary in
      summary.device.energy.map {
        $0.radioTransferJoules + $0.radioTailJoules + $0.radioPromotionJoules
      }
    },
    Metric("battery_charge", "Battery charge left", "share", .high) { $0.device.batteryCharge },
    Metric("forward_samples", "Samples through the backbone", "", .low) {
      Double($0.device.forwardSamples)
    },
    Metric("server_busy_seconds", "Time that the server trained", "s", .low) {
      $0.server.busySeconds
    },
    Metric("server_steps", "Training steps", "", .neither) { Double($0.server.steps) },
    Metric("cache_bytes", "Bytes in the server's cache", "B", .low) {
      Double($0.server.cache.bytes)
    },
    Metric("cache_hits", "Look-ups that the cache served", "", .high) {
      Double($0.server.cache.hits)
    },
    Metric("cache_misses", "Look-ups that the cache missed", "", .low) {
      Double($0.server.cache.misses)
    },
    Metric("cache_evictions", "Entries that it threw out", "", .low) {
      Double($0.server.cache.evictions)
    },
    Metric("leaks_found", "Checks that found a leak", "", .low) { summary in
      summary.leaks.isEmpty ? nil : Double(summary.leaks.filter { $0.verdict == "leak" }.count)
    },
    // What needs labels that are known, or the trained network, tells of the task, too.
    Metric("labels_guessed", "Labels guessed from what is sent", "share", .low) { summary in
      greatestEstimate(summary) {
        $0.hasPrefix("label.") && $0 != "label.served" && $0 != "label.completion"
      }
    },
    Metric("labels_predicted", "Labels that the trained network predicts", "share", .low) {
      summary in
      greatestEstimate(summary) { $0 == "label.served" }
    },
    Metric("tokens_found", "Texts or tokens that the best attack finds", "share", .low) { summary in
      greatestEstimate(summary) { $0.hasPrefix("token.") }
    },
  ]

  /// The greatest share that one of some attacks reached; nil where none ran.
  private static func greatestEstimate(
    _ summary: RunSummary, of isMeant: (String) -> Bool
  ) -> Double? {
    summary.leaks.filter { isMeant($0.id) }.compactMap(\.estimate)
      .filter { $0 >= 0 && $0 <= 1 }.max()
  }

  /// Every name.
  public static var names: [String] { all.map(\.name) }

  /// The place of a metric's column.
  package static func place(_ name: String) -> Int {
    guard let place = all.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("only known metrics pass the reading of a study")
    }
    return place
  }
}
