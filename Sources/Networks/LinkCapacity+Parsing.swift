extension LinkCapacity {
  /// Bytes that an opportunity of a recorded trace carries: what mm-link's code says.
  ///
  /// Its documentation says 1500.
  public static let opportunityBytes: UInt64 = 1_504

  /// Reads a recorded link: a table when its first line has a comma, else opportunities.
  public static func parse(
    _ bytes: UnsafeRawBufferPointer, opportunityBytes: UInt64
  ) throws(LinkTraceError) -> LinkCapacity {
    let firstLine = bytes.prefix { $0 != 10 }
    if firstLine.contains(UInt8(ascii: ",")) { return .series(try RateSeries.parse(bytes)) }
    return .opportunities(try DeliveryTrace.parse(bytes), bytes: opportunityBytes)
  }
}
