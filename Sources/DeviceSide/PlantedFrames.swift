internal import PrivateData
internal import Wire

/// Rewrites the frames of a device with a planted leak.
struct PlantedFrames {
  /// The number of fields that no schema knows.
  private static let unknownField = 15
  /// Content that carries nothing.
  private static let filler = [UInt8](repeating: 0x2A, count: 16)
  /// Bytes in each frame of a secret that is split over frames: too few to be found by themselves.
  private static func bytesPerFrame(_ secret: PlantedLeak.Secret) -> Int {
    secret == .labels ? 20 : 5
  }
  /// Samples whose text or tokens go into one message.
  private static let samplesPerMessage = 16

  let leak: PlantedLeak
  /// All samples in the order of their first upload.
  let samples: [TokenizedSample]
  let classes: Int

  /// Rewrites for a device whose samples go up in `order`.
  init(leak: PlantedLeak, samples: [TokenizedSample], order: [Int], classes: Int) {
    self.leak = leak
    self.samples = order.map { samples[$0] }
    self.classes = classes
  }

  /// The frames that travel in place of `frame`, which opens or ends the session.
  func frames(for frame: Frame, isHello: Bool) -> [Frame] {
    guard case .content(let secret, let encoding, let place) = leak,
      place == (isHello ? .hello : .goodbye)
    else { return [frame] }
    let chosen = secret == .labels ? samples : Array(samples.prefix(Self.samplesPerMessage))
    let content = encoding.bytes(of: secret, from: chosen, classes: classes)
    return [frame.editing { $0 + ProtobufField.bytes(Self.unknownField, content) }]
  }

  /// The frames that travel in place of `frame`, upload number `sequence` of `batch`.
  ///
  /// The last one is the upload itself.
  func frames(for frame: Frame, sequence: Int, of batch: [TokenizedSample]) -> [Frame] {
    switch leak {
    case .content(let secret, let encoding, let place):
      let piece = Self.bytesPerFrame(secret)
      return content(frame, place, piece * (sequence - 1)..<piece * sequence, batch) {
        encoding.bytes(of: secret, from: $0, classes: classes)
      }
    case .metadata(_, .size):
      let count = leak.measure(.size, batch) % 64
      let extra = ProtobufField.bytes(Self.unknownField, [UInt8](repeating: 0x2A, count: count))
      return [frame.editing { $0 + extra }]
    case .metadata(_, .count):
      let repetitions = leak.measure(.count, batch) % 3
      return (0..<repetitions).map { _ in Frame(MessageFrame.wrap([])) } + [frame]
    case .message(let departure): return depart(frame, departure)
    case .metadata, .defence: return [frame]
    }
  }

  private func content(
    _ frame: Frame, _ place: PlantedLeak.Place, _ piece: Range<Int>, _ batch: [TokenizedSample],
    _ encode: ([TokenizedSample]) -> [UInt8]
  ) -> [Frame] {
    switch place {
    case .key, .hello, .goodbye: return [frame]
    case .activations:
      return [
        overwriting(frame, field: 2, batch) { bytes, sample in
          let secret = encode([sample]).prefix(bytes.count)
          return Array(bytes.dropLast(secret.count) + secret)
        }
      ]
    case .delta:
      return [
        overwriting(frame, field: 3, batch) { bytes, sample in
          let secret = encode([sample]).prefix(bytes.count)
          return Array(secret + bytes.dropFirst(secret.count))
        }
      ]
    case .splitFields:
      return [
        overwriting(frame, field: 2, batch) { bytes, sample in
          let secret = encode([sample]).dropFirst(PlantedLeak.splitBytes).prefix(bytes.count)
          return Array(secret + bytes.dropFirst(secret.count))
        }
      ]
    case .sampleField:
      return [
        eachSample(frame, batch) { bytes, sample in
          bytes + ProtobufField.bytes(Self.unknownField, encode([sample]))
        }
      ]
    case .batchField:
      return [frame.editing { $0 + ProtobufField.bytes(Self.unknownField, encode(batch)) }]
    case .message:
      return [Frame(MessageFrame.wrap(ProtobufField.bytes(9, encode(batch)))), frame]
    case .splitFrames:
      let part = Array(encode(samples)[...].dropFirst(piece.lowerBound).prefix(piece.count))
      return [frame.editing { $0 + ProtobufField.bytes(Self.unknownField, part) }]
    }
  }

  /// `frame` with each sample's message changed.
  private func eachSample(
    _ frame: Frame, _ batch: [TokenizedSample],
    _ change: ([UInt8], TokenizedSample) -> [UInt8]
  ) -> Frame {
    var next = 0
    return frame.editing { message in
      ProtobufField.editing(message, [2, 2]) { sample in
        next += 1
        return change(sample, batch[next - 1])
      }
    }
  }

  /// `frame` with field `number` of each sample changed.
  private func overwriting(
    _ frame: Frame, field number: Int, _ batch: [TokenizedSample],
    _ change: ([UInt8], TokenizedSample) -> [UInt8]
  ) -> Frame {
    eachSample(frame, batch) { bytes, sample in
      ProtobufField.editing(bytes, [number]) { change($0, sample) }
    }
  }

  private func depart(_ frame: Frame, _ departure: PlantedLeak.Departure) -> [Frame] {
    let filler = Self.filler
    switch departure {
    case .unknownField:
      return [frame.editing { $0 + ProtobufField.bytes(Self.unknownField, filler) }]
    case .unknownSampleField:
      return [
        frame.editing { message in
          ProtobufField.editing(message, [2, 2]) {
            $0 + ProtobufField.bytes(Self.unknownField, filler)
          }
        }
      ]
    case .wrongWireType:
      // The number of the key with a variable-length number behind it.
      return [frame.editing { ProtobufField.editing($0, [2, 2]) { $0 + [1 << 3, 42] } }]
    case .repeatedField:
      return [
        frame.editing { message in
          ProtobufField.editing(message, [2, 2]) { $0 + $0.prefix(2 + SampleKey.byteCount) }
        }
      ]
    case .disorder:
      // The batch number, which comes first, behind the samples.
      return [
        frame.editing { ProtobufField.editing($0, [2]) { Array($0.dropFirst(5) + $0.prefix(5)) } }
      ]
    case .unknownMessage:
      return [Frame(MessageFrame.wrap(ProtobufField.bytes(9, filler))), frame]
    case .trailingBytes: return [Frame(MessageFrame.wrap([]) + filler), frame]
    case .longKey:
      let sample = ProtobufField.bytes(2, ProtobufField.bytes(1, filler + [0x2A]))
      return [Frame(MessageFrame.wrap(ProtobufField.bytes(2, sample))), frame]
    case .longVarint:
      // Three bytes where one would do, for an empty batch.
      return [Frame(MessageFrame.wrap([2 << 3 | 2, 0x80, 0x80, 0x00])), frame]
    case .compression: return [Frame([1] + MessageFrame.wrap([]).dropFirst()), frame]
    case .skippedNumber:
      let number: [UInt8] = [1 << 3 | 5, 0x2A, 0x2A, 0, 0]
      return [Frame(MessageFrame.wrap(ProtobufField.bytes(2, number))), frame]
    }
  }
}

extension Frame {
  /// The frame with its message changed.
  fileprivate func editing(_ change: ([UInt8]) -> [UInt8]) -> Frame {
    guard let message = try? MessageFrame.unwrap(bytes) else {
      preconditionFailure("a device's own frames are whole")
    }
    return Frame(MessageFrame.wrap(change(Array(message))), withheld: withheld)
  }
}

/// Protobuf by hand, for what the message types refuse to encode.
enum ProtobufField {
  /// A length-delimited field; its number is below 16.
  static func bytes(_ number: Int, _ content: [UInt8]) -> [UInt8] {
    [UInt8(number << 3 | 2)]
      + NumberEncoding.varint.bytes(of: [content.count], bound: content.count + 1) + content
  }

  /// `message` with the content of every field that `path` leads to changed.
  ///
  /// The message is one of ours: fields of bytes or messages, and 32-bit numbers.
  static func editing(
    _ message: [UInt8], _ path: [Int], _ change: ([UInt8]) -> [UInt8]
  ) -> [UInt8] {
    guard let wanted = path.first else { return change(message) }
    var result: [UInt8] = []
    var position = 0
    while position < message.count {
      let (number, type) = (Int(message[position] >> 3), message[position] & 7)
      guard type == 2,
        let length = ProtobufWalker.varint(message, at: position + 1, end: message.count)
      else {
        precondition(type == 5, "messages of a device hold bytes and 32-bit numbers")
        result += message[position..<position + 5]
        position += 5
        continue
      }
      let start = position + 1 + length.length
      let end = start + Int(length.value)
      let content = Array(message[start..<end])
      result += bytes(
        number, number == wanted ? editing(content, Array(path.dropFirst()), change) : content)
      position = end
    }
    return result
  }
}
