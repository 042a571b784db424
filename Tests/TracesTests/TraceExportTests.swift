import Determinism
import Foundation
import Testing
import Traces
import Wire

@Suite struct TraceExportTests {
  private func export(
    _ frames: [TraceFrame], _ format: TraceExportFormat, in folder: String, finish: Bool = true
  ) throws -> (bytes: [UInt8], fault: TraceError?) {
    try write(frames, to: folder + "/trace.slt", checkpoint: 5, finish: finish)
    let fault = try TraceExport.write(
      folder + "/trace.slt", as: format, to: folder + "/export")
    return (try contents(folder + "/export"), fault)
  }

  @Test func jsonLinesHoldEveryFrame() throws {
    try withFolder { folder in
      let frames = randomFrames(40, largest: 300, seed: 40)
      let (bytes, fault) = try export(frames, .jsonl, in: folder)
      #expect(fault == nil)
      let lines = bytes.split(separator: UInt8(ascii: "\n"))
      #expect(lines.count == 40)
      for (number, line) in lines.enumerated() {
        let object = try #require(
          try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        #expect(object["frame"] as? Int == number)
        #expect(object["time"] as? UInt64 == frames[number].time.nanoseconds)
        #expect(object["direction"] as? String == frames[number].direction.name)
        #expect(object["flow"] as? UInt32 == frames[number].flow)
        #expect(object["kind"] as? UInt8 == frames[number].kind)
        let base64 = try #require(object["bytes"] as? String)
        #expect(Data(base64Encoded: base64) == Data(frames[number].bytes))
      }
    }
  }

  @Test func tablesHaveALineAFrame() throws {
    try withFolder { folder in
      let frames = randomFrames(40, largest: 300, seed: 41)
      let (bytes, _) = try export(frames, .csv, in: folder)
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      #expect(lines.count == 41)
      for (number, line) in lines.dropFirst().enumerated() {
        let fields = line.split(separator: ",")
        #expect(fields.count == 8)
        #expect(fields[1] == "\(frames[number].time.nanoseconds)")
        #expect(fields[6] == "\(frames[number].bytes.count)")
        #expect(fields[7] == "\(Digest128(of: frames[number].bytes))")
      }
    }
  }

  @Test func anIncompleteTraceIsExportedAsFarAsItGoes() throws {
    try withFolder { folder in
      let frames = randomFrames(13, largest: 300, seed: 42)
      let (bytes, fault) = try export(frames, .csv, in: folder, finish: false)
      #expect(fault?.code == .missingFooter)
      #expect(bytes.split(separator: UInt8(ascii: "\n")).count == 11)
    }
  }

  @Test func nothingIsOverwrittenAndNothingHalfIsLeft() throws {
    try withFolder { folder in
      let frames = randomFrames(13, largest: 300, seed: 43)
      _ = try export(frames, .csv, in: folder)
      #expect(throws: TraceError(.exists, path: folder + "/export")) {
        try TraceExport.write(folder + "/trace.slt", as: .jsonl, to: folder + "/export")
      }
      try replace(folder + "/no-timeline", with: Array("something else\n".utf8))
      #expect(throws: TraceError.self) {
        try TraceExport.write(
          folder + "/trace.slt", as: .perfetto, to: folder + "/new",
          timeline: folder + "/no-timeline")
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/new"))
    }
  }

  /// The rules of the Trace Event format: phases, names, numbers, and spans that nest.
  @Test func perfettoFilesKeepTheRulesOfTheFormat() throws {
    try withFolder { folder in
      let timeline = try TimelineWriter(path: folder + "/timeline.csv")
      var stream = Seed(44).stream("spans", ledger: nil)
      for number in 0..<200 {
        let tracks = TimelineSpan.Track.allCases
        let track = tracks[number % tracks.count]
        let isServer = [.server, .epoch, .cache].contains(track)
        let start = UInt64(number * 700 + stream.next(below: 2_000))
        try timeline.append(
          TimelineSpan(
            track, member: isServer ? 0 : number % 3 + 1, name: "forward",
            start: SimInstant(nanoseconds: start),
            end: SimInstant(nanoseconds: start + UInt64(stream.next(below: 9_000))),
            amount: number))
      }
      try timeline.finish()
      let frames = randomFrames(50, largest: 300, seed: 45)
      try write(frames, to: folder + "/trace.slt")
      _ = try TraceExport.write(
        folder + "/trace.slt", as: .perfetto, to: folder + "/export.json",
        timeline: folder + "/timeline.csv")
      let file = try #require(
        try JSONSerialization.jsonObject(with: Data(try contents(folder + "/export.json")))
          as? [String: Any])
      let events = try #require(file["traceEvents"] as? [[String: Any]])
      var spans: [String: [(start: Double, end: Double)]] = [:]
      var counts: [String: Int] = [:]
      for event in events {
        let phase = try #require(event["ph"] as? String)
        counts[phase, default: 0] += 1
        #expect(["X", "i", "C", "M"].contains(phase))
        #expect(event["name"] is String && event["pid"] is Int)
        #expect(event["args"] is [String: Any])
        if phase != "M" { #expect(try #require(event["ts"] as? Double) >= 0) }
        guard phase == "X" else { continue }
        let track = "\(try #require(event["pid"] as? Int)) \(try #require(event["tid"] as? Int))"
        let start = try #require(event["ts"] as? Double)
        let length = try #require(event["dur"] as? Double)
        #expect(length >= 0)
        spans[track, default: []].append((start, start + length))
      }
      #expect(counts["i"] == 50)
      #expect(counts["X", default: 0] + counts["C", default: 0] == 200)
      for (track, list) in spans {
        for (one, other) in zip(list, list.dropFirst()) {
          #expect(one.end <= other.start + 1e-6, "track \(track)")
        }
      }
    }
  }

  @Test func aTimelineReadsBackAndForgivesATornEnd() throws {
    try withFolder { folder in
      let path = folder + "/timeline.csv"
      let writer = try TimelineWriter(path: path)
      let span = TimelineSpan(
        .uplink, member: 1, name: "samples", start: SimInstant(nanoseconds: 5),
        end: SimInstant(nanoseconds: 9), amount: 70)
      let late = TimelineSpan(
        .uplink, member: 1, name: "samples", start: SimInstant(nanoseconds: 7),
        end: SimInstant(nanoseconds: 12), amount: 71)
      try writer.append(span)
      try writer.append(late)
      try writer.finish()
      let reader = try TimelineReader(path: path)
      #expect(try reader.next() == span)
      let second = try #require(try reader.next())
      #expect(second.start.nanoseconds == 9 && second.end.nanoseconds == 12)
      #expect(try reader.next() == nil)
      let whole = try contents(path)
      for length in 0..<whole.count {
        try replace(path, with: whole.prefix(length))
        guard let reader = try? TimelineReader(path: path) else { continue }
        while try reader.next() != nil {}
      }
      try replace(path, with: whole + Array("uplink,1,a\"b,1,2,3\n".utf8))
      let hostile = try TimelineReader(path: path)
      #expect(throws: TraceError.self) { while try hostile.next() != nil {} }
    }
  }
}
