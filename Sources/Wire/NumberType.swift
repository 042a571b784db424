/// The number types of protobuf, and which bits each may hold on the wire.
public enum NumberType: String, CaseIterable, Sendable {
  /// IEEE 754, eight and four bytes.
  case double, float
  /// Variable length, two's complement.
  case int32, int64
  /// Variable length, no sign.
  case uint32, uint64
  /// Variable length, zig-zag.
  case sint32, sint64
  /// Constant length.
  case fixed32, fixed64, sfixed32, sfixed64
  /// Variable length, 0 or 1.
  case bool

  /// Bytes of one number; nil where the value decides.
  public var byteCount: Int? {
    switch self {
    case .double, .fixed64, .sfixed64: 8
    case .float, .fixed32, .sfixed32: 4
    case .int32, .int64, .uint32, .uint64, .sint32, .sint64, .bool: nil
    }
  }

  /// Whether a variable-length number of these bits is a value of the type.
  ///
  /// Bits beyond the type's width are dropped by decoders, and could carry anything.
  public func accepts(_ bits: UInt64) -> Bool {
    switch self {
    case .bool: bits <= 1
    case .uint32, .sint32: bits <= UInt64(UInt32.max)
    case .int32: Int32(exactly: Int64(bitPattern: bits)) != nil
    default: true
    }
  }
}
