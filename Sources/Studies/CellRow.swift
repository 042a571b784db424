public import Simulation

/// One cell of a study, as the results hold it.
public struct CellRow: Codable, Equatable, Sendable {
  /// What became of it.
  public enum Status: String, Codable, Sendable { case done, failed }

  /// An epoch of its training.
  public struct Epoch: Codable, Equatable, Sendable {
    /// Mean training loss; nil where there is no number.
    public var loss: Double?
    /// Accuracy on the test samples.
    public var accuracy: Double?
    /// Simulated time at its end.
    public var seconds: Double
  }

  /// Its name: 32 hexadecimal digits that follow from program, scenario and contents.
  public var id: String
  /// Its place in the study.
  public var point: Int
  /// What became of it.
  public var status: Status
  /// How the run ended; nil where it did not begin.
  public var outcome: String?
  /// Numbers in the order of `Metric.all`.
  public var metrics: [Double?]
  /// Epoch by epoch.
  public var epochs: [Epoch] = []
  /// Verdicts on leaks; empty where no checks ran.
  public var leaks: [LeakSummary] = []
  /// The name of its values, which other cells may share.
  public var numericDigest: String?
  /// The digest of what happened (`RunSummary.resultDigest`).
  public var runDigest: String?
  /// Why it failed.
  public var error: String?

  /// A cell that ran.
  init(
    id: String, point: Int, summary: RunSummary, numericDigest: String?, runDigest: String,
    target: Double?
  ) {
    self.id = id
    self.point = point
    status = .done
    outcome = summary.outcome.rawValue
    metrics = Metric.all.map { metric in metric.value(summary).flatMap { $0.isFinite ? $0 : nil } }
    epochs = summary.training.epochs.map { epoch in
      Epoch(
        loss: epoch.loss.flatMap { $0.isFinite ? Double($0) : nil },
        accuracy: epoch.testAccuracy, seconds: epoch.simulatedSeconds)
    }
    leaks = summary.leaks
    self.numericDigest = numericDigest
    self.runDigest = runDigest
    reach(target)
  }

  /// A cell that failed.
  init(id: String, point: Int, error: String) {
    self.id = id
    self.point = point
    status = .failed
    metrics = [Double?](repeating: nil, count: Metric.all.count)
    self.error = error
  }

  /// A cell as the database holds it.
  init(id: String, point: Int, status: Status, metrics: [Double?]) {
    self.id = id
    self.point = point
    self.status = status
    self.metrics = metrics
  }

  /// The number called `name`.
  public func metric(_ name: String) -> Double? { metrics[Metric.place(name)] }

  /// Notes when the accuracy `target` was reached, or that it never was.
  mutating func reach(_ target: Double?) {
    let first = target.flatMap { target in epochs.first { ($0.accuracy ?? -1) >= target } }
    metrics[Metric.place(Metric.secondsToTarget)] = first?.seconds
  }
}
