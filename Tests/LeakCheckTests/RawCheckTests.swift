import Determinism
import LeakCheck
import PrivateData
import Testing
import Traces
import Wire

@Suite struct RawCheckTests {
  /// A planted text or token sequence may by chance be continued by the byte next to it.
  private let seeds = 3

  private func results(
    _ frames: [TraceFrame], _ session: SyntheticSession
  ) throws -> [CheckResult] {
    try RawCheck.run(
      frames: FrameSource(frames), records: session.records, classes: session.options.classes)
  }

  private func expectOnly(
    _ kind: SecretKind, _ results: [CheckResult], _ context: String
  ) {
    for result in results {
      let expected: Verdict = result.id == RawCheck.id(of: kind) ? .leak : .pass
      #expect(
        result.verdict == expected, "\(context): \(result.id) \(result.findings.first as Any)")
      #expect(result.findings.allSatisfy { $0.check == result.id && $0.secret == kind })
    }
  }

  private func wide(classes: Int = 2) -> SyntheticSession.Options {
    var options = SyntheticSession.Options()
    options.width = 128
    options.classes = classes
    return options
  }

  @Test(arguments: LeakPlace.allCases)
  func everyEncodingOfTextFiresOnlyRawText(place: LeakPlace) throws {
    for seed in 0..<seeds {
      let session = SyntheticSession(seed: seed, options: wide())
      for encoding in LeakEncoding.texts {
        let secret = encoding.encode(session.samples[40], [], 2)
        let planted = place.plant(secret, in: session)
        expectOnly(
          .text, try results(planted.frames, planted.session), "\(encoding.name) seed \(seed)")
      }
    }
  }

  @Test(arguments: LeakPlace.allCases)
  func everyEncodingOfTokensFiresOnlyRawTokens(place: LeakPlace) throws {
    for seed in 0..<seeds {
      let session = SyntheticSession(seed: seed, options: wide())
      for encoding in LeakEncoding.tokenIDs {
        let secret = encoding.encode(session.samples[40], [], 2)
        let planted = place.plant(secret, in: session)
        expectOnly(
          .tokens, try results(planted.frames, planted.session), "\(encoding.name) seed \(seed)")
      }
    }
  }

  @Test(arguments: LeakPlace.allCases, [2, 10])
  func everyEncodingOfLabelSequencesFiresOnlyRawLabels(place: LeakPlace, classes: Int) throws {
    for seed in 0..<seeds {
      let session = SyntheticSession(seed: seed, options: wide(classes: classes))
      let labels = session.samples.map(\.label)
      for encoding in LeakEncoding.labelSequences {
        let secret = encoding.encode(session.samples[0], Array(labels[3..<123]), classes)
        let planted = place.plant(secret, in: session)
        expectOnly(
          .labels, try results(planted.frames, planted.session), "\(encoding.name) seed \(seed)")
      }
    }
  }

  @Test func labelInEveryKeyFiresOnlyRawLabels() throws {
    let encodings: [(String, (Int) -> [UInt8])] = [
      ("u8", { [UInt8($0)] }), ("digit", { [0x30 + UInt8($0)] }),
      ("u16", { Plain.numbers([$0], UInt16.self) }),
      ("u32", { Plain.numbers([$0], UInt32.self) }),
      ("u64 big-endian", { Plain.numbers([$0], UInt64.self, big: true) }),
      ("float32", { Plain.numbers([Int(Float($0).bitPattern)], UInt32.self) }),
      (
        "one-hot float32",
        {
          Plain.numbers(Plain.oneHot([$0], 2).map { Int(Float($0).bitPattern) }, UInt32.self)
        }
      ),
    ]
    for seed in 0..<seeds {
      for (name, encode) in encodings {
        var session = SyntheticSession(seed: seed)
        for index in session.samples.indices {
          let secret = encode(session.samples[index].label)
          session.samples[index].key.replaceSubrange(4..<4 + secret.count, with: secret)
        }
        expectOnly(.labels, try results(session.frames, session), name)
      }
    }
  }

  @Test func oneKeyBitThatFollowsTheLabelFiresEvenWithOneExceptionInAHundred() throws {
    for seed in 0..<seeds {
      var session = SyntheticSession(seed: seed)
      for index in session.samples.indices where index != 77 {
        let bit = UInt8(session.samples[index].label) << 6
        session.samples[index].key[9] = session.samples[index].key[9] & 0xBF | bit
      }
      let all = try results(session.frames, session)
      expectOnly(.labels, all, "bit 6")
      #expect(all[0].findings.first?.field == "samples.samples.key")
      #expect(all[0].findings.first?.encoding == "bit 6")
    }
  }

  @Test func idsThatEqualTheTextAreToldApartByTheirBeginMark() throws {
    // Ids are the bytes of the text behind a begin mark, as in the embedded backbone.
    var options = SyntheticSession.Options()
    options.idOffset = 0
    for seed in 0..<seeds {
      let clean = SyntheticSession(seed: seed, options: options)
      var tokens = clean
      var text = clean
      for index in clean.samples.indices {
        let ids = Array(clean.samples[index].tokens.prefix(8))
        tokens.samples[index].key = Plain.numbers(ids, UInt16.self)
        text.samples[index].key = Array(clean.samples[index].text.prefix(16))
      }
      let tokenResults = try results(tokens.frames, tokens)
      expectOnly(.tokens, tokenResults, "begin of the ids")
      #expect(tokenResults[1].estimate == 1)
      let textResults = try results(text.frames, text)
      expectOnly(.text, textResults, "begin of the text")
      #expect(textResults[2].estimate == 1)
    }
  }

  @Test func wideIdsAreFoundInEveryEncodingThatHoldsThem() throws {
    // A vocabulary of 50,000: beyond signed 16-bit numbers, and rounded by float16.
    for seed in 0..<seeds {
      var session = SyntheticSession(seed: seed, options: wide())
      var stream = Seed(UInt64(seed)).stream("ids", ledger: nil)
      for index in session.samples.indices {
        session.samples[index].tokens = (0..<40).map { _ in stream.next(below: 50_000) }
      }
      let narrow = ["u8", "bfloat16", "hexadecimal of u8", "differences as i8"]
      for encoding in LeakEncoding.tokenIDs where !narrow.contains(encoding.name) {
        let secret = encoding.encode(session.samples[40], [], 2)
        let planted = LeakPlace.activations.plant(secret, in: session)
        if encoding.name == "differences as i16" { continue }  // They wrap; see the report.
        expectOnly(.tokens, try results(planted.frames, planted.session), encoding.name)
      }
    }
  }

  @Test func aFewSymbolsAtOnePlaceOfEverySampleAreEnough() throws {
    for offset in [0, 3] {
      var options = SyntheticSession.Options()
      options.idOffset = offset
      for seed in 0..<seeds {
        let clean = SyntheticSession(seed: seed, options: options)
        var tokens = clean
        var text = clean
        for index in clean.samples.indices {
          let ids = Array(clean.samples[index].tokens.prefix(5))
          tokens.samples[index].key.replaceSubrange(0..<10, with: Plain.numbers(ids, UInt16.self))
          text.samples[index].key.replaceSubrange(
            0..<10, with: clean.samples[index].text.prefix(10))
        }
        let tokenResults = try results(tokens.frames, tokens)
        expectOnly(.tokens, tokenResults, "five ids, offset \(offset)")
        #expect(tokenResults[1].estimate == 1)
        let textResults = try results(text.frames, text)
        expectOnly(.text, textResults, "ten bytes, offset \(offset)")
        #expect(textResults[2].estimate == 1)
      }
    }
  }

  @Test func oneByteMoreByAccidentDoesNotTurnTextIntoTokens() throws {
    // Behind a 2 the text reads as variable-length ids, of which the 2 ends the begin mark.
    var options = wide()
    options.idOffset = 0
    for seed in 0..<seeds {
      let session = SyntheticSession(seed: seed, options: options)
      let secret = [2] + session.samples[40].text.prefix(16)
      for place in LeakPlace.allCases {
        let planted = place.plant(secret, in: session)
        expectOnly(.text, try results(planted.frames, planted.session), "\(place)")
      }
    }
  }

  @Test func aStretchOfFewDifferentIdsMustBeLongToBeNoAccident() throws {
    for seed in 0..<seeds {
      var session = SyntheticSession(seed: seed, options: wide())
      var stream = Seed(UInt64(seed)).stream("ids", ledger: nil)
      for index in session.samples.indices {
        session.samples[index].tokens = (0..<60).map { _ in 17 + stream.next(below: 3) }
      }
      // Three equally frequent ids carry 1.6 bits each.
      for (count, verdict) in [(16, Verdict.pass), (60, .leak)] {
        let ids = session.samples[40].tokens.prefix(count).map { UInt8($0) }
        let planted = LeakPlace.activations.plant(ids, in: session)
        #expect(try results(planted.frames, planted.session)[1].verdict == verdict)
      }
    }
  }

  @Test func cleanSessionsRaiseNoAlarm() throws {
    let formats: [ActivationFormat] = [.fp32, .fp16]
    for seed in 0..<200 {
      var options = SyntheticSession.Options()
      options.classes = [2, 10, 3][seed % 3]
      options.headIsZero = seed % 2 == 0
      options.format = formats[seed / 2 % 2]
      options.idOffset = seed % 5 == 0 ? 0 : 3
      let session = SyntheticSession(seed: seed, options: options)
      for result in try results(session.frames, session) {
        #expect(result.verdict == .pass, "seed \(seed) \(result.id) \(result.findings)")
      }
    }
  }

  @Test func unbiasedRandomizedResponseRaisesNoAlarm() throws {
    for seed in 0..<20 {
      var options = SyntheticSession.Options()
      options.headIsZero = true
      var session = SyntheticSession(seed: seed, options: options)
      var stream = Seed(UInt64(seed)).stream("flips", ledger: nil)
      let power = DeterministicMath.exp(0.5 + stream.nextUnit() * 3)
      for index in session.samples.indices {
        let isKept = stream.nextUnit() < power / (power + 1)
        let label = isKept ? session.samples[index].label : 1 - session.samples[index].label
        session.samples[index].delta = (0..<2).map { place in
          Float(((power + 1) * (place == label ? 1 : 0) - 1) / (power - 1) - 0.5)
        }
      }
      for result in try results(session.frames, session) { #expect(result.verdict == .pass) }
    }
  }

  @Test func sortedLabelsAndZerosAreNoSequence() throws {
    var session = SyntheticSession(seed: 1)
    for index in session.samples.indices {
      session.samples[index].label = index < session.samples.count / 2 ? 0 : 1
      session.samples[index].delta = [0, 0]
      session.samples[index].activations = session.samples[index].activations.map { _ in 0 }
    }
    #expect(try results(session.frames, session)[0].verdict == .pass)
  }

  @Test func tooFewSamplesAreInconclusiveForLabelsOnly() throws {
    var options = SyntheticSession.Options()
    options.samples = 20
    let session = SyntheticSession(seed: 4, options: options)
    let verdicts = try results(session.frames, session).map(\.verdict)
    #expect(verdicts == [.inconclusive, .pass, .pass])
  }

  // 38 labels carry 38 bits at most. 30 would do for one column, and not for thousands; nor does
  // a second upload of the same samples add any.
  @Test(arguments: [1, 2])
  func everyColumnThatIsTriedCostsEvidence(uploads: Int) throws {
    var options = SyntheticSession.Options()
    options.samples = 38
    let session = SyntheticSession(seed: 4, options: options)
    let frames = [[TraceFrame]](repeating: session.frames, count: uploads).flatMap { $0 }
    #expect(try results(frames, session)[0].verdict == .inconclusive)
  }

  @Test func oneClassAloneIsInconclusive() throws {
    var session = SyntheticSession(seed: 4)
    for index in session.samples.indices { session.samples[index].label = 1 }
    #expect(try results(session.frames, session)[0].verdict == .inconclusive)
  }

  @Test func noRecordsAndForeignRecordsAreInconclusive() throws {
    let session = SyntheticSession(seed: 5)
    let none = try RawCheck.run(
      frames: FrameSource(session.frames), records: [], classes: 2)
    #expect(none.allSatisfy { $0.verdict == .inconclusive })
    let foreign = SyntheticSession(seed: 6)
    let other = try RawCheck.run(
      frames: FrameSource(session.frames), records: foreign.records, classes: 2)
    #expect(other[0].verdict == .inconclusive)
  }

  @Test func shortTextsAreCounted() throws {
    var session = SyntheticSession(seed: 7)
    for index in 0..<12 {
      session.samples[index].text = Array("short".utf8)
      session.samples[index].tokens = [1, 2, 3]
    }
    let all = try results(session.frames, session)
    #expect(all[2].evidence.contains("12 of 160 texts are shorter than 8 bytes and were only"))
    #expect(all[1].evidence.contains("12 of 160 token sequences are shorter than 6 ids"))
  }

  @Test func whatTheServerSendsIsNotALeakOfTheDevice() throws {
    let session = SyntheticSession(seed: 8)
    var frames = session.frames
    let last = frames.count - 2
    frames[last].bytes = Protobuf.appending(
      Protobuf.field(9, session.samples[3].text), to: frames[last].bytes)
    #expect(frames[last].direction == .toDevice)
    #expect(try results(frames, session).allSatisfy { $0.verdict == .pass })
  }

  @Test func hostileFramesNeverStopTheScan() throws {
    for seed in 0..<200 {
      let session = SyntheticSession(seed: 9)
      var frames = session.frames
      var stream = Seed(UInt64(seed)).stream("hostile", ledger: nil)
      for _ in 0..<20 { Hostile.change(&frames, &stream) }
      let all = try results(frames, session)
      #expect(all.map(\.id) == RawCheck.ids)
    }
  }
}

/// Random damage to recorded frames.
enum Hostile {
  static func change(_ frames: inout [TraceFrame], _ stream: inout RandomStream) {
    let frame = stream.next(below: frames.count)
    let count = frames[frame].bytes.count
    switch stream.next(below: 5) {
    case 0 where count > 0:
      frames[frame].bytes[stream.next(below: count)] = UInt8(stream.next(below: 256))
    case 1:
      frames[frame].bytes.removeLast(stream.next(below: count + 1))
    case 2:
      let random = stream.bytes(stream.next(below: 64))
      frames[frame].bytes.insert(contentsOf: random, at: stream.next(below: count + 1))
    case 3:
      frames[frame].bytes = stream.bytes(stream.next(below: 200))
    default:
      frames[frame].bytes = MessageFrame.wrap(stream.bytes(stream.next(below: 200)))
    }
  }
}
