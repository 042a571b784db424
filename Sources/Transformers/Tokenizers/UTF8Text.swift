/// UTF-8 to code points and back.
enum UTF8Text {
  /// The code points of `bytes`; what is not UTF-8 becomes U+FFFD, as the standard library has it.
  static func scalars(_ bytes: [UInt8]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(bytes.count)
    var decoder = Unicode.UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): result.append(scalar.value)
      case .error: result.append(0xFFFD)
      case .emptyInput: return result
      }
    }
  }

  /// Appends the UTF-8 form of a code point.
  @inline(__always)
  static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    if scalar < 0x80 {
      bytes.append(UInt8(scalar))
      return
    }
    if scalar < 0x800 {
      bytes.append(0xC0 | UInt8(scalar >> 6))
    } else {
      if scalar < 0x10000 {
        bytes.append(0xE0 | UInt8(scalar >> 12))
      } else {
        bytes.append(0xF0 | UInt8(scalar >> 18))
        bytes.append(0x80 | UInt8(scalar >> 12 & 0x3F))
      }
      bytes.append(0x80 | UInt8(scalar >> 6 & 0x3F))
    }
    bytes.append(0x80 | UInt8(scalar & 0x3F))
  }

  /// The UTF-8 form of some code points.
  static func bytes(_ scalars: some Sequence<UInt32>) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in scalars { append(scalar, to: &bytes) }
    return bytes
  }
}
