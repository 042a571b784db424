import Determinism
import Foundation
import TestSupport
import Testing
import Wire

/// Samples that hold the activations of all tokens and a label.
struct TokenMessageTests {
  private func session(
    _ method: SessionMethod = .mobillm, format: ActivationFormat = .fp32
  ) -> SessionShape {
    SessionShape(
      layers: 3, width: 4, classes: 5, samples: 9, batch: 3, format: format, method: method,
      tokens: 7)
  }

  private func samples(_ stream: inout RandomStream) -> [UploadedSample] {
    [7, 1, 3].map { tokens in
      UploadedSample(
        key: SampleKey(drawnFrom: &stream),
        activations: stream.normals(12 * tokens, deviation: 1), tokens: tokens,
        label: stream.next(below: 5))
    }
  }

  @Test(arguments: [SessionMethod.mobillm, .lst])
  func messagesSurviveTheWire(_ method: SessionMethod) throws {
    var stream = Seed(1).stream("wire", ledger: nil)
    let session = session(method)
    let samples = samples(&stream)
    for message in [DeviceMessage.hello(session), .samples(sequence: 2, samples)] {
      let frame = message.frame(in: session, withValues: true)
      #expect(try DeviceMessage(frame, session: session) == message)
    }
  }

  @Test(arguments: [ActivationFormat.fp32, .fp16, .init(.int8, group: 4), .init(.int4, group: 2)])
  func framesWithoutValuesHaveTheSizeOfThoseWithThem(_ format: ActivationFormat) throws {
    var stream = Seed(2).stream("wire", ledger: nil)
    let session = session(format: format)
    let samples = samples(&stream)
    let hollow = samples.map {
      UploadedSample(key: $0.key, activations: [], tokens: $0.tokens, label: 0)
    }
    let whole = DeviceMessage.samples(sequence: 1, samples).frame(in: session, withValues: true)
    let frame = DeviceMessage.samples(sequence: 1, hollow).frame(in: session, withValues: false)
    #expect(frame.byteCount == whole.byteCount && frame.withheld > 0)
    #expect(try DeviceMessage(frame, session: session) == .samples(sequence: 1, hollow))
  }

  /// Neither the label nor a zero among activations may change a size.
  @Test func sizesFollowFromTheTokensAlone() {
    let key = SampleKey(naming: [UInt8](repeating: 1, count: 16)[...])
    func size(_ value: Float, _ label: Int, tokens: Int) -> Int {
      DeviceMessage.samples(
        sequence: 1,
        [
          UploadedSample(
            key: key, activations: [Float](repeating: value, count: 12 * tokens),
            tokens: tokens, label: label)
        ]
      ).encoded(format: .fp32).count
    }
    #expect(
      Set([size(0, 0, tokens: 2), size(1, 4, tokens: 2), size(.nan, 1, tokens: 2)]).count == 1)
    #expect(size(1, 1, tokens: 4) == size(1, 1, tokens: 3) + 48)
  }

  @Test func otherSizesAndLabelsAreRefused() {
    var stream = Seed(3).stream("wire", ledger: nil)
    let session = session()
    func refuses(_ activations: Int, label: Int, in session: SessionShape) -> Bool {
      let sample = UploadedSample(
        key: SampleKey(drawnFrom: &stream), activations: stream.normals(activations, deviation: 1),
        tokens: 1, label: label)
      let frame = DeviceMessage.samples(sequence: 1, [sample]).encoded(format: .fp32)
      return (try? DeviceMessage(frame: frame, session: session)) == nil
    }
    #expect(!refuses(12, label: 0, in: session) && !refuses(84, label: 4, in: session))
    #expect(refuses(11, label: 0, in: session) && refuses(13, label: 0, in: session))
    #expect(refuses(96, label: 0, in: session), "eight tokens where seven are announced")
    #expect(refuses(12, label: 5, in: session) && refuses(12, label: -1, in: session))
    // A sample of PAE is none of this session, nor the other way round.
    let plain = UploadedSample(
      key: SampleKey(drawnFrom: &stream), activations: stream.normals(12, deviation: 1),
      delta: stream.normals(5, deviation: 1))
    let frame = DeviceMessage.samples(sequence: 1, [plain]).encoded(format: .fp32)
    #expect(throws: WireError.self) { try DeviceMessage(frame: frame, session: session) }
  }

  @Test func damagedFramesAreErrorsAndNeverCrash() {
    var stream = Seed(4).stream("damage", ledger: nil)
    let session = session()
    let frames = [
      DeviceMessage.hello(session).encoded(format: .fp32),
      DeviceMessage.samples(sequence: 1, samples(&stream)).encoded(format: .fp32),
    ]
    withEvery("seed", in: 0..<2000) { seed in
      var stream = Seed(seed).stream("mutation", ledger: nil)
      var frame = frames[stream.next(below: frames.count)]
      for _ in 0...stream.next(below: 4) {
        frame[stream.next(below: frame.count)] = UInt8(stream.next(below: 256))
      }
      if stream.next(below: 3) == 0 { frame = Array(frame.prefix(stream.next(below: frame.count))) }
      _ = try? DeviceMessage(frame: frame, session: session)
    }
  }

  /// A closed world for each method: what one of them sends is no field of another.
  @Test func schemasHoldWhatTheirMethodSends() throws {
    func fields(_ method: SessionMethod, _ message: String) -> [String] {
      WireSchema.own(method).message(message).fields.map(\.name)
    }
    #expect(WireSchema.own(.pae) == .standard)
    #expect(fields(.pae, "Sample") == ["key", "activations", "delta"])
    #expect(!fields(.pae, "Hello").contains("method"))
    for method in [SessionMethod.mobillm, .lst] {
      #expect(fields(method, "Sample") == ["key", "activations", "label"])
      #expect(fields(method, "Hello").suffix(2) == ["method", "tokens"])
      var problems = 0
      let session = session(method)
      var stream = Seed(5).stream("wire", ledger: nil)
      for message in [DeviceMessage.hello(session), .samples(sequence: 1, samples(&stream))] {
        let bytes = message.encoded(format: .fp32)
        for tree in [SchemaTree.own(method), .standard] {
          ProtobufWalker.walk(bytes, tree: tree, fromDevice: true) { event in
            if case .problem = event { problems += tree.schema == .own(method) ? 1_000 : 1 }
          }
        }
      }
      // PAE's schema knows neither method, tokens nor label, and misses a delta.
      #expect(problems == 2 + 3 * 2)
    }
  }
}
