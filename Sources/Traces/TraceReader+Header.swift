import Determinism

/// Reads and verifies a trace's header; also returns its bytes, which start the chain, and the
/// minor version.
func readHeader(
  from file: InputFile
) throws(TraceError) -> (header: TraceHeader, bytes: [UInt8], minor: UInt16) {
  func fault(_ code: TraceError.Code) -> TraceError {
    TraceError(code, path: file.path, offset: 0)
  }
  let markByteCount = TraceFormat.fileMark.count
  let mark = try file.read(min(Int(clamping: file.remaining), markByteCount), of: .header)
  guard !mark.isEmpty, TraceFormat.fileMark.starts(with: mark) else { throw fault(.notATrace) }
  let restByteCount = TraceFormat.prefixByteCount - markByteCount
  guard file.remaining >= UInt64(restByteCount) else { throw fault(.truncated(.header)) }
  let prefix = mark + (try file.read(restByteCount, of: .header))
  let major = prefix.number(at: 8, UInt16.self)
  let minor = prefix.number(at: 10, UInt16.self)
  guard major == TraceFormat.majorVersion else {
    throw fault(.unsupportedVersion(major: major, minor: minor))
  }
  let length = Int(prefix.number(at: 12, UInt32.self))
  guard length <= TraceFormat.recordByteLimit else { throw fault(.damaged(.header, .length)) }
  let rest = length + TraceFormat.checksumByteCount
  guard file.remaining >= UInt64(rest) else { throw fault(.truncated(.header)) }
  let bytes = prefix + (try file.read(rest, of: .header))
  let sum = bytes.count - TraceFormat.checksumByteCount
  guard bytes.number(at: sum, UInt64.self) == TraceFormat.checksum(bytes[..<sum]) else {
    throw fault(.damaged(.header, .checksum))
  }

  var position = TraceFormat.prefixByteCount
  func take(_ count: Int) throws(TraceError) -> Int {
    guard count <= sum - position else { throw fault(.damaged(.header, .length)) }
    defer { position += count }
    return position
  }
  func takeText() throws(TraceError) -> String {
    let count = Int(bytes.number(at: try take(4), UInt32.self))
    let start = try take(count)
    guard let text = String(validating: bytes[start..<start + count], as: UTF8.self) else {
      throw fault(.damaged(.header, .text))
    }
    guard count <= TraceHeader.textByteLimit else { throw fault(.damaged(.header, .length)) }
    return text
  }
  let serverSeed = bytes.number(at: try take(8), UInt64.self)
  let scenarioDigest = bytes.digest(at: try take(16))
  let fingerprint = try takeText()
  let program = try takeText()
  // A later minor version may append to the record; in ours nothing may follow.
  guard position == sum || minor > TraceFormat.minorVersion else {
    throw fault(.damaged(.header, .length))
  }
  let header = TraceHeader(
    serverSeed: serverSeed, scenarioDigest: scenarioDigest, fingerprint: fingerprint,
    program: program)
  return (header, bytes, minor)
}
