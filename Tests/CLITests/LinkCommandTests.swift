import Foundation
import Testing

/// `sidelight link` and the benchmarks of links and events.
@Suite struct LinkCommandTests {
  private func transfer(_ arguments: String...) throws -> [String: Any] {
    let outcome = try SidelightProcess.run(["link", "transfer", "--json"] + arguments)
    #expect(outcome.exitCode == 0, "\(outcome)")
    let object = try JSONSerialization.jsonObject(with: outcome.standardOutput)
    return try #require(object as? [String: Any])
  }

  @Test func anUploadReportsItsTimeAndPackets() throws {
    let report = try transfer(
      "--bytes", "1 MB", "--rate", "20 Mbit/s", "--delay", "25 ms", "--mode", "packet")
    // ns-3.37 takes 0.610774 s and 857 packets.
    #expect(report["seconds"] as? Double == 0.6107744)
    #expect(report["packets"] as? Int == 857)
    #expect(report["retransmissions"] as? Int == 166)
    #expect(report["mode"] as? String == "packet")
    let fluid = try transfer(
      "--bytes", "1000000", "--rate", "20 Mbit/s", "--delay", "25 ms", "--mode", "fluid")
    #expect(try #require(fluid["events"] as? Int) <= 50)
    #expect(abs(try #require(fluid["seconds"] as? Double) / 0.6107744 - 1) < 0.25)
  }

  @Test func lossIsAShareOrAPercentageAndFollowsTheSeed() throws {
    let link = ["--bytes", "500000", "--rate", "20 Mbit/s", "--delay", "25 ms"]
    func seconds(_ more: String...) throws -> Double {
      let outcome = try SidelightProcess.run(["link", "transfer", "--json"] + link + more)
      let object = try JSONSerialization.jsonObject(with: outcome.standardOutput)
      return try #require((object as? [String: Any])?["seconds"] as? Double)
    }
    #expect(try seconds("--loss", "0.02") == seconds("--loss", "2 %"))
    #expect(try seconds("--loss", "0.02") != seconds("--loss", "0.02", "--seed", "2"))
    #expect(try seconds("--control", "cubic") != seconds("--loss", "0.02", "--control", "cubic"))
  }

  @Test func recordedLinksAreReadByTheirContent() throws {
    let folder = try TemporaryFolder()
    let opportunities = try folder.write("1\n", to: "twelve.up")
    let table = try folder.write("s,Mbit/s\n0,12\n", to: "twelve.csv")
    let delay = ["--bytes", "1 MB", "--delay", "10 ms", "--queue", "1000"]
    func seconds(_ more: String...) throws -> Double {
      let outcome = try SidelightProcess.run(["link", "transfer", "--json"] + delay + more)
      #expect(outcome.exitCode == 0, "\(outcome)")
      let object = try JSONSerialization.jsonObject(with: outcome.standardOutput)
      return try #require((object as? [String: Any])?["seconds"] as? Double)
    }
    let expected = try seconds("--rate", "12 Mbit/s")
    // An opportunity of 1504 bytes a millisecond carries one packet of 1502.
    #expect(abs(try seconds("--trace", opportunities) / expected - 1) < 0.02)
    #expect(abs(try seconds("--trace", table) / expected - 1) < 0.02)
    let smaller = try seconds("--trace", opportunities, "--opportunity-bytes", "1500")
    #expect(smaller > (try seconds("--trace", opportunities)))
  }

  @Test(arguments: [
    (["--bytes", "10"], "--delay"),
    (["--bytes", "10", "--delay", "1 ms"], "--rate"),
    (["--bytes", "0", "--delay", "1 ms", "--rate", "1 Mbit/s"], "must be from 1 B"),
    (["--bytes", "ten", "--delay", "1 ms", "--rate", "1 Mbit/s"], "a size"),
    (["--bytes", "10", "--delay", "1", "--rate", "1 Mbit/s"], "missing unit"),
    (["--bytes", "10", "--delay", "1 ms", "--rate", "0 Mbit/s"], "must be from 1 kbit/s"),
    (["--bytes", "10", "--delay", "1 ms", "--rate", "1 MB"], "wrong unit"),
    (["--bytes", "10", "--delay", "1 ms", "--rate", "1 Mbit/s", "--loss", "2"], "--loss"),
    (["--bytes", "10", "--delay", "1 ms", "--rate", "1 Mbit/s", "--queue", "0"], "--queue"),
    (["--bytes", "10", "--delay", "1 ms", "--rate", "1 Mbit/s", "--mode", "slow"], "mode"),
    (["--bytes", "10", "--delay", "1 ms", "--rate", "1 Mbit/s", "--seed", "-1"], "seed"),
    (["--bytes", "10", "--delay", "1 ms", "--trace", "/nowhere"], "/nowhere: error"),
    (["--bytes", "1 TB", "--delay", "1 ms", "--rate", "1 kbit/s"], "10 years"),
    (["--bytes", "1 TB", "--delay", "1 s", "--rate", "1 Gbit/s", "--loss", "0.5"], "10 years"),
  ])
  func badInputIsOneErrorAndExitsWithTwo(_ arguments: [String], _ expected: String) throws {
    let outcome = try SidelightProcess.run(["link", "transfer"] + arguments)
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errors.contains(expected), "\(outcome)")
    #expect(outcome.output.isEmpty)
  }

  @Test func aBrokenTraceIsNamedWithItsLine() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("1\n2\n1\n", to: "broken.up")
    let outcome = try SidelightProcess.run(
      "link", "transfer", "--bytes", "10", "--delay", "1 ms", "--trace", file)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.hasPrefix("\(file):3: error: the time lies before"))
  }

  @Test func theFluidIsWarnedOfWhereItIsTooFast() throws {
    let link = ["link", "transfer", "--bytes", "1 MB", "--rate", "20 Mbit/s", "--delay", "25 ms"]
    func warning(_ more: String...) throws -> String {
      let outcome = try SidelightProcess.run(link + more)
      #expect(outcome.exitCode == 0, "\(outcome)")
      return outcome.errors
    }
    let sentence =
      "warning: --mode fluid: the fluid model of TCP is far too fast with a queue of fewer than "
      + "16 packets; use --mode auto or packet\n"
    #expect(try warning("--mode", "fluid", "--queue", "4") == sentence)
    for quiet in [["auto", "4"], ["packet", "4"], ["fluid", "100"]] {
      #expect(try warning("--mode", quiet[0], "--queue", quiet[1]).isEmpty)
    }
    let folder = try TemporaryFolder()
    let trace = try folder.write("1\n", to: "twelve.up")
    #expect(try warning("--mode", "fluid", "--trace", trace).contains("where the rate changes"))
  }

  @Test func aTraceThatHardlySendsIsRefused() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("4294967295\n", to: "rare.up")
    let outcome = try SidelightProcess.run(
      "link", "transfer", "--bytes", "10", "--delay", "1 ms", "--trace", file)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.hasPrefix("\(file): error: the link carries below 1 kbit/s"))
  }

  @Test func theEventBenchReportsSpeedAndOrder() throws {
    let outcome = try SidelightProcess.run("bench", "events", "--json", "--rounds", "1")
    #expect(outcome.exitCode == 0)
    let object = try JSONSerialization.jsonObject(with: outcome.standardOutput)
    let results = try #require((object as? [String: Any])?["results"] as? [[String: Any]])
    #expect(results.map { $0["pending"] as? Int } == [1_000, 100_000])
    for result in results {
      #expect(try #require(result["holds_per_cpu_second"] as? Double) > 0)
      #expect((result["order"] as? String)?.count == 16)
    }
  }

  @Test(arguments: ["", "1\n2\n", "1\nx\n", "0\n", "-1\n", "99999999999999999999\n", "\u{0}\u{1}"])
  func aBadTableOfIncrementsIsOneErrorAndExitsWithTwo(_ text: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: "increments.txt")
    let outcome = try SidelightProcess.run("bench", "events", "--increments", file)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.hasPrefix(file), "\(outcome)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test func theLinkBenchReportsItsSpeeds() throws {
    let outcome = try SidelightProcess.run("bench", "links", "--json", "--rounds", "1")
    #expect(outcome.exitCode == 0)
    let object = try JSONSerialization.jsonObject(with: outcome.standardOutput)
    let report = try #require(object as? [String: Any])
    for key in ["trace_lines_per_second", "packets_per_second", "fluid_transfers_per_second"] {
      #expect(try #require(report[key] as? Double) > 0, "\(key)")
    }
  }
}
