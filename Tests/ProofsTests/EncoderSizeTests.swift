import Proofs
import Testing
import Wire

/// P006 speaks of a model of the encoder; this holds the encoder itself against it.
@Suite struct EncoderSizeTests {
  private static let counters = [1, 127, 128, 65_535, 1 << 24, Int(UInt32.max)]
  private static let floats: [Float] = [
    0, -0.0, 1, -1, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
  ]
  private static let sessions = [ActivationFormat.fp32, .fp16].flatMap { format in
    [(1, 1, 2), (2, 8, 3), (3, 40, 50)].map { layers, width, classes in
      SessionShape(
        layers: layers, width: width, classes: classes, samples: 7, batch: 2, format: format)
    }
  }

  private static func key(_ byte: UInt8) throws -> SampleKey {
    try #require(SampleKey(bytes: [UInt8](repeating: byte, count: SampleKey.byteCount)))
  }

  @Test func samplesHaveOneSizeASessionAndCount() throws {
    for session in Self.sessions {
      for count in 1...3 {
        var sizes: Set<Int> = []
        for (index, value) in Self.floats.enumerated() {
          let sample = UploadedSample(
            key: try Self.key(UInt8(index)),
            activations: [Float](repeating: value, count: session.layers * session.width),
            delta: [Float](repeating: value, count: session.classes))
          for counter in Self.counters {
            let message = DeviceMessage.samples(
              sequence: counter, [UploadedSample](repeating: sample, count: count))
            sizes.insert(message.encoded(format: session.format).count)
          }
        }
        let hollow = DeviceMessage.samples(
          sequence: 1,
          [UploadedSample](
            repeating: UploadedSample(key: try Self.key(0), activations: [], delta: []),
            count: count))
        #expect(sizes == [hollow.frame(in: session, withValues: false).byteCount])
      }
    }
  }

  @Test func theOtherMessagesHaveOneSizeAKind() throws {
    let device = Self.sessions.map { DeviceMessage.hello($0).encoded(format: $0.format).count }
    #expect(Set(device).count == 1)
    let acknowledgements = Self.counters.map {
      ServerMessage.acknowledgement(sequence: $0).encoded().count
    }
    #expect(Set(acknowledgements).count == 1)
    let progress = Self.counters.flatMap { epoch in
      Self.floats.map { ServerMessage.progress(epoch: epoch, loss: $0).encoded().count }
    }
    #expect(Set(progress).count == 1)
    let resends = try (0...255).map { ServerMessage.resend([try Self.key($0)]).encoded().count }
    #expect(Set(resends).count == 1)
    let networks = Self.floats.map { value in
      ServerMessage.sideNetwork([
        NamedTensor(name: "head", shape: [2, 3], values: [Float](repeating: value, count: 6))
      ]).encoded().count
    }
    #expect(Set(networks).count == 1)
  }

  @Test func everyMessageOfTheSchemaIsClaimed() throws {
    let proof = try #require(Proof.all.first { $0.id == "P006" })
    guard case .solvers(let queries) = proof.method else {
      Issue.record("P006 asks solvers")
      return
    }
    let claims = queries.filter { $0.purpose == .claim }.map(\.name)
    #expect(claims == WireSchema.standard.messages.map(\.name))
    // Every message that holds a value or a counter has a planted mistake.
    let twins = queries.filter { $0.purpose == .twin }.map(\.name)
    for name in ["Hello", "SampleBatch", "Sample", "Progress", "Tensor", "ResendRequest"] {
      #expect(twins.contains { $0.hasPrefix(name + ",") }, "\(name)")
    }
  }
}
