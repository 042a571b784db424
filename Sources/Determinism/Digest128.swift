internal import CXXHash

/// A 128-bit XXH3 digest.
///
/// Finds accidents and differences; it is not keyed and stops no forger.
public struct Digest128: Hashable, Sendable, CustomStringConvertible {
  /// The more significant half.
  public let high: UInt64
  /// The less significant half.
  public let low: UInt64

  /// Makes a digest from its halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The digest of `bytes`.
  public init(of bytes: UnsafeRawBufferPointer) {
    let hash = XXH3_128bits(bytes.baseAddress, bytes.count)
    self.init(high: hash.high64, low: hash.low64)
  }

  /// The digest of `bytes`.
  public init(of bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { Digest128(of: $0) }
  }

  /// The digest of the UTF-8 form of `text`.
  public init(of text: String) {
    self.init(of: Array(text.utf8))
  }

  /// Reads 32 hexadecimal digits, or returns nil.
  public init?(hexadecimal text: some StringProtocol) {
    guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }

  /// The sixteen bytes, most significant first.
  public var bytes: [UInt8] {
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
  }

  /// The digest as 32 hexadecimal digits.
  public var description: String { bytes.map { hexadecimalByte($0) }.joined() }
}

/// The 64-bit XXH3 checksum of `bytes`.
public func checksum64(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
  XXH3_64bits(bytes.baseAddress, bytes.count)
}

/// Two lower-case hexadecimal digits.
public func hexadecimalByte(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
