import Determinism
import Foundation
import Simulation
import Testing
import Traces

/// What is on record is what the links carried (Proofs/P007-record-completeness.md).
struct RecordTests {
  private struct Sum: Equatable {
    var messages = 0
    var bytes: UInt64 = 0

    init(_ frames: [TraceFrame], _ direction: TraceDirection) {
      for frame in frames where frame.direction == direction {
        messages += 1
        bytes += UInt64(frame.bytes.count)
      }
    }

    init(_ report: TrafficReport) {
      (messages, bytes) = (report.messages, report.payloadBytes)
    }
  }

  @Test(arguments: [
    [], ["server.cache=8 KiB"], ["fleet=[{count: 3}]"], ["link.transport.model=packet"],
    ["link.up.loss=2 %", "link.transport.model=packet"], ["method.wire.activations=fp16"],
  ])
  func recordedBytesAreThoseOfTheLinks(overrides: [String]) throws {
    let run = try SimulationFixture.run(overrides)
    #expect(run.result.violations == [])
    #expect(Sum(run.frames, .toServer) == Sum(run.result.uplink))
    #expect(Sum(run.frames, .toDevice) == Sum(run.result.downlink))
  }

  /// The simulator itself compares frame by frame, what faults took or repeated included.
  @Test func theyAreWhateverGoesWrong() throws {
    for seed in 1...20 {
      let run = try SimulationFixture.run([ReplayTests.faults, "seed=\(seed)"])
      #expect(run.result.violations == [], "seed \(seed)")
      #expect(run.result.outcome == .completed)
    }
  }

  @Test func tracksOfATimelineNeverOverlap() throws {
    for overrides in [[], [ReplayTests.faults], ["fleet=[{count: 3}]"]] {
      try SimulationFixture.run(overrides) { run, folder in
        let reader = try TimelineReader(path: folder + "/timeline.csv")
        var ends: [String: SimInstant] = [:]
        var tracks: Set<TimelineSpan.Track> = []
        var carried = 0
        while let span = try reader.next() {
          let lane = "\(span.track) \(span.member)"
          #expect(span.start >= ends[lane] ?? .zero)
          ends[lane] = span.end
          tracks.insert(span.track)
          if span.track == .uplink { carried += span.amount }
        }
        #expect(tracks.isSuperset(of: [.device, .uplink, .downlink, .server, .epoch, .cache]))
        #expect(tracks.contains(.fault) == (overrides == [ReplayTests.faults]))
        #expect(UInt64(carried) == run.result.uplink.payloadBytes)
      }
    }
  }
}
