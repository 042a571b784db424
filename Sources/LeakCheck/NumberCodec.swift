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
    whole(Float(bitPattern: Order.native(pointer.loadUnaligned(as: UInt32.self))))
  }
}

/// Whole numbers written as float64.
enum DoubleCodec<Order: ByteOrder>: NumberCodec {
  static var width: Int { 8 }
  static var name: String { "float64 \(Order.name)" }
  @inline(__always)
  static func decode(_ pointer: UnsafeRawPointer) -> Int32 {
    Int32(exactly: Double(bitPattern: Order.native(pointer.loadUnaligned(as: UInt64.self))))
      ?? noNumber
  }
}

/// Whole numbers written as float16.
enum HalfCodec<Order: ByteOrder>: NumberCodec {
  static var width: Int { 2 }
  static var name: String { "float16 \(Order.name)" }
  @inline(__always)
  static func decode(_ pointer: UnsafeRawPointer) -> Int32 {
    whole(Float(Float16(bitPattern: Order.native(pointer.loadUnaligned(as: UInt16.self)))))
  }
}

/// Whole numbers written as bfloat16.
enum BrainCodec<Order: ByteOrder>: NumberCodec {
  static var width: Int { 2 }
  static var name: String { "bfloat16 \(Order.name)" }
  @inline(__always)
  static func decode(_ pointer: UnsafeRawPointer) -> Int32 {
    let bits = Order.native(pointer.loadUnaligned(as: UInt16.self))
    return whole(Float(bitPattern: UInt32(bits) << 16))
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

@inline(__always)
private func whole(_ value: Float) -> Int32 { Int32(exactly: value) ?? noNumber }
