/// How a sequence of whole numbers, such as labels, token ids or character codes, is written.
///
/// No message of ours uses it: careless devices do, in planted leaks.
public enum NumberEncoding: String, CaseIterable, Sendable {
  case u8
  case u16Little = "u16-le"
  case u16Big = "u16-be"
  case u32Little = "u32-le"
  case u32Big = "u32-be"
  case u64Little = "u64-le"
  case u64Big = "u64-be"
  case f16Little = "f16-le"
  case f16Big = "f16-be"
  case bf16Little = "bf16-le"
  case bf16Big = "bf16-be"
  case f32Little = "f32-le"
  case f32Big = "f32-be"
  case f64Little = "f64-le"
  case f64Big = "f64-be"
  /// Protobuf's variable-length numbers.
  case varint
  /// Variable-length zig-zag differences of neighbours.
  case differences
  /// Decimal digits, with commas between numbers.
  case decimal
  case hexadecimal = "hex"
  case base64
  case base64URL = "base64url"
  case oneHotU8 = "one-hot-u8"
  case oneHotF16 = "one-hot-f16"
  case oneHotF32 = "one-hot-f32"
  /// As few bits a number as the bound needs, the first number lowest.
  case bitsLow = "bits-low"
  /// The same, the first number highest.
  case bitsHigh = "bits-high"

  /// The bytes for `numbers`, which are not negative.
  ///
  /// `bound` is one more than the largest number there can be: the number of classes or ids.
  /// Bytes in text forms are those of the narrowest little-endian unsigned numbers.
  public func bytes(of numbers: [Int], bound: Int) -> [UInt8] {
    precondition(numbers.allSatisfy { (0..<bound).contains($0) }, "numbers lie below their bound")
    switch self {
    case .varint: return numbers.flatMap { Self.varint(UInt64($0)) }
    case .differences:
      let steps = zip(numbers.dropFirst(), numbers).map { Int64($0 - $1) }
      return steps.flatMap { Self.varint(UInt64(bitPattern: $0 << 1 ^ $0 >> 63)) }
    case .decimal: return Array(numbers.map(String.init).joined(separator: ",").utf8)
    case .hexadecimal:
      let digits = Array("0123456789abcdef".utf8)
      return Self.narrow(numbers, bound).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    case .base64: return Self.base64(Self.narrow(numbers, bound), tail: "+/")
    case .base64URL: return Self.base64(Self.narrow(numbers, bound), tail: "-_")
    case .oneHotU8: return NumberEncoding.u8.bytes(of: Self.oneHot(numbers, bound), bound: 2)
    case .oneHotF16:
      return NumberEncoding.f16Little.bytes(of: Self.oneHot(numbers, bound), bound: 2)
    case .oneHotF32:
      return NumberEncoding.f32Little.bytes(of: Self.oneHot(numbers, bound), bound: 2)
    case .bitsLow: return Self.packed(numbers, bound, isLowFirst: true)
    case .bitsHigh: return Self.packed(numbers, bound, isLowFirst: false)
    default: return numbers.flatMap(fixedWidth)
    }
  }

  /// One number in a form of fixed width.
  private func fixedWidth(_ number: Int) -> [UInt8] {
    let (bits, width): (UInt64, Int) =
      switch self {
      case .u8: (UInt64(number), 1)
      case .u16Little, .u16Big: (UInt64(number), 2)
      case .u32Little, .u32Big: (UInt64(number), 4)
      case .u64Little, .u64Big: (UInt64(number), 8)
      case .f16Little, .f16Big: (UInt64(Float16(number).bitPattern), 2)
      // Truncated: ids and classes of the scenarios that plant it have at most eight bits.
      case .bf16Little, .bf16Big: (UInt64(Float(number).bitPattern >> 16), 2)
      case .f32Little, .f32Big: (UInt64(Float(number).bitPattern), 4)
      case .f64Little, .f64Big: (Double(number).bitPattern, 8)
      default: preconditionFailure("forms of varying width are written apart")
      }
    let little = (0..<width).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
    return rawValue.hasSuffix("-be") ? little.reversed() : little
  }

  private static func narrow(_ numbers: [Int], _ bound: Int) -> [UInt8] {
    let form: NumberEncoding = bound <= 1 << 8 ? .u8 : bound <= 1 << 16 ? .u16Little : .u32Little
    return form.bytes(of: numbers, bound: bound)
  }

  private static func oneHot(_ numbers: [Int], _ bound: Int) -> [Int] {
    numbers.flatMap { number in (0..<bound).map { $0 == number ? 1 : 0 } }
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// Base64 without padding.
  private static func base64(_ bytes: [UInt8], tail: String) -> [UInt8] {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + tail
    let alphabet = Array(letters.utf8)
    let bits = bytes.flatMap { byte in (0..<8).map { Int(byte >> (7 - UInt8($0)) & 1) } }
    return stride(from: 0, to: bits.count, by: 6).map { start in
      let part = bits[start..<min(start + 6, bits.count)]
      return alphabet[part.reduce(0) { $0 << 1 | $1 } << (6 - part.count)]
    }
  }

  /// Whole bytes of 1, 2, 4 or 8 bits a number; what does not fill the last byte is zero.
  private static func packed(_ numbers: [Int], _ bound: Int, isLowFirst: Bool) -> [UInt8] {
    guard let width = [1, 2, 4, 8].first(where: { bound <= 1 << $0 }) else {
      preconditionFailure("only numbers of a byte are packed")
    }
    let perByte = 8 / width
    return stride(from: 0, to: numbers.count, by: perByte).map { start in
      let part = numbers[start..<min(start + perByte, numbers.count)]
      return part.enumerated().reduce(0) { byte, entry in
        let slot = isLowFirst ? entry.offset : perByte - 1 - entry.offset
        return byte | UInt8(entry.element << (width * slot))
      }
    }
  }
}
