import Determinism
import Foundation
import Testing
import Traces

@Suite struct TraceRoundTripTests {
  @Test func whatWasWrittenIsReadBack() throws {
    for seed in 0..<Cases.roundTripSeeds {
      // Frames of 0 to 100 bytes, and every fourth seed some of several blocks' size.
      let frames = randomFrames(
        seed * 7, largest: seed % 4 == 0 ? 150_000 : 100, seed: seed)
      try withFolder { folder in
        let path = folder + "/trace.slt"
        let totals = try #require(try write(frames, to: path))
        #expect(try read(path) == frames, "seed \(seed)")
        let bytes = frames.reduce(0) { $0 + $1.bytes.count }
        #expect(totals.frames == UInt64(frames.count))
        #expect(totals.bytes == ByteCount(bytes))
        let report = TraceVerification.verify(path: path)
        #expect(report.complete && report.fault == nil, "seed \(seed)")
        #expect(report.digest == totals.digest)
        #expect(report.wholeBlocks == totals.blocks)
        #expect(report.frames == totals.frames)
        #expect(report.payloadBytes == totals.bytes)
      }
    }
  }

  @Test func anEmptyTraceIsComplete() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      try write([], to: path)
      #expect(try read(path).isEmpty)
      #expect(try TraceReader(path: path).header == sampleHeader)
      #expect(TraceVerification.verify(path: path).complete)
    }
  }

  @Test func aFrameAboveTheTargetGetsABlockOfItsOwn() throws {
    func frame(_ size: Int) -> TraceFrame {
      TraceFrame(
        time: .zero, direction: .toServer, flow: 0, kind: 2, bytes: Array(repeating: 7, count: size)
      )
    }
    try withFolder { folder in
      let totals = try write(
        [frame(10), frame(1_000_000), frame(10), frame(10)], to: folder + "/trace.slt")
      #expect(totals?.blocks == 3)
    }
  }

  @Test func theDigestDependsOnEveryFrameAndOnTheHeader() throws {
    try withFolder { folder in
      let frames = randomFrames(50, largest: 60, seed: 1)
      let digest = try write(frames, to: folder + "/a")?.digest
      #expect(try write(frames, to: folder + "/b")?.digest == digest)
      #expect(try contents(folder + "/a") == contents(folder + "/b"))
      var changed = frames
      changed[20].flow += 1
      #expect(try write(changed, to: folder + "/c")?.digest != digest)
      var header = sampleHeader
      header.serverSeed += 1
      let writer = try TraceWriter(path: folder + "/d", header: header)
      for frame in frames { try writer.append(frame) }
      #expect(try writer.finish().digest != digest)
    }
  }

  @Test func theSummaryCountsByDirectionAndKind() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      let frames = randomFrames(200, largest: 60, seed: 2)
      try write(frames, to: path)
      let summary = try TraceSummary(path: path)
      #expect(summary.header == sampleHeader)
      #expect(summary.firstTime == frames.first?.time)
      #expect(summary.lastTime == frames.last?.time)
      #expect(summary.fault == nil)
      #expect(summary.totals?.frames == 200)
      for row in summary.rows {
        let same = frames.filter { $0.direction == row.direction && $0.kind == row.kind }
        #expect(row.messages == UInt64(same.count))
        #expect(row.payloadBytes == ByteCount(same.reduce(0) { $0 + $1.bytes.count }))
      }
      #expect(summary.rows.reduce(0) { $0 + $1.messages } == 200)
      let up = summary.sum(.toServer).messages
      #expect(up == UInt64(frames.filter { $0.direction == .toServer }.count))
    }
  }

  @Test func writingAndReadingNeedConstantMemory() async {
    await #expect(processExitsWith: .success) {
      // A process of its own, because peak memory is counted for the whole process.
      func peakKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM") })
        return try #require(line.split(separator: " ").dropFirst().compactMap { Int($0) }.first)
      }
      // 4 MiB is far above a few blocks and far below the 100 MB of the trace.
      let allowance = 4 << 10
      try withFolder { folder in
        let frame = TraceFrame(
          time: .zero, direction: .toServer, flow: 0, kind: 2,
          bytes: Array(repeating: 5, count: 50_000))
        try write([frame], to: folder + "/warm")
        _ = try read(folder + "/warm")
        let before = try peakKilobytes()
        let writer = try TraceWriter(path: folder + "/trace.slt", header: sampleHeader)
        for _ in 0..<2_000 { try writer.append(frame) }
        try writer.finish()
        let reader = try TraceReader(path: folder + "/trace.slt")
        var count = 0
        while try reader.next() != nil { count += 1 }
        #expect(count == 2_000)
        #expect(try peakKilobytes() - before < allowance)
      }
    }
  }
}

@Suite struct TraceDifferenceTests {
  @Test func theFirstDifferingFieldIsNamed() throws {
    let frames = randomFrames(10, largest: 20, seed: 3).enumerated().map { index, frame in
      var filled = frame
      filled.bytes += [1]
      // Apart, so that a later frame stays in order.
      filled.time = SimInstant(nanoseconds: UInt64(2 * index))
      return filled
    }
    func difference(_ other: [TraceFrame]) throws -> TraceDifference? {
      try withFolder { folder in
        try write(frames, to: folder + "/a")
        try write(other, to: folder + "/b")
        return try TraceComparison(folder + "/a", folder + "/b").difference
      }
    }
    #expect(try difference(frames) == nil)
    let cases: [(TraceDifference.Field, (inout TraceFrame) -> Void)] = [
      (.time, { $0.time = SimInstant(nanoseconds: $0.time.nanoseconds + 1) }),
      (.direction, { $0.direction = $0.direction == .toServer ? .toDevice : .toServer }),
      (.flow, { $0.flow += 1 }), (.kind, { $0.kind += 1 }), (.size, { $0.bytes += [0] }),
      (.content, { $0.bytes[0] ^= 1 }),
    ]
    for (field, change) in cases {
      var changed = frames
      change(&changed[6])
      changed[8].flow += 1
      #expect(try difference(changed) == TraceDifference(frame: 6, field: field))
    }
    #expect(
      try difference(Array(frames.prefix(4))) == TraceDifference(frame: 4, field: .count))
  }

  @Test func readersCompareLikeTheirFrames() throws {
    try withFolder { folder in
      let frames = randomFrames(300, largest: 900, seed: 4)
      var changed = frames
      changed[250].kind ^= 1
      try write(frames, to: folder + "/a")
      try write(changed, to: folder + "/b")
      let comparison = try TraceComparison(folder + "/a", folder + "/b")
      #expect(comparison.difference == TraceDifference(frame: 250, field: .kind))
      #expect(comparison.equalFrames == 250)
      #expect(comparison.context.map(\.number) == [247, 248, 249])
      #expect(comparison.frames.left == frames[250])
      #expect(comparison.frames.right == changed[250])
      let none = try TraceComparison(folder + "/a", folder + "/a")
      #expect(none.difference == nil && none.equalFrames == 300)
    }
  }
}
