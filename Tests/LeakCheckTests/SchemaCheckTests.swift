import Determinism
import LeakCheck
import Testing
import Traces
import Wire

@Suite struct SchemaCheckTests {
  private let session = SyntheticSession(seed: 3)

  private func check(_ frames: [TraceFrame]) throws -> CheckResult {
    try SchemaCheck.run(frames: FrameSource(frames), sessions: [session.shape])
  }

  /// The session with one frame's payload changed.
  private func changed(
    _ frame: Int, _ change: (inout [UInt8]) -> Void
  ) -> [TraceFrame] {
    var frames = session.frames
    var payload = Array(frames[frame].bytes.dropFirst(MessageFrame.prefixByteCount))
    change(&payload)
    frames[frame].bytes = MessageFrame.wrap(payload)
    return frames
  }

  private func expectFinding(
    _ text: String, in field: String, _ frames: [TraceFrame],
    location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try check(frames)
    #expect(result.verdict == .leak, sourceLocation: location)
    let isNamed = result.findings.contains { $0.message.contains(text) && $0.field == field }
    #expect(isNamed, "\(result.findings)", sourceLocation: location)
  }

  @Test func honestSessionsPass() throws {
    for seed in 0..<200 {
      var options = SyntheticSession.Options()
      options.classes = 2 + seed % 9
      options.format =
        [.fp32, .fp16, .bf16, .init(.int8, group: 4), .init(.int4, group: 8)][seed % 5]
      options.samples = 1 + seed
      let session = SyntheticSession(seed: seed, options: options)
      let result = try SchemaCheck.run(
        frames: FrameSource(session.frames), sessions: [session.shape])
      #expect(result.verdict == .pass, "seed \(seed) \(result.findings)")
    }
  }

  @Test func anEmptyTraceIsInconclusive() throws {
    #expect(try check([]).verdict == .inconclusive)
  }

  @Test func unknownFieldsAreFindings() throws {
    for number in [4, 9, 15] as [UInt8] {
      try expectFinding(
        "not in the schema", in: "#\(number)",
        changed(1) { $0 += Protobuf.field(number, [1, 2, 3]) })
    }
    // Inside a sample: the batch's length grows by the four bytes of the field.
    try expectFinding(
      "not in the schema", in: "goodbye.#5",
      changed(session.frames.count - 1) { payload in
        payload = [0x1A, 8, 0x0D, 1, 0, 0, 0, 0x2A, 1, 7]
      })
  }

  @Test func everyWrongWireTypeIsAFinding() throws {
    for type in [0, 1, 2, 3, 4, 6, 7] as [UInt8] {
      let result = try check(changed(session.frames.count - 1) { $0[2] = 1 << 3 | type })
      #expect(result.verdict == .leak)
    }
  }

  @Test func secondWaysOfWritingTheSameAreFindings() throws {
    // The acknowledgement is 0A 05 0D n 0 0 0.
    try expectFinding(
      "longer than it need be", in: "#1", changed(2) { $0.replaceSubrange(1...1, with: [0x85, 0]) })
    try expectFinding(
      "longer than it need be", in: "", changed(2) { $0.replaceSubrange(0...0, with: [0x8A, 0]) })
    try expectFinding(
      "0, which proto3 leaves out", in: "acknowledgement.sequence", changed(2) { $0[3] = 0 })
  }

  @Test func orderAndNumberOfFieldsAreChecked() throws {
    // Hello: tag, length, then seven fields of which the first six take five bytes each.
    try expectFinding(
      "out of order", in: "hello.protocol",
      changed(0) { payload in
        let first = Array(payload[2..<7])
        payload.replaceSubrange(2..<7, with: payload[7..<12])
        payload.replaceSubrange(7..<12, with: first)
      })
    try expectFinding("2 of the alternatives", in: "", changed(2) { $0 += $0 })
    try expectFinding("0 of the alternatives", in: "", changed(2) { $0 = [] })
    try expectFinding(
      "occurs 2 times", in: "acknowledgement.sequence",
      changed(2) { $0 = [0x0A, 10] + $0[2...] + $0[2...] })
    try expectFinding("is missing", in: "acknowledgement.sequence", changed(2) { $0 = [0x0A, 0] })
  }

  @Test func sizesFollowTheSession() throws {
    var options = session.options
    options.width += 1
    let other = SyntheticSession(seed: 3, options: options)
    var frames = session.frames
    frames[1] = other.frames[1]
    try expectFinding("72 bytes, not 64", in: "samples.samples.activations", frames)
    frames = session.frames
    frames[0] = other.frames[0]
    try expectFinding("differs from the scenario", in: "hello.width", frames)
  }

  @Test func freeChoicesOfNumbersAreFindings() throws {
    let batch = session.batches[1]
    guard case .samples(_, let samples) = batch else { return }
    var frames = session.frames
    frames[3].bytes = DeviceMessage.samples(sequence: 40, samples).encoded(format: .fp32)
    try expectFinding("count by one, and 1 came before", in: "samples.sequence", frames)
    frames[3].bytes = DeviceMessage.samples(sequence: 2, [samples[0], samples[0]])
      .encoded(format: .fp32)
    try expectFinding("this key twice", in: "samples.samples.key", frames)
    frames[3].bytes = DeviceMessage.samples(sequence: 2, samples + session.firstSamples)
      .encoded(format: .fp32)
    try expectFinding("more than 16 samples", in: "samples.samples", frames)
  }

  @Test func samplesMayBeSentAgain() throws {
    var frames = session.frames
    var again = frames[1]
    guard case .samples(_, let samples) = session.batches[0] else { return }
    again.bytes = DeviceMessage.samples(sequence: 11, samples).encoded(format: .fp32)
    frames.insert(again, at: frames.count - 1)
    #expect(try check(frames).verdict == .pass)
  }

  @Test func moreKeysThanSamplesAreAFinding() throws {
    var frames = session.frames
    let other = SyntheticSession(seed: 99)
    var extra = frames[1]
    guard case .samples(_, let samples) = other.batches[0] else { return }
    extra.bytes = DeviceMessage.samples(sequence: 11, samples).encoded(format: .fp32)
    frames.insert(extra, at: frames.count - 1)
    try expectFinding("more keys than the 160", in: "samples.samples.key", frames)
  }

  @Test func tensorNamesAndShapesAreChecked() throws {
    let index = session.frames.count - 2
    for name in ["Layers", "a b", "", "é", String(repeating: "a", count: 65)] {
      var frames = session.frames
      frames[index].bytes = ServerMessage.sideNetwork([
        NamedTensor(name: name, shape: [1], values: [1])
      ]).encoded()
      #expect(try check(frames).verdict == .leak)
    }
    // The shape [2, 2] becomes [2, 3].
    let extents: [UInt8] = [2, 0, 0, 0, 2, 0, 0, 0]
    try expectFinding(
      "do not fill the shape", in: "side_network.tensors.values",
      changed(index) { payload in
        let start = payload.indices.first { payload[$0...].starts(with: extents) } ?? 0
        payload[start + 4] = 3
      })
  }

  @Test func kindsAndDirectionsMustFitTheBytes() throws {
    var frames = session.frames
    frames[1].kind = MessageKind.hello.rawValue
    try expectFinding("the record says hello and the bytes samples", in: "", frames)
    frames = session.frames
    frames[1].kind = 99
    try expectFinding("does not travel in this direction", in: "", frames)
    frames = session.frames
    frames[1].direction = .toDevice
    #expect(try check(frames).verdict == .leak)
  }

  @Test func framePrefixesAreChecked() throws {
    for position in 0..<5 {
      var frames = session.frames
      frames[1].bytes[position] ^= 1
      #expect(try check(frames).verdict == .leak)
    }
    var frames = session.frames
    frames[1].bytes = [0, 0]
    try expectFinding("shorter than its prefix", in: "", frames)
  }

  @Test func everyChangeOfAStructureByteOfTheSmallMessagesIsNoticed() throws {
    // Hello, acknowledgement and goodbye hold nothing but public numbers: any other byte differs
    // from the promise, save the acknowledgement's and the progress report's own numbers.
    for frame in [0, session.frames.count - 1] {
      for position in session.frames[frame].bytes.indices {
        for flip in [1, 0x80] as [UInt8] {
          var frames = session.frames
          frames[frame].bytes[position] ^= flip
          #expect(try check(frames).verdict == .leak, "frame \(frame) byte \(position)")
        }
      }
    }
  }

  /// A finding of every field is listed up to 1,000 fields, and a result says where there are more.
  @Test func moreFieldsThanAreListedAreSaidToBeThere() throws {
    for (fields, hasMore) in [(1_000, false), (1_001, true)] {
      let result = try check(
        changed(1) { payload in
          for number in 16..<16 + fields {
            // A tag of two bytes, and no content.
            let tag = number << 3 | 2
            payload += [UInt8(tag & 0x7F | 0x80), UInt8(tag >> 7), 0]
          }
        })
      #expect(result.hasUnlistedFields == hasMore && result.findings.count == 1_000)
    }
  }

  @Test func hostileBytesNeverStopTheCheckAndFindingsAreLimited() throws {
    for seed in 0..<1000 {
      var frames = Array(session.frames.prefix(4) + session.frames.suffix(4))
      var stream = Seed(UInt64(seed)).stream("hostile", ledger: nil)
      for _ in 0...stream.next(below: 30) { Hostile.change(&frames, &stream) }
      let result = try check(frames)
      let fields = Set(result.findings.map(\.field)).count
      #expect(result.findings.count <= CheckResult.findingLimit + fields)
      #expect(result.verdict == .leak || result.findings.isEmpty)
      for finding in result.findings {
        #expect(finding.bytes.upperBound <= frames[finding.frame].bytes.count)
      }
    }
  }
}

extension SyntheticSession {
  /// The samples of the first batch, as they are uploaded.
  var firstSamples: [UploadedSample] {
    guard case .samples(_, let samples) = batches[0] else { return [] }
    return samples
  }
}
