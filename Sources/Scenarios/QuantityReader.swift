public import Determinism
public import Networks

/// Reads single quantities from a command line, written as in scenario files.
///
/// Each function throws an error whose origin is the argument itself, such as `--rate 20`.
public enum QuantityReader {
  /// A data rate such as `20 Mbit/s`.
  public static func dataRate(_ text: String, of option: String) throws(ScenarioError) -> BitRate {
    BitRate(
      bitsPerSecond: try quantity(text, .dataRate, ScenarioLimits.dataRates, of: option))
  }

  /// A delay such as `25 ms`.
  public static func delay(_ text: String, of option: String) throws(ScenarioError) -> SimDuration {
    SimDuration(
      nanoseconds: try quantity(text, .duration, ScenarioLimits.delays, of: option))
  }

  /// A moment of simulated time, such as `1.5 s`.
  public static func moment(_ text: String, of option: String) throws(ScenarioError) -> SimInstant {
    SimInstant(nanoseconds: try quantity(text, .duration, 0...UInt64(1) << 62, of: option))
  }

  /// A stretch of simulated time, such as `100 ms`.
  public static func interval(
    _ text: String, of option: String
  ) throws(ScenarioError) -> SimDuration {
    SimDuration(nanoseconds: try quantity(text, .duration, 1_000...UInt64(1) << 62, of: option))
  }

  /// A size from one byte to 1 TB: a whole number of bytes, or with a unit as in `10 MB`.
  public static func size(_ text: String, of option: String) throws(ScenarioError) -> ByteCount {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
    let range: ClosedRange<UInt64> = 1...1_000_000_000_000
    return ByteCount(try quantity(isPlain ? text + " B" : text, .size, range, of: option))
  }

  /// A probability from 0 to 0.5, such as `0.005` or `0.5 %`.
  public static func loss(_ text: String, of option: String) throws(ScenarioError) -> Double {
    do {
      let kind = ScalarKind.share(RealRange(lower: 0, upper: 0.5))
      guard case .real(let value) = try kind.parse(text, isQuoted: false) else {
        preconditionFailure("a share is read as a number")
      }
      return value
    } catch { throw problem(error, text, option) }
  }

  private static func quantity(
    _ text: String, _ family: UnitFamily, _ range: ClosedRange<UInt64>, of option: String
  ) throws(ScenarioError) -> UInt64 {
    do { return try family.parse(text, in: range) } catch { throw problem(error, text, option) }
  }

  private static func problem(
    _ code: ScenarioProblem.Code, _ text: String, _ option: String
  ) -> ScenarioError {
    ScenarioError([ScenarioProblem(code, at: .argument("\(option) '\(text)'"))])
  }
}
