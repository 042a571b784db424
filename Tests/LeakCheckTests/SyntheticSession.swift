import Determinism
import LeakCheck
import PrivateData
import Traces
import Wire

/// A session made from random numbers: an honest one, into which tests plant leaks.
struct SyntheticSession {
  /// What to draw.
  struct Options {
    var samples = 160
    var classes = 2
    var layers = 2
    var width = 8
    var batch = 16
    var format = ActivationFormat.fp32
    /// Ids are the text's bytes plus this.
    var idOffset = 3
    var headIsZero = false
    var textLength = 40
  }

  /// One sample with everything that is known of it.
  struct Sample {
    var key: [UInt8]
    var label: Int
    var tokens: [Int]
    var text: [UInt8]
    var activations: [Float]
    var delta: [Float]
  }

  var options: Options
  var samples: [Sample]

  init(seed: Int, options: Options = Options()) {
    var stream = Seed(UInt64(seed)).stream("synthetic", ledger: nil)
    self.options = options
    samples = (0..<options.samples).map { _ in Self.sample(&stream, options) }
  }

  var shape: SessionShape {
    SessionShape(
      layers: options.layers, width: options.width, classes: options.classes,
      samples: options.samples, batch: options.batch, format: options.format)
  }

  var records: [JudgeRecord] {
    samples.enumerated().map { index, sample in
      JudgeRecord(
        key: sample.key, sample: index, label: Secret(sample.label),
        tokens: Secret(sample.tokens), text: Secret(sample.text))
    }
  }

  var batches: [DeviceMessage] {
    stride(from: 0, to: samples.count, by: options.batch).enumerated().map { number, first in
      let part = samples[first..<min(first + options.batch, samples.count)]
      return .samples(
        sequence: number + 1,
        part.compactMap { sample in
          SampleKey(bytes: sample.key).map {
            UploadedSample(key: $0, activations: sample.activations, delta: sample.delta)
          }
        })
    }
  }

  /// The frames of the whole session, in both directions.
  var frames: [TraceFrame] {
    var frames: [TraceFrame] = []
    func add(_ bytes: [UInt8], _ kind: MessageKind, _ direction: TraceDirection) {
      let time = SimInstant(nanoseconds: UInt64(frames.count + 1) * 1_000_000)
      frames.append(
        TraceFrame(
          time: time, direction: direction, flow: 1, kind: kind.rawValue, bytes: bytes))
    }
    add(DeviceMessage.hello(shape).encoded(format: options.format), .hello, .toServer)
    for (index, batch) in batches.enumerated() {
      add(batch.encoded(format: options.format), .samples, .toServer)
      add(
        ServerMessage.acknowledgement(sequence: index + 1).encoded(), .acknowledgement, .toDevice)
    }
    if let key = samples.first.flatMap({ SampleKey(bytes: $0.key) }) {
      add(ServerMessage.resend([key]).encoded(), .resend, .toDevice)
    }
    add(ServerMessage.progress(epoch: 1, loss: 0.25).encoded(), .progress, .toDevice)
    let tensor = NamedTensor(name: "layers.0.down", shape: [2, 2], values: [0, 1, 2, 3])
    let scalar = NamedTensor(name: "gate", shape: [], values: [0])
    add(ServerMessage.sideNetwork([tensor, scalar]).encoded(), .sideNetwork, .toDevice)
    add(DeviceMessage.goodbye.encoded(format: options.format), .goodbye, .toServer)
    return frames
  }

  private static func sample(_ stream: inout RandomStream, _ options: Options) -> Sample {
    let label = stream.next(below: options.classes)
    let letters = Array("etaoinshrdlucmfw ,.EABCgypbvk".utf8)
    let text = (0..<options.textLength).map { _ in letters[stream.next(below: letters.count)] }
    let logits = stream.normals(options.classes, deviation: options.headIsZero ? 0 : 1)
    let weights = logits.map { DeterministicMath.exp(Double($0)) }
    let total = weights.reduce(0, +)
    let delta = weights.enumerated().map { index, weight in
      Float((index == label ? 1 : 0) - weight / total)
    }
    return Sample(
      key: stream.bytes(SampleKey.byteCount), label: label,
      tokens: [256 + options.idOffset] + text.map { Int($0) + options.idOffset }, text: text,
      activations: stream.normals(options.layers * options.width, deviation: 1), delta: delta)
  }
}

/// Hand-made protobuf, for what Wire refuses to encode.
enum Protobuf {
  /// A length-delimited field with a one-byte tag.
  static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    [number << 3 | 2] + varint(content.count) + content
  }

  static func varint(_ value: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// The frame of `frame` with `extra` put behind its payload.
  static func appending(_ extra: [UInt8], to frame: [UInt8]) -> [UInt8] {
    MessageFrame.wrap(Array(frame.dropFirst(MessageFrame.prefixByteCount)) + extra)
  }
}
