/// The symbols into which secrets turn, as names for reports.
///
/// Forms of bytes are looked for as they stand; forms of numbers are looked for in whatever the
/// number codecs read out of the trace.
enum SecretForm: Int, CaseIterable, Sendable {
  case utf8, textUnits
  case ids8, differences8, varint, zigZag, zigZagDifferences
  case ids, differences, idsHalf, idsBrain
  case labels, labelBitsLow, labelBitsHigh

  /// Whether ids are rounded as a float would be, so that only floats hold it.
  var isRounded: Bool { self == .idsHalf || self == .idsBrain }

  /// The form's name in reports.
  var name: String {
    switch self {
    case .utf8: "UTF-8"
    case .textUnits: "character codes"
    case .ids8: "8-bit ids"
    case .differences8: "8-bit differences of ids"
    case .varint: "variable-length ids"
    case .zigZag: "zig-zag variable-length ids"
    case .zigZagDifferences: "zig-zag variable-length differences of ids"
    case .ids: "ids"
    case .differences: "differences of ids"
    case .idsHalf: "ids rounded to float16"
    case .idsBrain: "ids rounded to bfloat16"
    case .labels: "labels"
    case .labelBitsLow: "labels packed from the lowest bit"
    case .labelBitsHigh: "labels packed from the highest bit"
    }
  }
}

/// Turns secrets into the symbols of their forms.
enum SecretEncoder {
  /// Protobuf's variable-length encoding.
  static func varint(_ value: UInt64, into bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Protobuf's map of signed to unsigned numbers: 0, -1, 1, -2 become 0, 1, 2, 3.
  static func zigZag(_ value: Int) -> UInt64 {
    UInt64(bitPattern: Int64((value << 1) ^ (value >> 63)))
  }

  /// Every value minus the one before it.
  static func differences(_ values: [Int]) -> [Int] {
    zip(values.dropFirst(), values).map { $0 - $1 }
  }

  /// Labels from `phase` on, `bits` to a label, in whole bytes only.
  static func packed(_ labels: [Int], phase: Int, bits: Int, lowFirst: Bool) -> [UInt8] {
    let perByte = 8 / bits
    let whole = max(0, labels.count - phase) / perByte
    return (0..<whole).map { index in
      var byte = 0
      for slot in 0..<perByte {
        let shift = lowFirst ? slot * bits : 8 - bits - slot * bits
        byte |= labels[phase + index * perByte + slot] << shift
      }
      return UInt8(truncatingIfNeeded: byte)
    }
  }

  /// The whole number that `value` becomes as bfloat16, rounded to nearest even.
  static func roundedToBrain(_ value: Int) -> Int {
    Int(Float(bitPattern: UInt32(brainBits(value)) << 16))
  }

  /// `value` as bfloat16, rounded to nearest even.
  static func brainBits(_ value: Int) -> UInt16 {
    let bits = Float(value).bitPattern
    return UInt16((bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
  }

  /// The whole number that `value` becomes as float16, or nil beyond its range.
  static func roundedToHalf(_ value: Int) -> Int? {
    let half = Float16(value)
    return half.isFinite ? Int(half) : nil
  }
}
