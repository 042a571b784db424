import Determinism
import Foundation
import TestSupport
import Testing
import Wire

struct MessageTests {
  private let session = SessionShape(
    layers: 3, width: 5, classes: 4, samples: 9, batch: 2, format: .fp32)

  private func samples(_ count: Int, _ stream: inout RandomStream) -> [UploadedSample] {
    (0..<count).map { _ in
      UploadedSample(
        key: SampleKey(drawnFrom: &stream), activations: stream.normals(15, deviation: 1),
        delta: stream.normals(4, deviation: 1))
    }
  }

  @Test func deviceMessagesSurviveTheWire() throws {
    var stream = Seed(1).stream("wire", ledger: nil)
    for message in [
      DeviceMessage.hello(session), .samples(sequence: 7, samples(3, &stream)), .goodbye,
    ] {
      let frame = message.encoded(format: .fp32)
      #expect(try DeviceMessage(frame: frame, session: session) == message)
    }
  }

  @Test func serverMessagesSurviveTheWire() throws {
    var stream = Seed(2).stream("wire", ledger: nil)
    let tensor = NamedTensor(name: "a.b", shape: [2, 3], values: [1, 2, 3, 4, 5, 6])
    for message in [
      ServerMessage.acknowledgement(sequence: 3),
      .resend([SampleKey(drawnFrom: &stream), SampleKey(drawnFrom: &stream)]),
      .progress(epoch: 2, loss: 0), .sideNetwork([tensor]),
    ] {
      #expect(try ServerMessage(frame: message.encoded()) == message)
    }
  }

  /// Proto3 drops zeros; nothing that depends on a value may shrink for that reason.
  @Test(arguments: [ActivationFormat.fp32, .fp16, .bf16, .init(.int8, group: 5)])
  func sizesDoNotDependOnValues(_ format: ActivationFormat) {
    var stream = Seed(3).stream("sizes", ledger: nil)
    let key = SampleKey(drawnFrom: &stream)
    func size(_ value: Float) -> Int {
      let sample = UploadedSample(
        key: key, activations: [Float](repeating: value, count: 15),
        delta: [Float](repeating: value, count: 4))
      return DeviceMessage.samples(sequence: 1, [sample]).encoded(format: format).count
    }
    #expect(Set([0, -0.0, 1, .nan, .infinity, .leastNonzeroMagnitude].map(size)).count == 1)
    #expect(
      Set([Float(0), 1, .nan].map { ServerMessage.progress(epoch: 1, loss: $0).encoded().count })
        .count == 1)
  }

  @Test func halfPrecisionRoundsToNearestEven() {
    let values: [Float] = [0, 1, -2.5, 65_504, 1e-7, 1 + 0x1p-11, 1 + 0x1p-11 + 0x1p-20]
    let back = ActivationFormat.fp16.unpack(ActivationFormat.fp16.pack(values))
    #expect(back == [0, 1, -2.5, 65_504, 0x1p-23, 1, 1 + 0x1p-10])
    #expect(ActivationFormat.fp16.unpack(ActivationFormat.fp16.pack([1e9])) == [.infinity])
  }

  @Test func damagedFramesAreErrorsAndNeverCrash() {
    var stream = Seed(4).stream("damage", ledger: nil)
    let frames = [
      DeviceMessage.hello(session).encoded(format: .fp32),
      DeviceMessage.samples(sequence: 1, samples(2, &stream)).encoded(format: .fp32),
      ServerMessage.sideNetwork([.init(name: "x", shape: [4], values: [1, 2, 3, 4])]).encoded(),
    ]
    withEvery("seed", in: 0..<3000) { seed in
      var stream = Seed(seed).stream("mutation", ledger: nil)
      var frame = frames[stream.next(below: frames.count)]
      for _ in 0...stream.next(below: 4) {
        frame[stream.next(below: frame.count)] = UInt8(stream.next(below: 256))
      }
      if stream.next(below: 3) == 0 { frame = Array(frame.prefix(stream.next(below: frame.count))) }
      _ = try? DeviceMessage(frame: frame, session: session)
      _ = try? ServerMessage(frame: frame)
    }
  }

  @Test func framesThatContradictTheirPrefixAreRefused() {
    let frame = DeviceMessage.goodbye.encoded(format: .fp32)
    #expect(throws: WireError(.badFrame(length: frame.count + 1))) {
      _ = try DeviceMessage(frame: frame + [0], session: nil)
    }
    #expect(throws: WireError(.badFrame(length: 3))) {
      _ = try DeviceMessage(frame: Array(frame.prefix(3)), session: nil)
    }
    var compressed = frame
    compressed[0] = 1
    #expect(throws: WireError.self) { _ = try DeviceMessage(frame: compressed, session: nil) }
  }
}
