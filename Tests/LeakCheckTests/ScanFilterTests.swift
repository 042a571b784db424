import CScan
import Determinism
import LeakCheck
import PrivateData
import Testing
import Traces
import Wire

/// The scan behind its filter finds what a scan of every byte by every reader finds.
@Suite struct ScanFilterTests {
  /// Both scans of a trace, the first with and the second without the filter.
  private func both(
    _ frames: [TraceFrame], _ session: SyntheticSession
  ) throws -> (filtered: [CheckResult], plain: [CheckResult]) {
    func results(readsAll: Bool) throws -> [CheckResult] {
      try RawCheck.run(
        frames: FrameSource(frames), records: session.records, classes: session.options.classes,
        readsAll: readsAll)
    }
    return (try results(readsAll: false), try results(readsAll: true))
  }

  private func session(_ seed: Int, _ stream: inout RandomStream) -> SyntheticSession {
    let formats: [ActivationFormat] = [.fp32, .fp16, .bf16, ActivationFormat(.int8, group: 8)]
    var options = SyntheticSession.Options()
    options.samples = 100
    options.classes = [2, 10, 3, 300][stream.next(below: 4)]
    options.width = 8 << stream.next(below: 5)
    options.format = formats[stream.next(below: 4)]
    options.idOffset = [0, 3, 1_000, 40_000][stream.next(below: 4)]
    options.textLength = [21, 30, 40][stream.next(below: 3)]
    var session = SyntheticSession(seed: seed, options: options)
    if stream.next(below: 4) == 0 {
      // Activations of which most are zero.
      for index in session.samples.indices {
        session.samples[index].activations = session.samples[index].activations.map {
          $0 > 1 ? $0 : 0
        }
      }
    }
    return session
  }

  private func secret(_ session: SyntheticSession, _ stream: inout RandomStream) -> [UInt8] {
    let all = LeakEncoding.texts + LeakEncoding.tokenIDs + LeakEncoding.labelSequences
    let encoding = all[stream.next(below: all.count)]
    let classes = session.options.classes
    // Labels of many classes do not fit the narrow encodings.
    let labels = session.samples.dropFirst(stream.next(below: 30)).map { $0.label % 10 }
    return encoding.encode(
      session.samples[stream.next(below: session.samples.count)], labels, min(10, classes))
  }

  /// Writes `secret` over some bytes of a frame, behind some frames, or in pieces.
  private func plant(
    _ secret: [UInt8], in frames: inout [TraceFrame], _ stream: inout RandomStream
  ) {
    let places = frames.indices.filter { frames[$0].direction == .toServer }
    let frame = places[stream.next(below: places.count - 1)]
    switch stream.next(below: 4) {
    case 0:
      let count = frames[frame].bytes.count
      let start = stream.next(below: count)
      for (index, byte) in secret.prefix(count - start).enumerated() {
        frames[frame].bytes[start + index] = byte
      }
    case 1:
      frames[frame].bytes = Protobuf.appending(
        Protobuf.field(9, stream.bytes(stream.next(below: 9)) + secret), to: frames[frame].bytes)
    case 2:
      // Over many small fields of one frame.
      let size = 1 + stream.next(below: 7)
      let fields = stride(from: 0, to: secret.count, by: size).flatMap { start in
        Protobuf.field(9, Array(secret[start..<min(secret.count, start + size)]))
      }
      frames[frame].bytes = Protobuf.appending(fields, to: frames[frame].bytes)
    default:
      // Over the same field of frames in a row.
      let size = 1 + secret.count / 3
      for (index, start) in stride(from: 0, to: secret.count, by: size).enumerated() {
        let place = places[min(places.count - 1, places.count - 4 + index)]
        frames[place].bytes = Protobuf.appending(
          Protobuf.field(9, Array(secret[start..<min(secret.count, start + size)])),
          to: frames[place].bytes)
      }
    }
  }

  @Test func filteredAndPlainScansAgreeWhereverSecretsLie() throws {
    var leaks = 0
    for seed in 0..<150 {
      var stream = Seed(UInt64(seed)).stream("scan", ledger: nil)
      let session = session(seed, &stream)
      var frames = session.frames
      for _ in 0..<stream.next(below: 4) { plant(secret(session, &stream), in: &frames, &stream) }
      let (filtered, plain) = try both(frames, session)
      #expect(filtered == plain, "seed \(seed)")
      leaks += plain.count { $0.verdict == .leak }
    }
    #expect(leaks > 100, "what agrees must be findings too: \(leaks)")
  }

  @Test func filteredAndPlainScansAgreeOnDamagedFrames() throws {
    for seed in 0..<50 {
      var stream = Seed(UInt64(seed)).stream("damage", ledger: nil)
      let session = session(seed, &stream)
      var frames = session.frames
      for _ in 0..<10 { Hostile.change(&frames, &stream) }
      let (filtered, plain) = try both(frames, session)
      #expect(filtered == plain, "seed \(seed)")
    }
  }

  @Test func secretsAreFoundAtTheEdgesOfWindowsWhateverTheWorkers() throws {
    let session = SyntheticSession(seed: 1)
    // Windows of 2^20 new bytes, which overlap by 2^16.
    let edges = [1 << 20, (1 << 20) + (1 << 16), 1 << 21]
    for (index, edge) in edges.enumerated() {
      for shift in [-40, -17, -1, 0, 3] {
        var stream = Seed(UInt64(index)).stream("edges", ledger: nil)
        var noise = stream.bytes(2_300_000)
        let secret = session.samples[40].text
        noise.replaceSubrange(edge + shift..<edge + shift + secret.count, with: secret)
        var frames = session.frames
        frames[0].bytes = MessageFrame.wrap(noise)
        func results(_ together: @escaping RawCheck.Together) throws -> [CheckResult] {
          try RawCheck.run(
            frames: FrameSource(frames), records: session.records, classes: 2, together: together)
        }
        let forward = try results { pieces, body in for piece in 0..<pieces { body(piece) } }
        let backward = try results { pieces, body in
          for piece in (0..<pieces).reversed() { body(piece) }
        }
        #expect(forward == backward)
        #expect(forward.map(\.verdict) == [.pass, .pass, .leak], "\(edge) \(shift)")
        #expect(
          forward[2].findings.contains { $0.bytes.lowerBound == edge + shift + 5 },
          "\(forward[2].findings)")
      }
    }
  }

  @Test func everyProcessorMarksTheSame() {
    var stream = Seed(3).stream("marks", ledger: nil)
    var words = [UInt64](repeating: 0, count: 64)
    let secret = stream.bytes(200)
    sl_grams_add(&words, 58, secret, secret.count)
    for count in [0, 1, 3, 4, 31, 64, 65, 127, 1_000, 5_003] {
      var bytes = stream.bytes(count)
      for _ in 0..<count / 100 {
        let start = stream.next(below: count - 60)
        let filler = [UInt8(0), 0xFF, 0x41, 0x31][stream.next(below: 4)]
        let length = stream.next(below: 60)
        for index in 0..<length { bytes[start + index] = filler }
      }
      if count > 900 { bytes.replaceSubrange(700..<900, with: secret) }
      let marks = (0..<3).map { level -> [UInt8] in
        sl_scan_force(Int32(level))
        defer { sl_scan_force(2) }
        var marks = [UInt8](repeating: 0, count: count / Int(SL_BLOCK) + 1)
        var mismatches = [UInt16](repeating: 7, count: max(0, count - 3))
        words.withUnsafeBufferPointer { words in
          let grams = sl_grams(words: words.baseAddress, shift: 58)
          var scan = sl_scan(bytes: grams, pairs: grams, gram_step: 5, whole_mask: 0xFF)
          sl_scan_mark(&scan, bytes, count, &marks)
        }
        if count > 3 {
          sl_count_mismatches(bytes, count - 3, secret, 4, 0xF0, &mismatches)
        }
        return marks + mismatches.map { UInt8(truncatingIfNeeded: $0) }
      }
      #expect(marks[0] == marks[1] && marks[1] == marks[2], "\(count) bytes")
      #expect(count < 900 || marks[0].contains { $0 & UInt8(SL_BYTES) != 0 })
    }
  }

  /// Whatever is in the sets, no mark lies behind those of the buffer's own blocks.
  @Test func marksEndWithTheBuffer() {
    let words = [UInt64](repeating: .max, count: 2)
    for count in (0...400).map({ $0 }) + [1 << 20] {
      let bytes = [UInt8](repeating: 7, count: count)
      let blocks = (count + Int(SL_BLOCK) - 1) / Int(SL_BLOCK)
      for level in 0..<3 {
        sl_scan_force(Int32(level))
        defer { sl_scan_force(2) }
        var marks = [UInt8](repeating: 0, count: blocks + 8)
        words.withUnsafeBufferPointer { words in
          let grams = sl_grams(words: words.baseAddress, shift: 63)
          var scan = sl_scan(bytes: grams, pairs: grams, gram_step: 5, whole_mask: 0)
          sl_scan_mark(&scan, bytes, count, &marks)
        }
        #expect(marks[blocks...].allSatisfy { $0 == 0 }, "\(count) bytes, level \(level)")
      }
    }
  }
}
