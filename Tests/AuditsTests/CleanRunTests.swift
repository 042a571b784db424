import Audits
import Determinism
import Foundation
import LeakCheck
import PrivateData
import Testing
import Traces
import Wire

/// Runs of a protocol without leaks raise no alarm, and each leak in it does.
@Suite struct CleanRunTests {
  /// `make canaries` runs all 1,000 worlds and 64 MB of noise.
  private static let isWhole = ProcessInfo.processInfo.environment["SIDELIGHT_CANARIES"] != nil

  private func alarms(_ leak: ToyProtocol.Leak?, seed: Int) throws -> [String] {
    let base = ToyProtocol(seed: seed, leak: leak)
    let report = try Auditor.run(
      AuditInputs(
        material: base.material, epsilon: nil,
        pairedRun: { secret in
          // The first run changes every secret.
          let other = ToyProtocol(seed: seed, varying: secret, leak: leak)
          let material = other.material
          return [
            PairedTrace(
              frames: material.frames, secretsChanged: other.count, secretsTotal: other.count,
              samples: material.samples)
          ]
        },
        replay: "again"))
    // A check that could not tell would raise no alarm either.
    if leak == nil {
      for id in ["schema.fields", "raw.labels", "raw.tokens", "raw.text", "interference.labels"] {
        #expect(report.checks.first { $0.id == id }?.verdict == .pass, "\(id), seed \(seed)")
      }
      let sign = report.checks.first { $0.id == "label.sign" }
      #expect(sign?.estimate != nil && sign?.verdict != .notApplicable)
    }
    return report.checks.filter { $0.verdict == .leak }.map(\.id)
  }

  @Test func cleanRunsRaiseNoAlarm() throws {
    for seed in 0..<(Self.isWhole ? 1_000 : 100) {
      #expect(try alarms(nil, seed: seed).isEmpty, "seed \(seed)")
    }
  }

  @Test(arguments: ToyProtocol.Leak.allCases)
  func theSameRunsWithALeakDo(_ leak: ToyProtocol.Leak) throws {
    for seed in 0..<(Self.isWhole ? 50 : 5) {
      #expect(try alarms(leak, seed: seed).contains(leak.rawValue), "seed \(seed)")
    }
  }

  @Test func noiseHoldsNoneOfManyShortSecrets() throws {
    let megabytes = Self.isWhole ? 64 : 1
    var stream = Seed(1).stream("noise", ledger: nil)
    let letters = Array("etaoinshrdlu".utf8)
    let records = (0..<20_000).map { index in
      let text = (0..<8 + index % 4).map { _ in letters[stream.next(below: letters.count)] }
      return JudgeRecord(
        key: stream.bytes(SampleKey.byteCount), sample: index,
        label: Secret(stream.next(below: 2)),
        tokens: Secret((0..<6).map { _ in stream.next(below: 30_000) }), text: Secret(text))
    }
    let frames = (0..<megabytes * 16).map { index in
      TraceFrame(
        time: SimInstant(nanoseconds: UInt64(index)), direction: .toServer, flow: 1, kind: 2,
        bytes: MessageFrame.wrap([9 << 3 | 2, 0x80, 0x80, 0x04] + stream.bytes(1 << 16)))
    }
    func verdicts(_ frames: [TraceFrame]) throws -> [Verdict] {
      try RawCheck.run(frames: FrameSource(frames), records: records, classes: 2)
        .dropFirst().map(\.verdict)
    }
    #expect(try verdicts(frames) == [.pass, .pass])
    // The longest of these short texts is found.
    var planted = frames
    let text = records[3].text.withRevealed { $0 }
    planted[0].bytes.replaceSubrange(100..<100 + text.count, with: text)
    #expect(try verdicts(planted) == [.pass, .leak])
  }
}

/// A protocol that reveals nothing: constant sizes at fixed times, random keys, and activations and
/// deltas that are noise.
struct ToyProtocol {
  /// One leak, by the check that must find it.
  enum Leak: String, CaseIterable, Sendable {
    case schema = "schema.fields"
    case labels = "raw.labels"
    case tokens = "raw.tokens"
    case text = "raw.text"
    case labelTime = "interference.labels"
    case tokenTime = "interference.tokens"
    case delta = "label.sign"
  }

  private static let batch = 16
  private static let classes = 2
  let count = 128
  private let leak: Leak?
  private let labels: [Int]
  private let texts: [[UInt8]]
  private let samples: [UploadedSample]

  /// The world of `seed`; in a paired run all secrets of one kind are others, and all noise is.
  init(seed: Int, varying secret: PairedSecret? = nil, leak: Leak? = nil) {
    let seed = Seed(UInt64(seed))
    self.leak = leak
    var labelStream = seed.stream("labels", ledger: nil)
    var textStream = seed.stream("texts", ledger: nil)
    var keyStream = seed.stream("keys", ledger: nil)
    var noise = seed.stream("noise.\(secret?.rawValue ?? "base")", ledger: nil)
    let step = secret == .labels ? 1 : 0
    let shift = secret == .tokens ? 1 : 0
    let labels = (0..<count).map { _ in (labelStream.next(below: Self.classes) + step) % 2 }
    let texts = (0..<count).map { _ in
      (0..<36).map { _ in UInt8(0x61 + (textStream.next(below: 26) + shift) % 26) }
    }
    self.labels = labels
    self.texts = texts
    samples = labels.indices.compactMap { index in
      var key = keyStream.bytes(SampleKey.byteCount)
      switch leak {
      case .labels: key[3] = UInt8(labels[index])
      case .tokens: key.replaceSubrange(0..<10, with: texts[index].prefix(10).map { $0 + 3 })
      case .text: key.replaceSubrange(0..<10, with: texts[index].prefix(10))
      default: break
      }
      let target = leak == .delta ? labels[index] : noise.next(below: Self.classes)
      return SampleKey(bytes: key).map {
        UploadedSample(
          key: $0, activations: noise.normals(16, deviation: 1),
          delta: [target == 0 ? 0.5 : -0.5, target == 0 ? -0.5 : 0.5])
      }
    }
  }

  private var shape: SessionShape {
    SessionShape(
      layers: 2, width: 8, classes: Self.classes, samples: count, batch: Self.batch, format: .fp32)
  }

  var material: CheckMaterial {
    CheckMaterial(
      frames: FrameSource(frames), sessions: [shape],
      records: samples.indices.map { index in
        JudgeRecord(
          key: samples[index].key.bytes, sample: index, label: Secret(labels[index]),
          tokens: Secret(texts[index].map { Int($0) + 3 }), text: Secret(texts[index]))
      })
  }

  private var frames: [TraceFrame] {
    var messages: [(message: DeviceMessage, delay: UInt64)] = [(.hello(shape), 0)]
    for first in stride(from: 0, to: count, by: Self.batch) {
      let delay: Int =
        switch leak {
        case .labelTime: labels[first]
        case .tokenTime: Int(texts[first][0])
        default: 0
        }
      messages.append(
        (
          .samples(
            sequence: first / Self.batch + 1, Array(samples[first..<first + Self.batch])),
          UInt64(delay)
        ))
    }
    messages.append((.goodbye, 0))
    return messages.enumerated().map { index, entry in
      var bytes = entry.message.encoded(format: .fp32)
      if leak == .schema, index == 1 {
        bytes = MessageFrame.wrap(Array(bytes.dropFirst(5)) + Protobuf.field(9, [1, 2, 3]))
      }
      return TraceFrame(
        time: SimInstant(nanoseconds: UInt64(index) * 1_000 + entry.delay), direction: .toServer,
        flow: 1, kind: entry.message.kind.rawValue, bytes: bytes)
    }
  }
}
