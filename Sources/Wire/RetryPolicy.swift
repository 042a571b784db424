public import Determinism

/// When a machine sends again what nobody has answered.
public struct RetryPolicy: Hashable, Sendable {
  /// The first wait.
  public var timeout: SimDuration
  /// Each wait is twice the one before, up to this.
  public var limit: SimDuration

  /// Makes a policy.
  public init(timeout: SimDuration, limit: SimDuration) {
    precondition(timeout > .zero && limit >= timeout, "waits must be positive, and grow to a limit")
    self.timeout = timeout
    self.limit = limit
  }

  /// The wait after `attempts` vain ones.
  public func wait(attempts: Int) -> SimDuration {
    var wait = timeout
    for _ in 0..<attempts {
      guard wait < limit else { break }
      wait = min(limit, wait + wait)
    }
    return wait
  }
}
