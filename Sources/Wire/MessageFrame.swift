/// The gRPC framing of one message: a compression flag, a four-byte length, the payload.
///
/// The flag is always zero: compression would let content decide sizes.
public enum MessageFrame {
  /// Bytes in front of every payload.
  public static let prefixByteCount = 5

  /// Puts the prefix in front of `payload`.
  public static func wrap(_ payload: [UInt8]) -> [UInt8] {
    precondition(payload.count <= Int(UInt32.max), "a frame holds at most 4 GiB")
    let length = UInt32(payload.count)
    var frame: [UInt8] = [0]
    frame.reserveCapacity(payload.count + prefixByteCount)
    for shift in [24, 16, 8, 0] as [UInt32] {
      frame.append(UInt8(truncatingIfNeeded: length >> shift))
    }
    frame += payload
    return frame
  }

  /// The payload of `frame`.
  public static func unwrap(_ frame: [UInt8]) throws(WireError) -> ArraySlice<UInt8> {
    guard frame.count >= prefixByteCount, frame[0] == 0 else {
      throw WireError(.badFrame(length: frame.count))
    }
    let length = frame[1..<5].reduce(0) { $0 << 8 | Int($1) }
    guard length == frame.count - prefixByteCount else {
      throw WireError(.badFrame(length: frame.count))
    }
    return frame[prefixByteCount...]
  }
}
