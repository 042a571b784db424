import Determinism
import Foundation
import Testing
import Traces

@Suite struct TraceEventTests {
  @Test func eventsStandBetweenFramesAndDoNotCountAsFrames() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      let frames = randomFrames(60, largest: 90, seed: 30)
      var entries: [TraceEntry] = []
      let writer = try TraceWriter(path: path, header: sampleHeader)
      for (number, frame) in frames.enumerated() {
        entries.append(.frame(frame))
        try writer.append(frame)
        if number % 3 == 0 {
          let kinds = TraceEvent.Kind.allCases
          let event = TraceEvent(
            time: frame.time, kind: kinds[number / 3 % kinds.count], flow: UInt32(number % 2))
          entries.append(.event(event))
          try writer.append(event)
        }
      }
      let totals = try writer.finish()
      #expect(totals.frames == 60)
      #expect(try read(path) == frames)
      let reader = try TraceReader(path: path)
      var found: [TraceEntry] = []
      while let entry = try reader.nextEntry() { found.append(entry) }
      #expect(found == entries)
      #expect(reader.frameNumber == 60)
      #expect(try TraceSummary(path: path).rows.reduce(0) { $0 + $1.messages } == 60)
    }
  }

  @Test func aTraceMayHoldEventsAlone() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      let writer = try TraceWriter(path: path, header: sampleHeader)
      for time in 0..<9_000 {
        try writer.append(
          TraceEvent(time: SimInstant(nanoseconds: UInt64(time)), kind: .computed))
      }
      try writer.finish()
      let report = TraceVerification.verify(path: path)
      #expect(report.complete && report.frames == 0 && report.wholeBlocks == 3)
      #expect(try TraceReader(path: path).next() == nil)
    }
  }
}
