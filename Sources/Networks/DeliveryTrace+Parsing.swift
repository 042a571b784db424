extension DeliveryTrace {
  /// Reads a trace as mm-link does: one whole number of milliseconds a line.
  ///
  /// An empty file, an empty line, a time before the last one and a last time of zero are errors.
  /// Linear in the number of bytes.
  public static func parse(
    _ bytes: UnsafeRawBufferPointer
  ) throws(LinkTraceError) -> DeliveryTrace {
    guard !bytes.isEmpty else { throw LinkTraceError(.empty, line: nil) }
    var times: [UInt32] = []
    // A guess from the length of a late line; growing costs little if it is wrong.
    times.reserveCapacity(bytes.count / 5 + 1)
    var previous: UInt64 = 0
    var value: UInt64 = 0
    var digits = 0
    for byte in bytes {
      let digit = byte &- 48
      if digit < 10 {
        value = value &* 10 &+ UInt64(digit)
        digits &+= 1
        // Stays far below 2^64 before the check.
        guard value <= UInt64(UInt32.max) else {
          throw LinkTraceError(
            .tooLarge(limit: "4294967295 ms (49 days)"), line: times.count + 1)
        }
      } else if byte == 10 {
        try append(value, digits: digits, previous: previous, to: &times)
        previous = value
        value = 0
        digits = 0
      } else {
        throw LinkTraceError(.unexpectedByte(byte), line: times.count + 1)
      }
    }
    if digits > 0 {
      try append(value, digits: digits, previous: previous, to: &times)
      previous = value
    }
    guard previous > 0 else { throw LinkTraceError(.lastsNoTime, line: times.count) }
    return DeliveryTrace(checked: times)
  }

  @inline(__always)
  private static func append(
    _ value: UInt64, digits: Int, previous: UInt64, to times: inout [UInt32]
  ) throws(LinkTraceError) {
    guard digits > 0 else { throw LinkTraceError(.emptyLine, line: times.count + 1) }
    guard value >= previous else { throw LinkTraceError(.decreasing, line: times.count + 1) }
    times.append(UInt32(truncatingIfNeeded: value))
  }
}
