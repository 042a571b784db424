import Determinism
import TestSupport
import Testing
import Wire

/// Messages of a split model.
struct SplitMessageTests {
  private static func session(
    _ method: SessionMethod, _ format: ActivationFormat = .fp32
  ) -> SessionShape {
    SessionShape(
      layers: 3, width: 4, classes: 3, samples: 9, batch: 4, format: format, method: method,
      tokens: 6, cut: 2)
  }

  private static func batch(_ method: SessionMethod, value: Float = 1) -> CutBatch {
    CutBatch(
      sequence: 2, lengths: [1, 6, 3], states: [Float](repeating: value, count: 40),
      labels: method == .split ? [0, 2, 1] : nil)
  }

  @Test(arguments: [SessionMethod.split, .uSplit])
  func messagesSurviveTheWire(_ method: SessionMethod) throws {
    let session = Self.session(method)
    var messages = [DeviceMessage.hello(session), .cut(Self.batch(method)), .goodbye]
    if method == .uSplit { messages.append(.featureGradient(.init(sequence: 1, values: [0, 2]))) }
    for message in messages {
      #expect(try DeviceMessage(frame: message.encoded(format: .fp32), session: session) == message)
    }
    for message in [
      ServerMessage.cutGradient(.init(sequence: 3, values: [0, -1, 2])),
      .features(.init(sequence: 4, values: [0.5])),
    ] {
      #expect(try ServerMessage(frame: message.encoded()) == message)
    }
  }

  @Test func messagesOfOneMethodAreNoneOfAnother() throws {
    let labelled = DeviceMessage.cut(Self.batch(.split)).encoded(format: .fp32)
    let silent = DeviceMessage.cut(Self.batch(.uSplit)).encoded(format: .fp32)
    let plain = SessionShape(
      layers: 3, width: 4, classes: 3, samples: 9, batch: 4, format: .fp32)
    for (frame, session) in [
      (labelled, Self.session(.uSplit)), (silent, Self.session(.split)), (labelled, plain),
    ] {
      #expect(throws: WireError.self) { try DeviceMessage(frame: frame, session: session) }
    }
    #expect(throws: WireError.self) { try DeviceMessage(frame: labelled, session: nil) }
    let gradient = DeviceMessage.featureGradient(.init(sequence: 1, values: [1]))
    #expect(throws: WireError.self) {
      try DeviceMessage(frame: gradient.encoded(format: .fp32), session: Self.session(.split))
    }
  }

  @Test func aBatchThatDoesNotFitItsSessionIsRefused() {
    let session = Self.session(.split)
    func isRefused(_ change: (inout CutBatch) -> Void) -> Bool {
      var batch = Self.batch(.split)
      change(&batch)
      let frame = DeviceMessage.cut(batch).encoded(format: .fp32)
      return (try? DeviceMessage(frame: frame, session: session)) == nil
    }
    #expect(!isRefused { _ in })
    #expect(isRefused { $0.lengths = [1, 7, 2] })
    #expect(isRefused { $0.lengths = [1, 1, 1, 1, 6] })
    #expect(isRefused { $0.lengths = [10] })
    #expect(isRefused { $0.states.removeLast() })
    #expect(isRefused { $0.labels = [0, 1] })
    #expect(isRefused { $0.labels = [0, 3, 1] })
    #expect(isRefused { $0.labels = [0, -1, 1] })
  }

  @Test func aHelloWhoseCutPartsNothingIsRefused() {
    for cut in [1, 2] {
      var session = Self.session(.split)
      session.cut = cut
      let frame = DeviceMessage.hello(session).encoded(format: .fp32)
      #expect((try? DeviceMessage(frame: frame, session: nil)) == .hello(session))
    }
    var session = Self.session(.split)
    session.cut = 3
    let frame = DeviceMessage.hello(session).encoded(format: .fp32)
    #expect(throws: WireError.self) { try DeviceMessage(frame: frame, session: nil) }
  }

  /// Whatever happens to a frame, it is read or refused.
  @Test func damagedFramesNeverTrap() {
    var stream = Seed(5).stream("damage", ledger: nil)
    for method in [SessionMethod.split, .uSplit] {
      let session = Self.session(method)
      let frames = [
        DeviceMessage.hello(session), .cut(Self.batch(method)),
        .featureGradient(.init(sequence: 2, values: [1, 2, 3, 4])),
      ].map { $0.encoded(format: .fp32) }
      for frame in frames {
        for _ in 0..<2_000 {
          var damaged = frame
          for _ in 0...stream.next(below: 3) {
            damaged[5 + stream.next(below: frame.count - 5)] = UInt8(stream.next(below: 256))
          }
          _ = try? DeviceMessage(frame: damaged, session: session)
          _ = try? DeviceMessage(frame: damaged, session: nil)
          _ = try? ServerMessage(frame: damaged)
        }
      }
    }
  }

  @Test(arguments: [ActivationFormat.fp32, .fp16, .init(.int8, group: 2), .init(.int4, group: 4)])
  func sizesFollowFromLengthsAlone(_ format: ActivationFormat) throws {
    for method in [SessionMethod.split, .uSplit] {
      let session = Self.session(method, format)
      var hollow = Self.batch(method)
      hollow.states = []
      hollow.labels = method == .split ? [] : nil
      let shape = DeviceMessage.cut(hollow).frame(in: session, withValues: false)
      for value in [Float(0), 1, .nan, -3e30] {
        let frame = DeviceMessage.cut(Self.batch(method, value: value)).frame(
          in: session, withValues: true)
        #expect(frame.byteCount == shape.byteCount)
      }
      #expect(try DeviceMessage(shape, session: session) == .cut(hollow))
    }
    let real = BatchRows(sequence: 9, values: [0, 1, 2])
    let none = BatchRows(sequence: 9, values: [])
    #expect(
      DeviceMessage.featureGradient(real, count: 3, withValues: true).byteCount
        == DeviceMessage.featureGradient(none, count: 3, withValues: false).byteCount)
    #expect(
      ServerMessage.cutGradient(real, count: 3, withValues: true).byteCount
        == ServerMessage.cutGradient(none, count: 3, withValues: false).byteCount)
    #expect(
      ServerMessage.features(real, count: 3, withValues: true).byteCount
        == ServerMessage.features(none, count: 3, withValues: false).byteCount)
  }

  @Test func theLastBatchOfAnEpochHasWhatIsLeft() {
    let session = Self.session(.split)
    #expect(session.batchesPerEpoch == 3)
    #expect((1...6).map(session.sequences(inBatch:)) == [4, 4, 1, 4, 4, 1])
  }
}
