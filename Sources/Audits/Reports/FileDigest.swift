internal import Crypto
internal import Foundation

/// SHA-256 digests, by which other tools name files.
public enum FileDigest {
  /// The SHA-256 of `bytes` in hexadecimal (FIPS 180-4).
  public static func sha256(_ bytes: some Sequence<UInt8>) -> String {
    text(SHA256.hash(data: Data(bytes)))
  }

  /// The SHA-256 of the file at `path` in hexadecimal, read a piece at a time; nil where it cannot
  /// be read.
  public static func sha256(path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    var hash = SHA256()
    do {
      while let piece = try file.read(upToCount: pieceLength), !piece.isEmpty {
        hash.update(data: piece)
      }
    } catch {
      return nil
    }
    return text(hash.finalize())
  }

  private static let pieceLength = 1 << 20

  private static func text(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let bytes = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
