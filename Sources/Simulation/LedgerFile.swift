public import Determinism
import Foundation

/// Writes a run's ledger to a file, entry by entry, for `--twice`.
///
/// A record is 32 bytes: kind, name number, time, value; a name is defined before its first use by
/// a record of kind 0 that is followed by its UTF-8 bytes.
public final class LedgerFileSink: Ledger.Sink {
  static let definition: UInt8 = 0
  static let recordByteCount = 32

  private let handle: FileHandle
  private var buffer: [UInt8] = []

  /// Creates the file.
  ///
  /// Returns nil when it cannot be created.
  public init?(path: String) {
    guard
      FileManager.default.createFile(
        atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let handle = FileHandle(forWritingAtPath: path)
    else { return nil }
    self.handle = handle
  }

  /// Writes a name.
  public func define(identifier: UInt32, name: String) {
    let bytes = Array(name.utf8)
    append(Self.definition, identifier, 0, UInt64(bytes.count))
    buffer += bytes
  }

  /// Writes an entry.
  public func append(_ entry: Ledger.Entry) {
    append(entry.kind.rawValue, entry.name, entry.time, entry.value)
  }

  /// Writes out what is buffered.
  public func close() throws {
    try handle.write(contentsOf: buffer)
    buffer = []
    try handle.close()
  }

  private func append(_ kind: UInt8, _ name: UInt32, _ time: UInt64, _ value: UInt64) {
    for number in [UInt64(kind), UInt64(name), time, value] {
      withUnsafeBytes(of: number.littleEndian) { buffer += $0 }
    }
    // A failed write shows up as a shorter file, which the comparison reports.
    if buffer.count > 1 << 16, (try? handle.write(contentsOf: buffer)) != nil { buffer = [] }
  }
}

/// Compares two ledger files and names the first difference.
public enum LedgerComparison {
  private struct Record: Equatable {
    var kind: UInt64
    var name: String
    var time: UInt64
    var value: UInt64
  }

  /// One sentence about the first difference, or nil when the ledgers are equal.
  public static func firstDifference(_ first: String, _ second: String) -> String? {
    guard let left = FileManager.default.contents(atPath: first),
      let right = FileManager.default.contents(atPath: second)
    else { return "a ledger file is missing" }
    if left == right { return nil }
    var (leftReader, rightReader) = (Reader(data: left), Reader(data: right))
    var draws: [String: Int] = [:]
    while true {
      switch (leftReader.next(), rightReader.next()) {
      case (nil, nil): return "the ledgers differ only in their last, unfinished bytes"
      case (let one?, nil): return "only the first run has \(text(one, draws))"
      case (nil, let one?): return "only the second run has \(text(one, draws))"
      case (let one?, let other?):
        guard one == other else {
          return "the first run has \(text(one, draws)); the second has \(text(other, draws))"
        }
        if one.kind == UInt64(Ledger.Entry.Kind.draw.rawValue) { draws[one.name, default: 0] += 1 }
      }
    }
  }

  private static func text(_ record: Record, _ draws: [String: Int]) -> String {
    let time = SimInstant(nanoseconds: record.time)
    let value = String(record.value, radix: 16)
    return record.kind == UInt64(Ledger.Entry.Kind.draw.rawValue)
      ? "draw \(draws[record.name, default: 0] + 1) of stream \(record.name) = \(value) at \(time)"
      : "event \(record.name) with content \(value) at \(time)"
  }

  private struct Reader {
    let data: Data
    var offset = 0
    var names: [UInt64: String] = [:]

    init(data: Data) { self.data = data }

    mutating func next() -> Record? {
      while offset + LedgerFileSink.recordByteCount <= data.count {
        let numbers = (0..<4).map { field in
          data.withUnsafeBytes {
            UInt64(
              littleEndian: $0.loadUnaligned(fromByteOffset: offset + 8 * field, as: UInt64.self))
          }
        }
        offset += LedgerFileSink.recordByteCount
        guard numbers[0] == UInt64(LedgerFileSink.definition) else {
          return Record(
            kind: numbers[0], name: names[numbers[1]] ?? "?", time: numbers[2], value: numbers[3])
        }
        let end = min(data.count, offset + Int(clamping: numbers[3]))
        names[numbers[1]] = String(decoding: data[offset..<end], as: UTF8.self)
        offset = end
      }
      return nil
    }
  }
}
