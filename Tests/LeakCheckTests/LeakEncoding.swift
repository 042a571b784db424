import LeakCheck
import Traces
import Wire

/// A way in which a careless device could write a secret.
struct LeakEncoding: Sendable {
  var name: String
  var kind: SecretKind
  /// The bytes for a sample's text and tokens, or for all labels, with the number of classes.
  var encode: @Sendable (SyntheticSession.Sample, [Int], Int) -> [UInt8]

  static func text(
    _ name: String, _ encode: @escaping @Sendable ([UInt8]) -> [UInt8]
  ) -> LeakEncoding {
    LeakEncoding(name: name, kind: .text) { sample, _, _ in encode(sample.text) }
  }

  static func tokens(
    _ name: String, _ encode: @escaping @Sendable ([Int]) -> [UInt8]
  ) -> LeakEncoding {
    LeakEncoding(name: name, kind: .tokens) { sample, _, _ in encode(sample.tokens) }
  }

  static func labels(
    _ name: String, _ encode: @escaping @Sendable ([Int], Int) -> [UInt8]
  ) -> LeakEncoding {
    LeakEncoding(name: name, kind: .labels) { _, labels, classes in encode(labels, classes) }
  }

  static let texts: [LeakEncoding] = [
    text("utf-8") { $0 },
    text("first 16 bytes") { Array($0.prefix(16)) },
    text("12 bytes from the middle") { Array($0[9..<21]) },
    text("utf-16 little-endian") { $0.flatMap { [$0, 0] } },
    text("utf-16 big-endian") { $0.flatMap { [0, $0] } },
    text("utf-32 little-endian") { $0.flatMap { [$0, 0, 0, 0] } },
    text("utf-32 big-endian") { $0.flatMap { [0, 0, 0, $0] } },
    text("base64") { Plain.base64($0) },
    text("base64 behind one byte") { Plain.base64([7] + $0) },
    text("base64 behind two bytes") { Plain.base64([7, 7] + $0) },
    text("base64 for URLs") { Plain.base64($0, url: true) },
    text("hexadecimal") { Plain.hexadecimal($0) },
    text("upper-case hexadecimal") { Plain.hexadecimal($0).map { $0 > 0x60 ? $0 - 32 : $0 } },
  ]

  static let tokenIDs: [LeakEncoding] = [
    tokens("u8") { $0.dropFirst().map { UInt8(truncatingIfNeeded: $0) } },
    tokens("u16 little-endian") { Plain.numbers($0, UInt16.self) },
    tokens("eight ids as u16") { Plain.numbers(Array($0.prefix(8)), UInt16.self) },
    tokens("u16 big-endian") { Plain.numbers($0, UInt16.self, big: true) },
    tokens("u32 little-endian") { Plain.numbers($0, UInt32.self) },
    tokens("u32 big-endian") { Plain.numbers($0, UInt32.self, big: true) },
    tokens("u64 little-endian") { Plain.numbers($0, UInt64.self) },
    tokens("u64 big-endian") { Plain.numbers($0, UInt64.self, big: true) },
    tokens("varint") { $0.flatMap(Protobuf.varint) },
    tokens("zig-zag varint") { $0.flatMap { Protobuf.varint($0 * 2) } },
    tokens("zig-zag differences") { ids in
      Plain.differences(ids).flatMap { Protobuf.varint($0 < 0 ? -2 * $0 - 1 : 2 * $0) }
    },
    tokens("differences as i8") {
      Plain.differences($0).map { UInt8(truncatingIfNeeded: $0) }
    },
    tokens("differences as i16") { Plain.numbers(Plain.differences($0), Int16.self) },
    tokens("differences as i32 big-endian") {
      Plain.numbers(Plain.differences($0), Int32.self, big: true)
    },
    tokens("float32") { Plain.numbers($0.map { Int(Float($0).bitPattern) }, UInt32.self) },
    tokens("float32 big-endian") {
      Plain.numbers($0.map { Int(Float($0).bitPattern) }, UInt32.self, big: true)
    },
    tokens("float64") {
      Plain.numbers($0.map { Int(bitPattern: UInt(Double($0).bitPattern)) }, Int64.self)
    },
    tokens("float16") { Plain.numbers($0.map { Int(Float16($0).bitPattern) }, UInt16.self) },
    tokens("bfloat16") {
      Plain.numbers($0.dropFirst().map { Int(Float($0).bitPattern >> 16) }, UInt16.self)
    },
    tokens("decimal with commas") { Plain.decimal($0, ",") },
    tokens("decimal with blanks") { Plain.decimal($0, " ") },
    tokens("JSON list") { Array("[".utf8) + Plain.decimal($0, ", ") + Array("]".utf8) },
    tokens("base64 of u16") { Plain.base64(Plain.numbers($0, UInt16.self)) },
    tokens("base64 of u32") { Plain.base64(Plain.numbers($0, UInt32.self)) },
    tokens("hexadecimal of u16") { Plain.hexadecimal(Plain.numbers($0, UInt16.self)) },
    tokens("hexadecimal of u8") {
      Plain.hexadecimal($0.dropFirst().map { UInt8(truncatingIfNeeded: $0) })
    },
  ]

  static let labelSequences: [LeakEncoding] = [
    labels("u8") { labels, _ in labels.map { UInt8($0) } },
    labels("u16") { labels, _ in Plain.numbers(labels, UInt16.self) },
    labels("u32 big-endian") { labels, _ in Plain.numbers(labels, UInt32.self, big: true) },
    labels("u64") { labels, _ in Plain.numbers(labels, UInt64.self) },
    labels("digits") { labels, _ in labels.map { 0x30 + UInt8($0) } },
    labels("digits with commas") { labels, _ in Plain.decimal(labels, ",") },
    labels("digits with blanks") { labels, _ in Plain.decimal(labels, " ") },
    labels("bits from the lowest") { labels, classes in
      Plain.packed(labels, bits: classes <= 2 ? 1 : 4, lowFirst: true)
    },
    labels("bits from the highest") { labels, classes in
      Plain.packed(labels, bits: classes <= 2 ? 1 : 4, lowFirst: false)
    },
    labels("four bits") { labels, _ in Plain.packed(labels, bits: 4, lowFirst: false) },
    labels("float32") { labels, _ in
      Plain.numbers(labels.map { Int(Float($0).bitPattern) }, UInt32.self)
    },
    labels("float64 big-endian") { labels, _ in
      Plain.numbers(labels.map { Int(Double($0).bitPattern) }, Int64.self, big: true)
    },
    labels("float16") { labels, _ in
      Plain.numbers(labels.map { Int(Float16($0).bitPattern) }, UInt16.self)
    },
    labels("one-hot u8") { labels, classes in
      Plain.oneHot(labels, classes).map { UInt8($0) }
    },
    labels("one-hot float32") { labels, classes in
      Plain.numbers(
        Plain.oneHot(labels, classes).map { Int(Float($0).bitPattern) }, UInt32.self)
    },
    labels("one-hot float16") { labels, classes in
      Plain.numbers(
        Plain.oneHot(labels, classes).map { Int(Float16($0).bitPattern) }, UInt16.self)
    },
    labels("base64 of u8") { labels, _ in Plain.base64(labels.map { UInt8($0) }) },
    labels("hexadecimal of u8") { labels, _ in Plain.hexadecimal(labels.map { UInt8($0) }) },
  ]
}

/// Encodings written in the plainest way, apart from the checker's code.
enum Plain {
  static func numbers<Bits: FixedWidthInteger>(
    _ values: [Int], _ type: Bits.Type, big: Bool = false
  ) -> [UInt8] {
    values.flatMap { value -> [UInt8] in
      let bits = Bits(truncatingIfNeeded: value)
      return withUnsafeBytes(of: big ? bits.bigEndian : bits.littleEndian) { Array($0) }
    }
  }

  static func differences(_ values: [Int]) -> [Int] {
    values.indices.dropFirst().map { values[$0] - values[$0 - 1] }
  }

  static func decimal(_ values: [Int], _ separator: String) -> [UInt8] {
    Array(values.map { "\($0)" }.joined(separator: separator).utf8)
  }

  static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  static func base64(_ bytes: [UInt8], url: Bool = false) -> [UInt8] {
    let tail = url ? "-_" : "+/"
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + tail
    let alphabet = Array(letters.utf8)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      let padded = Array(part) + [UInt8](repeating: 0, count: 3 - part.count)
      let word = padded.reduce(0) { $0 << 8 | Int($1) }
      for slot in 0..<4 {
        let isFilled = slot <= part.count
        result.append(isFilled ? alphabet[word >> (18 - 6 * slot) & 63] : 0x3D)
      }
    }
    return result
  }

  static func packed(_ values: [Int], bits: Int, lowFirst: Bool) -> [UInt8] {
    let perByte = 8 / bits
    return stride(from: 0, to: values.count - perByte + 1, by: perByte).map { start in
      var byte = 0
      for slot in 0..<perByte {
        byte += values[start + slot] << (lowFirst ? bits * slot : bits * (perByte - 1 - slot))
      }
      return UInt8(byte)
    }
  }

  static func oneHot(_ labels: [Int], _ classes: Int) -> [Int] {
    labels.flatMap { label in (0..<classes).map { $0 == label ? 1 : 0 } }
  }
}

/// Where a leak is planted.
enum LeakPlace: CaseIterable {
  /// Spread over the keys of consecutive samples, across the border of two frames.
  case keys
  /// Over a part of one sample's activations.
  case activations
  /// In a field outside the schema, at the end of a frame.
  case unknownField

  /// The frames of `session` with `secret` planted, and the session as it then is.
  func plant(
    _ secret: [UInt8], in session: SyntheticSession
  ) -> (frames: [TraceFrame], session: SyntheticSession) {
    var session = session
    switch self {
    case .keys:
      let first = session.options.batch - 2
      for (index, byte) in secret.enumerated() {
        let sample = first + index / SampleKey.byteCount
        guard sample < session.samples.count else { break }
        session.samples[sample].key[index % SampleKey.byteCount] = byte
      }
      return (session.frames, session)
    case .activations:
      var frames = session.frames
      let packed = session.options.format.pack(session.samples[0].activations)
      let bytes = frames[1].bytes
      let start = bytes.indices.first { bytes[$0...].starts(with: packed) } ?? 0
      for (index, byte) in secret.prefix(packed.count - 6).enumerated() {
        frames[1].bytes[start + 5 + index] = byte
      }
      return (frames, session)
    case .unknownField:
      var frames = session.frames
      frames[1].bytes = Protobuf.appending(Protobuf.field(9, secret), to: frames[1].bytes)
      return (frames, session)
    }
  }
}
