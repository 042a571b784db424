/// Bytes that lie in one piece.
public protocol ContiguousBytesOnWire {
  /// Calls `body` with the bytes.
  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
}

extension Array: ContiguousBytesOnWire where Element == UInt8 {}

/// Packs `values` as float32, little-endian.
func packFloats(_ values: [Float]) -> [UInt8] {
  packLittleEndian(values) { $0.bitPattern }
}

/// Reads back what `packFloats` wrote; `bytes` must be whole.
func unpackFloats(_ bytes: some ContiguousBytesOnWire) -> [Float] {
  bytes.withUnsafeBytes { raw in
    unpackLittleEndian(raw, UInt32.self) { Float(bitPattern: $0) }
  }
}

/// A label as int32, little-endian.
func packLabel(_ label: Int) -> [UInt8] {
  withUnsafeBytes(of: Int32(label).littleEndian) { Array($0) }
}

/// Reads back what `packLabel` wrote; `bytes` must be four.
func unpackLabel(_ bytes: some ContiguousBytesOnWire) -> Int {
  bytes.withUnsafeBytes { Int(Int32(littleEndian: $0.loadUnaligned(as: Int32.self))) }
}

func packLittleEndian<Bits: FixedWidthInteger>(
  _ values: [Float], _ bits: (Float) -> Bits
) -> [UInt8] {
  let width = MemoryLayout<Bits>.size
  return [UInt8](unsafeUninitializedCapacity: values.count * width) { buffer, count in
    let raw = UnsafeMutableRawBufferPointer(buffer)
    for (index, value) in values.enumerated() {
      raw.storeBytes(of: bits(value).littleEndian, toByteOffset: index * width, as: Bits.self)
    }
    count = values.count * width
  }
}

func unpackLittleEndian<Bits: FixedWidthInteger>(
  _ raw: UnsafeRawBufferPointer, _ type: Bits.Type, _ value: (Bits) -> Float
) -> [Float] {
  let width = MemoryLayout<Bits>.size
  precondition(raw.count % width == 0, "packed values must be whole")
  return (0..<raw.count / width).map {
    value(Bits(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * width, as: Bits.self)))
  }
}
