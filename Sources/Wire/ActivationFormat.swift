/// How an activation element is laid out on the wire.
public enum ActivationFormat: String, CaseIterable, Sendable {
  /// IEEE 754 binary32.
  case fp32
  /// IEEE 754 binary16, rounded to nearest even; values beyond 65504 become infinity.
  case fp16

  /// Bytes of one element.
  public var bytesPerElement: Int { self == .fp32 ? 4 : 2 }

  /// Packs `values` little-endian, in constant size.
  public func pack(_ values: [Float]) -> [UInt8] {
    switch self {
    case .fp32: packLittleEndian(values) { $0.bitPattern.littleEndian }
    case .fp16: packLittleEndian(values) { Float16($0).bitPattern.littleEndian }
    }
  }

  /// Reads back what `pack` wrote.
  ///
  /// `bytes.count` must be a multiple of `bytesPerElement`.
  public func unpack(_ bytes: some ContiguousBytesOnWire) -> [Float] {
    bytes.withUnsafeBytes { raw in
      precondition(raw.count % bytesPerElement == 0, "packed values must be whole")
      return switch self {
      case .fp32:
        unpackLittleEndian(raw, UInt32.self) { Float(bitPattern: UInt32(littleEndian: $0)) }
      case .fp16:
        unpackLittleEndian(raw, UInt16.self) {
          Float(Float16(bitPattern: UInt16(littleEndian: $0)))
        }
      }
    }
  }
}

/// Bytes that lie in one piece.
public protocol ContiguousBytesOnWire {
  /// Calls `body` with the bytes.
  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
}

extension Array: ContiguousBytesOnWire where Element == UInt8 {}

private func packLittleEndian<Bits: FixedWidthInteger>(
  _ values: [Float], _ bits: (Float) -> Bits
) -> [UInt8] {
  let width = MemoryLayout<Bits>.size
  return [UInt8](unsafeUninitializedCapacity: values.count * width) { buffer, count in
    let raw = UnsafeMutableRawBufferPointer(buffer)
    for (index, value) in values.enumerated() {
      raw.storeBytes(of: bits(value), toByteOffset: index * width, as: Bits.self)
    }
    count = values.count * width
  }
}

private func unpackLittleEndian<Bits: FixedWidthInteger>(
  _ raw: UnsafeRawBufferPointer, _ type: Bits.Type, _ value: (Bits) -> Float
) -> [Float] {
  let width = MemoryLayout<Bits>.size
  return (0..<raw.count / width).map {
    value(raw.loadUnaligned(fromByteOffset: $0 * width, as: Bits.self))
  }
}
