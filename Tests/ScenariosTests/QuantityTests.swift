import Determinism
import Networks
import Scenarios
import Testing

@Suite struct QuantityTests {
  @Test(
    arguments: [
      ("20 Mbit/s", 20_000_000), ("20Mbit/s", 20_000_000), ("0.5 Gbit/s", 500_000_000),
      ("1.5e3 kbit/s", 1_500_000), ("1000 bit/s", 1_000), ("0.000001 Tbit/s", 1_000_000),
      ("'2 Mbit/s'", 2_000_000), ("1.50 kbit/s", 1_500), ("00020 Mbit/s", 20_000_000),
    ] as [(String, UInt64)])
  func ratesAreExact(_ text: String, _ bits: UInt64) throws {
    let scenario = try load(shortestScenario, ["link.up.rate=\(text)"])
    #expect(scenario.link.up.rate.bitsPerSecond == bits)
  }

  @Test(
    arguments: [
      ("35 ms", 35_000_000), ("0 ms", 0), ("1 ns", 1), ("0.001 us", 1), ("2.5 \u{B5}s", 2_500),
      ("1.000000001 s", 1_000_000_001), ("10 s", 10_000_000_000), ("-0 s", 0),
    ] as [(String, UInt64)])
  func durationsAreExact(_ text: String, _ nanoseconds: UInt64) throws {
    let scenario = try load(shortestScenario, ["link.up.delay=\(text)"])
    #expect(scenario.link.up.delay.nanoseconds == nanoseconds)
  }

  @Test(
    arguments: [
      ("1 GiB", 1_073_741_824), ("1 GB", 1_000_000_000), ("1.5 KiB", 1_536), ("7 B", 7),
      ("0.25 KiB", 256), ("0 B", 0), ("1 TiB", 1_099_511_627_776),
    ] as [(String, UInt64)])
  func sizesKnowDecimalAndBinaryUnits(_ text: String, _ bytes: UInt64) throws {
    let scenario = try load(shortestScenario, ["server.cache=\(text)"])
    #expect(scenario.server.cache.bytes == bytes)
  }

  @Test(
    arguments: [
      ("0.001", 0.001), ("0.1 %", 0.001), ("0.1%", 0.001), ("1e-3", 0.001), ("0", 0), ("-0", 0),
      ("10 %", 0.1), ("30 %", 0.3), ("7 %", 0.07),
    ] as [(String, Double)])
  func sharesAreCorrectlyRounded(_ text: String, _ value: Double) throws {
    #expect(try load(shortestScenario, ["link.up.loss=\(text)"]).link.up.profile.loss == value)
  }

  @Test(arguments: [
    ("20", "missing unit; accepted: bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s"),
    ("20 MB/s", "wrong unit 'MB/s'; accepted: bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s"),
    ("20 mbit/s", "wrong unit 'mbit/s'; accepted: bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s"),
    ("0 bit/s", "must be from 1 kbit/s to 1 Tbit/s, found 0 bit/s"),
    ("-5 Mbit/s", "must be from 1 kbit/s to 1 Tbit/s, found -5 Mbit/s"),
    ("1e300 Mbit/s", "must be from 1 kbit/s to 1 Tbit/s, found 1e300 Mbit/s"),
    ("1000.5 bit/s", "'1000.5 bit/s' is not a whole multiple of 1 bit/s"),
    ("fast", "expected a data rate such as '20 Mbit/s', found 'fast'"),
    (".nan", "expected a data rate such as '20 Mbit/s', found '.nan'"),
    ("inf Mbit/s", "expected a data rate such as '20 Mbit/s', found 'inf Mbit/s'"),
    ("1. Mbit/s", "expected a data rate such as '20 Mbit/s', found '1. Mbit/s'"),
    ("1e99999 bit/s", "expected a data rate such as '20 Mbit/s', found '1e99999 bit/s'"),
    ("", "expected a data rate such as '20 Mbit/s', found nothing"),
    ("[1]", "expected a data rate such as '20 Mbit/s', found a list"),
  ])
  func wrongRatesAreExplained(_ text: String, _ message: String) {
    #expect(
      complaint(shortestScenario, ["link.up.rate=\(text)"])
        == "--set link.up.rate=\(text): error: link.up.rate: \(message)")
  }

  @Test(arguments: [
    ("link.up.delay=0.1 ns", "'0.1 ns' is not a whole multiple of 1 ns"),
    ("link.up.delay=11 s", "must be from 0 ns to 10 s, found 11 s"),
    ("link.up.delay=3", "missing unit; accepted: ns, us, ms, s"),
    ("link.up.loss=60 %", "must be at least 0 and at most 0.5, found 60 %"),
    ("link.up.loss=-0.1", "must be at least 0 and at most 0.5, found -0.1"),
    ("link.up.loss=0.1 ms", "wrong unit 'ms'; accepted: %, none (0.001)"),
    ("link.up.loss=.inf", "expected a share such as 0.001 or '0.1 %', found '.inf'"),
    ("server.cache=0.1 GiB", "'0.1 GiB' is not a whole multiple of 1 B"),
    (
      "server.cache=5",
      "missing unit; accepted: B, kB, KiB, MB, MiB, GB, GiB, TB, TiB"
    ),
    (
      "server.compute=1 TFLOPS",
      "wrong unit 'TFLOPS'; accepted: FLOP/s, kFLOP/s, MFLOP/s, GFLOP/s, TFLOP/s, PFLOP/s"
    ),
    ("method.batch=16.0", "expected a whole number, found '16.0'"),
    ("method.batch=\"16\"", "expected a whole number, found '16'"),
    ("method.batch=0x10", "expected a whole number, found '0x10'"),
    ("method.batch=016", "expected a whole number, found '016'"),
    ("method.batch=-1", "must be from 1 to 4096, found -1"),
    (
      "method.batch=99999999999999999999999",
      "must be from 1 to 4096, found 99999999999999999999999"
    ),
    (
      "seed=18446744073709551616",
      "must be from 0 to 18446744073709551615, found 18446744073709551616"
    ),
    ("method.optimizer.learning_rate=0", "must be above 0 and at most 10, found 0"),
    ("method.optimizer.learning_rate=.nan", "expected a number, found '.nan'"),
    ("method.optimizer.beta1=1", "must be at least 0 and below 1, found 1"),
    ("data.length=64-24", "must be from 16 to 4094, the smaller number first, found 64-24"),
    ("data.length=15", "must be from 16 to 4094, the smaller number first, found 15"),
    ("data.length=1-", "expected a whole number or a range such as 24-64, found '1-'"),
  ])
  func wrongValuesAreExplained(_ override: String, _ message: String) {
    let key = override.prefix { $0 != "=" }
    #expect(
      complaint(shortestScenario, [override]) == "--set \(override): error: \(key): \(message)")
  }
}
