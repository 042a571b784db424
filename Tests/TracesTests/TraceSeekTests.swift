import Determinism
import Foundation
import Testing
import Traces

@Suite struct TraceSeekTests {
  /// About 2,600 blocks, so that three index blocks follow one another.
  private static let count = 5_200

  private func frames() -> [TraceFrame] {
    (0..<Self.count).map { number in
      TraceFrame(
        time: SimInstant(nanoseconds: UInt64(number / 3) * 1_000), direction: .toServer, flow: 1,
        kind: 2, bytes: [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)])
    }
  }

  @Test func everyPlaceIsFoundThroughTheIndex() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      let frames = frames()
      try write(frames, to: path, checkpoint: 2)
      #expect(TraceVerification.verify(path: path).complete)
      for target in [0, 1, 2, 777, 2_047, 2_048, 2_049, 4_095, 4_096, 5_198, 5_199] {
        let reader = try TraceReader(path: path)
        try reader.skip(to: .frame(UInt64(target)))
        #expect(reader.frameNumber <= UInt64(target))
        #expect(reader.frameNumber + 2 > UInt64(target), "skips to the block itself")
        while reader.frameNumber < UInt64(target) { _ = try reader.next() }
        #expect(try reader.next() == frames[target])
        var rest = target + 1
        while let frame = try reader.next() {
          #expect(frame == frames[rest])
          rest += 1
        }
        #expect(rest == Self.count)
        #expect((reader.totals == nil) == (target >= 2), "what was skipped is not vouched for")
      }
    }
  }

  @Test func momentsAreFoundWithAllTheirFrames() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      let frames = frames()
      try write(frames, to: path, checkpoint: 2)
      for moment in [0, 1, 1_000, 1_500, 700_000, 1_733_000, 9_000_000] as [UInt64] {
        let time = SimInstant(nanoseconds: moment)
        let reader = try TraceReader(path: path)
        try reader.skip(to: .time(time))
        var found: [TraceFrame] = []
        while let frame = try reader.next() {
          if frame.time >= time { found.append(frame) }
        }
        #expect(found == frames.filter { $0.time >= time }, "\(moment)")
      }
    }
  }

  @Test func withoutAFooterNothingIsSkipped() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      try write(frames(), to: path, checkpoint: 2, finish: false)
      let reader = try TraceReader(path: path)
      try reader.skip(to: .frame(4_000))
      #expect(reader.frameNumber == 0)
      #expect(try reader.next() == frames()[0])
    }
  }

  @Test func aDamagedBlockBehindASkipIsStillFound() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      try write(frames(), to: path, checkpoint: 2)
      var bytes = try contents(path)
      bytes[bytes.count - 1_000 * 24 - 4_000] ^= 1
      try replace(path, with: bytes)
      let reader = try TraceReader(path: path)
      try reader.skip(to: .frame(100))
      #expect(throws: TraceError.self) { while try reader.next() != nil {} }
    }
  }

  @Test func hostileIndexesNeverCrash() throws {
    try withFolder { folder in
      let whole = folder + "/whole"
      try write(frames(), to: whole, checkpoint: 2)
      let bytes = try contents(whole)
      for seed in 0..<300 {
        var stream = Seed(UInt64(seed)).stream("index", ledger: nil)
        var mutated = bytes
        for _ in 0...stream.next(below: 6) {
          let near = seed % 2 == 0 ? 60 : 24_700
          mutated[mutated.count - 1 - stream.next(below: near)] = UInt8(stream.next(below: 256))
        }
        try replace(folder + "/fuzz", with: mutated)
        let reader = try TraceReader(path: folder + "/fuzz")
        try? reader.skip(to: .frame(UInt64(stream.next(below: 6_000))))
        while (try? reader.next()) ?? nil != nil {}
      }
    }
  }
}
