import Determinism
import Foundation
import Scenarios
import Studies
import TestSupport
import Testing

@Suite struct StudyAnswerTests {
  /// With one epoch and one batch at a time, time is work + latencies + bytes x 8 / rate; so the
  /// rate at which the limit is met follows from any two rates of the same study.
  @Test func bisectionFindsWhereTheClosedFormTurns() throws {
    let fixture = try StudyFixture()
    let study = try fixture.study(
      """
      set: [method.epochs=1]
      axes:
        - { name: uplink, key: link.up.rate, from: 100 kbit/s, to: 10 Mbit/s, steps: 5, scale: log }
      questions:
        - { ask: threshold, axis: uplink, metric: simulated_seconds, at_most: 1, tolerance: 0.001 }
      """)
    let results = try fixture.run(study)
    #expect(results.tally.probes >= 8)
    // t(r) = a + b / r on slow links, where the uplink never waits.
    let slow = try #require(results.report.row(at: 0)?.metric("simulated_seconds"))
    let fast = try #require(results.report.row(at: 1)?.metric("simulated_seconds"))
    let (low, high) = (100e3, 316_200.0)
    let b = (slow - fast) / (1 / low - 1 / high)
    let expected = b / (1 - (slow - b / low))
    let text = results.report.summary
    let found = try #require(text.firstMatch(of: #/"answer": "([0-9.]+) kbit/s is enough"/#))
    let rate = try #require(Double(found.1)) * 1_000
    #expect(abs(rate - expected) / expected < 0.01, "\(rate) \(expected)")
    #expect(try fixture.run(study).tally.probes == 0)
  }

  @Test func sensitivityOfASumIsTheShareOfEachTerm() throws {
    let fixture = try StudyFixture()
    // The bytes of messages depend on epochs not at all, and on rank through the last message.
    let study = try fixture.study(
      """
      axes:
        - { name: epochs, key: method.epochs, values: [1, 2] }
        - { name: format, key: method.wire.activations, values: [fp32, int8] }
        - { name: delay, key: link.up.delay, values: [1 ms, 2 ms] }
      questions: [{ ask: sensitivity, metric: uplink_payload_bytes }]
      """)
    let results = try fixture.run(study)
    #expect(results.report.summary.contains("format moves message bytes to the server most"))
    let shares = Sensitivity(
      table: results.report.table, metric: Metric.place("uplink_payload_bytes")
    ).shares
    #expect(abs(shares[1] - 1) < 1e-9)
    #expect(shares[0] < 1e-9 && shares[2] < 1e-9)
  }

  /// Against the definition, point by point.
  @Test func theFrontHoldsExactlyWhatNothingBeats() {
    withEvery("seed", in: 0..<200) { seed in
      var stream = Seed(seed).stream("points", ledger: nil)
      let points = (0..<30).map { point in
        (point: point, costs: (0..<3).map { _ in Double(stream.next(below: 6)) })
      }
      let front = Set(StudyAnswers.front(points))
      for point in points {
        let isBeaten = points.contains { other in
          zip(other.costs, point.costs).allSatisfy { $0 <= $1 } && other.costs != point.costs
        }
        #expect(front.contains(point.point) == !isBeaten)
      }
    }
  }

  @Test func comparisonsAreFair() throws {
    let fixture = try StudyFixture()
    let study = try fixture.study(
      """
      axes:
        - { name: format, key: method.wire.activations, values: [fp32, int8] }
        - { name: uplink, key: link.up.rate, values: [1 Mbit/s, 4 Mbit/s, 16 Mbit/s] }
      questions: [{ ask: compare, axis: format, metric: uplink_bytes }]
      """)
    let summary = try fixture.run(study).report.summary
    #expect(summary.contains("int8 is best in 3 of 3 cases"))
    #expect(summary.contains("\"answer\": \"int8, by "))
  }

  /// Seeds repeat a cell: its medians stand for it, so that no lucky seed lies in front.
  @Test func seedsShareAPlaceOnTheFront() throws {
    let fixture = try StudyFixture()
    let study = try fixture.study(
      """
      seeds: [1, 2, 3]
      axes:
        - { name: epochs, key: method.epochs, values: [1, 3] }
      questions: [{ ask: pareto, low: [simulated_seconds], high: [final_accuracy] }]
      """)
    let report = try fixture.run(study).report
    let front = try #require(report.summary.firstMatch(of: #/Medians over 3 seeds/#))
    #expect(!front.isEmpty)
    #expect(report.summary.contains("Which epochs does no other beat"))
    #expect(report.summary.contains("epochs 1"))
    #expect(!report.summary.contains("seed 1"))
  }

  @Test func aPageStandsAloneAndQuotesWhatOthersWrote() throws {
    let fixture = try StudyFixture()
    let study = try fixture.study(
      """
      title: "<script>alert('x')</script> & co"
      axes:
        - name: network
          settings:
            - { name: "</style><b>", set: [link.up.rate=1 Mbit/s] }
            - { name: "\\"onload=", set: [link.up.rate=2 Mbit/s] }
      questions: [{ ask: compare, axis: network, metric: simulated_seconds }]
      """)
    _ = try fixture.run(study)
    let page = try fixture.file("report.html")
    #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; co"))
    #expect(
      !page.contains("<script") && !page.contains("<b>\"") && !page.contains("http://localhost"))
    #expect(page.contains("&lt;/style&gt;&lt;b&gt;"))
    let addresses = page.matches(of: #/(?:src|href)="([^"]*)"/#).map { String($0.1) }
    #expect(addresses == ["data:,"])
  }

  @Test func numbersReadAsPeopleWriteThem() {
    let cases: [(Double?, String, String)] = [
      (nil, "s", "–"), (0.00042, "s", "420 µs"), (0.0345, "s", "34.5 ms"), (9.126, "s", "9.13 s"),
      (600, "s", "10 min"), (86_400, "s", "24 h"), (2_113_000, "bit/s", "2.11 Mbit/s"),
      (1_070_000, "B", "1.07 MB"), (0.8234, "share", "82.3 %"), (1_234, "", "1234"),
      (999_600, "B", "1 MB"),
    ]
    for (number, unit, text) in cases { #expect(Quantity.text(number, unit) == text) }
  }
}
