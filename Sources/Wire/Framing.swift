/// How messages follow one another in a stream of bytes.
public enum Framing: String, CaseIterable, Sendable {
  /// gRPC's prefix: a compression flag and a four-byte length, big-endian.
  case grpc
  /// The same inside the DATA frames of cleartext HTTP/2 (RFC 9113).
  case http2GRPC = "http2-grpc"
  /// A four-byte length, big-endian.
  case u32BigEndian = "u32-be"
  /// A four-byte length, little-endian.
  case u32LittleEndian = "u32-le"
  /// A protobuf variable-length number.
  case varint

  /// What stands in front of a message.
  public struct Prefix: Equatable, Sendable {
    /// Bytes of the prefix.
    public var byteCount: Int
    /// Bytes of the message, as the prefix promises; at most 2^64 - 1 may be claimed.
    public var promised: UInt64
  }

  /// Longest prefix of any framing.
  public static let prefixLimit = 10

  /// Reads the prefix at the beginning of `bytes`.
  ///
  /// Nil when it does not end there; a variable-length number that never ends promises 2^64 - 1.
  public func prefix(of bytes: ArraySlice<UInt8>) -> Prefix? {
    switch self {
    case .grpc, .http2GRPC:
      guard bytes.count >= MessageFrame.prefixByteCount else { return nil }
      return Prefix(byteCount: 5, promised: bigEndian(bytes.dropFirst().prefix(4)))
    case .u32BigEndian:
      guard bytes.count >= 4 else { return nil }
      return Prefix(byteCount: 4, promised: bigEndian(bytes.prefix(4)))
    case .u32LittleEndian:
      guard bytes.count >= 4 else { return nil }
      return Prefix(byteCount: 4, promised: bigEndian(bytes.prefix(4).reversed()))
    case .varint:
      guard bytes.prefix(Self.prefixLimit).contains(where: { $0 < 0x80 }) else {
        let isEndless = bytes.count >= Self.prefixLimit
        return isEndless ? Prefix(byteCount: Self.prefixLimit, promised: .max) : nil
      }
      guard
        let (value, length) = ProtobufWalker.varint(
          bytes, at: bytes.startIndex, end: bytes.endIndex)
      else { return Prefix(byteCount: Self.prefixLimit, promised: .max) }
      return Prefix(byteCount: length, promised: value)
    }
  }

  private func bigEndian(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
