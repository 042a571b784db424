/// What a study is asked.
public struct StudyQuestion: Equatable, Sendable {
  /// A kind of question.
  public enum Kind: String, CaseIterable, Sendable {
    /// The least or greatest value of an axis at which a metric meets a limit.
    case threshold
    /// The points that no other point beats in every metric.
    case pareto
    /// Which axes move a metric, and how much.
    case sensitivity
    /// The values of one axis against each other, everything else being equal.
    case compare
  }

  /// Which end of an axis is wanted.
  public enum End: String, CaseIterable, Sendable { case smallest, largest }

  /// The kind of question.
  public var kind = Kind.threshold
  /// The axis that is asked about.
  public var axis = ""
  /// The metric that is asked about.
  public var metric = ""
  /// The metric must not be above this.
  public var atMost: Double?
  /// The metric must not be below this.
  public var atLeast: Double?
  /// Which end of the axis is wanted.
  public var find = End.smallest
  /// How closely a threshold is found, as a share of its value.
  public var tolerance = 0.01
  /// Metrics of which less is better.
  public var low: [String] = []
  /// Metrics of which more is better.
  public var high: [String] = []

  init() {}
}
