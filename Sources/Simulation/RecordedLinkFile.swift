public import Networks

/// Reads recorded links: Mahimahi traces, and tables of times and rates.
public enum RecordedLinkFile {
  /// The largest file that is read, in bytes.
  private static let sizeLimit = 1 << 30
  /// The lowest average rate, in bits a second: below, hardly anything would end.
  private static let slowest: UInt64 = 1_000

  /// The capacity that the file at `path` records; an opportunity of a trace carries
  /// `opportunityBytes`.
  public static func capacity(
    _ path: String, opportunityBytes: UInt64
  ) throws(InputFileError) -> LinkCapacity {
    let content = try InputFile.bytes(of: path, limit: sizeLimit)
    let parsed = content.withUnsafeBytes { buffer in
      Result { () throws(LinkTraceError) in
        try LinkCapacity.parse(buffer, opportunityBytes: opportunityBytes)
      }
    }
    let capacity: LinkCapacity
    switch parsed {
    case .success(let whole): capacity = whole
    case .failure(let error): throw InputFileError(path, line: error.line, error.reason)
    }
    guard capacity.meanRate.bitsPerSecond >= slowest else {
      throw InputFileError(path, "the link carries below 1 kbit/s")
    }
    return capacity
  }
}
