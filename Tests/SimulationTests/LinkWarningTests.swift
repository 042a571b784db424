import Scenarios
import Simulation
import Testing

/// What a run says of its links before it begins.
@Suite struct LinkWarningTests {
  private func warnings(_ overrides: String...) throws -> [String] {
    try RunMaterial(scenario: SimulationFixture.scenario(overrides), workers: 1).warnings
  }

  private let gap = "link.transport.model: the fluid model of TCP is far too fast with "

  @Test func aPlainLinkIsNotWorthAWarning() throws {
    #expect(try warnings().isEmpty)
    #expect(try warnings("link.up.queue=100", "faults={retry: {timeout: 1 s}}").isEmpty)
  }

  @Test func theFluidIsWarnedOfWhereItIsTooFast() throws {
    let queue = "a queue of fewer than 16 packets; use auto or packet"
    #expect(try warnings("link.up.queue=4") == [gap + queue])
    #expect(try warnings("link.down.queue=4") == [gap + queue])
    let outage = "link.up.outages=[{at: 1 s, lasts: 1 s, effect: drop}]"
    #expect(try warnings(outage) == [gap + "outages that drop packets; use auto or packet"])
    for model in ["auto", "packet"] {
      #expect(try warnings("link.up.queue=4", "link.transport.model=\(model)").isEmpty)
    }
  }

  @Test func devicesThatShareTheirLinksAreWarnedOfOnce() throws {
    let fleet =
      "fleet=[{count: 2}, {count: 2, link: {up: {rate: 1 Mbit/s, delay: 1 ms, queue: 2}, "
      + "down: {rate: 1 Mbit/s, delay: 1 ms}}}]"
    #expect(
      try warnings(fleet) == [
        "fleet[1].link.transport.model: the fluid model of TCP is far too fast with a queue of "
          + "fewer than 16 packets; use auto or packet"
      ])
  }

  @Test func aRetryThatOvertakesItsAnswerIsWarnedOf() throws {
    // 16 samples of 2 x 32 floats and two differences are 4224 bytes: 33.792 s at 1 kbit/s, and
    // 50 ms for both delays.
    let slow = "link.up.rate=1 kbit/s"
    let short = try warnings(slow, "faults={retry: {timeout: 33841 ms, limit: 60 s}}")
    #expect(short.count == 1)
    #expect(short[0].hasPrefix("faults.retry.timeout: 33.841000000 s is less than a message of "))
    #expect(short[0].contains("link.up, 33.842000000 s;"))
    #expect(try warnings(slow, "faults={retry: {timeout: 33842 ms, limit: 60 s}}").isEmpty)
    #expect(try warnings(slow, "faults={retry: {timeout: 40 s, limit: 60 s}}").isEmpty)
    #expect(try warnings(slow).isEmpty)
  }

  @Test func aRetryThatCanNeverEndIsRefused() throws {
    #expect(throws: MaterialError.self) {
      try warnings("link.up.rate=1 kbit/s", "faults={retry: {timeout: 1 s, limit: 33841 ms}}")
    }
  }
}
