/// Reads one whole number of a fixed width out of the trace, or says that there is none.
protocol NumberCodec {
  /// Bytes of a number.
  static var width: Int { get }
  /// The codec's name in reports.
  static var name: String { get }
  /// The number at `pointer`, or `noNumber`.
  static func decode(_ pointer: UnsafeRawPointer) -> Int32
}

/// Stands for bytes that are no whole number, or one beyond every id.
let noNumber = Int32.min

/// How bytes of a number are ordered.
protocol ByteOrder {
  static var name: String { get }
  static func native<Bits: FixedWidthInteger>(_ bits: Bits) -> Bits
}

enum LittleEndian: ByteOrder {
  static let name = "little-endian"
  @inline(__always)
  static func native<Bits: FixedWidthInteger>(_ bits: Bits) -> Bits { Bits(littleEndian: bits) }
}

enum BigEndian: ByteOrder {
  static let name = "big-endian"
  @inline(__always)
  static func native<Bits: FixedWidthInteger>(_ bits: Bits) -> Bits { Bits(bigEndian: bits) }
}

/// Signed or unsigned integers of the width of `Bits`.
enum IntegerCodec<Bits: FixedWidthInteger, Order: ByteOrder>: NumberCodec {
  static var width: Int { MemoryLayout<Bits>.size }
  static var name: String {
    "\(Bits.isSigned ? "" : "unsigned ")\(Bits.bitWidth)-bit \(Order.name)"
  }
  @inline(__always)
  static func decode(_ pointer: UnsafeRawPointer) -> Int32 {
    Int32(exactly: Order.native(pointer.loadUnaligned(as: Bits.self))) ?? noNumber
  }
}

/// Whole numbers written as float32.
enum SingleCodec<Order: ByteOrder>: NumberCodec {
  static var width: Int { 4 }
  static var name: String { "float32 \(Order.name)" }
  @inline(__always)
  static func decode(_ pointer: UnsafeRawPointer) -> Int32 {
    let bits = Order.native(pointer.loadUnaligned(as: UInt32.self))
    return wholeNumber(UInt64(bits), exponentBits: 8, mantissaBits: 23)
  }
}

/// Whole numbers written as float64.
enum DoubleCodec<Order: ByteOrder>: NumberCodec {
  static var width: Int { 8 }
  static var name: String { "float64 \(Order.name)" }
  @inline(__always)
  static func decode(_ pointer: UnsafeRawPointer) -> Int32 {
    let bits = Order.native(pointer.loadUnaligned(as: UInt64.self))
    return wholeNumber(bits, exponentBits: 11, mantissaBits: 52)
  }
}

/// Whole numbers written as float16.
enum HalfCodec<Order: ByteOrder>: NumberCodec {
  static var width: Int { 2 }
  static var name: String { "float16 \(Order.name)" }
  @inline(__always)
  static func decode(_ pointer: UnsafeRawPointer) -> Int32 {
    let bits = Order.native(pointer.loadUnaligned(as: UInt16.self))
    return wholeNumber(UInt64(bits), exponentBits: 5, mantissaBits: 10)
  }
}

/// Whole numbers written as bfloat16.
enum BrainCodec<Order: ByteOrder>: NumberCodec {
  static var width: Int { 2 }
  static var name: String { "bfloat16 \(Order.name)" }
  @inline(__always)
  static func decode(_ pointer: UnsafeRawPointer) -> Int32 {
    let bits = Order.native(pointer.loadUnaligned(as: UInt16.self))
    return wholeNumber(UInt64(bits), exponentBits: 8, mantissaBits: 7)
  }
}

/// One ASCII digit.
enum DigitCodec: NumberCodec {
  static var width: Int { 1 }
  static var name: String { "ASCII digit" }
  @inline(__always)
  static func decode(_ pointer: UnsafeRawPointer) -> Int32 {
    let digit = pointer.loadUnaligned(as: UInt8.self) &- 0x30
    return digit < 10 ? Int32(digit) : noNumber
  }
}

/// The whole number that an IEEE 754 pattern stands for, or `noNumber`.
///
/// By hand, since conversions and rounding are calls on some machines: most patterns are below one
/// or have a fraction, and fail at once.
@inline(__always)
func wholeNumber(_ bits: UInt64, exponentBits: UInt64, mantissaBits: UInt64) -> Int32 {
  let magnitude = bits & (1 << (exponentBits + mantissaBits) - 1)
  guard magnitude != 0 else { return 0 }
  let bias: UInt64 = 1 << (exponentBits - 1) - 1
  let exponent = magnitude >> mantissaBits
  // At least 1 and below 2^31; in float16 that reaches infinity, which is told apart.
  guard exponent >= bias, exponent < bias + 31, exponent != 2 * bias + 1 else { return noNumber }
  let power = exponent - bias
  let mantissa = magnitude & (1 << mantissaBits - 1) | 1 << mantissaBits
  let value: UInt64
  if power < mantissaBits {
    let fraction = mantissaBits - power
    guard mantissa & (1 << fraction - 1) == 0 else { return noNumber }
    value = mantissa >> fraction
  } else {
    value = mantissa << (power - mantissaBits)
  }
  let isNegative = bits >> (exponentBits + mantissaBits) != 0
  return isNegative ? -Int32(value) : Int32(value)
}
