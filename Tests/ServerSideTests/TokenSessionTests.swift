import Determinism
import Layers
import ServerSide
import Tensors
import TestSupport
import Testing
import Transformers
import Wire

/// Sessions in which the activations of all tokens arrive.
struct TokenSessionTests {
  private static let session = SessionShape(
    layers: 2, width: 6, classes: 2, samples: 20, batch: 4, format: .fp16, method: .mobillm,
    tokens: 9)

  /// Texts of 1 to 9 tokens whose label shows in one number of their activations.
  private static func uploads(seed: UInt64) -> [UploadedSample] {
    var stream = Seed(seed).stream("uploads", ledger: nil)
    return (0..<session.samples).map { _ in
      let (tokens, label) = (1 + stream.next(below: 9), stream.next(below: 2))
      var values = stream.normals(12 * tokens, deviation: 0.5)
      for row in 0..<2 * tokens { values[row * 6] += label == 1 ? 2 : -2 }
      return UploadedSample(
        key: SampleKey(drawnFrom: &stream),
        activations: session.format.unpack(session.format.pack(values)), tokens: tokens,
        label: label)
    }
  }

  private struct Outcome {
    var losses: [Float] = []
    var resent: [SampleKey] = []
    var report: ServerMachine.CacheReport?
    var digest: Digest128?
    var work: [WorkList] = []
  }

  private func run(
    cacheBytes: UInt64, hasValues: Bool = true, epochs: Int = 4
  ) throws -> Outcome {
    let session = Self.session
    let uploads = Self.uploads(seed: 3)
    var settings = ServerMachine.Settings(
      rank: 3,
      optimizer: .init(
        learningRate: 1e-2, weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      epochs: epochs, cacheBytes: ByteCount(cacheBytes), seed: Seed(8), backend: .reference)
    settings.method = .mobillm
    settings.pooling = .mean
    settings.hasValues = hasValues
    let server = ServerMachine(settings: settings, ledger: nil)
    var outcome = Outcome()
    var sequence = 0
    func frame(_ samples: [UploadedSample]) -> Frame {
      sequence += 1
      let sent =
        hasValues
        ? samples
        : samples.map {
          UploadedSample(key: $0.key, activations: [], tokens: $0.tokens, label: 0)
        }
      return DeviceMessage.samples(sequence: sequence, sent)
        .frame(in: session, withValues: hasValues)
    }
    var events: [ServerEvent] = [
      .received(DeviceMessage.hello(session).frame(in: session, withValues: true), flow: 0)
    ]
    for start in stride(from: 0, to: uploads.count, by: session.batch) {
      events.append(.received(frame(Array(uploads[start..<start + session.batch])), flow: 0))
    }
    while !events.isEmpty {
      for effect in try server.handle(events.removeFirst()) {
        switch effect {
        case .compute(let work):
          outcome.work.append(work)
          events.append(.computed)
        case .epochFinished(_, let loss): outcome.losses.append(loss ?? .nan)
        case .finished, .setTimer, .trained: break
        case .send(let sent, _):
          guard case .resend(let keys) = try ServerMessage(sent) else { continue }
          outcome.resent += keys
          events.append(
            .received(frame(keys.compactMap { key in uploads.first { $0.key == key } }), flow: 0))
        }
      }
    }
    outcome.report = server.cacheReport
    outcome.digest = server.model == nil ? nil : server.trainedDigest
    return outcome
  }

  private static func bytes(_ sample: UploadedSample) -> Int { 16 + sample.tokens * 24 + 4 }

  @Test func theServerLearnsFromLabels() throws {
    let outcome = try run(cacheBytes: 1 << 20, epochs: 12)
    let (first, last) = (try #require(outcome.losses.first), try #require(outcome.losses.last))
    #expect(last < first / 2, "\(outcome.losses)")
    #expect(outcome.resent.isEmpty && outcome.report?.misses == 0)
    #expect(outcome.report?.bytes == Self.uploads(seed: 3).reduce(0) { $0 + Self.bytes($1) })
  }

  /// Entries of many sizes against a naive model: a list in order of use, the least recent out
  /// until there is room.
  @Test func theCacheCountsBytesAndMissesChangeNoBit() throws {
    let uploads = Self.uploads(seed: 3)
    let whole = try run(cacheBytes: 1 << 20)
    withEvery("capacity", in: 1..<20) { step in
      let capacity = 130 * step
      let outcome = try run(cacheBytes: UInt64(capacity))
      try #require(outcome.digest == whole.digest && outcome.losses == whole.losses)
      var recent: [Int] = []
      var (hits, misses, evictions) = (0, 0, 0)
      func insert(_ sample: Int) {
        guard Self.bytes(uploads[sample]) <= capacity else { return }
        recent.append(sample)
        while recent.reduce(0, { $0 + Self.bytes(uploads[$1]) }) > capacity {
          recent.removeFirst()
          evictions += 1
        }
      }
      uploads.indices.forEach(insert)
      var order = Seed(8).stream("server.shuffle", ledger: nil)
      for _ in 0..<3 {
        for sample in order.permutation(20) {
          if let place = recent.firstIndex(of: sample) {
            hits += 1
            recent.remove(at: place)
            recent.append(sample)
          } else {
            misses += 1
            insert(sample)
          }
        }
      }
      let report = try #require(outcome.report)
      try #require(report.hits == hits && report.misses == misses)
      try #require(report.evictions == evictions && report.entries == recent.count)
      try #require(report.bytes == recent.reduce(0) { $0 + Self.bytes(uploads[$1]) })
      try #require(outcome.resent.count == misses)
    }
  }

  @Test func countingWithoutValuesGivesTheSameWorkAndCache() throws {
    let (real, shape) = (try run(cacheBytes: 900), try run(cacheBytes: 900, hasValues: false))
    #expect(real.work == shape.work && real.report == shape.report && real.resent == shape.resent)
    #expect(shape.digest == nil && shape.losses.allSatisfy(\.isNaN))
  }

  @Test func sessionsOfAnotherMethodAreRefused() {
    for (session, method) in [
      (Self.session, SessionMethod.pae),
      (
        SessionShape(layers: 2, width: 6, classes: 2, samples: 20, batch: 4, format: .fp32),
        .mobillm
      ),
    ] {
      var settings = ServerMachine.Settings(
        rank: 3,
        optimizer: .init(
          learningRate: 1e-2, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
        epochs: 1, cacheBytes: .zero, seed: Seed(1), backend: .reference)
      settings.method = method
      let server = ServerMachine(settings: settings, ledger: nil)
      #expect(throws: ServerError.unexpected(.hello)) {
        try server.handle(
          .received(DeviceMessage.hello(session).frame(in: session, withValues: true), flow: 0))
      }
    }
  }
}
