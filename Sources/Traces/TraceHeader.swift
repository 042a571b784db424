public import Determinism

/// What a trace says about the run that it records.
///
/// All of it is public.
///
/// The run's own seed is never part of it: that seed would regenerate labels, keys and noise.
public struct TraceHeader: Equatable, Sendable {
  static let textByteLimit = 32_000

  /// Root of the server's randomness.
  public var serverSeed: UInt64
  /// Digest of the scenario's public part.
  public var scenarioDigest: Digest128
  /// How numbers were computed: library, kernel, threads a call, digest of a known product.
  public var fingerprint: String
  /// Version of the program that recorded.
  public var program: String

  /// Makes a header; the two texts may hold at most 32,000 bytes of UTF-8 each.
  public init(
    serverSeed: UInt64, scenarioDigest: Digest128, fingerprint: String, program: String
  ) {
    precondition(
      max(fingerprint.utf8.count, program.utf8.count) <= Self.textByteLimit,
      "a trace header's text must be short")
    self.serverSeed = serverSeed
    self.scenarioDigest = scenarioDigest
    self.fingerprint = fingerprint
    self.program = program
  }
}
