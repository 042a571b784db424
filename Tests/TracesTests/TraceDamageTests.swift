import Determinism
import Foundation
import Testing
import Traces

@Suite struct TraceDamageTests {
  /// A trace of about 4 kB in seven blocks.
  private func small(_ path: String) throws -> [UInt8] {
    try write(randomFrames(28, largest: 160, seed: 9), to: path, checkpoint: 4)
    let bytes = try contents(path)
    #expect((3_000..<5_000).contains(bytes.count))
    return bytes
  }

  /// Where each data block, the index blocks and the footer begin, found by an independent walk
  /// over the documented layout.
  private struct Layout {
    var blocks: [Int] = []
    var indexes: [Int] = []
    var footer = 0

    init(_ bytes: [UInt8]) {
      func number(_ offset: Int, _ count: Int) -> Int {
        bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
      }
      func isMarked(_ mark: String, _ offset: Int) -> Bool {
        bytes[offset..<offset + 4].elementsEqual(mark.utf8)
      }
      var offset = 16 + number(12, 4) + 8
      while isMarked("SLBK", offset) || isMarked("SLIX", offset) {
        if isMarked("SLBK", offset) { blocks.append(offset) } else { indexes.append(offset) }
        offset += 48 + number(offset + 16, 8)
      }
      footer = offset
    }

    /// Where each block, the index blocks and the footer begin, in order.
    var parts: [Int] { (blocks + indexes).sorted() + [footer] }
  }

  /// Checks the report on a file whose first damaged byte is at `position`.
  private func expectFault(
    _ report: TraceVerification.Report, at position: Int, _ layout: Layout, _ what: String
  ) {
    #expect(!report.complete && report.digest == nil, "\(what) must be found")
    // Every data block before the damaged part is whole, and no other.
    let part = layout.parts.last { $0 <= position } ?? 0
    #expect(report.wholeBlocks == UInt64(layout.blocks.filter { $0 < part }.count), "\(what)")
    guard let fault = report.fault else {
      Issue.record("\(what) must have a fault")
      return
    }
    #expect(fault.offset == UInt64(part), "\(what)")
  }

  @Test func everyTruncationIsFound() throws {
    try withFolder { folder in
      let bytes = try small(folder + "/whole")
      let layout = Layout(bytes)
      #expect(layout.blocks.count == 7 && layout.indexes.count == 1)
      for length in 0..<bytes.count {
        try replace(folder + "/cut", with: bytes.prefix(length))
        let report = TraceVerification.verify(path: folder + "/cut")
        expectFault(report, at: length, layout, "length \(length)")
        if length >= 8 && length < layout.blocks[0] {
          #expect(report.fault?.code == .truncated(.header), "length \(length)")
        } else if layout.parts.contains(length) {
          #expect(report.fault?.code == .missingFooter, "length \(length)")
        } else if length >= layout.footer + 4 {
          #expect(report.fault?.code == .truncated(.footer), "length \(length)")
        } else if length >= layout.indexes[0] + 4, length < layout.footer {
          #expect(report.fault?.code == .truncated(.index(0)), "length \(length)")
        }
      }
    }
  }

  @Test func everyFlippedBitIsFound() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      let bytes = try small(path)
      let layout = Layout(bytes)
      try flipBits(path, bytes, layout, (0..<bytes.count * 8).map { $0 })
      #expect(TraceVerification.verify(path: path).complete)
    }
  }

  /// Changes one bit at a time, expects it to be found, and changes it back.
  private func flipBits(
    _ path: String, _ bytes: [UInt8], _ layout: Layout, _ bits: some Sequence<Int>
  ) throws {
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    for bit in bits {
      let position = bit / 8
      try file.seek(toOffset: UInt64(position))
      try file.write(contentsOf: [bytes[position] ^ 1 << UInt8(bit % 8)])
      expectFault(TraceVerification.verify(path: path), at: position, layout, "bit \(bit)")
      try file.seek(toOffset: UInt64(position))
      try file.write(contentsOf: [bytes[position]])
    }
  }

  @Test func randomDamageOfALargerTraceIsFound() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      // Under SIDELIGHT_SOAK, about 10 MB and 10,000 changes and truncations.
      try write(randomFrames(Cases.largeTraceFrames, largest: 900, seed: 10), to: path)
      let bytes = try contents(path)
      let layout = Layout(bytes)
      #expect(layout.blocks.count > 10)
      var stream = Seed(11).stream("flips", ledger: nil)
      let bits = (0..<Cases.randomFlips).map { _ in stream.next(below: bytes.count * 8) }
      try flipBits(path, bytes, layout, bits)
      #expect(TraceVerification.verify(path: path).complete)
      // From the longest to the shortest, so that each cut only takes more away.
      let file = try #require(FileHandle(forUpdatingAtPath: path))
      let lengths = (0..<Cases.randomFlips).map { _ in stream.next(below: bytes.count) }
      for length in lengths.sorted(by: >) {
        try file.truncate(atOffset: UInt64(length))
        let report = TraceVerification.verify(path: path)
        expectFault(report, at: length, layout, "length \(length)")
      }
    }
  }

  @Test func bytesBehindTheFooterAreFound() throws {
    try withFolder { folder in
      let bytes = try small(folder + "/whole")
      try replace(folder + "/long", with: bytes + [0])
      let report = TraceVerification.verify(path: folder + "/long")
      #expect(report.fault?.code == .trailingBytes(1))
      #expect(report.fault?.offset == UInt64(bytes.count))
      #expect(report.wholeBlocks == 7 && !report.complete)
    }
  }

  @Test func removedRepeatedAndSwappedBlocksAreFound() throws {
    try withFolder { folder in
      let bytes = try small(folder + "/whole")
      let starts = Layout(bytes).parts
      let blocks = zip(starts, starts.dropFirst()).prefix(7).map { Array(bytes[$0..<$1]) }
      let header = Array(bytes[..<starts[0]])
      let footer = Array(bytes[starts[7]...])
      func fault(_ order: [Int]) throws -> TraceError.Code? {
        try replace(folder + "/changed", with: header + order.flatMap { blocks[$0] } + footer)
        return TraceVerification.verify(path: folder + "/changed").fault?.code
      }
      #expect(try fault([0, 1, 2, 3, 4, 5, 6]) == nil)
      #expect(try fault([0, 1, 2, 4, 5, 6]) == .damaged(.block(3), .sequence))
      #expect(try fault([0, 1, 1, 2, 3, 4, 5, 6]) == .damaged(.block(2), .sequence))
      #expect(try fault([1, 0, 2, 3, 4, 5, 6]) == .damaged(.block(0), .sequence))
      #expect(try fault([0, 1, 2, 3, 4, 5]) == .damaged(.index(0), .chain))
    }
  }

  @Test func aBlockOfAnotherTraceBreaksTheChain() throws {
    try withFolder { folder in
      let bytes = try small(folder + "/a")
      var header = sampleHeader
      header.serverSeed += 1
      let writer = try TraceWriter(path: folder + "/b", header: header)
      for (index, frame) in randomFrames(28, largest: 160, seed: 9).enumerated() {
        try writer.append(frame)
        if index % 4 == 3 { try writer.checkpoint() }
      }
      try writer.finish()
      let other = try contents(folder + "/b")
      let start = Layout(bytes).blocks[0]
      try replace(folder + "/mixed", with: other[..<start] + bytes[start...])
      let report = TraceVerification.verify(path: folder + "/mixed")
      #expect(report.fault?.code == .damaged(.block(0), .chain))
    }
  }

  @Test func totalsThatAreNotThoseOfTheBlocksAreFound() throws {
    try withFolder { folder in
      let bytes = try small(folder + "/whole")
      // Frames, blocks, bytes and the last index, each one more than right, under a checksum that
      // fits.
      for field in [4, 12, 20, 28] {
        var changed = bytes
        let footer = changed.count - 60
        changed[footer + field] += 1
        let sum = changed[footer..<footer + 52].withUnsafeBytes { checksum64($0) }
        for byte in 0..<8 {
          changed[footer + 52 + byte] = UInt8(truncatingIfNeeded: sum >> UInt64(8 * byte))
        }
        try replace(folder + "/changed", with: changed)
        let report = TraceVerification.verify(path: folder + "/changed")
        #expect(report.fault?.code == .damaged(.footer, field == 28 ? .index : .totals))
        #expect(!report.complete)
      }
    }
  }

  @Test func hostileBytesNeverCrashTheReader() throws {
    try withFolder { folder in
      let path = folder + "/fuzz"
      let bytes = try small(folder + "/whole")
      for seed in 0..<Cases.fuzzFiles {
        var stream = Seed(UInt64(seed)).stream("fuzz", ledger: nil)
        var mutated = bytes
        switch stream.next(below: 4) {
        case 0: mutated = stream.bytes(stream.next(below: 400))
        case 1: mutated = Array(bytes[..<100]) + stream.bytes(stream.next(below: 400))
        case 2:
          for _ in 0...stream.next(below: 8) {
            mutated[stream.next(below: mutated.count)] = UInt8(stream.next(below: 256))
          }
        default:
          let start = stream.next(below: bytes.count)
          let end = start + stream.next(below: bytes.count - start)
          mutated.replaceSubrange(start..<end, with: stream.bytes(stream.next(below: 200)))
        }
        try replace(path, with: mutated)
        let report = TraceVerification.verify(path: path)
        #expect(report.complete == (mutated == bytes), "seed \(seed)")
        if let summary = try? TraceSummary(path: path) {
          #expect(summary.fault == report.fault, "seed \(seed)")
          #expect(summary.rows.reduce(0) { $0 + $1.messages } == report.frames, "seed \(seed)")
        }
      }
    }
  }

  @Test func aHostileLengthAllocatesNothing() throws {
    try withFolder { folder in
      let path = folder + "/trace.slt"
      var bytes = try small(path)
      let start = Layout(bytes).blocks[0]
      for (lengthByte, frames) in [(4, 1), (4, 4), (7, 1), (2, 4)] as [(Int, UInt8)] {
        var hostile = bytes
        hostile[start + 4] = frames
        hostile[start + 16 + lengthByte] = 0x10
        try replace(path, with: hostile)
        // A sparse file of 1 TiB makes room for the length that the block claims.
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        if (try? file.truncate(atOffset: 1 << 40)) == nil { continue }
        let fault = TraceVerification.verify(path: path).fault
        // Only byte 7 claims more than the file holds.
        let expected: TraceError.Code =
          lengthByte == 7 ? .truncated(.block(0)) : .damaged(.block(0), .length)
        #expect(fault?.code == expected)
      }
      bytes[12] = 0xFF
      bytes[14] = 0xFF
      try replace(path, with: bytes)
      #expect(TraceVerification.verify(path: path).fault?.code == .damaged(.header, .length))
    }
  }
}
