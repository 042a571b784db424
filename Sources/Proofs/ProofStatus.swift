/// Whether a claim stands.
public enum ProofStatus: String, Codable, Sendable {
  /// It stands, its assumptions can hold, and every planted mistake was noticed.
  case proved
  /// It does not.
  case refuted
  /// Nobody could tell.
  case unknown

  /// What `parts` say together: a refutation outweighs a doubt, and nothing at all is a doubt.
  public init(all parts: [ProofStatus]) {
    if parts.contains(.refuted) {
      self = .refuted
    } else {
      self = !parts.isEmpty && parts.allSatisfy { $0 == .proved } ? .proved : .unknown
    }
  }
}
