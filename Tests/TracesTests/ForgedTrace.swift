import Determinism
import Foundation
import Testing
import Traces

/// Rewrites a trace with right checksums, links and footer around wrong content, after the
/// documented layout alone.
struct ForgedTrace {
  /// One block: its head's fields and its payload.
  struct Block {
    var isIndex: Bool
    var entries: Int
    var number: UInt64
    var payload: [UInt8]
  }

  var header: [UInt8]
  var blocks: [Block] = []
  var frames: UInt64
  var dataBlocks: UInt64
  var bytes: UInt64
  /// Nil for where the last index block really lies.
  var lastIndex: UInt64?

  init(_ file: [UInt8]) {
    func number(_ offset: Int, _ count: Int) -> UInt64 {
      file[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    var offset = 16 + Int(number(12, 4)) + 8
    header = Array(file[..<offset])
    while !file[offset..<offset + 4].elementsEqual("SLFT".utf8) {
      let length = Int(number(offset + 16, 8))
      blocks.append(
        Block(
          isIndex: file[offset..<offset + 4].elementsEqual("SLIX".utf8),
          entries: Int(number(offset + 4, 4)), number: number(offset + 8, 8),
          payload: Array(file[offset + 48..<offset + 48 + length])))
      offset += 48 + length
    }
    frames = number(offset + 4, 8)
    dataBlocks = number(offset + 12, 8)
    bytes = number(offset + 20, 8)
  }

  /// The file with everything that is computed made to fit.
  var file: [UInt8] {
    var result = header
    var chain = Digest128(of: header)
    var index: UInt64 = 0
    for block in blocks {
      if block.isIndex { index = UInt64(result.count) }
      var head = Array((block.isIndex ? "SLIX" : "SLBK").utf8)
      append(UInt32(block.entries), to: &head)
      append(block.number, to: &head)
      append(UInt64(block.payload.count), to: &head)
      append(block.payload.withUnsafeBytes { checksum64($0) }, to: &head)
      let builder = DigestBuilder()
      builder.update(chain.bytes)
      builder.update(head)
      builder.update(block.payload)
      chain = builder.digest
      result += head + chain.bytes + block.payload
    }
    var footer = Array("SLFT".utf8)
    for value in [frames, dataBlocks, bytes, lastIndex ?? index] { append(value, to: &footer) }
    footer += chain.bytes
    append(footer.withUnsafeBytes { checksum64($0) }, to: &footer)
    return result + footer
  }

  /// Overwrites a number in a payload.
  mutating func set(_ value: UInt64, in block: Int, at offset: Int) {
    for byte in 0..<8 {
      blocks[block].payload[offset + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))
    }
  }

  private func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

/// What stands under right checksums and is wrong all the same.
@Suite struct ForgedTraceTests {
  private func forged(
    _ folder: String, _ change: (inout ForgedTrace) -> Void
  ) throws -> String {
    try? FileManager.default.removeItem(atPath: folder + "/whole")
    let frames = (0..<40).map { number in
      TraceFrame(
        time: SimInstant(nanoseconds: UInt64(number)), direction: .toServer, flow: 1, kind: 2,
        bytes: [UInt8(number)])
    }
    try write(frames, to: folder + "/whole", checkpoint: 4)
    var trace = ForgedTrace(try contents(folder + "/whole"))
    #expect(trace.file == (try contents(folder + "/whole")), "the forger knows the format")
    change(&trace)
    try replace(folder + "/forged", with: trace.file)
    return folder + "/forged"
  }

  /// The payload offset of what the index says of block `block`.
  private func entry(_ block: Int) -> Int { 8 + 24 * block }

  @Test func anIndexThatIsNotThatOfTheBlocksIsFound() throws {
    try withFolder { folder in
      let changes: [(inout ForgedTrace) -> Void] = [
        { $0.set(1, in: 10, at: entry(3)) }, { $0.set(.max, in: 10, at: entry(3)) },
        { $0.set(9_999, in: 10, at: entry(3) + 8) }, { $0.set(13, in: 10, at: entry(3) + 16) },
        { $0.set(5, in: 10, at: 0) },
      ]
      for (number, change) in changes.enumerated() {
        let path = try forged(folder, change)
        let fault = TraceVerification.verify(path: path).fault
        #expect(fault?.code == .damaged(.index(0), .index), "change \(number)")
      }
      let missing = try forged(folder) { $0.blocks.removeLast() }
      #expect(
        TraceVerification.verify(path: missing).fault?.code == .damaged(.footer, .index))
      let elsewhere = try forged(folder) { $0.lastIndex = 60 }
      #expect(
        TraceVerification.verify(path: elsewhere).fault?.code == .damaged(.footer, .index))
    }
  }

  @Test func timeThatGoesBackBetweenBlocksIsFound() throws {
    try withFolder { folder in
      let path = try forged(folder) { trace in
        trace.set(0, in: 3, at: 0)
        trace.set(0, in: 10, at: entry(3) + 8)
      }
      #expect(TraceVerification.verify(path: path).fault?.code == .damaged(.block(3), .time))
    }
  }

  /// Whatever an index says, what comes back is right or ends in an error.
  @Test func aForgedIndexNeverCrashesAndNeverMisleads() throws {
    try withFolder { folder in
      let values: [UInt64] = [0, 1, 60, 500, 1_200, 1 << 40, .max - 1, .max]
      for field in [0, 8, 16] {
        for block in 0..<10 {
          for value in values {
            let path = try forged(folder) { $0.set(value, in: 10, at: entry(block) + field) }
            try seekEverywhere(path)
          }
        }
      }
      for value in values {
        try seekEverywhere(try forged(folder) { $0.set(value, in: 10, at: 0) })
        try seekEverywhere(try forged(folder) { $0.blocks[10].number = value })
        try seekEverywhere(try forged(folder) { $0.lastIndex = value })
        try seekEverywhere(try forged(folder) { $0.frames = value })
        try seekEverywhere(try forged(folder) { $0.dataBlocks = value })
      }
    }
  }

  private func seekEverywhere(_ path: String) throws {
    for target in [3, 20, 39, .max] as [UInt64] {
      for seek in [TraceSeekTarget.frame(target), .time(SimInstant(nanoseconds: target))] {
        let reader = try TraceReader(path: path)
        try? reader.skip(to: seek)
        var isRight = true
        do {
          while true {
            let number = reader.frameNumber
            guard let frame = try reader.next() else { break }
            isRight = isRight && frame.bytes == [UInt8(truncatingIfNeeded: number)]
          }
          #expect(isRight, "\(seek)")
        } catch {}
      }
    }
  }
}
