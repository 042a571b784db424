/// A literal encoding of one label.
struct LabelEncoding: Sendable {
  /// Name for reports.
  var name: String
  /// The encoding of each class.
  var bytes: [[UInt8]]
  /// Bits of every byte that count.
  var mask: UInt8 = 0xFF
  /// Whether it looks at a single bit.
  var isBit: Bool { mask != 0xFF }
  /// Bytes of the encoding.
  var width: Int { bytes[0].count }

  /// Every literal encoding of `classes` classes.
  static func all(classes: Int) -> [LabelEncoding] {
    var result: [LabelEncoding] = []
    func add(_ name: String, _ encode: (Int) -> [UInt8]) {
      result.append(LabelEncoding(name: name, bytes: (0..<classes).map(encode)))
    }
    if classes <= 256 { add("8-bit label") { [UInt8($0)] } }
    if classes <= 10 { add("ASCII digit") { [0x30 + UInt8($0)] } }
    addNumbers(classes, add)
    if classes > 1, classes <= 64 {
      add("one-hot 8-bit") { label in (0..<classes).map { $0 == label ? 1 : 0 } }
      let forms: [(name: String, bytes: (Int) -> [UInt8])] = [
        ("float32", { little(Float($0).bitPattern) }),
        ("float16", { little(Float16($0).bitPattern) }),
        ("bfloat16", { little(SecretEncoder.brainBits($0)) }),
      ]
      for form in forms {
        let (cold, hot) = (form.bytes(0), form.bytes(1))
        add("one-hot \(form.name)") { label in (0..<classes).flatMap { $0 == label ? hot : cold } }
        add("one-hot \(form.name) big-endian") { label in
          (0..<classes).flatMap { ($0 == label ? hot : cold).reversed() }
        }
      }
    }
    if classes <= 256 {
      let digits = Array("0123456789abcdef".utf8)
      add("hexadecimal label") { [digits[$0 >> 4], digits[$0 & 15]] }
      let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
      add("base64 label") { [letters[$0 >> 2], letters[$0 << 4 & 63]] }
    }
    if classes == 2 {
      for bit in 0..<8 {
        let mask = UInt8(1) << UInt8(bit)
        result.append(LabelEncoding(name: "bit \(bit)", bytes: [[0], [mask]], mask: mask))
        result.append(LabelEncoding(name: "inverted bit \(bit)", bytes: [[mask], [0]], mask: mask))
      }
    }
    return result
  }

  private static func addNumbers(
    _ classes: Int, _ add: (String, (Int) -> [UInt8]) -> Void
  ) {
    if classes <= 1 << 16 {
      add("16-bit little-endian label") { little(UInt16($0)) }
      add("16-bit big-endian label") { little(UInt16($0)).reversed() }
    }
    add("32-bit little-endian label") { little(UInt32($0)) }
    add("32-bit big-endian label") { little(UInt32($0)).reversed() }
    add("64-bit little-endian label") { little(UInt64($0)) }
    add("64-bit big-endian label") { little(UInt64($0)).reversed() }
    add("float32 little-endian label") { little(Float($0).bitPattern) }
    add("float32 big-endian label") { little(Float($0).bitPattern).reversed() }
    add("float64 little-endian label") { little(Double($0).bitPattern) }
    add("float64 big-endian label") { little(Double($0).bitPattern).reversed() }
    add("float16 little-endian label") { little(Float16($0).bitPattern) }
    add("float16 big-endian label") { little(Float16($0).bitPattern).reversed() }
    add("bfloat16 little-endian label") { little(SecretEncoder.brainBits($0)) }
    add("bfloat16 big-endian label") { little(SecretEncoder.brainBits($0)).reversed() }
  }

  private static func little<Bits: FixedWidthInteger>(_ bits: Bits) -> [UInt8] {
    withUnsafeBytes(of: bits.littleEndian) { Array($0) }
  }
}
