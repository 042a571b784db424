import Determinism

/// The layout of a trace file, version 2.0.
///
/// Numbers are little-endian, digests stand most significant byte first, and there is no padding.
/// Every byte is covered by a checksum or by a comparison, so that one changed bit anywhere is
/// found.
///
///     file    header (data* index)* footer
///
///     header  mark "SIDELTRC"  8     data,   mark "SLBK", "SLIX" 4     footer  mark "SLFT"     4
///             major version    2     index   entries             4             frames          8
///             minor version    2             number, from zero   8             data blocks     8
///             record length    4             payload length      8             frame bytes     8
///             record                         XXH3-64 of payload  8             last index      8
///             XXH3-64 of all   8             chain              16             final chain    16
///             that stands before             payload                           XXH3-64 of all  8
///                                                                              that stands before
///
///     record  server seed 8, scenario digest 16,
///             fingerprint (length 4, UTF-8), program (length 4, UTF-8)
///     data    per entry: time 8, flow 4, length 4, direction 1, kind 1, bytes
///     index   offset of the previous index block 8 (zero in the first),
///             per data block since then: offset 8, time of its first entry 8, frames before it 8
///
/// An index block follows every `indexSpan` data blocks, and the last ones before the footer, so
/// that writing needs memory for one index block and seeking reads a few of them.
///
/// The chain starts as XXH3-128 of the header; each block's link is XXH3-128 of the previous link,
/// the block's first 32 bytes and its payload. A payload of more than `blockTarget` bytes holds
/// exactly one entry.
enum TraceFormat {
  static let majorVersion: UInt16 = 2
  static let minorVersion: UInt16 = 0

  static let fileMark = Array("SIDELTRC".utf8)
  static let blockMark = Array("SLBK".utf8)
  static let indexMark = Array("SLIX".utf8)
  static let footerMark = Array("SLFT".utf8)

  /// Mark, versions and record length.
  static let prefixByteCount = 16
  /// A header record of more bytes is refused.
  static let recordByteLimit = 1 << 16
  /// The part of a block's head that enters the chain.
  static let chainedByteCount = 32
  static let blockHeadByteCount = chainedByteCount + 16
  static let footerByteCount = 60
  static let entryHeadByteCount = 18
  static let checksumByteCount = 8
  /// Stands where a frame has its direction: this entry is an event.
  static let eventDirection: UInt8 = 3
  static let blockTarget = 64 << 10
  /// Data blocks that one index block covers.
  static let indexSpan = 1024
  /// Offset, time and frames before.
  static let indexEntryByteCount = 24

  /// The longest payload that a data block of this many entries may have.
  static func payloadByteLimit(entries: UInt32) -> UInt64 {
    entries == 1
      ? UInt64(entryHeadByteCount + TraceFrame.byteLimit) : UInt64(blockTarget)
  }

  /// The whole header, checksum included.
  static func encode(_ header: TraceHeader) -> [UInt8] {
    var record: [UInt8] = []
    record.append(number: header.serverSeed)
    record += header.scenarioDigest.bytes
    for text in [header.fingerprint, header.program] {
      let bytes = Array(text.utf8)
      record.append(number: UInt32(bytes.count))
      record += bytes
    }
    precondition(record.count <= recordByteLimit, "a trace header must fit its limit")
    var result = fileMark
    result.append(number: majorVersion)
    result.append(number: minorVersion)
    result.append(number: UInt32(record.count))
    result += record
    result.append(number: checksum(result[...]))
    return result
  }

  /// The next link of the chain.
  static func link(
    after previous: Digest128, head: ArraySlice<UInt8>, payload: ArraySlice<UInt8>
  ) -> Digest128 {
    precondition(head.count == chainedByteCount, "the chain covers a block's first 32 bytes")
    let builder = DigestBuilder()
    builder.update(previous.bytes)
    head.withUnsafeBytes { builder.update($0) }
    payload.withUnsafeBytes { builder.update($0) }
    return builder.digest
  }

  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.withUnsafeBytes { checksum64($0) }
  }

  /// A whole block, data or index, and its link.
  static func encodeBlock(
    _ mark: [UInt8], entries: UInt32, number: UInt64, payload: ArraySlice<UInt8>,
    after chain: Digest128
  ) -> (head: [UInt8], chain: Digest128) {
    var head = mark
    head.append(number: entries)
    head.append(number: number)
    head.append(number: UInt64(payload.count))
    head.append(number: checksum(payload))
    let link = link(after: chain, head: head[...], payload: payload)
    return (head + link.bytes, link)
  }

  static func encodeFooter(_ totals: TraceTotals, lastIndex: UInt64) -> [UInt8] {
    var result = footerMark
    result.append(number: totals.frames)
    result.append(number: totals.blocks)
    result.append(number: totals.bytes.bytes)
    result.append(number: lastIndex)
    result += totals.digest.bytes
    result.append(number: checksum(result[...]))
    precondition(result.count == footerByteCount, "a footer has one size")
    return result
  }
}

extension [UInt8] {
  /// Appends a number in little-endian order.
  mutating func append(number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }

  /// Overwrites the bytes at `offset`.
  mutating func replace(at offset: Int, with bytes: [UInt8]) {
    replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }

  /// The little-endian number at `offset`.
  ///
  /// Traps beyond the end: callers have checked.
  func number<Number: FixedWidthInteger>(at offset: Int, _ type: Number.Type) -> Number {
    precondition(
      offset >= 0 && offset + MemoryLayout<Number>.size <= count,
      "a number must lie inside its buffer")
    return withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
  }

  /// The digest at `offset`.
  func digest(at offset: Int) -> Digest128 {
    Digest128(
      high: number(at: offset, UInt64.self).byteSwapped,
      low: number(at: offset + 8, UInt64.self).byteSwapped)
  }
}
