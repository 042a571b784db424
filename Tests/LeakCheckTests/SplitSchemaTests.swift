import Determinism
import LeakCheck
import Testing
import Traces
import Wire

/// The closed-world decode of sessions that split a model.
@Suite struct SplitSchemaTests {
  private static func session(_ method: SessionMethod) -> SessionShape {
    SessionShape(
      layers: 3, width: 4, classes: 2, samples: 5, batch: 3, format: .fp16, method: method,
      tokens: 6, cut: 1)
  }

  private static func batch(_ sequence: Int, _ method: SessionMethod) -> CutBatch {
    let lengths = sequence.isMultiple(of: 2) ? [6, 2] : [1, 4, 2]
    return CutBatch(
      sequence: sequence, lengths: lengths,
      states: [Float](repeating: 0.5, count: lengths.reduce(0, +) * 4),
      labels: method == .split ? lengths.map { $0 % 2 } : nil)
  }

  private static func rows(_ sequence: Int, _ count: Int) -> BatchRows {
    BatchRows(sequence: sequence, values: [Float](repeating: 1, count: count * 4))
  }

  /// Both sides' messages of two epochs, each with its direction.
  private static func honest(_ method: SessionMethod) -> [TraceFrame] {
    var frames = [device(.hello(session(method)), method)]
    for sequence in 1...4 {
      let batch = batch(sequence, method)
      frames.append(device(.cut(batch), method))
      if method == .uSplit {
        frames.append(server(.features(rows(sequence, batch.lengths.count))))
        frames.append(device(.featureGradient(rows(sequence, batch.lengths.count)), method))
      } else if sequence.isMultiple(of: 2) {
        frames.append(server(.progress(epoch: sequence / 2, loss: 0.5)))
      }
      frames.append(server(.cutGradient(rows(sequence, batch.tokens))))
    }
    let tensor = NamedTensor(name: "layers.1.query.lora_A.weight", shape: [1, 2], values: [1, 2])
    return frames + [server(.sideNetwork([tensor])), device(.goodbye, method)]
  }

  private static func device(_ message: DeviceMessage, _ method: SessionMethod) -> TraceFrame {
    TraceFrame(
      time: .zero, direction: .toServer, flow: 1, kind: message.kind.rawValue,
      bytes: message.encoded(format: session(method).format))
  }

  private static func server(_ message: ServerMessage) -> TraceFrame {
    TraceFrame(
      time: .zero, direction: .toDevice, flow: 1, kind: message.kind.rawValue,
      bytes: message.encoded())
  }

  private func check(_ frames: [TraceFrame], _ method: SessionMethod) throws -> CheckResult {
    try SchemaCheck.run(frames: FrameSource(frames), sessions: [Self.session(method)])
  }

  /// Puts `message` in the place of frame number `index`; the finding that follows.
  private func finding(
    _ method: SessionMethod, at index: Int, _ message: DeviceMessage
  ) throws -> String? {
    var frames = Self.honest(method)
    frames[index] = Self.device(message, method)
    let result = try check(frames, method)
    return result.verdict == .leak ? result.findings.first?.field : nil
  }

  @Test(arguments: [SessionMethod.split, .uSplit])
  func honestSessionsPass(_ method: SessionMethod) throws {
    let result = try check(Self.honest(method), method)
    #expect(result.verdict == .pass, "\(result.findings)")
  }

  @Test func departuresAreFindings() throws {
    func changed(_ change: (inout CutBatch) -> Void) -> DeviceMessage {
      var batch = Self.batch(1, .split)
      change(&batch)
      return .cut(batch)
    }
    #expect(try finding(.split, at: 1, .cut(Self.batch(1, .split))) == nil)
    #expect(try finding(.split, at: 1, changed { $0.sequence = 7 }) == "cut.sequence")
    #expect(try finding(.split, at: 1, changed { $0.lengths = [1, 6] }) == "cut.lengths")
    #expect(try finding(.split, at: 1, changed { $0.lengths = [7, 0 + 1, 1] }) == "cut.lengths")
    #expect(try finding(.split, at: 1, changed { $0.states += [0] }) == "cut.states")
    #expect(try finding(.split, at: 1, changed { $0.labels = [0, 1] }) == "cut.labels")
    #expect(try finding(.split, at: 1, changed { $0.labels = [0, 2, 1] }) == "cut.labels")
    var other = Self.session(.split)
    other.cut = 2
    #expect(try finding(.split, at: 0, .hello(other)) == "hello.cut")
    // Labels, and other methods' messages, are outside of a U-shape's schema.
    #expect(try finding(.uSplit, at: 1, .cut(Self.batch(1, .split)))?.contains("4") == true)
    #expect(
      try finding(.uSplit, at: 3, .featureGradient(Self.rows(2, 3)))
        == "feature_gradient.sequence")
    #expect(
      try finding(.uSplit, at: 3, .featureGradient(Self.rows(1, 2)))
        == "feature_gradient.gradient")
    #expect(try finding(.split, at: 1, .featureGradient(Self.rows(1, 3)))?.contains("5") == true)
  }

  /// What PAE's sessions do not know is a finding in them.
  @Test func aCutIsNoneOfPAEsMessages() throws {
    let plain = SessionShape(
      layers: 3, width: 4, classes: 2, samples: 5, batch: 3, format: .fp16)
    let result = try SchemaCheck.run(
      frames: FrameSource([Self.device(.cut(Self.batch(1, .split)), .split)]), sessions: [plain])
    #expect(result.verdict == .leak)
  }
}
